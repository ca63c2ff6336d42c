"""Retrievals: an applicant takes its devices back, the reverse of a placement.

First nobody watches them any more, then they leave their racks, then what they had is free for others. Each of the
three may run again: what is done already stays done.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..allocation import removal
from ..choices import RequestStatusChoices
from ..exceptions import Refusal
from ..models import ColocationRequest
from .fields import Field
from .registry import IRREVERSIBLE, Change, Situation, activity, effect, guard

__all__ = ()

UNDER_WAY = (RequestStatusChoices.RETURNED, RequestStatusChoices.OPEN, RequestStatusChoices.ACCEPTED)


@guard('devices.given')
def devices_given(situation: Situation) -> Iterator[Refusal]:
    """The request names devices of the applicant, at its site, that no other retrieval takes."""
    request = situation.request
    devices = list(request.returned_devices.select_related('site').order_by('name', 'pk'))
    if not devices:
        yield Refusal('devices-missing', _('Name the devices that are to be returned.'), field='returned_devices')
    others = ColocationRequest.objects.filter(returned_devices__in=devices, status__in=UNDER_WAY).exclude(pk=request.pk)
    taken = dict(others.values_list('returned_devices', 'name'))
    for device in devices:
        data = {'device': device.pk}
        if device.tenant_id != request.applicant_id:
            message = _('{device} does not belong to {applicant}.').format(device=device, applicant=request.applicant)
            yield Refusal('device-not-theirs', message, 'returned_devices', data)
        if device.site_id != request.site_id:
            message = _('{device} is at {site}, not at the site of this request.').format(
                device=device, site=device.site
            )
            yield Refusal('device-elsewhere', message, 'returned_devices', data)
        if device.pk in taken:
            message = _('{device} is being returned by “{request}” already.').format(
                device=device, request=taken[device.pk]
            )
            yield Refusal('device-in-retrieval', message, 'returned_devices', data)


@activity('dismount')
def dismounting(situation: Situation) -> list[Field]:
    return [Field('note', 'long-text', _('Note on the work'), required=False)]


@effect('placement.dismount', undo=IRREVERSIBLE)
def dismount_placement(situation: Situation) -> list[Change]:
    dismounted = removal.dismount(situation.request)
    changes = [Change(verb='disconnected', model='dcim.cable', pk=pk, label=label) for pk, label in dismounted.cables]
    return [*changes, *(Change.of('dismounted', device) for device in dismounted.devices)]


@effect('placement.vacate', undo=IRREVERSIBLE)
def vacate_placement(situation: Situation) -> list[Change]:
    vacated = removal.vacate(situation.request, now=situation.now)
    changes = [Change(verb='freed', model='ipam.ipaddress', pk=pk, label=label) for pk, label in vacated.addresses]
    changes += [Change(verb='freed', model='dcim.macaddress', pk=pk, label=label) for pk, label in vacated.macs]
    changes += [Change.of('released', hold) for hold in vacated.holds]
    for hold in vacated.holds:
        situation.tell('hold-released', hold=hold.pk, reason=situation.comment)
    return [*changes, *(Change.of('vacated', device) for device in vacated.devices)]
