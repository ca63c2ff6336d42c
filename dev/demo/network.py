"""Address space: private and public prefixes of both families with their VLANs and roles, and the servers' addresses.

The public prefixes are those that RFC 5737 and RFC 3849 keep for documentation.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import netaddr

from dcim.models import Device, Interface, Site
from ipam.choices import IPAddressStatusChoices, PrefixStatusChoices, VLANStatusChoices
from ipam.models import RIR, VLAN, Aggregate, IPAddress, Prefix, Role, VLANGroup

from .book import Book
from .cast import DOMAIN, ROOM_A, ROOM_B
from .devices import devices
from .filling import planned
from .rooms import site

__all__ = ('PREFIXES', 'PRIVATE_ROLE', 'PUBLIC_ROLE', 'build')

# Slugs; the plugin's settings `public_prefix_role` and `private_prefix_role` name the same.
PUBLIC_ROLE, PRIVATE_ROLE, MANAGEMENT_ROLE = 'colocation-public', 'colocation-private', 'management'
ROLES = (
    (PUBLIC_ROLE, 'Colocation (public)', 100),
    (PRIVATE_ROLE, 'Colocation (private)', 200),
    (MANAGEMENT_ROLE, 'Management', 300),
)
RIRS = (('documentation', 'Documentation', False), ('private-use', 'Private use', True))
AGGREGATES = (
    ('198.51.100.0/24', 'documentation'),
    ('203.0.113.0/24', 'documentation'),
    ('2001:db8::/32', 'documentation'),
    ('10.0.0.0/8', 'private-use'),
    ('fd00::/8', 'private-use'),
)
VLANS = (
    (110, 'Public'),
    (111, 'Public, small services'),
    (120, 'Private'),
    (121, 'Private, second network'),
    (190, 'Management'),
)


@dataclass(frozen=True)
class Space:
    """A prefix. Without a role it is a container; the gateway has its first address."""

    prefix: str
    role: str = ''
    vlan: int = 0
    description: str = ''


PREFIXES = (
    Space('198.51.100.0/24', description='Public, small services'),
    Space('203.0.113.0/24', description='Public'),
    Space('2001:db8:40::/48', description='Public'),
    Space('10.40.0.0/16', description='Data centre'),
    Space('fd40:0:40::/48', description='Data centre'),
    Space('203.0.113.0/26', PUBLIC_ROLE, 110),
    Space('198.51.100.0/28', PUBLIC_ROLE, 111, 'Nearly used up'),
    Space('2001:db8:40:110::/64', PUBLIC_ROLE, 110),
    Space('10.40.20.0/24', PRIVATE_ROLE, 120, 'Servers'),
    Space('10.40.21.0/24', PRIVATE_ROLE, 121, 'Servers, second network'),
    Space('fd40:0:40:120::/64', PRIVATE_ROLE, 120),
    Space('10.40.90.0/24', MANAGEMENT_ROLE, 190, 'Switches, PDUs, UPS'),
)
# From which prefix a server gets its private address, and which of its fellows gets public ones: (prefix, first
# address, every how many servers, at most how many).
PRIVATE_OF_ROOM = {ROOM_A: '10.40.20.0/24', ROOM_B: '10.40.21.0/24'}
SHARES = (
    ('203.0.113.0/26', 4, 4, 24),
    ('198.51.100.0/28', 2, 7, 11),
    ('2001:db8:40:110::/64', 0x10, 5, 20),
    ('fd40:0:40:120::/64', 0x10, 6, 15),
)
FIRST_PRIVATE = 11


@dataclass(frozen=True)
class Use:
    """An address of a device's first interface."""

    address: str
    device: str


def build(book: Book) -> None:
    """Make the prefixes and what they consist of, then the addresses."""
    place = site()
    for slug, name, weight in ROLES:
        book.ensure(Role, key={'slug': slug}, name=name, weight=weight)
    for slug, name, is_private in RIRS:
        book.ensure(RIR, key={'slug': slug}, name=name, is_private=is_private)
    for prefix, rir in AGGREGATES:
        book.ensure(Aggregate, key={'prefix': prefix}, rir=RIR.objects.get(slug=rir))
    group = book.ensure(VLANGroup, key={'slug': 'data-centre'}, name='Data centre', scope=place)
    for vid, name in VLANS:
        status = VLANStatusChoices.STATUS_ACTIVE
        book.ensure(VLAN, key={'group': group, 'vid': vid}, name=name, status=status)
    for space in PREFIXES:
        _prefix(book, space, place, group)
    _gateways(book)
    _device_addresses(book)


