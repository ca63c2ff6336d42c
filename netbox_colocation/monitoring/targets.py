"""Hands installed servers over to monitoring, accepts what is watched, and takes it back.

A target is requested, then seen by monitoring, then accepted; retired it stays as history. Who may, and what the
case is told, is `workflows.monitoring_acts`.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dcim.models import Device
from ipam.models import IPAddress, Service

from ..choices import MonitoringKindChoices, MonitoringSchemeChoices, MonitoringStateChoices
from ..conf import get_setting
from ..exceptions import OutcomeRefused, Refusal
from ..models import ColocationRequest, MonitoringTarget

__all__ = (
    'AGENT_PORT',
    'DEFAULT_WATCH',
    'accept',
    'against_unseen',
    'lock_targets',
    'register',
    'retire',
    'retire_targets',
    'targets_of',
)

# Where Zabbix's agent listens, as its documentation says.
AGENT_PORT = 10050
# What a procedure that names nothing else has watched: the exporter of each server.
DEFAULT_WATCH = (MonitoringKindChoices.EXPORTER,)
# What answers like a web server is asked like one; every other service is only connected to.
WEB_PORTS = {80: MonitoringSchemeChoices.HTTP, 443: MonitoringSchemeChoices.HTTPS}
UNSEEN = (MonitoringStateChoices.REQUESTED,)


@dataclass(frozen=True)
class Watched:
    """One thing to watch of a device; `port` and `module` tell it from the others of its kind."""

    kind: str
    port: int | None
    module: str = ''
    scheme: str = MonitoringSchemeChoices.HTTP
    service: Service | None = None

    @property
    def key(self) -> tuple[str, int | None, str]:
        return self.kind, self.port, self.module


def register(
    request: ColocationRequest, *, now: datetime.datetime, watch: Sequence[str] = DEFAULT_WATCH
) -> list[MonitoringTarget]:
    """Return the targets of every installed server of the request, making those that are missing.

    A target points at the primary IPv4 address, or else the primary IPv6 address. A target whose server has another
    primary address since then is brought up to date.

    Args:
        watch: kinds. Of each server `exporter` makes a target on the port of the setting `exporter_port`, `agent` one
            on AGENT_PORT, `probe` one for each TCP port of its services in NetBox, or a ping where there is none.

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
        rows = MonitoringTarget.objects.filter(device__in=devices).exclude(state=MonitoringStateChoices.RETIRED)
        existing = {(row.device_id, row.kind, row.port, row.module): row for row in rows}
        wanted = _what_to_watch(devices, watch)
        return [
            _register(device, each, existing.get((device.pk, *each.key)), request, now)
            for device in devices
            for each in wanted[device.pk]
        ]


def targets_of(request: ColocationRequest) -> QuerySet[MonitoringTarget]:
    """Return what is watched for a request: its targets that are not retired."""
    return MonitoringTarget.objects.filter(request=request).exclude(state=MonitoringStateChoices.RETIRED).order_by('pk')


def lock_targets(targets: QuerySet[MonitoringTarget]) -> list[MonitoringTarget]:
    """Lock the targets of a queryset in their one order, and return them as they are stored now."""
    keys = sorted(set(targets.order_by().values_list('pk', flat=True)))
    rows = MonitoringTarget.objects.select_for_update(of=('self',), no_key=True).filter(pk__in=keys)
    return list(rows.select_related('device', 'request__case').order_by('pk'))


def against_unseen(targets: Iterable[MonitoringTarget], *, comment: str) -> list[Refusal]:
    """Return a refusal for each target that monitoring has not seen; none when somebody says why it is accepted."""
    if comment.strip():
        return []
    message = _('Monitoring has not seen {target} yet: wait until it has, or say in a comment why you accept it.')
    return [
        Refusal('target-unseen', message.format(target=target), 'comment', {'target': target.pk})
        for target in targets
        if target.state in UNSEEN
    ]


def accept(
    targets: Iterable[MonitoringTarget],
    *,
    actor: AbstractUser,
    name: str,
    now: datetime.datetime,
    message: str = '',
) -> list[MonitoringTarget]:
    """Accept locked targets; return those that were not accepted before.

    Args:
        name: of whoever accepts, for when the account is gone.
        message: for the change log.
    """
    changed = []
    for target in targets:
        if target.state in (MonitoringStateChoices.ACCEPTED, MonitoringStateChoices.RETIRED):
            continue
        target.snapshot()
        target.state, target.accepted_at = MonitoringStateChoices.ACCEPTED, now
        target.accepted_by, target.accepted_by_name = actor, name[:150]
        target._changelog_message = message[:200]
        target.save()
        changed.append(target)
    return changed


