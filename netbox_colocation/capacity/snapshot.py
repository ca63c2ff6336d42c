"""Read the estate of a question's site, and a request's demand, in a constant number of queries.

Three ways, one answer. `read_estate` reads every rack of the site from its summary; `read_promising` only those racks
that the rules would choose; `read_chosen` only racks that are named, as they stand at this moment, for whoever has
locked them. A rack whose summary is out of date, and one in which the request itself holds something, is read as it
stands in any case.

A hold counts until `allocation.holds` has released or expired it: until then NetBox shows its reservation, and the
database refuses another one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dcim.models import Device, Location, Rack, Site

from ..choices import AddressKindChoices
from ..models import ColocationRequest, HeldUnits, RequestedServer
from . import address_space, cabling_reading, domain_name_reading, pool_reading, summaries
from .candidates import OFFERED_STATUSES, Order, find_candidates, order_of
from .estate import Demand, Estate, RackRules, RackState, ServerNeed
from .findings import ADDRESSES, BANDWIDTH, CABLE, DOMAIN_NAME, ELECTRICITY, RESOURCES, UPS, Evidence
from .locations import labels_of
from .placement import RACK_WIDTH, in_turn, is_good
from .policies import RackClass, Rulebook, read_rulebook
from .questions import Question
from .rack_reading import read_racks

__all__ = ('read_chosen', 'read_demand', 'read_estate', 'read_named', 'read_promising')

MOST_LOOKED_AT = 2_000


def read_demand(request: ColocationRequest) -> Demand:
    """Return what the request's servers need, in the order of their names; three queries."""
    servers = RequestedServer.objects.filter(request=request).select_related('device_type').order_by('name', 'pk')
    servers = servers.prefetch_related('device_type__powerporttemplates', 'device_type__interfacetemplates')
    return Demand(tuple(need_of(server) for server in servers), request.grouping)


def read_estate(question: Question, demand: Demand, resources: Collection[str] = RESOURCES) -> Estate:
    """Return the question's site with all of its racks."""
    return _Site.read(question, resources).estate(demand, None)


def read_promising(
    question: Question, demand: Demand, resources: Collection[str] = RESOURCES, *, spare: int = 0
) -> Estate | None:
    """Return the site with those racks only among which the rules find the best places, and `spare` more of each kind.

    None when there may be other racks that are not enough but the best there are: then everything has to be read.
    """
    if ELECTRICITY not in resources or any(server.power_draw is None for server in demand.servers):
        return None
    site = _Site.read(question, resources)
    order = order_of(question, site.rulebook, site.home)
    elsewhere = _group_racks(question, demand)
    chosen: dict[int, None] = dict.fromkeys(site.live)
    for wanted, servers in _searches(demand):
        least = 1 if len(servers) > 1 else len(demand.servers) + sum(len(racks) for racks in elsewhere.values())
        found = site.promising(wanted, servers, order, least + spare)
        if len(found) < least:
            return None
        chosen.update(dict.fromkeys(found))
    return site.estate(demand, list(chosen), group_racks=elsewhere)


def read_chosen(
    question: Question, demand: Demand, racks: Collection[int], resources: Collection[str] = RESOURCES
) -> Estate:
    """Return the site with only these racks, each as it stands now; for whoever has locked them."""
    site = _Site.read(question, resources, chosen=frozenset(racks))
    return site.estate(demand, list(racks))


def read_named(
    question: Question, demand: Demand, racks: Collection[int], resources: Collection[str] = RESOURCES
) -> Estate:
    """Return the site with only these racks, from their summaries where they bear no mark; for whoever only looks."""
    return _Site.read(question, resources).estate(demand, list(racks))


def need_of(server: RequestedServer) -> ServerNeed:
    addresses = {kind: getattr(server, kind.replace('-', '_')) for kind in AddressKindChoices.values()}
    grams = server.device_type._abs_weight if server.device_type else None
    if server.weight_kg is not None:
        grams = int(server.weight_kg * 1000)
    return ServerNeed(
        pk=server.pk,
        name=server.name,
        half_units=server.half_units,
        is_full_depth=server.needs_both_faces,
        depth_mm=server.depth_mm,
        power_draw=server.power_draw,
        power_supplies=server.power_supplies,
        bandwidth=server.bandwidth,
        addresses={kind: count for kind, count in addresses.items() if count},
        weight=grams,
        is_rack_mountable=server.is_rack_mountable,
        group=server.redundancy_group,
        inlet=server.power_connector or _of_type(server, 'powerporttemplates'),
        interfaces=server.network_interfaces,
        port_type=server.network_connector or _of_type(server, 'interfacetemplates'),
        cooling_method=server.cooling_method or (server.device_type.cooling_method or '' if server.device_type else ''),
        domain_names=tuple(server.domain_names),
    )


