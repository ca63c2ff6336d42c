"""Read the access switches of a site and their free ports; choose the ports of a server.

A switch is an active device whose role is named in the setting `access_switch_roles`. A port is free when it is an
enabled, physical interface for more than management, without a cable or a mark that it has one, and not held by
another request.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dcim.choices import DeviceStatusChoices
from dcim.constants import NONCONNECTABLE_IFACE_TYPES
from dcim.models import Device, Interface, Rack

from ..conf import get_setting
from ..models import HeldPort
from .cabling import CableFacts, Switch
from .estate import Demand, ServerNeed
from .questions import Question

__all__ = ('choose_ports', 'read')


def read(
    question: Question, demand: Demand, paths: Mapping[int, tuple[int, ...]], *, racks: Collection[int] | None = None
) -> CableFacts:
    """Return the site's switches with their free ports of the kinds that are asked; in two queries.

    `paths` are those of the site's locations. With `racks`, only the switches in these racks and in their locations; in
    three queries.
    """
    if not demand.servers:
        return CableFacts()
    switches = _switches(question.site)
    if racks is not None:
        # Asked beforehand: with a subquery here, PostgreSQL looks at every device of the site.
        located = Rack.objects.filter(pk__in=racks, location__isnull=False).order_by()
        locations = set(located.values_list('location', flat=True))
        switches = switches.filter(Q(rack__in=racks) | Q(location__in=locations))
    rows = list(switches.order_by('name', 'pk').values_list('pk', 'name', 'rack', 'location'))
    free = _count([pk for pk, *_rest in rows], demand.servers, own=question.request)
    return CableFacts(
        switches=tuple(Switch(pk, name or f'#{pk}', rack, location, free[pk]) for pk, name, rack, location in rows),
        depths={pk: len(path) for pk, path in paths.items()},
    )


def choose_ports(
    server: ServerNeed, *, rack: int, request: int | None = None, without: Collection[int] = ()
) -> tuple[int, ...]:
    """Return the ports for a server in a rack (primary keys of interfaces), fewer when there are no more; two queries.

    Those of the rack go before those of its location, the lowest name first; of two or more, the first two are on
    different switches when there are two with a free port. `request` is whose own held ports count as free;
    `without` are ports that are chosen already. Without a known kind of port none is chosen.
    """
    if not server.port_type or not server.interfaces:
        return ()
    site, location = Rack.objects.values_list('site', 'location').get(pk=rack)
    near = Q(device__rack=rack)
    if location is not None:
        near |= Q(device__location=location)
    ports = _free_ports(_switches(site), own=request).filter(near, type=server.port_type).exclude(pk__in=without)
    # NetBox's collation of names puts port 2 before port 10.
    rows = list(ports.order_by('device__name', 'device', 'name', 'pk').values_list('pk', 'device', 'device__rack'))
    rows.sort(key=lambda row: row[2] != rack)  # stable
    return _spread(rows, server.interfaces)


def _spread(rows: list[tuple[int, int, int | None]], count: int) -> tuple[int, ...]:
    if count < 2 or not rows:
        return tuple(pk for pk, *_rest in rows[:count])
    first = rows[0]
    second = next((row for row in rows if row[1] != first[1]), None)
    chosen = [first, *([second] if second else [])]
    chosen += [row for row in rows if row not in chosen]
    return tuple(pk for pk, *_rest in chosen[:count])


def _switches(site: int) -> QuerySet[Device]:
    roles = get_setting('access_switch_roles')
    return Device.objects.filter(site=site, role__slug__in=roles, status=DeviceStatusChoices.STATUS_ACTIVE)


def _free_ports(switches: QuerySet[Device] | Collection[int], *, own: int | None) -> QuerySet[Interface]:
    held = HeldPort.objects.filter(port=OuterRef('pk'), is_active=True)
    if own is not None:
        held = held.exclude(hold__request=own)
    ports = Interface.objects.filter(
        ~Exists(held), device__in=switches, enabled=True, cable=None, mark_connected=False, mgmt_only=False
    )
    return ports.exclude(type__in=NONCONNECTABLE_IFACE_TYPES).order_by()


def _count(
    switches: Collection[int], servers: Iterable[ServerNeed], *, own: int | None
) -> defaultdict[int, dict[str, int]]:
    kinds = {server.port_type for server in servers}
    ports = _free_ports(switches, own=own)
    if '' not in kinds:
        ports = ports.filter(type__in=kinds)
    free: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for device, kind, count in ports.values_list('device', 'type').annotate(count=Count('pk')):
        free[device][kind] = count
    return free
