"""Hands installed servers over to monitoring, one target for each on its primary address, and takes them back."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dcim.models import Device

from ..choices import MonitoringStateChoices
from ..conf import get_setting
from ..exceptions import OutcomeRefused, Refusal
from ..models import ColocationRequest, MonitoringTarget

__all__ = ('register', 'retire')


def register(request: ColocationRequest, *, now: datetime.datetime) -> list[MonitoringTarget]:
    """Return a target for every installed server of the request, making those that are missing.

    A target points at the primary IPv4 address, or else the primary IPv6 address, and the port of the setting
    `exporter_port`. A target whose server has another primary address since then is brought up to date.

    Raises:
        OutcomeRefused: no server is installed (`device-missing`), or servers have no primary address
            (`primary-address-missing`, one for each); nothing was registered.
    """
    with transaction.atomic():
        devices = [
            server.device
            for server in request.servers.filter(device__isnull=False)
            .select_related('device__primary_ip4', 'device__primary_ip6')
            .select_for_update(of=('self',))
            .order_by('pk')
            if server.device
        ]
        if refusals := list(_refusals(devices)):
            raise OutcomeRefused(refusals)
        port = get_setting('exporter_port')
        existing = {
            target.device_id: target
            for target in MonitoringTarget.objects.filter(device__in=devices, port=port).exclude(
                state=MonitoringStateChoices.RETIRED
            )
        }
        return [_register(device, existing.get(device.pk), request, port, now) for device in devices]


def retire(request: ColocationRequest, *, now: datetime.datetime) -> list[MonitoringTarget]:
    """Stop watching the devices that the request returns, or those that it placed; return what was watched until now.

    A retired target stays as history without an address, so that the address is free for others.
    """
    with transaction.atomic():
        watched = MonitoringTarget.objects.exclude(state=MonitoringStateChoices.RETIRED).filter(
            Q(device__in=request.returned_devices.all()) | Q(device__requested_server__request=request)
        )
        pks = sorted(set(watched.values_list('pk', flat=True)))
        targets = list(MonitoringTarget.objects.select_for_update(of=('self',)).filter(pk__in=pks).order_by('pk'))
        for target in targets:
            target.snapshot()
            target.state = MonitoringStateChoices.RETIRED
            target.retired_at = now
            target.address = None
            target._changelog_message = str(request.case or request)
            target.full_clean()
            target.save()
        return targets


def _refusals(devices: Iterable[Device]) -> Iterable[Refusal]:
    if not devices:
        yield Refusal('device-missing', _('No server of this request is installed yet: install it first.'))
    for device in devices:
        if not device.primary_ip4 and not device.primary_ip6:
            message = _('{device} has no primary address: set one, so that monitoring can reach it.').format(
                device=device
            )
            yield Refusal('primary-address-missing', message, data={'device': device.pk})


def _register(
    device: Device,
    target: MonitoringTarget | None,
    request: ColocationRequest,
    port: int,
    now: datetime.datetime,
) -> MonitoringTarget:
    address = device.primary_ip4 or device.primary_ip6
    if target and target.address_id == address.pk:
        return target
    if target:
        target.snapshot()
        target.address = address
    else:
        target = MonitoringTarget(device=device, request=request, address=address, port=port, registered_at=now)
    target._changelog_message = str(request.case or request)
    target.full_clean()
    target.save()
    return target
