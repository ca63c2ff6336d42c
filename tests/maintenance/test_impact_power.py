"""Loss of power, compared with answers worked out by hand on real cables."""

from dcim.models import DeviceBay, PowerOutlet

from netbox_colocation.maintenance.impact import Touched, assess, worse_together
from tests import factories

from .impact_estate import EstateTestCase, feed_of, plug


def grades(impact, *, model='dcim.device'):
    return {line.label: line.grade for line in impact.lines if line.model == model}


def line_of(impact, device):
    return next(line for line in impact.lines if line.model == 'dcim.device' and line.pk == device.pk)


def labels(line):
    return [step.label for step in line.path]


class TestPanelsAndFeeds(EstateTestCase):
    def test_loss_of_panel_a_is_what_was_worked_out_by_hand(self):
        assert grades(assess(Touched.of_object(self.estate.panel_a))) == {
            'pdu-a': 'outage',
            'chain': 'outage',
            'single': 'outage',
            'behind': 'outage',
            'both': 'reduced-redundancy',
        }

    def test_loss_of_panel_b_takes_the_switch_and_what_only_it_connects(self):
        """Both is fed by A, but its only path leads to the switch, as single's does over two patch panels."""
        impact = assess(Touched.of_object(self.estate.panel_b))
        assert grades(impact) == {
            'pdu-b': 'outage',
            'switch': 'outage',
            'other': 'outage',
            'both': 'outage',
            'single': 'outage',
        }
        assert line_of(impact, self.estate.both).reason == 'unreachable'
        assert line_of(impact, self.estate.single).reason == 'unreachable'
        assert grades(impact, model='circuits.circuit') == {'UPLINK-1': 'outage'}

    def test_feed_and_its_panel_give_the_same(self):
        of_feed = assess(Touched.of_object(self.estate.feed_a))
        assert grades(of_feed) == grades(assess(Touched.of_object(self.estate.panel_a)))

    def test_path_of_a_chain_of_pdus_names_every_object_on_the_way(self):
        line = line_of(assess(Touched.of_object(self.estate.panel_a)), self.estate.behind)
        models = [step.model.split('.')[1] for step in line.path]
        hop = ['poweroutlet', 'cable', 'powerport', 'device']
        assert models == ['powerpanel', 'powerfeed', 'cable', 'powerport', 'device', *hop, *hop]
        named = [step.label for step in line.path if step.model in ('dcim.device', 'dcim.powerpanel', 'dcim.powerfeed')]
        assert named == ['Panel A', 'Feed a', 'pdu-a', 'chain', 'behind']
        assert line.reason == 'power-lost'

    def test_what_is_left_is_named(self):
        line = line_of(assess(Touched.of_object(self.estate.panel_a)), self.estate.both)
        assert (line.facts['lost'], line.facts['left']) == (1, 1)
        assert [step['label'] for step in line.facts['on']] == ['Feed b']

    def test_nothing_touched_hits_nothing(self):
        assert assess(Touched()).lines == ()


class TestWhatFeedsNothing(EstateTestCase):
    def test_second_feed_that_is_not_active_is_no_supply(self):
        self.estate.feed_b.status = 'failed'
        self.estate.feed_b.save()
        assert grades(assess(Touched.of_object(self.estate.panel_a)))['both'] == 'outage'

    def test_second_outlet_that_is_switched_off_is_no_supply(self):
        port = self.estate.both.powerports.order_by('pk').last()
        PowerOutlet.objects.filter(cable=port.cable).update(status='disabled')
        assert grades(assess(Touched.of_object(self.estate.panel_a)))['both'] == 'outage'

    def test_cable_that_is_only_planned_is_no_supply(self):
        cable = self.estate.both.powerports.order_by('pk').last().cable
        cable.status = 'planned'
        cable.save()
        assert grades(assess(Touched.of_object(self.estate.panel_a)))['both'] == 'outage'


class TestUnknown(EstateTestCase):
    def test_supply_that_leads_nowhere_is_unknown_not_fed(self):
        self.estate.pdu_b.powerports.first().cable.delete()
        line = line_of(assess(Touched.of_object(self.estate.panel_a)), self.estate.both)
        assert (line.grade, line.reason) == ('unknown', 'other-supply-unknown')

    def test_device_in_the_rack_without_a_power_cable_is_unknown(self):
        loose = factories.make_device(self.estate.rack, name='loose')
        factories.make_power_port(loose)
        line = line_of(assess(Touched.of_object(self.estate.panel_a)), loose)
        assert (line.grade, line.reason) == ('unknown', 'power-not-cabled')

    def test_feed_without_a_cable_is_said(self):
        feed_of(self.estate.panel_a, None, name='Feed x')
        (said,) = assess(Touched.of_object(self.estate.panel_a)).unknown
        assert (said.code, said.count, said.examples[0].label) == ('feed-not-cabled', 1, 'Feed x')

    def test_outlets_without_a_recorded_inlet_go_with_the_last_inlet(self):
        self.estate.pdu_a.poweroutlets.update(power_port=None)
        assert grades(assess(Touched.of_object(self.estate.panel_a)))['single'] == 'outage'

    def test_outlets_without_a_recorded_inlet_are_said_while_another_inlet_is_left(self):
        self.estate.pdu_a.poweroutlets.update(power_port=None)
        plug(self.estate.pdu_a, self.estate.pdu_b)
        impact = assess(Touched.of_object(self.estate.panel_a))
        assert 'outlet-without-inlet' in [said.code for said in impact.unknown]
        assert grades(impact)['single'] == 'unknown'


