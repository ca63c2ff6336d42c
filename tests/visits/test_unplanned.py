"""Whoever comes without an approved visit: turned away, a request begun, or let in at once in an emergency."""

import datetime
from typing import Any

import pytest

from netbox_colocation.models import AccessLogEntry, AccessVisit, EntryBan, RoomPolicy
from netbox_colocation.visits import door
from netbox_colocation.visits.door import Departure, Newcomer
from tests import factories, subject_factories
from tests.factories import NOW
from tests.visits.test_door import NUMBER, admit, codes_of, enter, make_visit

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def actor() -> Any:
    return factories.make_user()


@pytest.fixture
def room() -> dict[str, Any]:
    """A room, and the procedure by which it is entered."""
    location, visit = factories.make_location(), subject_factories.make_visit()
    return {'procedure': visit.procedure, 'applicant': visit.applicant, 'site': location.site, 'location': location}


def begin(room: dict[str, Any], actor: Any, **overrides: Any) -> AccessVisit:
    facts = {
        'reason': 'Water on the floor',
        'people': [Newcomer('Rudi', 'PT Air', badge_number='E1', identity_checked=True)],
        'until': NOW + 2 * HOUR,
        'escort': factories.make_appointment(holder_name='Andi', valid_from=NOW.date()),
        **overrides,
    }
    return door.begin_emergency(**room, **facts, actor=actor, now=NOW)


def test_an_emergency_is_in_the_room_at_once_and_marked(room, actor):
    visit = begin(room, actor)

    visit.refresh_from_db()
    assert (visit.status, visit.is_emergency, visit.entered_at, visit.escort_name) == ('draft', True, NOW, 'Andi')
    assert (visit.name, visit.purpose, visit.starts_at) == ('Emergency: Water on the floor', 'Water on the floor', NOW)
    rudi = visit.visitors.get()
    assert (rudi.is_inside, rudi.badge_number, rudi.organisation, rudi.is_leader) == (True, 'E1', 'PT Air', True)
    assert list(visit.log.order_by('pk').values_list('kind', 'person', 'text')) == [
        ('emergency', 'Rudi', 'Water on the floor'),
        ('entered', 'Rudi', 'Andi'),
    ]
    door.check_out(visit, [Departure(rudi.pk, True)], at=NOW + HOUR, actor=actor, now=NOW + HOUR)
    door.leave(visit, at=NOW + HOUR, actor=actor, now=NOW + HOUR)


def test_even_an_emergency_needs_a_reason_people_badges_and_an_escort(room, actor):
    assert codes_of(begin, room, actor, reason=' ', people=[], escort=None) == [
        'escort-missing', 'nobody-named', 'reason-missing',
    ]  # fmt: skip
    assert codes_of(begin, room, actor, people=[Newcomer('Rudi'), Newcomer('', badge_number='2')]) == [
        'badge-missing', 'identity-not-shown', 'identity-not-shown', 'name-missing',
    ]  # fmt: skip
    assert not AccessVisit.objects.filter(is_emergency=True).exists()


def test_the_no_entry_list_the_badges_and_the_room_hold_in_an_emergency_too(room, actor):
    EntryBan.objects.create(agency=room['procedure'].agency, name='Rudi', reason='Took a disk', valid_from=NOW.date())
    assert codes_of(begin, room, actor) == ['visitor-barred']
    EntryBan.objects.all().delete()
    begin(room, actor)
    assert codes_of(begin, room, actor) == ['badge-taken']
    RoomPolicy.objects.create(site=room['site'], location=room['location'], most_people=3)
    people = [Newcomer('Tono', badge_number='E2', identity_checked=True)]
    assert codes_of(begin, room, actor, people=people) == ['room-full']


def test_an_escort_who_is_inside_does_not_take_an_emergency_besides(room, actor):
    escort = factories.make_appointment(valid_from=NOW.date())
    visit = make_visit()
    admit(visit, actor, Ani='7')
    enter(visit, actor, escort=escort)

    assert codes_of(begin, room, actor, escort=escort) == ['escort-elsewhere']


def test_an_emergency_takes_no_identity_number_and_no_room_elsewhere(room, actor):
    people = [Newcomer(f'Rudi {NUMBER}', badge_number='E1', identity_checked=True, identity_digits='0001')]
    assert codes_of(begin, room, actor, reason=f'KTP {NUMBER}', people=people) == ['identity-number', 'identity-number']
    elsewhere = {**room, 'location': factories.make_location()}
    assert codes_of(begin, elsewhere, actor) == ['invalid']
    assert codes_of(begin, room, actor, until=NOW - HOUR) == ['invalid']
    assert codes_of(begin, room, actor, racks=[factories.make_rack()]) == ['invalid']


def test_whoever_is_turned_away_stands_in_the_log_and_nowhere_else(room, actor):
    where = {'agency': room['procedure'].agency, 'site': room['site'], 'location': room['location']}

    entry = door.turn_away(
        **where, person=' Zul ', organisation='PT X', reason='No approved visit', actor=actor, now=NOW
    )

    assert (entry.kind, entry.person, entry.text, entry.visit) == ('refused', 'Zul', 'No approved visit', None)
    missing = {'person': '', 'organisation': '', 'reason': '', 'actor': actor, 'now': NOW}
    assert codes_of(door.turn_away, **where, **missing) == ['name-missing', 'reason-missing']
    number = {'person': 'Zul', 'organisation': '', 'reason': NUMBER, 'actor': actor, 'now': NOW}
    assert codes_of(door.turn_away, **where, **number) == ['identity-number']
    assert AccessLogEntry.objects.count() == 1


def test_a_request_is_begun_for_somebody_who_does_not_enter(room, actor):
    facts = {'person': 'Zul', 'purpose': 'Look at a server', 'starts_at': NOW + HOUR, 'ends_at': NOW + 2 * HOUR}

    visit = door.begin_request(**room, **facts, actor=actor, now=NOW)

    assert (visit.status, visit.is_emergency, visit.visitor_names) == ('draft', False, ['Zul'])
    assert visit.log.get().kind == 'refused'
    wrong = {**facts, 'person': ' ', 'purpose': NUMBER, 'starts_at': NOW}
    assert codes_of(door.begin_request, **room, **wrong, actor=actor, now=NOW) == [
        'identity-number', 'name-missing', 'visit-in-past',
    ]  # fmt: skip
