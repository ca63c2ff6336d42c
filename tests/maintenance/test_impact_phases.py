"""Overload by leg and by power factor after a loss, compared with answers worked out by hand on real cables."""

from django.conf import settings
from django.test import override_settings

from dcim.models import PowerFeed

from netbox_colocation.maintenance.impact import Touched, assess
from tests import factories

from .impact_estate import EstateTestCase, plug
from .test_impact_power import grades, line_of


class PhasesTestCase(EstateTestCase):
    """Feed b has three phases; *both* and *other* hang on leg A of its PDU, *switch* on leg B.

    When panel A is lost, both's other 200 W move to feed b: leg A carries 200 + 200 + 100 = 500 W, leg B 100 W.
    """

    def setUp(self):
        self.limit(1500)
        PowerFeed.objects.filter(pk=self.estate.feed_b.pk).update(phase='three-phase')
        self.outlets = list(self.estate.pdu_b.poweroutlets.order_by('pk'))
        self.put_on(A=self.estate.both, B=self.estate.switch)
        self.put_on(A=self.estate.other)

    def limit(self, volt_amperes, **fields):
        PowerFeed.objects.filter(pk=self.estate.feed_b.pk).update(available_power=volt_amperes, **fields)

    def put_on(self, **legs):
        for leg, device in legs.items():
            cables = device.powerports.values_list('cable', flat=True)
            self.estate.pdu_b.poweroutlets.filter(cable__in=cables).update(feed_leg=leg.strip('_'))

    def lose_a(self):
        return assess(Touched.of_object(self.estate.panel_a))


class TestLegs(PhasesTestCase):
    def test_leg_that_cannot_carry_both_degrades_what_hangs_on_it_though_the_feed_could(self):
        """600 W of 1200 on the feed, but 500 W of 400 on leg A."""
        self.limit(1200)
        impact = self.lose_a()
        line = line_of(impact, self.estate.both)
        assert (line.grade, line.reason) == ('degraded', 'leg-overloaded')
        assert (line.facts['leg'], line.facts['load'], line.facts['limit']) == ('A', 500, 400)
        assert [step['label'] for step in line.facts['on']] == ['Feed b']
        found = grades(impact)
        assert (found['other'], found.get('switch')) == ('degraded', None)  # leg B carries on
        assert impact.unknown == ()

    def test_leg_that_just_carries_both_does_not(self):
        impact = self.lose_a()
        assert grades(impact)['both'] == 'reduced-redundancy'
        assert impact.unknown == ()

    def test_feed_that_is_overloaded_as_a_whole_is_said_before_its_leg(self):
        self.limit(599)
        line = line_of(self.lose_a(), self.estate.both)
        assert (line.reason, line.facts['load'], line.facts['limit']) == ('feed-overloaded', 600, 599)

    def test_leg_that_was_overloaded_before_is_not_laid_at_this_loss(self):
        """Other alone draws 450 W of 400 on leg A: it was degraded before."""
        self.limit(1200)
        self.estate.other.powerports.update(allocated_draw=450)
        found = grades(self.lose_a())
        assert (found['both'], found.get('other')) == ('degraded', None)

    def test_load_before_is_what_netbox_shows_for_each_leg(self):
        legs = self.estate.pdu_b.powerports.get().get_power_draw()['legs']
        assert {leg['name']: leg['allocated'] for leg in legs} == {'A': 300, 'B': 100, 'C': 0}
        self.limit(3 * 299)
        line = line_of(self.lose_a(), self.estate.both)
        assert line.facts['load'] == 300 + 200

    def test_leg_nearest_to_the_feed_counts(self):
        """Behind leg C stands a PDU whose own outlets say A: 450 W more on C, none on A."""
        self.outlets[3].feed_leg = 'C'
        self.outlets[3].save()
        behind = factories.make_pdu(self.estate.rack, feed=self.outlets[3], outlets=1, outlet={'feed_leg': 'A'})
        plug(factories.make_device(self.estate.rack, name='far'), behind, allocated_draw=450)
        assert grades(self.lose_a())['both'] == 'reduced-redundancy'

    def test_draw_on_no_recorded_leg_may_be_on_any_and_is_said(self):
        """Leg A surely carries 400 W of 400; other's 100 W may be there too."""
        self.limit(1200)
        self.put_on(_=self.estate.other)
        impact = self.lose_a()
        assert grades(impact)['both'] == 'reduced-redundancy'
        assert [(said.code, said.examples[0].label) for said in impact.unknown] == [('leg-unknown', 'Feed b')]

    def test_legs_of_a_feed_of_one_phase_mean_nothing(self):
        self.limit(600, phase='single-phase')
        impact = self.lose_a()
        assert (grades(impact)['both'], impact.unknown) == ('reduced-redundancy', ())


class TestPowerFactor(EstateTestCase):
    """Feed b carries 600 W after the loss of panel A."""

    def grade_at(self, percent, **fields):
        PowerFeed.objects.filter(pk=self.estate.feed_b.pk).update(available_power=600, **fields)
        ours = {**settings.PLUGINS_CONFIG['netbox_colocation'], 'power_factor_percent': percent}
        with override_settings(PLUGINS_CONFIG={**settings.PLUGINS_CONFIG, 'netbox_colocation': ours}):
            return line_of(assess(Touched.of_object(self.estate.panel_a)), self.estate.both)

    def test_volt_amperes_are_watts_unless_the_setting_says_otherwise(self):
        assert settings.PLUGINS_CONFIG['netbox_colocation'].get('power_factor_percent', 100) == 100
        assert self.grade_at(100).grade == 'reduced-redundancy'

    def test_feed_gives_fewer_watts_than_volt_amperes(self):
        line = self.grade_at(95)
        assert (line.grade, line.facts['load'], line.facts['limit']) == ('degraded', 600, 570)

    def test_direct_current_has_no_power_factor(self):
        assert self.grade_at(95, supply='dc').grade == 'reduced-redundancy'
