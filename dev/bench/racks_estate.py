"""An estate of racks, devices, power and addresses of three sizes, written in SQL because it is much.

One site. Its halls have rows of twenty racks; each row has a power panel A and one B, each rack a feed of both, a PDU
on each feed (0 U), a switch at the top of its rear, and servers with a supply on either PDU. What is written is what
NetBox would have written: cables with both terminations, the columns it keeps beside them, the paths of its trees.
It leaves out the traced cable paths: nothing that is measured here reads them.

Everything is known and every server has two supplies, so that NetBox's own methods, one SQL statement and ours have to
give the same answer. Draws are multiples of 40 W, so that NetBox's rounded percentage tells the watts exactly.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from . import addresses_estate, cabling_estate, holds_estate
from .filling import PICK, Filler

__all__ = ('ESTATES', 'SITE', 'Scale', 'fill')

SITE = 'bench'  # slug


@dataclass(frozen=True)
class Scale:
    """How much there is. `addresses` are those of the /8, beside some 60,000 in the other prefixes."""

    racks: int
    halls: int
    addresses: int
    tenants: int = 200


ESTATES = {
    'S': Scale(racks=100, halls=2, addresses=20_000),
    'M': Scale(racks=1_000, halls=4, addresses=60_000),
    'L': Scale(racks=10_000, halls=10, addresses=950_000),
}
ROW = 20  # racks


def fill(connection: psycopg.Connection[Any], size: str) -> None:
    """Fill a migrated, empty database and commit."""
    filler = Filler(connection, {**asdict(ESTATES[size]), 'row': ROW})
    filler.run(PICK)
    steps = [
        _people, _site, _types, _without_triggers, _racks, _power, _layout, _devices, *cabling_estate.STEPS,
        *holds_estate.STEPS, *addresses_estate.STEPS,
    ]  # fmt: skip
    for step in steps:
        began = time.monotonic()
        step(filler)
        if (took := time.monotonic() - began) > 2:
            print(f'  {step.__name__.strip("_").replace("_", " ")}: {took:.0f} s', flush=True)
    filler.use_numbers()
    connection.commit()
    connection.autocommit = True
    connection.execute('VACUUM (ANALYZE)')
    print('  ' + ', '.join(f'{count:,} {table}' for table, count in filler.rows.items() if count > 1000), flush=True)


def _without_triggers(filler: Filler) -> None:
    """Rows that refer to each other are written together: checking each takes longer than writing it.

    A server whose user may not do that checks them all: slower, and the same.
    """
    if filler.one('SELECT rolsuper FROM pg_roles WHERE rolname = current_user'):
        filler.run("SET LOCAL session_replication_role = 'replica'")


def _people(filler: Filler) -> None:
    filler.insert(
        'tenancy_tenant',
        {'id': 'n', 'name': "'Agency ' || lpad(n::text, 4, '0')", 'slug': "'agency-' || n"},
        'FROM generate_series(1, %(tenants)s) AS n',
    )
    filler.insert(
        'users_user',
        {'id': '1', 'username': "'bench'", 'password': "'!'", 'is_superuser': 'true', 'is_active': 'true'},
    )


def _site(filler: Filler) -> None:
    """The halls, and below them the rows: location 1..halls, then one for each row of racks."""
    filler.insert('dcim_site', {'id': '1', 'name': "'Benchmark'", 'slug': f"'{SITE}'", 'status': "'active'"})
    filler.insert(
        'dcim_location',
        {'id': 'n', 'site_id': '1', 'name': "'Hall ' || n", 'slug': "'hall-' || n", 'status': "'active'"},
        'FROM generate_series(1, %(halls)s) AS n',
    )
    filler.insert(
        'dcim_location',
        {
            'id': '%(halls)s + 1 + n', 'site_id': '1', 'name': "'Row ' || n", 'slug': "'row-' || n",
            'status': "'active'", 'parent_id': '1 + n * %(row)s * %(halls)s / %(racks)s',
        },
        'FROM generate_series(0, (%(racks)s - 1) / %(row)s) AS n',
    )  # fmt: skip


# model, U, whether it takes both faces, kg, W of both supplies together at the least and in how many steps of 40 W
TYPES = (
    ('PDU', 0, False, 5, 0, 0),
    ('Switch', 1, False, 8, 160, 1),
    ('Server 1 U', 1, True, 16, 120, 5),
    ('Server 2 U', 2, True, 26, 200, 7),
    ('Server 4 U', 4, True, 42, 400, 6),
    ('Appliance 1 U', 1, False, 6, 80, 2),
)
# Slugs of their roles; the switch's is the one that the plugin's settings name.
ROLES = ('pdu', 'access-switch', 'server-1u', 'server-2u', 'server-4u', 'appliance')


def _types(filler: Filler) -> None:
    filler.insert('dcim_manufacturer', {'id': '1', 'name': "'Example'", 'slug': "'example'"})
    for number, (model, height, is_deep, weight, *_) in enumerate(TYPES, 1):
        filler.insert(
            'dcim_devicetype',
            {
                'id': str(number), 'manufacturer_id': '1', 'model': f"'{model}'", 'slug': f"'type-{number}'",
                'u_height': str(height), 'is_full_depth': str(is_deep), 'weight': str(weight), 'weight_unit': "'kg'",
                '_abs_weight': str(weight * 1000),
            },
        )  # fmt: skip
        filler.insert('dcim_devicerole', {'id': str(number), 'name': f"'{model}'", 'slug': f"'{ROLES[number - 1]}'"})


def _racks(filler: Filler) -> None:
    """42 or 47 U, every tenth counted from the top; some not offered, too weak, too shallow, or a tenant's."""
    filler.insert(
        'dcim_rack',
        {
            'id': 'n', 'site_id': '1', 'location_id': '%(halls)s + 1 + (n - 1) / %(row)s',
            'name': "'R' || lpad(n::text, 5, '0')",
            'status': "CASE pg_temp.pick(n, 0, 1, 40) WHEN 0 THEN 'planned' WHEN 1 THEN 'deprecated' "
            "WHEN 2 THEN 'reserved' WHEN 3 THEN 'available' ELSE 'active' END",
            'width': '19', 'u_height': 'CASE WHEN pg_temp.pick(n, 0, 2, 4) = 0 THEN 47 ELSE 42 END',
            'starting_unit': '1', 'desc_units': 'pg_temp.pick(n, 0, 3, 10) = 0',
            'tenant_id': 'CASE WHEN pg_temp.pick(n, 0, 4, 25) = 0 THEN 1 + pg_temp.pick(n, 0, 5, %(tenants)s) END',
            'mounting_depth': 'CASE WHEN pg_temp.pick(n, 0, 6, 20) = 0 THEN 600 ELSE 740 END',
            'outer_depth': '1000', 'outer_unit': "'mm'",
            'weight': '120', 'weight_unit': "'kg'", '_abs_weight': '120000',
            'max_weight': 'CASE WHEN pg_temp.pick(n, 0, 7, 5) = 0 THEN 500 ELSE 1000 END',
            '_abs_max_weight': 'CASE WHEN pg_temp.pick(n, 0, 7, 5) = 0 THEN 500000 ELSE 1000000 END',
            'cooling_capability': "'air-only'", 'cooling_capacity': '12',
        },
        'FROM generate_series(1, %(racks)s) AS n',
    )  # fmt: skip


