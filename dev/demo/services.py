"""What agencies ask for besides a place: visits to the server room, maintenance, their servers back. As tables."""

import datetime
from dataclasses import dataclass

from dcim.models import Device, Location, Rack
from tenancy.models import Tenant

from netbox_colocation.models import AccessVisit, CarriedItem, ColocationRequest, MaintenanceTicket, Visitor

from .book import Book
from .cast import FIRST_APPLICANT, ROOM_A, SECOND_APPLICANT
from .course import ACCESS, MAINTENANCE, RETRIEVAL, STRAIGHT_ACCESS, Act
from .plans import END, Pin, Plan
from .requests import attach_letter, letter_fields
from .rooms import site

__all__ = (
    'RETRIEVALS', 'TICKETS', 'VISITS', 'PlannedRetrieval', 'PlannedTicket', 'PlannedVisit', 'draft_retrieval',
    'draft_ticket', 'draft_visit',
)  # fmt: skip


VISIT_HOURS = 3
# The tickets that `work` has windows for.
LINK = 'Sambungan ke gudang farmasi terputus'
BATTERIES = 'Server rujukan dua kali padam'
SOCKETS = 'PDU A rak B-02 berbau hangus'


@dataclass(frozen=True, kw_only=True)
class PlannedVisit(Plan):
    """A visit of some people to a rack."""

    visitors: tuple[str, ...]
    rack: str
    procedure: str = ACCESS
    organisation: str = ''
    activities: tuple[str, ...] = ()
    # name, serial number, direction
    items: tuple[tuple[str, str, str], ...] = ()
    # Minutes from now at which it begins, and how long it lasts, where it is a visit of this very day.
    starts: int | None = None
    minutes: int = 60 * VISIT_HOURS


@dataclass(frozen=True, kw_only=True)
class PlannedTicket(Plan):
    """A ticket; its purpose is the problem."""

    procedure: str = MAINTENANCE


@dataclass(frozen=True, kw_only=True)
class PlannedRetrieval(Plan):
    """A retrieval of one device, by name."""

    device: str
    procedure: str = RETRIEVAL


VISITORS_FROM = datetime.time(10, 1)
VISIT_HOURS = 3
_QUESTION = 'Pukul berapa sambungan biasanya terputus, dan apakah saat hujan? Mohon dijawab sebelum kami ke lokasi.'

