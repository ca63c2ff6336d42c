"""Marks: whatever changes what a rack's capacity rests on, through NetBox or by SQL, marks the rack as stale.

Statement-level triggers: one insert for each statement, however many rows it touched. A mark is a new row and never an
update, so that writers do not wait for each other. The functions do nothing once the plugin's tables are gone.
"""

from django.db import migrations

MARKS = 'netbox_colocation_stalerack'

# Cables join a supply to an outlet; whose load hangs on which feed may change in the racks at both ends, in those of
# everything that a changed PDU passes on to, and in that of the feed; a consumer's whole draw counts on the feed of each
# of its supplies. `ports`, `outlets` and `devices` (those of the ports) are what changed.
POWER_NEIGHBOURS = """
CREATE FUNCTION netbox_colocation_mark_power(ports bigint[], outlets bigint[], devices bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO netbox_colocation_stalerack (rack_id)
    WITH RECURSIVE down(port, hop) AS (
        SELECT unnest(ports), 0
        UNION
        SELECT id, 0 FROM dcim_powerport WHERE device_id = ANY(devices)
        UNION
        SELECT fed.id, down.hop + 1
        FROM down
        JOIN dcim_poweroutlet outlet ON outlet.power_port_id = down.port
        JOIN dcim_powerport fed ON fed.cable_id = outlet.cable_id
        WHERE down.hop < 6
    ), fed_by_outlets AS (
        SELECT fed.id FROM dcim_poweroutlet outlet JOIN dcim_powerport fed ON fed.cable_id = outlet.cable_id
        WHERE outlet.id = ANY(outlets)
    ), up(port, hop) AS (
        SELECT id, 0 FROM (SELECT unnest(ports) AS id
                           UNION SELECT id FROM dcim_powerport WHERE device_id = ANY(devices)
                           UNION SELECT power_port_id FROM dcim_poweroutlet
                           WHERE id = ANY(outlets) AND power_port_id IS NOT NULL) AS changed
        UNION
        SELECT outlet.power_port_id, up.hop + 1
        FROM up
        JOIN dcim_powerport port ON port.id = up.port
        JOIN dcim_poweroutlet outlet ON outlet.cable_id = port.cable_id
        WHERE outlet.power_port_id IS NOT NULL AND up.hop < 6
    ), touched AS (
        SELECT port FROM down UNION SELECT id FROM fed_by_outlets UNION SELECT port FROM up
    )
    SELECT device.rack_id FROM touched
    JOIN dcim_powerport port ON port.id = touched.port JOIN dcim_device device ON device.id = port.device_id
    WHERE device.rack_id IS NOT NULL
    UNION
    SELECT device.rack_id FROM dcim_poweroutlet outlet JOIN dcim_device device ON device.id = outlet.device_id
    WHERE outlet.id = ANY(outlets) AND device.rack_id IS NOT NULL
    UNION
    SELECT feed.rack_id FROM touched
    JOIN dcim_powerport port ON port.id = touched.port JOIN dcim_powerfeed feed ON feed.cable_id = port.cable_id
    WHERE feed.rack_id IS NOT NULL;
END
$$
"""

