"""NetBox's power path, one hop a statement: feed → cable → inlet → outlet → cable → inlet …

Each statement takes all objects of a hop together, so that their number does not grow with the estate. Both ends of a
cable are joined by the cable and, where its profile says so, by the connector. OFFSET 0 makes PostgreSQL look up each
row by its index, as in `capacity.power_tree`.
"""

from collections.abc import Collection
from typing import NamedTuple

from .asking import query
from .loads import PowerLimit

__all__ = (
    'Cut',
    'Feed',
    'Hanging',
    'Source',
    'Supply',
    'below_devices',
    'below_feeds',
    'below_inlets',
    'read_dark',
    'read_feeds',
    'read_hanging_on_feeds',
    'read_hanging_on_inlets',
    'read_limits',
    'read_sources',
    'read_supplies',
)

# The port and the source are ends of the same cable; a breakout has one connector on one side, so that all are joined.
_SAME_WIRE = """
(cable.profile LIKE 'breakout%%' OR (port.cable_connector = source.cable_connector) IS NOT FALSE)
"""
# How many feeds or outlets supply a port over its cable.
_SOURCES = """
(SELECT count(*) FROM dcim_cabletermination end_
 WHERE end_.cable_id = port.cable_id AND end_.cable_end <> port.cable_end
   AND (cable.profile LIKE 'breakout%%' OR (end_.connector = port.cable_connector) IS NOT FALSE))
"""
_PORT_OF_SOURCE = """
CROSS JOIN LATERAL (SELECT id, profile, status FROM dcim_cable WHERE id = source.cable_id OFFSET 0) cable
CROSS JOIN LATERAL (
    SELECT id, device_id, cable_id, cable_end, cable_connector, allocated_draw, maximum_draw FROM dcim_powerport
    WHERE cable_id = source.cable_id OFFSET 0
) port
"""

_FEEDS = """
SELECT id, power_panel_id, rack_id, cable_id IS NOT NULL OR mark_connected FROM dcim_powerfeed
WHERE id = ANY(%(feeds)s::bigint[]) OR power_panel_id = ANY(%(panels)s::bigint[])
ORDER BY id
"""
_BELOW_FEEDS = f"""
SELECT source.id, source.power_panel_id, cable.id, port.id, port.device_id, {_SOURCES}
FROM dcim_powerfeed source {_PORT_OF_SOURCE}
WHERE source.id = ANY(%(feeds)s::bigint[]) AND {_SAME_WIRE}
ORDER BY port.id, source.id
"""  # noqa: S608
# An outlet of which nobody recorded the inlet goes when every inlet of its device goes.
_BELOW_INLETS = f"""
SELECT source.id, source.power_port_id, cable.id, port.id, port.device_id, {_SOURCES}
FROM dcim_poweroutlet source {_PORT_OF_SOURCE}
WHERE source.power_port_id = ANY(%(inlets)s::bigint[]) AND {_SAME_WIRE}
ORDER BY port.id, source.id
"""  # noqa: S608
_BELOW_DEVICES = f"""
SELECT source.id, source.device_id, cable.id, port.id, port.device_id, {_SOURCES}
FROM dcim_poweroutlet source {_PORT_OF_SOURCE}
WHERE source.device_id = ANY(%(devices)s::bigint[]) AND {_SAME_WIRE}
ORDER BY port.id, source.id
"""  # noqa: S608
_DARK = """
SELECT DISTINCT outlet.device_id, NOT EXISTS (
    SELECT FROM dcim_powerport inlet
    WHERE inlet.device_id = outlet.device_id AND (inlet.cable_id IS NOT NULL OR inlet.mark_connected)
      AND NOT inlet.id = ANY(%(cut)s::bigint[])
)
FROM dcim_poweroutlet outlet
WHERE outlet.device_id = ANY(%(devices)s::bigint[]) AND outlet.power_port_id IS NULL AND outlet.cable_id IS NOT NULL
ORDER BY outlet.device_id
"""
# The power ports in use of some devices, and of everything in some racks; a device without any has one row, empty.
_SUPPLIES = """
SELECT device.id, device.rack_id, port.id, port.allocated_draw, port.maximum_draw, port.cable_id,
       device.power_port_count, device.interface_count,
       EXISTS (SELECT FROM dcim_devicebay bay WHERE bay.installed_device_id = device.id)
FROM dcim_device device
LEFT JOIN dcim_powerport port ON port.device_id = device.id AND (port.cable_id IS NOT NULL OR port.mark_connected)
WHERE device.id = ANY(%(devices)s::bigint[]) OR device.rack_id = ANY(%(racks)s::bigint[])
ORDER BY device.id, port.id
"""
_ABOVE = f"""
SELECT port.id, feed.id, feed.status = 'active' AND cable.status = 'connected', NULL, NULL, NULL
FROM dcim_powerport port
JOIN dcim_cable cable ON cable.id = port.cable_id
CROSS JOIN LATERAL (
    SELECT id, status, cable_connector FROM dcim_powerfeed WHERE cable_id = port.cable_id OFFSET 0
) feed
WHERE port.id = ANY(%(ports)s::bigint[]) AND {_SAME_WIRE.replace('source.', 'feed.')}
UNION ALL
SELECT port.id, NULL, outlet.status = 'enabled' AND cable.status = 'connected', outlet.id, outlet.power_port_id,
       outlet.device_id
FROM dcim_powerport port
JOIN dcim_cable cable ON cable.id = port.cable_id
CROSS JOIN LATERAL (
    SELECT id, status, cable_connector, power_port_id, device_id FROM dcim_poweroutlet
    WHERE cable_id = port.cable_id OFFSET 0
) outlet
WHERE port.id = ANY(%(ports)s::bigint[]) AND {_SAME_WIRE.replace('source.', 'outlet.')}
ORDER BY 1, 2, 4
"""  # noqa: S608
_PASSES_ON = 'EXISTS (SELECT FROM dcim_poweroutlet below WHERE below.power_port_id = port.id)'
_ON_FEEDS = f"""
SELECT source.id, '', port.id, port.device_id, port.allocated_draw, port.maximum_draw, {_PASSES_ON}
FROM dcim_powerfeed source {_PORT_OF_SOURCE}
WHERE source.id = ANY(%(feeds)s::bigint[]) AND {_SAME_WIRE}
"""  # noqa: S608
_ON_INLETS = f"""
SELECT source.power_port_id, COALESCE(source.feed_leg, ''), port.id, port.device_id, port.allocated_draw,
       port.maximum_draw, {_PASSES_ON}
FROM dcim_poweroutlet source {_PORT_OF_SOURCE}
WHERE source.power_port_id = ANY(%(inlets)s::bigint[]) AND source.status = 'enabled' AND {_SAME_WIRE}
"""  # noqa: S608
_LIMITS = """
SELECT id, available_power, phase = 'three-phase', supply = 'dc' FROM dcim_powerfeed
WHERE id = ANY(%(feeds)s::bigint[])
ORDER BY id
"""


