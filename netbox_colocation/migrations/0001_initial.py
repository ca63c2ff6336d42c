import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import netbox.models.deletion
import netbox_colocation.models.documents
import re
import taggit.managers
import utilities.json
from decimal import Decimal
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The newest migrations that NetBox 4.7.0 has: any 4.7.x will do.
    dependencies = [
        ('circuits', '0060_denormalization_triggers'),
        ('dcim', '0250_cooling_infrastructure'),
        ('extras', '0144_customfield_status'),
        ('ipam', '0097_merge_ipaddress_host_index_and_multi_protocol_services'),
        ('tenancy', '0026_consolidate_unique_constraints'),
        ('users', '0016_default_ordering_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Exclusion of overlapping holds compares a rack and a face for equality inside a GiST index.
        BtreeGistExtension(),
        migrations.CreateModel(
            name='CapacityPool',
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
                ('name', models.CharField(max_length=100, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('capacity', models.PositiveBigIntegerField(blank=True, null=True)),
                ('reserve_percent', models.PositiveSmallIntegerField(default=0)),
                ('circuits', models.ManyToManyField(blank=True, related_name='capacity_pools', to='circuits.circuit')),
                ('devices', models.ManyToManyField(blank=True, related_name='capacity_pools', to='dcim.device')),
                (
                    'location',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='capacity_pools',
                        to='dcim.location',
                    ),
                ),
                (
                    'owner',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='+',
                        to='users.owner',
                    ),
                ),
                (
                    'site',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='capacity_pools', to='dcim.site'
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'capacity pool',
                'verbose_name_plural': 'capacity pools',
                'ordering': ('name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('number', models.CharField(max_length=50, unique=True)),
                ('state', models.CharField(default='open', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                (
                    'agency',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='run_cases', to='tenancy.tenant'
                    ),
                ),
                (
                    'applicant',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='colocation_cases',
                        to='tenancy.tenant',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'case',
                'verbose_name_plural': 'cases',
                'ordering': ('-opened_at', '-pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ColocationRequest',
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
                ('name', models.CharField(max_length=100)),
                ('status', models.CharField(default='draft', editable=False, max_length=20)),
                ('purpose', models.TextField()),
                ('letter_number', models.CharField(blank=True, max_length=100)),
                ('letter_date', models.DateField(blank=True, null=True)),
                ('letter_subject', models.CharField(blank=True, max_length=200)),
                ('administrative_name', models.CharField(blank=True, max_length=100)),
                ('administrative_position', models.CharField(blank=True, max_length=100)),
                ('administrative_email', models.EmailField(blank=True, max_length=254)),
                ('administrative_phone', models.CharField(blank=True, max_length=50)),
                ('technical_name', models.CharField(blank=True, max_length=100)),
                ('technical_organisation', models.CharField(blank=True, max_length=100)),
                ('technical_email', models.EmailField(blank=True, max_length=254)),
                ('technical_phone', models.CharField(blank=True, max_length=50)),
                (
                    'applicant',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='colocation_requests',
                        to='tenancy.tenant',
                    ),
                ),
                (
                    'case',
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='colocation_request',
                        to='netbox_colocation.case',
                    ),
                ),
                (
                    'location',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='colocation_requests',
                        to='dcim.location',
                    ),
                ),
                (
                    'owner',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='+',
                        to='users.owner',
                    ),
                ),
                (
                    'site',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='colocation_requests', to='dcim.site'
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'colocation request',
                'verbose_name_plural': 'colocation requests',
                'ordering': ('-created', '-pk'),
                'permissions': [('submit', 'Submit colocation requests')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CapacityCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('checked_at', models.DateTimeField()),
                ('verdict', models.CharField(max_length=20)),
                ('findings', models.JSONField(default=list)),
                ('placements', models.JSONField(default=list)),
                (
                    'checked_by',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
                (
                    'request',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='capacity_checks',
                        to='netbox_colocation.colocationrequest',
                    ),
                ),
            ],
            options={
                'verbose_name': 'capacity check',
                'verbose_name_plural': 'capacity checks',
                'ordering': ('-checked_at', '-pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DocumentRegister',
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
                ('name', models.CharField(max_length=100)),
                ('year', models.PositiveSmallIntegerField()),
                ('direction', models.CharField(default='outgoing', max_length=20)),
                ('classification', models.CharField(max_length=50)),
                ('unit_code', models.CharField(max_length=50)),
                (
                    'pattern',
                    models.CharField(default='{classification}/{sequence}/{unit}/{roman_month}/{year}', max_length=100),
                ),
                ('place', models.CharField(blank=True, max_length=100)),
                ('letterhead', models.TextField(blank=True)),
                ('next_sequence', models.PositiveIntegerField(default=1, editable=False)),
                (
                    'agency',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='document_registers',
                        to='tenancy.tenant',
                    ),
                ),
                (
                    'owner',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='+',
                        to='users.owner',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'document register',
                'verbose_name_plural': 'document registers',
                'ordering': ('agency', '-year', 'name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('kind', models.CharField(max_length=50)),
                ('direction', models.CharField(max_length=20)),
                ('state', models.CharField(default='draft', max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('number', models.CharField(blank=True, max_length=100)),
                ('sequence', models.PositiveIntegerField(blank=True, null=True)),
                ('dated', models.DateField(blank=True, null=True)),
                ('data', models.JSONField(default=dict)),
                (
                    'file',
                    models.FileField(
                        blank=True, storage=netbox_colocation.models.documents.private_storage, upload_to='documents/'
                    ),
                ),
                ('media_type', models.CharField(blank=True, max_length=50)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                (
                    'case',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='documents',
                        to='netbox_colocation.case',
                    ),
                ),
                (
                    'drafted_by',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    'request',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='documents',
                        to='netbox_colocation.colocationrequest',
                    ),
                ),
                (
                    'signed_by',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
                (
                    'register',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='documents',
                        to='netbox_colocation.documentregister',
                    ),
                ),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ('-created', '-pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('state', models.CharField(default='active', max_length=20)),
                ('held_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                (
                    'request',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='holds',
                        to='netbox_colocation.colocationrequest',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'hold',
                'verbose_name_plural': 'holds',
                'ordering': ('-held_at', '-pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='MonitoringTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                (
                    'port',
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(65535),
                        ]
                    ),
                ),
                ('state', models.CharField(default='requested', max_length=20)),
                ('registered_at', models.DateTimeField()),
                (
                    'address',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='monitoring_targets',
                        to='ipam.ipaddress',
                    ),
                ),
                (
                    'device',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name='monitoring_targets', to='dcim.device'
                    ),
                ),
                (
                    'request',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='monitoring_targets',
                        to='netbox_colocation.colocationrequest',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'monitoring target',
                'verbose_name_plural': 'monitoring targets',
                'ordering': ('device', 'port', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='OutboxEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('effect', models.CharField(max_length=100)),
                ('data', models.JSONField(default=dict)),
                ('state', models.CharField(default='pending', max_length=20)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('available_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                (
                    'case',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='outbox', to='netbox_colocation.case'
                    ),
                ),
            ],
            options={
                'verbose_name': 'outbox entry',
                'verbose_name_plural': 'outbox entries',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Procedure',
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
                ('key', models.SlugField(max_length=100)),
                ('name', models.CharField(max_length=200)),
                ('subject_kind', models.CharField(default='colocation-request', max_length=50)),
                (
                    'agency',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='procedures', to='tenancy.tenant'
                    ),
                ),
                (
                    'owner',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='+',
                        to='users.owner',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'procedure',
                'verbose_name_plural': 'procedures',
                'ordering': ('agency', 'key', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.AddField(
            model_name='colocationrequest',
            name='procedure',
            field=models.ForeignKey(
                limit_choices_to={'subject_kind': 'colocation-request'},
                on_delete=django.db.models.deletion.PROTECT,
                related_name='colocation_requests',
                to='netbox_colocation.procedure',
            ),
        ),
        migrations.CreateModel(
            name='ProcedureRole',
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
                ('key', models.SlugField()),
                ('name', models.CharField(max_length=100)),
                (
                    'agency',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='procedure_roles', to='tenancy.tenant'
                    ),
                ),
                (
                    'owner',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='+',
                        to='users.owner',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'ordering': ('agency', 'key', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Appointment',
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
                ('holder_name', models.CharField(max_length=100)),
                ('rank', models.CharField(blank=True, max_length=100)),
                ('employee_number', models.CharField(blank=True, max_length=30)),
                ('capacity', models.CharField(default='definitive', max_length=20)),
                ('decree', models.CharField(blank=True, max_length=100)),
                (
                    'owner',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='+',
                        to='users.owner',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
                (
                    'user',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='colocation_appointments',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    'role',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='appointments',
                        to='netbox_colocation.procedurerole',
                    ),
                ),
            ],
            options={
                'verbose_name': 'appointment',
                'verbose_name_plural': 'appointments',
                'ordering': ('role', 'holder_name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(default='draft', editable=False, max_length=20)),
                ('document', models.JSONField()),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    'procedure',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='versions',
                        to='netbox_colocation.procedure',
                    ),
                ),
                (
                    'published_by',
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'procedure version',
                'verbose_name_plural': 'procedure versions',
                'ordering': ('procedure', '-number', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.AddField(
            model_name='case',
            name='version',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name='cases',
                to='netbox_colocation.procedureversion',
            ),
        ),
        migrations.CreateModel(
            name='Representative',
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
                ('position', models.CharField(blank=True, max_length=100)),
                (
                    'owner',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='+',
                        to='users.owner',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
                (
                    'tenant',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='tenancy.tenant'
                    ),
                ),
                (
                    'user',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='colocation_representations',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                'verbose_name': 'representative',
                'verbose_name_plural': 'representatives',
                'ordering': ('tenant', 'user', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='RequestedServer',
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
                        max_length=63,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile('^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$'),
                                'A host name has letters, digits and inner hyphens only.',
                            )
                        ],
                    ),
                ),
                ('manufacturer', models.CharField(blank=True, max_length=100)),
                ('model', models.CharField(blank=True, max_length=100)),
                ('serial', models.CharField(blank=True, max_length=50)),
                ('u_height', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('is_full_depth', models.BooleanField(default=True)),
                (
                    'depth_mm',
                    models.PositiveIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    'weight_kg',
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal('0.01'))],
                    ),
                ),
                (
                    'power_draw',
                    models.PositiveIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    'power_supplies',
                    models.PositiveSmallIntegerField(
                        default=2, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    'network_interfaces',
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                ('public_ipv4', models.PositiveSmallIntegerField(default=0)),
                ('private_ipv4', models.PositiveSmallIntegerField(default=1)),
                ('public_ipv6', models.PositiveSmallIntegerField(default=0)),
                ('private_ipv6', models.PositiveSmallIntegerField(default=0)),
                ('bandwidth', models.PositiveIntegerField(default=0)),
                (
                    'domain_names',
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253), blank=True, default=list
                    ),
                ),
                (
                    'services',
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), blank=True, default=list
                    ),
                ),
                ('operating_system', models.CharField(blank=True, max_length=100)),
                (
                    'device',
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='requested_server',
                        to='dcim.device',
                    ),
                ),
                (
                    'device_type',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='requested_servers',
                        to='dcim.devicetype',
                    ),
                ),
                (
                    'request',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='servers',
                        to='netbox_colocation.colocationrequest',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'requested server',
                'verbose_name_plural': 'requested servers',
                'ordering': ('request', 'name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='HeldUnits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('face', models.CharField(max_length=50)),
                ('half_units', django.contrib.postgres.fields.ranges.IntegerRangeField()),
                ('is_active', models.BooleanField(default=True)),
                (
                    'rack',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='held_units', to='dcim.rack'
                    ),
                ),
                (
                    'reservation',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='held_units',
                        to='dcim.rackreservation',
                    ),
                ),
                (
                    'hold',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name='units', to='netbox_colocation.hold'
                    ),
                ),
                (
                    'server',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='held_units',
                        to='netbox_colocation.requestedserver',
                    ),
                ),
            ],
            options={
                'verbose_name': 'held units',
                'verbose_name_plural': 'held units',
                'ordering': ('hold', 'rack', 'half_units', 'face', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='HeldAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('is_active', models.BooleanField(default=True)),
                (
                    'address',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='held_addresses',
                        to='ipam.ipaddress',
                    ),
                ),
                (
                    'hold',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='addresses',
                        to='netbox_colocation.hold',
                    ),
                ),
                (
                    'server',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='held_addresses',
                        to='netbox_colocation.requestedserver',
                    ),
                ),
            ],
            options={
                'verbose_name': 'held address',
                'verbose_name_plural': 'held addresses',
                'ordering': ('hold', 'server', 'kind', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                (
                    'custom_field_data',
                    models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder),
                ),
                ('step', models.CharField(max_length=20)),
                ('row', models.CharField(max_length=10)),
                ('round', models.PositiveIntegerField(default=1)),
                ('role_key', models.CharField(max_length=50)),
                ('state', models.CharField(default='open', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by_name', models.CharField(blank=True, max_length=150)),
                ('outcome', models.CharField(blank=True, max_length=50)),
                ('comment', models.TextField(blank=True)),
                ('data', models.JSONField(blank=True, default=dict)),
                (
                    'case',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='netbox_colocation.case'
                    ),
                ),
                (
                    'closed_by',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    'role',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='tasks',
                        to='netbox_colocation.procedurerole',
                    ),
                ),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'ordering': ('-opened_at', '-pk'),
                'permissions': [('perform', 'Perform tasks')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=50)),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(blank=True, max_length=150)),
                ('data', models.JSONField(default=dict)),
                ('previous_digest', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                (
                    'actor',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    'case',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name='events', to='netbox_colocation.case'
                    ),
                ),
                (
                    'task',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='events',
                        to='netbox_colocation.task',
                    ),
                ),
            ],
            options={
                'verbose_name': 'case event',
                'verbose_name_plural': 'case events',
                'ordering': ('case', 'sequence', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='documentregister',
            constraint=models.UniqueConstraint(
                fields=('agency', 'year', 'name'), name='netbox_colocation_register_unique_agency_year_name'
            ),
        ),
        migrations.AddConstraint(
            model_name='documentregister',
            constraint=models.UniqueConstraint(
                fields=('agency', 'year', 'direction'), name='netbox_colocation_register_unique_agency_year_direction'
            ),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(
                fields=('register', 'sequence'), name='netbox_colocation_document_unique_register_sequence'
            ),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(
                condition=models.Q(('state', 'active')),
                fields=('request',),
                name='netbox_colocation_hold_one_active_per_request',
            ),
        ),
        migrations.AddConstraint(
            model_name='monitoringtarget',
            constraint=models.UniqueConstraint(
                condition=models.Q(('state', 'retired'), _negated=True),
                fields=('device', 'port'),
                name='netbox_colocation_monitoringtarget_unique_device_port',
            ),
        ),
        migrations.AddIndex(
            model_name='outboxentry',
            index=models.Index(
                condition=models.Q(('state', 'pending')), fields=['available_at'], name='netbox_colo_outbox_pending'
            ),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.UniqueConstraint(
                fields=('agency', 'key'), name='netbox_colocation_procedure_unique_agency_key'
            ),
        ),
        migrations.AddIndex(
            model_name='colocationrequest',
            index=models.Index(fields=['-created', '-id'], name='netbox_colo_request_created'),
        ),
        migrations.AddConstraint(
            model_name='procedurerole',
            constraint=models.UniqueConstraint(
                fields=('agency', 'key'), name='netbox_colocation_procedurerole_unique_agency_key'
            ),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.UniqueConstraint(
                fields=('procedure', 'number'), name='netbox_colocation_procedureversion_unique_procedure_number'
            ),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'
                ),
                name='netbox_colocation_procedureversion_published_has_time',
            ),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['-opened_at', '-id'], name='netbox_colo_case_opened'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['applicant', 'state'], name='netbox_colo_case_applicant'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('closed_at__isnull', True), ('state', 'open')),
                    models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)),
                    _connector='OR',
                ),
                name='netbox_colocation_case_closed_has_time',
            ),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.UniqueConstraint(
                fields=('tenant', 'user'), name='netbox_colocation_representative_unique_tenant_user'
            ),
        ),
        migrations.AddConstraint(
            model_name='requestedserver',
            constraint=models.UniqueConstraint(
                fields=('request', 'name'), name='netbox_colocation_requestedserver_unique_request_name'
            ),
        ),
        migrations.AddConstraint(
            model_name='heldunits',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(('is_active', True)),
                expressions=[('rack', '='), ('face', '='), ('half_units', '&&')],
                name='netbox_colocation_heldunits_no_overlap',
            ),
        ),
        migrations.AddConstraint(
            model_name='heldunits',
            constraint=models.CheckConstraint(
                condition=models.Q(('half_units__isempty', False), ('half_units__startswith__gte', 0)),
                name='netbox_colocation_heldunits_within_rack',
            ),
        ),
        migrations.AddConstraint(
            model_name='heldaddress',
            constraint=models.UniqueConstraint(
                condition=models.Q(('is_active', True)),
                fields=('address',),
                name='netbox_colocation_heldaddress_one_hold',
            ),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(
                condition=models.Q(('state', 'open')), fields=['role', 'due_at'], name='netbox_colo_task_open'
            ),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['-opened_at', '-id'], name='netbox_colo_task_opened'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(
                fields=('case', 'step', 'round'), name='netbox_colocation_task_unique_case_step_round'
            ),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(
                condition=models.Q(('state', 'open')),
                fields=('case', 'step'),
                name='netbox_colocation_task_one_open_per_step',
            ),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('closed_at__isnull', True), ('outcome', ''), ('state', 'open')),
                    models.Q(
                        ('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)
                    ),
                    _connector='OR',
                ),
                name='netbox_colocation_task_closed_has_outcome',
            ),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('role__isnull', True), ('role_key', 'applicant')),
                    models.Q(models.Q(('role_key', 'applicant'), _negated=True), ('role__isnull', False)),
                    _connector='OR',
                ),
                name='netbox_colocation_task_role_or_applicant',
            ),
        ),
        migrations.AddConstraint(
            model_name='caseevent',
            constraint=models.UniqueConstraint(
                fields=('case', 'sequence'), name='netbox_colocation_caseevent_unique_case_sequence'
            ),
        ),
    ]
