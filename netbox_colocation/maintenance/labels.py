"""Names of NetBox's objects, and of whom they are: one query for each kind of object."""

from collections import defaultdict
from collections.abc import Iterable

from .asking import query
from .impact_shapes import Reference

__all__ = ('read_labels', 'read_owners')

# The column or expression that names an object; what has none is named by its key.
_NAMES = {
    'circuits.circuit': 'circuits_circuit.cid',
    'circuits.circuittermination': 'circuits_circuittermination.term_side',
    'circuits.providernetwork': 'circuits_providernetwork.name',
    'dcim.cable': 'dcim_cable.label',
    'dcim.device': 'dcim_device.name',
    'dcim.devicebay': 'dcim_devicebay.name',
    'dcim.frontport': 'dcim_frontport.name',
    'dcim.interface': 'dcim_interface.name',
    'dcim.location': 'dcim_location.name',
    'dcim.powerfeed': 'dcim_powerfeed.name',
    'dcim.poweroutlet': 'dcim_poweroutlet.name',
    'dcim.powerpanel': 'dcim_powerpanel.name',
    'dcim.powerport': 'dcim_powerport.name',
    'dcim.rack': 'dcim_rack.name',
    'dcim.rearport': 'dcim_rearport.name',
    'dcim.region': 'dcim_region.name',
    'dcim.site': 'dcim_site.name',
    'dcim.sitegroup': 'dcim_sitegroup.name',
    'dcim.virtualchassis': 'dcim_virtualchassis.name',
    'ipam.fhrpgroup': 'ipam_fhrpgroup.name',
    'ipam.ipaddress': 'ipam_ipaddress.address',
    'ipam.prefix': 'ipam_prefix.prefix',
    'ipam.service': 'ipam_service.name',
    'virtualization.cluster': 'virtualization_cluster.name',
    'virtualization.virtualmachine': 'virtualization_virtualmachine.name',
    'virtualization.vminterface': 'virtualization_vminterface.name',
    'wireless.wirelesslink': 'wireless_wirelesslink.ssid',
}
# The device behind an object, and its tenant; a service is its parent's.
_OWNERS = {
    'dcim.device': 'SELECT id, id, tenant_id FROM dcim_device WHERE id = ANY(%(keys)s::bigint[])',
    'virtualization.virtualmachine': (
        'SELECT id, device_id, tenant_id FROM virtualization_virtualmachine WHERE id = ANY(%(keys)s::bigint[])'
    ),
    'circuits.circuit': 'SELECT id, NULL, tenant_id FROM circuits_circuit WHERE id = ANY(%(keys)s::bigint[])',
    'ipam.service': """
        SELECT service.id, COALESCE(device.id, machine.device_id), COALESCE(device.tenant_id, machine.tenant_id)
        FROM ipam_service service
        JOIN django_content_type kind ON kind.id = service.parent_object_type_id
        LEFT JOIN dcim_device device ON kind.model = 'device' AND device.id = service.parent_object_id
        LEFT JOIN virtualization_virtualmachine machine
               ON kind.model = 'virtualmachine' AND machine.id = service.parent_object_id
        WHERE service.id = ANY(%(keys)s::bigint[])
    """,
}


def read_labels(references: Iterable[Reference]) -> dict[Reference, str]:
    """Return the name of each object; `#key` for one without."""
    labels: dict[Reference, str] = {}
    for model, keys in _by_model(references).items():
        labels |= {(model, pk): f'#{pk}' for pk in keys}
        if model in _NAMES:
            table = _NAMES[model].split('.', maxsplit=1)[0]
            statement = f'SELECT id, {_NAMES[model]}::text FROM {table} WHERE id = ANY(%(keys)s::bigint[])'  # noqa: S608
            labels |= {(model, pk): name for pk, name in query(statement, keys=keys) if name}
    return labels


def read_owners(references: Iterable[Reference]) -> dict[Reference, tuple[int | None, int | None]]:
    """Return the device behind each object and its tenant."""
    owners: dict[Reference, tuple[int | None, int | None]] = {}
    for model, keys in _by_model(references).items():
        if model in _OWNERS:
            owners |= {(model, pk): (device, tenant) for pk, device, tenant in query(_OWNERS[model], keys=keys)}
    return owners


def _by_model(references: Iterable[Reference]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = defaultdict(list)
    for model, pk in sorted(set(references)):
        keys[model].append(pk)
    return keys