class Feed(NamedTuple):
    pk: int
    panel: int
    rack: int | None
    is_cabled: bool


class Cut(NamedTuple):
    """A power port behind a source (a feed or an outlet); `above` is its panel, inlet or device."""

    source: int
    above: int
    cable: int
    port: int
    device: int
    sources: int


class Supply(NamedTuple):
    """A power port in use of a device; `port` is None for a device without any."""

    device: int
    rack: int | None
    port: int | None
    allocated: int | None
    maximum: int | None
    cable: int | None
    port_count: int
    interface_count: int
    is_in_bay: bool


class Source(NamedTuple):
    """What a power port is plugged into: a feed, or an outlet behind an inlet. `gives` is false when it is off."""

    port: int
    feed: int | None
    gives: bool
    outlet: int | None
    inlet: int | None
    device: int | None


class Hanging(NamedTuple):
    """A power port below a feed or an inlet, with its draws in W and the leg of its outlet ('' when unknown)."""

    carrier: int
    leg: str
    port: int
    device: int
    allocated: int | None
    maximum: int | None
    passes_on: bool


def read_feeds(feeds: Collection[int], panels: Collection[int]) -> list[Feed]:
    """Return these feeds and those of the panels."""
    return [Feed(*row) for row in query(_FEEDS, feeds=feeds, panels=panels)]


def below_feeds(feeds: Collection[int]) -> list[Cut]:
    return [Cut(*row) for row in query(_BELOW_FEEDS, feeds=feeds)]


def below_inlets(inlets: Collection[int]) -> list[Cut]:
    return [Cut(*row) for row in query(_BELOW_INLETS, inlets=inlets)]


def below_devices(devices: Collection[int]) -> list[Cut]:
    return [Cut(*row) for row in query(_BELOW_DEVICES, devices=devices)]


def read_dark(devices: Collection[int], cut: Collection[int]) -> list[tuple[int, bool]]:
    """Return the devices that have outlets without a recorded inlet, and whether all inlets in use of each are cut."""
    return [(device, is_dark) for device, is_dark in query(_DARK, devices=devices, cut=cut)]


def read_supplies(devices: Collection[int], racks: Collection[int]) -> list[Supply]:
    """Return the power ports in use of these devices and of everything in these racks."""
    return [Supply(*row) for row in query(_SUPPLIES, devices=devices, racks=racks)]


def read_sources(ports: Collection[int]) -> list[Source]:
    return [Source(*row) for row in query(_ABOVE, ports=ports)]


def read_hanging_on_feeds(feeds: Collection[int]) -> list[Hanging]:
    return [Hanging(*row) for row in query(_ON_FEEDS, feeds=feeds)]


def read_hanging_on_inlets(inlets: Collection[int]) -> list[Hanging]:
    return [Hanging(*row) for row in query(_ON_INLETS, inlets=inlets)]


def read_limits(feeds: Collection[int]) -> list[PowerLimit]:
    """Return what each feed may carry (NetBox's available power)."""
    return [PowerLimit(*row) for row in query(_LIMITS, feeds=feeds)]
