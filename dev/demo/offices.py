"""The offices at work: groups and members, appointments, representatives, pools, registers, the published procedure."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from circuits.models import Circuit
from core.models import ObjectType
from dcim.models import Device, Location
from tenancy.models import Tenant
from users.models import Group, ObjectPermission, User

from netbox_colocation.choices import HolderCapacityChoices, PoolKindChoices
from netbox_colocation.management.access import APPLICANTS, OFFICERS, ensure_groups
from netbox_colocation.models import (
    Appointment,
    CapacityPool,
    DocumentRegister,
    Procedure,
    ProcedureRole,
    Representative,
)
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures

from .book import Book
from .cast import ACCOUNTS, ADMIN, DOMAIN, OPERATOR, ROOM_A, ROOM_B, SCRIPT, TOWN, Account
from .course import PROCEDURE
from .filling import UPS_WATTS
from .rooms import site
from .uplinks import CIRCUITS

__all__ = ('build',)

READERS = 'Colocation monitoring'
READABLE = ('netbox_colocation.monitoringtarget', 'dcim.device', 'ipam.ipaddress')
# The demo's requests go back some weeks: the procedure was in force before, and their letters stand in a register.
PUBLISHED_BEFORE = datetime.timedelta(days=120)
# The register of the next year is opened before the year ends, as offices do.
AROUND_TODAY = datetime.timedelta(days=45)


@dataclass(frozen=True)
class Holder:
    """How letters name the holder of an office."""

    role: str
    name: str
    rank: str
    decree: str
    capacity: str = HolderCapacityChoices.DEFINITIVE


HOLDERS = (
    Holder('head', 'Awan Lazuardi, S.T., M.Si.', 'Pembina Utama Muda (IV/c)', 'SK Gubernur 800/11'),
    Holder(
        'head-of-division',
        'Bintang Segara, S.Kom., M.T.',
        'Pembina (IV/a)',
        'SP Kepala Dinas 800/27',
        HolderCapacityChoices.ACTING,
    ),
    Holder('computer-officer', 'Cahaya Rimbani, S.Kom.', 'Penata (III/c)', 'SK Kepala Dinas 800/31'),
    Holder('helpdesk', 'Delima Puspawana, A.Md.Kom.', 'Pengatur (II/c)', 'SK Kepala Dinas 800/32'),
    Holder('technical-team', 'Elang Telaga, S.T.', 'Penata Muda (III/a)', 'SK Kepala Dinas 800/33'),
)
# A room's UPS units carry it in pairs: when one fails, the other carries all of it.
UPS_POOLS = (('UPS Ruang Server A', ROOM_A, ('ups-a1', 'ups-a2')), ('UPS Ruang Server B', ROOM_B, ('ups-b1', 'ups-b2')))
UPLINK_POOL = 'Uplink Internet'
RESERVE_PERCENT = 10


def build(book: Book, *, now: datetime.datetime) -> None:
    """Put the people into their offices, and make what a procedure needs besides people."""
    agency = Tenant.objects.get(slug=OPERATOR)
    first_day = datetime.date(timezone.localtime(now).year - 1, 1, 2)
    _publish(book, agency, now=now - PUBLISHED_BEFORE)
    _groups()
    _appointments(book, agency, since=first_day)
    _representatives(book, since=first_day)
    _pools(book)
    _registers(book, agency, now=now)


def _publish(book: Book, agency: Tenant, *, now: datetime.datetime) -> None:
    """Publish the shipped procedure; what somebody else published since is left alone."""
    admin = User.objects.get(username=ADMIN)
    procedure = Procedure.objects.filter(agency=agency, key=PROCEDURE).first()
    newest = procedure.published_version if procedure else None
    if newest and newest.published_by_id != admin.pk:
        return
    version = publish(load_yaml(shipped_procedures()[PROCEDURE]), agency=agency, actor=admin, now=now)
    book.count(type(version), int(newest is None or newest.pk != version.pk))


def _groups() -> None:
    """Officers, applicants, and a reader of the monitoring feed, which is all that its script may do."""
    groups = ensure_groups()
    groups[READERS], _created = Group.objects.get_or_create(name=READERS)
    permission, created = ObjectPermission.objects.get_or_create(
        name=f'{READERS}: read the feed', defaults={'actions': ['view']}
    )
    if created:
        permission.object_types.set([ObjectType.objects.get_by_natural_key(*model.split('.')) for model in READABLE])
        permission.groups.set([groups[READERS]])
    for account in ACCOUNTS:
        if name := _group_of(account):
            User.objects.get(username=account.username).groups.add(groups[name])


def _group_of(account: Account) -> str:
    if account.username == SCRIPT:
        return READERS
    if not account.role:
        return ''
    return OFFICERS if account.tenant == OPERATOR else APPLICANTS


def _appointments(book: Book, agency: Tenant, *, since: datetime.date) -> None:
    users = {account.role: account.username for account in ACCOUNTS if account.tenant == OPERATOR}
    for holder in HOLDERS:
        book.ensure(
            Appointment,
            key={
                'role': ProcedureRole.objects.get(agency=agency, key=holder.role),
                'user': User.objects.get(username=users[holder.role]),
            },
            holder_name=holder.name,
            rank=holder.rank,
            capacity=holder.capacity,
            decree=f'{holder.decree}/{since.year}',
            valid_from=since,
        )


def _representatives(book: Book, *, since: datetime.date) -> None:
    for account in ACCOUNTS:
        if account.role == 'applicant':
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


def _registers(book: Book, agency: Tenant, *, now: datetime.datetime) -> None:
    """Open the books of outgoing letters of this year, and of the one before or after it when that is near."""
    today = timezone.localtime(now).date()
    for year in range((today - AROUND_TODAY).year, (today + AROUND_TODAY).year + 1):
        book.ensure(
            DocumentRegister,
            key={'agency': agency, 'year': year, 'direction': 'outgoing'},
            name='Surat Keluar',
            classification='500.12.6.2',
            unit_code='Kominfotik',
            place=TOWN,
            letterhead=f'Jalan Contoh 1, Kota {TOWN}\nLaman: {OPERATOR}.{DOMAIN}',
        )
