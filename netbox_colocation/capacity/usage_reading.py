"""Read how much of the racks is taken, from their summaries: sums made by the database, in a few queries.

The number of queries depends neither on how many racks there are nor on how many places they are grouped into. Racks
whose summary is out of date are read as they stand, like everywhere (`summaries`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from dcim.models import Rack

from ..choices import AddressKindChoices, RequestStatusChoices
from ..constants import HALF_UNITS_PER_UNIT
from ..models import HeldUnits, RequestedServer
from . import summaries
from .estate import RackState
from .rack_reading import read_racks
from .usage import Pending, RackSums

__all__ = ('KEYS', 'read_pending', 'read_sums', 'roll_up', 'summary_rows')

# What racks can be grouped by.
KEYS = ('site_id', 'location_id', 'group_id', 'id')
# Requests that may still get what they ask for.
OPEN = (RequestStatusChoices.OPEN, RequestStatusChoices.RETURNED, RequestStatusChoices.ACCEPTED)

_SCOPE = 'rack(id, site_id, location_id, group_id, u_height) AS ({wanted})'
_SUMS = """
WITH {scope}, {summary}
SELECT rack.{key} AS key,
    count(*) AS racks,
    sum({halves} * rack.u_height) AS half_units,
    sum(bit_count(('x' || lpad(s.state->>'front', 64, '0'))::bit(256)
                | ('x' || lpad(s.state->>'rear', 64, '0'))::bit(256))) AS taken,
    sum(s.load) AS load, sum(s.held) AS held, sum(s.unknown_count) AS unknown_draws,
    count(*) FILTER (WHERE s.is_paired) AS fed_twice,
    count(*) FILTER (WHERE NOT s.is_paired AND power.active > 0) AS fed_once,
    sum(s.load) FILTER (WHERE s.is_paired) AS twice_load,
    sum(s.held) FILTER (WHERE s.is_paired) AS twice_held,
    sum(s.watts_left) FILTER (WHERE s.is_paired) AS left,
    count(*) FILTER (WHERE s.is_paired AND s.watts_left < 0) AS overloaded,
    min(s.watts_left) FILTER (WHERE s.is_paired) AS worst,
    count(power.primary_watts) AS primary_racks,
    sum(power.primary_watts) AS primary_watts,
    sum(power.primary_load + s.loose) AS primary_load,
    sum(least(s.held, power.primary_load + s.loose)) AS primary_held,
    count(power.redundant_watts) AS redundant_racks,
    sum(power.redundant_watts) AS redundant_watts,
    sum(power.redundant_load + s.loose) AS redundant_load,
    sum(least(s.held, power.redundant_load + s.loose)) AS redundant_held,
    count(s.weight_limit) AS weight_racks,
    sum(s.weight_limit) AS weight_limit,
    sum(s.carried) FILTER (WHERE s.weight_limit IS NOT NULL) AS carried,
    sum(s.unknown_weights) FILTER (WHERE s.weight_limit IS NOT NULL) AS unknown_weights,
    count(s.cooling) AS cooling_racks,
    sum(s.cooling) AS cooling,
    sum(s.load) FILTER (WHERE s.cooling IS NOT NULL) AS cooled_load,
    sum(s.held) FILTER (WHERE s.cooling IS NOT NULL) AS cooled_held
