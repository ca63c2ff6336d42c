"""The scripts that allocate, move and release do what the pages do, refuse with every reason, and undo a dry run."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from core.choices import JobStatusChoices
from dcim.models import Rack, RackReservation
from ipam.models import IPAddress

from netbox_colocation.allocation import holds
from netbox_colocation.models import Hold, RequestedServer
from tests import factories
from tests.allocation.conftest import make_estate
from tests.base import permit
from tests.scripts.conftest import codes, logged, run_script

ALLOCATE = 'colocation_allocate.AllocateForRequest'
MOVE = 'colocation_move.MovePlacement'
RELEASE = 'colocation_release.ReleaseExpiredHolds'

pytestmark = pytest.mark.usefixtures('installed')


@pytest.fixture
def site(db):
    return make_estate(racks=2, u_height=6)


def make_request(site, **overrides):
    request = factories.make_request(site=site, **{'servers': 1, 'status': 'accepted', **overrides})
    request.case = factories.make_case(applicant=request.applicant)
    request.save_state('case')
    return request


def hold(request, *, days=0):
    """Hold places for a request so long ago that its time was over some days before now."""
    then = timezone.now() - datetime.timedelta(days=days)
    with transaction.atomic():
        row = holds.hold(request, actor=factories.make_user(), now=timezone.now())
    row.expires_at = then
    row.save()
    return row


# -- Allocate


def test_a_request_gets_its_units_and_addresses(site, superuser):
    request = make_request(site, servers=2)

    job = run_script(ALLOCATE, {'colocation_request': request.pk}, user=superuser, commit=True)

    held = Hold.objects.get(request=request)
    assert held.state == 'active'
    assert [row['server'] for row in job.data['result']] == [server.name for server in request.servers.order_by('pk')]
    for row in job.data['result']:
        units = held.units.filter(server__name=row['server'], face='front').get()
        addresses = held.addresses.filter(server__name=row['server'])
        assert (row['rack'], row['position']) == (units.rack.name, float(units.position))
        assert row['addresses'] == ', '.join(str(taken.address.address.ip) for taken in addresses) != ''
    assert held.expires_at.isoformat(timespec='minutes') in job.data['output']
    assert request.case.events.filter(kind='hold-taken').exists()


def test_without_committing_it_says_where_and_holds_nothing(site, superuser):
    request = make_request(site)

    job = run_script(ALLOCATE, {'colocation_request': request.pk}, user=superuser)

    assert job.data['result'][0]['rack'] == 'A1'
    assert not Hold.objects.exists()
    assert not RackReservation.objects.exists()
    assert not IPAddress.objects.exists()
    assert not request.case.events.filter(kind='hold-taken').exists()


def test_what_cannot_be_held_is_refused_with_every_reason(site, superuser):
    request = make_request(site, server={'power_draw': 90_000, 'u_height': 7})

    job = run_script(ALLOCATE, {'colocation_request': request.pk}, user=superuser, commit=True)

    assert job.status == JobStatusChoices.STATUS_ERRORED
    assert {'no-gap', 'not-enough-power'} & codes(job)
    assert len(codes(job)) >= 2
    assert {finding['message'] for finding in job.data['findings']} <= set(logged(job, 'failure'))
    assert not Hold.objects.exists()


@pytest.mark.parametrize(('status', 'code'), [('draft', 'not-in-procedure'), ('withdrawn', 'not-in-procedure')])
def test_a_request_that_is_in_no_procedure_gets_nothing(site, superuser, status, code):
    request = make_request(site, status=status)

    job = run_script(ALLOCATE, {'colocation_request': request.pk}, user=superuser, commit=True)

    assert codes(job) == {code}


# -- Move


def test_a_held_place_is_moved_with_its_reason(site, superuser):
    request = make_request(site)
    hold(request, days=-7)
    server, rack = request.servers.get(), Rack.objects.get(name='A2')

    asked = {'server': server.pk, 'rack': rack.pk, 'position': '3', 'face': 'front', 'reason': 'Nearer to the uplink'}
    tried = run_script(MOVE, asked, user=superuser)
    before = server.held_units.filter(is_active=True).first().rack.name
    moved = run_script(MOVE, asked, user=superuser, commit=True)

    assert before == 'A1'
    assert tried.data['result'] == moved.data['result']
    assert moved.data['result'][0]['after'].startswith('A2 U3')
    assert {str(row) for row in server.held_units.filter(is_active=True)} == {'A2 U3 front', 'A2 U3 rear'}
    assert request.case.events.get(kind='placement-moved').data['reason'] == 'Nearer to the uplink'


def test_without_a_rack_it_says_where_the_server_could_stand(site, superuser):
    request = make_request(site)
    hold(request, days=-7)

    job = run_script(MOVE, {'server': request.servers.get().pk}, user=superuser, commit=True)

    assert {row['rack'] for row in job.data['result']} == {'A1', 'A2'}
    assert {row.rack.name for row in request.servers.get().held_units.filter(is_active=True)} == {'A1'}


@pytest.mark.parametrize(
    ('changes', 'code'),
    [
        ({'reason': ''}, 'reason-missing'),
        ({'position': ''}, 'position-missing'),
        ({'position': '9'}, 'position-outside'),
    ],
)
def test_a_move_that_cannot_be_is_refused(site, superuser, changes, code):
    request = make_request(site)
    hold(request, days=-7)
    rack = Rack.objects.get(name='A2')
    asked = {'server': request.servers.get().pk, 'rack': rack.pk, 'position': '3', 'face': 'front', 'reason': 'Why not'}

    job = run_script(MOVE, asked | changes, user=superuser, commit=True)

    assert job.status == JobStatusChoices.STATUS_ERRORED
    assert code in codes(job)
    assert {row.rack.name for row in request.servers.get().held_units.filter(is_active=True)} == {'A1'}


def test_whoever_may_not_change_the_hold_moves_nothing(site):
    request = make_request(site)
    hold(request, days=-7)
    user = factories.make_user()
    permit(user, Rack, 'view')
    permit(user, RequestedServer, 'view')
    asked = {'server': request.servers.get().pk, 'rack': Rack.objects.get(name='A2').pk, 'position': '3'}

    job = run_script(MOVE, {**asked, 'face': 'front', 'reason': 'I want to'}, user=user, commit=True)

    assert codes(job) == {'role-not-held'}


# -- Release


def test_holds_whose_time_is_over_are_released_and_no_others(site, superuser):
    late, early = hold(make_request(site), days=3), hold(make_request(site), days=-3)

    tried = run_script(RELEASE, user=superuser)
    assert Hold.objects.filter(state='active').count() == 2
    job = run_script(RELEASE, user=superuser, commit=True)

    [row] = job.data['result']
    assert row == tried.data['result'][0]
    assert (row['request'], row['days_late'], row['state']) == (str(late.request), 3, 'expired')
    assert row['addresses'] == 1
    assert dict(Hold.objects.values_list('pk', 'state')) == {late.pk: 'expired', early.pk: 'active'}
    assert RackReservation.objects.count() == IPAddress.objects.count() == 1
    assert late.request.case.events.filter(kind='hold-expired').exists()


def test_a_chosen_hold_whose_time_is_not_over_stays(site, superuser):
    early = hold(make_request(site), days=-3)

    job = run_script(RELEASE, {'holds': [early.pk]}, user=superuser, commit=True)

    assert logged(job, 'warning') == ['Its time is not over: release it on its page, with a reason.']
    assert Hold.objects.get().state == 'active'


def test_only_holds_that_one_may_change_are_released(site):
    mine, other = hold(make_request(site), days=1), hold(make_request(site), days=1)
    user = factories.make_user()
    permit(user, Hold, 'view', 'change', pk=mine.pk)

    run_script(RELEASE, user=user, commit=True)

    assert dict(Hold.objects.values_list('pk', 'state')) == {mine.pk: 'expired', other.pk: 'active'}
