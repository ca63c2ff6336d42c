"""Hints where the search for a free address begins, and what keeps them from hiding a lower one.

Whatever frees an address, by Django or by SQL, leaves a row in `freedaddress` for every prefix around it that has a
hint; whatever frees an area (a range, a child prefix) or very many addresses forgets the hints around it. Both become
visible with the change itself. Nobody who deletes waits for another: all take the lock in its shared form, and only
the making of a prefix's first hint takes it alone (`capacity.address_space`).

The functions do nothing when the plugin's tables are gone.
"""

from django.db import migrations, models

TABLES = """
    IF to_regclass('netbox_colocation_addresshint') IS NULL
        OR to_regclass('netbox_colocation_freedaddress') IS NULL THEN
        RETURN NULL;
    END IF;
"""
# The number is capacity.address_space.HINT_LOCK.
LOCK = 'PERFORM pg_advisory_xact_lock_shared(7262153048150247);'

ADDRESSES = f"""
CREATE FUNCTION netbox_colocation_address_freed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    around record;
BEGIN
    {TABLES}
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM netbox_colocation_addresshint;
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM FROM (
            SELECT host(address), vrf_id FROM old_rows EXCEPT SELECT host(address), vrf_id FROM new_rows
        ) gone;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    {LOCK}
    -- A row that was only updated otherwise marks an address that is used: the next search drops the mark.
    FOR around IN
        SELECT hint.prefix_id AS prefix, array_agg(host(old_rows.address)::inet) AS hosts
        FROM old_rows
        JOIN ipam_prefix prefix ON prefix.prefix >>= host(old_rows.address)::inet
            AND prefix.vrf_id IS NOT DISTINCT FROM old_rows.vrf_id
        JOIN netbox_colocation_addresshint hint ON hint.prefix_id = prefix.id
        GROUP BY hint.prefix_id ORDER BY hint.prefix_id
    LOOP
        IF cardinality(around.hosts) > 1000 THEN
            DELETE FROM netbox_colocation_addresshint WHERE prefix_id = around.prefix;
        ELSE
            INSERT INTO netbox_colocation_freedaddress (prefix_id, address)
            SELECT around.prefix, unnest(around.hosts);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
"""

# An area that was blocked for the prefixes around it may be free now.
FORGET = """
    DELETE FROM netbox_colocation_addresshint WHERE prefix_id IN (
        SELECT hint.prefix_id FROM netbox_colocation_addresshint hint
        JOIN ipam_prefix prefix ON prefix.id = hint.prefix_id
        JOIN ({gone}) gone ON host(prefix.prefix)::inet <= gone.last AND host(broadcast(prefix.prefix))::inet >= gone.first
            AND prefix.vrf_id IS NOT DISTINCT FROM gone.vrf_id
        ORDER BY hint.prefix_id FOR UPDATE OF hint
    );
"""
AREA = """
CREATE FUNCTION netbox_colocation_{name}_freed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {tables}
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM netbox_colocation_addresshint;
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM FROM (SELECT {watched} FROM old_rows EXCEPT SELECT {watched} FROM new_rows) changed;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    {lock}
    {forget}
    RETURN NULL;
END
$$;
"""
RANGES = AREA.format(
    name='range',
    tables=TABLES,
    lock=LOCK,
    watched='id, start_address, end_address, vrf_id, mark_populated',
    forget=FORGET.format(
        gone='SELECT host(start_address)::inet AS first, host(end_address)::inet AS last, vrf_id FROM old_rows'
    ),
)
PREFIXES = AREA.format(
    name='prefix',
    tables=TABLES,
    lock=LOCK,
    watched='id, prefix, vrf_id, is_pool',
    forget=(
        'DELETE FROM netbox_colocation_addresshint WHERE prefix_id IN (SELECT id FROM old_rows);'
        + FORGET.format(
            gone='SELECT host(prefix)::inet AS first, host(broadcast(prefix))::inet AS last, vrf_id FROM old_rows'
        )
    ),
)

FUNCTIONS = {'ipam_ipaddress': 'address', 'ipam_iprange': 'range', 'ipam_prefix': 'prefix'}
TRIGGER = """
CREATE TRIGGER netbox_colocation_{name}_{event} AFTER {event} ON {table} {rows}
FOR EACH STATEMENT EXECUTE FUNCTION netbox_colocation_{name}_freed();
"""
EVENTS = {
    'delete': 'REFERENCING OLD TABLE AS old_rows',
    'update': 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows',
    'truncate': '',
}


def install_statements() -> list[str]:
    triggers = [
        TRIGGER.format(name=name, table=table, event=event, rows=rows)
        for table, name in FUNCTIONS.items()
        for event, rows in EVENTS.items()
    ]
    return [ADDRESSES, RANGES, PREFIXES, *triggers]


def remove_statements() -> list[str]:
    return [f'DROP FUNCTION netbox_colocation_{name}_freed() CASCADE;' for name in FUNCTIONS.values()]


class Migration(migrations.Migration):
    dependencies = [
        ('netbox_colocation', '0007_rack_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='FreedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('prefix_id', models.BigIntegerField()),
                ('address', models.GenericIPAddressField()),
            ],
            options={
                'indexes': [models.Index(fields=['prefix_id', 'address'], name='netbox_colo_freed_address')],
            },
        ),
        migrations.RunSQL(sql=install_statements(), reverse_sql=remove_statements()),
    ]