# Table -> (columns that matter, or '' for all; what a changed row of `changed` marks).
RACK_OF_DEVICE = 'SELECT device.rack_id FROM changed JOIN dcim_device device ON device.id = changed.device_id'
TABLES = {
    'dcim_rack': (
        'site_id,u_height,starting_unit,desc_units,outer_depth,outer_unit,mounting_depth,_abs_weight,_abs_max_weight,'
        'cooling_capability,cooling_capacity',
        'SELECT id FROM changed',
    ),
    'dcim_device': ('rack_id,position,face,device_type_id', 'SELECT rack_id FROM changed'),
    'dcim_devicetype': (
        'u_height,is_full_depth,_abs_weight',
        'SELECT rack_id FROM dcim_device WHERE device_type_id IN (SELECT id FROM changed)',
    ),
    'dcim_module': ('device_id,module_type_id', RACK_OF_DEVICE),
    'dcim_moduletype': (
        '_abs_weight',
        'SELECT device.rack_id FROM dcim_module module JOIN dcim_device device ON device.id = module.device_id '
        'WHERE module.module_type_id IN (SELECT id FROM changed)',
    ),
    'dcim_rackreservation': ('rack_id,units', 'SELECT rack_id FROM changed'),
    'dcim_powerfeed': (
        'rack_id,name,status,type,phase,available_power,power_panel_id,cable_id',
        'SELECT rack_id FROM changed UNION SELECT device.rack_id FROM changed '
        'JOIN dcim_powerport port ON port.cable_id = changed.cable_id '
        'JOIN dcim_device device ON device.id = port.device_id',
    ),
    'dcim_powerpanel': ('name', 'SELECT rack_id FROM dcim_powerfeed WHERE power_panel_id IN (SELECT id FROM changed)'),
    'dcim_powerport': ('device_id,cable_id,mark_connected,allocated_draw,maximum_draw', RACK_OF_DEVICE),
    'dcim_poweroutlet': (
        'device_id,cable_id,mark_connected,status,type,power_port_id,feed_leg',
        RACK_OF_DEVICE,
    ),
    'dcim_coolingfeed': ('rack_id,status,cooling_capacity', 'SELECT rack_id FROM changed'),
    'netbox_colocation_heldunits': ('', 'SELECT rack_id FROM changed'),
    'netbox_colocation_heldoutlet': (
        '',
        'SELECT device.rack_id FROM changed JOIN dcim_poweroutlet outlet ON outlet.id = changed.outlet_id '
        'JOIN dcim_device device ON device.id = outlet.device_id UNION '
        'SELECT held.rack_id FROM changed JOIN netbox_colocation_heldunits held ON held.server_id = changed.server_id',
    ),
    'netbox_colocation_requestedserver': (
        'name,power_draw,weight_kg,device_type_id',
        'SELECT rack_id FROM netbox_colocation_heldunits WHERE is_active AND server_id IN (SELECT id FROM changed)',
    ),
}
# What is told to the function above: ports, outlets, devices.
POWER_CALLS = {
    'dcim_powerport': ('SELECT array_agg(id) FROM changed', 'NULL', 'SELECT array_agg(device_id) FROM changed'),
    'dcim_poweroutlet': ('NULL', 'SELECT array_agg(id) FROM changed', 'NULL'),
    # A feed that changes its cable or rack: whatever hangs on its PDU hangs on another feed, or on none.
    'dcim_powerfeed': (
        'SELECT array_agg(port.id) FROM dcim_powerport port JOIN changed ON changed.cable_id = port.cable_id',
        'NULL',
        'NULL',
    ),
    'netbox_colocation_heldoutlet': ('NULL', 'SELECT array_agg(outlet_id) FROM changed', 'NULL'),
    'netbox_colocation_requestedserver': (
        'NULL',
        'SELECT array_agg(held.outlet_id) FROM netbox_colocation_heldoutlet held '
        'WHERE held.is_active AND held.server_id IN (SELECT id FROM changed)',
        'NULL',
    ),
}
EVENTS = {
    'insert': ('NEW TABLE AS new_rows', ('new_rows',)),
    'delete': ('OLD TABLE AS old_rows', ('old_rows',)),
    'update': ('OLD TABLE AS old_rows NEW TABLE AS new_rows', ('old_rows', 'new_rows')),
}


def create_function(table: str, event: str) -> str:
    columns, marked = TABLES[table]
    _transition, sources = EVENTS[event]
    rows = ' UNION ALL '.join(f'SELECT * FROM {source}' for source in sources)
    if event == 'update' and columns:
        differs = ' OR '.join(f'o.{name} IS DISTINCT FROM n.{name}' for name in columns.split(','))
        moved = f'SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {differs}'
        rows = f'SELECT * FROM ({rows}) every WHERE id IN ({moved})'
        guard = f'IF NOT EXISTS ({moved}) THEN RETURN NULL; END IF;'
    else:
        guard = ''
    call = ''
    if table in POWER_CALLS:
        arguments = ', '.join(f'({argument})' for argument in POWER_CALLS[table])
        call = f"""
        WITH changed AS ({rows})
        SELECT netbox_colocation_mark_power({arguments}) INTO done;"""
    return f"""
    CREATE FUNCTION netbox_colocation_mark_{table}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE done text;
    BEGIN
        IF to_regclass('{MARKS}') IS NULL THEN RETURN NULL; END IF;
        {guard}
        INSERT INTO {MARKS} (rack_id)
        WITH changed AS ({rows})
        SELECT rack_id FROM ({marked}) AS marked(rack_id) WHERE rack_id IS NOT NULL GROUP BY rack_id;
        {call}
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER netbox_colocation_mark_{event} AFTER {event} ON {table}
    REFERENCING {EVENTS[event][0]} FOR EACH STATEMENT
    EXECUTE FUNCTION netbox_colocation_mark_{table}_{event}();
    """


def drop_function(table: str, event: str) -> str:
    return f"""
    DROP TRIGGER netbox_colocation_mark_{event} ON {table};
    DROP FUNCTION netbox_colocation_mark_{table}_{event}();
    """


def all_functions(write) -> list[str]:
    return [write(table, event) for table in TABLES for event in EVENTS]


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0006_capacity')]

    operations = [
        migrations.RunSQL(
            sql=[POWER_NEIGHBOURS, *all_functions(create_function)],
            reverse_sql=[*all_functions(drop_function), 'DROP FUNCTION netbox_colocation_mark_power(bigint[], bigint[], bigint[])'],
        ),
        # Racks that were there before have no summary yet.
        migrations.RunSQL(f'INSERT INTO {MARKS} (rack_id) SELECT id FROM dcim_rack', migrations.RunSQL.noop),
    ]
