"""A cancelled task is part of the record like a closed one; the users that claimed or recorded it may be deleted."""

from django.db import migrations

TABLE = 'netbox_colocation_task'
BEFORE = ("OLD.state = 'closed'", 'true', 'closed_by_id')
AFTER = ("OLD.state <> 'open'", 'true', 'closed_by_id,claimed_by_id,recorded_by_id')


def replace_triggers(update: str, delete: str, emptied: str) -> list[str]:
    return [
        f"""
        DROP TRIGGER {TABLE}_append_only_{event} ON {TABLE};
        CREATE TRIGGER {TABLE}_append_only_{event} BEFORE {event} ON {TABLE}
        FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION netbox_colocation_refuse_change('{emptied}', '', '');
        """
        for event, condition in (('update', update), ('delete', delete))
    ]


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0003_procedures_as_written')]

    operations = [migrations.RunSQL(sql=replace_triggers(*AFTER), reverse_sql=replace_triggers(*BEFORE))]
