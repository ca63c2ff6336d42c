"""What the feeds need beside the estate: servers that are watched, each with all that a label is made of.

In SQL, because they are a hundred thousand: a device, its primary address, an address for its controller, a service,
two tags, a contact, custom fields, and a target.
"""

import time

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from dcim.models import Device, DeviceRole, DeviceType, Location, Platform, Rack, Site
from extras.models import Tag
from tenancy.models import Contact, ContactRole, Tenant, TenantGroup

from .filling import Filler

__all__ = ('SITE', 'fill', 'rename')

SITE = 'feeds'  # slug
# Numbers above all others of the estate.
BASE = 50_000_000
OTHERS = 60_000_000
MANY = 50
MOST, IN_RACK = 100_000, 40


def fill(first: int, last: int) -> None:
    """Add the servers from one number to another, and vacuum what was written."""
    began = time.monotonic()
    _prepare()
    filler = Filler(connection.connection, {})
    source = f'FROM generate_series({first}, {last}) AS n'
    _devices(filler, source)
    _around(filler, source)
    filler.insert(
        'netbox_colocation_monitoringtarget',
        {
            'id': f'{BASE} + n', 'device_id': f'{BASE} + n', 'device_name': "'srv-' || n", 'kind': "'exporter'",
            'address_id': f'{BASE} + n', 'port': '9100', 'scheme': "'http'", 'metrics_path': "'/metrics'",
            'severity': "'medium'", 'state': "'accepted'", 'health': "'up'", 'registered_at': 'now()',
            'labels': """'{"team": "network"}'""",
        },
        source,
    )  # fmt: skip
    with connection.cursor() as cursor:
        for table in filler.rows:
            cursor.execute(f'VACUUM ANALYZE {table}')
    print(f'  {last - first + 1:,} watched servers: {time.monotonic() - began:.0f} s', flush=True)


def rename(count: int) -> None:
    """Change so many devices, as somebody who writes SQL does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dcim_device SET serial = 'X' || (random() * 1000000000)::int WHERE id BETWEEN %s AND %s",
            [BASE + 1, BASE + count],
        )


def _prepare() -> None:
    """Make what the servers share, once."""
    connection.ensure_connection()
    if Site.objects.filter(slug=SITE).exists():
        return
    site = Site.objects.create(name='Feeds', slug=SITE)
    hall = Location.objects.create(name='Feeds hall', slug='feeds-hall', site=site, status='active')
    Rack.objects.bulk_create(
        Rack(pk=BASE + n, name=f'F-{n:04}', site=site, location=hall, u_height=42) for n in range(MOST // IN_RACK + 1)
    )
    group = TenantGroup.objects.create(name='Provinsi', slug='provinsi')
    Tenant.objects.bulk_create(
        Tenant(pk=BASE + n, name=f'Dinas {n}', slug=f'dinas-{n}', group=group) for n in range(MANY)
    )
    Platform.objects.create(pk=BASE, name='Debian', slug='debian')
    DeviceRole.objects.create(pk=BASE, name='Watched', slug='watched')
    ContactRole.objects.create(pk=BASE, name='Teknis', slug='teknis')
    Contact.objects.bulk_create(
        Contact(pk=BASE + n, name=f'Contact {n}', email=f'contact{n}@example.org') for n in range(MANY)
    )
    Tag.objects.bulk_create(Tag(pk=BASE + n, name=f'Tag {n}', slug=f'tag-{n}') for n in range(2))


def _devices(filler: Filler, source: str) -> None:
    site, hall = Site.objects.get(slug=SITE).pk, Location.objects.get(slug='feeds-hall').pk
    kind = DeviceType.objects.order_by('pk').values_list('pk', flat=True)[0]
    address = "('10.' || (n >> 16) || '.' || (n >> 8 & 255) || '.' || (n & 255) || '/32')::inet"
    filler.insert('ipam_ipaddress', {'id': f'{BASE} + n', 'address': address, 'status': "'active'"}, source)
    filler.insert(
        'ipam_ipaddress',
        {'id': f'{OTHERS} + n', 'address': address.replace("'10.'", "'100.'"), 'status': "'active'"},
        source,
    )
    filler.insert(
        'dcim_device',
        {
            'id': f'{BASE} + n', 'name': "'srv-' || n", 'device_type_id': str(kind), 'role_id': str(BASE),
            'site_id': str(site), 'location_id': str(hall), 'rack_id': f'{BASE} + n / {IN_RACK}',
            'position': f'1 + n %% {IN_RACK}', 'face': "'front'", 'status': "'active'", 'serial': "'SN' || n",
            'tenant_id': f'{BASE} + n %% {MANY}', 'platform_id': str(BASE), 'primary_ip4_id': f'{BASE} + n',
            'oob_ip_id': f'{OTHERS} + n', 'description': "'Server number ' || n",
            'custom_field_data': "jsonb_build_object('floor', n %% 7, 'service_level', 'gold', 'critical', n %% 2 = 0)",
        },
        source,
    )  # fmt: skip


def _around(filler: Filler, source: str) -> None:
    device_type = ContentType.objects.get_for_model(Device).pk
    filler.insert(
        'ipam_service',
        {
            'id': f'{BASE} + n', 'name': "'web'", 'port_mappings': "ARRAY['tcp/443']",
            'parent_object_type_id': str(device_type), 'parent_object_id': f'{BASE} + n',
        },
        source,
    )  # fmt: skip
    filler.insert(
        'extras_taggeditem',
        {
            'id': f'{BASE} + 2 * n + tag', 'content_type_id': str(device_type), 'object_id': f'{BASE} + n',
            'tag_id': f'{BASE} + tag',
        },
        f'{source}, generate_series(0, 1) AS tag',
    )  # fmt: skip
    filler.insert(
        'tenancy_contactassignment',
        {
            'id': f'{BASE} + n', 'object_type_id': str(device_type), 'object_id': f'{BASE} + n',
            'contact_id': f'{BASE} + n %% {MANY}', 'role_id': str(BASE), 'priority': "'primary'",
        },
        source,
    )  # fmt: skip
