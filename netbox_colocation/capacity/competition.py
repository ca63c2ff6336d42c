"""Who else asks for the same: other open requests of the site, against what is left.

Compete: requests in procedure or accepted that hold nothing yet, whose servers are not installed, and whose wished
location lies within this one's or around it. What is left is summed over the racks offered to the applicant; so it is a
bound: it says that not everybody can be served, not that everybody fits. It warns, and stands against nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Greatest

from dcim.models import Location, Rack

from ..choices import (
    AddressKindChoices,
    HoldStateChoices,
    PoolKindChoices,
    RequestStatusChoices,
    SubjectKindChoices,
)
from ..constants import HALF_UNITS_PER_UNIT
from ..models import ColocationRequest, Hold, RackSummary, RequestedServer
from . import address_space, pool_reading, summaries
from .candidates import OFFERED_STATUSES
from .estate import Pool
from .locations import paths_of
from .placement import RACK_WIDTH
from .questions import Question

__all__ = ('AMOUNTS', 'Amount', 'Competition', 'Competitor', 'read_competition')

PLACE, ELECTRICITY, BANDWIDTH = 'place', 'electricity', 'bandwidth'
# What is compared, with its unit; addresses by their kind.
AMOUNTS = {
    PLACE: 'U',
    ELECTRICITY: 'W',
    BANDWIDTH: 'kbit/s',
    **dict.fromkeys(AddressKindChoices.values(), 'addresses'),
}
COMPETING = (RequestStatusChoices.OPEN, RequestStatusChoices.ACCEPTED)

type Amounts = dict[str, float]
type Paths = dict[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Competitor:
    """Another open request; `asks` what it asks for, by the keys of AMOUNTS; unknown draws are not in it."""

    request: int
    name: str
    case: str
    applicant: str
    is_older: bool
    asks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Amount:
    """One thing that several ask for.

    Attributes:
        own: what this request asks for; `older` what those before it do, `others` all others together.
        left: what is there for all of them; None when nobody knows.
    """

    resource: str
    unit: str
    own: float
    older: float
    others: float
    left: float | None

    @property
    def after_older(self) -> float | None:
        return None if self.left is None else self.left - self.older

    @property
    def after_all(self) -> float | None:
        return None if self.left is None else self.left - self.own - self.others

    @property
    def is_short(self) -> bool:
        """Whether not everybody can be served."""
        return bool(self.own and self.others) and self.after_all is not None and self.after_all < 0


@dataclass(frozen=True, slots=True)
class Competition:
    """The others in the order they came, and each thing that this request and any of them ask for."""

    competitors: tuple[Competitor, ...] = ()
    amounts: tuple[Amount, ...] = ()

    @property
    def short(self) -> tuple[Amount, ...]:
        return tuple(amount for amount in self.amounts if amount.is_short)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON, with what follows from the sums."""
        return {
            'competitors': [{**asdict(entry), 'asks': dict(entry.asks)} for entry in self.competitors],
            'amounts': [
                {
                    **asdict(amount),
                    'after_older': amount.after_older,
                    'after_all': amount.after_all,
                    'is_short': amount.is_short,
                }
                for amount in self.amounts
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'Competition':
        names = Amount.__dataclass_fields__
        return cls(
            tuple(Competitor(**entry) for entry in data.get('competitors', ())),
            tuple(Amount(**{name: entry[name] for name in names}) for entry in data.get('amounts', ())),
        )


def read_competition(request: ColocationRequest) -> Competition:
    """Return who else asks for the same now; in a constant number of queries, a few when nobody does.

    A request that holds its places, or is over, competes with nobody.
    """
    if request.status not in (RequestStatusChoices.DRAFT, RequestStatusChoices.RETURNED, *COMPETING):
        return Competition()
    own = _asks([request.pk]).get(request.pk)
    if not own or Hold.objects.filter(request=request, state=HoldStateChoices.ACTIVE).exists():
        return Competition()
    rows = list(_others(request))
    if not rows:
        return Competition()
    paths = paths_of(Location.objects.filter(site=request.site_id))
    rows = [row for row in rows if _overlaps(row['location'], request.location_id, paths)]
    asks = _asks([row['pk'] for row in rows])
    competitors = tuple(
        Competitor(
            request=row['pk'],
            name=row['name'],
            case=row['case__number'],
            applicant=row['applicant__name'],
            is_older=_is_older(row, request),
            asks=asks[row['pk']],
        )
        for row in rows
        if any(own.get(key) for key in asks.get(row['pk'], ()))
    )
    if not competitors:
        return Competition()
    return Competition(competitors, _amounts(request, own, competitors, paths))


def _others(request: ColocationRequest) -> Iterable[dict[str, Any]]:
    """Return the other open placements of the site that hold nothing, in the order they came."""
    active = Hold.objects.filter(request=OuterRef('pk'), state=HoldStateChoices.ACTIVE)
    rows = ColocationRequest.objects.filter(
        ~Exists(active),
        site=request.site_id,
        status__in=COMPETING,
        case__isnull=False,
        procedure__subject_kind=SubjectKindChoices.COLOCATION_REQUEST,
    ).exclude(pk=request.pk)
    return rows.order_by('case__opened_at', 'pk').values(
        'pk', 'name', 'location', 'case__number', 'case__opened_at', 'applicant__name'
    )


def _is_older(row: Mapping[str, Any], request: ColocationRequest) -> bool:
    if request.case is None:
        return True
    return (row['case__opened_at'], row['pk']) < (request.case.opened_at, request.pk)


def _asks(requests: Iterable[int]) -> dict[int, Amounts]:
    """Return what the servers of each request that are not installed ask for."""
    asks: dict[int, Amounts] = {}
    servers = RequestedServer.objects.filter(request__in=list(requests), device=None).select_related('device_type')
    for server in servers.order_by():
        amounts = asks.setdefault(server.request_id, {})
        needs = {
            PLACE: server.half_units / HALF_UNITS_PER_UNIT,
            ELECTRICITY: server.power_draw or 0,
            BANDWIDTH: server.bandwidth,
            **{kind: getattr(server, kind.replace('-', '_')) for kind in AddressKindChoices.values()},
        }
        for key, amount in needs.items():
            if amount:
                amounts[key] = amounts.get(key, 0) + amount
    return asks


def _overlaps(one: int | None, other: int | None, paths: Paths) -> bool:
    """Whether one wished location lies within the other; None is the whole site."""
    if one is None or other is None:
        return True
    return one in paths.get(other, ()) or other in paths.get(one, ())


# -- What is left -----------------------------------------------------------------------------------------------------


def _amounts(
    request: ColocationRequest, own: Amounts, competitors: tuple[Competitor, ...], paths: Paths
) -> tuple[Amount, ...]:
    older: Amounts = {}
    others: Amounts = {}
    for competitor in competitors:
        for key, amount in competitor.asks.items():
            others[key] = others.get(key, 0) + amount
            if competitor.is_older:
                older[key] = older.get(key, 0) + amount
    left = _left(Question.of(request), {key: own[key] + others[key] for key in own if others.get(key)}, paths)
    return tuple(
        Amount(key, unit, own[key], older.get(key, 0), others[key], left.get(key))
        for key, unit in AMOUNTS.items()
        if own.get(key) and others.get(key)
    )


def _left(question: Question, asked: Amounts, paths: Paths) -> dict[str, float | None]:
    """Return what is free of each thing that is asked for, in the scope of the question."""
    left: dict[str, float | None] = {}
    summaries.read_stale(summaries.stale_racks(question.site))
    units, watts = _of_racks(question)
    pools = [pool for pool in pool_reading.read_pools(question, paths, {}) if _serves(pool, question, paths)]
    supplies = [_free(pool) for pool in pools if pool.kind == PoolKindChoices.UPS and not pool.panels]
    uplinks = [_free(pool) for pool in pools if pool.kind == PoolKindChoices.BANDWIDTH]
    known = [amount for amount in (watts, sum(supplies) if supplies else None) if amount is not None]
    left[PLACE] = units
    left[ELECTRICITY] = min(known, default=None)
    left[BANDWIDTH] = sum(uplinks) if uplinks else None
    kinds = {key: int(amount) for key, amount in asked.items() if key in AddressKindChoices.values()}
    for space in address_space.read(question, paths, need=kinds):
        left[space.kind] = (left.get(space.kind) or 0) + space.free
    return {key: left.get(key, 0) for key in asked}


def _of_racks(question: Question) -> tuple[float, float | None]:
    """Return the U that are free on both faces together, and the W that the racks' feeds still give."""
    racks = Rack.objects.filter(
        Q(tenant=None) | Q(tenant__in=[tenant for tenant in question.tenants if tenant is not None]),
        site=question.site,
        status__in=OFFERED_STATUSES,
        width__gte=RACK_WIDTH,
    )
    if question.location:
        inside = Location.objects.get(pk=question.location).get_descendants(include_self=True).order_by()
        racks = racks.filter(location__in=inside)
    sums = RackSummary.objects.filter(rack_id__in=racks.order_by().values('pk')).aggregate(
        free=Sum('free_count'), watts=Sum(Greatest('watts_left', 0))
    )
    return (sums['free'] or 0) / 2 / HALF_UNITS_PER_UNIT, sums['watts']


def _serves(pool: Pool, question: Question, paths: Paths) -> bool:
    return pool.location is None or _overlaps(pool.location, question.location, paths)


def _free(pool: Pool) -> int:
    return max(0, (pool.capacity or 0) * (100 - pool.reserve_percent) // 100 - pool.used)
