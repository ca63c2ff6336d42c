"""The feed for Prometheus: its format, its labels, and who is told of what."""

import json
import re

import pytest
from django.utils import timezone

from core.models import ObjectType
from dcim.models import Device, Platform
from extras.models import Tag
from ipam.models import Service
from tenancy.models import Contact, ContactRole
from users.models import ObjectPermission, Owner
from virtualization.models import Cluster, ClusterGroup, ClusterType

from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.prometheus import read_groups
from netbox_colocation.monitoring.publishing import publish
from tests.factories import (
    make_address,
    make_case,
    make_device,
    make_device_role,
    make_device_type,
    make_location,
    make_rack,
    make_request,
    make_site,
    make_target,
    make_tenant,
    make_user,
    number,
)

pytestmark = pytest.mark.django_db


def read_feed(targets=None, now=None, **options):
    """Publish and read, as the view does."""
    publish(now=now or timezone.now())
    return [json.loads(text) for text in read_groups(targets or MonitoringTarget.objects.all(), **options)]


def labels_of(target):
    groups = {group['labels']['__meta_netbox_target_id']: group['labels'] for group in read_feed()}
    return {name.removeprefix('__meta_netbox_'): value for name, value in groups[str(target.pk)].items()}


def make_watched(**overrides):
    """Make a target whose device has every fact that there is a label for."""
    site = make_site(name=f'Pusat Data {number()}', slug=f'pusat-data-{number()}')
    rack = make_rack(name='A-01', location=make_location(site=site, name='Ruang 1', slug='ruang-1'))
    tenant = overrides.pop('tenant', None) or make_tenant(name=f'Dinas Kesehatan {number()}')
    device = make_device(
        rack,
        name='emr-1',
        serial='SN-1',
        position=12,
        tenant=tenant,
        device_type=make_device_type(model='R660'),
        role=make_device_role(name=f'Server {number()}', slug=f'server-{number()}'),
        platform=Platform.objects.create(name=f'Debian {number()}', slug=f'debian-{number()}'),
    )
    Service.objects.create(parent=device, name='web', port_mappings=['tcp/443', 'udp/443'])
    Service.objects.create(parent=device, name='ssh', port_mappings=['tcp/22', 'tcp/443'])
    request = make_request(name='Rekam medis', applicant=tenant, case=make_case(applicant=tenant))
    return make_target(device=device, request=request, **overrides)


def test_a_target_is_host_and_port_with_netbox_facts_as_labels():
    target = make_watched(address=make_address('10.1.2.3/24'))
    device = target.device

    [group] = read_feed()

    assert group['targets'] == ['10.1.2.3:9100']
    assert group['labels'] == {
        '__meta_netbox_model': 'Device',
        '__meta_netbox_id': str(device.pk),
        '__meta_netbox_target_id': str(target.pk),
        '__meta_netbox_kind': 'exporter',
        '__meta_netbox_severity': 'medium',
        '__meta_netbox_scheme': 'http',
        '__meta_netbox_metrics_path': '/metrics',
        '__meta_netbox_address': '10.1.2.3',
        '__meta_netbox_port': '9100',
        '__meta_netbox_name': 'emr-1',
        '__meta_netbox_status': 'active',
        '__meta_netbox_state': 'requested',
        '__meta_netbox_site': device.site.name,
        '__meta_netbox_site_slug': device.site.slug,
        '__meta_netbox_location': 'Ruang 1',
        '__meta_netbox_location_slug': 'ruang-1',
        '__meta_netbox_rack': 'A-01',
        '__meta_netbox_position': '12',
        '__meta_netbox_rack_u_position': '12.0',
        '__meta_netbox_face': 'front',
        '__meta_netbox_tenant': device.tenant.name,
        '__meta_netbox_tenant_slug': device.tenant.slug,
        '__meta_netbox_role': device.role.name,
        '__meta_netbox_role_slug': device.role.slug,
        '__meta_netbox_platform': device.platform.name,
        '__meta_netbox_platform_slug': device.platform.slug,
        '__meta_netbox_manufacturer': device.device_type.manufacturer.name,
        '__meta_netbox_device_type': 'R660',
        '__meta_netbox_device_type_slug': device.device_type.slug,
        '__meta_netbox_serial': 'SN-1',
        '__meta_netbox_primary_ip': '10.1.2.3',
        '__meta_netbox_request_id': str(target.request.pk),
        '__meta_netbox_request': 'Rekam medis',
        '__meta_netbox_case': target.request.case.number,
        '__meta_netbox_services': 'ssh,web',
        '__meta_netbox_service_ports': ',tcp/443,udp/443,tcp/22,',
    }


def test_what_a_target_says_of_itself_is_in_its_labels():
    """Scheme and path are also Prometheus' own labels where they are not its defaults: nothing is to be relabelled."""
    owner = Owner.objects.create(name='Tim Jaringan')
    contact = Contact.objects.create(name='Sari', email='sari@example.org', phone='0751')
    target = make_target(
        scheme='https', metrics_path='/probe', labels={'team': 'jaringan'}, severity='critical', owner=owner,
        contact=contact,
    )  # fmt: skip
    target.tags.add(Tag.objects.create(name='Inti', slug='inti'))

    labels = labels_of(target)

    wanted = {
        'scheme': 'https', '__scheme__': 'https', 'metrics_path': '/probe', '__metrics_path__': '/probe',
        'label_team': 'jaringan', 'severity': 'critical', 'owner': 'Tim Jaringan', 'contact_name': 'Sari',
        'contact_email': 'sari@example.org', 'contact_phone': '0751', 'target_tags': 'inti',
    }  # fmt: skip
    assert {name: labels.get(name) for name in wanted} == wanted


