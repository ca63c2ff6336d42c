"""Places that are held: nobody else gets a device or a reservation onto their units, whichever door they take."""

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from dcim.choices import DeviceFaceChoices
from dcim.models import Device, Rack, RackReservation
from utilities.exceptions import AbortRequest

from ..constants import HALF_UNITS_PER_UNIT
from ..models import HeldUnits
from . import locks
from .guarding import (
    acting_request,
    busy,
    case_in_words,
    changed,
    forget_stored,
    is_on,
    note_stored,
    of_others,
    units_in_words,
)

__all__ = (
    'check_device',
    'check_reservation',
    'guard_device',
    'guard_reservation',
    'guard_reservation_deletion',
)

FACES = (DeviceFaceChoices.FACE_FRONT, DeviceFaceChoices.FACE_REAR)
DEVICE_FIELDS = ('rack', 'position', 'face', 'device_type')
RESERVATION_FIELDS = ('rack', 'units')

# What is held in a rack and what stands in it, but for one request and one device.
_OCCUPIED = """
SELECT held.face, lower(held.half_units), upper(held.half_units), TRUE, COALESCE(cases.number, '')
FROM netbox_colocation_heldunits held
JOIN netbox_colocation_hold hold ON hold.id = held.hold_id
JOIN netbox_colocation_colocationrequest request ON request.id = hold.request_id
LEFT JOIN netbox_colocation_case cases ON cases.id = request.case_id
WHERE held.is_active AND held.rack_id = %(rack)s AND hold.request_id IS DISTINCT FROM %(own)s
UNION ALL
SELECT CASE WHEN type.is_full_depth THEN '' ELSE COALESCE(device.face, '') END,
       floor((device.position - rack.starting_unit) * 2)::int,
       ceil((device.position - rack.starting_unit + type.u_height) * 2)::int, FALSE, COALESCE(device.name, '')
FROM dcim_device device
JOIN dcim_rack rack ON rack.id = device.rack_id
JOIN dcim_devicetype type ON type.id = device.device_type_id
WHERE device.rack_id = %(rack)s AND device.position IS NOT NULL AND device.id IS DISTINCT FROM %(device)s
"""


@dataclass(frozen=True, slots=True)
class _Span:
    """Half units `[start, end)` of a rack on some faces."""

    start: int
    end: int
    faces: tuple[str, ...]

    def meets(self, start: int, end: int, face: str) -> bool:
        return start < self.end and self.start < end and (face not in FACES or face in self.faces)


# -- Devices ------------------------------------------------------------------------------------------------------


def check_device(device: Device) -> None:
    """Raises: ValidationError, at its position, when the device would stand on units that are held."""
    if is_on() and _has_place(device) and changed(device, DEVICE_FIELDS) and (reason := _against(device)):
        raise ValidationError({'position': reason})


def guard_device(device: Device) -> bool:
    """Look once more, with the rack locked, when the device's place changes; say whether it does.

    Raises:
        AbortRequest: it would stand on units that are held, or on another device.
    """
    if not changed(device, DEVICE_FIELDS):
        return False
    if is_on() and _has_place(device):
        forget_stored(device)
        if not locks.lock_late(Rack.objects.filter(pk=device.rack_id)):
            raise AbortRequest(busy())
        if reason := _against(device, devices=True):
            raise AbortRequest(reason)
    note_stored(device, DEVICE_FIELDS)
    return True


def _has_place(device: Device) -> bool:
    return None not in (device.rack_id, device.position, device.device_type_id)


def _against(device: Device, *, devices: bool = False) -> str:
    """Return what stands against the device's place, '' when nothing does; other devices only when asked for."""
    rack, span = device.rack, _span_of(device)
    if span is None:
        return ''
    with connection.cursor() as cursor:
        cursor.execute(_OCCUPIED, {'rack': device.rack_id, 'own': acting_request(), 'device': device.pk})
        rows = cursor.fetchall()
    for face, start, end, is_held, label in rows:
        if span.meets(start, end, face) and (is_held or devices):
            units = units_in_words(start, end, rack.starting_unit)
            if is_held:
                return _held(units, rack, label)
            text = _('{device} stands on {units} of rack {rack} since a moment ago: choose another place.')
            return text.format(device=label or _('Another device'), units=units, rack=rack)
    return ''


def _span_of(device: Device) -> _Span | None:
    kind = device.device_type
    try:
        start = (Decimal(str(device.position)) - device.rack.starting_unit) * HALF_UNITS_PER_UNIT
        end = start + Decimal(str(kind.u_height)) * HALF_UNITS_PER_UNIT
        faces = FACES if kind.is_full_depth or device.face not in FACES else (device.face,)
        return _Span(math.floor(start), math.ceil(end), faces)
    except (InvalidOperation, ValueError, OverflowError):
        return None  # no number: NetBox's own validation says so


# -- Reservations -------------------------------------------------------------------------------------------------


def check_reservation(reservation: RackReservation) -> None:
    """Raises: ValidationError, at its units, when the reservation would cover units that are held."""
    if not is_on() or acting_request() is not None or not changed(reservation, RESERVATION_FIELDS):
        return
    if reason := _against_reservation(reservation):
        raise ValidationError({'units': reason})


def guard_reservation(reservation: RackReservation) -> bool:
    """Look once more, with the rack locked, when the reservation's units change; say whether they do.

    Raises:
        AbortRequest: it would cover units that are held, or leave those that it shows.
    """
    if not changed(reservation, RESERVATION_FIELDS):
        return False
    if is_on() and acting_request() is None:
        forget_stored(reservation)
        if not locks.lock_late(Rack.objects.filter(pk=reservation.rack_id)):
            raise AbortRequest(busy())
        if reason := _against_reservation(reservation):
            raise AbortRequest(reason)
    note_stored(reservation, RESERVATION_FIELDS)
    return True


def guard_reservation_deletion(reservation: RackReservation) -> None:
    """Raises: AbortRequest, when the reservation shows what is held for a case."""
    if not is_on():
        return
    shown = of_others(HeldUnits.objects.filter(reservation=reservation.pk)).order_by()
    for (number,) in shown.values_list('hold__request__case__number')[:1]:
        raise AbortRequest(_belongs(number))


def _against_reservation(reservation: RackReservation) -> str:
    if reservation.rack_id is None or not isinstance(reservation.units, list | tuple):
        return ''
    rack = reservation.rack
    held = of_others(HeldUnits.objects.filter(Q(rack=rack) | Q(reservation=reservation.pk, reservation__isnull=False)))
    rows = list(held.order_by('half_units').values_list('half_units', 'reservation', 'hold__request__case__number'))
    for _half_units, shown_by, number in rows:
        if shown_by is not None and shown_by == reservation.pk:
            return _belongs(number)
    for half_units, _shown_by, number in rows:
        first = rack.starting_unit + half_units.lower // HALF_UNITS_PER_UNIT
        last = rack.starting_unit + (half_units.upper - 1) // HALF_UNITS_PER_UNIT
        if any(first <= unit <= last for unit in reservation.units):
            return _held(units_in_words(half_units.lower, half_units.upper, rack.starting_unit), rack, number)
    return ''


# -- Words --------------------------------------------------------------------------------------------------------


def _held(units: str, rack: Rack, number: str | None) -> str:
    text = _('{units} of rack {rack} are held for {case}: choose another place, or have the hold released.')
    return text.format(units=units, rack=rack, case=case_in_words(number))


def _belongs(number: str | None) -> str:
    text = _('This reservation shows what is held for {case}: have the hold released instead.')
    return text.format(case=case_in_words(number))