def _power(filler: Filler) -> None:
    """Panels 2 * row (A) and 2 * row + 1 (B), feeds 2 * rack and 2 * rack + 1: 5,888 VA, in every eighth rack 2,944."""
    filler.insert(
        'dcim_powerpanel',
        {
            'id': '2 * (n + 1) + side', 'site_id': '1', 'location_id': '%(halls)s + 1 + n',
            'name': "'Panel ' || n || chr(65 + side)",
        },
        'FROM generate_series(0, (%(racks)s - 1) / %(row)s) AS n, generate_series(0, 1) AS side',
    )  # fmt: skip
    amperes = 'CASE WHEN pg_temp.pick(r.id, 0, 8, 8) = 0 THEN 16 ELSE 32 END'
    filler.insert(
        'dcim_powerfeed',
        {
            'id': '2 * r.id + side', 'rack_id': 'r.id', 'power_panel_id': '2 * (1 + (r.id - 1) / %(row)s) + side',
            'name': "r.name || chr(65 + side)", 'status': "'active'",
            'type': "CASE side WHEN 0 THEN 'primary' ELSE 'redundant' END", 'supply': "'ac'",
            'phase': "'single-phase'", 'voltage': '230', 'amperage': amperes, 'max_utilization': '80',
            'available_power': f'round(230 * ({amperes}) * 0.8)',
        },
        'FROM dcim_rack AS r, generate_series(0, 1) AS side',
    )  # fmt: skip


