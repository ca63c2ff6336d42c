"""What the devices and racks are made of: invented makers, their types, the roles and the platforms."""

from dataclasses import dataclass
from decimal import Decimal

from dcim.choices import (
    DeviceAirflowChoices,
    InterfaceTypeChoices,
    PowerOutletTypeChoices,
    PowerPortTypeChoices,
    RackDimensionUnitChoices,
    RackFormFactorChoices,
)
from dcim.models import (
    DeviceRole,
    DeviceType,
    InterfaceTemplate,
    Manufacturer,
    Platform,
    PowerOutletTemplate,
    PowerPortTemplate,
    RackRole,
    RackType,
)
from netbox.choices import WeightUnitChoices

from .book import Book

__all__ = (
    'CABINET_42',
    'CABINET_45',
    'DEVICE_TYPES',
    'FIREWALL',
    'PDU',
    'ROUTER',
    'SERVER_1U',
    'SERVER_2U',
    'SERVER_4U',
    'SERVER_SHALLOW',
    'SHALLOW_42',
    'STORAGE_4U',
    'SWITCH',
    'UPS_12',
    'UPS_40',
    'build',
)

# Slugs of device types and rack types.
SERVER_SHALLOW, SERVER_1U, SERVER_2U, SERVER_4U = 'rimba-r1000s', 'rimba-r1100', 'rimba-r2200', 'rimba-r4400'
STORAGE_4U, SWITCH, ROUTER, FIREWALL = 'rimba-d4600', 'langit-s4852', 'langit-r10', 'langit-f20'
PDU, UPS_12, UPS_40 = 'kawat-p28', 'kawat-u12', 'kawat-u40'
CABINET_42, CABINET_45, SHALLOW_42 = 'kawat-k42', 'kawat-k45', 'kawat-k42s'

MANUFACTURERS = (('rimba', 'Rimba Systems'), ('langit', 'Langit Networks'), ('kawat', 'Kawat Rack & Power'))
PLATFORMS = (
    ('debian-12', 'Debian 12'),
    ('rocky-9', 'Rocky Linux 9'),
    ('ubuntu-24-04', 'Ubuntu Server 24.04'),
    ('windows-2022', 'Windows Server 2022'),
)
DEVICE_ROLES = (
    ('colocation-server', 'Colocation server', '2196f3'),
    ('switch', 'Switch', '4caf50'),
    ('router', 'Router', '009688'),
    ('firewall', 'Firewall', 'f44336'),
    ('pdu', 'PDU', 'ff9800'),
    ('ups', 'UPS', '9c27b0'),
)
RACK_ROLES = (('colocation', 'Colocation', '2196f3'), ('network', 'Network', '4caf50'))


@dataclass(frozen=True)
class RackMake:
    """A rack type; depths in mm, the greatest load in kg."""

    slug: str
    model: str
    units: int
    outer_depth: int
    mounting_depth: int
    max_weight: int


RACK_TYPES = (
    RackMake(CABINET_42, 'K42', 42, 1070, 915, 1000),
    RackMake(CABINET_45, 'K45', 45, 1200, 1040, 1360),
    RackMake(SHALLOW_42, 'K42S', 42, 600, 450, 500),
)


@dataclass(frozen=True)
class Supply:
    """Equal power supplies. W for each: `allocated` with all of them working, `maximum` when one carries everything."""

    count: int
    allocated: int
    maximum: int
    kind: str = PowerPortTypeChoices.TYPE_IEC_C14


@dataclass(frozen=True)
class Make:
    """A device type: height in U, weight in kg; interfaces as (name, kind, count), outlets as (kind, count)."""

    slug: str
    model: str
    height: int
    weight: str
    supply: Supply | None = None
    interfaces: tuple[tuple[str, str, int], ...] = ()
    is_full_depth: bool = True
    outlets: tuple[tuple[str, int], ...] = ()
    comments: str = ''


_GIGABIT, _TEN = InterfaceTypeChoices.TYPE_1GE_FIXED, InterfaceTypeChoices.TYPE_10GE_SFP_PLUS
_IPMI = ('ipmi', _GIGABIT, 1)
_C13, _C19 = PowerOutletTypeChoices.TYPE_IEC_C13, PowerOutletTypeChoices.TYPE_IEC_C19

DEVICE_TYPES = (
    Make(SERVER_SHALLOW, 'R1000S', 1, '6.5', Supply(1, 90, 180), (('eno', _GIGABIT, 2), _IPMI), is_full_depth=False),
    Make(SERVER_1U, 'R1100', 1, '15', Supply(2, 100, 400), (('eno', _GIGABIT, 4), _IPMI)),
    Make(SERVER_2U, 'R2200', 2, '26', Supply(2, 140, 600), (('eno', _GIGABIT, 2), ('ens', _TEN, 2), _IPMI)),
    Make(
        SERVER_4U,
        'R4400',
        4,
        '48',
        Supply(2, 650, 2000, PowerPortTypeChoices.TYPE_IEC_C20),
        (('ens', _TEN, 4), _IPMI),
    ),
    Make(STORAGE_4U, 'D4600', 4, '55', Supply(2, 150, 500), (('ens', _TEN, 2), _IPMI)),
    Make(SWITCH, 'S4852', 1, '8', Supply(2, 60, 150), (('ge', _GIGABIT, 48), ('xe', _TEN, 4)), is_full_depth=False),
    Make(ROUTER, 'R10', 1, '9', Supply(2, 75, 200), (('xe', _TEN, 8),), is_full_depth=False),
    Make(FIREWALL, 'F20', 1, '9', Supply(2, 75, 200), (('xe', _TEN, 8),), is_full_depth=False),
    Make(PDU, 'P28', 0, '5', outlets=((_C13, 24), (_C19, 4)), is_full_depth=False),
    Make(UPS_12, 'U12', 24, '320', outlets=((PowerOutletTypeChoices.TYPE_HARDWIRED, 1),), comments='12 kW'),
    Make(UPS_40, 'U40', 42, '610', outlets=((PowerOutletTypeChoices.TYPE_HARDWIRED, 1),), comments='40 kW'),
)


