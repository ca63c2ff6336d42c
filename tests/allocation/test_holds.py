"""Holds: what is taken for a request, and that all of it is given back."""

import datetime
import itertools
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from dcim.models import RackReservation
from ipam.models import IPAddress

from netbox_colocation.allocation import holds, installation, locks
from netbox_colocation.capacity.checks import assess
from netbox_colocation.exceptions import AllocationRefused
from netbox_colocation.models import HeldAddress, HeldUnits, Hold
from tests import factories
from tests.allocation.conftest import make_estate

pytestmark = pytest.mark.django_db

NOW = factories.NOW
DAY = datetime.timedelta(days=1)


@pytest.fixture
def user():
    return factories.make_user()


@pytest.fixture
def request_(site):
    return factories.make_request(site=site, name='Health records', servers=1, server={'name': 'web', 'u_height': 2})


def nothing_is_held():
    return not (
        RackReservation.objects.exists()
        or IPAddress.objects.exists()
        or HeldUnits.objects.filter(is_active=True).exists()
        or HeldAddress.objects.filter(is_active=True).exists()
        or Hold.objects.filter(state='active').exists()
    )


def test_hold_takes_units_on_both_faces(request_, user):
    hold = holds.hold(request_, actor=user, now=NOW)

    assert [(row.face, row.half_units.lower, row.half_units.upper, row.position) for row in hold.units.all()] == [
        ('front', 0, 4, 1),
        ('rear', 0, 4, 1),
    ]


def test_half_depth_server_holds_the_front_only(site, user):
    request = factories.make_request(site=site, servers=1, server={'is_full_depth': False})

    assert [row.face for row in holds.hold(request, actor=user, now=NOW).units.all()] == ['front']


def test_hold_is_a_reservation_and_reserved_addresses_in_netbox(request_, user):
    request_.case = factories.make_case(number='K-1')
    request_.save_state('case')

    holds.hold(request_, actor=user, now=NOW)

    reservation = RackReservation.objects.get()
    assert (reservation.units, reservation.tenant, reservation.user) == ([1, 2], request_.applicant, user)
    assert reservation.description == 'Held for colocation K-1: Health records'
    address = IPAddress.objects.get()
    assert (str(address), address.status, address.tenant) == ('10.20.0.1/28', 'reserved', request_.applicant)
    assert address.description == 'Held for colocation K-1: Health records'


def test_hold_lives_for_the_days_of_the_setting(request_, user):
    hold = holds.hold(request_, actor=user, now=NOW)

    assert (hold.state, hold.held_at, hold.expires_at) == ('active', NOW, NOW + 30 * DAY)


def test_servers_that_share_a_unit_share_its_reservation(site, user):
    request = factories.make_request(site=site, servers=2, server={'u_height': '1.5'})

    hold = holds.hold(request, actor=user, now=NOW)

    assert RackReservation.objects.get().units == [1, 2, 3]
    assert {row.half_units.lower for row in hold.units.all()} == {0, 3}


def test_every_server_gets_its_own_addresses(site, user):
    request = factories.make_request(site=site, servers=3, server={'private_ipv4': 2})

    hold = holds.hold(request, actor=user, now=NOW)

    by_server = {}
    for row in hold.addresses.all():
        by_server.setdefault(row.server_id, []).append(str(row.address))
    assert sorted(itertools.chain(*by_server.values())) == sorted(f'10.20.0.{host}/28' for host in range(1, 7))
    assert [len(addresses) for addresses in by_server.values()] == [2, 2, 2]


def test_address_fills_the_lowest_gap(site, request_, user):
    for host in (1, 2, 4):
        factories.make_address(f'10.20.0.{host}/28')
    request_.servers.update(private_ipv4=2)

    hold = holds.hold(request_, actor=user, now=NOW)

    assert [str(row.address) for row in hold.addresses.all()] == ['10.20.0.3/28', '10.20.0.5/28']


def test_addresses_of_a_64_are_found_without_counting(site, user):
    factories.make_prefix('2001:db8::/64', site=site, kind='public')
    request = factories.make_request(site=site, servers=1, server={'public_ipv6': 2, 'private_ipv4': 0})

    hold = holds.hold(request, actor=user, now=NOW)

    assert [str(row.address) for row in hold.addresses.all()] == ['2001:db8::1/64', '2001:db8::2/64']


