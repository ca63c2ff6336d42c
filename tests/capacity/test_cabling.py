"""Cable: free switch ports near the rack."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import Cable, DeviceRole, Interface, Location

from netbox_colocation.capacity import cabling, cabling_reading
from netbox_colocation.capacity.cabling import CableFacts, Switch
from netbox_colocation.capacity.estate import Demand, Estate, RackState, ServerNeed
from netbox_colocation.capacity.findings import CABLE, Evidence
from netbox_colocation.capacity.questions import Question
from netbox_colocation.capacity.wording import put_into_words
from netbox_colocation.models import HeldPort
from tests import factories

COPPER, FIBRE = '1000base-t', '10gbase-x-sfpp'
ROOM, ROW = 7, 8
RACK = RackState(1, 'A1', frozenset({ROOM, ROW}), 84)


def need(pk=1, port_type=COPPER, interfaces=1):
    return ServerNeed(pk, f'srv-{pk}', 2, interfaces=interfaces, port_type=port_type)


def findings(servers, *switches, rack=RACK):
    facts = CableFacts(switches, {ROOM: 1, ROW: 2})
    estate = Estate(Evidence('S', 'dcim.site', 1), frozenset(), (RACK,), facts={CABLE: facts})
    places = {server.pk: rack for server in servers} if rack else {}
    found = cabling.findings(estate, Demand(tuple(servers)), places)
    assert all(put_into_words(finding).reason for finding in found)
    return found


class TestRules:
    def test_ports_of_the_rack_and_its_location_count_together(self):
        found = findings(
            [need(interfaces=3)],
            Switch(1, 'top', 1, ROW, {COPPER: 1}),
            Switch(2, 'end-of-row', 5, ROW, {COPPER: 2}),
        )

        assert [(row.code, row.verdict, row.need, row.have) for row in found] == [('ports-free', 'enough', 3, 3)]
        assert found[0].facts['in_rack'] == 1
        assert [item.label for item in found[0].evidence] == ['A1', 'top', 'end-of-row']

    def test_switch_of_another_row_or_of_the_whole_room_is_not_near(self):
        found = findings([need()], Switch(1, 'core', 9, ROOM, {COPPER: 48}), Switch(2, 'other', 5, 99, {COPPER: 48}))

        assert [(row.code, row.verdict) for row in found] == [('no-switch-recorded', 'unknown')]

    def test_servers_of_one_request_never_count_a_port_twice(self):
        found = findings([need(1), need(2), need(3)], Switch(1, 'top', 1, ROW, {COPPER: 2}))

        assert [row.code for row in found] == ['ports-free', 'ports-free', 'ports-taken']
        assert found[2].facts['missing'] == 1

    def test_port_of_another_kind_does_not_do(self):
        found = findings([need(port_type=FIBRE)], Switch(1, 'top', 1, ROW, {COPPER: 48}))

        assert [(row.code, row.verdict, row.have) for row in found] == [('ports-taken', 'short', 0)]

    def test_unknown_kind_is_unknown_while_any_port_is_free_and_short_when_none_is(self):
        free = Switch(1, 'top', 1, ROW, {COPPER: 1, FIBRE: 1})

        assert [(row.code, row.have) for row in findings([need(port_type='', interfaces=2)], free)] == [
            ('port-type-unknown', 2)
        ]
        assert [(row.code, row.verdict) for row in findings([need(port_type='', interfaces=3)], free)] == [
            ('any-ports-taken', 'short')
        ]

    def test_server_without_a_place_is_unknown(self):
        assert [row.code for row in findings([need()], rack=None)] == ['no-rack-for-cable']

    def test_rack_without_a_location_knows_its_own_switches(self):
        lone = RackState(1, 'A1', frozenset(), 84)
        found = findings([need()], Switch(1, 'top', 1, None, {COPPER: 1}), Switch(2, 'far', 2, None, {}), rack=lone)

        assert found[0].facts['switches'] == {'top': 1}


@pytest.fixture
def room(db):
    return factories.make_location()


def make_switch(rack, *, ports=2, kind=COPPER, **overrides):
    role, _ = DeviceRole.objects.get_or_create(slug='access-switch', defaults={'name': 'Access switch'})
    device = factories.make_device(rack, **{'role': role, **overrides})
    for number in range(1, ports + 1):
        Interface.objects.create(device=device, name=f'Ethernet{number}', type=kind)
    return device


def read(site, *, request=None, port_type=COPPER, **options):
    question = Question(site.pk, request=request and request.pk)
    rows = Location.objects.filter(site=site).values_list('pk', 'path')
    paths = {pk: tuple(int(label) for label in str(path).split('.')) for pk, path in rows}
    return cabling_reading.read(question, Demand((need(port_type=port_type),)), paths, **options)


class TestReading:
    def test_only_free_physical_ports_of_active_access_switches_count(self, room):
        rack = factories.make_rack(location=room)
        device = make_switch(rack, ports=8)
        ports = list(device.interfaces.order_by('pk'))
        for port, change in zip(
            ports, [{'enabled': False}, {'mark_connected': True}, {'mgmt_only': True}, {'type': 'lag'}], strict=False
        ):
            Interface.objects.filter(pk=port.pk).update(**change)
        other = Interface.objects.create(device=factories.make_device(rack), name='eth0', type=COPPER)
        cable = Cable(a_terminations=[ports[4]], b_terminations=[other])
        cable.save()
        request = factories.make_request(servers=1, site=room.site)
        HeldPort.objects.create(hold=factories.make_hold(request), server=request.servers.get(), port=ports[5])
        make_switch(rack, status='decommissioning')
        make_switch(rack, role=factories.make_device_role())

        facts = read(room.site)
        own = read(room.site, request=request)

        assert [row.free for row in facts.switches] == [{COPPER: 2}]
        assert [row.free for row in own.switches] == [{COPPER: 3}]
        assert (facts.switches[0].rack, facts.switches[0].location) == (rack.pk, room.pk)
        assert facts.depths == {room.pk: 1}

    def test_only_switches_near_the_named_racks_are_read(self, room):
        rack = factories.make_rack(location=room)
        near = make_switch(factories.make_rack(location=room))
        make_switch(factories.make_rack(site=room.site))

        assert [row.pk for row in read(room.site, racks=[rack.pk]).switches] == [near.pk]

    def test_number_of_queries_does_not_grow(self, room):
        counts = []
        for _ in range(2):
            for _ in range(3):
                make_switch(factories.make_rack(location=room), ports=4)
            with CaptureQueriesContext(connection) as queries:
                read(room.site)
            counts.append(len(queries))

        assert counts == [3, 3]

    def test_two_interfaces_get_ports_of_two_switches_the_lowest_names_first(self, room):
        rack = factories.make_rack(location=room)
        first, second = make_switch(rack, ports=12, name='sw-1'), make_switch(rack, ports=2, name='sw-2')

        chosen = cabling_reading.choose_ports(need(interfaces=3), rack=rack.pk)

        ports = Interface.objects.in_bulk(chosen)
        assert [(ports[pk].device, ports[pk].name) for pk in chosen] == [
            (first, 'Ethernet1'),
            (second, 'Ethernet1'),
            (first, 'Ethernet2'),
        ]
        assert not set(chosen) & set(cabling_reading.choose_ports(need(interfaces=3), rack=rack.pk, without=chosen))

    def test_ports_of_the_rack_go_before_those_of_its_location(self, room):
        rack = factories.make_rack(location=room)
        make_switch(factories.make_rack(location=room), name='a-first-name')
        own = make_switch(rack, name='z-last-name')

        (chosen,) = cabling_reading.choose_ports(need(), rack=rack.pk)

        assert Interface.objects.get(pk=chosen).device == own

    def test_without_a_known_kind_no_port_is_chosen(self, room):
        rack = factories.make_rack(location=room)
        make_switch(rack)

        assert cabling_reading.choose_ports(need(port_type=''), rack=rack.pk) == ()
