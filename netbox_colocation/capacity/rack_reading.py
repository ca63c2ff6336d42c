"""Read racks as they stand now: units, power, weight and cooling, in a constant number of queries.

What belongs to a request itself (its own active hold: units, reservation, draw) can be left out, so that a hold never
blocks its own request. Reservations of every status block, because NetBox refuses a second one over any.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dcim.choices import DeviceFaceChoices
from dcim.models import Device, Rack, RackReservation

from ..constants import HALF_UNITS_PER_UNIT
from ..models import HeldUnits
from . import physics_reading, power_reading
from .bitmaps import span
from .estate import RackState

__all__ = ('read_racks',)

MILLIMETRES = {'mm': 1.0, 'in': 25.4, None: 1.0}
FRONT, REAR = FACES = (DeviceFaceChoices.FACE_FRONT, DeviceFaceChoices.FACE_REAR)


@dataclass
class _Units:
    """The taken half units of one rack, gathered before they are frozen."""

    origin: int
    front: int = 0
    rear: int = 0

    def take(self, bits: int, *, front: bool = True, rear: bool = True) -> None:
        self.front |= bits if front else 0
        self.rear |= bits if rear else 0


def read_racks(pks: Collection[int], *, own: int | None = None) -> dict[int, RackState]:
    """Return the racks with what is in them, without what the request `own` holds; racks that are gone are left out.

    What depends on the question (name, location, policies, whether the rack is offered) is not filled in.
    """
    racks = list(Rack.objects.filter(pk__in=pks).order_by().values(*_RACK_FIELDS))
    present = [rack['pk'] for rack in racks]
    units = {rack['pk']: _Units(rack['starting_unit']) for rack in racks}
    _add_devices(units)
    _add_reservations(units, own)
    _add_holds(units, own)
    power = power_reading.read(present, own=own)
    weights = physics_reading.read_weights(present, own=own)
    coolings = physics_reading.read_coolings(present)
    return {
        pk: RackState(
            pk=pk,
            name='',
            locations=frozenset(),
            site=rack['site_id'],
            half_units=rack['u_height'] * HALF_UNITS_PER_UNIT,
            starting_unit=rack['starting_unit'],
            is_descending=rack['desc_units'],
            front=units[pk].front,
            rear=units[pk].rear,
            depth_mm=_depth(rack),
            power=power[pk],
            weight=weights[pk],
            cooling=coolings[pk],
        )
        for pk, rack in zip(present, racks, strict=True)
    }


_RACK_FIELDS = (
    'pk', 'site_id', 'u_height', 'starting_unit', 'desc_units', 'outer_depth', 'outer_unit', 'mounting_depth',
)  # fmt: skip


def _depth(rack: dict[str, Any]) -> int | None:
    """Return the depth in mm that a device may have: between the rails when known, else the rack's outer depth."""
    if rack['mounting_depth']:
        return rack['mounting_depth']
    return int(rack['outer_depth'] * MILLIMETRES[rack['outer_unit']]) if rack['outer_depth'] else None


def _add_devices(units: dict[int, _Units]) -> None:
    rows = (
        Device.objects.filter(rack__in=units, position__isnull=False)
        .order_by()
        .values_list('rack_id', 'position', 'face', 'device_type__u_height', 'device_type__is_full_depth')
    )
    for rack, position, face, height, is_full_depth in rows:
        start = math.floor((position - units[rack].origin) * HALF_UNITS_PER_UNIT)
        bits = span(start, math.ceil(height * HALF_UNITS_PER_UNIT))
        both = is_full_depth or face not in FACES
        units[rack].take(bits, front=both or face == FRONT, rear=both or face == REAR)


def _add_reservations(units: dict[int, _Units], own: int | None) -> None:
    rows = RackReservation.objects.filter(rack__in=units)
    if own is not None:
        mine = HeldUnits.objects.filter(hold__request=own, is_active=True, reservation__isnull=False)
        rows = rows.exclude(pk__in=mine.values('reservation'))
    for rack, reserved in rows.order_by().values_list('rack_id', 'units'):
        for unit in reserved:
            start = (unit - units[rack].origin) * HALF_UNITS_PER_UNIT
            units[rack].take(span(start, HALF_UNITS_PER_UNIT))


def _add_holds(units: dict[int, _Units], own: int | None) -> None:
    rows = HeldUnits.objects.filter(is_active=True, rack__in=units)
    if own is not None:
        rows = rows.exclude(hold__request=own)
    for rack, face, held in rows.order_by().values_list('rack_id', 'face', 'half_units'):
        units[rack].take(span(held.lower, held.upper - held.lower), front=face == FRONT, rear=face == REAR)
