"""The site, its two rooms, their racks and what is reserved in them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from dcim.choices import (
    LocationStatusChoices,
    RackAirflowChoices,
    RackReservationStatusChoices,
    RackStatusChoices,
    SiteStatusChoices,
)
from dcim.models import Location, Rack, RackReservation, RackRole, RackType, Site
from tenancy.models import Tenant
from users.models import User

from .book import Book
from .cast import OPERATOR, PROVINCE, ROOM_A, ROOM_B, SITE, TOWN
from .hardware import CABINET_42, CABINET_45, SHALLOW_42

__all__ = ('RACKS', 'RackPlan', 'build', 'racks', 'reserve', 'site')

ROOMS = ((ROOM_A, 'Ruang Server A'), (ROOM_B, 'Ruang Server B'))


@dataclass(frozen=True)
class RackPlan:
    """A rack; `feeds` are the panels that feed it, with `failed` those whose feed has failed."""

    name: str
    make: str = CABINET_42
    role: str = 'colocation'
    status: str = RackStatusChoices.STATUS_ACTIVE
    tenant: str = ''
    feeds: str = 'AB'
    failed: str = ''
    description: str = ''

    @property
    def room(self) -> str:
        return ROOM_A if self.name.startswith('A') else ROOM_B

    @property
    def short(self) -> str:
        """The name as host names use it: a04."""
        return self.name.replace('-', '').lower()


RACKS = (
    RackPlan('A-01', CABINET_45, 'network', RackStatusChoices.STATUS_RESERVED, OPERATOR, description='Core network'),
    RackPlan('A-02', description='No unit left, although its feeds could carry more'),
    RackPlan('A-03'),
    RackPlan('A-04'),
    RackPlan('A-05'),
    RackPlan('A-06'),
    RackPlan('A-07'),
    RackPlan('A-08'),
    RackPlan('A-09', CABINET_45, description='Units left, but its feeds are nearly used up'),
    RackPlan('A-10', feeds='A', description='Feed A only'),
    RackPlan('A-11'),
    RackPlan('A-12', CABINET_45),
    RackPlan('B-01'),
    RackPlan('B-02', description='Every second unit is free'),
    RackPlan('B-03', CABINET_45, tenant='rsud', description='The whole rack is let to one agency'),
    RackPlan('B-04', status=RackStatusChoices.STATUS_DEPRECATED, description='To be taken down'),
    RackPlan('B-05', failed='B', description='Its feed B has failed'),
    RackPlan('B-06', CABINET_45),
    RackPlan('B-07', CABINET_45, status=RackStatusChoices.STATUS_PLANNED, description='Not yet there'),
    RackPlan('B-08', SHALLOW_42, description='Only 450 mm deep'),
)


@dataclass(frozen=True)
class Reserved:
    rack: str
    units: tuple[int, ...]
    tenant: str
    status: str
    description: str


RESERVED = (
    Reserved(
        'A-06', (20, 21, 22, 23), 'bappeda', RackReservationStatusChoices.STATUS_ACTIVE, 'Planning data warehouse'
    ),
    Reserved('A-07', (40, 41, 42), OPERATOR, RackReservationStatusChoices.STATUS_ACTIVE, 'Switch and patch panels'),
    Reserved('B-05', (30, 31, 32, 33), 'disdik', RackReservationStatusChoices.STATUS_PENDING, 'Exam servers'),
    Reserved('B-06', (1, 2), 'dishub', RackReservationStatusChoices.STATUS_STALE, 'Traffic cameras, put off'),
)


def build(book: Book) -> None:
    """Make the site, rooms and racks. The reservations wait for their devices: see `reserve`."""
    place = book.ensure(
        Site,
        key={'slug': SITE},
        name=f'Pusat Data {PROVINCE}',
        status=SiteStatusChoices.STATUS_ACTIVE,
        tenant=Tenant.objects.get(slug=OPERATOR),
        time_zone='Asia/Jakarta',
        physical_address=f'Jalan Contoh 1, Kota {TOWN}',
    )
    for slug, name in ROOMS:
        book.ensure(Location, key={'site': place, 'slug': slug}, name=name, status=LocationStatusChoices.STATUS_ACTIVE)
    rooms = {room.slug: room for room in Location.objects.filter(site=place)}
    tenants = {tenant.slug: tenant for tenant in Tenant.objects.all()}
    makes = {make.slug: make for make in RackType.objects.all()}
    roles = {role.slug: role for role in RackRole.objects.all()}
    for plan in RACKS:
        book.ensure(
            Rack,
            key={'site': place, 'name': plan.name},
            location=rooms[plan.room],
            rack_type=makes[plan.make],
            role=roles[plan.role],
            status=plan.status,
            tenant=tenants.get(plan.tenant),
            airflow=RackAirflowChoices.FRONT_TO_REAR,
            description=plan.description,
        )


def reserve(book: Book, *, by: User, log: Callable[[str], None]) -> None:
    """Make the reservations of rack units, in the name of a user."""
    stock = racks()
    for reserved in RESERVED:
        try:
            book.ensure(
                RackReservation,
                key={'rack': stock[reserved.rack], 'description': reserved.description},
                units=list(reserved.units),
                status=reserved.status,
                tenant=Tenant.objects.get(slug=reserved.tenant),
                user=by,
            )
        except ValidationError as error:  # somebody else has reserved these units since
            log(f'  the reservation in {reserved.rack} is left out: {"; ".join(error.messages)}')


def site() -> Site:
    """Return the demo's site."""
    return Site.objects.get(slug=SITE)


def racks() -> dict[str, Rack]:
    """Return the demo's racks by name."""
    names = [plan.name for plan in RACKS]
    rows = Rack.objects.filter(site__slug=SITE, name__in=names).select_related('site', 'location', 'rack_type')
    return {rack.name: rack for rack in rows}
