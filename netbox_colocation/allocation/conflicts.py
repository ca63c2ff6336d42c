"""Conflicts: what others did to active holds behind our back, by SQL, in bulk, or with the guard switched off.

`find_conflicts` finds them in a constant number of queries; `tell_conflicts` tells each case once of each new one and
forgets those that are gone. A save that could make or mend one is followed by a look as soon as it is committed
(`look_after_commit`); a job looks at every hold.
"""

import datetime
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone

from ipam.choices import IPAddressStatusChoices

from ..capacity.candidates import OFFERED_STATUSES
from ..choices import HoldStateChoices
from ..constants import HALF_UNITS_PER_UNIT
from ..exceptions import Refusal
from ..models import Case, HeldAddress, HeldOutlet, HeldPort, HeldUnits, Hold
from .conflict_sentences import in_words
from .guarding import units_in_words

__all__ = ('Conflict', 'conflicted', 'find_conflicts', 'look_after_commit', 'tell_conflicts')

# Sent in the transaction that notes new conflicts, with the case locked. Arguments: hold, conflicts, now.
conflicted = Signal()

_DEVICES = """
SELECT held.hold_id, held.rack_id, rack.name, rack.starting_unit, device.id,
       MIN(lower(held.half_units)), MAX(upper(held.half_units))
FROM netbox_colocation_heldunits held
JOIN dcim_rack rack ON rack.id = held.rack_id
JOIN dcim_device device ON device.rack_id = held.rack_id AND device.position IS NOT NULL
JOIN dcim_devicetype type ON type.id = device.device_type_id
WHERE held.is_active AND held.hold_id = ANY(%(holds)s)
  AND held.half_units && int4range(floor((device.position - rack.starting_unit) * 2)::int,
                                   ceil((device.position - rack.starting_unit + type.u_height) * 2)::int)
  AND (type.is_full_depth OR COALESCE(device.face, '') IN ('', held.face))
GROUP BY held.hold_id, held.rack_id, rack.name, rack.starting_unit, device.id
ORDER BY held.hold_id, device.id
"""

