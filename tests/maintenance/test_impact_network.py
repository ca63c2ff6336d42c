"""Loss of network, of addresses and of what depends on devices, compared with answers worked out by hand."""

from circuits.models import CircuitTermination, ProviderNetwork
from dcim.models import VirtualChassis
from ipam.models import FHRPGroup, FHRPGroupAssignment, Service
from virtualization.models import Cluster, ClusterType, VirtualMachine, VMInterface

from netbox_colocation.maintenance.impact import Touched, assess
from tests import factories

from .impact_estate import EstateTestCase, connect, make_interface, make_patch
from .test_impact_power import grades, labels, line_of


def only(impact, model, name):
    return next(line for line in impact.lines if line.model == model and line.label == name)


def make_cluster(*hosts):
    number = factories.number()
    kind = ClusterType.objects.create(name=f'Kind {number}', slug=f'kind-{number}')
    cluster = Cluster.objects.create(name=f'Cluster {number}', type=kind)
    for host in hosts:
        host.cluster = cluster
        host.save()
    return cluster


def make_service(parent, name='web', addresses=()):
    service = Service.objects.create(parent=parent, name=name, port_mappings=['tcp/443'])
    service.ipaddresses.set(addresses)
    return service


class TestPaths(EstateTestCase):
    def test_loss_of_a_switch_isolates_what_only_it_connects(self):
        impact = assess(Touched.of_object(self.estate.switch))
        assert grades(impact) == {'switch': 'outage', 'both': 'outage', 'single': 'outage'}
        assert line_of(impact, self.estate.single).reason == 'unreachable'

    def test_second_switch_leaves_less_redundancy(self):
        second = factories.make_device(self.estate.rack, name='switch 2')
        for device in (self.estate.both, self.estate.single, self.estate.other):
            connect(device, second)
        impact = assess(Touched.of_object(self.estate.switch))
        assert grades(impact) == {
            'switch': 'outage',
            'both': 'reduced-redundancy',
            'single': 'reduced-redundancy',
            'switch 2': 'unknown',  # no circuit leads out of it: whether there is another way NetBox does not know
            'other': 'unknown',
        }
        assert line_of(impact, self.estate.both).facts == {'lost': 1, 'left': 1, 'unknown': 0}

    def test_patch_panel_takes_the_path_over_it_and_the_path_says_so(self):
        impact = assess(Touched.of_object(self.estate.patch_2))
        assert grades(impact) == {'patch 2': 'outage', 'single': 'outage'}
        path = line_of(impact, self.estate.single).path
        assert [(step.model, step.label) for step in path if step.model != 'dcim.cable'] == [
            ('dcim.device', 'patch 2'),
            ('dcim.rearport', 'rear 1'),
            ('dcim.rearport', 'rear 1'),
            ('dcim.frontport', 'front 1'),
            ('dcim.interface', self.estate.single.interfaces.get().name),
            ('dcim.device', 'single'),
        ]

    def test_switch_is_none_the_worse_for_a_server_that_is_off(self):
        assert grades(assess(Touched.of_object(self.estate.both))) == {'both': 'outage'}

    def test_part_of_the_network_behind_a_lost_switch_has_no_known_way_out(self):
        edge, leaf = (factories.make_device(name=name, site=self.estate.site) for name in ('edge', 'leaf'))
        connect(edge, self.estate.switch)
        connect(leaf, edge)
        found = assess(Touched.of_object(self.estate.switch))
        assert line_of(found, edge).grade == 'reduced-redundancy'
        assert (line_of(found, leaf).grade, line_of(found, leaf).reason) == ('unknown', 'cut-off')
        assert labels(line_of(found, leaf))[-2:] == ['edge', 'leaf']

    def test_part_that_never_led_to_a_circuit_is_left_alone(self):
        """How edge and leaf are reached without the switch NetBox cannot know: the circuit is not cabled."""
        edge, leaf = (factories.make_device(name=name, site=self.estate.site) for name in ('edge', 'leaf'))
        connect(edge, self.estate.switch)
        connect(leaf, edge)
        self.estate.circuit.terminations.get(term_side='A').cable.delete()
        found = grades(assess(Touched.of_object(self.estate.switch)))
        assert (found['edge'], found.get('leaf')) == ('reduced-redundancy', None)

    def test_path_that_ends_nowhere_is_unknown(self):
        _patch, front, _rear = make_patch(None, 'patch 9')
        factories.make_cable(make_interface(self.estate.both), front)
        line = line_of(assess(Touched.of_object(self.estate.switch)), self.estate.both)
        assert (line.grade, line.reason) == ('unknown', 'other-paths-unknown')

    def test_pdu_whose_switch_is_lost_still_feeds(self):
        connect(self.estate.pdu_a, self.estate.switch)
        impact = assess(Touched.of_object(self.estate.switch))
        line = line_of(impact, self.estate.pdu_a)
        assert (line.grade, line.reason) == ('degraded', 'management-unreachable')

    def test_management_port_is_no_second_path(self):
        second = factories.make_device(self.estate.rack, name='switch 2')
        connect(self.estate.both, second, mgmt_only=True)
        assert grades(assess(Touched.of_object(self.estate.switch)))['both'] == 'outage'

    def test_device_without_network_cables_is_said(self):
        make_interface(self.estate.other)
        impact = assess(Touched.of_object(self.estate.other))
        assert [(said.code, said.examples[0].label) for said in impact.unknown] == [('network-not-cabled', 'other')]


