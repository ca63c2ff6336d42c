"""Who else asks for the same, against what is left; a warning, never a refusal."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.allocation import holds
from netbox_colocation.capacity import checks
from netbox_colocation.capacity.competition import Competition, read_competition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """One rack of 4 U, 1 kW, 9 Mbit/s after the reserve, 14 addresses."""
    site = factories.make_site()
    factories.make_pool(site=site, capacity=1_000)
    factories.make_pool(site=site, kind='bandwidth', capacity=10_000, reserve_percent=10)
    factories.make_powered_rack(site=site, u_height=4)
    factories.make_prefix('10.20.0.0/28', site=site)
    return site


def ask(site, units=1, *, minutes=0, status='open', **server):
    """An open request, so many minutes after the others."""
    at = factories.NOW + datetime.timedelta(minutes=minutes)
    return factories.make_request(
        site=site,
        status=status,
        case=factories.make_case(opened_at=at),
        servers=1,
        server={'u_height': units, 'private_ipv4': 0, **server},
    )


def amount(request, resource='place'):
    return next(entry for entry in read_competition(request).amounts if entry.resource == resource)


def test_nobody_competes_where_nobody_asks(site):
    assert read_competition(ask(site)) == Competition()


def test_others_stand_in_the_order_they_came_and_the_older_ones_first_take_what_is_left(site):
    late, own, early = ask(site, 1, minutes=9), ask(site, 2, minutes=5), ask(site, 3, minutes=1)

    competition = read_competition(own)

    assert [(entry.request, entry.is_older) for entry in competition.competitors] == [
        (early.pk, True),
        (late.pk, False),
    ]
    place = amount(own)
    assert (place.own, place.older, place.others, place.left) == (2, 3, 4, 4)
    assert (place.after_older, place.after_all, place.is_short) == (1, -2, True)


def test_it_is_short_only_when_not_everybody_can_be_served(site):
    own = ask(site, 2)
    ask(site, 2, minutes=1)
    assert not amount(own).is_short

    ask(site, 1, minutes=2)

    assert amount(own).is_short


@pytest.mark.parametrize('status', ['draft', 'returned', 'refused', 'completed', 'withdrawn', 'cancelled'])
def test_what_is_not_in_procedure_does_not_compete(site, status):
    own = ask(site)
    ask(site, status=status)

    assert read_competition(own) == Competition()


def test_what_is_held_or_installed_is_taken_and_competes_no_more(site):
    own, holding, installed = ask(site), ask(site), ask(site)
    holds.hold(holding, actor=factories.make_user(), now=factories.NOW)
    installed.servers.update(device=factories.make_device(site.racks.get(), position=4))

    assert read_competition(own) == Competition()
    assert read_competition(holding) == Competition()


def test_requests_of_other_sites_and_of_other_rooms_do_not_compete(site):
    room, other_room = factories.make_location(site=site), factories.make_location(site=site)
    cage = factories.make_location(parent=room)
    own = ask(site)
    type(own).objects.filter(pk=own.pk).update(location=room)
    own.refresh_from_db()
    ask(factories.make_site())
    for location in (other_room, cage):
        request = ask(site)
        type(request).objects.filter(pk=request.pk).update(location=location)

    [competitor] = read_competition(own).competitors

    assert competitor.request == request.pk


def test_addresses_watts_and_bandwidth_count_as_well(site):
    own = ask(site, private_ipv4=10, bandwidth=5_000, power_draw=600)
    ask(site, minutes=1, private_ipv4=10, bandwidth=5_000, power_draw=600)

    left = {entry.resource: (entry.left, entry.after_all) for entry in read_competition(own).amounts}

    assert left == {
        'place': (4, 2),
        'electricity': (1_000, -200),
        'bandwidth': (9_000, -1_000),
        'private-ipv4': (14, -6),
    }


def test_the_check_keeps_it_as_it_was(site):
    own, _other = ask(site, 3), ask(site, 3, minutes=1)

    check = checks.verify_capacity(own, actor=None, now=factories.NOW)

    assert check.verdict != 'short', 'a competition stands against nothing'
    kept = Competition.from_dict(check.competing)
    assert kept == read_competition(own)
    assert check.competing['amounts'][0] | {'unit': ''} == {
        'resource': 'place', 'unit': '', 'own': 3, 'older': 0, 'others': 3, 'left': 4,
        'after_older': 4, 'after_all': -2, 'is_short': True,
    }  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_requests(site):
    own = ask(site)
    ask(site, minutes=1)
    read_competition(own)
    with CaptureQueriesContext(connection) as few:
        read_competition(own)
    for minutes in range(2, 20):
        ask(site, minutes=minutes)

    with CaptureQueriesContext(connection) as many:
        assert len(read_competition(own).competitors) == 19

    assert len(many) == len(few)