def build(book: Book) -> None:
    """Make manufacturers, platforms, roles and types."""
    for slug, name in MANUFACTURERS:
        book.ensure(Manufacturer, key={'slug': slug}, name=name, description='Invented')
    for slug, name in PLATFORMS:
        book.ensure(Platform, key={'slug': slug}, name=name)
    for slug, name, color in DEVICE_ROLES:
        book.ensure(DeviceRole, key={'slug': slug}, name=name, color=color)
    for slug, name, color in RACK_ROLES:
        book.ensure(RackRole, key={'slug': slug}, name=name, color=color)
    for rack_make in RACK_TYPES:
        _rack_type(book, rack_make)
    for make in DEVICE_TYPES:
        _device_type(book, make)
    _templates(book)


def _manufacturer(slug: str) -> Manufacturer:
    return Manufacturer.objects.get(slug=slug.split('-')[0])


def _rack_type(book: Book, make: RackMake) -> None:
    book.ensure(
        RackType,
        key={'slug': make.slug},
        manufacturer=_manufacturer(make.slug),
        model=make.model,
        form_factor=RackFormFactorChoices.TYPE_CABINET,
        u_height=make.units,
        outer_width=600,
        outer_depth=make.outer_depth,
        outer_unit=RackDimensionUnitChoices.UNIT_MILLIMETER,
        mounting_depth=make.mounting_depth,
        weight=Decimal(125),
        max_weight=make.max_weight,
        weight_unit=WeightUnitChoices.UNIT_KILOGRAM,
    )


def _device_type(book: Book, make: Make) -> None:
    book.ensure(
        DeviceType,
        key={'slug': make.slug},
        manufacturer=_manufacturer(make.slug),
        model=make.model,
        u_height=make.height,
        is_full_depth=make.is_full_depth,
        airflow=DeviceAirflowChoices.AIRFLOW_FRONT_TO_REAR,
        weight=Decimal(make.weight),
        weight_unit=WeightUnitChoices.UNIT_KILOGRAM,
        comments=make.comments,
    )


def _templates(book: Book) -> None:
    """Add the components of the types that have none yet."""
    types = {row.slug: row for row in DeviceType.objects.filter(slug__in=[make.slug for make in DEVICE_TYPES])}
    bare = [make for make in DEVICE_TYPES if not _has_components(types[make.slug])]
    book.add(PowerPortTemplate, [row for make in bare for row in _power_ports(make, types[make.slug])])
    book.add(InterfaceTemplate, [row for make in bare for row in _interfaces(make, types[make.slug])])
    inlets = {row.device_type_id: row for row in PowerPortTemplate.objects.filter(device_type__in=types.values())}
    book.add(PowerOutletTemplate, [row for make in bare for row in _outlets(make, inlets[types[make.slug].pk])])


def _has_components(device_type: DeviceType) -> bool:
    return device_type.interfacetemplates.exists() or device_type.powerporttemplates.exists()


def _power_ports(make: Make, device_type: DeviceType) -> list[PowerPortTemplate]:
    if make.supply is None:  # it passes on what its outlets feed
        kind = PowerPortTypeChoices.TYPE_IEC_PNE6H if make.slug == PDU else PowerPortTypeChoices.TYPE_HARDWIRED
        return [PowerPortTemplate(device_type=device_type, name='Input', type=kind)]
    supply = make.supply
    return [
        PowerPortTemplate(
            device_type=device_type,
            name=f'PSU{number}',
            type=supply.kind,
            allocated_draw=supply.allocated,
            maximum_draw=supply.maximum,
        )
        for number in range(1, supply.count + 1)
    ]


def _interfaces(make: Make, device_type: DeviceType) -> list[InterfaceTemplate]:
    return [
        InterfaceTemplate(
            device_type=device_type,
            name=name if name == 'ipmi' else f'{name}{number}',
            type=kind,
            mgmt_only=name == 'ipmi',
        )
        for name, kind, count in make.interfaces
        for number in range(1, count + 1)
    ]


def _outlets(make: Make, inlet: PowerPortTemplate) -> list[PowerOutletTemplate]:
    kinds = [kind for kind, count in make.outlets for _ in range(count)]
    return [
        PowerOutletTemplate(device_type=inlet.device_type, name=f'Outlet {number}', type=kind, power_port=inlet)
        for number, kind in enumerate(kinds, start=1)
    ]
