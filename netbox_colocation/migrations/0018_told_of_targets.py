"""Of each target, when it went down for the last time that was told: what was muted then is told afterwards, once.

Of what is down when this is applied it counts as told, except for what a maintenance window mutes at this moment.
"""

from django.db import migrations, models

# What `monitoring.muting` calls muted.
TOLD = """
UPDATE netbox_colocation_monitoringtarget AS target SET down_told_since = health_since
WHERE health = 'down' AND NOT EXISTS (
    SELECT 1 FROM netbox_colocation_impactline line
    JOIN netbox_colocation_maintenancewindow win ON win.id = line.window_id
    WHERE line.device_id = target.device_id AND line.grade IN ('outage', 'degraded', 'reduced-redundancy')
      AND win.mutes_monitoring AND (win.state = 'under-way' OR (win.state = 'agreed' AND win.starts_at <= now()
          AND coalesce(win.extended_until, win.ends_at) > now())))
"""


class Migration(migrations.Migration):
    dependencies = [
        ('netbox_colocation', '0017_target_marks'),
    ]

    operations = [
        migrations.AddField(
            model_name='monitoringtarget',
            name='down_told_since',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