def retire(request: ColocationRequest, *, now: datetime.datetime) -> list[MonitoringTarget]:
    """Stop watching the devices that the request returns, or those that it placed; return what was watched until now.

    A retired target stays as history without an address, so that the address is free for others.
    """
    with transaction.atomic():
        watched = MonitoringTarget.objects.exclude(state=MonitoringStateChoices.RETIRED).filter(
            Q(device__in=request.returned_devices.all()) | Q(device__requested_server__request=request)
        )
        return retire_targets(lock_targets(watched), now=now, message=str(request.case or request))


def retire_targets(
    targets: Iterable[MonitoringTarget], *, now: datetime.datetime, message: str = ''
) -> list[MonitoringTarget]:
    """Retire locked targets; return those that were watched until now."""
    changed = []
    for target in targets:
        if target.is_retired:
            continue
        target.snapshot()
        target.state, target.retired_at, target.address = MonitoringStateChoices.RETIRED, now, None
        target._changelog_message = message[:200]
        target.save()
        changed.append(target)
    return changed


def _refusals(devices: Iterable[Device]) -> Iterator[Refusal]:
    if not devices:
        yield Refusal('device-missing', _('No server of this request is installed yet: install it first.'))
    for device in devices:
        if not _address_of(device):
            message = _('{device} has no primary address: set one, so that monitoring can reach it.').format(
                device=device
            )
            yield Refusal('primary-address-missing', message, data={'device': device.pk})


def _address_of(device: Device) -> IPAddress | None:
    return device.primary_ip4 or device.primary_ip6


def _what_to_watch(devices: Sequence[Device], watch: Sequence[str]) -> dict[int, list[Watched]]:
    same: list[Watched] = []
    if MonitoringKindChoices.EXPORTER in watch:
        same.append(Watched(MonitoringKindChoices.EXPORTER, get_setting('exporter_port')))
    if MonitoringKindChoices.AGENT in watch:
        same.append(Watched(MonitoringKindChoices.AGENT, AGENT_PORT))
    found = {device.pk: list(same) for device in devices}
    if MonitoringKindChoices.PROBE in watch:
        for pk, probes in _probes(devices).items():
            found[pk] += probes
    return found


def _probes(devices: Sequence[Device]) -> dict[int, list[Watched]]:
    """Return one probe for each TCP port of a service, the first service of a port; a ping where there is none."""
    device_type = ContentType.objects.get_for_model(Device)
    services = Service.objects.filter(parent_object_type=device_type, parent_object_id__in=[row.pk for row in devices])
    found: dict[int, dict[int, Watched]] = {device.pk: {} for device in devices}
    for service in services.order_by('pk'):
        for mapping in service.port_mappings:
            protocol, _slash, port = mapping.partition('/')
            if protocol == 'tcp' and port.isdigit():
                found[service.parent_object_id].setdefault(int(port), _probe(int(port), service))
    ping = Watched(MonitoringKindChoices.PROBE, None, 'icmp')
    return {pk: [probes[port] for port in sorted(probes)] or [ping] for pk, probes in found.items()}


def _probe(port: int, service: Service) -> Watched:
    module = 'http_2xx' if port in WEB_PORTS else 'tcp_connect'
    scheme = WEB_PORTS.get(port, MonitoringSchemeChoices.HTTP)
    return Watched(MonitoringKindChoices.PROBE, port, module, scheme, service)


def _register(
    device: Device,
    wanted: Watched,
    target: MonitoringTarget | None,
    request: ColocationRequest,
    now: datetime.datetime,
) -> MonitoringTarget:
    address = _address_of(device)
    if target and (target.address, target.request) == (address, request):
        return target
    if target:
        target.snapshot()
        target.address, target.request = address, request
    else:
        target = MonitoringTarget(
            device=device,
            request=request,
            address=address,
            kind=wanted.kind,
            port=wanted.port,
            module=wanted.module,
            scheme=wanted.scheme,
            service=wanted.service,
            registered_at=now,
        )
    target._changelog_message = str(request.case or request)
    target.full_clean()
    target.save()
    return target