def _of_type(server: RequestedServer, templates: str) -> str:
    """Return the one connector that the device type has; '' when it has several, or there is no type."""
    if not server.device_type:
        return ''
    rows = getattr(server.device_type, templates).all()
    kinds = {row.type for row in rows if not getattr(row, 'mgmt_only', False)}
    return (kinds.pop() or '') if len(kinds) == 1 else ''


def _searches(demand: Demand) -> Iterable[tuple[ServerNeed, list[ServerNeed]]]:
    """Yield what to search for, with the servers that one rack must then take: one of each shape, or all together."""
    if demand.grouping == 'together' and len(demand.servers) > 1:
        servers = in_turn(demand)
        draw = sum(server.power_draw or 0 for server in servers)
        supplies = max(server.power_supplies for server in servers)
        yield replace(servers[0], power_draw=draw, power_supplies=supplies), servers
        return
    shapes = {_shape(server): server for server in demand.servers}
    for server in shapes.values():
        yield server, [server]


def _shape(server: ServerNeed) -> tuple[object, ...]:
    """Return what a search looks at; servers of one shape share one search."""
    return (
        server.half_units,
        server.is_full_depth,
        server.depth_mm,
        server.power_draw,
        server.power_supplies,
        server.weight,
        server.is_rack_mountable,
        server.inlet,
        server.cooling_method,
    )


@dataclass
class _Site:
    """A question's site while it is read.

    Attributes:
        live: the racks that were read as they stand: those whose summary is out of date, those with an own hold, and
            those that somebody has locked.
        seen: the racks that were completed already.
        rules: those of the kinds of racks that were met.
    """

    question: Question
    resources: Collection[str]
    scope: Evidence
    paths: dict[int, tuple[int, ...]]
    rulebook: Rulebook
    live: dict[int, RackState]
    home: frozenset[int]
    seen: dict[int, RackState] = field(default_factory=dict)
    rules: dict[RackClass, RackRules] = field(default_factory=dict)

    @classmethod
    def read(cls, question: Question, resources: Collection[str], *, chosen: frozenset[int] | None = None) -> '_Site':
        locations = Location.objects.filter(site=question.site).order_by()
        rows = list(locations.values_list('pk', 'path', 'name', 'site__name'))
        paths = {pk: labels_of(path) for pk, path, *_names in rows}
        rulebook = read_rulebook(question, paths)
        own = _own_racks(question)
        stale = summaries.stale_racks(question.site)
        apart = own if chosen is None else own | chosen
        states = summaries.read_stale(stale - apart)
        if apart:
            states |= read_racks(apart, own=question.request)
        return cls(
            question=question,
            resources=resources,
            scope=_scope(question, rows),
            paths=paths,
            rulebook=rulebook,
            live=states,
            home=_home(question) if _asks_for_home(rulebook) else frozenset(),
        )

    def promising(self, wanted: ServerNeed, servers: list[ServerNeed], order: Order, needed: int) -> list[int]:
        """Return the first racks in which the servers would be well."""
        found: list[int] = []
        looked_at = 0
        batches = find_candidates(self.question, wanted, order, without=list(self.live), first=2 * needed)
        for batch in batches:
            for candidate in batch:
                if candidate.pk not in self.seen:
                    self.seen[candidate.pk] = summaries.state_of(candidate.data, **self._known(*candidate.attributes))
                if is_good(self.seen[candidate.pk], servers, self.resources):
                    found.append(candidate.pk)
            looked_at += len(batch)
            if len(found) >= needed or looked_at >= MOST_LOOKED_AT:
                break
        return found[:needed]

    def states(self, pks: Collection[int] | None) -> list[RackState]:
        """Return racks (None: all) with all that depends on the question, in NetBox's order."""
        if pks and all(pk in self.seen for pk in pks):
            ordered = Rack.objects.filter(pk__in=pks).order_by('location', 'name', 'pk').values_list('pk', flat=True)
            return [self.seen[pk] for pk in ordered]
        rows = list(_attributes(self.question, pks))
        summarized = None if pks is None else [row[0] for row in rows if row[0] not in self.live]
        kept = summaries.stored_data(racks=summarized, site=self.question.site)
        if missing := {row[0] for row in rows} - set(self.live) - set(kept):
            self.live |= read_racks(missing)
        states = []
        for row in rows:
            pk, known = row[0], self._known(*row)
            if pk in self.live:
                states.append(replace(self.live[pk], **known))
            elif pk in kept:
                states.append(summaries.state_of(kept[pk], **known))
        self.seen |= {state.pk: state for state in states}
        return states

    def _known(
        self,
        pk: int,
        name: str,
        facility: str,
        location: int | None,
        role: int | None,
        tenant: int | None,
        status: str,
        width: int,
    ) -> dict[str, Any]:
        """Return what the question makes of a rack."""
        path = self.paths.get(location, ()) if location else ()
        rules = self._rules_of(location, role)
        if self.question.location and self.question.location not in path:
            not_offered = 'scope'
        elif status not in OFFERED_STATUSES:
            not_offered = 'status'
        elif tenant not in self.question.tenants:
            not_offered = 'tenant'
        elif not rules.serves_applicant:
            not_offered = 'policy'
        else:
            not_offered = 'width' if width < RACK_WIDTH else ''
        return {
            'name': f'{name} ({facility})' if facility else name,
            'locations': frozenset(path),
            'width': width,
            'not_offered': not_offered,
            'is_home': pk in self.home,
            'rules': rules,
        }

    def _rules_of(self, location: int | None, role: int | None) -> RackRules:
        if (location, role) not in self.rules:
            self.rules[location, role] = self.rulebook.rules_of((location, role))
        return self.rules[location, role]

    def estate(
        self,
        demand: Demand,
        pks: Collection[int] | None,
        *,
        group_racks: Mapping[str, frozenset[int]] | None = None,
    ) -> Estate:
        """Return the estate with these racks (None: all); `group_racks` when they are read already."""
        need: dict[str, int] = {}
        for server in demand.servers:
            for kind, count in server.addresses.items():
                need[kind] = need.get(kind, 0) + count
        wished = self.paths[self.question.location] if self.question.location else ()
        pools = frozenset({UPS, BANDWIDTH}) & frozenset(self.resources)
        facts: dict[str, object] = {}
        if CABLE in self.resources:
            facts[CABLE] = cabling_reading.read(self.question, demand, self.paths, racks=pks)
        if DOMAIN_NAME in self.resources:
            facts[DOMAIN_NAME] = domain_name_reading.read(self.question, demand)
        return Estate(
            scope=self.scope,
            locations=frozenset(wished),
            racks=tuple(self.states(pks)),
            pools=pool_reading.read_pools(self.question, self.paths, self.live) if pools else (),
            prefixes=address_space.read(self.question, self.paths, need=need) if ADDRESSES in self.resources else (),
            group_racks=_group_racks(self.question, demand) if group_racks is None else group_racks,
            facts=facts,
        )