def test_what_is_held_is_not_offered_to_others(site, user):
    rack = site.racks.get()
    rack.u_height = 2
    rack.save()
    first, second = (factories.make_request(site=site, servers=1, server={'u_height': 2}) for _ in range(2))
    holds.hold(first, actor=user, now=NOW)

    with pytest.raises(AllocationRefused) as refused:
        holds.hold(second, actor=user, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals if refusal.field == 'place'] == ['no-gap']
    assert Hold.objects.get().request == first


def test_held_watts_are_not_promised_twice(site, user):
    first, second = (factories.make_request(site=site, servers=1, server={'power_draw': 3000}) for _ in range(2))
    holds.hold(first, actor=user, now=NOW)

    with pytest.raises(AllocationRefused) as refused:
        holds.hold(second, actor=user, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['feeds-full']


def test_refusal_says_every_reason_and_takes_nothing(site, user):
    request = factories.make_request(
        site=site, servers=1, server={'u_height': 50, 'private_ipv4': 20, 'bandwidth': 200_000}
    )

    with pytest.raises(AllocationRefused) as refused:
        holds.hold(request, actor=user, now=NOW)

    assert {refusal.code for refusal in refused.value.refusals} == {
        'no-gap',
        'no-rack',
        'bandwidth-promised',
        'addresses-taken',
    }
    assert nothing_is_held()
    assert not Hold.objects.exists()


def test_unknown_is_refused_where_the_setting_says_so(site, user):
    request = factories.make_request(site=site, servers=1, server={'power_draw': None})

    with pytest.raises(AllocationRefused) as refused:
        holds.hold(request, actor=user, now=NOW)

    assert {refusal.code for refusal in refused.value.refusals} == {'draw-unknown', 'ups-draw-unknown'}


def test_own_hold_does_not_stand_against_its_request(site, request_, user):
    rack = site.racks.get()
    rack.u_height = 2
    rack.save()
    request_.servers.update(private_ipv4=14, power_draw=5888)
    holds.hold(request_, actor=user, now=NOW)

    assert assess(request_, now=NOW).verdict == 'enough'


def test_holding_again_renews_the_hold(site, request_, user):
    first = holds.hold(request_, actor=user, now=NOW)

    second = holds.hold(request_, actor=user, now=NOW + DAY)

    first.refresh_from_db()
    assert (first.state, second.state, second.expires_at) == ('released', 'active', NOW + 31 * DAY)
    assert RackReservation.objects.count() == IPAddress.objects.count() == 1


def test_renewing_lets_nothing_go(request_, user):
    hold = holds.hold(request_, actor=user, now=NOW)
    taken = [list(rows.values()) for rows in (hold.units, hold.addresses, RackReservation.objects, IPAddress.objects)]

    renewed = holds.renew(request_, days=45, actor=user, now=NOW + DAY)

    assert (renewed.pk, renewed.expires_at) == (hold.pk, NOW + 46 * DAY)
    after = [list(rows.values()) for rows in (hold.units, hold.addresses, RackReservation.objects, IPAddress.objects)]
    assert after == taken


def test_renewing_without_a_moment_is_for_the_days_of_the_setting(request_, user):
    holds.hold(request_, actor=user, now=NOW)

    assert holds.renew(request_, actor=user, now=NOW + DAY).expires_at == NOW + 31 * DAY


@pytest.mark.parametrize(
    ('moment', 'code'),
    [
        ({'until': NOW + 30 * DAY}, 'not-later'),
        ({'until': NOW - DAY}, 'not-later'),
        ({'days': 0}, 'not-later'),
        ({'days': 3651}, 'too-late'),
    ],
)
def test_hold_is_not_renewed_to_any_moment(request_, user, moment, code):
    hold = holds.hold(request_, actor=user, now=NOW)

    with pytest.raises(AllocationRefused) as refused:
        holds.renew(request_, **moment, actor=user, now=NOW)

    assert [(refusal.code, refusal.field) for refusal in refused.value.refusals] == [(code, 'until')]
    hold.refresh_from_db()
    assert hold.expires_at == NOW + 30 * DAY


@pytest.mark.parametrize('end', [None, 'released', 'expired', 'converted'])
def test_only_an_active_hold_is_renewed(request_, user, end):
    if end:
        holds.end(holds.hold(request_, actor=user, now=NOW), end, now=NOW)

    with pytest.raises(AllocationRefused) as refused:
        holds.renew(request_, days=60, actor=user, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['nothing-held']


def test_released_hold_leaves_nothing(request_, user):
    hold = holds.hold(request_, actor=user, now=NOW)

    holds.release(request_, now=NOW + DAY)

    hold.refresh_from_db()
    assert (hold.state, hold.ended_at) == ('released', NOW + DAY)
    assert nothing_is_held()


def test_releasing_without_a_hold_does_nothing(request_):
    holds.release(request_, now=NOW)

    assert not Hold.objects.exists()


def test_released_place_can_be_held_by_another(site, request_, user):
    holds.hold(request_, actor=user, now=NOW)
    holds.release(request_, now=NOW)
    other = factories.make_request(site=site, servers=1, server={'u_height': 2})

    hold = holds.hold(other, actor=user, now=NOW)

    assert [row.position for row in hold.units.all()] == [1, 1]


def test_expired_hold_leaves_nothing(request_, user):
    hold = holds.hold(request_, actor=user, now=NOW)

    count = holds.expire_holds(now=hold.expires_at)

    hold.refresh_from_db()
    assert (count, hold.state, hold.ended_at) == (1, 'expired', hold.expires_at)
    assert nothing_is_held()


def test_hold_does_not_expire_before_its_time(request_, user):
    hold = holds.hold(request_, actor=user, now=NOW)

    assert holds.expire_holds(now=hold.expires_at - datetime.timedelta(microseconds=1)) == 0
    hold.refresh_from_db()
    assert hold.state == 'active'


def test_address_that_somebody_put_to_use_is_left_to_them(request_, user):
    holds.hold(request_, actor=user, now=NOW)
    IPAddress.objects.update(status='active')

    holds.release(request_, now=NOW)

    assert IPAddress.objects.count() == 1
    assert not HeldAddress.objects.filter(is_active=True).exists()


def test_database_refuses_overlapping_units(site, request_, user):
    held = holds.hold(request_, actor=user, now=NOW).units.first()
    other = factories.make_request(site=site, servers=1)

    with pytest.raises(IntegrityError, match='no_overlap'), transaction.atomic():
        HeldUnits.objects.create(
            hold=factories.make_hold(other),
            server=other.servers.get(),
            rack=held.rack,
            face=held.face,
            half_units=(3, 5),
        )


def test_what_the_database_refuses_is_a_refusal(site, request_, user, monkeypatch):
    """The last word: a row that the snapshot did not show."""
    seen = assess(request_, now=NOW)
    monkeypatch.setattr(holds, 'assess', lambda *args, **options: seen)
    other = factories.make_request(site=site, servers=1)
    HeldUnits.objects.create(
        hold=factories.make_hold(other),
        server=other.servers.get(),
        rack=site.racks.get(),
        face='front',
        half_units=(0, 2),
    )

    with pytest.raises(AllocationRefused) as refused:
        holds.hold(request_, actor=user, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['taken-meanwhile']
    assert not RackReservation.objects.exists()
    assert not IPAddress.objects.exists()


@pytest.mark.parametrize(
    'call',
    [
        lambda request: holds.hold(request, actor=None, now=NOW),
        lambda request: holds.renew(request, actor=None, now=NOW),
        lambda request: holds.release(request, now=NOW),
        lambda request: holds.expire_holds(now=NOW),
        lambda request: installation.install(request, actor=None, now=NOW),
    ],
    ids=['hold', 'renew', 'release', 'expire_holds', 'install'],
)
def test_allocation_needs_a_transaction(call, request_, monkeypatch):
    monkeypatch.setattr(locks, 'connection', SimpleNamespace(in_atomic_block=False))

    with pytest.raises(TransactionManagementError):
        call(request_)


def test_number_of_queries_of_a_hold_does_not_grow_with_the_estate(user):
    counts = []
    for racks in (1, 6):
        request = factories.make_request(site=make_estate(racks=racks), servers=1)
        with CaptureQueriesContext(connection) as queries:
            holds.hold(request, actor=user, now=NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 140
