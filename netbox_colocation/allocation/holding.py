"""What a hold takes: units, addresses, outlets of PDUs and switch ports; each is NetBox's own row.

Units are a reservation in NetBox, addresses are reserved ones. Outlets and ports stay as they are: a mark on them would
say that something is plugged in already. The locks of the estate must be held; the rows of outlets and ports are
locked here.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import Model

from dcim.choices import DeviceFaceChoices
from dcim.models import Interface, PowerOutlet, Rack, RackReservation

from ..capacity import cabling_reading, outlets, power_reading, snapshot
from ..capacity.estate import RackState, ServerNeed
from ..capacity.findings import Placement
from ..capacity.rack_reading import read_racks
from ..capacity.rules import Assessment
from ..constants import HALF_UNITS_PER_UNIT
from ..models import HeldOutlet, HeldPort, HeldUnits, Hold
from . import locks
from .addressing import NotEnough, take_addresses
from .labels import description_of, message_of

__all__ = ('NoLongerFree', 'choose_outlets', 'choose_ports', 'take', 'take_outlets', 'take_ports', 'take_units')

type Chosen = Mapping[int, Sequence[int]]  # server -> primary keys, in the order of its supplies or interfaces


class NoLongerFree(Exception):
    """What was found free is taken at the moment when it is locked; nothing was taken."""


def take(row: Hold, assessment: Assessment, *, actor: AbstractBaseUser, now: datetime.datetime) -> None:
    """Take for the servers of the hold's request all that the assessment found.

    Raises:
        NoLongerFree: an address, outlet or port is taken meanwhile.
        ValidationError: NetBox refuses a reservation or an address.
    """
    placements = assessment.placements
    take_units(row, placements, actor=actor)
    try:
        take_addresses(
            row, assessment.address_plan, message=message_of(row.request), description=description_of(row.request)
        )
    except NotEnough as error:
        raise NoLongerFree from error
    needs = {need.pk: need for need in snapshot.read_demand(row.request).servers}
    free = _with_outlets({place.rack for place in placements})
    if free:
        take_outlets(row, choose_outlets(read_racks(free), placements, needs))
    take_ports(row, choose_ports(placements, needs))


def take_units(row: Hold, placements: Iterable[Placement], *, actor: AbstractBaseUser) -> None:
    """Hold the units; one reservation for each rack, because two could not share the unit that half units share."""
    by_rack = defaultdict(list)
    for placement in placements:
        by_rack[placement.rack].append(placement)
    racks = Rack.objects.in_bulk(by_rack)
    units = []
    for pk in sorted(by_rack):
        reservation = _reserve(row, racks[pk], by_rack[pk], actor=actor)
        units += [
            _held_units(row, placement, face, reservation) for placement in by_rack[pk] for face in _faces(placement)
        ]
    HeldUnits.objects.bulk_create(units)


def choose_outlets(
    states: Mapping[int, RackState], placements: Iterable[Placement], needs: Mapping[int, ServerNeed]
) -> dict[int, list[int]]:
    """Return the outlets for each server, in the order of its supplies; of a group the lowest names first.

    None for a server whose connector is unknown in a rack with outlets of several kinds, and fewer than it has supplies
    where there are no more: whether that stands against it, the assessment has said.
    """
    free = power_reading.free_outlets(states, own=None)
    taken: defaultdict[int, Counter[outlets.Group]] = defaultdict(Counter)
    chosen: dict[int, list[int]] = {}
    for placement in placements:
        rack, need = placement.rack, needs[placement.server]
        if rack not in states or not _is_choice_sure(need, states[rack]):
            continue
        mine = chosen[placement.server] = []
        for group in outlets.assign(states[rack], need, taken[rack]):
            mine.append(free[rack][group][taken[rack][group]])
            taken[rack][group] += 1
    return {server: mine for server, mine in chosen.items() if mine}


def choose_ports(placements: Iterable[Placement], needs: Mapping[int, ServerNeed]) -> dict[int, list[int]]:
    """Return the free switch ports for each server, in the order of its interfaces; fewer where there are no more."""
    chosen: dict[int, list[int]] = {}
    taken: set[int] = set()
    for placement in placements:
        ports = cabling_reading.choose_ports(needs[placement.server], rack=placement.rack, without=taken)
        if ports:
            chosen[placement.server] = list(ports)
            taken.update(ports)
    return chosen


def take_outlets(row: Hold, chosen: Chosen) -> None:
    """Hold the outlets.

    Raises:
        NoLongerFree: something was plugged into one of them meanwhile.
    """
    _lock_free(PowerOutlet, chosen)
    HeldOutlet.objects.bulk_create(
        HeldOutlet(hold=row, server_id=server, outlet_id=pk) for server, pks in chosen.items() for pk in pks
    )


def take_ports(row: Hold, chosen: Chosen) -> None:
    """Hold the switch ports.

    Raises:
        NoLongerFree: something was plugged into one of them meanwhile.
    """
    _lock_free(Interface, chosen)
    HeldPort.objects.bulk_create(
        HeldPort(hold=row, server_id=server, port_id=pk) for server, pks in chosen.items() for pk in pks
    )


def _lock_free(model: type[Model], chosen: Chosen) -> None:
    wanted = {pk for pks in chosen.values() for pk in pks}
    if not wanted:
        return
    rows: Any = model._default_manager
    locks.lock_rows(rows.filter(pk__in=wanted))
    if rows.filter(pk__in=wanted, cable=None, mark_connected=False).count() < len(wanted):
        raise NoLongerFree


def _with_outlets(racks: Collection[int]) -> set[int]:
    rows = PowerOutlet.objects.filter(device__rack__in=racks, cable=None).order_by()
    return set(rows.values_list('device__rack', flat=True).distinct())


def _is_choice_sure(need: ServerNeed, rack: RackState) -> bool:
    return need.inlet in outlets.FITTING or len({group.type for group in rack.power.outlets}) == 1


def _reserve(row: Hold, rack: Rack, placements: list[Placement], *, actor: AbstractBaseUser) -> RackReservation:
    touched = {
        rack.starting_unit + half // HALF_UNITS_PER_UNIT
        for placement in placements
        for half in range(placement.start, placement.start + placement.length)
    }
    reservation = RackReservation(
        rack=rack,
        units=sorted(touched),
        user=actor,
        tenant=row.request.applicant,
        description=description_of(row.request),
    )
    reservation._changelog_message = message_of(row.request)
    reservation.full_clean()
    reservation.save()
    return reservation


def _held_units(row: Hold, placement: Placement, face: str, reservation: RackReservation) -> HeldUnits:
    return HeldUnits(
        hold=row,
        server_id=placement.server,
        rack_id=placement.rack,
        face=face,
        half_units=NumericRange(placement.start, placement.start + placement.length),
        reservation=reservation,
    )


def _faces(placement: Placement) -> tuple[str, ...]:
    if placement.is_full_depth:
        return DeviceFaceChoices.FACE_FRONT, DeviceFaceChoices.FACE_REAR
    return (placement.face,)