# The same host in the same VRF a second time; by the index that NetBox keeps for hosts.
_TWINS = """
SELECT held.hold_id, held.id, host(own.address), twin.id
FROM netbox_colocation_heldaddress held
JOIN ipam_ipaddress own ON own.id = held.address_id
JOIN ipam_ipaddress twin ON CAST(HOST(twin.address) AS inet) = CAST(HOST(own.address) AS inet)
    AND twin.id <> own.id AND twin.vrf_id IS NOT DISTINCT FROM own.vrf_id
WHERE held.is_active AND held.hold_id = ANY(%(holds)s)
ORDER BY held.hold_id, twin.id
"""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that is held and no longer free."""

    hold: int
    refusal: Refusal

    @property
    def key(self) -> tuple[Any, ...]:
        return _key(self.refusal.as_dict())


# The holds of which something was touched, by the kinds of what was saved or deleted.
_TOUCHED = {
    'racks': 'SELECT hold_id FROM netbox_colocation_heldunits WHERE is_active AND rack_id = ANY(%(racks)s)',
    'addresses': (
        'SELECT hold_id FROM netbox_colocation_heldaddress WHERE is_active AND address_id = ANY(%(addresses)s)'
    ),
    'hosts': (
        'SELECT hold_id FROM netbox_colocation_heldaddress held JOIN ipam_ipaddress own ON own.id = held.address_id '
        'WHERE held.is_active AND CAST(HOST(own.address) AS inet) = ANY(%(hosts)s::inet[])'
    ),
    'outlets': 'SELECT hold_id FROM netbox_colocation_heldoutlet WHERE is_active AND outlet_id = ANY(%(outlets)s)',
    'ports': 'SELECT hold_id FROM netbox_colocation_heldport WHERE is_active AND port_id = ANY(%(ports)s)',
    'deleted': (
        'SELECT hold_id FROM netbox_colocation_heldaddress WHERE is_active AND address_id IS NULL UNION '
        'SELECT hold_id FROM netbox_colocation_heldoutlet WHERE is_active AND outlet_id IS NULL UNION '
        'SELECT hold_id FROM netbox_colocation_heldport WHERE is_active AND port_id IS NULL'
    ),
}


class _Waiting(threading.local):
    """What was touched in this thread and waits for the commit."""

    def __init__(self) -> None:
        self.touched: defaultdict[str, set[Any]] = defaultdict(set)


_waiting = _Waiting()


def find_conflicts(holds: Collection[int] | None = None) -> list[Conflict]:
    """Return what stands against these active holds (None: against any), in a constant number of queries."""
    active = Hold.objects.filter(state=HoldStateChoices.ACTIVE)
    if holds is not None:
        active = active.filter(pk__in=holds)
    pks = list(active.order_by('pk').values_list('pk', flat=True))
    if not pks:
        return []
    return [*_of_racks(pks), *_of_devices(pks), *_of_addresses(pks), *_of_outlets(pks), *_of_ports(pks)]


def tell_conflicts(*, now: datetime.datetime, holds: Collection[int] | None = None) -> int:
    """Tell cases what is new about their holds, and forget what is gone; return how many conflicts are new."""
    found: defaultdict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for conflict in find_conflicts(holds):
        found[conflict.hold].add(conflict.key)
    told = Hold.objects.filter(state=HoldStateChoices.ACTIVE).exclude(conflicts=[]).order_by()
    if holds is not None:
        told = told.filter(pk__in=holds)
    known = {pk: {_key(entry) for entry in entries} for pk, entries in told.values_list('pk', 'conflicts')}
    differing = [pk for pk in sorted({*found, *known}) if found[pk] != known.get(pk, set())]
    return sum(_tell(pk, now) for pk in differing)


def look_after_commit(**touched: Iterable[int | str | None]) -> None:
    """Have the holds looked at of which something was touched, once that is committed.

    `racks`, `addresses`, `outlets` and `ports` are primary keys, `hosts` addresses as text; `deleted` is anything, when
    an address, outlet or port was deleted.
    """
    for kind, values in touched.items():
        _waiting.touched[kind].update(value for value in values if value is not None)
    # One callback for each save, and the first looks for all: what a rolled back savepoint touched does no harm.
    transaction.on_commit(_look, robust=True)


def _look() -> None:
    touched = {kind: sorted(values) for kind, values in _waiting.touched.items() if values}
    _waiting.touched.clear()
    if not touched:
        return
    with connection.cursor() as cursor:
        cursor.execute(' UNION '.join(_TOUCHED[kind] for kind in sorted(touched)), touched)
        holds = [pk for (pk,) in cursor.fetchall()]
    if holds:
        tell_conflicts(now=timezone.now(), holds=holds)


@transaction.atomic
def _tell(pk: int, now: datetime.datetime) -> int:
    """Note what stands against one hold now; the case is locked before it, as the engine does."""
    list(Case.objects.filter(colocation_request__holds=pk).select_for_update(of=('self',)).values_list('pk'))
    rows = Hold.objects.filter(pk=pk, state=HoldStateChoices.ACTIVE).select_related('request__case')
    row = rows.select_for_update(of=('self',), no_key=True).first()
    if row is None:
        return 0
    found = find_conflicts([pk])
    known = {_key(entry) for entry in row.conflicts}
    new = [conflict for conflict in found if conflict.key not in known]
    # No change that anybody made: it leaves no change record, the event does.
    Hold.objects.filter(pk=pk).update(conflicts=[conflict.refusal.as_dict() for conflict in found])
    if new:
        conflicted.send(sender=Hold, hold=row, conflicts=[conflict.refusal for conflict in new], now=now)
    return len(new)


def _key(entry: Any) -> tuple[Any, ...]:
    """Return what tells a conflict from another one; its sentence may be in any language."""
    return entry['code'], *sorted((name, str(value)) for name, value in entry['data'].items())


def _conflict(hold: int, code: str, field: str, **data: Any) -> Conflict:
    return Conflict(hold, Refusal(code, in_words(code, data), field, data))


# -- What is looked at --------------------------------------------------------------------------------------------


def _of_racks(holds: list[int]) -> Iterator[Conflict]:
    """Yield racks that are offered no longer, and reservations that are gone or show something else."""
    rows = HeldUnits.objects.filter(hold__in=holds, is_active=True).order_by('hold', 'rack', 'pk')
    seen = set()
    for row in rows.values_list(
        'hold', 'rack', 'rack__name', 'rack__status', 'rack__starting_unit', 'half_units',
        'reservation__rack', 'reservation__units',
    ):  # fmt: skip
        hold, rack, name, status, starting_unit, half_units, shown_in, shown = row
        first = starting_unit + half_units.lower // HALF_UNITS_PER_UNIT
        last = starting_unit + (half_units.upper - 1) // HALF_UNITS_PER_UNIT
        is_shown = shown_in == rack and set(range(first, last + 1)) <= set(shown or ())
        codes = [] if status in OFFERED_STATUSES else ['rack-withdrawn']
        codes += [] if is_shown else ['reservation-gone']
        for code in codes:
            if (hold, rack, code) not in seen:
                seen.add((hold, rack, code))
                yield _conflict(hold, code, 'place', rack=name, rack_id=rack)


def _of_devices(holds: list[int]) -> Iterator[Conflict]:
    for hold, rack, name, starting_unit, device, start, end in _query(_DEVICES, holds):
        units = units_in_words(start, end, starting_unit)
        yield _conflict(hold, 'units-taken', 'place', rack=name, rack_id=rack, units=units, device_id=device)


def _of_addresses(holds: list[int]) -> Iterator[Conflict]:
    rows = HeldAddress.objects.filter(hold__in=holds, is_active=True).order_by('hold', 'pk')
    for pk, hold, server, address, status, assigned in rows.values_list(
        'pk', 'hold', 'server__name', 'address__address', 'address__status', 'address__assigned_object_id'
    ):
        if address is None:
            yield _conflict(hold, 'address-deleted', 'addresses', server=server, held_id=pk)
        elif assigned is not None or status != IPAddressStatusChoices.STATUS_RESERVED:
            yield _conflict(hold, 'address-taken', 'addresses', server=server, address=str(address.ip), held_id=pk)
    for hold, pk, host, twin in _query(_TWINS, holds):
        yield _conflict(hold, 'address-twice', 'addresses', address=host, held_id=pk, address_id=twin)


def _of_outlets(holds: list[int]) -> Iterator[Conflict]:
    rows = HeldOutlet.objects.filter(hold__in=holds, is_active=True).order_by('hold', 'pk')
    for pk, hold, server, outlet, *ends in rows.values_list(
        'pk', 'hold', 'server__name', 'outlet__name', 'outlet__device__name', 'outlet__cable', 'outlet__mark_connected'
    ):
        yield from _of_end(hold, pk, 'outlet', server, outlet, *ends)


def _of_ports(holds: list[int]) -> Iterator[Conflict]:
    rows = HeldPort.objects.filter(hold__in=holds, is_active=True).order_by('hold', 'pk')
    for pk, hold, server, port, *ends in rows.values_list(
        'pk', 'hold', 'server__name', 'port__name', 'port__device__name', 'port__cable', 'port__mark_connected'
    ):
        yield from _of_end(hold, pk, 'port', server, port, *ends)


def _of_end(
    hold: int, pk: int, kind: str, server: str, name: str | None, device: str | None, cable: int | None, is_marked: bool
) -> Iterator[Conflict]:
    resource = 'outlets' if kind == 'outlet' else 'cable'
    if name is None:
        yield _conflict(hold, f'{kind}-deleted', resource, server=server, held_id=pk)
    elif cable is not None or is_marked:
        end = f'{device or ""} {name}'.strip()
        yield _conflict(hold, f'{kind}-taken', resource, server=server, end=end, held_id=pk)


def _query(statement: str, holds: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {'holds': holds})
        return cursor.fetchall()
