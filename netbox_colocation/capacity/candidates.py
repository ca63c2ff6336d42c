"""Candidates: the racks worth looking at, found by one statement over the summaries.

The statement only ever leaves out racks that the rules would refuse, or would like less than those it names; the rules
themselves decide. It knows units and watts; what it does not know (depth, weight, cooling, outlets, derating, units
kept free) the caller checks on the states, and asks for more when too few are left.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from dcim.choices import RackStatusChoices
from dcim.models import Location, Rack

from ..models import RackSummary
from .estate import ServerNeed
from .placement import RACK_WIDTH
from .policies import RackClass, Rulebook
from .questions import Question

__all__ = ('OFFERED_STATUSES', 'Candidate', 'Order', 'find_candidates', 'order_of')

# The other statuses: not there yet (planned), set aside for something else (reserved), on their way out (deprecated).
OFFERED_STATUSES = frozenset({RackStatusChoices.STATUS_ACTIVE, RackStatusChoices.STATUS_AVAILABLE})
FIRST_BATCH = 16

_STATEMENT = """
SELECT r.id, r.name, r.facility_id, r.location_id, r.role_id, r.tenant_id, r.status, r.width, s.state
FROM {rack} r
JOIN {summary} s ON s.rack_id = r.id
LEFT JOIN {location} l ON l.id = r.location_id
{classes}
WHERE r.site_id = %(site)s AND r.status = ANY(%(statuses)s) AND r.width >= %(width)s
  AND (r.tenant_id IS NULL OR r.tenant_id = ANY(%(tenants)s))
  AND {scope}
  AND s.{gap} >= %(length)s
  AND s.watts_left >= %(watts)s AND NOT s.has_unknown_draw {paired}
  AND r.id <> ALL(%(without)s)
ORDER BY {order} l.site_id, l.sort_path, r.name, r.id
LIMIT %(limit)s OFFSET %(offset)s
"""
_CLASSES = """
JOIN unnest(%(class_locations)s::bigint[], %(class_roles)s::bigint[], %(class_orders)s::text[])
  AS class(location, role, fill)
  ON class.location IS NOT DISTINCT FROM r.location_id AND class.role IS NOT DISTINCT FROM r.role_id
"""


@dataclass(frozen=True)
class Order:
    """The classes of racks that serve the applicant with their fill orders, None when there are no policies.

    `home` are the racks where servers of the applicant stand, when a fill order asks for them.
    """

    classes: dict[RackClass, str] | None = None
    home: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rack with the columns that `snapshot` asks for, in its order, and what its summary keeps."""

    attributes: list[Any]
    data: dict[str, Any]

    @property
    def pk(self) -> int:
        return self.attributes[0]


def order_of(question: Question, rulebook: Rulebook, home: frozenset[int]) -> Order:
    """Return the classes of racks at the site that serve the applicant; one query when there are policies."""
    if not rulebook.policies:
        return Order()
    pairs = Rack.objects.filter(site=question.site).order_by().values_list('location_id', 'role_id').distinct()
    rules = {pair: rulebook.rules_of(pair) for pair in pairs}
    return Order({pair: rule.fill_order for pair, rule in rules.items() if rule.serves_applicant}, home)


def find_candidates(
    question: Question, server: ServerNeed, order: Order, *, without: Collection[int] = (), first: int = 0
) -> Iterator[list[Candidate]]:
    """Yield in growing batches the racks that may be enough for the server, best first; those `without` left out.

    The first batch has at least `first`.

    They have the units, their feeds carry the server by what is known, and nothing of their draw is unknown.
    """
    if server.power_draw is None:
        return
    odd = '_odd' if server.half_units % 2 else ''
    statement = _STATEMENT.format(
        rack=Rack._meta.db_table,
        summary=RackSummary._meta.db_table,
        location=Location._meta.db_table,
        classes=_CLASSES if order.classes is not None else '',
        scope='l.path <@ (SELECT path FROM dcim_location WHERE id = %(location)s)' if question.location else 'true',
        gap=('gap_both' if server.is_full_depth else 'gap_front') + odd,
        paired='AND s.is_paired' if server.power_supplies > 1 else '',
        order=_fill_order(order),
    )
    values = {**_values(question, server, order), 'without': list(without)}
    offset, limit = 0, max(first, FIRST_BATCH)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, 'limit': limit, 'offset': offset})
            batch = [Candidate(attributes, json.loads(state)) for *attributes, state in cursor.fetchall()]
        if batch:
            yield batch
        if len(batch) < limit:
            return
        offset, limit = offset + limit, limit * 4


def _values(question: Question, server: ServerNeed, order: Order) -> dict[str, Any]:
    classes = order.classes or {}
    return {
        'site': question.site,
        'location': question.location,
        'statuses': sorted(OFFERED_STATUSES),
        'width': RACK_WIDTH,
        'tenants': [tenant for tenant in question.tenants if tenant is not None],
        'length': server.half_units,
        'watts': server.power_draw,
        'class_locations': [location for location, _role in classes],
        'class_roles': [role for _location, role in classes],
        'class_orders': list(classes.values()),
        'home': sorted(order.home),
    }


def _fill_order(order: Order) -> str:
    """Return the ORDER BY of `placement.rank` for racks that are enough."""
    if order.classes is None:
        return 's.free_count,'
    return (
        "(class.fill = 'by-tenant' AND r.id <> ALL(%(home)s)), "
        "(CASE WHEN class.fill = 'spread' THEN -s.free_count ELSE s.free_count END),"
    )
