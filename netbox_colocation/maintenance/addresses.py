"""Loss of prefixes: whose addresses lie in them, and whether any other address is left."""

from collections import defaultdict
from collections.abc import Mapping

from ..choices import ImpactGradeChoices as Grade
from .asking import query
from .impact_shapes import Reference, Trail
from .ledger import DEVICE, Ledger
from .scope import Touched

__all__ = ('ADDRESS', 'MACHINE', 'follow')

ADDRESS = 'ipam.ipaddress'
MACHINE = 'virtualization.virtualmachine'
GROUP = 'ipam.fhrpgroup'

# The addresses in the prefixes as NetBox counts them: of the prefix's VRF; a container in no VRF has those of all.
_LOST = """
SELECT address.id, prefix.id, kind.app_label || '.' || kind.model, address.assigned_object_id
FROM ipam_prefix prefix
CROSS JOIN LATERAL (
    SELECT id, assigned_object_type_id, assigned_object_id, vrf_id FROM ipam_ipaddress
    WHERE CAST(HOST(address) AS inet)
          BETWEEN host(network(prefix.prefix))::inet AND host(broadcast(prefix.prefix))::inet
      AND (vrf_id IS NOT DISTINCT FROM prefix.vrf_id OR (prefix.vrf_id IS NULL AND prefix.status = 'container'))
) address
LEFT JOIN django_content_type kind ON kind.id = address.assigned_object_type_id
WHERE prefix.id = ANY(%(prefixes)s::bigint[])
ORDER BY address.id, masklen(prefix.prefix) DESC, prefix.id
"""
# Whose the interfaces are; those of an FHRP group are the interfaces of its members.
_HOLDERS = """
SELECT 'dcim.interface', id, 'dcim.device', device_id FROM dcim_interface WHERE id = ANY(%(interfaces)s::bigint[])
UNION ALL
SELECT 'virtualization.vminterface', id, 'virtualization.virtualmachine', virtual_machine_id
FROM virtualization_vminterface WHERE id = ANY(%(machine_interfaces)s::bigint[])
UNION ALL
SELECT 'ipam.fhrpgroup', member.group_id, 'dcim.device', port.device_id
FROM ipam_fhrpgroupassignment member
JOIN django_content_type kind ON kind.id = member.interface_type_id AND kind.model = 'interface'
JOIN dcim_interface port ON port.id = member.interface_id
WHERE member.group_id = ANY(%(groups)s::bigint[])
UNION ALL
SELECT 'ipam.fhrpgroup', member.group_id, 'virtualization.virtualmachine', port.virtual_machine_id
FROM ipam_fhrpgroupassignment member
JOIN django_content_type kind ON kind.id = member.interface_type_id AND kind.model = 'vminterface'
JOIN virtualization_vminterface port ON port.id = member.interface_id
WHERE member.group_id = ANY(%(groups)s::bigint[])
ORDER BY 1, 2, 3, 4
"""
# How many addresses each holder has in all, without those of FHRP groups.
_ALL = """
SELECT 'dcim.device', port.device_id, address.id
FROM dcim_interface port
JOIN ipam_ipaddress address ON address.assigned_object_id = port.id
JOIN django_content_type kind ON kind.id = address.assigned_object_type_id
 AND kind.app_label = 'dcim' AND kind.model = 'interface'
WHERE port.device_id = ANY(%(devices)s::bigint[])
UNION ALL
SELECT 'virtualization.virtualmachine', port.virtual_machine_id, address.id
FROM virtualization_vminterface port
JOIN ipam_ipaddress address ON address.assigned_object_id = port.id
JOIN django_content_type kind ON kind.id = address.assigned_object_type_id
 AND kind.app_label = 'virtualization' AND kind.model = 'vminterface'
WHERE port.virtual_machine_id = ANY(%(machines)s::bigint[])
"""


def follow(touched: Touched, ledger: Ledger) -> dict[int, Trail]:
    """Mark the devices and virtual machines that lose addresses; returns the lost addresses, with a trail to each."""
    if not touched.prefixes:
        return {}
    lost: dict[int, Trail] = {}
    assigned: dict[Reference, list[int]] = defaultdict(list)
    used = set()
    for address, prefix, model, pk in query(_LOST, prefixes=touched.prefixes):
        used.add(prefix)
        if address in lost:
            continue
        lost[address] = Trail(None, 'touched', 'ipam.prefix', prefix).to('address', ADDRESS, address)
        if model is None:
            ledger.say_unknown('address-not-assigned', lost[address])
        else:
            assigned[model, pk].append(address)
    for prefix in sorted(touched.prefixes - used):
        ledger.say_unknown('prefix-without-addresses', Trail(None, 'touched', 'ipam.prefix', prefix))
    if assigned:
        _grade(_hold(assigned, lost), lost, ledger)
    return lost


def _hold(assigned: Mapping[Reference, list[int]], lost: Mapping[int, Trail]) -> dict[Reference, dict[int, Trail]]:
    """Return the lost addresses of each device and virtual machine, with the trail over its interface."""
    keys: dict[str, list[int]] = defaultdict(list)
    for model, pk in assigned:
        keys[model].append(pk)
    rows = query(
        _HOLDERS,
        interfaces=keys['dcim.interface'],
        machine_interfaces=keys['virtualization.vminterface'],
        groups=keys[GROUP],
    )
    held: dict[Reference, dict[int, Trail]] = defaultdict(dict)
    for model, pk, holder_model, holder in rows:
        for address in assigned[model, pk]:
            trail = lost[address].to('assigned', model, pk)
            held[holder_model, holder].setdefault(address, trail.to('of', holder_model, holder))
    return held


def _grade(held: Mapping[Reference, dict[int, Trail]], lost: Mapping[int, Trail], ledger: Ledger) -> None:
    devices = sorted(pk for model, pk in held if model == DEVICE)
    machines = sorted(pk for model, pk in held if model == MACHINE)
    left: dict[Reference, int] = defaultdict(int)
    for model, pk, address in query(_ALL, devices=devices, machines=machines):
        left[model, pk] += address not in lost
    for holder in sorted(held):
        trails = held[holder]
        facts = {'lost': len(trails), 'left': left[holder]}
        if left[holder]:
            ledger.note(holder, Grade.DEGRADED, 'addresses-partly-lost', trails[min(trails)], **facts)
        else:
            ledger.note(holder, Grade.OUTAGE, 'addresses-lost', trails[min(trails)], **facts)