class TestOverload(EstateTestCase):
    def test_feed_that_cannot_carry_both_degrades_what_hangs_on_it(self):
        """Feed b carries 200 + 100 + 100 W; when a is lost 200 W more come: 600 of 500."""
        type(self.estate.feed_b).objects.filter(pk=self.estate.feed_b.pk).update(available_power=500)
        impact = assess(Touched.of_object(self.estate.panel_a))
        line = line_of(impact, self.estate.both)
        assert (line.grade, line.reason) == ('degraded', 'feed-overloaded')
        assert (line.facts['load'], line.facts['limit']) == (600, 500)
        assert grades(impact)['other'] == 'degraded'  # it hangs on the feed that trips

    def test_feed_that_just_carries_both_does_not(self):
        type(self.estate.feed_b).objects.filter(pk=self.estate.feed_b.pk).update(available_power=600)
        assert grades(assess(Touched.of_object(self.estate.panel_a)))['both'] == 'reduced-redundancy'

    def test_inlet_of_a_pdu_has_a_limit_of_its_own(self):
        self.estate.pdu_b.powerports.update(maximum_draw=599)
        line = line_of(assess(Touched.of_object(self.estate.panel_a)), self.estate.both)
        assert (line.grade, line.facts['limit']) == ('degraded', 599)

    def test_draw_that_nobody_recorded_is_said_not_taken_for_nothing(self):
        self.estate.other.powerports.update(allocated_draw=None)
        impact = assess(Touched.of_object(self.estate.panel_a))
        assert grades(impact)['both'] == 'reduced-redundancy'
        assert [(said.code, said.examples[0].label) for said in impact.unknown] == [('draw-unknown', 'Feed b')]

    def test_maximum_bounds_a_draw_that_nobody_recorded(self):
        self.estate.other.powerports.update(allocated_draw=None, maximum_draw=300)
        assert assess(Touched.of_object(self.estate.panel_a)).unknown == ()


class TestPlaces(EstateTestCase):
    def test_rack_takes_everything_in_it_and_what_its_pdus_feed_elsewhere(self):
        guest = factories.make_device(factories.make_rack(site=self.estate.site), name='guest')
        plug(guest, self.estate.pdu_a)
        found = grades(assess(Touched.of_object(self.estate.rack)))
        assert found == dict.fromkeys(
            ['both', 'single', 'behind', 'other', 'switch', 'pdu-a', 'pdu-b', 'chain', 'patch 1', 'guest'], 'outage'
        )

    def test_room_takes_what_is_in_rooms_inside_it(self):
        inner = factories.make_location(site=self.estate.site, parent=self.estate.room, name='Cage')
        caged = factories.make_device(factories.make_rack(location=inner), name='caged')
        line = line_of(assess(Touched.of_object(self.estate.room)), caged)
        assert (line.grade, line.reason, labels(line)) == ('outage', 'in-room', ['Server room', 'Cage', 'caged'])

    def test_panel_in_the_room_takes_what_it_feeds_outside(self):
        self.estate.panel_a.location = factories.make_location(site=self.estate.site, name='Power room')
        self.estate.panel_a.save()
        found = grades(assess(Touched.of_object(self.estate.panel_a.location)))
        assert (found['single'], found['both']) == ('outage', 'reduced-redundancy')

    def test_blade_goes_with_the_device_around_it(self):
        blade = factories.make_device(name='blade', site=self.estate.site)
        DeviceBay.objects.create(device=self.estate.single, name='bay 1', installed_device=blade)
        line = line_of(assess(Touched.of_object(self.estate.panel_a)), blade)
        assert (line.grade, line.reason) == ('outage', 'parent-lost')

    def test_blade_has_the_redundancy_of_the_device_around_it(self):
        blade = factories.make_device(name='blade', site=self.estate.site)
        DeviceBay.objects.create(device=self.estate.both, name='bay 1', installed_device=blade)
        assert grades(assess(Touched.of_object(self.estate.panel_a)))['blade'] == 'reduced-redundancy'


class TestTogether(EstateTestCase):
    def test_redundant_partners_are_worse_together_than_each_alone(self):
        one, other = Touched.of_object(self.estate.pdu_a), Touched.of_object(self.estate.feed_b)
        factories.make_device(self.estate.rack)
        worse = worse_together(one, other)
        assert [line.label for line in worse] == []  # both is out already: without b its switch is lost
        self.estate.switch.powerports.all().delete()
        plug(self.estate.switch, self.estate.pdu_a)
        plug(self.estate.switch, self.estate.pdu_b)
        assert [line.label for line in worse_together(one, other)] == ['both', 'switch']

    def test_what_has_nothing_in_common_is_no_worse_together(self):
        assert worse_together(Touched.of_object(self.estate.other), Touched.of_object(self.estate.behind)) == ()
