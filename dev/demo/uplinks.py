"""The uplinks: providers, circuits with their commit rates, and the switch ports that are in use."""

import datetime
from dataclasses import dataclass

from circuits.choices import CircuitStatusChoices, CircuitTerminationSideChoices
from circuits.models import Circuit, CircuitTermination, CircuitType, Provider, ProviderNetwork
from dcim.choices import CableTypeChoices
from dcim.models import Interface
from tenancy.models import Tenant

from .book import Book
from .cast import OPERATOR, SITE
from .filling import CORE_ROUTERS, SWITCHED_RACKS, planned, switch_name
from .power import connect
from .rooms import site

__all__ = ('CIRCUITS', 'build')


@dataclass(frozen=True)
class Uplink:
    """A circuit; `rate` in kbit/s is both what is promised and, times two, what the port could do."""

    number: str
    provider: str
    provider_slug: str
    rate: int
    router: str


CIRCUITS = (
    Uplink('TNC-20417', 'Telekom Nusa Cahaya', 'telekom-nusa-cahaya', 1_000_000, CORE_ROUTERS[0]),
    Uplink('SBN-7715', 'Serat Bahari Net', 'serat-bahari-net', 500_000, CORE_ROUTERS[1]),
)
# The racks whose servers are cabled to their switch; in the others the ports are only marked as connected.
NETWORKED_RACKS = ('A-04', 'A-06')
USED_PORTS = 12


def build(book: Book) -> None:
    """Make the circuits, connect them to the core routers and the servers to their switches."""
    kind = book.ensure(CircuitType, key={'slug': 'internet'}, name='Internet')
    for uplink in CIRCUITS:
        _circuit(book, uplink, kind)
    for rack in SWITCHED_RACKS:
        if rack in NETWORKED_RACKS:
            _cable_servers(book, rack)
        else:
            _mark_used_ports(rack)


def _circuit(book: Book, uplink: Uplink, kind: CircuitType) -> None:
    provider = book.ensure(Provider, key={'slug': uplink.provider_slug}, name=uplink.provider, description='Invented')
    cloud = book.ensure(ProviderNetwork, key={'provider': provider, 'name': 'Internet'})
    circuit = book.ensure(
        Circuit,
        key={'provider': provider, 'cid': uplink.number},
        type=kind,
        status=CircuitStatusChoices.STATUS_ACTIVE,
        tenant=Tenant.objects.get(slug=OPERATOR),
        install_date=datetime.date(2025, 1, 2),
        commit_rate=uplink.rate,
        description='Uplink of the data centre',
    )
    here = _termination(book, circuit, CircuitTerminationSideChoices.SIDE_A, site(), uplink)
    _termination(book, circuit, CircuitTerminationSideChoices.SIDE_Z, cloud, uplink)
    port = Interface.objects.get(device__site__slug=SITE, device__name=uplink.router, name='xe1')
    if not here.cable and not port.cable:
        connect(book, here, port, kind=CableTypeChoices.TYPE_SMF_OS2)


def _termination(book: Book, circuit: Circuit, side: str, where: object, uplink: Uplink) -> CircuitTermination:
    return book.ensure(
        CircuitTermination,
        key={'circuit': circuit, 'term_side': side},
        termination=where,
        port_speed=uplink.rate * 2,
    )


def _switch_ports(rack: str) -> list[Interface]:
    ports = Interface.objects.filter(device__site__slug=SITE, device__name=switch_name(rack), name__startswith='ge')
    return list(ports.filter(cable__isnull=True, mark_connected=False).select_related('device').order_by('name'))


def _cable_servers(book: Book, rack: str) -> None:
    """Connect the first interface of every server that the demo put into the rack."""
    ours = [device.name for device in planned() if device.rack == rack and device.role == 'colocation-server']
    nics = Interface.objects.filter(device__site__slug=SITE, device__name__in=ours, name='eno1', cable__isnull=True)
    nics = nics.filter(device__rack__name=rack)  # a server that was taken back stands there no more
    for nic, port in zip(nics.select_related('device').order_by('device__position'), _switch_ports(rack), strict=False):
        connect(book, nic, port, kind=CableTypeChoices.TYPE_CAT6A)


def _mark_used_ports(rack: str) -> None:
    ports = Interface.objects.filter(device__site__slug=SITE, device__name=switch_name(rack), mark_connected=True)
    if rack != 'A-11' and not ports.exists():  # A-11 has a switch and nothing else
        wanted = [port.pk for port in _switch_ports(rack)[:USED_PORTS]]
        Interface.objects.filter(pk__in=wanted).update(mark_connected=True)
