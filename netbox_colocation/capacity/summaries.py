"""Summaries: racks as they were last read, kept right by marks that the database itself writes.

Any change of what a rack's capacity rests on, through NetBox or by SQL, marks the rack as stale in the same
transaction (triggers of migration 0007). A reader takes the summaries of all racks that bear no mark and reads the
others as they stand now. So a summary may be missing or old, and an answer is never made from it then.

Readers bring stale summaries up to date as they go. Only one at a time does, and none waits for another: whoever
cannot have the lock answers from what it read itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from dcim.models import Rack

from ..models import RackSummary, StaleRack
from .bitmaps import largest_gap
from .estate import RackState
from .physics import RackCooling, RackWeight
from .placement import free_half_units
from .power import RackPower
from .rack_reading import read_racks

__all__ = ('read_and_keep', 'read_stale', 'refresh_stale', 'stale_racks', 'state_of', 'stored_data', 'stored_states')

# Any number that nobody else uses; the lock ends with the transaction, so it holds behind a pooler as well.
REFRESH_LOCK = 7_061_402_119
CHUNK = 500
_FORGET = 'DELETE FROM {table} WHERE rack_id = ANY(%s)'


def stale_racks(site: int | None = None) -> frozenset[int]:
    """Return the racks (of a site) that bear a mark; a new rack bears one from its first moment."""
    marks = StaleRack.objects.order_by().values_list('rack_id', flat=True).distinct()
    if site is None:
        return frozenset(marks)
    return frozenset(Rack.objects.filter(pk__in=marks, site=site).order_by().values_list('pk', flat=True))


def refresh_stale(*, most: int | None = None) -> int:
    """Bring summaries up to date, at most so many; return how many racks were read anew.

    Also where a summary is missing, or its rack is gone, though there is no mark: nothing in NetBox does that.
    Racks whose marks somebody else is taking off at this moment are left to them.
    """
    asked = sorted({*stale_racks(), *_mismatched()})[:most]
    done = 0
    for chunk in batched(asked, CHUNK):
        done += len(chunk) if read_and_keep(chunk) is not None else 0
    return done


def read_and_keep(racks: Collection[int]) -> dict[int, RackState] | None:
    """Read these racks and keep their summaries, when nobody else is doing so; None when somebody is."""
    with transaction.atomic():
        if not _claim():
            return None
        # First the marks, then the racks: what changes in between leaves a new mark.
        _forget(StaleRack, racks)
        states = read_racks(racks)
        _keep(states.values())
        _forget(RackSummary, set(racks) - set(states))
    return states


def read_stale(racks: Collection[int]) -> dict[int, RackState]:
    """Return these racks as they stand now, and keep what was read where that is possible."""
    if not racks:
        return {}
    return read_and_keep(racks) or read_racks(racks)


def state_of(data: Mapping[str, Any], **known: Any) -> RackState:
    """Return a rack from what its summary kept, and from what is `known` of it for the question."""
    return RackState(
        pk=data['pk'],
        site=data['site'],
        half_units=data['half_units'],
        starting_unit=data['starting_unit'],
        is_descending=data['is_descending'],
        front=int(data['front'], 16),
        rear=int(data['rear'], 16),
        depth_mm=data['depth_mm'],
        power=RackPower.from_dict(data['power']),
        weight=RackWeight.from_dict(data['weight']),
        cooling=RackCooling(**data['cooling']),
        **{'name': '', 'locations': frozenset(), **known},
    )


def stored_data(*, racks: Collection[int] | None = None, site: int | None = None) -> dict[int, dict[str, Any]]:
    """Return what the summaries of some racks, or of all of a site, keep, for `state_of`."""
    rows = RackSummary.objects.all()
    if site is not None:
        rows = rows.filter(site_id=site)
    if racks is not None:
        rows = rows.filter(rack_id__in=racks)
    return dict(rows.values_list('rack_id', 'state'))


def stored_states(racks: Collection[int]) -> Iterator[RackState]:
    """Yield these racks from their summaries; those without one are left out."""
    yield from (state_of(data) for data in stored_data(racks=racks).values())


def _forget(model: type[StaleRack | RackSummary], racks: Collection[int]) -> None:
    """Delete rows by SQL: for each row that a queryset deletes, NetBox's receivers would ask several questions."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET.format(table=model._meta.db_table), [list(racks)])


def _keep(states: Iterable[RackState]) -> None:
    fields = [field.attname for field in RackSummary._meta.concrete_fields if not field.primary_key]
    RackSummary.objects.bulk_create(
        [_row(state) for state in states],
        update_conflicts=True,
        unique_fields=['rack_id'],
        update_fields=fields,
        batch_size=CHUNK,
    )


def _claim() -> bool:
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_try_advisory_xact_lock(%s)', [REFRESH_LOCK])
        return cursor.fetchone()[0]


def _mismatched() -> Iterable[int]:
    summarized = RackSummary.objects.filter(rack_id=OuterRef('pk'), site_id=OuterRef('site_id'))
    yield from Rack.objects.filter(~Exists(summarized)).order_by().values_list('pk', flat=True)
    known = Rack.objects.filter(pk=OuterRef('rack_id'))
    yield from RackSummary.objects.filter(~Exists(known)).values_list('rack_id', flat=True)


def _row(state: RackState) -> RackSummary:
    both = free_half_units(state, is_full_depth=True)
    front = free_half_units(state, is_full_depth=False)
    power = state.power
    return RackSummary(
        rack_id=state.pk,
        site_id=state.site,
        gap_both=largest_gap(both, 2),
        gap_both_odd=largest_gap(both, 1),
        gap_front=largest_gap(front, 2),
        gap_front_odd=largest_gap(front, 1),
        free_count=state.free_count,
        watts_left=power.most_left,
        is_paired=power.is_paired,
        has_unknown_draw=bool(power.unknown_count),
        load=power.load,
        held=power.held,
        unknown_count=power.unknown_count,
        state=_as_data(state),
    )


def _as_data(state: RackState) -> dict[str, Any]:
    return {
        'pk': state.pk,
        'site': state.site,
        'half_units': state.half_units,
        'starting_unit': state.starting_unit,
        'is_descending': state.is_descending,
        'front': f'{state.front:x}',
        'rear': f'{state.rear:x}',
        'depth_mm': state.depth_mm,
        'power': asdict(state.power),
        'weight': asdict(state.weight),
        'cooling': asdict(state.cooling),
    }
