"""What is out because the work itself takes it out: devices, everything in racks and rooms, what stands in bays."""

from dataclasses import dataclass, field

from .asking import query
from .impact_shapes import Trail
from .ledger import BAYS, DEVICE, MOST_HOPS, Ledger
from .scope import Touched

__all__ = ('Start', 'follow_bays', 'take_out')

_ROOMS = """
SELECT inside.id, room.id FROM dcim_location room JOIN dcim_location inside ON inside.path <@ room.path
WHERE room.id = ANY(%(rooms)s::bigint[])
ORDER BY inside.id, nlevel(room.path) DESC
"""
_DEVICES = """
SELECT id, rack_id, location_id FROM dcim_device
WHERE id = ANY(%(devices)s::bigint[]) OR rack_id = ANY(%(racks)s::bigint[])
   OR location_id = ANY(%(locations)s::bigint[])
ORDER BY id
"""
_PANELS = 'SELECT id, location_id FROM dcim_powerpanel WHERE location_id = ANY(%(locations)s::bigint[]) ORDER BY id'
_CIRCUITS = """
SELECT circuit_id, id, _location_id FROM circuits_circuittermination WHERE _location_id = ANY(%(locations)s::bigint[])
ORDER BY circuit_id, id
"""


@dataclass
class Start:
    """Where the lost panels, feeds and circuits come from: a trail to each."""

    panels: dict[int, Trail] = field(default_factory=dict)
    feeds: dict[int, Trail] = field(default_factory=dict)
    circuits: dict[int, Trail] = field(default_factory=dict)


def take_out(touched: Touched, ledger: Ledger) -> Start:
    """Mark what is taken out, and return from where power and circuits are followed; a fixed number of queries."""
    start = Start(
        panels={pk: _touched('dcim.powerpanel', pk) for pk in sorted(touched.power_panels)},
        feeds={pk: _touched('dcim.powerfeed', pk) for pk in sorted(touched.power_feeds)},
        circuits={pk: _touched('circuits.circuit', pk) for pk in sorted(touched.circuits)},
    )
    rooms = _rooms(touched)
    if touched.devices or touched.racks or rooms:
        _devices(touched, rooms, ledger)
    if rooms:
        for panel, location in query(_PANELS, locations=rooms):
            start.panels.setdefault(panel, rooms[location].to('in-room', 'dcim.powerpanel', panel))
        for circuit, end, location in query(_CIRCUITS, locations=rooms):
            trail = rooms[location].to('in-room', 'circuits.circuittermination', end)
            start.circuits.setdefault(circuit, trail.to('circuit', 'circuits.circuit', circuit))
    follow_bays(ledger, ledger.dead)
    return start


def follow_bays(ledger: Ledger, devices: set[int]) -> set[int]:
    """Mark what stands in bays of dead devices, in them again, and so on; returns what was marked."""
    found: set[int] = set()
    new = set(devices)
    for _hop in range(MOST_HOPS):
        rows = query(BAYS, devices=new) if new else []
        new = set()
        for parent, bay, child in rows:
            mark = ledger.device(parent)
            if mark is None or child in ledger.dead:
                continue
            trail = mark.trail.to('bay', 'dcim.devicebay', bay).to('stands-in', DEVICE, child)
            ledger.note_dead(child, 'parent-lost', trail)
            new.add(child)
        found |= new
    return found


def _touched(model: str, pk: int) -> Trail:
    return Trail(None, 'touched', model, pk)


def _rooms(touched: Touched) -> dict[int, Trail]:
    """Return a trail to each location that is touched, with those inside; the nearest touched one leads."""
    if not touched.rooms:
        return {}
    trails: dict[int, Trail] = {}
    for inside, room in query(_ROOMS, rooms=touched.rooms):
        trail = _touched('dcim.location', room)
        trails.setdefault(inside, trail if inside == room else trail.to('inside', 'dcim.location', inside))
    return trails


def _devices(touched: Touched, rooms: dict[int, Trail], ledger: Ledger) -> None:
    rows = query(_DEVICES, devices=touched.devices, racks=touched.racks, locations=rooms)
    for device, rack, location in rows:
        if device in touched.devices:
            ledger.note_dead(device, 'touched', _touched(DEVICE, device))
        elif rack in touched.racks:
            ledger.note_dead(device, 'in-rack', _touched('dcim.rack', rack).to('in-rack', DEVICE, device))
        else:
            ledger.note_dead(device, 'in-room', rooms[location].to('in-room', DEVICE, device))
