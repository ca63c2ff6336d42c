"""The search for places that every door asks: page, REST and script. Nothing is stored.

A user finds places only in racks that NetBox lets them view, and hears of no other rack.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.contrib.auth.base_user import AbstractBaseUser

from dcim.models import DeviceType, Rack

from ..models import Procedure, RequestedServer
from . import checks, placement
from .estate import Demand, ServerNeed
from .findings import SHORT, UNKNOWN, Finding
from .places import RankedPlace, explain_racks, find_places
from .questions import Question
from .rack_answers import RackAnswer
from .snapshot import need_of

__all__ = ('MOST_PLACES', 'MOST_SERVERS', 'Found', 'only_agency', 'search', 'wanted_demand')

MOST_SERVERS = 50
MOST_PLACES = 50


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        places: the best places for the whole demand, best first.
        findings: the whole check: of the best place, or of the demand where there is none.
        asked: what the racks answered about: the demand, or its hardest server where each may stand elsewhere.
        answers: what every rack says to that, in NetBox's order; none unless asked for.
    """

    places: tuple[RankedPlace, ...]
    findings: tuple[Finding, ...]
    asked: Demand
    answers: tuple[RackAnswer, ...] = ()

    @property
    def refusals(self) -> list[RackAnswer]:
        """The racks that do not take it, or of which nobody knows, those with the commonest reason first."""
        placed = {placement.rack for place in self.places for placement in place.placements}
        refused = [
            answer
            for answer in self.answers
            if answer.verdict == SHORT or (answer.verdict == UNKNOWN and answer.rack not in placed)
        ]
        counts = Counter(answer.code for answer in refused)
        return sorted(refused, key=lambda answer: (-counts[answer.code], answer.code, answer.verdict))


@dataclass(frozen=True)
class _Visible:
    """The racks of a site that a user may view; None: all of them."""

    racks: frozenset[int] | None = field(default=None)

    @classmethod
    def to(cls, user: AbstractBaseUser | None, site: int) -> '_Visible':
        if user is None:
            return cls()
        racks = Rack.objects.filter(site=site)
        seen = Rack.objects.restrict(user, 'view').filter(site=site)
        if not racks.exclude(pk__in=seen.order_by().values('pk')).exists():
            return cls()
        return cls(frozenset(seen.order_by().values_list('pk', flat=True)))

    def has(self, rack: int) -> bool:
        return self.racks is None or rack in self.racks


def search(
    question: Question,
    demand: Demand,
    *,
    user: AbstractBaseUser | None,
    now: datetime.datetime,
    limit: int = 10,
    explain: bool = False,
) -> Found:
    """Return the best places, all servers or none, and with `explain` what each rack says.

    Args:
        user: whose view it is; None sees everything (a script of the operator).
    """
    visible = _Visible.to(user, question.site)
    places = tuple(find_places(question, demand, now=now, limit=limit, offered=visible.racks))
    racks = frozenset(entry.rack for entry in places[0].placements) if places else visible.racks
    assessment = checks.answer(question, demand, now=now, racks=racks)
    asked = _asked_of_each(demand)
    answers: list[RackAnswer] = []
    if explain and demand.servers:
        answers = [answer for answer in explain_racks(question, asked, now=now) if visible.has(answer.rack)]
    return Found(places, assessment.findings, asked, tuple(answers))


def wanted_demand(servers: Sequence[tuple[RequestedServer, int]], *, grouping: str) -> Demand:
    """Return the demand of servers that nobody has asked for yet, each with how many of it; three queries at most.

    Their keys are below 0, so that nobody takes them for servers of a request.
    """
    _fetch_types([server for server, _count in servers])
    needs: list[ServerNeed] = []
    for server, count in servers:
        need = need_of(server)
        for number in range(1, count + 1):
            name = f'{need.name}-{number}' if count > 1 else need.name
            needs.append(replace(need, pk=-len(needs) - 1, name=name))
    return Demand(tuple(needs), grouping)


def only_agency() -> int | None:
    """Return the agency that runs the procedures, where there is only one: its racks are offered as well."""
    agencies = list(Procedure.objects.order_by().values_list('agency', flat=True).distinct()[:2])
    return agencies[0] if len(agencies) == 1 else None


def _asked_of_each(demand: Demand) -> Demand:
    """Return what a single rack can be asked: servers that may stand apart are asked for by the hardest one."""
    if demand.grouping == 'together' or len(demand.servers) < 2:
        return demand
    return Demand(tuple(placement.in_turn(demand)[:1]))


def _fetch_types(servers: Collection[RequestedServer]) -> None:
    keys = {server.device_type_id for server in servers if server.device_type_id}
    if not keys:
        return
    types = DeviceType.objects.filter(pk__in=keys).prefetch_related('powerporttemplates', 'interfacetemplates')
    found = types.in_bulk()
    for server in servers:
        if server.device_type_id:
            server.device_type = found[server.device_type_id]
