"""Whose a MAC address is already: NetBox does not mind when two interfaces have the same one, a network does."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dcim.models import Interface, MACAddress

from ..choices import RequestStatusChoices

if TYPE_CHECKING:
    from .requests import RequestedServer

__all__ = ('in_one_notation', 'refuse_taken')

NOT_ENDED = (
    RequestStatusChoices.DRAFT,
    RequestStatusChoices.RETURNED,
    RequestStatusChoices.OPEN,
    RequestStatusChoices.ACCEPTED,
)


def in_one_notation(macs: Iterable[str]) -> list[str]:
    """Return the addresses in capitals, with colons; what is none stays recognisable."""
    return [mac.strip().upper().replace('-', ':') for mac in macs]


def refuse_taken(server: 'RequestedServer') -> list[str]:
    """Say which of the server's MAC addresses another interface, or another server that is asked for, has; two queries.

    Whose they are is not said: an applicant may not see it.
    """
    if not server.mac_addresses:
        return []
    reasons = []
    if taken := _on_interfaces(server):
        reasons.append(
            _('NetBox has {macs} on another interface already: read it again from the server, or leave it out.').format(
                macs=', '.join(taken)
            )
        )
    if taken := _asked_for(server):
        reasons.append(
            _(
                'Another server that is asked for has {macs}: read it again from the server, or take it out there.'
            ).format(macs=', '.join(taken))
        )
    return reasons


def _on_interfaces(server: 'RequestedServer') -> list[str]:
    assigned = MACAddress.objects.filter(mac_address__in=server.mac_addresses, assigned_object_id__isnull=False)
    if server.device_id:
        own = Interface.objects.filter(device=server.device_id).values('pk')
        assigned = assigned.exclude(assigned_object_type__model='interface', assigned_object_id__in=own)
    return _in_order(server, (str(mac) for mac in assigned.values_list('mac_address', flat=True)))


def _asked_for(server: 'RequestedServer') -> list[str]:
    others = type(server).objects.filter(
        mac_addresses__overlap=server.mac_addresses, request__status__in=NOT_ENDED, device=None
    )
    lists = others.exclude(pk=server.pk).values_list('mac_addresses', flat=True)
    return _in_order(server, (mac for macs in lists for mac in macs))


def _in_order(server: 'RequestedServer', found: Iterable[str]) -> list[str]:
    taken = set(in_one_notation(found))
    return [mac for mac in server.mac_addresses if mac in taken]