class TestCircuits(EstateTestCase):
    def test_last_way_out_cuts_off_everything_behind_it(self):
        impact = assess(Touched.of_object(self.estate.circuit))
        line = only(impact, 'circuits.circuit', 'UPLINK-1')
        assert (line.grade, line.reason) == ('outage', 'touched')
        assert grades(impact) == {'switch': 'degraded', 'both': 'degraded', 'single': 'degraded'}
        single = line_of(impact, self.estate.single)
        assert (single.reason, single.facts) == ('cut-off', {'with': 2})
        assert [step.label for step in single.path if step.model in ('circuits.circuit', 'dcim.device')] == [
            'UPLINK-1',
            'switch',
            'single',
        ]

    def test_second_way_out_leaves_less_redundancy(self):
        second = factories.make_circuit(cid='UPLINK-2')
        cloud = ProviderNetwork.objects.create(provider=second.provider, name='Other cloud')
        CircuitTermination.objects.create(circuit=second, term_side='Z', termination=cloud)
        end = CircuitTermination.objects.create(circuit=second, term_side='A', termination=self.estate.site)
        factories.make_cable(make_interface(self.estate.switch), end)
        impact = assess(Touched.of_object(self.estate.circuit))
        assert line_of(impact, self.estate.switch).reason == 'path-lost'
        assert grades(impact) == {'switch': 'reduced-redundancy'}

    def test_circuit_that_is_cabled_to_nothing_is_said(self):
        circuit = factories.make_circuit(cid='LOOSE')
        impact = assess(Touched.of_object(circuit))
        assert [(said.code, said.examples[0].label) for said in impact.unknown] == [('circuit-not-connected', 'LOOSE')]

    def test_circuit_at_a_lost_switch_is_out(self):
        line = only(assess(Touched.of_object(self.estate.switch)), 'circuits.circuit', 'UPLINK-1')
        assert (line.reason, labels(line)[0], labels(line)[-1]) == ('circuit-end-lost', 'switch', 'UPLINK-1')


class TestChassis(EstateTestCase):
    def test_stack_that_lost_a_member_is_degraded(self):
        stack = VirtualChassis.objects.create(name='stack')
        for position, device in enumerate((self.estate.single, self.estate.both, self.estate.other), 1):
            device.virtual_chassis, device.vc_position = stack, position
            device.save()
        impact = assess(Touched.of_object(self.estate.single))
        assert grades(impact) == {'single': 'outage', 'both': 'degraded', 'other': 'degraded'}
        line = line_of(impact, self.estate.other)
        assert (line.reason, labels(line)) == ('chassis-members-lost', ['single', 'stack', 'other'])
        assert line.facts == {'lost': 1, 'left': 2}


