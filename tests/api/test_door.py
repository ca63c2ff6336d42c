"""REST: the door's acts that need no task, with the codes of the page, for whoever keeps the door."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from netbox_colocation.models import AccessLogEntry, AccessVisit
from tests import factories
from tests.api import base
from tests.api.base import log_in
from tests.door_office import DoorOffice, make_door_office

pytestmark = pytest.mark.django_db
NUMBER = '1371011205900001'
VISITS = f'{base.ROOT}access-visits/'


@pytest.fixture
def door() -> DoorOffice:
    return make_door_office()


def codes(response: Any) -> set[str]:
    return {finding['code'] for finding in response.json()['findings']}


def test_a_visit_goes_through_the_door_over_rest(door):
    desk, own = log_in(door.user('helpdesk')), f'{VISITS}{door.visit.pk}/'
    listed = desk.get(f'{VISITS}at-door/').json()
    assert [(row['id'], row['stage'], row['may_perform'], row['reasons']) for row in listed] == [
        (door.visit.pk, 'check-in', True, [])
    ]
    admission = {
        'visitor': door.visitor('Budi').pk, 'badge_number': '8', 'identity_checked': True, 'rules_accepted': True,
    }  # fmt: skip
    # The first check-in closes a step: it is performed at the task that `at-door/` names.
    first = desk.post(f'{own}check-in/', {'admissions': [admission]}, format='json')
    assert (first.status_code, codes(first)) == (409, {'task-open'})
    door.check_in(Ani='7')
    door.enter()

    late = desk.post(f'{own}check-in/', {'admissions': [admission]}, format='json')
    assert (late.status_code, late.json()['stage']) == (200, 'leave')
    twice = desk.post(f'{own}check-in/', {'admissions': [admission]}, format='json')
    assert (twice.status_code, codes(twice)) == (409, {'checked-in-already'})
    for way in ('in', 'out'):
        assert desk.post(f'{own}carry/', {'item': door.item.pk, 'way': way}, format='json').status_code == 200
    again = desk.post(f'{own}carry/', {'item': door.item.pk, 'way': 'out'}, format='json')
    assert codes(again) == {'item-out-already'}
    assert desk.post(f'{own}add-item/', {'name': 'Cable'}, format='json').status_code == 200
    departure = {'visitor': door.visitor('Budi').pk, 'badge_returned': False}
    assert desk.post(f'{own}check-out/', {'departures': [departure]}, format='json').status_code == 200
    badge = {'visitor': door.visitor('Budi').pk, 'remark': f'KTP {NUMBER}'}
    number = desk.post(f'{own}return-badge/', badge, format='json')
    assert (number.status_code, codes(number)) == (409, {'identity-number'})
    assert desk.post(f'{own}return-badge/', {**badge, 'remark': ''}, format='json').status_code == 200
    assert codes(desk.post(f'{own}leave/', {}, format='json')) == {'task-open'}
    found = desk.get(f'{VISITS}at-door/', {'q': 'budi'}).json()
    assert [row['id'] for row in found] == [door.visit.pk]


def test_walk_ins_and_an_emergency_over_rest(door):
    desk = log_in(door.user('helpdesk'))
    room = {'procedure': door.visit.procedure_id, 'site': door.visit.site_id, 'location': door.visit.location_id}
    away = {**room, 'person': 'Zul', 'reason': 'No visit'}
    assert desk.post(f'{VISITS}turn-away/', away, format='json').status_code == 204
    assert codes(desk.post(f'{VISITS}turn-away/', {**away, 'reason': ''}, format='json')) == {'reason-missing'}
    assert AccessLogEntry.objects.filter(kind='refused').count() == 1
    moment = timezone.now() + datetime.timedelta(hours=1)
    begun = {
        **room, 'applicant': door.office.applicant.pk, 'person': 'Zul', 'purpose': 'See a server',
        'starts_at': moment.isoformat(), 'ends_at': (moment + datetime.timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    assert desk.post(f'{VISITS}begin-request/', begun, format='json').status_code == 201

    role = door.user('technical-team').colocation_appointments.get().role
    escort = factories.make_appointment(role=role, valid_from=timezone.localdate())
    people = [{'name': 'Rudi', 'badge_number': 'E1', 'identity_checked': True}]
    sent = {
        **room, 'applicant': door.office.applicant.pk, 'reason': 'Fire', 'people': people,
        'until': moment.isoformat(), 'escort': escort.pk,
    }  # fmt: skip
    refused = desk.post(f'{VISITS}emergency/', {**sent, 'escort': None, 'reason': ''}, format='json')
    assert codes(refused) == {'escort-missing', 'reason-missing'}
    made = desk.post(f'{VISITS}emergency/', sent, format='json')
    assert (made.status_code, made.json()['stage'], made.json()['is_emergency']) == (201, 'leave', True)
    visit = AccessVisit.objects.get(is_emergency=True)
    departure = {'visitor': visit.visitors.get().pk, 'badge_returned': True}
    desk.post(f'{VISITS}{visit.pk}/check-out/', {'departures': [departure]}, format='json')
    left = desk.post(f'{VISITS}{visit.pk}/leave/', {}, format='json')
    assert (left.status_code, left.json()['stage']) == (200, 'over')


def test_who_does_not_keep_the_door_does_nothing_at_it(door):
    head, own = log_in(door.user('head')), f'{VISITS}{door.visit.pk}/'
    body = {'item': door.item.pk, 'way': 'in'}
    room = {'procedure': door.visit.procedure_id, 'site': door.visit.site_id}

    refused = head.post(f'{own}carry/', body, format='json')
    assert (refused.status_code, refused.json()['code']) == (403, 'role-not-held')
    away = head.post(f'{VISITS}turn-away/', {**room, 'person': 'Z', 'reason': 'x'}, format='json')
    assert (away.status_code, away.json()['code']) == (403, 'role-not-held')
    assert head.get(f'{VISITS}at-door/').json() == []
    assert log_in(factories.make_user()).post(f'{own}carry/', body, format='json').status_code == 403
    other = make_door_office()
    assert log_in(other.user('helpdesk')).post(f'{own}carry/', body, format='json').status_code == 404
    assert not AccessLogEntry.objects.filter(kind__in=['refused', 'item-in']).exists()
