"""What depends on the devices that are hit: chassis and stacks, blades, virtual machines, services."""

from collections import defaultdict
from collections.abc import Mapping

from ..choices import ImpactGradeChoices as Grade
from .addresses import MACHINE
from .asking import query
from .impact_shapes import Mark, Reference, Trail, is_worse
from .ledger import BAYS, DEVICE, Ledger

__all__ = ('SERVICE', 'follow_blades', 'follow_chassis', 'follow_machines', 'follow_services')

SERVICE = 'ipam.service'
LESSER = (Grade.DEGRADED, Grade.REDUCED_REDUNDANCY)
# Reasons that say nothing of what runs on a host: it has addresses of its own.
_OF_ADDRESSES = ('addresses-lost', 'addresses-partly-lost')

_MEMBERS = """
SELECT member.virtual_chassis_id, member.id
FROM dcim_device member
WHERE member.virtual_chassis_id IN (
    SELECT virtual_chassis_id FROM dcim_device
    WHERE id = ANY(%(devices)s::bigint[]) AND virtual_chassis_id IS NOT NULL
)
ORDER BY member.virtual_chassis_id, member.vc_position, member.id
"""
_MACHINES = """
SELECT id, device_id, cluster_id FROM virtualization_virtualmachine
WHERE device_id = ANY(%(hosts)s::bigint[])
   OR cluster_id IN (SELECT cluster_id FROM dcim_device WHERE id = ANY(%(hosts)s::bigint[]) AND cluster_id IS NOT NULL)
ORDER BY id
"""
_CLUSTER_HOSTS = """
SELECT host.cluster_id, host.id FROM dcim_device host
WHERE host.cluster_id IN (
    SELECT cluster_id FROM dcim_device WHERE id = ANY(%(hosts)s::bigint[]) AND cluster_id IS NOT NULL
)
ORDER BY host.cluster_id, host.id
"""
_SERVICES = """
SELECT service.id, kind.app_label || '.' || kind.model, service.parent_object_id, bound.ipaddress_id
FROM ipam_service service
JOIN django_content_type kind ON kind.id = service.parent_object_type_id
LEFT JOIN ipam_service_ipaddresses bound ON bound.service_id = service.id
WHERE (kind.app_label = 'dcim' AND kind.model = 'device' AND service.parent_object_id = ANY(%(devices)s::bigint[]))
   OR (kind.app_label = 'virtualization' AND kind.model = 'virtualmachine'
       AND service.parent_object_id = ANY(%(machines)s::bigint[]))
   OR service.id IN (
       SELECT service_id FROM ipam_service_ipaddresses WHERE ipaddress_id = ANY(%(addresses)s::bigint[])
   )
ORDER BY service.id, bound.ipaddress_id
"""


def follow_chassis(ledger: Ledger) -> None:
    """Mark the members that are left of a virtual chassis or stack that lost some."""
    lost = ledger.dead | ledger.isolated
    if not lost:
        return
    members: dict[int, list[int]] = defaultdict(list)
    for chassis, device in query(_MEMBERS, devices=lost):
        members[chassis].append(device)
    for chassis, devices in members.items():
        gone = [device for device in devices if device in lost]
        facts = {'lost': len(gone), 'left': len(devices) - len(gone)}
        trail = ledger.marks[DEVICE, gone[0]].trail.to('member-of', 'dcim.virtualchassis', chassis)
        for device in devices:
            if device not in lost:
                own = trail.to('member', DEVICE, device)
                ledger.note((DEVICE, device), Grade.DEGRADED, 'chassis-members-lost', own, **facts)


def follow_blades(ledger: Ledger) -> None:
    """Give devices in bays the lesser grade of the device around them."""
    parents = ledger.devices(LESSER)
    for parent, bay, child in query(BAYS, devices=parents) if parents else ():
        mark = ledger.marks[DEVICE, parent]
        if mark.reason not in _OF_ADDRESSES:
            trail = mark.trail.to('bay', 'dcim.devicebay', bay).to('stands-in', DEVICE, child)
            ledger.note((DEVICE, child), mark.grade, 'parent-hit', trail)


