"""The page of the door: whoever keeps it sees today's visits and acts on them; refusals say why, beside the field."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from netbox_colocation.models import AccessLogEntry, AccessVisit, CarriedItem, Document, EntryBan, Visitor
from tests import factories
from tests.door_office import DoorOffice, as_user, make_door_office

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
NUMBER = '1371011205900001'


def url(name: str, *args: Any) -> str:
    return reverse(f'plugins:netbox_colocation:{name}', args=args)


@pytest.fixture
def desk(door) -> Client:
    return as_user(door.user('helpdesk'))


def post_check_in(desk: Client, door: DoorOffice, **badges: str) -> Any:
    sent: dict[str, Any] = {'outcome': 'recorded'}
    for name, badge in badges.items():
        key = f'recorded-visitor_{door.visitor(name).pk}'
        sent |= {f'{key}_came': 'on', f'{key}_badge': badge, f'{key}_identity': 'on', f'{key}_rules': 'on'}
    return desk.post(url('door_task', door.visit.pk), sent)


def codes(response: Any) -> set[str]:
    return {refusal.code for refusal in response.context['refusal'].refusals}


def test_the_day_at_the_door(door, desk):
    page = desk.get(url('door'))

    assert [section.key for section in page.context['sections']] == ['arriving']
    card = page.context['sections'][0].cards[0]
    assert (card.visit, card.names) == (door.visit, 'Ani, Budi')
    text = page.content.decode()
    assert door.visit.case.number in text
    assert 'Server room' in text


def test_the_page_of_a_visit_offers_what_is_next(door, desk):
    page = desk.get(url('door_visit', door.visit.pk))

    assert [outcome.key for outcome in page.context['outcomes']] == ['recorded', 'not-come']
    assert page.context['reasons'] == []
    assert [step['key'] for step in page.context['steps'] if step['is_next']] == ['check-in']


def test_the_whole_way_through_the_door(door, desk):
    assert desk.get(url('door_task', door.visit.pk)).status_code == 200
    assert post_check_in(desk, door, Ani='7').status_code == 302
    # The helpdesk does not let them in: the escort does, at their own device.
    page = desk.get(url('door_visit', door.visit.pk))
    assert page.context['outcomes'] == []
    assert 'Call: ' in page.content.decode()
    assert desk.get(url('door_task', door.visit.pk)).status_code == 404
    escort = as_user(door.user('technical-team'))
    appointment = door.user('technical-team').colocation_appointments.get()
    moment = timezone.localtime().strftime('%Y-%m-%dT%H:%M')
    sent = {'outcome': 'entered', 'entered-escort': appointment.pk, 'entered-entered_at': moment}
    assert escort.post(url('door_task', door.visit.pk), sent).status_code == 302
    key = f'visitor_{door.visitor("Budi").pk}'
    late = {f'{key}_came': 'on', f'{key}_badge': '8', f'{key}_identity': 'on', f'{key}_rules': 'on'}
    assert desk.post(url('door_check_in', door.visit.pk), late).status_code == 302
    key = f'visitor_{door.visitor("Ani").pk}'
    early = {f'{key}_went': 'on', f'{key}_badge_returned': 'on', f'{key}_remark': 'Meeting'}
    assert desk.post(url('door_check_out', door.visit.pk), early).status_code == 302
    key = f'left-visitor_{door.visitor("Budi").pk}'
    moment = timezone.localtime().strftime('%Y-%m-%dT%H:%M')
    sent = {'outcome': 'left', 'left-left_at': moment, f'{key}_badge_returned': 'on'}
    answer = escort.post(url('door_task', door.visit.pk), sent)

    assert answer.status_code == 302, answer.context['refusal'].refusals
    door.visit.refresh_from_db()
    assert door.visit.left_at is not None
    kinds = list(door.visit.log.order_by('pk').values_list('kind', 'person'))
    assert kinds[-7:] == [
        ('admitted', 'Ani'), ('entered', 'Ani'), ('admitted', 'Budi'), ('entered', 'Budi'),
        ('checked-out', 'Ani'), ('checked-out', 'Budi'), ('left', ''),
    ]  # fmt: skip
    assert [section.key for section in desk.get(url('door')).context['sections']] == ['gone']


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(door, desk):
    ani = door.visitor('Ani')

    page = desk.post(
        url('door_task', door.visit.pk),
        {
            'outcome': 'recorded',
            f'recorded-visitor_{ani.pk}_came': 'on',
            f'recorded-visitor_{ani.pk}_badge': '',
            f'recorded-visitor_{ani.pk}_remark': 'Came by bus',
        },
    )

    assert page.status_code == 409
    assert codes(page) == {'badge-missing', 'identity-not-shown', 'rules-not-accepted'}
    form = page.context['form']
    assert set(form.errors) == {f'visitor_{ani.pk}_{part}' for part in ('badge', 'identity', 'rules')}
    assert 'Came by bus' in page.content.decode()
    assert not AccessLogEntry.objects.filter(kind='admitted').exists()


def test_checking_in_twice_on_two_tablets_is_refused(door, desk):
    key = f'visitor_{door.visitor("Ani").pk}'
    door.check_in(Ani='7')
    door.enter()

    # The other tablet still shows the form of the late comers, from before.
    late = {f'{key}_came': 'on', f'{key}_badge': '9', f'{key}_identity': 'on', f'{key}_rules': 'on'}
    page = desk.post(url('door_check_in', door.visit.pk), late)

    assert page.status_code == 409
    assert codes(page) == {'nobody-named'}
    assert door.visitor('Ani').badge_number == '7'


def test_a_badge_that_is_out_is_given_to_nobody_else(door, desk):
    door.check_in(Ani='7')
    door.enter()
    key = f'visitor_{door.visitor("Budi").pk}'

    late = {f'{key}_came': 'on', f'{key}_badge': '7', f'{key}_identity': 'on', f'{key}_rules': 'on'}
    page = desk.post(url('door_check_in', door.visit.pk), late)

    assert codes(page) == {'badge-taken'}
    assert list(page.context['form'].errors) == [f'{key}_badge']


def test_a_visitor_on_the_no_entry_list_is_pointed_out_and_refused(door, desk):
    EntryBan.objects.create(
        agency=door.office.agency, name='Budi', reason='Took a disk', valid_from=timezone.localdate()
    )

    assert 'On the no-entry list' in desk.get(url('door_visit', door.visit.pk)).content.decode()
    page = post_check_in(desk, door, Budi='8')
    assert page.status_code == 409
    assert 'visitor-barred' in codes(page)


def test_a_visit_without_approval_says_so_and_offers_nothing_but_turning_away():
    door = make_door_office(is_approved=False)
    desk = as_user(door.user('helpdesk'))

    page = desk.get(url('door_visit', door.visit.pk))

    assert [reason.code for reason in page.context['reasons']] == ['visit-not-approved']
    assert page.context['outcomes'] == []
    assert desk.get(url('door_task', door.visit.pk)).status_code == 404
    assert [section.key for section in desk.get(url('door')).context['sections']] == ['no-entry']
    key = f'visitor_{door.visitor("Ani").pk}'
    late = {f'{key}_came': 'on', f'{key}_badge': '7', f'{key}_identity': 'on', f'{key}_rules': 'on'}
    assert desk.post(url('door_check_in', door.visit.pk), late).status_code == 409


def test_before_its_time_nobody_is_checked_in():
    door = make_door_office(starts_at=timezone.now() + 60 * MINUTE)
    desk = as_user(door.user('helpdesk'))

    page = desk.get(url('door_visit', door.visit.pk))
    assert [reason.code for reason in page.context['reasons']] == ['visit-early']
    refused = post_check_in(desk, door, Ani='7')
    assert refused.status_code == 409
    assert codes(refused) == {'visit-early'}


def test_whoever_stays_too_long_stands_on_top(door, desk):
    door.check_in(Ani='7')
    door.enter()
    now = timezone.now()
    AccessVisit.objects.filter(pk=door.visit.pk).update(starts_at=now - 99 * MINUTE, ends_at=now - 20 * MINUTE)

    sections = desk.get(url('door')).context['sections']

    assert [section.key for section in sections] == ['overstayed']
    assert '20' in sections[0].cards[0].state


def test_whoever_did_not_come_is_expected_no_longer(door, desk):
    AccessVisit.objects.filter(pk=door.visit.pk).update(starts_at=timezone.now() - 20 * MINUTE)
    door.visit.refresh_from_db()
    door.perform('not-come', comment='Nobody answered the telephone')

    [section] = desk.get(url('door')).context['sections']
    assert (section.key, section.cards[0].state) == ('gone', 'They did not come')
    page = desk.get(url('door_visit', door.visit.pk))
    assert [reason.code for reason in page.context['reasons']] == ['visit-over']
    assert {person['state'] for person in page.context['people']} == {'Did not come'}
    assert [step['is_done'] for step in page.context['steps']] == [False, False, False]
    ani = door.visitor('Ani').pk
    late = {f'visitor_{ani}_came': 'on', f'visitor_{ani}_badge': '7', f'visitor_{ani}_identity': 'on'}
    refused = desk.post(url('door_check_in', door.visit.pk), late)
    assert (refused.status_code, codes(refused)) == (409, {'visit-over'})


def test_a_visit_is_found_by_name_case_number_and_code(door, desk):
    Document.objects.create(
        visit=door.visit, kind='visit-permit', direction='outgoing', title='Permit', verification_code='x' * 43
    )
    page = url('door')

    for text in ('bud', door.visit.case.number[:-1], door.office.applicant.name):
        found = desk.get(page, {'q': text}).context['sections']
        assert [card.visit for section in found for card in section.cards] == [door.visit], text
    number = door.visit.case.number
    exact = (
        'x' * 43,
        f'https://dc.example/plugins/colocation/verify/{"x" * 43}/?lang=id',
        number,
        f'https://dc.example/plugins/colocation/door/?q={number}',  # what the permit's QR code holds
    )
    for text in exact:
        assert desk.get(page, {'q': text}).url == url('door_visit', door.visit.pk)
    assert 'Nobody found' in desk.get(page, {'q': 'Zulkifli'}).content.decode()
    assert 'belongs to no visit' in desk.get(page, {'q': 'y' * 43}).content.decode()


def test_items_go_in_and_out_and_what_nobody_announced_is_marked(door, desk):
    door.check_in(Ani='7')
    door.enter()
    page = url('door_items', door.visit.pk)

    assert desk.post(page, {'way': 'in', 'item': door.item.pk}).status_code == 302
    again = desk.post(page, {'way': 'in', 'item': door.item.pk})
    assert again.status_code == 409
    assert codes(again) == {'item-in-already'}
    assert desk.post(page, {'way': 'out', 'item': door.item.pk, f'remark-{door.item.pk}': 'Fine'}).status_code == 302
    added = {'way': 'add', 'name': 'Screwdriver', 'quantity': 1, 'direction': 'both'}
    assert desk.post(page, added).status_code == 302
    refused = desk.post(page, {'way': 'add', 'name': '', 'quantity': 0, 'direction': 'both'})
    assert refused.status_code == 400
    assert set(refused.context['form'].errors) == {'name', 'quantity'}
    assert CarriedItem.objects.get(name='Screwdriver').is_unannounced
    assert list(door.visit.log.filter(kind__startswith='item').order_by('pk').values_list('kind', 'text')) == [
        ('item-in', 'Laptop (LT-1)'), ('item-out', 'Laptop (LT-1) · Fine'), ('item-in', 'Screwdriver'),
    ]  # fmt: skip


def test_a_missing_badge_is_asked_for_until_it_comes_back(door, desk):
    door.check_in(Ani='7', Budi='8')
    key = f'visitor_{door.visitor("Budi").pk}'
    desk.post(url('door_check_out', door.visit.pk), {f'{key}_went': 'on'})
    assert [visitor.badge_number for visitor in desk.get(url('door')).context['badges']] == ['8']

    assert desk.post(url('door_badge', door.visit.pk), {'visitor': door.visitor('Budi').pk}).status_code == 302

    assert list(desk.get(url('door')).context['badges']) == []


def away(door: DoorOffice, **overrides: Any) -> dict[str, Any]:
    procedure = door.visit.procedure_id
    room = f'room-{door.visit.location_id}'
    return {
        'procedure': procedure,
        'room': room,
        'person': 'Zul',
        'organisation': 'PT X',
        'reason': 'No visit',
        **overrides,
    }


def test_somebody_is_turned_away_and_the_log_says_why(door, desk):
    assert desk.get(url('door_turn_away')).status_code == 200
    assert desk.post(url('door_turn_away'), away(door)).status_code == 302

    entry = AccessLogEntry.objects.get(kind='refused')
    assert (entry.person, entry.organisation, entry.text) == ('Zul', 'PT X', 'No visit')
    assert (entry.agency, entry.location) == (door.office.agency, door.visit.location)


def test_turning_away_asks_who_and_why_and_takes_no_identity_number(door, desk):
    page = desk.post(url('door_turn_away'), away(door, person='', reason=''))
    assert page.status_code == 400
    assert set(page.context['form'].errors) == {'person', 'reason'}

    page = desk.post(url('door_turn_away'), away(door, reason=f'KTP {NUMBER}'))
    assert page.status_code == 409
    assert set(page.context['form'].errors) == {'reason'}
    assert not AccessLogEntry.objects.filter(kind='refused').exists()


def test_a_request_is_begun_for_somebody_without_one(door, desk):
    sent = away(door)
    del sent['reason']
    moment = timezone.localtime() + 120 * MINUTE
    sent |= {
        'applicant': door.office.applicant.pk,
        'purpose': 'Look at a server',
        'starts_at': moment.strftime('%Y-%m-%dT%H:%M'),
        'ends_at': (moment + 60 * MINUTE).strftime('%Y-%m-%dT%H:%M'),
    }
    assert desk.get(url('door_walk_in')).status_code == 200
    assert desk.post(url('door_walk_in'), sent).status_code == 302

    visit = AccessVisit.objects.exclude(pk=door.visit.pk).get()
    assert (visit.status, visit.applicant, visit.visitor_names) == ('draft', door.office.applicant, ['Zul'])
    assert visit.log.get().kind == 'refused'  # they did not enter
    sent['starts_at'] = '2020-01-01T08:00'
    page = desk.post(url('door_walk_in'), sent)
    assert page.status_code == 409
    assert 'visit-in-past' in codes(page)


def emergency(door: DoorOffice, **overrides: Any) -> dict[str, Any]:
    escort = door.user('technical-team').colocation_appointments.get()
    return {
        'procedure': door.visit.procedure_id, 'room': f'room-{door.visit.location_id}', 'reason': 'Cooling failed',
        'applicant': door.office.applicant.pk, 'escort': escort.pk, 'hours': 2,
        'person_1_name': 'Rudi', 'person_1_organisation': 'PT Dingin',
        'person_1_badge': 'E1', 'person_1_identity': 'on',
        **overrides,
    }  # fmt: skip


def test_an_emergency_is_let_in_at_once_and_leaves_again(door, desk):
    # The holder escorts the approved visit at that hour: somebody of the office is free.
    role = door.user('technical-team').colocation_appointments.get().role
    colleague = factories.make_appointment(role=role, holder_name='Second technician', valid_from=timezone.localdate())
    assert desk.get(url('door_emergency')).status_code == 200

    answer = desk.post(url('door_emergency'), emergency(door, escort=colleague.pk))

    assert answer.status_code == 302, answer.context['form'].errors
    visit = AccessVisit.objects.get(is_emergency=True)
    assert (visit.status, visit.escort_name, visit.is_inside) == ('draft', 'Second technician', True)
    assert list(visit.log.order_by('pk').values_list('kind', 'person', 'text')) == [
        ('emergency', 'Rudi', 'Cooling failed'), ('entered', 'Rudi', 'Second technician'),
    ]  # fmt: skip
    assert [section.key for section in desk.get(url('door')).context['sections']] == ['inside', 'arriving']
    assert desk.get(url('door_leave', visit.pk)).status_code == 200
    key = f'visitor_{visit.visitors.get().pk}'
    assert desk.post(url('door_leave', visit.pk), {f'{key}_badge_returned': 'on'}).status_code == 302
    visit.refresh_from_db()
    assert visit.left_at is not None
    assert not visit.visitors.get().is_inside


def test_an_emergency_takes_as_many_people_as_needed(door, desk):
    role = door.user('technical-team').colocation_appointments.get().role
    colleague = factories.make_appointment(role=role, holder_name='Second technician', valid_from=timezone.localdate())
    sent = emergency(door, escort=colleague.pk, person_1_badge='')
    for number in range(2, 7):
        page = desk.post(url('door_emergency'), {**sent, 'more': '1'})
        # What was typed stays, and nothing is called wrong yet.
        assert (page.status_code, page.context['form'].errors) == (200, {})
        assert page.context['form']['person_1_name'].value() == 'Rudi'
        assert page.context['groups'][-1].key == f'person-{number}'
        sent |= {f'person_{number}_name': f'Person {number}', f'person_{number}_identity': 'on'}
        sent |= {f'person_{number}_badge': f'E{number}'}

    assert desk.post(url('door_emergency'), {**sent, 'person_1_badge': 'E1'}).status_code == 302

    visit = AccessVisit.objects.get(is_emergency=True)
    assert sorted(visit.visitors.values_list('badge_number', flat=True)) == ['E1', 'E2', 'E3', 'E4', 'E5', 'E6']


def test_an_emergency_says_all_that_is_missing_at_once(door, desk):
    sent = emergency(door, reason='', escort='', person_1_badge='', person_1_identity='')
    page = desk.post(url('door_emergency'), sent)

    assert page.status_code == 400
    assert set(page.context['form'].errors) == {'reason', 'escort', 'person_1_badge', 'person_1_identity'}
    assert not AccessVisit.objects.filter(is_emergency=True).exists()


def test_only_an_emergency_is_closed_without_the_step_of_the_procedure(door, desk):
    door.check_in(Ani='7')
    door.enter()
    key = f'visitor_{door.visitor("Ani").pk}'

    page = desk.post(url('door_leave', door.visit.pk), {f'{key}_badge_returned': 'on'})

    assert page.status_code == 409
    assert codes(page) == {'task-open'}
    assert door.visitor('Ani').is_inside  # the check-out is taken back with it


def test_the_door_is_for_whoever_keeps_it_today(door, desk):
    stranger = factories.make_user()
    assert as_user(stranger).get(url('door')).status_code == 403
    assert Client().get(url('door')).status_code == 302
    head = as_user(door.user('head'))  # may attend as an officer, and keeps no door
    page = head.get(url('door'))
    assert page.status_code == 200
    assert 'keep no door today' in page.content.decode()
    for name in ('door_visit', 'door_task', 'door_items', 'door_check_in', 'door_check_out', 'door_leave'):
        assert head.get(url(name, door.visit.pk)).status_code == 404
    assert head.get(url('door_emergency')).status_code == 302
    ended = door.user('helpdesk').colocation_appointments.get()
    ended.valid_until = timezone.localdate() - datetime.timedelta(days=1)
    ended.save()
    assert desk.get(url('door_visit', door.visit.pk)).status_code == 404


def test_another_agencys_door_is_not_mine(door):
    other = make_door_office()

    page = as_user(other.user('helpdesk')).get(url('door'))

    assert [card.visit for section in page.context['sections'] for card in section.cards] == [other.visit]
    assert as_user(other.user('helpdesk')).get(url('door_visit', door.visit.pk)).status_code == 404


def test_the_day_is_read_in_a_constant_number_of_queries(door, desk, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk.get(url('door'))
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.get(url('door'))
    now = timezone.now()
    for number in range(12):
        visit = AccessVisit.objects.create(
            name=f'Visit {number}', procedure=door.visit.procedure, applicant=door.visit.applicant, purpose='x',
            site=door.visit.site, location=door.visit.location, starts_at=now, ends_at=now + 60 * MINUTE,
            status='accepted',
        )  # fmt: skip
        Visitor.objects.create(visit=visit, name=f'Visitor {number}')
    with CaptureQueriesContext(connection) as many:
        page = desk.get(url('door'))

    assert sum(len(section.cards) for section in page.context['sections']) == 13
    assert len(many) == len(few)