FROM rack
JOIN LATERAL (
    SELECT summary.*,
        (state #>> '{{power,loose}}')::bigint AS loose,
        (state #>> '{{weight,limit}}')::bigint AS weight_limit,
        (state #>> '{{weight,carried}}')::bigint AS carried,
        (state #>> '{{weight,unknown_count}}')::bigint AS unknown_weights,
        least((state #>> '{{cooling,capacity}}')::bigint, (state #>> '{{cooling,feeds}}')::bigint) AS cooling
    FROM summary WHERE summary.rack_id = rack.id
) s ON TRUE
CROSS JOIN LATERAL (
    SELECT count(*) AS active,
        sum(watts) FILTER (WHERE NOT is_redundant) AS primary_watts,
        sum(load) FILTER (WHERE NOT is_redundant) AS primary_load,
        sum(watts) FILTER (WHERE is_redundant) AS redundant_watts,
        sum(load) FILTER (WHERE is_redundant) AS redundant_load
    FROM jsonb_to_recordset(s.state #> '{{power,feeds}}')
        AS feed(watts bigint, load bigint, is_redundant boolean, is_active boolean)
    WHERE is_active
) power
GROUP BY rack.{key}
"""
_STORED = """summary AS (
    SELECT rack_id, load, held, unknown_count, watts_left, is_paired, state
    FROM netbox_colocation_racksummary {condition}
)"""
_BESIDE_LIVE = """WHERE rack_id <> ALL(%s) UNION ALL SELECT * FROM jsonb_to_recordset(%s) AS live(
    rack_id bigint, load bigint, held bigint, unknown_count bigint, watts_left integer, is_paired boolean, state jsonb)
"""
# A half unit that is held on both faces counts once; a server that holds on both weighs once.
_HELD = """
WITH {scope}
SELECT rack.{key}, count(DISTINCT (held.rack_id, half)), 0::bigint
FROM rack JOIN netbox_colocation_heldunits held ON held.rack_id = rack.id AND held.is_active
CROSS JOIN LATERAL generate_series(lower(held.half_units), upper(held.half_units) - 1) AS half
GROUP BY rack.{key}
UNION ALL
SELECT every.key, 0, sum(every.grams) FROM (
    SELECT DISTINCT rack.{key} AS key, server.id,
        COALESCE((server.weight_kg * 1000)::bigint, type._abs_weight) AS grams
    FROM rack JOIN netbox_colocation_heldunits held ON held.rack_id = rack.id AND held.is_active
    JOIN dcim_rack itself ON itself.id = rack.id AND itself._abs_max_weight IS NOT NULL
    JOIN netbox_colocation_requestedserver server ON server.id = held.server_id
    LEFT JOIN dcim_devicetype type ON type.id = server.device_type_id
) every
GROUP BY every.key
"""


def read_sums(racks: QuerySet[Rack], *, by: str, site: int | None = None) -> dict[int | None, RackSums]:
    """Return the sums of the racks, grouped by one of `KEYS`. `site` when all of them are of one site (it is faster).

    Raises:
        KeyError: racks can't be grouped by that.
    """
    if by not in KEYS:
        raise KeyError(by)
    columns = racks.order_by().values_list('pk', 'site_id', 'location_id', 'group_id', 'u_height')
    try:
        wanted, parameters = columns.query.sql_with_params()
    except EmptyResultSet:
        return {}
    summary, live = summary_rows(site)
    scope = _SCOPE.format(wanted=wanted)
    sums: dict[int | None, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        statement = _SUMS.format(scope=scope, summary=summary, key=by, halves=HALF_UNITS_PER_UNIT)
        cursor.execute(statement, [*parameters, *live])
        names = [column.name for column in cursor.description]
        for row in cursor.fetchall():
            found = dict(zip(names, row, strict=True))
            key, worst = found.pop('key'), found.pop('worst')
            sums[key] = {**{name: int(value or 0) for name, value in found.items()}, 'worst': worst}
        cursor.execute(_HELD.format(scope=scope, key=by), parameters)
        for key, halves, grams in cursor.fetchall():
            if key in sums:
                sums[key]['held_half_units'] = sums[key].get('held_half_units', 0) + halves
                sums[key]['held_weight'] = sums[key].get('held_weight', 0) + int(grams or 0)
    return {key: RackSums(**values) for key, values in sums.items()}


def summary_rows(site: int | None = None) -> tuple[str, list[Any]]:
    """Return the table `summary` as the racks (of a site) stand now, for a WITH clause, and its parameters.

    Stale summaries are brought up to date first. When somebody else is doing that, what was read takes their place.
    """
    stale = summaries.stale_racks(site)
    kept = summaries.read_and_keep(stale) if stale else {}
    if kept is not None:
        return _STORED.format(condition=''), []
    live = json.dumps([_as_row(state) for state in read_racks(stale).values()])
    return _STORED.format(condition=_BESIDE_LIVE), [list(stale), live]


def _as_row(state: RackState) -> dict[str, Any]:
    power = state.power
    return {
        'rack_id': state.pk,
        'load': power.load,
        'held': power.held,
        'unknown_count': power.unknown_count,
        'watts_left': power.most_left,
        'is_paired': power.is_paired,
        'state': {
            'front': f'{state.front:x}',
            'rear': f'{state.rear:x}',
            'power': asdict(power),
            'weight': asdict(state.weight),
            'cooling': asdict(state.cooling),
        },
    }


def roll_up[Part: (RackSums, Pending)](
    parts: Mapping[int | None, Part], paths: Mapping[int, tuple[int, ...]], nothing: Part
) -> dict[int, Part]:
    """Return the parts of each location together with those of the locations below it."""
    whole: dict[int, Part] = dict.fromkeys(paths, nothing)
    for key, part in parts.items():
        for above in paths.get(key, ()) if key else ():
            if above in whole:
                whole[above] = whole[above] + part
    return whole


def read_pending(condition: Q) -> dict[tuple[int, int | None], Pending]:
    """Return what open requests ask for without a hold, by the site and location that they wish; one query.

    `condition` is about requested servers. A server that has its device, or units held, asks for nothing more.
    """
    held = Exists(HeldUnits.objects.filter(server=OuterRef('pk'), is_active=True))
    open_servers = RequestedServer.objects.filter(~held, condition, request__status__in=OPEN, device=None).annotate(
        height=Coalesce('device_type__u_height', 'u_height'),
        grams=Coalesce(
            Cast(F('weight_kg') * 1000, BigIntegerField()), Cast('device_type___abs_weight', BigIntegerField())
        ),
    )
    kinds = {kind: kind.replace('-', '_') for kind in AddressKindChoices.values()}
    rows = (
        open_servers.order_by()
        .values('request__site', 'request__location')
        .annotate(
            servers=Count('pk'),
            heights=Sum('height'),
            draw=Sum('power_draw'),
            unknown_draws=Count('pk', filter=Q(power_draw=None)),
            weight=Sum('grams'),
            unknown_weights=Count('pk', filter=Q(grams=None)),
            promised=Sum('bandwidth'),
            **{f'all_{name}': Sum(name) for name in kinds.values()},
        )
    )
    return {
        (row['request__site'], row['request__location']): Pending(
            servers=row['servers'],
            half_units=int((row['heights'] or 0) * HALF_UNITS_PER_UNIT),
            draw=row['draw'] or 0,
            unknown_draws=row['unknown_draws'],
            weight=int(row['weight'] or 0),
            unknown_weights=row['unknown_weights'],
            bandwidth=row['promised'] or 0,
            addresses={kind: row[f'all_{name}'] or 0 for kind, name in kinds.items()},
        )
        for row in rows
    }
