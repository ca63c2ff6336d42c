"""Pictures of racks as they stood: what stands where on each face, and the places that a check proposed.

A picture is kept as JSON (`as_dict`, `from_dict`) and drawn from that later (`as_svg`), so an approver sees the rack as
the check saw it. It has everybody's names; who may not read those gets it through `disclosed`.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dcim.choices import DeviceFaceChoices
from dcim.models import Device, RackReservation

from ..constants import HALF_UNITS_PER_UNIT
from ..models import HeldUnits
from .elevation_svg import Drawn, Words, draw
from .estate import RackState
from .findings import Placement

__all__ = ('RackPicture', 'Thing', 'as_occupied', 'as_svg', 'disclosed', 'picture_of', 'read_pictures')

DEVICE, RESERVATION, HOLD, OWN, PLACE, OCCUPIED = 'device', 'reservation', 'hold', 'own', 'place', 'occupied'
FRONT, REAR = DeviceFaceChoices.FACE_FRONT, DeviceFaceChoices.FACE_REAR


@dataclass(frozen=True, slots=True)
class Thing:
    """What stands, is reserved, is held or is proposed in a rack.

    Attributes:
        kind: 'device', 'reservation', 'hold' (of another case), 'own' (of the request's own hold), 'place' (proposed)
            or 'occupied' (its name is not for the reader).
        label: its name; `detail` its role, or whom it is for.
        start, length: in half units from the rack's starting unit.
        face: the face that it is mounted on; '' when it takes both alike.
        is_full_depth: whether it takes the other face as well.
        colour: of its role, six hexadecimal digits or ''.
        tenant, model, pk: whose and what it is in NetBox; `model` '' for what is proposed.
    """

    kind: str
    label: str
    start: int
    length: int
    face: str = ''
    is_full_depth: bool = True
    detail: str = ''
    colour: str = ''
    tenant: int | None = None
    model: str = ''
    pk: int = 0

    def takes(self, start: int, length: int, face: str) -> bool:
        """Whether it takes any of these half units of the face."""
        is_there = self.is_full_depth or self.face in ('', face)
        return is_there and self.start < start + length and start < self.start + self.length


@dataclass(frozen=True, slots=True)
class RackPicture:
    """One rack with all that is in it; `half_units` is its height in half units."""

    rack: int
    name: str
    half_units: int
    starting_unit: int
    is_descending: bool
    things: tuple[Thing, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'RackPicture':
        return cls(**{**data, 'things': tuple(Thing(**thing) for thing in data['things'])})


def read_pictures(
    racks: Collection[RackState], placements: Iterable[Placement] = (), *, own: int | None = None
) -> list[RackPicture]:
    """Return a picture of every rack as it stands now, with the places marked; three queries.

    What the request `own` holds is marked as its own.
    """
    if not racks:
        return []
    origins = {rack.pk: rack.starting_unit for rack in racks}
    things: dict[int, list[Thing]] = {rack.pk: [] for rack in racks}
    reserved_by_holds = _add_holds(things, own)
    _add_devices(things, origins)
    _add_reservations(things, origins, reserved_by_holds)
    for placement in placements:
        if placement.rack in things:
            things[placement.rack].append(_place(placement))
    return [picture_of(rack, things[rack.pk]) for rack in racks]


def picture_of(rack: RackState, things: Iterable[Thing]) -> RackPicture:
    """Return the picture of a rack with these things, the lowest first and what is proposed last."""
    return RackPicture(
        rack=rack.pk,
        name=rack.name,
        half_units=rack.half_units,
        starting_unit=rack.starting_unit,
        is_descending=rack.is_descending,
        things=tuple(sorted(things, key=lambda thing: (thing.kind == PLACE, thing.start, thing.face, thing.label))),
    )


def disclosed(picture: RackPicture, *, tenant: int | None) -> RackPicture:
    """Return the picture as this tenant may see it: what is not its own, and not proposed to it, is just occupied."""
    return replace(
        picture,
        things=tuple(
            thing
            if thing.kind in (PLACE, OWN) or (thing.tenant is not None and thing.tenant == tenant)
            else as_occupied(thing)
            for thing in picture.things
        ),
    )


def as_occupied(thing: Thing) -> Thing:
    """Return the thing without saying what it is."""
    return replace(thing, kind=OCCUPIED, label='', detail='', colour='', tenant=None, model='', pk=0)


def as_svg(picture: RackPicture, *, key: str = '') -> str:
    """Return the picture as an SVG in the active language; `key` sets its ids apart from those of others on a page."""
    places = [thing.label for thing in picture.things if thing.kind == PLACE]
    count = len(places)
    words = Words(
        title=_('Rack {rack}').format(rack=picture.name),
        summary=(
            ngettext('{count} place is proposed: {names}.', '{count} places are proposed: {names}.', count).format(
                count=count, names=', '.join(places)
            )
            if places
            else _('No place is proposed.')
        ),
        front=_('Front'),
        rear=_('Rear'),
        both=_('front and rear'),
        blocked=_('blocked by {name}'),
    )
    drawn = [
        Drawn(
            kind=thing.kind,
            name=thing.label or _label(thing),
            label=_label(thing),
            detail=thing.detail,
            start=thing.start,
            length=thing.length,
            face=thing.face,
            is_full_depth=thing.is_full_depth,
            colour=thing.colour,
        )
        for thing in picture.things
    ]
    return draw(
        drawn,
        words,
        half_units=picture.half_units,
        starting_unit=picture.starting_unit,
        is_descending=picture.is_descending,
        key=key or f'rack-{picture.rack}',
    )


def _label(thing: Thing) -> str:
    """What is written on it: never the colour alone says what it is."""
    if thing.kind == PLACE:
        return _('Proposed: {name}').format(name=thing.label)
    if thing.kind == OWN:
        return _('Held: {name}').format(name=thing.label)
    if thing.kind == HOLD:
        return _('Held for {case}').format(case=thing.label)
    if thing.kind == RESERVATION:
        return _('Reserved: {name}').format(name=thing.label)
    return _('occupied') if thing.kind == OCCUPIED else thing.label


def _place(placement: Placement) -> Thing:
    return Thing(
        kind=PLACE,
        label=placement.server_name,
        start=placement.start,
        length=placement.length,
        face=placement.face,
        is_full_depth=placement.is_full_depth,
        pk=placement.server,
    )


def _add_devices(things: dict[int, list[Thing]], origins: Mapping[int, int]) -> None:
    rows = Device.objects.filter(rack__in=things, position__isnull=False).order_by().values_list(
        'rack_id', 'pk', 'name', 'position', 'face', 'tenant_id', 'role__name', 'role__color',
        'device_type__model', 'device_type__u_height', 'device_type__is_full_depth',
    )  # fmt: skip
    for rack, pk, name, position, face, tenant, role, colour, model, height, is_full_depth in rows:
        things[rack].append(
            Thing(
                kind=DEVICE,
                label=name or model,
                start=math.floor((position - origins[rack]) * HALF_UNITS_PER_UNIT),
                length=math.ceil(height * HALF_UNITS_PER_UNIT),
                face=face if face in (FRONT, REAR) else '',
                is_full_depth=is_full_depth or face not in (FRONT, REAR),
                detail=role,
                colour=colour or '',
                tenant=tenant,
                model='dcim.device',
                pk=pk,
            )
        )


def _add_holds(things: dict[int, list[Thing]], own: int | None) -> set[int]:
    """Add what is held; return the reservations that show it in NetBox."""
    rows = HeldUnits.objects.filter(is_active=True, rack__in=things).order_by().values_list(
        'rack_id', 'hold_id', 'half_units', 'face', 'reservation_id', 'server_id', 'server__name',
        'hold__request_id', 'hold__request__name', 'hold__request__applicant_id', 'hold__request__case__number',
    )  # fmt: skip
    held: dict[tuple[int, int, int], Thing] = {}
    reservations = set()
    for rack, hold, units, face, reservation, server, server_name, request, name, tenant, number in rows:
        reservations.add(reservation)
        is_own = request == own
        key = (rack, server, units.lower)
        thing = Thing(
            kind=OWN if is_own else HOLD,
            label=server_name if is_own else number or name,
            start=units.lower,
            length=units.upper - units.lower,
            face=face,
            is_full_depth=False,
            detail=server_name,
            tenant=tenant,
            model='netbox_colocation.hold',
            pk=hold,
        )
        # A full-depth server holds both faces, in two rows.
        held[key] = replace(thing, face=FRONT, is_full_depth=True) if key in held else thing
    for (rack, _server, _start), thing in held.items():
        things[rack].append(thing)
    return reservations


def _add_reservations(things: dict[int, list[Thing]], origins: Mapping[int, int], known: Collection[int]) -> None:
    rows = RackReservation.objects.filter(rack__in=things).order_by()
    for rack, pk, units, description, tenant, tenant_name in rows.values_list(
        'rack_id', 'pk', 'units', 'description', 'tenant_id', 'tenant__name'
    ):
        if pk in known:
            continue
        for first, last in _runs(units):
            things[rack].append(
                Thing(
                    kind=RESERVATION,
                    label=description,
                    start=(first - origins[rack]) * HALF_UNITS_PER_UNIT,
                    length=(last - first + 1) * HALF_UNITS_PER_UNIT,
                    detail=tenant_name or '',
                    tenant=tenant,
                    model='dcim.rackreservation',
                    pk=pk,
                )
            )


def _runs(units: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last unit of each row of units without a gap."""
    runs: list[tuple[int, int]] = []
    for unit in sorted(units):
        if runs and unit == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], unit)
        else:
            runs.append((unit, unit))
    return runs
