"""The fast search names the same places as the slow one that looks at every rack."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dcim.models import Device, RackRole

from netbox_colocation.capacity import places, rules, snapshot, summaries
from netbox_colocation.capacity.estate import Demand, ServerNeed
from netbox_colocation.capacity.questions import Question
from netbox_colocation.models import PlacementPolicy
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
RESOURCES = ('place', 'electricity', 'outlets', 'weight', 'cooling')


def need(pk=1, **overrides):
    fields = {'pk': pk, 'name': f'S{pk}', 'half_units': 2, 'power_draw': 200, 'power_supplies': 2, **overrides}
    return ServerNeed(**fields)


@st.composite
def demands(draw):
    servers = tuple(
        need(
            pk,
            half_units=draw(st.integers(1, 6)),
            is_full_depth=draw(st.booleans()),
            power_draw=draw(st.sampled_from([100, 300, 900])),
            power_supplies=draw(st.integers(1, 2)),
            group=draw(st.sampled_from(['', '', 'db'])),
            depth_mm=draw(st.sampled_from([None, 600, 800])),
            weight=draw(st.sampled_from([None, 10_000])),
            is_rack_mountable=draw(st.sampled_from([True, True, True, False])),
        )
        for pk in range(1, draw(st.integers(1, 3)) + 1)
    )
    return Demand(servers, draw(st.sampled_from(['any', 'any', 'together', 'apart'])))


def build(draw, site, applicant):
    """Fill the site with a few racks of all kinds, and perhaps a policy."""
    rooms = [factories.make_location(site=site) for _ in range(2)]
    role = RackRole.objects.create(name=f'Role {factories.number()}', slug=f'role-{factories.number()}')
    for _ in range(draw(st.integers(1, 7))):
        rack = factories.make_rack(
            site=site,
            location=draw(st.sampled_from([None, *rooms])),
            role=draw(st.sampled_from([None, role])),
            u_height=draw(st.integers(2, 6)),
            status=draw(st.sampled_from(['active', 'active', 'active', 'planned'])),
            tenant=draw(st.sampled_from([None, None, applicant, factories.make_tenant()])),
            mounting_depth=draw(st.sampled_from([None, None, 700])),
            desc_units=draw(st.booleans()),
            max_weight=draw(st.sampled_from([None, 15])),
            weight_unit='kg',
        )
        for kind in draw(st.sampled_from([('primary', 'redundant')] * 3 + [('primary',), ()])):
            factories.make_feed(rack, type=kind, amperage=draw(st.sampled_from([2, 4, 8])))
        for unit in draw(st.sets(st.integers(1, rack.u_height), max_size=3)):
            device = factories.make_device(rack, position=unit, tenant=draw(st.sampled_from([None, applicant])))
            if draw(st.booleans()):
                factories.make_power_port(device, allocated_draw=draw(st.sampled_from([None, 100, 400, 400])))
    if draw(st.booleans()):
        policy = PlacementPolicy.objects.create(
            name='Policy',
            location=draw(st.sampled_from([None, *rooms])),
            rack_role=draw(st.sampled_from([None, role])),
            derating_percent=draw(st.sampled_from([None, 50])),
            units_kept_free=draw(st.sampled_from([None, 1])),
            fill_order=draw(st.sampled_from(['', 'consolidate', 'spread', 'by-tenant'])),
            accepts_towers=draw(st.sampled_from([None, True])),
        )
        if draw(st.booleans()):
            policy.serves_tenants.set([draw(st.sampled_from([applicant, factories.make_tenant()]))])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), demand=demands())
def test_fast_answer_is_the_slow_one(data, demand):
    site, applicant = factories.make_site(), factories.make_tenant()
    build(data.draw, site, applicant)
    question = Question(site=site.pk, applicant=applicant.pk)

    slow = rules.verify(snapshot.read_estate(question, demand, RESOURCES), demand, RESOURCES)
    promising = snapshot.read_promising(question, demand, RESOURCES)

    if promising is not None:
        fast = rules.verify(promising, demand, RESOURCES)
        assert fast.placements == slow.placements
        assert fast.verdict == slow.verdict
        assert [finding.as_dict() for finding in fast.findings] == [finding.as_dict() for finding in slow.findings]
    PlacementPolicy.objects.all().delete()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), demand=demands())
def test_ranked_places_begin_with_what_a_check_proposes_and_every_rack_says_why(data, demand):
    site, applicant = factories.make_site(), factories.make_tenant()
    build(data.draw, site, applicant)
    question = Question(site=site.pk, applicant=applicant.pk)
    now = factories.NOW

    slow = rules.verify(snapshot.read_estate(question, demand, RESOURCES), demand, RESOURCES)
    ranked = places.find_places(question, demand, now=now, resources=RESOURCES)
    answers = places.explain_racks(question, demand, now=now, resources=RESOURCES)

    assert [place.number for place in ranked] == list(range(1, len(ranked) + 1))
    assert bool(ranked) == (slow.verdict != 'short')
    if ranked:
        assert ranked[0].placements == slow.placements
    assert all(answer.reason for answer in answers)
    if len(demand.servers) == 1:
        fitting = {answer.rack for answer in answers if answer.verdict != 'short'}
        assert {place.placements[0].rack for place in ranked} == fitting
    PlacementPolicy.objects.all().delete()


def powered_site(racks=6):
    site = factories.make_site()
    return site, [factories.make_powered_rack(site=site) for _ in range(racks)]


def find(site, *servers, **options):
    return places.find_places(Question(site=site.pk), Demand(servers), now=factories.NOW, **options)


def test_netbox_accepts_every_place_that_is_named():
    site, racks = powered_site(3)
    for unit in (1, 4, 20, 40):
        factories.make_device(racks[0], position=unit)
    kind = factories.make_device_type(u_height=3)

    for place in find(site, need(half_units=6)):
        (entry,) = place.placements
        device = Device(
            name='new',
            device_type=kind,
            role=factories.make_device_role(),
            site=site,
            rack_id=entry.rack,
            position=entry.position,
            face=entry.face,
        )
        device.full_clean()


def test_places_come_fullest_rack_first_and_at_most_so_many():
    site, racks = powered_site()
    factories.make_device(racks[3], position=5)

    named = [place.placements[0].rack for place in find(site, need(), limit=3)]

    assert named == [racks[3].pk, racks[0].pk, racks[1].pk]


def test_several_servers_get_sets_of_racks_or_nothing():
    site, racks = powered_site(2)
    pair = (need(1, group='db'), need(2, group='db'))

    assert {entry.rack for entry in find(site, *pair)[0].placements} == {rack.pk for rack in racks}
    assert find(site, *pair, need(3, group='db')) == []


@pytest.mark.parametrize(
    ('server', 'code'),
    [
        ({'half_units': 120}, 'rack-gap'),
        ({'power_draw': 99_000}, 'feeds-full'),
        ({'depth_mm': 2000}, 'rack-too-shallow'),
    ],
)
def test_a_rack_that_does_not_fit_says_why_and_what_would_help(server, code):
    site, _racks = powered_site(0)
    factories.make_powered_rack(site=site, mounting_depth=800)
    demand = Demand((need(**server),))

    (answer,) = places.explain_racks(Question(site=site.pk), demand, now=factories.NOW)

    assert (answer.verdict, answer.code) == ('short', code)
    assert ':' in answer.reason or 'takes' in answer.reason


def test_queries_do_not_grow_with_the_racks():
    counts = []
    for racks in (12, 40):
        site, _racks = powered_site(racks)
        summaries.refresh_stale()
        find(site, need())
        with CaptureQueriesContext(connection) as queries:
            find(site, need())
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20


def test_a_policy_for_a_tenants_group_is_for_its_racks_only():
    """The most specific policy that sets a rule decides; what it leaves open, the next one says."""
    site, racks = powered_site(1)
    room = factories.make_location(site=site)
    racks[0].location = room
    racks[0].save()
    PlacementPolicy.objects.create(name='Everywhere', derating_percent=90, fill_order='spread')
    PlacementPolicy.objects.create(name='Room', location=room, site=site, derating_percent=50)
    demand = Demand((need(),))

    (rack,) = snapshot.read_estate(Question(site=site.pk), demand).racks

    assert (rack.rules.derating_percent, rack.rules.fill_order) == (50, 'spread')


def test_time_passes_no_judgement():
    """A hold counts until it is expired, whatever the clock says."""
    site, _racks = powered_site(1)
    later = factories.NOW + datetime.timedelta(days=999)

    assert find(site, need()) == places.find_places(Question(site=site.pk), Demand((need(),)), now=later)
