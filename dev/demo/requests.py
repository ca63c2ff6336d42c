"""What the agencies asked for: a request in every state of the procedure, as a table, and how a draft is made of it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dcim.models import DeviceType, Location
from tenancy.models import Tenant
from users.models import User

from netbox_colocation.choices import DocumentKindChoices
from netbox_colocation.documents.files import store_upload
from netbox_colocation.models import ColocationRequest, Procedure, RequestedServer

from . import letters
from .book import Book
from .cast import ACCOUNTS, FIRST_APPLICANT, OPERATOR, ROOM_A, ROOM_B, SECOND_APPLICANT, Account
from .course import PROCEDURE, STRAIGHT, Act
from .hardware import SERVER_1U, SERVER_2U
from .rooms import site

__all__ = ('END', 'REQUESTS', 'Planned', 'Wanted', 'draft', 'representative')

END = 'end'


@dataclass(frozen=True)
class Wanted:
    """A server of a request: by device type (its slug), or by a free specification. W, kbit/s, U, kg, mm."""

    name: str
    power: int
    make: str = ''
    model: str = ''
    height: int = 0
    supplies: int = 2
    public: int = 0
    bandwidth: int = 20_000
    services: tuple[str, ...] = ('tcp/443',)
    system: str = 'Debian 12'


@dataclass(frozen=True)
class Planned:
    """A request, and how far it goes: `until` names the step that waits in the end, '' leaves it a draft.

    `course` says where somebody does not act as in `STRAIGHT`; `waiting` is the working hours since the last act.
    """

    name: str
    applicant: str
    purpose: str
    servers: tuple[Wanted, ...]
    until: str = ''
    waiting: float = 1.5
    room: str = ROOM_A
    letter: int = 1
    course: Mapping[str, Act] = field(default_factory=dict)

    @property
    def acts(self) -> list[tuple[str, Act]]:
        """The acts in their order, with their steps."""
        acts = []
        for step, act in STRAIGHT.items():
            if not self.until or step == self.until:
                break
            acts.append((step, self.course.get(step, act)))
        return acts


_REFUSAL = 'Beban server melampaui kemampuan catu daya setiap rak. Kami sarankan komputasi awan pemerintah.'
_DIFFERENCE = 'Server yang tiba setinggi 2 U, sedangkan surat menyebut 1 U. Mohon kirim server yang sesuai.'

REQUESTS = (
    Planned(
        'Sistem Informasi Rumah Sakit',
        FIRST_APPLICANT,
        'Layanan rujukan dan antrean pasien antar rumah sakit di seluruh provinsi.',
        (Wanted('dinkes-simrs-1', 450, SERVER_2U, public=1, bandwidth=50_000, services=('tcp/80', 'tcp/443')),),
        until=END,
        waiting=52,
        letter=61,
    ),
    Planned(
        'Klaster pemodelan pembangunan',
        SECOND_APPLICANT,
        'Pemodelan pertumbuhan wilayah dengan pembelajaran mesin.',
        (Wanted('bappeda-model-1', 7200, model='G8 akselerator', height=8, supplies=4, system='Ubuntu Server 24.04'),),
        until='7',
        waiting=38,
        room='',
        letter=112,
        course={
            '3': STRAIGHT['3'].but(data={**STRAIGHT['3'].data, 'note': 'Tidak ada rak yang catu dayanya cukup.'}),
            '4.1': Act('refused', 2.4, comment=_REFUSAL),
            '6': STRAIGHT['6'].but(outcome='sent-refusal'),
        },
    ),
    Planned(
        'Data spasial provinsi',
        SECOND_APPLICANT,
        'Peta dasar dan peta tematik untuk seluruh perangkat daerah.',
        (Wanted('bappeda-spasial-1', 300, SERVER_1U, bandwidth=40_000),),
        until='9',
        waiting=1.2,
        letter=118,
        course={'8': Act('differs', 0.8, comment=_DIFFERENCE, data={'u_height': 2})},
    ),
    Planned(
        'Pencatatan imunisasi',
        FIRST_APPLICANT,
        'Pencatatan imunisasi dari puskesmas secara daring.',
        (Wanted('dinkes-imunisasi-1', 350, SERVER_2U, public=1),),
        until='7',
        waiting=2.2,
        letter=77,
    ),
    Planned(
        'Perizinan tenaga kesehatan',
        FIRST_APPLICANT,
        'Layanan perizinan tenaga kesehatan bagi masyarakat.',
        (Wanted('dinkes-izin-1', 220, model='T2 ringkas', height=1, public=1, system='Rocky Linux 9'),),
        until='9',
        waiting=3.1,
        room=ROOM_B,
        letter=74,
    ),
    Planned(
        'e-Musrenbang',
        SECOND_APPLICANT,
        'Usulan musyawarah perencanaan pembangunan dari desa sampai provinsi.',
        (
            Wanted('bappeda-musrenbang-1', 280, SERVER_1U, public=1, bandwidth=30_000),
            Wanted('bappeda-musrenbang-2', 280, SERVER_1U, services=('tcp/5432',)),
        ),
        until='5',
        waiting=2.0,
        letter=121,
    ),
    Planned(
        'Pemantauan gizi balita',
        FIRST_APPLICANT,
        'Pemantauan tumbuh kembang balita dari posyandu.',
        (Wanted('dinkes-gizi-1', 350, SERVER_2U),),
        until='4.2',
        waiting=0.9,
        letter=79,
    ),
    Planned(
        'Portal data pembangunan',
        SECOND_APPLICANT,
        'Penyajian data pembangunan bagi masyarakat.',
        (Wanted('bappeda-portal-1', 350, SERVER_2U, public=1, bandwidth=60_000),),
        until='4.1',
        waiting=20,  # of the one day that the row allows: it is late
        letter=115,
    ),
    Planned(
        'Arsip perencanaan',
        SECOND_APPLICANT,
        'Penyimpanan arsip dokumen perencanaan.',
        (Wanted('bappeda-arsip-1', 500, model='S12 penyimpanan', height=4),),
        until='3',
        waiting=1.7,
        letter=124,
    ),
    Planned(
        'Telemedisin kepulauan',
        FIRST_APPLICANT,
        'Konsultasi dokter jarak jauh bagi puskesmas di kepulauan.',
        (
            Wanted(
                'dinkes-telemedisin-1', 400, SERVER_2U, public=1, bandwidth=100_000, services=('tcp/443', 'udp/3478')
            ),
        ),
        until='2.2',
        waiting=0.6,
        letter=83,
    ),
    Planned(
        'Laboratorium kesehatan',
        FIRST_APPLICANT,
        'Hasil pemeriksaan laboratorium kesehatan daerah.',
        (Wanted('dinkes-lab-1', 300, SERVER_1U),),
        letter=85,
    ),
)


def representative(tenant: str) -> Account:
    """Return who acts for an applicant."""
    return next(account for account in ACCOUNTS if account.tenant == tenant and account.role == 'applicant')


def draft(book: Book, plan: Planned, *, now: datetime.datetime) -> ColocationRequest:
    """Make the draft with its servers and its letter, ready to be submitted."""
    person = representative(plan.applicant)
    day = timezone.localtime(now).date()
    request = book.ensure(
        ColocationRequest,
        key={'name': plan.name, 'applicant': Tenant.objects.get(slug=plan.applicant)},
        procedure=Procedure.objects.get(agency__slug=OPERATOR, key=PROCEDURE),
        purpose=plan.purpose,
        site=site(),
        location=Location.objects.filter(site=site(), slug=plan.room).first(),
        letter_number=f'000.8/{plan.letter}/{plan.applicant.upper()}/{day.year}',
        letter_date=day,
        letter_subject=f'Permohonan colocation: {plan.name}',
        administrative_name=person.name,
        administrative_position=person.position,
        administrative_email=person.email,
        technical_name='Kabut Samudra' if plan.applicant == FIRST_APPLICANT else 'Langit Pasirah',
        technical_organisation='Subbagian Data dan Informasi',
        technical_email=f'teknis@{person.agency.domain}',
    )
    for wanted in plan.servers:
        _server(book, request, wanted, domain=f'{plan.applicant}.{person.email.split(".", 1)[1]}')
    _attach_letter(request, person, now=now)
    book.count(type(request.documents.get()))
    return request


def _server(book: Book, request: ColocationRequest, wanted: Wanted, *, domain: str) -> None:
    make = DeviceType.objects.get(slug=wanted.make) if wanted.make else None
    book.ensure(
        RequestedServer,
        key={'request': request, 'name': wanted.name},
        device_type=make,
        manufacturer='' if make else 'Rimba Systems',
        model=wanted.model,
        u_height=None if make else wanted.height,
        depth_mm=700,
        weight_kg=20,
        power_draw=wanted.power,
        power_supplies=wanted.supplies,
        network_interfaces=2,
        public_ipv4=wanted.public,
        private_ipv4=1,
        bandwidth=wanted.bandwidth,
        domain_names=[f'{wanted.name.split("-")[1]}.{domain}'] if wanted.public else [],
        services=list(wanted.services),
        operating_system=wanted.system,
    )


def _attach_letter(request: ColocationRequest, person: Account, *, now: datetime.datetime) -> None:
    content = letters.write(
        letters.Letter(
            agency=person.agency,
            number=request.letter_number,
            dated=timezone.localtime(now).date(),
            subject=request.letter_subject,
            purpose=request.purpose,
            administrative=f'{request.administrative_name}, {request.administrative_position}',
            technical=f'{request.technical_name}, {request.technical_organisation}',
            servers=[
                letters.Line(
                    server.name, _kind(server), f'{float(server.height):g}', server.power_draw, server.bandwidth
                )
                for server in request.servers.select_related('device_type')
            ],
        )
    )
    store_upload(
        request,
        SimpleUploadedFile('surat-permohonan.pdf', content, content_type='application/pdf'),
        kind=DocumentKindChoices.REQUEST_LETTER,
        actor=User.objects.get(username=person.username),
        now=now,
        number=request.letter_number,
        dated=request.letter_date,
        title=request.letter_subject,
    )


def _kind(server: RequestedServer) -> str:
    return str(server.device_type) if server.device_type else f'{server.manufacturer} {server.model}'