def follow_machines(ledger: Ledger) -> None:
    """Mark the virtual machines on devices that are hit, and on clusters that lost hosts."""
    hit = {}
    for (model, pk), mark in ledger.marks.items():
        if model == DEVICE and mark.reason not in _OF_ADDRESSES:
            hit[pk] = mark
    if not hit:
        return
    hosts: dict[int, list[int]] = defaultdict(list)
    lost = sorted(device for device, mark in hit.items() if mark.grade == Grade.OUTAGE)
    for cluster, host in query(_CLUSTER_HOSTS, hosts=lost) if lost else ():
        hosts[cluster].append(host)
    for machine, device, cluster in query(_MACHINES, hosts=hit):
        if device in hit:
            _on_host(machine, hit[device], ledger)
        elif cluster in hosts:
            _in_cluster(machine, device, cluster, hosts[cluster], hit, ledger)


def _on_host(machine: int, mark: Mark, ledger: Ledger) -> None:
    reason = 'host-lost' if mark.grade == Grade.OUTAGE else 'host-hit'
    ledger.note((MACHINE, machine), mark.grade, reason, mark.trail.to('runs-on', MACHINE, machine))


def _in_cluster(
    machine: int, device: int | None, cluster: int, hosts: list[int], hit: Mapping[int, Mark], ledger: Ledger
) -> None:
    gone = [host for host in hosts if host in hit and hit[host].grade == Grade.OUTAGE]
    facts = {'lost': len(gone), 'left': len(hosts) - len(gone)}
    trail = hit[gone[0]].trail.to('host-of', 'virtualization.cluster', cluster).to('runs-on', MACHINE, machine)
    if len(gone) == len(hosts):
        ledger.note((MACHINE, machine), Grade.OUTAGE, 'cluster-lost', trail, **facts)
    elif device is None:
        ledger.note((MACHINE, machine), Grade.UNKNOWN, 'host-not-recorded', trail, **facts)
    else:
        ledger.note((MACHINE, machine), Grade.REDUCED_REDUNDANCY, 'cluster-lost-hosts', trail, **facts)


def follow_services(ledger: Ledger, lost: Mapping[int, Trail]) -> None:
    """Mark the services on what is hit, and those bound to lost addresses."""
    devices = sorted(pk for model, pk in ledger.marks if model == DEVICE)
    machines = sorted(pk for model, pk in ledger.marks if model == MACHINE)
    if not devices and not machines and not lost:
        return
    parents: dict[int, Reference] = {}
    bound: dict[int, list[int]] = defaultdict(list)
    for service, model, pk, address in query(_SERVICES, devices=devices, machines=machines, addresses=lost):
        parents[service] = (model, pk)
        if address is not None:
            bound[service].append(address)
    for service, parent in parents.items():
        _grade_service(service, ledger.marks.get(parent), bound[service], ledger, lost)


def _grade_service(
    service: int, parent: Mark | None, bound: list[int], ledger: Ledger, lost: Mapping[int, Trail]
) -> None:
    gone = [address for address in bound if address in lost]
    if gone:
        grade = Grade.OUTAGE if len(gone) == len(bound) else Grade.DEGRADED
        trail = lost[gone[0]].to('bound-to', SERVICE, service)
        reason = 'service-addresses-lost' if grade == Grade.OUTAGE else 'service-addresses-partly-lost'
        ledger.note((SERVICE, service), grade, reason, trail, lost=len(gone), left=len(bound) - len(gone))
    if parent is None or (bound and parent.reason in _OF_ADDRESSES):
        return
    known = ledger.marks.get((SERVICE, service))
    if known is None or is_worse(parent.grade, known.grade):
        ledger.note((SERVICE, service), parent.grade, 'parent-hit', parent.trail.to('offered-by', SERVICE, service))
