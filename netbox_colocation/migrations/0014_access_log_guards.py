"""The list of visitors' names is gone; the access log and the work log are append-only.

A name may still leave the access log when its retention ends: the guard's function learns that a text may be emptied,
as a reference may.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

append_only = import_module('netbox_colocation.migrations.0002_append_only')
paper_guards = import_module('netbox_colocation.migrations.0011_paper_guards')
FUNCTION, Guarded = append_only.FUNCTION, append_only.Guarded
OLD = "IF after -> name = 'null'::jsonb THEN"
NEW = "IF after -> name IN ('null'::jsonb, '\"\"'::jsonb) THEN"
assert OLD in FUNCTION

GUARDED = (
    Guarded('netbox_colocation_accesslogentry', emptied='actor_id,visitor_id,person,organisation,text'),
    Guarded('netbox_colocation_worklogentry', emptied='author_id'),
)


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0013_named_visitors')]

    operations = [
        migrations.RemoveField(model_name='accessvisit', name='visitors'),
        migrations.AlterField(
            model_name='visitor',
            name='visit',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name='visitors',
                to='netbox_colocation.accessvisit',
            ),
        ),
        migrations.RunSQL(sql=FUNCTION.replace(OLD, NEW), reverse_sql=FUNCTION),
        migrations.RunSQL(
            sql=paper_guards.install_statements(GUARDED), reverse_sql=paper_guards.remove_statements(GUARDED)
        ),
    ]
