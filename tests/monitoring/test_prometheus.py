"""The feed for Prometheus: its format, its labels, and that it costs the same however many targets."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import ObjectType
from dcim.models import Platform
from ipam.models import Service
from users.models import ObjectPermission

from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.prometheus import read_targets
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

    [group] = read_targets(MonitoringTarget.objects.all(), now=timezone.now())

    assert group['targets'] == ['10.1.2.3:9100']
    assert group['labels'] == {
        '__meta_netbox_model': 'device',
        '__meta_netbox_id': str(device.pk),
        '__meta_netbox_target_id': str(target.pk),
        '__meta_netbox_name': 'emr-1',
        '__meta_netbox_status': 'active',
        '__meta_netbox_state': 'requested',
        '__meta_netbox_site': device.site.name,
        '__meta_netbox_site_slug': device.site.slug,
        '__meta_netbox_location': 'Ruang 1',
        '__meta_netbox_location_slug': 'ruang-1',
        '__meta_netbox_rack': 'A-01',
        '__meta_netbox_position': '12',
        '__meta_netbox_face': 'front',
        '__meta_netbox_tenant': device.tenant.name,
        '__meta_netbox_tenant_slug': device.tenant.slug,
        '__meta_netbox_role': device.role.name,
        '__meta_netbox_role_slug': device.role.slug,
        '__meta_netbox_platform': device.platform.name,
        '__meta_netbox_platform_slug': device.platform.slug,
        '__meta_netbox_manufacturer': device.device_type.manufacturer.name,
        '__meta_netbox_device_type': 'R660',
        '__meta_netbox_serial': 'SN-1',
        '__meta_netbox_primary_ip': '10.1.2.3',
        '__meta_netbox_request_id': str(target.request.pk),
        '__meta_netbox_request': 'Rekam medis',
        '__meta_netbox_case': target.request.case.number,
        '__meta_netbox_services': ',tcp/443,udp/443,tcp/22,',
    }


def test_the_feed_is_what_prometheus_accepts():
    """Strings only, label names of its grammar; http_sd refuses the whole feed otherwise."""
    make_watched()
    make_target(device=make_device(name=None))

    feed = json.loads(json.dumps(read_targets(MonitoringTarget.objects.all(), now=timezone.now())))

    assert len(feed) == 2
    for group in feed:
        assert set(group) == {'targets', 'labels'}
        assert all(re.fullmatch(r'[a-zA-Z_][a-zA-Z0-9_]*', name) for name in group['labels'])
        assert all(isinstance(value, str) and value for value in group['labels'].values())


def test_an_ipv6_host_stands_in_brackets():
    make_target(address=make_address('2001:db8::5/64'))

    [group] = read_targets(MonitoringTarget.objects.all(), now=timezone.now())

    assert group['targets'] == ['[2001:db8::5]:9100']
    assert group['labels']['__meta_netbox_primary_ip'] == '2001:db8::5'


def test_half_units_keep_their_half_and_names_keep_their_dots():
    device = make_device(make_rack(), name='server-v1.0', position='12.5')
    make_target(device=device)

    [group] = read_targets(MonitoringTarget.objects.all(), now=timezone.now())

    assert group['labels']['__meta_netbox_position'] == '12.5'
    assert group['labels']['__meta_netbox_name'] == 'server-v1.0'


def test_retired_targets_are_left_out():
    make_target(state='retired')

    assert read_targets(MonitoringTarget.objects.all(), now=timezone.now()) == []


def test_a_user_is_told_only_of_what_they_may_see():
    ours, theirs = make_watched(), make_watched()
    user = make_user()
    permission = ObjectPermission.objects.create(
        name='own', actions=['view'], constraints={'device__tenant': ours.device.tenant.pk}
    )
    permission.object_types.add(ObjectType.objects.get_for_model(MonitoringTarget))
    permission.users.add(user)

    feed = read_targets(MonitoringTarget.objects.restrict(user, 'view'), now=timezone.now())

    assert [group['labels']['__meta_netbox_target_id'] for group in feed] == [str(ours.pk)]
    assert theirs.pk != ours.pk


def test_the_feed_costs_the_same_number_of_queries_however_many_targets():
    counts = []
    for _round in range(2):
        for _index in range(1 if not counts else 9):
            make_watched()
        read_targets(
            MonitoringTarget.objects.all(), now=timezone.now()
        )  # content types are cached after the first time
        with CaptureQueriesContext(connection) as queries:
            feed = read_targets(MonitoringTarget.objects.all(), now=timezone.now())
        counts.append((len(feed), len(queries)))

    assert counts == [(1, 2), (10, 2)]
