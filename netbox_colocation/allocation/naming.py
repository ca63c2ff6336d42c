"""Names of installed devices, by the setting `server_name_template`; each is new in its site, also for NetBox."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from dcim.choices import DeviceStatusChoices
from dcim.models import Device

from ..conf import get_setting
from ..exceptions import Refusal
from ..models import ColocationRequest, RequestedServer

if TYPE_CHECKING:
    from dcim.models import Rack

__all__ = ('name_devices',)

LONGEST = 64  # characters, as NetBox stores it


def name_devices(
    request: ColocationRequest, servers: Iterable[RequestedServer], places: 'Mapping[int, tuple[Rack, Decimal]]'
) -> tuple[dict[int, str], list[Refusal]]:
    """Return the name of each server's device, and what stands against names: each that is none, or is taken.

    `places` has the rack and the position (U) of each server; one without a place gets no name.
    """
    servers = list(servers)
    names: dict[int, str] = {}
    refusals: list[Refusal] = []
    for server in servers:
        if server.pk not in places:
            continue
        rack, position = places[server.pk]
        name = _render(request, server, rack, position)
        if not _is_name(name):
            refusals.append(_wrong(server, name))
        elif name.lower() in {other.lower() for other in names.values()}:
            refusals.append(_twice(server, name))
        else:
            names[server.pk] = name
    refusals += _taken(request, names, {server.pk: server for server in servers})
    return names, refusals


def _render(request: ColocationRequest, server: RequestedServer, rack: 'Rack', position: Decimal) -> str:
    unit = int(position) if position == int(position) else float(position)
    try:
        return str(get_setting('server_name_template')).format(
            name=server.name,
            rack=rack.name,
            unit=unit,
            applicant=request.applicant.slug,
            site=request.site.slug,
            number=request.case.number if request.case else '',
        )
    except (ValueError, TypeError):  # a format that a value does not take, like {unit:d} for a half unit
        return ''


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST and name == name.strip() and name.isprintable()


def _wrong(server: RequestedServer, name: str) -> Refusal:
    text = _(
        '“{name}” cannot be the name of {server}: it has 1 to {most} printable characters. '
        'Correct the setting server_name_template.'
    )
    data = {'server': server.name, 'name': name}
    return Refusal('name-invalid', text.format(name=name, server=server, most=LONGEST), 'name', data)


def _twice(server: RequestedServer, name: str) -> Refusal:
    text = _('Two servers of this request would be named {name}: put {{name}} or {{unit}} into server_name_template.')
    return Refusal('name-twice', text.format(name=name), 'name', {'server': server.name, 'name': name})


def _taken(
    request: ColocationRequest, names: Mapping[int, str], servers: Mapping[int, RequestedServer]
) -> Iterable[Refusal]:
    """Yield what the names collide with; NetBox wants them unique for one tenant at one site, whatever their case."""
    wanted = {name.lower(): pk for pk, name in names.items()}
    others = Device.objects.filter(site=request.site_id, tenant=request.applicant_id)
    others = others.annotate(lower=Lower('name')).filter(lower__in=list(wanted)).order_by('pk')
    for pk, name, status, rack in others.values_list('pk', 'name', 'status', 'rack'):
        is_returned = rack is None and status == DeviceStatusChoices.STATUS_OFFLINE
        if is_returned:
            text = _('{name} is still the name of a device that was returned: give that one another name in NetBox.')
        else:
            text = _('{name} is the name of another device of {applicant} at {site}: give that one another name.')
        server = servers[wanted[name.lower()]]
        data = {'server': server.name, 'name': name, 'device': pk}
        message = text.format(name=name, applicant=request.applicant, site=request.site)
        yield Refusal('name-taken', message, 'name', data)
