"""Visitors, the door, access rights and their reviews; maintenance windows, their impact and notices; the work log.

The visitors of a visit get their name for it only when the list of names that has it now is gone (0014).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import netbox.models.deletion
import netbox_colocation.models.documents
import netbox_colocation.models.visitors
import taggit.managers
import utilities.json
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('netbox_colocation', '0011_paper_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('kind', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('person', models.CharField(blank=True, max_length=100)),
                ('organisation', models.CharField(blank=True, max_length=100)),
                ('badge_number', models.CharField(blank=True, max_length=50)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('actor_name', models.CharField(blank=True, max_length=150)),
            ],
            options={
                'verbose_name': 'access log entry',
                'verbose_name_plural': 'access log',
                'ordering': ('-at', '-pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default='open', editable=False, max_length=20)),
                ('opened_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('conclusion', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name': 'access review',
                'verbose_name_plural': 'access reviews',
                'ordering': ('-year', '-quarter', 'agency', 'pk'),
                'permissions': [('review', 'Decide about access rights in a review, and close it')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='AccessRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('is_current', models.BooleanField(default=False, editable=False)),
                (
                    'holder_name',
                    models.CharField(
                        max_length=100, validators=[netbox_colocation.models.visitors.refuse_identity_number]
                    ),
                ),
                ('means', models.CharField(default='card', max_length=20)),
                ('number', models.CharField(blank=True, max_length=50)),
                ('reason', models.TextField()),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('revoke_reason', models.CharField(blank=True, editable=False, max_length=300)),
            ],
            options={
                'verbose_name': 'access right',
                'verbose_name_plural': 'access rights',
                'ordering': ('agency', 'holder_name', 'pk'),
                'permissions': [('revoke', 'Revoke access rights')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('name', models.CharField(max_length=100)),
                ('scope', models.CharField(default='mine', max_length=20)),
                ('content', models.CharField(default='all', max_length=20)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('last_read_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'calendar feed',
                'verbose_name_plural': 'calendar feeds',
                'ordering': ('user', 'name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CarriedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                (
                    'name',
                    models.CharField(
                        max_length=100, validators=[netbox_colocation.models.visitors.refuse_identity_number]
                    ),
                ),
                ('serial', models.CharField(blank=True, max_length=100)),
                ('quantity', models.PositiveSmallIntegerField(default=1)),
                ('direction', models.CharField(default='both', max_length=10)),
                ('came_in_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('went_out_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('door_remark', models.CharField(blank=True, editable=False, max_length=300)),
                ('is_unannounced', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'carried item',
                'verbose_name_plural': 'carried items',
                'ordering': ('visit', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='EntryBan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('is_current', models.BooleanField(default=False, editable=False)),
                (
                    'name',
                    models.CharField(
                        max_length=100, validators=[netbox_colocation.models.visitors.refuse_identity_number]
                    ),
                ),
                ('organisation', models.CharField(blank=True, max_length=100)),
                ('identity_kind', models.CharField(blank=True, max_length=20)),
                (
                    'identity_digits',
                    models.CharField(
                        blank=True, max_length=4, validators=[netbox_colocation.models.visitors.validate_last_digits]
                    ),
                ),
                ('reason', models.TextField(validators=[netbox_colocation.models.visitors.refuse_identity_number])),
            ],
            options={
                'verbose_name': 'entry ban',
                'verbose_name_plural': 'no-entry list',
                'ordering': ('agency', 'name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='EquipmentLoan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('person', models.CharField(max_length=100)),
                ('item', models.CharField(max_length=100)),
                ('serial', models.CharField(blank=True, max_length=100)),
                ('condition', models.CharField(blank=True, max_length=200)),
                ('lent_on', models.DateField()),
                ('due_on', models.DateField()),
                ('returned_on', models.DateField(blank=True, editable=False, null=True)),
                ('returned_condition', models.CharField(blank=True, editable=False, max_length=200)),
                ('returned_to', models.CharField(blank=True, editable=False, max_length=150)),
                ('overdue_told_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'equipment loan',
                'verbose_name_plural': 'equipment loans',
                'ordering': ('-lent_on', '-pk'),
                'permissions': [('take_back', 'Take lent equipment back')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ImpactLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('object_model', models.CharField(max_length=100)),
                ('object_pk', models.PositiveBigIntegerField()),
                ('label', models.CharField(max_length=200)),
                ('grade', models.CharField(max_length=20)),
                ('reason', models.CharField(max_length=50)),
                ('path', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'impact',
                'verbose_name_plural': 'impact',
                'ordering': ('window', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='MaintenanceWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('purpose', models.TextField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('mutes_monitoring', models.BooleanField(default=True)),
                ('state', models.CharField(default='proposed', editable=False, max_length=20)),
                ('revision', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('extended_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('begun_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('outcome', models.TextField(blank=True, editable=False)),
                ('proposed_by_name', models.CharField(blank=True, editable=False, max_length=150)),
                ('agreed_by_name', models.CharField(blank=True, editable=False, max_length=150)),
                ('agreed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('impact', models.JSONField(blank=True, default=dict, editable=False)),
                ('assessed_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'maintenance window',
                'verbose_name_plural': 'maintenance windows',
                'ordering': ('-starts_at', '-pk'),
                'permissions': [
                    ('agree', 'Agree to maintenance windows'),
                    ('run', 'Begin, extend, end and cancel maintenance windows'),
                ],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ReviewLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('person', models.CharField(max_length=150)),
                ('text', models.CharField(max_length=300)),
                ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, max_length=10)),
                ('remark', models.CharField(blank=True, max_length=300)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'review line',
                'verbose_name_plural': 'review lines',
                'ordering': ('review', 'kind', 'person', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RoomPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('most_people', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('early_minutes', models.PositiveSmallIntegerField(default=15)),
                ('grace_minutes', models.PositiveSmallIntegerField(default=15)),
                ('rules', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'room policy',
                'verbose_name_plural': 'room policies',
                'ordering': ('site', 'location', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Visitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                (
                    'name',
                    models.CharField(
                        max_length=100, validators=[netbox_colocation.models.visitors.refuse_identity_number]
                    ),
                ),
                (
                    'organisation',
                    models.CharField(
                        blank=True,
                        max_length=100,
                        validators=[netbox_colocation.models.visitors.refuse_identity_number],
                    ),
                ),
                (
                    'position',
                    models.CharField(
                        blank=True,
                        max_length=100,
                        validators=[netbox_colocation.models.visitors.refuse_identity_number],
                    ),
                ),
                (
                    'phone',
                    models.CharField(
                        blank=True, max_length=50, validators=[netbox_colocation.models.visitors.refuse_identity_number]
                    ),
                ),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('identity_kind', models.CharField(blank=True, max_length=20)),
                (
                    'identity_digits',
                    models.CharField(
                        blank=True, max_length=4, validators=[netbox_colocation.models.visitors.validate_last_digits]
                    ),
                ),
                ('is_leader', models.BooleanField(default=False)),
                ('badge_number', models.CharField(blank=True, editable=False, max_length=50)),
                ('identity_checked', models.BooleanField(default=False, editable=False)),
                ('rules_accepted', models.BooleanField(default=False, editable=False)),
                ('admitted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('checked_out_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('badge_returned_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('door_remark', models.CharField(blank=True, editable=False, max_length=300)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'visitor',
                'verbose_name_plural': 'visitors',
                'ordering': ('visit', '-is_leader', 'name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='WindowNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('kind', models.CharField(max_length=20)),
                ('revision', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(default='drafted', max_length=20)),
                ('grade', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                (
                    'recipients',
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.EmailField(max_length=254), blank=True, default=list
                    ),
                ),
                ('drafted_at', models.DateTimeField()),
                ('approved_by_name', models.CharField(blank=True, max_length=150)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'maintenance notice',
                'verbose_name_plural': 'maintenance notices',
                'ordering': ('-drafted_at', '-pk'),
                'permissions': [('approve', 'Approve and send maintenance notices')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='WorkLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('at', models.DateTimeField()),
                ('author_name', models.CharField(max_length=150)),
                ('work_status', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('materials', models.JSONField(blank=True, default=list)),
            ],
            options={
                'verbose_name': 'work log entry',
                'verbose_name_plural': 'work log',
                'ordering': ('-at', '-pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='WorkPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('moment', models.CharField(max_length=10)),
                (
                    'file',
                    models.FileField(
                        max_length=200, storage=netbox_colocation.models.documents.private_storage, upload_to='photos/'
                    ),
                ),
                ('media_type', models.CharField(max_length=50)),
                ('digest', models.CharField(max_length=64)),
                ('caption', models.CharField(blank=True, max_length=200)),
                ('taken_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
                'ordering': ('ticket', 'pk'),
            },
        ),
        migrations.AlterModelOptions(
            name='accessvisit',
            options={
                'ordering': ('-starts_at', '-pk'),
                'permissions': [
                    ('submit', 'Submit access visits'),
                    ('attend', 'Keep the door: let visitors in and out'),
                    ('extend', 'Extend visits and change their escort'),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name='maintenanceticket',
            options={
                'ordering': ('-created', '-pk'),
                'permissions': [('submit', 'Submit maintenance tickets'), ('work', 'Write the work log of tickets')],
            },
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='accepts_rules',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='activities',
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=50), blank=True, default=list
            ),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='devices',
            field=models.ManyToManyField(blank=True, related_name='access_visits', to='dcim.device'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='escort',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='escorted_visits',
                to='netbox_colocation.appointment',
            ),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='extended_until',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='is_emergency',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='missed_told_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='overstay_told_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='photos_allowed',
            field=models.BooleanField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='request',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='visits',
                to='netbox_colocation.colocationrequest',
            ),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='ticket',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='visits',
                to='netbox_colocation.maintenanceticket',
            ),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='wants_photos',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='word_given',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='begun_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='category',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='circuits',
            field=models.ManyToManyField(blank=True, related_name='maintenance_tickets', to='circuits.circuit'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='finished_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='power_feeds',
            field=models.ManyToManyField(blank=True, related_name='maintenance_tickets', to='dcim.powerfeed'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='power_panels',
            field=models.ManyToManyField(blank=True, related_name='maintenance_tickets', to='dcim.powerpanel'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='prefixes',
            field=models.ManyToManyField(blank=True, related_name='maintenance_tickets', to='ipam.prefix'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='racks',
            field=models.ManyToManyField(blank=True, related_name='maintenance_tickets', to='dcim.rack'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='register_agency',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to='tenancy.tenant',
            ),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='register_sequence',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='register_year',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='rooms',
            field=models.ManyToManyField(blank=True, related_name='touching_tickets', to='dcim.location'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='technicians',
            field=models.ManyToManyField(
                blank=True, editable=False, related_name='maintenance_tickets', to='netbox_colocation.appointment'
            ),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='timing',
            field=models.CharField(default='planned', max_length=20),
        ),
        migrations.AddIndex(
            model_name='accessvisit',
            index=models.Index(
                condition=models.Q(('entered_at__isnull', False), ('left_at__isnull', True)),
                fields=['entered_at'],
                name='netbox_colo_visit_inside',
            ),
        ),
        migrations.AddConstraint(
            model_name='maintenanceticket',
            constraint=models.UniqueConstraint(
                fields=('register_agency', 'register_year', 'register_sequence'),
                name='netbox_colocation_maintenanceticket_unique_register_number',
            ),
        ),
        migrations.AddField(
            model_name='accesslogentry',
            name='actor',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='accesslogentry',
            name='agency',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='access_log', to='tenancy.tenant'
            ),
        ),
        migrations.AddField(
            model_name='accesslogentry',
            name='location',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='access_log',
                to='dcim.location',
            ),
        ),
        migrations.AddField(
            model_name='accesslogentry',
            name='site',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='access_log', to='dcim.site'
            ),
        ),
        migrations.AddField(
            model_name='accesslogentry',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='accesslogentry',
            name='visit',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='log',
                to='netbox_colocation.accessvisit',
            ),
        ),
        migrations.AddField(
            model_name='accessreview',
            name='agency',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='access_reviews', to='tenancy.tenant'
            ),
        ),
        migrations.AddField(
            model_name='accessreview',
            name='closed_by',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='accessreview',
            name='opened_by',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='accessreview',
            name='owner',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'
            ),
        ),
        migrations.AddField(
            model_name='accessreview',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='accessright',
            name='agency',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='access_rights', to='tenancy.tenant'
            ),
        ),
        migrations.AddField(
            model_name='accessright',
            name='location',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='access_rights',
                to='dcim.location',
            ),
        ),
        migrations.AddField(
            model_name='accessright',
            name='owner',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'
            ),
        ),
        migrations.AddField(
            model_name='accessright',
            name='revoked_by',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='accessright',
            name='site',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='access_rights', to='dcim.site'
            ),
        ),
        migrations.AddField(
            model_name='accessright',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='accessright',
            name='tenant',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='held_access_rights',
                to='tenancy.tenant',
            ),
        ),
        migrations.AddField(
            model_name='accessright',
            name='user',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='colocation_access_rights',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='location',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='calendar_feeds',
                to='dcim.location',
            ),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='site',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='calendar_feeds',
                to='dcim.site',
            ),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='tenant',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='calendar_feeds',
                to='tenancy.tenant',
            ),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='user',
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='colocation_feeds',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='carrieditem',
            name='device',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='carried_items',
                to='dcim.device',
            ),
        ),
        migrations.AddField(
            model_name='carrieditem',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='carrieditem',
            name='visit',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='items', to='netbox_colocation.accessvisit'
            ),
        ),
        migrations.AddField(
            model_name='entryban',
            name='agency',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='entry_bans', to='tenancy.tenant'
            ),
        ),
        migrations.AddField(
            model_name='entryban',
            name='owner',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'
            ),
        ),
        migrations.AddField(
            model_name='entryban',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='equipmentloan',
            name='agency',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='lent_equipment', to='tenancy.tenant'
            ),
        ),
        migrations.AddField(
            model_name='equipmentloan',
            name='borrower',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='borrowed_equipment', to='tenancy.tenant'
            ),
        ),
        migrations.AddField(
            model_name='equipmentloan',
            name='device',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='loans',
                to='dcim.device',
            ),
        ),
        migrations.AddField(
            model_name='equipmentloan',
            name='owner',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'
            ),
        ),
        migrations.AddField(
            model_name='equipmentloan',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='equipmentloan',
            name='ticket',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='loans',
                to='netbox_colocation.maintenanceticket',
            ),
        ),
        migrations.AddField(
            model_name='impactline',
            name='device',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='impact_lines',
                to='dcim.device',
            ),
        ),
        migrations.AddField(
            model_name='impactline',
            name='tenant',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='tenancy.tenant',
            ),
        ),
        migrations.AddField(
            model_name='maintenancewindow',
            name='agreed_by',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='maintenancewindow',
            name='agreed_role',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to='netbox_colocation.procedurerole',
            ),
        ),
        migrations.AddField(
            model_name='maintenancewindow',
            name='owner',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'
            ),
        ),
        migrations.AddField(
            model_name='maintenancewindow',
            name='proposed_by',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='maintenancewindow',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='maintenancewindow',
            name='ticket',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name='windows',
                to='netbox_colocation.maintenanceticket',
            ),
        ),
        migrations.AddField(
            model_name='impactline',
            name='window',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name='impact_lines',
                to='netbox_colocation.maintenancewindow',
            ),
        ),
        migrations.AddField(
            model_name='reviewline',
            name='appointment',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='netbox_colocation.appointment',
            ),
        ),
        migrations.AddField(
            model_name='reviewline',
            name='decided_by',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='reviewline',
            name='representative',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='netbox_colocation.representative',
            ),
        ),
        migrations.AddField(
            model_name='reviewline',
            name='review',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='netbox_colocation.accessreview'
            ),
        ),
        migrations.AddField(
            model_name='reviewline',
            name='right',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='netbox_colocation.accessright',
            ),
        ),
        migrations.AddField(
            model_name='reviewline',
            name='visit',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='netbox_colocation.accessvisit',
            ),
        ),
        migrations.AddField(
            model_name='roompolicy',
            name='location',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='room_policies',
                to='dcim.location',
            ),
        ),
        migrations.AddField(
            model_name='roompolicy',
            name='owner',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'
            ),
        ),
        migrations.AddField(
            model_name='roompolicy',
            name='site',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='room_policies', to='dcim.site'
            ),
        ),
        migrations.AddField(
            model_name='roompolicy',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='visitor',
            name='badge_site',
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to='dcim.site',
            ),
        ),
        migrations.AddField(
            model_name='visitor',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='visitor',
            name='visit',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='+', to='netbox_colocation.accessvisit'
            ),
        ),
        migrations.AddField(
            model_name='accesslogentry',
            name='visitor',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='log',
                to='netbox_colocation.visitor',
            ),
        ),
        migrations.AddField(
            model_name='windownotice',
            name='approved_by',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='windownotice',
            name='document',
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='notice',
                to='netbox_colocation.document',
            ),
        ),
        migrations.AddField(
            model_name='windownotice',
            name='drafted_by',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='windownotice',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='windownotice',
            name='tenant',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='maintenance_notices', to='tenancy.tenant'
            ),
        ),
        migrations.AddField(
            model_name='windownotice',
            name='window',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name='notices',
                to='netbox_colocation.maintenancewindow',
            ),
        ),
        migrations.AddField(
            model_name='worklogentry',
            name='author',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='worklogentry',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='worklogentry',
            name='ticket',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name='work_log',
                to='netbox_colocation.maintenanceticket',
            ),
        ),
        migrations.AddField(
            model_name='workphoto',
            name='entry',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='photos',
                to='netbox_colocation.worklogentry',
            ),
        ),
        migrations.AddField(
            model_name='workphoto',
            name='taken_by',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name='workphoto',
            name='ticket',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name='photos',
                to='netbox_colocation.maintenanceticket',
            ),
        ),
        migrations.AddConstraint(
            model_name='accessreview',
            constraint=models.UniqueConstraint(
                fields=('agency', 'year', 'quarter'), name='netbox_colocation_accessreview_one_per_quarter'
            ),
        ),
        migrations.AddConstraint(
            model_name='accessreview',
            constraint=models.CheckConstraint(
                condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)),
                name='netbox_colocation_accessreview_has_four_quarters',
            ),
        ),
        migrations.AddConstraint(
            model_name='accessright',
            constraint=models.UniqueConstraint(
                condition=models.Q(('revoked_at__isnull', True), models.Q(('number', ''), _negated=True)),
                fields=('site', 'means', 'number'),
                name='netbox_colocation_accessright_one_holder_per_number',
            ),
        ),
        migrations.AddConstraint(
            model_name='carrieditem',
            constraint=models.CheckConstraint(
                condition=models.Q(('quantity__gte', 1)), name='netbox_colocation_carrieditem_at_least_one'
            ),
        ),
        migrations.AddConstraint(
            model_name='equipmentloan',
            constraint=models.UniqueConstraint(
                condition=models.Q(('returned_on__isnull', True)),
                fields=('device',),
                name='netbox_colocation_equipmentloan_one_borrower_at_a_time',
            ),
        ),
        migrations.AddIndex(
            model_name='maintenancewindow',
            index=models.Index(fields=['-starts_at', '-id'], name='netbox_colo_window_starts'),
        ),
        migrations.AddConstraint(
            model_name='maintenancewindow',
            constraint=models.CheckConstraint(
                condition=models.Q(('ends_at__gt', models.F('starts_at'))),
                name='netbox_colocation_maintenancewindow_ends_after_start',
            ),
        ),
        migrations.AddIndex(
            model_name='impactline',
            index=models.Index(fields=['device', 'window'], name='netbox_colo_impact_device'),
        ),
        migrations.AddConstraint(
            model_name='roompolicy',
            constraint=models.UniqueConstraint(
                fields=('site', 'location'),
                name='netbox_colocation_roompolicy_unique_site_location',
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name='visitor',
            index=models.Index(
                condition=models.Q(('erased_at__isnull', True)), fields=['visit'], name='netbox_colo_visitor_personal'
            ),
        ),
        migrations.AddConstraint(
            model_name='visitor',
            constraint=models.UniqueConstraint(
                condition=models.Q(('badge_returned_at__isnull', True), models.Q(('badge_number', ''), _negated=True)),
                fields=('badge_site', 'badge_number'),
                name='netbox_colocation_visitor_one_holder_per_badge',
            ),
        ),
        migrations.AddIndex(
            model_name='accesslogentry',
            index=models.Index(fields=['-at', '-id'], name='netbox_colo_accesslog_at'),
        ),
        migrations.AddConstraint(
            model_name='windownotice',
            constraint=models.UniqueConstraint(
                fields=('window', 'tenant', 'kind', 'revision'), name='netbox_colocation_windownotice_told_once'
            ),
        ),
    ]
