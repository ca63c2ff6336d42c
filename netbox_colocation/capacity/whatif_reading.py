"""Read what a what-if question looks at: the site's estate, and the devices that a loss could leave without supply."""

from collections.abc import Collection

from django.db import connection

from . import snapshot
from .estate import Demand, Estate, ServerNeed
from .findings import CABLE, DOMAIN_NAME, RESOURCES
from .questions import Question
from .whatif import Supplied

__all__ = ('read_scenario', 'read_supplied')

MOST_HOPS = 5
MINDED = tuple(resource for resource in RESOURCES if resource not in (CABLE, DOMAIN_NAME))

_SUPPLIED = """
WITH RECURSIVE down(port, device, hop) AS (
    SELECT port.id, port.device_id, 0
    FROM dcim_powerfeed feed JOIN dcim_powerport port ON port.cable_id = feed.cable_id
    WHERE feed.id = ANY(%(feeds)s)
    UNION
    SELECT port.id, port.device_id, down.hop + 1
    FROM down
    JOIN dcim_poweroutlet outlet ON outlet.power_port_id = down.port
    JOIN dcim_powerport port ON port.cable_id = outlet.cable_id
    WHERE down.hop < %(hops)s
), consumer AS (
    SELECT device.id, device.name, device.rack_id, device.tenant_id FROM dcim_device device
    WHERE (device.id IN (SELECT device FROM down)
        OR device.rack_id IN (SELECT rack_id FROM dcim_powerfeed WHERE id = ANY(%(feeds)s)))
      AND EXISTS (SELECT FROM dcim_powerport port WHERE port.device_id = device.id)
      AND NOT EXISTS (SELECT FROM dcim_poweroutlet outlet WHERE outlet.device_id = device.id)
), up(device, port, cable, hop) AS (
    SELECT consumer.id, port.id, port.cable_id, 0
    FROM consumer JOIN dcim_powerport port ON port.device_id = consumer.id WHERE port.cable_id IS NOT NULL
    UNION
    SELECT up.device, up.port, inlet.cable_id, up.hop + 1
    FROM up
    JOIN dcim_poweroutlet outlet ON outlet.cable_id = up.cable
    JOIN dcim_powerport inlet ON inlet.id = outlet.power_port_id
    WHERE inlet.cable_id IS NOT NULL AND up.hop < %(hops)s
), fed AS (
    SELECT up.device, up.port, feed.id AS feed, feed.status
    FROM up JOIN dcim_powerfeed feed ON feed.cable_id = up.cable
)
SELECT consumer.id, COALESCE(consumer.name, '#' || consumer.id), consumer.rack_id, COALESCE(tenant.name, ''),
    ARRAY(SELECT DISTINCT fed.feed FROM fed WHERE fed.device = consumer.id AND fed.status = 'active'),
    EXISTS (
        SELECT FROM dcim_powerport port
        WHERE port.device_id = consumer.id AND (port.cable_id IS NOT NULL OR port.mark_connected)
          AND NOT EXISTS (SELECT FROM fed WHERE fed.port = port.id))
FROM consumer LEFT JOIN tenancy_tenant tenant ON tenant.id = consumer.tenant_id
ORDER BY 2, 1
"""


def read_scenario(question: Question, server: ServerNeed | None = None) -> Estate:
    """Return the question's site, as a check of this server would see it."""
    return snapshot.read_estate(question, Demand((server,) if server else ()), MINDED)


def read_supplied(feeds: Collection[int]) -> list[Supplied]:
    """Return the devices on these feeds and in their racks, with all active feeds of each; one query."""
    if not feeds:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SUPPLIED, {'feeds': sorted(feeds), 'hops': MOST_HOPS})
        return [
            Supplied(pk, name, rack, tenant, frozenset(on), is_open)
            for pk, name, rack, tenant, on, is_open in cursor.fetchall()
        ]
