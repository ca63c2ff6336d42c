"""NetBox's cable paths, as they were traced: whose interfaces they begin at, and where they end.

A node of a path is `<content type>:<key>`; here it is a model and a key. Each statement takes all devices together.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .asking import query
from .impact_shapes import Reference

__all__ = (
    'CIRCUIT',
    'CIRCUIT_END',
    'INTERFACE',
    'Link',
    'Nodes',
    'has_ways_out',
    'read_circuits_of',
    'read_ends',
    'read_links',
    'read_owners',
    'read_passing_power',
    'read_through',
    'read_through_ports',
    'read_unlinked',
)

INTERFACE = 'dcim.interface'
CIRCUIT = 'circuits.circuit'
CIRCUIT_END = 'circuits.circuittermination'
# A circuit that ends at one of these leaves what NetBox describes: a known end, though NetBox calls it incomplete.
OUTSIDE = ('circuits.providernetwork', 'dcim.site', 'dcim.location', 'dcim.region', 'dcim.sitegroup')

_TYPES = """
SELECT id, app_label || '.' || model FROM django_content_type WHERE app_label IN ('dcim', 'circuits', 'wireless')
"""
_PATH = 'path.id, path.path::text, path.is_complete AND NOT path.is_split, path.is_active'
_LINKS = f"""
SELECT port.device_id, port.id, port.mgmt_only, {_PATH}
FROM dcim_interface port
CROSS JOIN LATERAL (SELECT * FROM dcim_cablepath WHERE id = port._path_id OFFSET 0) path
WHERE port.device_id = ANY(%(devices)s::bigint[])
ORDER BY port.device_id, port.id
"""  # noqa: S608
_THROUGH = f"""
SELECT NULL, NULL, false, {_PATH} FROM dcim_cablepath path WHERE path._nodes && %(nodes)s::varchar[] ORDER BY path.id
"""  # noqa: S608
_OWNERS = 'SELECT id, device_id FROM dcim_interface WHERE id = ANY(%(interfaces)s::bigint[])'
_PORTS = """
SELECT 'dcim.frontport', id, device_id FROM dcim_frontport WHERE device_id = ANY(%(devices)s::bigint[])
UNION ALL
SELECT 'dcim.rearport', id, device_id FROM dcim_rearport WHERE device_id = ANY(%(devices)s::bigint[])
ORDER BY 1, 2
"""
_ENDS = """
SELECT id, circuit_id, cable_id IS NOT NULL FROM circuits_circuittermination
WHERE circuit_id = ANY(%(circuits)s::bigint[])
ORDER BY circuit_id, id
"""
_CIRCUITS = 'SELECT id, circuit_id FROM circuits_circuittermination WHERE id = ANY(%(ends)s::bigint[]) ORDER BY id'
_POWER = 'SELECT DISTINCT device_id FROM dcim_poweroutlet WHERE device_id = ANY(%(devices)s::bigint[])'
_WAYS_OUT = 'SELECT EXISTS (SELECT FROM circuits_circuittermination WHERE cable_id IS NOT NULL)'
_UNLINKED = """
SELECT id FROM dcim_device WHERE id = ANY(%(devices)s::bigint[]) AND interface_count > 0 ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Link:
    """One cable path from an interface of a device.

    `text` is the path as NetBox keeps it; `has_end` is false where NetBox does not know where it leads; an inactive one
    is only planned.
    """

    device: int | None
    interface: int | None
    is_management: bool
    path: int
    text: str
    has_end: bool
    is_active: bool
    kinds: 'Nodes'

    @property
    def nodes(self) -> tuple[tuple[Reference, ...], ...]:
        """Return the objects on the way, from the interface on, those that lie beside each other together."""
        return self.kinds.decode(self.text)

    @property
    def far_interfaces(self) -> list[int]:
        """Return the interfaces at the end; nothing is decoded for it, as this is asked of every path."""
        last = self.text.rfind('[')
        return self.kinds.interfaces(self.text[last:]) if last > self.text.find(']') else []

    def has(self, model: str) -> bool:
        """Say whether an object of this model lies on the path."""
        return self.kinds.is_in(model, self.text)


class Nodes:
    """Content types as models: read once for an impact."""

    def __init__(self) -> None:
        self._models: dict[str, str] = {str(pk): model for pk, model in query(_TYPES)}
        self._types = {model: pk for pk, model in self._models.items()}
        self._interface = re.compile(rf'"{self._types[INTERFACE]}:(\d+)"')

    def decode(self, path: str) -> tuple[tuple[Reference, ...], ...]:
        return tuple(tuple(self._reference(node) for node in step) for step in json.loads(path))

    def encode(self, reference: Reference) -> str:
        return f'{self._types[reference[0]]}:{reference[1]}'

    def interfaces(self, text: str) -> list[int]:
        return [int(pk) for pk in self._interface.findall(text)]

    def is_in(self, model: str, text: str) -> bool:
        return f'"{self._types[model]}:' in text

    def _reference(self, node: str) -> Reference:
        kind, pk = node.split(':')
        return self._models.get(kind, kind), int(pk)


def read_links(devices: Collection[int], nodes: Nodes) -> list[Link]:
    """Return the cable paths that begin at interfaces of these devices."""
    return [_link(row, nodes) for row in query(_LINKS, devices=devices)]


def read_through(references: Collection[Reference], nodes: Nodes) -> list[Link]:
    """Return the cable paths that lead over any of these objects."""
    encoded = [nodes.encode(reference) for reference in sorted(references)]
    return [_link(row, nodes) for row in query(_THROUGH, nodes=encoded)]


def read_owners(interfaces: Collection[int]) -> dict[int, int]:
    """Return the device of each interface."""
    return dict(query(_OWNERS, interfaces=interfaces))


def read_through_ports(devices: Collection[int]) -> dict[Reference, int]:
    """Return the front and rear ports of these devices, each with its device."""
    return {(model, pk): device for model, pk, device in query(_PORTS, devices=devices)}


def read_ends(circuits: Collection[int]) -> list[tuple[int, int, bool]]:
    """Return the terminations of these circuits: key, circuit, whether it is cabled."""
    return [(pk, circuit, is_cabled) for pk, circuit, is_cabled in query(_ENDS, circuits=circuits)]


def read_circuits_of(ends: Collection[int]) -> list[tuple[int, int]]:
    """Return the circuit of each termination."""
    return [(pk, circuit) for pk, circuit in query(_CIRCUITS, ends=ends)]


def read_passing_power(devices: Collection[int]) -> set[int]:
    """Return those of the devices that have power outlets."""
    return {device for (device,) in query(_POWER, devices=devices)}


def has_ways_out() -> bool:
    """Say whether any circuit is cabled to anything."""
    return bool(query(_WAYS_OUT)[0][0])


def read_unlinked(devices: Collection[int]) -> list[int]:
    """Return those of the devices that have interfaces."""
    return [device for (device,) in query(_UNLINKED, devices=devices)]


def _link(row: tuple[Any, ...], nodes: Nodes) -> Link:
    device, interface, is_management, path, text, is_complete, is_active = row
    has_end = is_complete
    if not has_end:
        decoded = nodes.decode(text)
        has_end = len(decoded) > 1 and bool(decoded[-1]) and decoded[-1][0][0] in OUTSIDE
    return Link(device, interface, is_management, path, text, has_end, is_active, nodes)
