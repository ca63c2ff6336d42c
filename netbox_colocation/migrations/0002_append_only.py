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
    -- Columns that are NetBox's own and may change all the same.
    free text[] := ARRAY['custom_field_data', 'last_updated', 'created'];
    -- Columns that may only become empty (references to users), and that may only be filled in once.
    emptied text[] := string_to_array(TG_ARGV[0], ',');
    filled text[] := string_to_array(TG_ARGV[1], ',');
    -- Changes of state that may happen, like 'signed>sent'.
    moves text[] := string_to_array(TG_ARGV[2], ',');
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
    IF (before ->> 'state') || '>' || (after ->> 'state') = ANY (moves) THEN
        before := before - 'state';
        after := after - 'state';
    END IF;
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
FOR EACH ROW {condition} EXECUTE FUNCTION netbox_colocation_refuse_change('{emptied}', '{filled}', '{moves}');
"""


class Guarded(NamedTuple):
    """Rows of a table that are part of the record, and what may still happen to them.

    `update` and `delete` are conditions on the row for which each is guarded; of the columns, some may still be
    `emptied` (references to users) or `filled` in once, and `state` may make the `moves`.
    """

    table: str
    emptied: str
    update: str = 'true'
    delete: str = 'true'
    filled: str = ''
    moves: str = ''


ISSUED = "OLD.state IN ('signed', 'sent', 'filed')"
GUARDED = (
    Guarded('netbox_colocation_caseevent', emptied='actor_id'),
    Guarded('netbox_colocation_task', emptied='closed_by_id', update="OLD.state = 'closed'"),
    Guarded(
        'netbox_colocation_procedureversion',
        emptied='published_by_id',
        update="OLD.state = 'published'",
        delete="OLD.state = 'published'",
    ),
    Guarded(
        'netbox_colocation_document',
        emptied='drafted_by_id,signed_by_id',
        update=ISSUED,
        # The letter of a request that was never submitted goes with its draft.
        delete=f"{ISSUED} AND NOT (OLD.direction = 'incoming' AND OLD.case_id IS NULL)",
        filled='case_id,file,media_type,digest,sent_at',
        moves='signed>sent,signed>filed',
    ),
)


def install_statements() -> list[str]:
    return [
        TRIGGER.format(event=event, condition=f'WHEN ({getattr(guarded, event)})', **guarded._asdict())
        for guarded in GUARDED
        for event in ('update', 'delete')
    ]


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
