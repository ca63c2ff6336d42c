from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('netbox_colocation', '0004_cancelled_tasks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'closed')), fields=['closed_by', '-closed_at'], name='netbox_colo_task_done'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('role__isnull', True), ('state', 'open')), fields=['case'], name='netbox_colo_task_case_open'),
        ),
    ]
