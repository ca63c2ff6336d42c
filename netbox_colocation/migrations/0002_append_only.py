"""The database's own guard over what was recorded: events, closed tasks, published versions, issued documents.

Deleting a user may still empty the reference to it (the name stays); nothing else of such a row can change, and the row
cannot be deleted. `custom_field_data`, `last_updated` and the like are NetBox's and stay free. An issued document may
go on to its next state and get its file once.
"""

from typing import NamedTuple

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION netbox_colocation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Columns that may change all the same: NetBox's own, and further ones that the trigger names.
    free text[] := ARRAY['custom_field_data', 'last_updated', 'created'] || string_to_array(TG_ARGV[2], ',');
    -- Columns that may only become empty (references to users), and that may only be filled in once.
    emptied text[] := string_to_array(TG_ARGV[0], ',');
    filled text[] := string_to_array(TG_ARGV[1], ',');
    name text;
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'netbox_colocation: a row of % is part of the record and cannot be deleted', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    before := to_jsonb(OLD) - free;
    after := to_jsonb(NEW) - free;
    FOREACH name IN ARRAY emptied LOOP
        IF after -> name = 'null'::jsonb THEN
            before := before - name;
            after := after - name;
        END IF;
    END LOOP;
    FOREACH name IN ARRAY filled LOOP
        IF before -> name IN ('null'::jsonb, '""'::jsonb) THEN
            before := before - name;
            after := after - name;
        END IF;
    END LOOP;
    IF before IS DISTINCT FROM after THEN
        RAISE EXCEPTION 'netbox_colocation: a row of % is part of the record and cannot be changed', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
"""

TRIGGER = """
CREATE TRIGGER {table}_append_only_{event} BEFORE {event} ON {table}
FOR EACH ROW {condition} EXECUTE FUNCTION netbox_colocation_refuse_change('{emptied}', '{filled}', '{free}');
"""


class Guarded(NamedTuple):
    """Rows of a table that are part of the record, and the columns that may still be emptied, filled in or changed."""

    table: str
    emptied: str
    condition: str = ''
    filled: str = ''
    free: str = ''


GUARDED = (
    Guarded('netbox_colocation_caseevent', emptied='actor_id'),
    Guarded('netbox_colocation_task', emptied='closed_by_id', condition="WHEN (OLD.state = 'closed')"),
    Guarded(
        'netbox_colocation_procedureversion', emptied='published_by_id', condition="WHEN (OLD.state = 'published')"
    ),
    Guarded(
        'netbox_colocation_document',
        emptied='drafted_by_id,signed_by_id',
        condition="WHEN (OLD.state IN ('signed', 'sent', 'filed'))",
        filled='case_id,file,media_type,digest,sent_at',
        free='state',
    ),
)


def install_statements() -> list[str]:
    return [TRIGGER.format(event=event, **guarded._asdict()) for guarded in GUARDED for event in ('update', 'delete')]


def remove_statements() -> list[str]:
    return [
        f'DROP TRIGGER {guarded.table}_append_only_{event} ON {guarded.table};'
        for guarded in GUARDED
        for event in ('update', 'delete')
    ]


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0001_initial')]

    operations = [
        migrations.RunSQL(
            sql=[FUNCTION, *install_statements()],
            reverse_sql=[*remove_statements(), 'DROP FUNCTION netbox_colocation_refuse_change();'],
        ),
    ]