def _scope(question: Question, rows: list[tuple[int, str, str, str]]) -> Evidence:
    """Return the wished location or the site, from the site's locations; one query when it has none."""
    if question.location:
        names = {pk: name for pk, _path, name, _site in rows}
        return Evidence(names[question.location], 'dcim.location', question.location)
    if rows:
        return Evidence(rows[0][3], 'dcim.site', question.site)
    name = Site.objects.filter(pk=question.site).values_list('name', flat=True).first()
    return Evidence(name or f'#{question.site}', 'dcim.site', question.site)


def _own_racks(question: Question) -> frozenset[int]:
    if question.request is None:
        return frozenset()
    held = HeldUnits.objects.filter(hold__request=question.request, is_active=True).order_by()
    return frozenset(held.values_list('rack_id', flat=True))


def _asks_for_home(rulebook: Rulebook) -> bool:
    return any(policy.fill_order == 'by-tenant' for policy in rulebook.policies)


def _home(question: Question) -> frozenset[int]:
    if question.applicant is None:
        return frozenset()
    mine = Device.objects.filter(tenant=question.applicant, site=question.site, rack__isnull=False)
    return frozenset(mine.order_by().values_list('rack_id', flat=True).distinct())


def _attributes(
    question: Question, pks: Collection[int] | None
) -> Iterable[tuple[int, str, str, int | None, int | None, int | None, str, int]]:
    """Return what of racks changes often and costs nothing to read, in NetBox's order; None: of all of the site."""
    racks = Rack.objects.filter(site=question.site)
    if pks is not None:
        racks = racks.filter(pk__in=pks)
    rows = racks.order_by('location', 'name', 'pk')
    return rows.values_list('pk', 'name', 'facility_id', 'location_id', 'role_id', 'tenant_id', 'status', 'width')


def _group_racks(question: Question, demand: Demand) -> dict[str, frozenset[int]]:
    """Return where servers of the demand's redundancy groups stand, or are held, for the same applicant already."""
    groups = {server.group for server in demand.servers if server.group}
    if not groups or question.applicant is None:
        return {}
    mine = RequestedServer.objects.filter(request__applicant=question.applicant, redundancy_group__in=groups)
    if question.request is not None:
        mine = mine.exclude(request=question.request)
    racks: dict[str, set[int]] = {group: set() for group in groups}
    installed = mine.filter(device__rack__isnull=False).order_by()
    for group, rack in installed.values_list('redundancy_group', 'device__rack_id'):
        racks[group].add(rack)
    held = HeldUnits.objects.filter(is_active=True, server__in=mine).order_by()
    for group, rack in held.values_list('server__redundancy_group', 'rack_id'):
        racks[group].add(rack)
    return {group: frozenset(pks) for group, pks in racks.items()}
