"""Which racks take one server, in one statement on the live tables: units as bits, watts along the cables."""

from dataclasses import asdict

from .asking import fetch
from .placement_question import OFFERED, Wanted

__all__ = ('find_fitting',)

STATEMENT = """
WITH rack AS MATERIALIZED (
    SELECT r.id, r.u_height, r.starting_unit, r.status, r.tenant_id, r.mounting_depth,
           r._abs_max_weight AS most, coalesce(r._abs_weight, 0) AS own
    FROM dcim_rack AS r LEFT JOIN dcim_location AS l ON l.id = r.location_id
    WHERE r.site_id = %(site)s
      AND (%(location)s::bigint IS NULL OR l.path <@ (SELECT path FROM dcim_location WHERE id = %(location)s))
), device AS (
    SELECT d.rack_id AS rack,
           bit_or(((1::bigint << t.u_height::int) - 1) << (d.position::int - rack.starting_unit))
               FILTER (WHERE d.position IS NOT NULL) AS taken,
           sum(t._abs_weight) AS weight
    FROM dcim_device AS d JOIN rack ON rack.id = d.rack_id JOIN dcim_devicetype AS t ON t.id = d.device_type_id
    GROUP BY 1
), reserved AS (
    SELECT v.rack_id AS rack, bit_or(1::bigint << (unit - rack.starting_unit)) AS taken
    FROM dcim_rackreservation AS v JOIN rack ON rack.id = v.rack_id CROSS JOIN unnest(v.units) AS unit
    GROUP BY 1
), held AS (
    SELECT rack, sum(watts) AS watts, sum(grams) AS grams
    FROM (
        SELECT DISTINCT h.rack_id AS rack, s.id, s.power_draw AS watts, s.weight_kg * 1000 AS grams
        FROM netbox_colocation_heldunits AS h JOIN netbox_colocation_requestedserver AS s ON s.id = h.server_id
        WHERE h.is_active
    ) AS server GROUP BY 1
), draw AS (
    SELECT device_id AS device, sum(allocated_draw) AS watts FROM dcim_powerport
    WHERE _rack_id IN (SELECT id FROM rack) GROUP BY 1
), feed AS (
    SELECT f.id, f.rack_id AS rack, min(f.available_power) AS available, sum(draw.watts) AS watts
    FROM dcim_powerfeed AS f
    JOIN rack ON rack.id = f.rack_id
    LEFT JOIN dcim_powerport AS inlet ON inlet.cable_id = f.cable_id
    LEFT JOIN dcim_poweroutlet AS outlet ON outlet.power_port_id = inlet.id
    LEFT JOIN dcim_powerport AS supply ON supply.cable_id = outlet.cable_id
    LEFT JOIN draw ON draw.device = supply.device_id
    GROUP BY 1, 2
), power AS (
    SELECT rack, min(available - coalesce(watts, 0)) AS left FROM feed GROUP BY 1
)
SELECT rack.id
FROM rack
LEFT JOIN device ON device.rack = rack.id
LEFT JOIN reserved ON reserved.rack = rack.id
LEFT JOIN held ON held.rack = rack.id
JOIN power ON power.rack = rack.id
CROSS JOIN LATERAL (
    SELECT ((1::bigint << rack.u_height) - 1) & ~(coalesce(device.taken, 0) | coalesce(reserved.taken, 0)) AS units
) AS free
WHERE rack.status = ANY (%(offered)s) AND rack.tenant_id IS NULL AND rack.mounting_depth >= %(depth_mm)s
  AND {run} <> 0
  AND power.left - coalesce(held.watts, 0) >= %(watts)s
  AND coalesce(device.weight, 0) + rack.own + coalesce(held.grams, 0) + %(kilograms)s * 1000 <= rack.most
"""


def find_fitting(site: int, wanted: Wanted, *, location: int | None = None) -> frozenset[int]:
    """Return the racks of a site, or of one of its locations, that take the server.

    For devices that stand on whole units, where a rack's units fit into 63 bits and every server has a supply on each
    feed: the estate of the benchmark, not every one.
    """
    run = ' & '.join(f'(free.units >> {unit})' for unit in range(wanted.units))
    rows = fetch(
        STATEMENT.format(run=f'({run})'),
        {**asdict(wanted), 'site': site, 'location': location, 'offered': list(OFFERED)},
    )
    return frozenset(pk for (pk,) in rows)