def _layout(filler: Filler) -> None:
    """What stands where: slot 0 the switch, then the servers from the bottom up with gaps here and there."""
    filler.run(
        """
        CREATE TEMP TABLE layout ON COMMIT DROP AS
        WITH slot AS (
            SELECT r.id AS rack, r.u_height, n,
                   (ARRAY[3, 3, 3, 3, 3, 3, 4, 4, 5, 6])[1 + pg_temp.pick(r.id, n, 11, 10)] AS type,
                   CASE WHEN pg_temp.pick(r.id, n, 12, 9) = 0 THEN 1 + pg_temp.pick(r.id, n, 13, 3) ELSE 0 END AS gap
            FROM dcim_rack AS r, generate_series(1, 16 + pg_temp.pick(r.id, 0, 14, 15)) AS n
        ), placed AS (
            SELECT slot.*, t.u_height::int AS height,
                   1 + sum(t.u_height::int + gap) OVER (PARTITION BY rack ORDER BY n) - t.u_height::int AS position
            FROM slot JOIN dcim_devicetype AS t ON t.id = slot.type
        ), everything AS (
            SELECT rack, n, type, position, CASE WHEN type = 6 AND mod(n, 2) = 1 THEN 'rear' ELSE 'front' END AS face
            FROM placed WHERE position + height <= u_height
            UNION ALL
            SELECT id, 0, 2, u_height, 'rear' FROM dcim_rack
        )
        SELECT row_number() OVER (ORDER BY rack, n) + 2 * %(racks)s + 1 AS device, e.*,
               (ARRAY[0, 160, 120, 200, 400, 80])[type]
               + 40 * pg_temp.pick(rack, n, 15, (ARRAY[1, 1, 5, 7, 6, 2])[type]) AS draw
        FROM everything AS e
        """
    )
    filler.run('ANALYZE layout')


def _devices(filler: Filler) -> None:
    """PDUs are devices 2 * rack and 2 * rack + 1, as their feeds; then what the layout says."""
    common = {
        'site_id': '1', 'location_id': 'r.location_id', 'rack_id': 'r.id', 'status': "'active'",
        'power_port_count': '2', 'interface_count': '1',
    }  # fmt: skip
    filler.insert(
        'dcim_device',
        {
            **common, 'id': '2 * r.id + side', 'device_type_id': '1', 'role_id': '1',
            'name': "r.name || '-pdu-' || chr(97 + side)", 'power_port_count': '1', 'power_outlet_count': '32',
            'interface_count': '0',
        },
        'FROM dcim_rack AS r, generate_series(0, 1) AS side',
    )  # fmt: skip
    filler.insert(
        'dcim_device',
        {
            **common, 'id': 'l.device', 'device_type_id': 'l.type', 'role_id': 'l.type', 'position': 'l.position',
            'face': 'l.face', 'name': "r.name || '-' || l.n",
            'tenant_id': 'CASE WHEN l.n > 0 THEN 1 + pg_temp.pick(r.id, l.n, 16, %(tenants)s) END',
            'interface_count': 'CASE l.n WHEN 0 THEN 48 ELSE 1 END',
        },
        'FROM layout AS l JOIN dcim_rack AS r ON r.id = l.rack',
    )  # fmt: skip
    filler.run(
        'UPDATE dcim_devicetype AS t SET device_count = (SELECT count(*) FROM dcim_device WHERE device_type_id = t.id)'
    )
