"""What monitoring watches of the servers that stood there before there were procedures: targets in every state."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from dcim.models import Device, Interface
from ipam.models import IPAddress
from tenancy.models import Tenant
from users.models import User

from netbox_colocation.choices import (
    MonitoringHealthChoices,
    MonitoringKindChoices,
    MonitoringSchemeChoices,
    MonitoringSeverityChoices,
    MonitoringStateChoices,
)
from netbox_colocation.models import DriftReport, MonitoringTarget
from netbox_colocation.monitoring.drift import Watched, compare

from .book import Book
from .cast import MONITOR
from .filling import CORE_ROUTERS, planned
from .rooms import site

__all__ = ('FORGOTTEN', 'SILENT', 'STRANGER', 'build', 'report_drift')

SOURCE = 'prometheus'
EXPORTER_PORT, AGENT_PORT, WEB_PORT = 9100, 10050, 443
# Racks: watched by an agent that nobody acknowledges yet; seen by Prometheus, and never accepted.
AGENT_RACK, NEW_RACK = 'B-05', 'A-10'
# Servers that do not answer: besides all of the new rack.
SILENT = ('dishub-a06u01', 'bkd-a05u05', 'rsud-b03u07')
# Prometheus watches this, and NetBox knows nothing of it; and this it does not watch.
STRANGER, FORGOTTEN = '10.40.90.250:9100', 'bapenda-a08u01'
EVERY_PROBED = 7
# A power strip with a card of its own; a window that is under way mutes it.
PDU, PDU_ADDRESS = 'pdu-b02-a', '10.40.90.201/24'
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """How far a target is: its state, what monitoring last said of it, and since how many hours."""

    state: str
    health: str = MonitoringHealthChoices.UNKNOWN
    hours: int = 0


NEW = Told(MonitoringStateChoices.REQUESTED)
SEEN_DOWN = Told(MonitoringStateChoices.SEEN, MonitoringHealthChoices.DOWN, 20)
WELL = Told(MonitoringStateChoices.ACCEPTED, MonitoringHealthChoices.UP, 24 * 40)
FELL_SILENT = Told(MonitoringStateChoices.ACCEPTED, MonitoringHealthChoices.DOWN, 3)


def build(book: Book, *, now: datetime.datetime) -> None:
    """Make a target for each server of the racks, and probes of some; once only."""
    if MonitoringTarget.objects.exists():
        return
    standing = Device.objects.filter(site=site(), rack__isnull=False, primary_ip4__isnull=False)
    devices = {device.name: device for device in standing.select_related('primary_ip4', 'tenant')}
    book.add(MonitoringTarget, [*_targets(devices, now), _strip(book, now)])


def report_drift(book: Book, *, now: datetime.datetime) -> None:
    """Make a drift report of yesterday: one target is not watched, and one is watched that nobody asked for."""
    if DriftReport.objects.exists():
        return
    targets = MonitoringTarget.objects.filter(kind=MonitoringKindChoices.EXPORTER, device__isnull=False)
    targets = targets.exclude(state=MonitoringStateChoices.RETIRED).exclude(device_name=FORGOTTEN)
    watched = [
        Watched(instance=f'{target.device_name}:{target.port}', target=target.pk, labels={})
        for target in targets.exclude(state=MonitoringStateChoices.REQUESTED)
    ]
    compare(
        [*watched, Watched(instance=STRANGER, labels={'job': 'node'})],
        source=SOURCE,
        targets=MonitoringTarget.objects.filter(kind=MonitoringKindChoices.EXPORTER),
        actor=User.objects.get(username=MONITOR),
        now=now - DAY,
    )
    book.count(DriftReport)


def _targets(devices: dict[str, Device], now: datetime.datetime) -> Iterator[MonitoringTarget]:
    servers = [plan for plan in planned() if plan.role == 'colocation-server' and plan.name in devices]
    for number, plan in enumerate(servers):
        device = devices[plan.name]
        if plan.rack == AGENT_RACK:
            yield _target(device, MonitoringKindChoices.AGENT, NEW, now, port=AGENT_PORT)
            continue
        told = SEEN_DOWN if plan.rack == NEW_RACK else FELL_SILENT if plan.name in SILENT else WELL
        yield _target(device, MonitoringKindChoices.EXPORTER, told, now, port=EXPORTER_PORT)
        if number % EVERY_PROBED == 0:
            yield _probe(device, FELL_SILENT if told is not WELL else WELL, now)
    for name in CORE_ROUTERS:
        if name in devices:
            router = _target(devices[name], MonitoringKindChoices.PROBE, WELL, now, module='icmp')
            router.severity = MonitoringSeverityChoices.CRITICAL
            yield router


def _strip(book: Book, now: datetime.datetime) -> MonitoringTarget:
    device = Device.objects.select_related('tenant').get(site=site(), name=PDU)
    port = book.ensure(Interface, key={'device': device, 'name': 'net'}, type='100base-tx', mgmt_only=True)
    address = book.ensure(IPAddress, key={'address': PDU_ADDRESS, 'vrf': None}, assigned_object=port, status='active')
    strip = _target(device, MonitoringKindChoices.PROBE, FELL_SILENT, now, module='icmp')
    strip.address = address
    return strip


def _probe(device: Device, told: Told, now: datetime.datetime) -> MonitoringTarget:
    probe = _target(device, MonitoringKindChoices.PROBE, told, now, port=WEB_PORT, module='http_2xx')
    probe.scheme, probe.metrics_path = MonitoringSchemeChoices.HTTPS, '/'
    probe.severity = MonitoringSeverityChoices.HIGH
    return probe


def _target(
    device: Device, kind: str, told: Told, now: datetime.datetime, *, port: int | None = None, module: str = ''
) -> MonitoringTarget:
    made = now - 60 * DAY
    is_accepted = told.state == MonitoringStateChoices.ACCEPTED
    is_seen = is_accepted or told.state == MonitoringStateChoices.SEEN
    owner: Tenant | None = device.tenant
    return MonitoringTarget(
        device=device,
        device_name=device.name or '',
        address=device.primary_ip4,
        kind=kind,
        port=port,
        module=module,
        labels={'team': owner.slug} if owner else {},
        state=told.state,
        # One that nobody has seen is new.
        registered_at=made if is_seen else now - HOUR / 2,
        seen_at=made + HOUR if is_seen else None,
        accepted_at=made + 2 * HOUR if is_accepted else None,
        accepted_by_name='Pemantauan' if is_accepted else '',
        source=SOURCE if is_seen else '',
        reported_at=now - HOUR / 60 if is_seen else None,
        health=told.health,
        health_since=now - told.hours * HOUR if told.hours else None,
    )