VISITS = (
    PlannedVisit(
        name='Ganti cakram server rujukan',
        applicant=FIRST_APPLICANT,
        purpose='Mengganti satu cakram yang rusak.',
        visitors=('Kabut Samudra', 'Rona Senja'),
        rack='A-04',
        until=END,
        pin=Pin('6.2', -1, VISITORS_FROM),
        letter=91,
    ),
    PlannedVisit(
        name='Pasang kartu jaringan',
        applicant=SECOND_APPLICANT,
        purpose='Memasang kartu jaringan 10G pada server perencanaan.',
        visitors=('Langit Pasirah',),
        rack='A-06',
        until='5',
        waiting=0.4,
        letter=129,
    ),
    # Of this very day, for the door: one to be let in, one that is inside, one that stays beyond its time.
    PlannedVisit(
        name='Tambah memori server rujukan',
        applicant=FIRST_APPLICANT,
        purpose='Menambah memori pada dua server.',
        visitors=('Senandung Pagi', 'Bayu Segara'),
        organisation='PT Awan Karya',
        activities=('repair',),
        items=(('Modul memori 32 GB', 'NL-MEM-4471', 'in'), ('Laptop', 'NL-LT-0088', 'both')),
        rack='A-03',
        until='6.2',
        waiting=2,
        starts=20,
        minutes=300,
        letter=133,
    ),
    PlannedVisit(
        name='Pemeriksaan keamanan tahunan',
        applicant=SECOND_APPLICANT,
        purpose='Memeriksa pemasangan fisik server perencanaan.',
        visitors=('Cakrawala Biru',),
        activities=('inspection',),
        rack='A-06',
        until='7.2',
        course={'6.2': Act('recorded', 6, clock=55), '7.1': STRAIGHT_ACCESS['7.1'].but(clock=52)},
        starts=-60,
        letter=134,
    ),
    PlannedVisit(
        name='Ganti baterai kontroler',
        applicant=FIRST_APPLICANT,
        purpose='Mengganti baterai kontroler penyimpanan.',
        visitors=('Embun Larasati', 'Rintik Hujan'),
        organisation='CV Sinar Nusa',
        activities=('maintenance',),
        items=(('Baterai kontroler', '', 'in'),),
        rack='A-07',
        until='7.2',
        course={'6.2': Act('recorded', 6, clock=195), '7.1': STRAIGHT_ACCESS['7.1'].but(clock=192)},
        starts=-200,
        letter=97,
    ),
)
TICKETS = (
    PlannedTicket(
        name=LINK,
        applicant=FIRST_APPLICANT,
        purpose='Sambungan dari gudang farmasi ke pusat data terputus beberapa kali sehari.',
        until='6.2',
        waiting=2.5,
        letter=93,
        after=(('6.2', Act(verb='ask', hours=0.6, comment=_QUESTION)),),
    ),
    PlannedTicket(
        name=BATTERIES,
        applicant=FIRST_APPLICANT,
        purpose='Server rujukan padam dua kali minggu ini; catu daya A tidak menyala setelahnya.',
        until='6.2',
        waiting=3.5,
        letter=99,
    ),
    PlannedTicket(
        name=SOCKETS,
        applicant=SECOND_APPLICANT,
        purpose='PDU A di rak B-02 berbau hangus dan terasa panas.',
        until='6.2',
        waiting=3.8,
        letter=136,
    ),
)
RETRIEVALS = (
    PlannedRetrieval(
        name='Pengambilan server kearsipan',
        applicant=FIRST_APPLICANT,
        purpose='Layanan kearsipan telah dipindahkan ke komputasi awan.',
        device='dinkes-a04u01',
        until='13.2',
        waiting=1.4,
        letter=95,
    ),
)


def draft_visit(book: Book, plan: PlannedVisit, *, now: datetime.datetime, starts_at: datetime.datetime) -> AccessVisit:
    """Make the draft of a visit with its letter."""
    visit = book.ensure(
        AccessVisit,
        key={'name': plan.name, 'applicant': Tenant.objects.get(slug=plan.applicant)},
        purpose=plan.purpose,
        location=Location.objects.get(site=site(), slug=ROOM_A),
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(minutes=plan.minutes),
        activities=list(plan.activities),
        accepts_rules=True,
        **letter_fields(plan, subject=f'Permohonan akses ruang server: {plan.name}', now=now),
    )
    visit.racks.set(Rack.objects.filter(site=site(), name=plan.rack))
    for name in plan.visitors:
        Visitor.objects.get_or_create(visit=visit, name=name, defaults={'organisation': plan.organisation})
    for name, serial, direction in plan.items:
        CarriedItem.objects.get_or_create(visit=visit, name=name, defaults={'serial': serial, 'direction': direction})
    attach_letter(book, visit, plan, now=now, asks='akses ke ruang server')
    return visit


def draft_ticket(book: Book, plan: PlannedTicket, *, now: datetime.datetime) -> MaintenanceTicket:
    """Make the draft of a ticket with its letter."""
    ticket = book.ensure(
        MaintenanceTicket,
        key={'name': plan.name, 'applicant': Tenant.objects.get(slug=plan.applicant)},
        problem=plan.purpose,
        **letter_fields(plan, subject=f'Permohonan pemeliharaan jaringan: {plan.name}', now=now),
    )
    attach_letter(book, ticket, plan, now=now, asks='pemeliharaan jaringan')
    return ticket


def draft_retrieval(book: Book, plan: PlannedRetrieval, *, now: datetime.datetime) -> ColocationRequest:
    """Make the draft of a retrieval with its letter."""
    request = book.ensure(
        ColocationRequest,
        key={'name': plan.name, 'applicant': Tenant.objects.get(slug=plan.applicant)},
        purpose=plan.purpose,
        **letter_fields(plan, subject=f'Permohonan pengambilan server: {plan.name}', now=now),
    )
    request.returned_devices.set(Device.objects.filter(site=site(), name=plan.device))
    attach_letter(book, request, plan, now=now, asks='pengambilan server')
    return request