class TestAddresses(EstateTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.prefix = factories.make_prefix('10.8.0.0/24')

    def test_device_whose_only_address_is_in_the_prefix_is_out(self):
        factories.make_address('10.8.0.5/24', assigned_object=self.estate.both.interfaces.get())
        line = line_of(assess(Touched.of_object(self.prefix)), self.estate.both)
        assert (line.grade, line.reason) == ('outage', 'addresses-lost')
        assert labels(line) == ['10.8.0.0/24', '10.8.0.5/24', self.estate.both.interfaces.get().name, 'both']

    def test_device_with_another_address_is_degraded(self):
        port = self.estate.both.interfaces.get()
        factories.make_address('10.8.0.5/24', assigned_object=port)
        factories.make_address('10.9.0.5/24', assigned_object=port)
        line = line_of(assess(Touched.of_object(self.prefix)), self.estate.both)
        assert (line.grade, line.facts) == ('degraded', {'lost': 1, 'left': 1})

    def test_loss_of_addresses_takes_no_path_from_others(self):
        factories.make_address('10.8.0.1/24', assigned_object=self.estate.switch.interfaces.first())
        assert grades(assess(Touched.of_object(self.prefix))) == {'switch': 'outage'}

    def test_address_of_a_group_is_its_members(self):
        group = FHRPGroup.objects.create(protocol='vrrp2', group_id=7)
        port = self.estate.both.interfaces.get()
        FHRPGroupAssignment.objects.create(interface=port, group=group, priority=1)
        factories.make_address('10.8.0.9/24', assigned_object=group)
        assert grades(assess(Touched.of_object(self.prefix))) == {'both': 'outage'}

    def test_address_that_nobody_assigned_is_said(self):
        factories.make_address('10.8.0.77/24')
        impact = assess(Touched.of_object(self.prefix))
        assert [(said.code, said.count) for said in impact.unknown] == [('address-not-assigned', 1)]

    def test_service_bound_to_other_addresses_stays(self):
        port = self.estate.both.interfaces.get()
        lost = factories.make_address('10.8.0.5/24', assigned_object=port)
        kept = factories.make_address('10.9.0.5/24', assigned_object=port)
        make_service(self.estate.both, 'kept', [kept])
        make_service(self.estate.both, 'lost', [lost])
        make_service(self.estate.both, 'half', [lost, kept])
        assert grades(assess(Touched.of_object(self.prefix)), model='ipam.service') == {
            'lost': 'outage',
            'half': 'degraded',
        }


class TestMachines(EstateTestCase):
    def test_machine_on_a_lost_host_is_out_and_so_is_its_service(self):
        cluster = make_cluster(self.estate.single, self.estate.other)
        machine = VirtualMachine.objects.create(name='vm', cluster=cluster, device=self.estate.single)
        make_service(machine)
        impact = assess(Touched.of_object(self.estate.single))
        assert grades(impact, model='virtualization.virtualmachine') == {'vm': 'outage'}
        line = only(impact, 'ipam.service', 'web')
        assert (line.grade, line.device, labels(line)) == ('outage', self.estate.single.pk, ['single', 'vm', 'web'])

    def test_machine_whose_host_nobody_recorded_is_unknown_while_hosts_are_left(self):
        cluster = make_cluster(self.estate.single, self.estate.other)
        VirtualMachine.objects.create(name='vm', cluster=cluster)
        VirtualMachine.objects.create(name='elsewhere', cluster=cluster, device=self.estate.other)
        found = grades(assess(Touched.of_object(self.estate.single)), model='virtualization.virtualmachine')
        assert found == {'vm': 'unknown', 'elsewhere': 'reduced-redundancy'}

    def test_machine_of_a_cluster_without_hosts_left_is_out(self):
        cluster = make_cluster(self.estate.single)
        VirtualMachine.objects.create(name='vm', cluster=cluster)
        found = grades(assess(Touched.of_object(self.estate.single)), model='virtualization.virtualmachine')
        assert found == {'vm': 'outage'}

    def test_machine_has_the_redundancy_of_its_host(self):
        VirtualMachine.objects.create(name='vm', cluster=make_cluster(self.estate.both), device=self.estate.both)
        found = grades(assess(Touched.of_object(self.estate.panel_a)), model='virtualization.virtualmachine')
        assert found == {'vm': 'reduced-redundancy'}

    def test_machine_with_an_address_in_the_prefix_is_out(self):
        machine = VirtualMachine.objects.create(name='vm', cluster=make_cluster(self.estate.both))
        port = VMInterface.objects.create(virtual_machine=machine, name='eth0')
        factories.make_address('10.8.0.5/24', assigned_object=port)
        impact = assess(Touched.of_object(factories.make_prefix('10.8.0.0/24')))
        found = grades(impact, model='virtualization.virtualmachine')
        assert found == {'vm': 'outage'}


class TestWhole(EstateTestCase):
    def test_tenants_have_their_worst_grade(self):
        mine, theirs = factories.make_tenant(), factories.make_tenant()
        for device, tenant in ((self.estate.both, mine), (self.estate.single, theirs), (self.estate.behind, mine)):
            device.tenant = tenant
            device.save()
        assert assess(Touched.of_object(self.estate.panel_a)).tenants == {mine.pk: 'outage', theirs.pk: 'outage'}
        make_service(self.estate.both)
        impact = assess(Touched.of_object(self.estate.feed_a))
        assert only(impact, 'ipam.service', 'web').tenant == mine.pk

    def test_same_data_gives_the_same_answer(self):
        assert assess(Touched.of_object(self.estate.panel_a)) == assess(Touched.of_object(self.estate.panel_a))
