"""The hand-over to monitoring: one target for each installed server, once."""

import datetime

import pytest

from dcim.models import Interface
from ipam.models import Service

from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.targets import register
from tests.factories import NOW, make_address, make_device, make_rack, make_request, make_server, number

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=1)


def install(request, *, ipv4=True, ipv6=False):
    device = make_device(make_rack(), position=1)
    interface = Interface.objects.create(device=device, name='eth0', type='1000base-t')
    index = number()
    if ipv4:
        device.primary_ip4 = make_address(f'10.7.{index // 250}.{index % 250}/24', assigned_object=interface)
    if ipv6:
        device.primary_ip6 = make_address(f'2001:db8::{index:x}/64', assigned_object=interface)
    device.save()
    make_server(request, device=device)
    return device


def test_every_installed_server_has_a_target_on_its_primary_address_and_the_exporters_port():
    request = make_request()
    devices = [install(request), install(request)]

    targets = register(request, now=NOW)

    assert [(target.device, target.address, target.port) for target in targets] == [
        (device, device.primary_ip4, 9100) for device in devices
    ]
    assert {(target.state, target.request, target.registered_at) for target in targets} == {('requested', request, NOW)}


def test_ipv4_is_preferred_and_ipv6_is_used_where_there_is_no_other():
    request = make_request()
    both, only6 = install(request, ipv6=True), install(request, ipv4=False, ipv6=True)

    targets = register(request, now=NOW)

    assert [target.address for target in targets] == [both.primary_ip4, only6.primary_ip6]


def test_registering_again_changes_nothing():
    request = make_request()
    install(request)
    [first] = register(request, now=NOW)

    [again] = register(request, now=LATER)

    assert (again.pk, again.registered_at) == (first.pk, NOW)
    assert MonitoringTarget.objects.count() == 1


def test_a_target_follows_its_servers_primary_address():
    request = make_request()
    device = install(request)
    [first] = register(request, now=NOW)
    device.primary_ip4 = make_address('10.99.0.1/24', assigned_object=device.interfaces.get())
    device.save()

    [again] = register(request, now=LATER)

    assert again.pk == first.pk
    assert again.address == device.primary_ip4


def test_a_retired_target_stays_and_a_new_one_is_made():
    request = make_request()
    install(request)
    [old] = register(request, now=NOW)
    old.state = 'retired'
    old.save()

    [new] = register(request, now=LATER)

    assert new.pk != old.pk


def test_servers_without_a_primary_address_are_all_named_and_none_is_registered():
    request = make_request()
    install(request)
    without = [install(request, ipv4=False), install(request, ipv4=False)]

    with pytest.raises(OutcomeRefused) as refused:
        register(request, now=NOW)

    assert [(item.code, item.data['device']) for item in refused.value.refusals] == [
        ('primary-address-missing', device.pk) for device in without
    ]
    assert not MonitoringTarget.objects.exists()


def test_before_anything_is_installed_there_is_nothing_to_watch():
    request = make_request(servers=1)

    with pytest.raises(OutcomeRefused) as refused:
        register(request, now=NOW)

    assert [item.code for item in refused.value.refusals] == ['device-missing']


def test_a_procedure_may_have_agents_and_services_watched_besides():
    request = make_request()
    device = install(request)
    for name, ports in (('web', ['tcp/443', 'tcp/80', 'udp/53']), ('database', ['tcp/5432', 'tcp/443'])):
        Service.objects.create(parent=device, name=name, port_mappings=ports)

    targets = register(request, now=NOW, watch=('exporter', 'agent', 'probe'))

    assert [(row.kind, row.port, row.module, row.scheme, str(row.service or '')) for row in targets] == [
        ('exporter', 9100, '', 'http', ''),
        ('agent', 10050, '', 'http', ''),
        ('probe', 80, 'http_2xx', 'http', str(Service.objects.get(name='web'))),
        ('probe', 443, 'http_2xx', 'https', str(Service.objects.get(name='web'))),
        ('probe', 5432, 'tcp_connect', 'http', str(Service.objects.get(name='database'))),
    ]
    assert [row.pk for row in register(request, now=LATER, watch=('exporter', 'agent', 'probe'))] == [
        row.pk for row in targets
    ]


def test_a_server_without_a_service_is_pinged():
    request = make_request()
    install(request)

    [target] = register(request, now=NOW, watch=('probe',))

    assert (target.kind, target.module, target.port) == ('probe', 'icmp', None)


def test_a_device_that_another_request_has_watched_belongs_to_the_one_that_asks_now():
    before, request = make_request(), make_request()
    device = install(before)
    [first] = register(before, now=NOW)
    before.servers.update(device=None)
    make_server(request, device=device)

    [again] = register(request, now=LATER)

    assert (again.pk, again.request) == (first.pk, request)
