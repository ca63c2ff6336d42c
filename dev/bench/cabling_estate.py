"""The supplies, outlets and ports of the estate's devices, and their cables.

Numbers say what belongs together: supply `s` (0 or 1) of device d is power port 2d + s, its cable has the same number,
and it is plugged into PDU 2 * rack + s, outlet 64 * PDU + slot. A PDU's inlet is power port 2 * PDU, on the feed of the
PDU's own number. Interfaces are 64 * device + port; their cables are numbered above all the others.
"""

from .filling import Filler

__all__ = ('OUTLETS', 'PORTS', 'STEPS')

OUTLETS = 32  # of a PDU
PORTS = 48  # of a switch
LAYOUT = 'FROM layout AS l JOIN dcim_rack AS r ON r.id = l.rack'
PDUS = 'FROM dcim_rack AS r, generate_series(0, 1) AS side'
SUPPLIES = f'{LAYOUT}, generate_series(0, 1) AS side'
PLACE = {'_site_id': 'r.site_id', '_location_id': 'r.location_id', '_rack_id': 'r.id'}
# Above every cable of a supply.
NETWORK = '(SELECT 2 * max(device) + 2 FROM layout)'


def _power_ports(filler: Filler) -> None:
    cabled = {**PLACE, 'cable_end': "'A'"}
    filler.insert(
        'dcim_powerport',
        {
            **cabled, 'id': '2 * l.device + side', 'device_id': 'l.device', 'name': "'PSU' || (side + 1)",
            'type': "'iec-60320-c14'", 'allocated_draw': 'l.draw / 2', 'maximum_draw': 'l.draw',
            'cable_id': '2 * l.device + side',
        },
        SUPPLIES,
    )  # fmt: skip
    filler.insert(
        'dcim_powerport',
        {
            **cabled, 'id': '2 * (2 * r.id + side)', 'device_id': '2 * r.id + side', 'name': "'Inlet'",
            'type': "'iec-60309-p-n-e-6h'", 'cable_id': '2 * (2 * r.id + side)',
        },
        PDUS,
    )  # fmt: skip
    filler.run("UPDATE dcim_powerfeed SET cable_id = 2 * id, cable_end = 'B'")


def _power_outlets(filler: Filler) -> None:
    filler.insert(
        'dcim_poweroutlet',
        {
            **PLACE, 'id': '64 * (2 * r.id + side) + slot', 'device_id': '2 * r.id + side',
            'power_port_id': '2 * (2 * r.id + side)', 'name': "'Outlet ' || lpad((slot + 1)::text, 2, '0')",
            'type': "'iec-60320-c13'", 'status': "'enabled'", 'cable_id': '2 * l.device + side',
            'cable_end': "CASE WHEN l.device IS NOT NULL THEN 'B' END",
        },
        'FROM dcim_rack AS r CROSS JOIN generate_series(0, 1) AS side '
        f'CROSS JOIN generate_series(0, {OUTLETS - 1}) AS slot LEFT JOIN layout AS l ON l.rack = r.id AND l.n = slot',
    )  # fmt: skip


def _power_cables(filler: Filler) -> None:
    """A cable for every power port: supply to outlet, inlet to feed."""
    cable = {'type': "'power'", 'status': "'connected'", 'profile': "''"}
    filler.insert('dcim_cable', {**cable, 'id': 'id'}, 'FROM dcim_powerport')
    in_rack = 'AS t JOIN dcim_rack AS r ON r.id = t._rack_id WHERE t.cable_id IS NOT NULL'
    _terminate(filler, 'powerport', f'FROM dcim_powerport {in_rack}', 't.device_id')
    _terminate(filler, 'poweroutlet', f'FROM dcim_poweroutlet {in_rack}', 't.device_id')
    _terminate(filler, 'powerfeed', 'FROM dcim_powerfeed AS t JOIN dcim_rack AS r ON r.id = t.rack_id', 'NULL')


def _interfaces(filler: Filler) -> None:
    """A switch has 48 ports; the server in slot n is on port n."""
    common = {**PLACE, 'type': "'1000base-t'", 'enabled': 'true'}
    filler.insert(
        'dcim_interface',
        {
            **common, 'id': '64 * l.device + port', 'device_id': 'l.device', 'name': "'ge-0/0/' || port",
            '_name': "'9999999999999999ge-' || lpad(port::text, 6, '0')",
            'cable_id': f'{NETWORK} + s.device', 'cable_end': "CASE WHEN s.device IS NOT NULL THEN 'B' END",
        },
        f'{LAYOUT} CROSS JOIN generate_series(0, {PORTS - 1}) AS port '
        'LEFT JOIN layout AS s ON s.rack = l.rack AND s.n = port AND port > 0 WHERE l.n = 0',
    )  # fmt: skip
    filler.insert(
        'dcim_interface',
        {
            **common, 'id': '64 * l.device', 'device_id': 'l.device', 'name': "'eth0'",
            '_name': "'9999999999999999eth000000'", 'cable_id': f'{NETWORK} + l.device', 'cable_end': "'A'",
        },
        f'{LAYOUT} WHERE l.n > 0',
    )  # fmt: skip


def _network_cables(filler: Filler) -> None:
    filler.insert(
        'dcim_cable',
        {'type': "'cat6'", 'status': "'connected'", 'profile': "''", 'id': f'{NETWORK} + device'},
        'FROM layout WHERE n > 0',
    )
    source = 'FROM dcim_interface AS t JOIN dcim_rack AS r ON r.id = t._rack_id WHERE t.cable_id IS NOT NULL'
    _terminate(filler, 'interface', source, 't.device_id')


def _terminate(filler: Filler, model: str, source: str, device: str) -> None:
    """Write the terminations of everything of this kind that has a cable."""
    kind = f"(SELECT id FROM django_content_type WHERE app_label = 'dcim' AND model = '{model}')"
    filler.insert(
        'dcim_cabletermination',
        {
            **PLACE, '_device_id': device, 'cable_id': 't.cable_id', 'cable_end': 't.cable_end',
            'termination_id': 't.id', 'termination_type_id': kind,
        },
        source,
    )  # fmt: skip


STEPS = (_power_ports, _power_outlets, _power_cables, _interfaces, _network_cables)
