"""The place in the rack: a picture of each rack face that a request holds or has servers in."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Rack
from netbox.ui.panels import ObjectPanel

from ..constants import HALF_UNITS_PER_UNIT
from ..models import ColocationRequest, HeldUnits

__all__ = ('PlacePanel', 'RackPicture', 'RackSlot', 'build_pictures')

FREE = ('free', '')


@dataclass(frozen=True)
class RackSlot:
    """One unit of the picture, or several that one thing takes; `kind` is `free`, `taken` or `marked`."""

    unit: str
    kind: str
    label: str
    height: int


@dataclass(frozen=True)
class RackPicture:
    rack: Rack
    slots: tuple[RackSlot, ...]
    marks: tuple[str, ...]


def build_pictures(request: ColocationRequest, *, user: AbstractUser) -> list[RackPicture]:
    """Return a picture of every rack that the user may see and the request has a place in; two queries and one a rack.

    Marked are the units held for the request, and those of its installed servers, or of those it takes back.
    """
    held = HeldUnits.objects.filter(hold__request=request, is_active=True).select_related('rack', 'server')
    places = {(units.rack_id, units.position, units.server.half_units, units.server.name) for units in held}
    installed = Device.objects.filter(
        Q(requested_server__request=request) | Q(retrieval_requests=request), position__isnull=False
    ).select_related('device_type')
    places |= {
        (device.rack_id, device.position, int(device.device_type.u_height * HALF_UNITS_PER_UNIT), device.name)
        for device in installed
    }
    racks = Rack.objects.restrict(user, 'view').filter(pk__in={place[0] for place in places})
    return [_build_picture(rack, sorted(place[1:] for place in places if place[0] == rack.pk)) for rack in racks]


def _build_picture(rack: Rack, marked: list[tuple[Decimal, int, str]]) -> RackPicture:
    labels: dict[int, tuple[str, str]] = {}
    devices = rack.devices.filter(position__isnull=False).select_related('device_type')
    for device in devices:
        start = _half(rack, device.position)
        for half in range(start, start + int(device.device_type.u_height * HALF_UNITS_PER_UNIT)):
            labels[half] = ('taken', device.name or str(device.device_type))
    for position, height, name in marked:
        for half in range(_half(rack, position), _half(rack, position) + height):
            labels[half] = ('marked', name)
    whole_units = [unit for unit in rack.units if unit % 1 == 0]
    slots = [_build_slot(unit, {labels.get(_half(rack, unit) + half, FREE) for half in (0, 1)}) for unit in whole_units]
    return RackPicture(
        rack=rack,
        slots=tuple(_merge(slots)),
        marks=tuple(f'U{position.normalize():f} {name}' for position, _height, name in marked),
    )


def _build_slot(unit: Decimal, contents: set[tuple[str, str]]) -> RackSlot:
    """What stands in a unit; in one of half-unit things that differ, both, with the marked one first."""
    things = sorted(contents - {FREE}, key=lambda thing: (thing[0] != 'marked', thing[1])) or [FREE]
    return RackSlot(
        unit=str(int(unit)), kind=things[0][0], label=' / '.join(label for _kind, label in things), height=1
    )


def _merge(slots: list[RackSlot]) -> list[RackSlot]:
    """Neighbouring units of the same thing become one slot."""
    merged: list[RackSlot] = []
    for slot in slots:
        last = merged[-1] if merged else None
        if last and slot.label and (last.kind, last.label) == (slot.kind, slot.label):
            merged[-1] = RackSlot(unit=slot.unit, kind=last.kind, label=last.label, height=last.height + 1)
        else:
            merged.append(slot)
    return merged


def _half(rack: Rack, position: Decimal) -> int:
    return int((position - rack.starting_unit) * HALF_UNITS_PER_UNIT)


class PlacePanel(ObjectPanel):
    """The place in the rack, of a request or of the request at `accessor`; a visit or a ticket has none."""

    template_name = 'netbox_colocation/panels/place.html'
    title = _('Place in the rack')

    def get_context(self, context):
        prepared = super().get_context(context)
        user = prepared['request'].user
        request = prepared['object']
        pictures = build_pictures(request, user=user) if isinstance(request, ColocationRequest) else []
        return {**prepared, 'pictures': pictures}

    def should_render(self, context):
        return bool(context['pictures'])
