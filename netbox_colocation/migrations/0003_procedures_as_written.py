import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import netbox.models.deletion
import taggit.managers
import utilities.json
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('netbox_colocation', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('status', models.CharField(default='draft', editable=False, max_length=20)),
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
                ('name', models.CharField(max_length=100)),
                ('purpose', models.TextField()),
                ('visitors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), default=list)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('left_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('escort_name', models.CharField(blank=True, editable=False, max_length=150)),
            ],
            options={
                'verbose_name': 'access visit',
                'verbose_name_plural': 'access visits',
                'ordering': ('-starts_at', '-pk'),
                'permissions': [('submit', 'Submit access visits')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('time_zone', models.CharField(default='Asia/Jakarta', max_length=50)),
                ('days_count', models.CharField(default='working', max_length=20)),
            ],
            options={
                'verbose_name': 'calendar',
                'verbose_name_plural': 'calendars',
                'ordering': ('name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CalendarHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('weekday', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)])),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('season', models.CharField(blank=True, max_length=50)),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ('calendar', 'valid_from', 'weekday', 'opens', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DecisionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'decision link',
                'verbose_name_plural': 'decision links',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='DispositionInstruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('key', models.SlugField()),
                ('text', models.CharField(max_length=200)),
                ('weight', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'verbose_name': 'disposition instruction',
                'verbose_name_plural': 'disposition instructions',
                'ordering': ('agency', 'weight', 'key', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('until', models.DateField()),
                ('reason', models.TextField()),
                ('state', models.CharField(default='asked', max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'extension',
                'verbose_name_plural': 'extensions',
                'ordering': ('-asked_at', '-pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('date', models.DateField()),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(default='national', max_length=20)),
                ('decree', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ('calendar', 'date', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='MaintenanceTicket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('status', models.CharField(default='draft', editable=False, max_length=20)),
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
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(default='request', max_length=20)),
                ('priority', models.CharField(default='normal', max_length=20)),
                ('problem', models.TextField()),
                ('work_status', models.CharField(default='waiting', editable=False, max_length=20)),
                ('analysis', models.TextField(blank=True, editable=False)),
                ('solution', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name': 'maintenance ticket',
                'verbose_name_plural': 'maintenance tickets',
                'ordering': ('-created', '-pk'),
                'permissions': [('submit', 'Submit maintenance tickets')],
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.AlterModelOptions(
            name='case',
            options={'ordering': ('-opened_at', '-pk'), 'permissions': [('cancel', 'Cancel cases'), ('move', 'Move cases to another version of their procedure'), ('report_check', 'Report the result of outside checks')]},
        ),
        migrations.AlterModelOptions(
            name='colocationrequest',
            options={'ordering': ('-created', '-pk'), 'permissions': [('submit', 'Submit colocation requests'), ('extend', 'Extend the term of placements')]},
        ),
        migrations.AlterModelOptions(
            name='procedureversion',
            options={'ordering': ('procedure', '-number', 'pk'), 'permissions': [('publish', 'Publish procedure versions')]},
        ),
        migrations.AlterModelOptions(
            name='task',
            options={'ordering': ('-opened_at', '-pk'), 'permissions': [('perform', 'Perform tasks'), ('record_paper', 'Record acts that happened on paper')]},
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='netbox_colocation_task_unique_case_step_round',
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='netbox_colocation_task_one_open_per_step',
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='netbox_colocation_task_closed_has_outcome',
        ),
        migrations.AddField(
            model_name='appointment',
            name='delegated_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='netbox_colocation.appointment'),
        ),
        migrations.AddField(
            model_name='colocationrequest',
            name='returned_devices',
            field=models.ManyToManyField(blank=True, related_name='retrieval_requests', to='dcim.device'),
        ),
        migrations.AddField(
            model_name='colocationrequest',
            name='valid_until',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='procedure',
            name='settings',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='procedurerole',
            name='superior',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='subordinates', to='netbox_colocation.procedurerole'),
        ),
        migrations.AddField(
            model_name='procedureversion',
            name='based_on',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='netbox_colocation.procedureversion'),
        ),
        migrations.AddField(
            model_name='procedureversion',
            name='note',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='procedureversion',
            name='source',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='requestedserver',
            name='found',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='task',
            name='acted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='claimed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='claimed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='escalated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='on_paper',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='task',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='netbox_colocation.task'),
        ),
        migrations.AddField(
            model_name='task',
            name='paused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='paused_minutes',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='task',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='recorded_by_name',
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name='task',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='seat',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='task',
            name='target_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='worked_minutes',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='colocationrequest',
            name='procedure',
            field=models.ForeignKey(limit_choices_to={'subject_kind__in': ['colocation-request', 'retrieval-request']}, on_delete=django.db.models.deletion.PROTECT, related_name='colocation_requests', to='netbox_colocation.procedure'),
        ),
        migrations.AlterField(
            model_name='document',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='netbox_colocation.colocationrequest'),
        ),
        migrations.AlterField(
            model_name='monitoringtarget',
            name='address',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitoring_targets', to='ipam.ipaddress'),
        ),
        migrations.AlterField(
            model_name='procedureversion',
            name='document',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='netbox_colo_task_due'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['closed_at'], name='netbox_colo_task_closed'),
        ),
        migrations.AddConstraint(
            model_name='monitoringtarget',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'retired'), ('address__isnull', False), _connector='OR'), name='netbox_colocation_monitoringtarget_watched_has_address'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('case', 'step', 'round', 'seat'), name='netbox_colocation_task_unique_case_step_round_seat'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case', 'step', 'seat'), name='netbox_colocation_task_one_open_per_seat'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', ''), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(('closed_at__isnull', False), ('outcome', ''), ('state', 'cancelled')), _connector='OR'), name='netbox_colocation_task_closed_or_cancelled'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='applicant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_visits', to='tenancy.tenant'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='case',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_visit', to='netbox_colocation.case'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_visits', to='dcim.location'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='procedure',
            field=models.ForeignKey(limit_choices_to={'subject_kind': 'access-visit'}, on_delete=django.db.models.deletion.PROTECT, related_name='access_visits', to='netbox_colocation.procedure'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='racks',
            field=models.ManyToManyField(blank=True, related_name='access_visits', to='dcim.rack'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_visits', to='dcim.site'),
        ),
        migrations.AddField(
            model_name='accessvisit',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='document',
            name='visit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='netbox_colocation.accessvisit'),
        ),
        migrations.AddField(
            model_name='calendar',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'),
        ),
        migrations.AddField(
            model_name='calendar',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='procedure',
            name='calendar',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='procedures', to='netbox_colocation.calendar'),
        ),
        migrations.AddField(
            model_name='calendarhours',
            name='calendar',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='netbox_colocation.calendar'),
        ),
        migrations.AddField(
            model_name='calendarhours',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='decisionlink',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decision_links', to='netbox_colocation.task'),
        ),
        migrations.AddField(
            model_name='decisionlink',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispositioninstruction',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disposition_instructions', to='tenancy.tenant'),
        ),
        migrations.AddField(
            model_name='dispositioninstruction',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='extension',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='netbox_colocation.colocationrequest'),
        ),
        migrations.AddField(
            model_name='extension',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='holiday',
            name='calendar',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='netbox_colocation.calendar'),
        ),
        migrations.AddField(
            model_name='holiday',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='applicant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='maintenance_tickets', to='tenancy.tenant'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='case',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='maintenance_ticket', to='netbox_colocation.case'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='devices',
            field=models.ManyToManyField(blank=True, related_name='maintenance_tickets', to='dcim.device'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='maintenance_tickets', to='dcim.location'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='procedure',
            field=models.ForeignKey(limit_choices_to={'subject_kind': 'maintenance-ticket'}, on_delete=django.db.models.deletion.PROTECT, related_name='maintenance_tickets', to='netbox_colocation.procedure'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='maintenance_tickets', to='dcim.site'),
        ),
        migrations.AddField(
            model_name='maintenanceticket',
            name='tags',
            field=taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag'),
        ),
        migrations.AddField(
            model_name='document',
            name='ticket',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='netbox_colocation.maintenanceticket'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('request__isnull', False), ('ticket__isnull', True), ('visit__isnull', True)), models.Q(('request__isnull', True), ('ticket__isnull', True), ('visit__isnull', False)), models.Q(('request__isnull', True), ('ticket__isnull', False), ('visit__isnull', True)), _connector='OR'), name='netbox_colocation_document_one_subject'),
        ),
        migrations.AddIndex(
            model_name='accessvisit',
            index=models.Index(fields=['-starts_at', '-id'], name='netbox_colo_visit_starts'),
        ),
        migrations.AddConstraint(
            model_name='accessvisit',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='netbox_colocation_accessvisit_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='calendarhours',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='netbox_colocation_calendarhours_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='calendarhours',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('valid_from__isnull', True), ('valid_until__isnull', True)), models.Q(('valid_from__isnull', False), ('valid_until__gte', models.F('valid_from')), ('valid_until__isnull', False)), _connector='OR'), name='netbox_colocation_calendarhours_both_days_or_none'),
        ),
        migrations.AddConstraint(
            model_name='dispositioninstruction',
            constraint=models.UniqueConstraint(fields=('agency', 'key'), name='netbox_colocation_instruction_unique_agency_key'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('request',), name='netbox_colocation_extension_one_asked_per_request'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.UniqueConstraint(fields=('calendar', 'date'), name='netbox_colocation_holiday_unique_calendar_date'),
        ),
        migrations.AddIndex(
            model_name='maintenanceticket',
            index=models.Index(fields=['-created', '-id'], name='netbox_colo_ticket_created'),
        ),
    ]
