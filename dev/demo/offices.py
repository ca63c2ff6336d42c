"""The offices at work: groups and members, appointments, representatives, pools, registers."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from circuits.models import Circuit
from core.models import ObjectType
from dcim.models import Device, Location
from tenancy.models import Tenant
from users.models import Group, ObjectPermission, User

from netbox_colocation.choices import ArchiveFateChoices, HolderCapacityChoices, PoolKindChoices
from netbox_colocation.constants import APPLICANT
from netbox_colocation.documents.classifications import add_ready_made
from netbox_colocation.management.access import APPLICANTS, MONITORING, OFFICERS, ensure_groups
from netbox_colocation.models import (
    Appointment,
    CapacityPool,
    Classification,
    DocumentRegister,
    Letterhead,
    ProcedureRole,
    Representative,
)

from .book import Book
from .cast import (
    ACCOUNTS,
    DOMAIN,
    MONITOR,
    OPERATOR,
    ROOM_A,
    ROOM_B,
    SCRIPT,
    SECOND_HELPDESK,
    SECOND_OPERATOR,
    SECOND_TECHNICIAN,
    THIRD_OPERATOR,
    TOWN,
    Account,
)
from .filling import UPS_WATTS
from .rooms import site
from .uplinks import CIRCUITS

__all__ = ('build',)

READERS = 'Colocation feed readers'
READABLE = ('netbox_colocation.monitoringtarget', 'dcim.device', 'ipam.ipaddress')
# What the capacity figures rest on: the monitoring system draws them.
COUNTED = (
    'dcim.site', 'dcim.location', 'dcim.rack', 'dcim.device', 'dcim.powerfeed', 'ipam.prefix', 'ipam.iprange',
    'ipam.ipaddress', 'circuits.circuit', 'netbox_colocation.capacitypool',
)  # fmt: skip
CLASSIFICATION = '500.12.6.2'
# What comes in gets an agenda number; what goes out, the number that stands on it.
REGISTERS = (
    ('outgoing', 'Surat Keluar', '{classification}/{sequence}/{unit}/{roman_month}/{year}'),
    ('incoming', 'Surat Masuk', '{sequence:04}/{year}'),
)
# The register of the next year is opened before the year ends, as offices do.
AROUND_TODAY = datetime.timedelta(days=45)


@dataclass(frozen=True)
class Holder:
    """How letters name the holder of an office; without a user name, somebody who has no account.

    `first` and `last` are days from today; None is since the beginning, and without an end.
    """

    role: str
    username: str
    name: str
    rank: str
    decree: str
    capacity: str = HolderCapacityChoices.DEFINITIVE
    agency: str = OPERATOR
    first: int | None = None
    last: int | None = None


HOLDERS = (
    Holder('head', 'head', 'Awan Lazuardi, S.T., M.Si.', 'Pembina Utama Muda (IV/c)', 'SK Gubernur 800/11'),
    Holder(
        'head-of-division',
        'head-of-division',
        'Bintang Segara, S.Kom., M.T.',
        'Pembina (IV/a)',
        'SP Kepala Dinas 800/27',
        HolderCapacityChoices.ACTING,
    ),
    Holder(
        'computer-officer', 'computer-officer', 'Cahaya Rimbani, S.Kom.', 'Penata (III/c)', 'SK Kepala Dinas 800/31'
    ),
    Holder('helpdesk', 'helpdesk', 'Delima Puspawana, A.Md.Kom.', 'Pengatur (II/c)', 'SK Kepala Dinas 800/32'),
    Holder('helpdesk', SECOND_HELPDESK, 'Jingga Rasmi, A.Md.Kom.', 'Pengatur (II/c)', 'SK Kepala Dinas 800/32'),
    Holder('technical-team', 'technical-team', 'Elang Telaga, S.T.', 'Penata Muda (III/a)', 'SK Kepala Dinas 800/33'),
    Holder('technical-team', SECOND_TECHNICIAN, 'Gema Lestari, A.Md.T.', 'Pengatur (II/c)', 'SK Kepala Dinas 800/33'),
    # Technicians without an account: they escort, and others record it.
    Holder('technical-team', '', 'Surya Pelita, A.Md.Kom.', 'Pengatur (II/c)', 'SK Kepala Dinas 800/33'),
    Holder('technical-team', '', 'Tirta Wening, S.Kom.', 'Penata Muda (III/a)', 'SK Kepala Dinas 800/33'),
    Holder('technical-team', '', 'Batara Nusa, S.T.', 'Penata Muda (III/a)', 'SK Kepala Dinas 800/33'),
    Holder('coordinator', 'coordinator', 'Fajar Seruni, S.Kom.', 'Penata (III/c)', 'SK Kepala Dinas 800/34'),
    # Who held it retired; somebody else acts for half a year.
    Holder('head-of-section', '', 'Nirwana Sagara, S.T.', 'Penata Tk. I (III/d)', 'SK Gubernur 800/18', last=-61),
    Holder(
        'head-of-section',
        'head-of-section',
        'Rintik Angkasa, S.Kom.',
        'Penata (III/c)',
        'SP Kepala Dinas 800/58',
        HolderCapacityChoices.ACTING,
        first=-60,
        last=120,
    ),
    Holder('general-staff', 'general-staff', 'Selasih Laras, S.A.P.', 'Penata Muda (III/a)', 'SK Kepala Dinas 800/35'),
    Holder(
        'head',
        'embun',
        'Kemuning Teduh, S.Sos., M.Si.',
        'Pembina Tk. I (IV/b)',
        'SK Bupati 800/5',
        agency=SECOND_OPERATOR,
    ),
    Holder(
        'head', 'kabut', 'Mentari Pagi, S.T., M.T.', 'Pembina Tk. I (IV/b)', 'SK Bupati 800/7', agency=THIRD_OPERATOR
    ),
)
# A room's UPS units carry it in pairs: when one fails, the other carries all of it.
UPS_POOLS = (('UPS Ruang Server A', ROOM_A, ('ups-a1', 'ups-a2')), ('UPS Ruang Server B', ROOM_B, ('ups-b1', 'ups-b2')))
UPLINK_POOL = 'Uplink Internet'
RESERVE_PERCENT = 10


def build(book: Book, *, now: datetime.datetime) -> None:
    """Put the people into their offices, and make what a procedure needs besides people."""
    agency = Tenant.objects.get(slug=OPERATOR)
    today = timezone.localtime(now).date()
    first_day = datetime.date(today.year - 1, 1, 2)
    _groups()
    _appointments(book, since=first_day, today=today)
    _representatives(book, since=first_day)
    _pools(book)
    _registers(book, agency, today=today)
    _classes()


def _groups() -> None:
    """Officers, applicants, and a reader of the monitoring feed, which is all that its script may do."""
    groups = ensure_groups()
    groups[READERS], _created = Group.objects.get_or_create(name=READERS)
    if feed := _new_permission(f'{READERS}: read the feed', READABLE):
        feed.groups.set([groups[READERS]])
    if figures := _new_permission('Monitoring: read the capacity figures', COUNTED):
        figures.users.set(User.objects.filter(username=MONITOR))
    for account in ACCOUNTS:
        if name := _group_of(account):
            User.objects.get(username=account.username).groups.add(groups[name])


def _new_permission(name: str, models: Iterable[str]) -> ObjectPermission | None:
    """Make a permission to view these models; none where there is one of this name."""
    permission, created = ObjectPermission.objects.get_or_create(name=name, defaults={'actions': ['view']})
    if not created:
        return None
    permission.object_types.set([ObjectType.objects.get_by_natural_key(*model.split('.')) for model in models])
    return permission


def _group_of(account: Account) -> str:
    if account.username == SCRIPT:
        return READERS
    if account.username == MONITOR:
        return MONITORING
    if not account.role:
        return ''
    return APPLICANTS if account.role == APPLICANT else OFFICERS


def _appointments(book: Book, *, since: datetime.date, today: datetime.date) -> None:
    for holder in HOLDERS:
        first, last = (
            None if days is None else today + datetime.timedelta(days) for days in (holder.first, holder.last)
        )
        book.ensure(
            Appointment,
            key={
                'role': ProcedureRole.objects.get(agency__slug=holder.agency, key=holder.role),
                'user': User.objects.filter(username=holder.username).first(),
                'holder_name': holder.name,
            },
            rank=holder.rank,
            capacity=holder.capacity,
            decree=f'{holder.decree}/{(first or since).year}',
            valid_from=first or since,
            valid_until=last,
        )


def _representatives(book: Book, *, since: datetime.date) -> None:
    for account in ACCOUNTS:
        if account.role == APPLICANT:
            book.ensure(
                Representative,
                key={
                    'tenant': Tenant.objects.get(slug=account.tenant),
                    'user': User.objects.get(username=account.username),
                },
                position=account.position,
                valid_from=since,
            )


def _pools(book: Book) -> None:
    place = site()
    for name, room, units in UPS_POOLS:
        _pool(
            book,
            name,
            PoolKindChoices.UPS,
            location=Location.objects.get(site=place, slug=room),
            capacity=min(UPS_WATTS[unit] for unit in units),
            devices=Device.objects.filter(site=place, name__in=units),
        )
    numbers = [uplink.number for uplink in CIRCUITS]
    # Without a capacity of its own it has the sum of what its circuits are committed to.
    _pool(book, UPLINK_POOL, PoolKindChoices.BANDWIDTH, circuits=Circuit.objects.filter(cid__in=numbers))


def _pool(
    book: Book,
    name: str,
    kind: str,
    *,
    devices: Iterable[Device] = (),
    circuits: Iterable[Circuit] = (),
    **values: object,
) -> None:
    if CapacityPool.objects.filter(name=name).exists():
        return
    pool = book.ensure(
        CapacityPool, key={'name': name}, kind=kind, site=site(), reserve_percent=RESERVE_PERCENT, **values
    )
    pool.devices.set(devices)
    pool.circuits.set(circuits)


def _classes() -> None:
    """Put the archive's classes in; the years are this province's own, invented."""
    add_ready_made()
    Classification.objects.filter(code=CLASSIFICATION).update(
        active_years=2, inactive_years=3, fate=ArchiveFateChoices.DESTROY
    )


def _registers(book: Book, agency: Tenant, *, today: datetime.date) -> None:
    """Open the books of letters of last year (the history goes back so far), this year, and soon the next."""
    book.ensure(
        Letterhead,
        key={'agency': agency},
        lines=f'Jalan Contoh 1, Kota {TOWN}\nLaman: {OPERATOR}.{DOMAIN}',
        place=TOWN,
    )
    for year in range(today.year - 1, (today + AROUND_TODAY).year + 1):
        for direction, name, pattern in REGISTERS:
            book.ensure(
                DocumentRegister,
                key={'agency': agency, 'year': year, 'direction': direction},
                name=name,
                classification=CLASSIFICATION,
                unit_code='Kominfotik',
                pattern=pattern,
            )
