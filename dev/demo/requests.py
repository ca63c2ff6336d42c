"""What the agencies asked for: a request in every state of the procedure, as a table, and how a draft is made of it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dcim.models import DeviceType, Location
from tenancy.models import Tenant
from users.models import User

from netbox_colocation.choices import DocumentKindChoices
from netbox_colocation.documents.files import store_upload
from netbox_colocation.documents.subjects import Subject
from netbox_colocation.models import ColocationRequest, Procedure, RequestedServer

from . import letters
from .book import Book
from .cast import ACCOUNTS, FIRST_APPLICANT, OPERATOR, ROOM_A, ROOM_B, SECOND_APPLICANT, SECOND_HELPDESK, Account
from .course import STRAIGHT, Act
from .hardware import SERVER_1U, SERVER_2U
from .plans import END, Pin, Plan
from .rooms import site

__all__ = ('REQUESTS', 'Planned', 'Wanted', 'attach_letter', 'draft', 'letter_fields', 'representative')


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


@dataclass(frozen=True, kw_only=True)
class Planned(Plan):
    """A request to place servers in a room."""

    servers: tuple[Wanted, ...]
    room: str = ROOM_A


_REFUSAL = 'Beban server melampaui kemampuan catu daya setiap rak. Kami sarankan komputasi awan pemerintah.'
_UNCERTAIN = 'Hasil pemeriksaan belum menyebut daya gedung pada malam hari. Mohon dikonfirmasi lagi.'
_DIFFERENCE = 'Server yang tiba setinggi 2 U, sedangkan surat menyebut 1 U. Mohon kirim server yang sesuai.'

# A placement stays twelve months from the day on which it was installed.
YEAR = 365
TERM_BEGINS = datetime.time(10, 30)

REQUESTS = (
    Planned(
        name='Sistem Informasi Rumah Sakit',
        applicant=FIRST_APPLICANT,
        purpose='Layanan rujukan dan antrean pasien antar rumah sakit di seluruh provinsi.',
        servers=(Wanted('dinkes-simrs-1', 450, SERVER_2U, public=1, bandwidth=50_000, services=('tcp/80', 'tcp/443')),),
        until=END,
        waiting=52,
        letter=61,
    ),
    Planned(
        name='Klaster pemodelan pembangunan',
        applicant=SECOND_APPLICANT,
        purpose='Pemodelan pertumbuhan wilayah dengan pembelajaran mesin.',
        servers=(
            Wanted('bappeda-model-1', 7200, model='G8 akselerator', height=8, supplies=4, system='Ubuntu Server 24.04'),
        ),
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
        name='Data spasial provinsi',
        applicant=SECOND_APPLICANT,
        purpose='Peta dasar dan peta tematik untuk seluruh perangkat daerah.',
        servers=(Wanted('bappeda-spasial-1', 300, SERVER_1U, bandwidth=40_000),),
        until='9.1',
        waiting=1.2,
        letter=118,
        course={'8': Act('differs', 0.8, comment=_DIFFERENCE, data={'u_height': 2})},
    ),
    Planned(
        name='Pencatatan imunisasi',
        applicant=FIRST_APPLICANT,
        purpose='Pencatatan imunisasi dari puskesmas secara daring.',
        servers=(Wanted('dinkes-imunisasi-1', 350, SERVER_2U, public=1),),
        until='7',
        waiting=2.2,
        letter=77,
    ),
    Planned(
        name='Perizinan tenaga kesehatan',
        applicant=FIRST_APPLICANT,
        purpose='Layanan perizinan tenaga kesehatan bagi masyarakat.',
        servers=(Wanted('dinkes-izin-1', 220, model='T2 ringkas', height=1, public=1, system='Rocky Linux 9'),),
        until='9.1',
        waiting=3.1,
        room=ROOM_B,
        letter=74,
    ),
    Planned(
        name='e-Musrenbang',
        applicant=SECOND_APPLICANT,
        purpose='Usulan musyawarah perencanaan pembangunan dari desa sampai provinsi.',
        servers=(
            Wanted('bappeda-musrenbang-1', 280, SERVER_1U, public=1, bandwidth=30_000),
            Wanted('bappeda-musrenbang-2', 280, SERVER_1U, services=('tcp/5432',)),
        ),
        until='5',
        waiting=2.0,
        letter=121,
    ),
    Planned(
        name='Pemantauan gizi balita',
        applicant=FIRST_APPLICANT,
        purpose='Pemantauan tumbuh kembang balita dari posyandu.',
        servers=(Wanted('dinkes-gizi-1', 350, SERVER_2U),),
        until='4.2',
        waiting=0.9,
        letter=79,
    ),
    Planned(
        name='Portal data pembangunan',
        applicant=SECOND_APPLICANT,
        purpose='Penyajian data pembangunan bagi masyarakat.',
        servers=(Wanted('bappeda-portal-1', 350, SERVER_2U, public=1, bandwidth=60_000),),
        until='4.1',
        waiting=20,  # of the one day that the row allows: it is late
        letter=115,
    ),
    Planned(
        name='Arsip perencanaan',
        applicant=SECOND_APPLICANT,
        purpose='Penyimpanan arsip dokumen perencanaan.',
        servers=(Wanted('bappeda-arsip-1', 500, model='S12 penyimpanan', height=4),),
        until='3',
        waiting=1.3,
        letter=124,
        after=(('3', Act(verb='claim', hours=0.4, by=SECOND_HELPDESK)),),
    ),
    Planned(
        name='Telemedisin kepulauan',
        applicant=FIRST_APPLICANT,
        purpose='Konsultasi dokter jarak jauh bagi puskesmas di kepulauan.',
        servers=(
            Wanted(
                'dinkes-telemedisin-1', 400, SERVER_2U, public=1, bandwidth=100_000, services=('tcp/443', 'udp/3478')
            ),
        ),
        until='2.2',
        waiting=0.6,
        letter=83,
        course={'2.1': STRAIGHT['2.1'].but(verb='paper', by='helpdesk')},
    ),
    Planned(
        name='Laboratorium kesehatan',
        applicant=FIRST_APPLICANT,
        purpose='Hasil pemeriksaan laboratorium kesehatan daerah.',
        servers=(Wanted('dinkes-lab-1', 300, SERVER_1U),),
        letter=85,
    ),
    Planned(
        name='Antrean puskesmas',
        applicant=FIRST_APPLICANT,
        purpose='Antrean daring di puskesmas.',
        servers=(Wanted('dinkes-antrean-1', 200, SERVER_1U, bandwidth=5_000),),
        until=END,
        pin=Pin('9.1', 20 - YEAR, TERM_BEGINS),  # its term ends in some twenty days
        letter=33,
    ),
    Planned(
        name='Basis data perencanaan',
        applicant=SECOND_APPLICANT,
        purpose='Basis data usulan dan capaian pembangunan.',
        servers=(Wanted('bappeda-basisdata-1', 220, SERVER_1U, bandwidth=5_000),),
        until=END,
        pin=Pin('9.1', 48 - YEAR, TERM_BEGINS),
        letter=41,
        after=(('', Act(verb='extend', ago=6, comment='Penyusunan rencana pembangunan berlanjut tahun depan.')),),
    ),
    Planned(
        name='Surveilans penyakit',
        applicant=FIRST_APPLICANT,
        purpose='Laporan mingguan penyakit menular dari puskesmas.',
        servers=(Wanted('dinkes-surveilans-1', 300, SERVER_1U),),
        until='4.2',
        waiting=1.1,
        letter=88,
        after=(('4.2', Act('3', hours=0.8, verb='return', comment=_UNCERTAIN)),),
    ),
    Planned(
        name='Arsip video rapat',
        applicant=SECOND_APPLICANT,
        purpose='Penyimpanan rekaman musyawarah perencanaan.',
        servers=(Wanted('bappeda-video-1', 400, SERVER_2U),),
        until='3',
        waiting=9,
        letter=126,
        after=(('', Act(verb='withdraw', hours=1.2, comment='Rekaman disimpan pada layanan komputasi awan.')),),
    ),
)


def representative(tenant: str) -> Account:
    """Return who acts for an applicant."""
    return next(account for account in ACCOUNTS if account.tenant == tenant and account.role == 'applicant')


def draft(book: Book, plan: Planned, *, now: datetime.datetime) -> ColocationRequest:
    """Make the draft with its servers and its letter, ready to be submitted."""
    person = representative(plan.applicant)
    request = book.ensure(
        ColocationRequest,
        key={'name': plan.name, 'applicant': Tenant.objects.get(slug=plan.applicant)},
        purpose=plan.purpose,
        location=Location.objects.filter(site=site(), slug=plan.room).first(),
        **letter_fields(plan, subject=f'Permohonan colocation: {plan.name}', now=now),
    )
    for wanted in plan.servers:
        _server(book, request, wanted, domain=f'{plan.applicant}.{person.email.split(".", 1)[1]}')
    lines = [
        letters.Line(server.name, _kind(server), f'{float(server.height):g}', server.power_draw or 0, server.bandwidth)
        for server in request.servers.select_related('device_type')
    ]
    attach_letter(book, request, plan, now=now, servers=lines)
    return request


def letter_fields(plan: Plan, *, subject: str, now: datetime.datetime) -> dict[str, Any]:
    """Return what every draft says of its procedure, place, letter and persons in charge."""
    person = representative(plan.applicant)
    day = timezone.localtime(now).date()
    return {
        'procedure': Procedure.objects.get(agency__slug=OPERATOR, key=plan.procedure),
        'site': site(),
        'letter_number': f'000.8/{plan.letter}/{plan.applicant.upper()}/{day.year}',
        'letter_date': day,
        'letter_subject': subject,
        'administrative_name': person.name,
        'administrative_position': person.position,
        'administrative_email': person.email,
        'technical_name': 'Kabut Samudra' if plan.applicant == FIRST_APPLICANT else 'Langit Pasirah',
        'technical_organisation': 'Subbagian Data dan Informasi',
        'technical_email': f'teknis@{person.agency.domain}',
    }


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


def attach_letter(
    book: Book,
    subject: Subject,
    plan: Plan,
    *,
    now: datetime.datetime,
    servers: Sequence[letters.Line] = (),
    asks: str = '',
) -> None:
    """Write the letter of a draft and put it into the file, as somebody who scanned it would."""
    person = representative(plan.applicant)
    wish = {'asks': asks} if asks else {}
    content = letters.write(
        letters.Letter(
            agency=person.agency,
            number=subject.letter_number,
            dated=timezone.localtime(now).date(),
            subject=subject.letter_subject,
            purpose=plan.purpose,
            administrative=f'{subject.administrative_name}, {subject.administrative_position}',
            technical=f'{subject.technical_name}, {subject.technical_organisation}',
            servers=servers,
            **wish,
        )
    )
    document = store_upload(
        subject,
        SimpleUploadedFile('surat-permohonan.pdf', content, content_type='application/pdf'),
        kind=DocumentKindChoices.REQUEST_LETTER,
        actor=User.objects.get(username=person.username),
        now=now,
        number=subject.letter_number,
        dated=subject.letter_date,
        title=subject.letter_subject,
    )
    book.count(type(document))


def _kind(server: RequestedServer) -> str:
    return str(server.device_type) if server.device_type else f'{server.manufacturer} {server.model}'
