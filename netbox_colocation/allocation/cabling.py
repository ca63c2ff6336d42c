"""Cables of an installed server: from its supplies to outlets, and from its interfaces to switch ports.

Supplies and interfaces are taken in the order of their names, outlets and switch ports in the order in which they were
chosen: in a rack that is fed twice, the first supply hangs on the primary side.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dcim.choices import CableTypeChoices, PowerOutletStatusChoices
from dcim.models import Cable, CableTermination, Interface, PowerOutlet, PowerPort

from ..exceptions import Refusal
from ..models import RequestedServer

if TYPE_CHECKING:
    from tenancy.models import Tenant

__all__ = ('Sockets', 'cables_of', 'connect', 'refuse_sockets')


@dataclass(frozen=True, slots=True)
class Sockets:
    """Where one server's cables go, in the order of its supplies and interfaces; None was deleted from NetBox."""

    outlets: Sequence[PowerOutlet | None] = ()
    ports: Sequence[Interface | None] = ()


def refuse_sockets(server: RequestedServer, sockets: Sockets) -> Iterator[Refusal]:
    """Say which outlets and switch ports cannot be used any more."""
    for socket in sockets.outlets:
        if socket is None:
            text = _('A power outlet held for {server} was deleted from NetBox: hold its place again.')
            yield Refusal('outlet-deleted', text.format(server=server), data={'server': server.name})
        elif socket.cable_id or socket.mark_connected:
            text = _('{socket} of {device}, held for {server}, is in use: free it, or hold another one.')
            yield _taken('outlet-taken', text, server, socket)
        elif socket.status != PowerOutletStatusChoices.STATUS_ENABLED:
            text = _('{socket} of {device}, held for {server}, is not enabled: enable it, or hold another one.')
            yield _taken('outlet-disabled', text, server, socket)
    for socket in sockets.ports:
        if socket is None:
            text = _('A switch port held for {server} was deleted from NetBox: hold its place again.')
            yield Refusal('port-deleted', text.format(server=server), data={'server': server.name})
        elif socket.cable_id or socket.mark_connected:
            text = _('{socket} of {device}, held for {server}, is in use: free it, or hold another one.')
            yield _taken('port-taken', text, server, socket)


def connect(
    supplies: Iterable[PowerPort],
    interfaces: Iterable[Interface],
    sockets: Sockets,
    *,
    tenant: 'Tenant',
    message: str,
) -> list[Cable]:
    """Connect each supply and interface for which there is an outlet or a switch port; return the cables."""
    pairs = [*zip(supplies, sockets.outlets, strict=False), *zip(interfaces, sockets.ports, strict=False)]
    cables = []
    for ours, theirs in pairs:
        kind = CableTypeChoices.TYPE_POWER if isinstance(ours, PowerPort) else None
        cable = Cable(type=kind, tenant=tenant, a_terminations=[ours], b_terminations=[theirs])
        cable._changelog_message = message
        cable.full_clean()
        cable.save()
        cables.append(cable)
    return cables


def cables_of(devices: Iterable[int]) -> QuerySet[Cable]:
    """Return every cable that ends at a port of the devices, of whichever kind: power, network, console, patch."""
    ends = CableTermination.objects.filter(_device__in=list(devices))
    return Cable.objects.filter(pk__in=ends.values('cable')).order_by('pk')


def _taken(code: str, text: str, server: RequestedServer, socket: PowerOutlet | Interface) -> Refusal:
    message = text.format(socket=socket, device=socket.device, server=server)
    data = {'server': server.name, 'device': socket.device_id, 'socket': str(socket)}
    return Refusal(code, message, data=data)
