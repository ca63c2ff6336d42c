"""Targets that were there before: they know the name of their device, and their step was closed by a person."""

from django.db import migrations

TABLE = 'netbox_colocation_monitoringtarget'


class Migration(migrations.Migration):
    dependencies = [('netbox_colocation', '0015_machines_as_users')]

    operations = [
        migrations.RunSQL(
            f"""
            UPDATE {TABLE} target SET device_name = coalesce(device.name, '') FROM dcim_device device
            WHERE device.id = target.device_id
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            f"UPDATE {TABLE} SET state = 'accepted', accepted_at = registered_at WHERE state = 'requested'",
            f"UPDATE {TABLE} SET state = 'requested' WHERE state IN ('seen', 'accepted')",
        ),
        migrations.RunSQL(
            f"UPDATE {TABLE} SET retired_at = last_updated WHERE state = 'retired'", migrations.RunSQL.noop
        ),
    ]