def test_tags_contacts_custom_fields_clusters_and_addresses_of_the_device_are_labels():
    """Names and spelling are those of netbox-plugin-prometheus-sd: its users change nothing but the address."""
    site = make_site(name='Padang', slug='padang')
    kind, group = ClusterType.objects.create(name='KVM', slug='kvm'), ClusterGroup.objects.create(name='G', slug='g')
    cluster = Cluster.objects.create(name='Awan', type=kind, group=group, scope=site)
    device = make_device(site=site, cluster=cluster, description='Induk', asset_tag='A-7')
    device.tags.add(
        Tag.objects.create(name='Zeta', slug='zeta', weight=1), Tag.objects.create(name='Alfa', slug='alfa')
    )
    role = ContactRole.objects.create(name='Teknis', slug='teknis')
    for name in ('Budi', 'Wati'):
        contact = Contact.objects.create(name=name, email=f'{name.lower()}@example.org')
        device.contacts.create(contact=contact, role=role, priority='primary')
    addresses = [make_address(text) for text in ('10.9.0.1/24', '2001:db8::9/64', '10.9.9.1/24')]
    Device.objects.filter(pk=device.pk).update(
        primary_ip4=addresses[0], primary_ip6=addresses[1], oob_ip=addresses[2],
        custom_field_data={'Lantai': 3, 'kritis': True, 'kosong': None, 'nama-lain': 'x'},
    )  # fmt: skip
    target = make_target(device=device, address=addresses[0])

    labels = labels_of(target)

    wanted = {
        'tags': 'Zeta,Alfa', 'tag_slugs': 'zeta,alfa', 'contact_primary_name': 'Wati',
        'contact_primary_email': 'wati@example.org', 'contact_primary_role': 'Teknis', 'primary_ip4': '10.9.0.1',
        'primary_ip6': '2001:db8::9', 'oob_ip': '10.9.9.1', 'primary_ip': '10.9.0.1', 'custom_field_lantai': '3',
        'custom_field_kritis': 'True', 'custom_field_nama_lain': 'x', 'cluster': 'Awan', 'cluster_type': 'KVM',
        'cluster_group': 'G', 'scope': 'Padang', 'scope_slug': 'padang', 'description': 'Induk', 'asset_tag': 'A-7',
    }  # fmt: skip
    assert {name: labels.get(name) for name in wanted} == wanted
    assert 'custom_field_kosong' not in labels


def test_a_target_without_an_address_of_its_own_is_watched_on_the_primary_one_of_its_device():
    address = make_address('10.8.0.1/24')
    device = make_device()
    Device.objects.filter(pk=device.pk).update(primary_ip4=address)
    target, lost = make_target(device=device), make_target()
    MonitoringTarget.objects.filter(pk__in=(target.pk, lost.pk)).update(address=None)

    assert [group['targets'] for group in read_feed()] == [['10.8.0.1:9100']]


def test_a_probe_without_a_port_is_a_host_and_kinds_can_be_told_apart():
    probe = make_target(kind='probe', module='icmp', port=None, address=make_address('2001:db8::7/64'))
    exporter = make_target()

    assert [group['targets'] for group in read_feed(kinds=('probe',))] == [['2001:db8::7']]
    assert len(read_feed()) == 2
    assert probe.pk != exporter.pk


def test_the_feed_is_what_prometheus_accepts():
    """Strings only, label names of its grammar; http_sd refuses the whole feed otherwise."""
    make_watched()
    make_target(device=make_device(name=None))

    feed = read_feed()

    assert len(feed) == 2
    for group in feed:
        assert set(group) == {'targets', 'labels'}
        assert all(re.fullmatch(r'[a-zA-Z_][a-zA-Z0-9_]*', name) for name in group['labels'])
        assert all(isinstance(value, str) and value for value in group['labels'].values())


def test_an_ipv6_host_stands_in_brackets():
    make_target(address=make_address('2001:db8::5/64'))

    [group] = read_feed()

    assert group['targets'] == ['[2001:db8::5]:9100']
    assert group['labels']['__meta_netbox_primary_ip'] == '2001:db8::5'


def test_half_units_keep_their_half_and_names_keep_their_dots():
    device = make_device(make_rack(), name='server-v1.0', position='12.5')
    make_target(device=device)

    [group] = read_feed()

    assert group['labels']['__meta_netbox_position'] == '12.5'
    assert group['labels']['__meta_netbox_name'] == 'server-v1.0'


def test_retired_targets_are_left_out():
    make_target(state='retired')

    assert read_feed() == []


def test_a_user_is_told_only_of_what_they_may_see():
    ours, theirs = make_watched(), make_watched()
    user = make_user()
    permission = ObjectPermission.objects.create(
        name='own', actions=['view'], constraints={'device__tenant': ours.device.tenant.pk}
    )
    permission.object_types.add(ObjectType.objects.get_for_model(MonitoringTarget))
    permission.users.add(user)

    feed = read_feed(MonitoringTarget.objects.restrict(user, 'view'))

    assert [group['labels']['__meta_netbox_target_id'] for group in feed] == [str(ours.pk)]
    assert theirs.pk != ours.pk
