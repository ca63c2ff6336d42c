"""Marks: whatever changes what the feeds say of a target, through NetBox or by SQL, marks it as stale.

Statement-level triggers: one insert for each statement, however many rows it touched. A mark is a new row and never an
update, so that writers do not wait for each other; it names the row that changed, and who publishes finds its targets.
No mark is left out because nothing is watched there yet: a target that is made at the same moment is not seen by the
trigger. Rows that targets cannot refer to yet need no mark when they come, nor those that they cannot refer to any more
when they go. The functions do nothing once the plugin's tables are gone.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

MARKS = 'netbox_colocation_staletarget'
TARGETS = 'netbox_colocation_monitoringtarget'
PUBLISHED = 'netbox_colocation_publishedtarget'
OWN = 'netbox_colocation_'

NAMED = 'name,slug'
TYPE = "(SELECT id FROM django_content_type WHERE app_label = '{}' AND model = '{}')"
DEVICE_TYPE = TYPE.format('dcim', 'device')
TARGET_TYPE = TYPE.format('netbox_colocation', 'monitoringtarget')
# Table -> the columns that the feeds rest on.
THINGS = {
    'dcim_device': 'name,status,description,serial,asset_tag,position,face,site_id,location_id,rack_id,tenant_id,role_id,'
    'platform_id,device_type_id,cluster_id,owner_id,primary_ip4_id,primary_ip6_id,oob_ip_id,custom_field_data',
    'dcim_region': NAMED,
    'dcim_sitegroup': NAMED,
    'dcim_site': NAMED,
    'dcim_location': NAMED,
    'dcim_rack': 'name',
    'dcim_devicerole': NAMED,
    'dcim_platform': NAMED,
    'dcim_devicetype': 'model,slug,manufacturer_id',
    'dcim_manufacturer': 'name',
    'ipam_ipaddress': 'address,dns_name',
    'tenancy_tenant': 'name,slug,group_id',
    'tenancy_tenantgroup': NAMED,
    'tenancy_contact': 'name,email,phone,comments',
    'tenancy_contactrole': 'name',
    'users_owner': 'name',
    'extras_tag': 'name,slug,weight',
    'virtualization_cluster': 'name,group_id,type_id,scope_type_id,scope_id',
    'virtualization_clustergroup': 'name',
    'virtualization_clustertype': 'name',
    f'{OWN}colocationrequest': 'name,case_id',
    f'{OWN}case': 'number',
    f'{OWN}maintenancewindow': 'state,starts_at,ends_at,extended_until,mutes_monitoring',
}
# Table -> the columns that matter, and (scope, key) of what its changed rows mark, also when they come or go.
LINKS = {
    TARGETS: (
        'device_id,device_name,request_id,address_id,kind,port,service_id,module,scheme,metrics_path,labels,severity,'
        'contact_id,owner_id,state',
        "SELECT 'target', id FROM changed",
    ),
    'ipam_service': (
        'name,port_mappings,parent_object_type_id,parent_object_id',
        f"SELECT 'dcim_device', parent_object_id FROM changed WHERE parent_object_type_id = {DEVICE_TYPE}",
    ),
    'tenancy_contactassignment': (
        'object_type_id,object_id,contact_id,role_id,priority',
        f"SELECT 'dcim_device', object_id FROM changed WHERE object_type_id = {DEVICE_TYPE}",
    ),
    'extras_taggeditem': (
        'content_type_id,object_id,tag_id',
        f"SELECT 'dcim_device', object_id FROM changed WHERE content_type_id = {DEVICE_TYPE} "
        f"UNION SELECT 'target', object_id FROM changed WHERE content_type_id = {TARGET_TYPE}",
    ),
    f'{OWN}impactline': (
        'window_id,device_id,grade',
        "SELECT 'dcim_device', device_id FROM changed WHERE device_id IS NOT NULL",
    ),
}
EVENTS = {
    'insert': ('NEW TABLE AS new_rows', 'SELECT * FROM new_rows'),
    'delete': ('OLD TABLE AS old_rows', 'SELECT * FROM old_rows'),
    'update': (
        'OLD TABLE AS old_rows NEW TABLE AS new_rows',
        'SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows',
    ),
}


def what_marks() -> list[tuple[str, str, str, str]]:
    """Return table, event, columns that matter, and the statement that names what is marked."""
    things = [(table, 'update', columns, f"SELECT '{table}', id FROM changed") for table, columns in THINGS.items()]
    links = [(table, event, columns, marked) for table, (columns, marked) in LINKS.items() for event in EVENTS]
    return things + links


def name_of(table: str, event: str) -> str:
    """Return the name of a function; PostgreSQL cuts names after 63 characters."""
    return f'{OWN}tell_{table.removeprefix(OWN)}_{event}'


def create_function(table: str, event: str, columns: str, marked: str) -> str:
    transition, rows = EVENTS[event]
    guard = ''
    if event == 'update':
        differs = ' OR '.join(f'o.{name} IS DISTINCT FROM n.{name}' for name in columns.split(','))
        moved = f'SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {differs}'
        rows = f'SELECT * FROM ({rows}) every WHERE id IN ({moved})'
        guard = f'IF NOT EXISTS ({moved}) THEN RETURN NULL; END IF;'
    return f"""
    CREATE FUNCTION {name_of(table, event)}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF to_regclass('{MARKS}') IS NULL THEN RETURN NULL; END IF;
        {guard}
        INSERT INTO {MARKS} (scope, key)
        WITH changed AS ({rows})
        SELECT DISTINCT scope, key FROM ({marked}) AS marked(scope, key);
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER {OWN}tell_{event} AFTER {event} ON {table}
    REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION {name_of(table, event)}();
    """


def drop_function(table: str, event: str, *_others: str) -> str:
    return f"""
    DROP TRIGGER {OWN}tell_{event} ON {table};
    DROP FUNCTION {name_of(table, event)}();
    """


class Migration(migrations.Migration):
    dependencies = [
        ('netbox_colocation', '0016_targets_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('nonce', models.UUIDField(unique=True)),
                ('last_sequence', models.BigIntegerField()),
                (
                    'windows',
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            sql=[create_function(*each) for each in what_marks()],
            reverse_sql=[drop_function(*each) for each in what_marks()],
        ),
        # What is published of a target is read by the hundred thousand: it is kept as it is, beside its row.
        migrations.RunSQL(
            f'ALTER TABLE {PUBLISHED} SET (toast_tuple_target = 8160)',
            f'ALTER TABLE {PUBLISHED} RESET (toast_tuple_target)',
        ),
        # Targets that were there before are not published yet.
        migrations.RunSQL(f"INSERT INTO {MARKS} (scope, key) SELECT 'target', id FROM {TARGETS}", migrations.RunSQL.noop),
    ]
