import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import netbox.models.deletion
import taggit.managers
import utilities.json
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('netbox_colocation', '0005_task_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressHint',
            fields=[
                ('prefix_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('address', models.GenericIPAddressField()),
            ],
        ),
        migrations.CreateModel(
            name='StaleRack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('rack_id', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='capacitycheck',
            name='basis',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='capacitycheck',
            name='competing',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='capacitycheck',
            name='elevations',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='capacitypool',
            name='power_panels',
            field=models.ManyToManyField(blank=True, related_name='capacity_pools', to='dcim.powerpanel'),
        ),
        migrations.AddField(
            model_name='colocationrequest',
            name='grouping',
            field=models.CharField(default='any', max_length=20),
        ),
        migrations.AddField(
            model_name='hold',
            name='conflicts',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='requestedserver',
            name='cooling_method',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name='requestedserver',
            name='is_rack_mountable',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='requestedserver',
            name='mac_addresses',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=17), blank=True, default=list),
        ),
        migrations.AddField(
            model_name='requestedserver',
            name='network_connector',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name='requestedserver',
            name='power_connector',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name='requestedserver',
            name='redundancy_group',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.CreateModel(
            name='PlacementPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('last_updated', models.DateTimeField(auto_now=True, null=True)),
                ('custom_field_data', models.JSONField(blank=True, default=dict, encoder=utilities.json.CustomFieldJSONEncoder)),
                ('description', models.CharField(blank=True, max_length=200)),
                ('comments', models.TextField(blank=True)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('weight', models.PositiveSmallIntegerField(default=100)),
                ('derating_percent', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)])),
                ('units_kept_free', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)])),
                ('fill_order', models.CharField(blank=True, max_length=20)),
                ('accepts_towers', models.BooleanField(blank=True, null=True)),
                ('unknown_blocks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, null=True)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.location')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.owner')),
                ('rack_role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.rackrole')),
                ('serves_groups', models.ManyToManyField(blank=True, related_name='+', to='tenancy.tenantgroup')),
                ('serves_tenants', models.ManyToManyField(blank=True, related_name='+', to='tenancy.tenant')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.site')),
                ('tags', taggit.managers.TaggableManager(through='extras.TaggedItem', to='extras.Tag')),
                ('tenant_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.tenantgroup')),
            ],
            options={
                'verbose_name': 'placement policy',
                'verbose_name_plural': 'placement policies',
                'ordering': ('weight', 'name', 'pk'),
            },
            bases=(netbox.models.deletion.DeleteMixin, models.Model),
        ),
        migrations.CreateModel(
            name='RackSummary',
            fields=[
                ('rack_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('site_id', models.BigIntegerField()),
                ('gap_both', models.PositiveSmallIntegerField()),
                ('gap_both_odd', models.PositiveSmallIntegerField()),
                ('gap_front', models.PositiveSmallIntegerField()),
                ('gap_front_odd', models.PositiveSmallIntegerField()),
                ('free_count', models.PositiveSmallIntegerField()),
                ('watts_left', models.IntegerField(null=True)),
                ('is_paired', models.BooleanField()),
                ('has_unknown_draw', models.BooleanField()),
                ('load', models.BigIntegerField()),
                ('held', models.BigIntegerField()),
                ('unknown_count', models.PositiveIntegerField()),
                ('state', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(fields=['site_id', 'free_count'], name='netbox_colo_summary_site')],
            },
        ),
        migrations.CreateModel(
            name='CapacitySample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('resource', models.CharField(max_length=20)),
                ('total', models.BigIntegerField(blank=True, null=True)),
                ('used', models.BigIntegerField()),
                ('held', models.BigIntegerField(default=0)),
                ('unknown', models.PositiveIntegerField(default=0)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.location')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.site')),
            ],
            options={
                'verbose_name': 'capacity sample',
                'verbose_name_plural': 'capacity samples',
                'ordering': ('day', 'site', 'location', 'resource', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('site', 'location', 'resource', 'day'), name='netbox_colocation_capacitysample_once_a_day', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='HeldOutlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('is_active', models.BooleanField(default=True)),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outlets', to='netbox_colocation.hold')),
                ('outlet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='held_outlets', to='dcim.poweroutlet')),
                ('server', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_outlets', to='netbox_colocation.requestedserver')),
            ],
            options={
                'verbose_name': 'held outlet',
                'verbose_name_plural': 'held outlets',
                'ordering': ('hold', 'server', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('outlet',), name='netbox_colocation_heldoutlet_one_hold')],
            },
        ),
        migrations.CreateModel(
            name='HeldPort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('is_active', models.BooleanField(default=True)),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ports', to='netbox_colocation.hold')),
                ('port', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='held_ports', to='dcim.interface')),
                ('server', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_ports', to='netbox_colocation.requestedserver')),
            ],
            options={
                'verbose_name': 'held port',
                'verbose_name_plural': 'held ports',
                'ordering': ('hold', 'server', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('port',), name='netbox_colocation_heldport_one_hold')],
            },
        ),
    ]
