"""A small estate with every way that power and network may take, for impacts that were worked out by hand.

panel A ── feed a ── pdu-a (4 outlets) ─┬─ both (PSU 1)
                                        ├─ single
                                        └─ chain (a PDU on a PDU) ── behind
panel B ── feed b ── pdu-b (4 outlets) ─┬─ both (PSU 2)
                                        ├─ switch
                                        └─ other

both ── eth0 ── switch        single ── eth0 ── patch 1 = patch 2 ── switch
switch ── uplink ── circuit ── Z: provider network
"""

from dataclasses import dataclass

from django.test import TestCase

from circuits.models import Circuit, CircuitTermination, ProviderNetwork
from dcim.models import (
    Device,
    FrontPort,
    Interface,
    Location,
    PortMapping,
    PowerFeed,
    PowerPanel,
    Rack,
    RearPort,
    Site,
)

from tests import factories

__all__ = ('Estate', 'EstateTestCase', 'connect', 'feed_of', 'make_estate', 'make_patch', 'plug')


@dataclass
class Estate:
    site: Site
    room: Location
    rack: Rack
    panel_a: PowerPanel
    panel_b: PowerPanel
    feed_a: PowerFeed
    feed_b: PowerFeed
    pdu_a: Device
    pdu_b: Device
    chain: Device
    both: Device
    single: Device
    behind: Device
    other: Device
    switch: Device
    patch: Device
    patch_2: Device
    circuit: Circuit


def plug(device: Device, pdu: Device, **port: object) -> None:
    """Plug a new power port of the device into the first free outlet of a PDU."""
    outlet = pdu.poweroutlets.filter(cable=None).order_by('pk').first()
    factories.make_cable(factories.make_power_port(device, **port), outlet)


def connect(a: Device, b: Device, **fields: object) -> tuple[Interface, Interface]:
    """Connect a new interface of each device."""
    one, other = (make_interface(device, **fields) for device in (a, b))
    factories.make_cable(one, other)
    return one, other


def make_interface(device: Device, **fields: object) -> Interface:
    return Interface.objects.create(
        **{'device': device, 'name': f'eth{factories.number()}', 'type': '1000base-t', **fields}
    )


def make_patch(rack: Rack | None, name: str) -> tuple[Device, FrontPort, RearPort]:
    """Make a patch panel with one port."""
    device = factories.make_device(rack, name=name)
    rear = RearPort.objects.create(device=device, name='rear 1', type='8p8c', positions=1)
    front = FrontPort.objects.create(device=device, name='front 1', type='8p8c', positions=1)
    PortMapping.objects.create(
        device=device, front_port=front, rear_port=rear, front_port_position=1, rear_port_position=1
    )
    return device, front, rear


def feed_of(panel: PowerPanel, rack: Rack | None, **fields: object) -> PowerFeed:
    feed = PowerFeed(
        **{
            'power_panel': panel, 'rack': rack, 'name': f'Feed {factories.number()}', 'voltage': 230, 'amperage': 32,
            'max_utilization': 80, **fields,
        }
    )  # fmt: skip
    feed.save()
    return feed


def make_estate() -> Estate:
    site = factories.make_site()
    room = factories.make_location(site=site, name='Server room')
    rack = factories.make_rack(site=site, location=room, name='R1')
    panel_a, panel_b = (PowerPanel.objects.create(site=site, name=f'Panel {side}') for side in 'AB')
    feed_a, feed_b = feed_of(panel_a, rack, name='Feed a'), feed_of(panel_b, rack, name='Feed b')
    pdu_a, pdu_b = (factories.make_pdu(rack, feed=feed, outlets=4) for feed in (feed_a, feed_b))
    chain = factories.make_pdu(rack, feed=pdu_a.poweroutlets.order_by('pk').last(), outlets=2)
    for device, name in ((pdu_a, 'pdu-a'), (pdu_b, 'pdu-b'), (chain, 'chain')):
        device.name = name
        device.save()
    both, single, behind, other, switch = (
        factories.make_device(rack, name=name) for name in ('both', 'single', 'behind', 'other', 'switch')
    )
    plug(both, pdu_a, allocated_draw=200)
    plug(both, pdu_b, allocated_draw=200)
    plug(single, pdu_a, allocated_draw=100)
    plug(behind, chain, allocated_draw=100)
    plug(other, pdu_b, allocated_draw=100)
    plug(switch, pdu_b, allocated_draw=100)
    patch, patch_2, circuit = _cable(site, rack, both, single, switch)
    return Estate(
        site, room, rack, panel_a, panel_b, feed_a, feed_b, pdu_a, pdu_b, chain, both, single, behind, other, switch,
        patch, patch_2, circuit,
    )  # fmt: skip


def _cable(site: Site, rack: Rack, both: Device, single: Device, switch: Device) -> tuple[Device, Device, Circuit]:
    connect(both, switch)
    patch, front, rear = make_patch(rack, 'patch 1')
    patch_2, front_2, rear_2 = make_patch(None, 'patch 2')
    factories.make_cable(make_interface(single), front)
    factories.make_cable(rear, rear_2)
    factories.make_cable(front_2, make_interface(switch))
    circuit = factories.make_circuit(cid='UPLINK-1')
    cloud = ProviderNetwork.objects.create(provider=circuit.provider, name='Provider cloud')
    CircuitTermination.objects.create(circuit=circuit, term_side='Z', termination=cloud)
    end = CircuitTermination.objects.create(circuit=circuit, term_side='A', termination=site)
    factories.make_cable(make_interface(switch), end)
    return patch, patch_2, circuit


class EstateTestCase(TestCase):
    """Tests that share one estate: it takes some twenty cables, which NetBox traces one by one."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.estate = make_estate()