def _prefix(book: Book, space: Space, place: Site, group: VLANGroup) -> None:
    book.ensure(
        Prefix,
        key={'prefix': space.prefix, 'vrf': None},
        scope=place,
        status=PrefixStatusChoices.STATUS_ACTIVE if space.role else PrefixStatusChoices.STATUS_CONTAINER,
        role=Role.objects.get(slug=space.role) if space.role else None,
        vlan=VLAN.objects.get(group=group, vid=space.vlan) if space.vlan else None,
        description=space.description,
    )


def _gateways(book: Book) -> None:
    for space in PREFIXES:
        if space.role:
            book.ensure(
                IPAddress,
                key={'address': _address(space.prefix, 1), 'vrf': None},
                status=IPAddressStatusChoices.STATUS_ACTIVE,
                description='Gateway',
            )


def _device_addresses(book: Book) -> None:
    """Give the devices addresses; those that stand in the table already are somebody's and stay so."""
    known = devices()
    taken = {str(address).split('/')[0] for address in IPAddress.objects.values_list('address', flat=True)}
    standing = {name for name, device in known.items() if device.rack_id}  # what was taken back needs none
    wanted = [use for use in _uses() if use.device in standing and use.address.split('/')[0] not in taken]
    if not wanted:
        return
    ports = _first_interfaces([known[use.device] for use in wanted])
    made = book.add(IPAddress, [_row(use, known[use.device], ports) for use in wanted if known[use.device].pk in ports])
    _make_primary(made)


def _row(use: Use, device: Device, ports: dict[int, Interface]) -> IPAddress:
    return IPAddress(
        address=netaddr.IPNetwork(use.address),
        status=IPAddressStatusChoices.STATUS_ACTIVE,
        tenant=device.tenant,
        assigned_object=ports[device.pk],
        dns_name=f'{device.name}.{DOMAIN}',
    )


def _first_interfaces(wanted: list[Device]) -> dict[int, Interface]:
    """Return the first interface of each device."""
    rows = Interface.objects.filter(device__in=wanted).select_related('device').order_by('device', 'mgmt_only', 'name')
    first: dict[int, Interface] = {}
    for port in rows:
        first.setdefault(port.device_id, port)
    return first


def _make_primary(made: list[IPAddress]) -> None:
    """Make the first address of each family (a private one, where there is one) the device's primary address."""
    changed: dict[int, Device] = {}
    for address in made:
        device = changed.setdefault(address.assigned_object.device_id, address.assigned_object.device)
        name = f'primary_ip{address.address.version}'
        if getattr(device, f'{name}_id') is None:
            setattr(device, name, address)
    Device.objects.bulk_update(changed.values(), ['primary_ip4', 'primary_ip6'])


def _uses() -> Iterator[Use]:
    """Yield the addresses that the devices of the table get, always the same."""
    ours = [plan for plan in planned() if plan.make]
    servers = [plan for plan in ours if plan.role == 'colocation-server']
    managed = [plan for plan in ours if plan.role not in ('colocation-server', 'pdu', 'ups')]
    for number, plan in enumerate(managed, start=FIRST_PRIVATE):
        yield Use(_address('10.40.90.0/24', number), plan.name)
    for room, prefix in PRIVATE_OF_ROOM.items():
        mine = [plan for plan in servers if plan.rack.startswith('A') == (room == ROOM_A)]
        for number, plan in enumerate(mine, start=FIRST_PRIVATE):
            yield Use(_address(prefix, number), plan.name)
    for prefix, first, every, most in SHARES:
        for number, plan in enumerate(servers[every - 1 :: every][:most], start=first):
            yield Use(_address(prefix, number), plan.name)


def _address(prefix: str, number: int) -> str:
    """Return an address of a prefix with its mask, as NetBox writes it."""
    network = netaddr.IPNetwork(prefix)
    return f'{network[number]}/{network.prefixlen}'
