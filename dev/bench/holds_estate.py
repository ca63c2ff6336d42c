"""Reservations of NetBox's, and holds of ours with the requests that they are for."""

from .filling import Filler

__all__ = ('STEPS',)


def _reservations(filler: Filler) -> None:
    """Every fifteenth rack has three reserved units, whatever stands there: NetBox takes that."""
    filler.insert(
        'dcim_rackreservation',
        {
            'rack_id': 'r.id', 'user_id': '1', 'status': "'active'", 'description': "'Kept'",
            'units': 'ARRAY[u, u + 1, u + 2]::smallint[]',
        },
        """
        FROM (SELECT id, (u_height - 2 - pg_temp.pick(id, 0, 32, 20))::int AS u FROM dcim_rack) AS r
        WHERE pg_temp.pick(r.id, 0, 31, 15) = 0
        """,
    )  # fmt: skip


def _requests(filler: Filler) -> None:
    """A request with one server of 1 U, 200 W and 20 kg for every hold."""
    filler.run(
        """
        CREATE TEMP TABLE held ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY rack) AS n, rack, u_height - 1 AS unit
        FROM (
            SELECT l.rack, r.u_height, max(l.position + t.u_height) FILTER (WHERE l.n > 0) AS top
            FROM layout AS l JOIN dcim_rack AS r ON r.id = l.rack JOIN dcim_devicetype AS t ON t.id = l.type
            WHERE pg_temp.pick(l.rack, 0, 33, 20) = 0 GROUP BY 1, 2
        ) AS rack WHERE top < u_height
          AND NOT EXISTS (SELECT FROM dcim_rackreservation WHERE rack_id = rack AND (u_height - 1) = ANY (units))
        """
    )
    filler.insert(
        'netbox_colocation_procedure',
        {'id': '1', 'agency_id': '1', 'key': "'bench'", 'name': "'Benchmark'", 'subject_kind': "'colocation-request'"},
    )
    filler.insert(
        'netbox_colocation_colocationrequest',
        {
            'id': 'n', 'name': "'Held ' || n", 'procedure_id': '1', 'applicant_id': '2', 'status': "'open'",
            'purpose': "'For the benchmark'", 'site_id': '1', 'grouping': "'any'",
        },
        'FROM held',
    )  # fmt: skip
    filler.insert(
        'netbox_colocation_requestedserver',
        {
            'id': 'n', 'request_id': 'n', 'name': "'held-' || n", 'u_height': '1', 'is_full_depth': 'true',
            'power_draw': '200', 'power_supplies': '2', 'weight_kg': '20', 'network_interfaces': '1',
            'is_rack_mountable': 'true', 'domain_names': "'{}'", 'services': "'{}'", 'mac_addresses': "'{}'",
        },
        'FROM held',
    )  # fmt: skip


def _holds(filler: Filler) -> None:
    filler.insert(
        'netbox_colocation_hold',
        {
            'id': 'n', 'request_id': 'n', 'state': "'active'", 'held_at': 'now()', 'conflicts': "'[]'",
            'expires_at': "now() + interval '30 days'",
        },
        'FROM held',
    )  # fmt: skip
    filler.run('SELECT count(*) FROM held')
    filler.insert(
        'dcim_rackreservation',
        {
            'id': '1000000 + n', 'rack_id': 'rack', 'user_id': '1', 'status': "'active'", 'tenant_id': '2',
            'description': "'Held for a colocation request'", 'units': 'ARRAY[unit]::smallint[]',
        },
        'FROM held',
    )  # fmt: skip
    filler.insert(
        'netbox_colocation_heldunits',
        {
            'id': '2 * n + side', 'hold_id': 'n', 'server_id': 'n', 'rack_id': 'rack', 'is_active': 'true',
            'face': "(ARRAY['front', 'rear'])[1 + side]", 'half_units': 'int4range(2 * (unit - 1), 2 * unit)',
            'reservation_id': '1000000 + n',
        },
        'FROM held, generate_series(0, 1) AS side',
    )  # fmt: skip


STEPS = (_reservations, _requests, _holds)
