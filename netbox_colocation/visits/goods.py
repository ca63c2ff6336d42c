"""What visitors carry, and whose it is."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dcim.choices import DeviceStatusChoices
from dcim.models import Device

from ..choices import CarryDirectionChoices
from ..exceptions import Evidence, Finding
from ..models import AccessVisit, CarriedItem
from .items import match_devices

__all__ = ('judge_items',)

# A device in one of these states may leave the room; any other still does its work there.
_MAY_GO = (DeviceStatusChoices.STATUS_OFFLINE, DeviceStatusChoices.STATUS_DECOMMISSIONING)


def judge_items(visit: AccessVisit) -> Iterator[Finding]:
    """What NetBox knows of the things that are carried: another's stays here, and so does what is mounted."""
    for item, device in _known(visit):
        data, links = {'item': item.pk, 'device': device.pk}, (Evidence.of(device),)
        if device.tenant_id not in (None, visit.applicant_id):
            text = _('{item} is {device} of {tenant}, not of the applicant: it is carried by its owner only.')
            message = text.format(item=item, device=device, tenant=device.tenant)
            is_anothers = device.tenant_id != visit.procedure.agency_id
            yield Finding('item-of-another', message, stops=is_anothers, field='items', data=data, links=links)
        is_taken = item.direction == CarryDirectionChoices.OUT
        if is_taken and device.rack_id and device.status not in _MAY_GO:
            text = _('{item} is {device}, which still stands in {rack}: it has to be retrieved first.')
            message = text.format(item=item, device=device, rack=device.rack)
            yield Finding('item-still-installed', message, stops=False, field='items', data=data, links=links)


def _known(visit: AccessVisit) -> Iterator[tuple[CarriedItem, Device]]:
    """The items that are a device; a device that came into NetBox after the item is found by its serial number."""
    items = list(visit.items.select_related('device__tenant', 'device__rack'))
    match_devices(items)
    for item in items:
        if item.device:
            yield item, item.device
