"""The door lets in whoever may come in, once, with a badge and an escort, and says why it does not."""

import datetime
from typing import Any

import pytest

from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import AccessLogEntry, AccessVisit, EntryBan, RoomPolicy, Visitor
from netbox_colocation.visits import door
from netbox_colocation.visits.door import Admission, Departure
from tests import factories, subject_factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
NUMBER = '1371011205900001'


@pytest.fixture
def actor() -> Any:
    return factories.make_user()


@pytest.fixture
def visit() -> AccessVisit:
    """An approved visit of Ani and Budi, since ten minutes ago."""
    return make_visit()


def make_visit(**overrides: Any) -> AccessVisit:
    status = overrides.pop('status', 'accepted')
    location = overrides.pop('location', None) or factories.make_location()
    fields = {'starts_at': NOW - 10 * MINUTE, 'ends_at': NOW + HOUR, 'site': location.site, 'location': location}
    visit = subject_factories.make_visit(**{**fields, **overrides})
    visit.status = status
    visit.save_state('status')
    return visit


def named(visit: AccessVisit, name: str) -> Visitor:
    return visit.visitors.get(name=name)


def admission(visit: AccessVisit, name: str, badge: str, **overrides: Any) -> Admission:
    fields = {'badge_number': badge, 'identity_checked': True, 'rules_accepted': True, **overrides}
    return Admission(visitor=named(visit, name).pk, **fields)


def admit(visit: AccessVisit, actor: Any, *, now: datetime.datetime = NOW, **badges: str) -> None:
    door.admit(visit, [admission(visit, name, badge) for name, badge in badges.items()], actor=actor, now=now)


def enter(visit: AccessVisit, actor: Any, *, at: datetime.datetime = NOW, **overrides: Any) -> None:
    fields = {'escort': None, 'escort_name': 'Teknisi Andi', **overrides}
    door.enter(visit, at=at, actor=actor, now=at, **fields)


def codes_of(act: Any, *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(OutcomeRefused) as refused:
        act(*args, **kwargs)
    return sorted(refusal.code for refusal in refused.value.refusals)


def lines(visit: AccessVisit) -> list[tuple[str, str]]:
    return list(visit.log.order_by('pk').values_list('kind', 'person'))


def test_a_visit_goes_through_the_door_and_the_log_tells_it_all(visit, actor):
    admit(visit, actor, Ani='7', Budi='8')
    enter(visit, actor, at=NOW + MINUTE)
    door.check_out(
        visit, [Departure(named(visit, 'Budi').pk, True)], at=NOW + 5 * MINUTE, actor=actor, now=NOW + 5 * MINUTE
    )
    door.check_out(
        visit, [Departure(named(visit, 'Ani').pk, True, 'Fine')], at=NOW + 9 * MINUTE, actor=actor, now=NOW + HOUR
    )
    door.leave(visit, at=NOW + 9 * MINUTE, actor=actor, now=NOW + HOUR)

    visit.refresh_from_db()
    assert (visit.entered_at, visit.left_at, visit.escort_name) == (NOW + MINUTE, NOW + 9 * MINUTE, 'Teknisi Andi')
    ani = named(visit, 'Ani')
    assert (ani.badge_number, ani.badge_site, ani.admitted_at) == ('7', visit.site, NOW)
    assert ani.checked_out_at == ani.badge_returned_at == NOW + 9 * MINUTE
    assert ani.door_remark == 'Fine'
    assert lines(visit) == [
        ('admitted', 'Ani'), ('admitted', 'Budi'), ('entered', 'Ani'), ('entered', 'Budi'),
        ('checked-out', 'Budi'), ('checked-out', 'Ani'), ('left', ''),
    ]  # fmt: skip
    assert set(visit.log.filter(kind='entered').values_list('text', 'at')) == {('Teknisi Andi', NOW + MINUTE)}


def test_nobody_is_checked_in_twice(visit, actor):
    admit(visit, actor, Ani='7')

    assert codes_of(admit, visit, actor, Ani='9') == ['badge-not-returned', 'checked-in-already']
    assert named(visit, 'Ani').badge_number == '7'


def test_somebody_who_went_out_comes_back_within_the_time(visit, actor):
    admit(visit, actor, Ani='7')
    door.check_out(visit, [Departure(named(visit, 'Ani').pk, True)], at=NOW, actor=actor, now=NOW)

    admit(visit, actor, Ani='9', now=NOW + 5 * MINUTE)

    assert named(visit, 'Ani').is_inside
    assert [kind for kind, _person in lines(visit)] == ['admitted', 'checked-out', 'admitted']


def test_another_badge_does_not_hide_the_one_that_is_missing(visit, actor):
    admit(visit, actor, Ani='7')
    door.check_out(visit, [Departure(named(visit, 'Ani').pk, False)], at=NOW, actor=actor, now=NOW)

    assert codes_of(admit, visit, actor, Ani='9') == ['badge-not-returned']
    admit(visit, actor, Ani='7')


def test_nobody_goes_out_before_they_came_in(visit, actor):
    admit(visit, actor, Ani='7')
    departures = [Departure(named(visit, 'Ani').pk, True), Departure(named(visit, 'Budi').pk, True)]

    assert codes_of(door.check_out, visit, departures, at=NOW - MINUTE, actor=actor, now=NOW) == [
        'not-checked-in',
        'out-before-in',
    ]
    assert codes_of(door.leave, visit, at=NOW, actor=actor, now=NOW) == ['somebody-inside', 'visit-not-entered']


def test_nobody_goes_out_twice(visit, actor):
    admit(visit, actor, Ani='7')
    departures = [Departure(named(visit, 'Ani').pk, True)]
    door.check_out(visit, departures, at=NOW, actor=actor, now=NOW)

    assert codes_of(door.check_out, visit, departures, at=NOW, actor=actor, now=NOW) == ['checked-out-already']


def test_nobody_has_left_before_entering_or_tomorrow(visit, actor):
    admit(visit, actor, Ani='7')
    enter(visit, actor, at=NOW + MINUTE)
    door.check_out(visit, [Departure(named(visit, 'Ani').pk, True)], at=NOW + MINUTE, actor=actor, now=NOW + MINUTE)

    assert codes_of(door.leave, visit, at=NOW, actor=actor, now=NOW + HOUR) == ['left-before-entering']
    assert codes_of(door.leave, visit, at=NOW + 2 * HOUR, actor=actor, now=NOW + HOUR) == ['moment-in-future']
    door.leave(visit, at=NOW + HOUR, actor=actor, now=NOW + HOUR)
    assert codes_of(door.leave, visit, at=NOW + HOUR, actor=actor, now=NOW + HOUR) == ['left-already']


def test_a_badge_is_with_one_person_at_the_site_at_a_time(visit, actor):
    neighbour = make_visit(location=factories.make_location(site=visit.site), visitors=('Citra',))
    elsewhere = make_visit(visitors=('Dewi',))
    admit(neighbour, actor, Citra='b7')

    assert codes_of(admit, visit, actor, Ani='B7') == ['badge-taken']
    assert codes_of(admit, visit, actor, Ani='9', Budi='9') == ['badge-taken']
    admit(elsewhere, actor, Dewi='B7')  # another site has badges of its own
    door.check_out(neighbour, [Departure(named(neighbour, 'Citra').pk, False)], at=NOW, actor=actor, now=NOW)
    assert codes_of(admit, visit, actor, Ani='B7') == ['badge-taken']
    door.return_badge(neighbour, named(neighbour, 'Citra').pk, actor=actor, now=NOW)
    admit(visit, actor, Ani='B7')


def test_only_a_missing_badge_comes_back(visit, actor):
    admit(visit, actor, Ani='7')

    assert codes_of(door.return_badge, visit, named(visit, 'Ani').pk, actor=actor, now=NOW) == ['badge-not-out']
    assert codes_of(door.return_badge, visit, 0, actor=actor, now=NOW) == ['visitor-unknown']


def test_somebody_on_the_no_entry_list_is_not_let_in(visit, actor):
    ban = EntryBan.objects.create(
        agency=visit.procedure.agency, name='Budi', reason='Took a disk along', valid_from=NOW.date()
    )

    assert codes_of(admit, visit, actor, Ani='7', Budi='8') == ['visitor-barred']
    assert not AccessLogEntry.objects.exists()
    ban.delete()
    admit(visit, actor, Ani='7', Budi='8')
    EntryBan.objects.create(agency=visit.procedure.agency, name='BUDI', reason='Late news', valid_from=NOW.date())
    assert codes_of(enter, visit, actor) == ['visitor-barred']


@pytest.mark.parametrize('status', ['draft', 'returned', 'open', 'refused', 'completed', 'withdrawn', 'cancelled'])
def test_nobody_enters_without_an_approved_visit(status, actor):
    visit = make_visit(status=status)

    assert codes_of(admit, visit, actor, Ani='7') == ['visit-not-approved']


def test_nobody_enters_outside_the_time(visit, actor):
    early = visit.starts_at - 16 * MINUTE  # a room whose rules say nothing opens fifteen minutes before

    assert codes_of(admit, visit, actor, Ani='7', now=early) == ['visit-early']
    assert codes_of(admit, visit, actor, Ani='7', now=visit.ends_at + MINUTE) == ['visit-over']
    admit(visit, actor, Ani='7', now=early + 2 * MINUTE)
    assert codes_of(enter, visit, actor, at=early) == ['visit-early']
    assert codes_of(enter, visit, actor, at=visit.ends_at + MINUTE) == ['visit-over']
    visit.extended_until = visit.ends_at + HOUR
    visit.save_state('extended_until')
    enter(visit, actor, at=visit.ends_at + MINUTE)


def test_the_room_says_how_early_is_too_early(visit, actor):
    RoomPolicy.objects.create(site=visit.site, location=visit.location, early_minutes=60)

    admit(visit, actor, Ani='7', now=visit.starts_at - 59 * MINUTE)


def test_nobody_enters_without_an_escort(visit, actor):
    admit(visit, actor, Ani='7')

    assert codes_of(enter, visit, actor, escort_name=' ') == ['escort-missing']
    visit.refresh_from_db()
    assert visit.entered_at is None


def test_an_escort_is_with_one_visit_at_a_time_and_in_office(visit, actor):
    other = make_visit(visitors=('Citra',))
    escort = factories.make_appointment(holder_name='Andi', valid_from=NOW.date())
    admit(other, actor, Citra='1')
    enter(other, actor, escort=escort, escort_name='')
    admit(visit, actor, Ani='7')

    assert codes_of(enter, visit, actor, escort=escort) == ['escort-elsewhere']
    again = factories.make_appointment(user=escort.user, valid_from=NOW.date())  # in another office, the same person
    assert codes_of(enter, visit, actor, escort=again) == ['escort-elsewhere']
    gone = factories.make_appointment(valid_from=NOW.date() - 9 * HOUR * 24, valid_until=NOW.date() - HOUR * 24)
    assert codes_of(enter, visit, actor, escort=gone) == ['escort-not-in-office']
    other.refresh_from_db()
    assert (other.escort, other.escort_name) == (escort, 'Andi')


def test_nobody_enters_who_is_not_checked_in(visit, actor):
    assert codes_of(enter, visit, actor) == ['nobody-checked-in']
    admit(visit, actor, Ani='7')
    enter(visit, actor)
    assert codes_of(enter, visit, actor) == ['entered-already']


def test_a_late_comer_joins_those_inside_and_a_closed_visit_takes_nobody(visit, actor):
    admit(visit, actor, Ani='7')
    enter(visit, actor)

    admit(visit, actor, Budi='8', now=NOW + 5 * MINUTE)

    assert lines(visit)[-2:] == [('admitted', 'Budi'), ('entered', 'Budi')]
    everybody = [Departure(row.pk, True) for row in visit.visitors.all()]
    door.check_out(visit, everybody, at=NOW + 9 * MINUTE, actor=actor, now=NOW + 9 * MINUTE)
    door.leave(visit, at=NOW + 9 * MINUTE, actor=actor, now=NOW + 9 * MINUTE)
    assert codes_of(admit, visit, actor, Budi='8', now=NOW + 10 * MINUTE) == ['visit-left']


def test_a_room_holds_as_many_as_its_policy_says_escorts_included(visit, actor):
    RoomPolicy.objects.create(site=visit.site, location=visit.location, most_people=3)
    neighbour = make_visit(location=visit.location, site=visit.site, visitors=('Citra',))
    admit(neighbour, actor, Citra='1')
    enter(neighbour, actor)
    admit(visit, actor, Ani='7')

    assert codes_of(enter, visit, actor) == ['room-full']
    door.check_out(neighbour, [Departure(named(neighbour, 'Citra').pk, True)], at=NOW, actor=actor, now=NOW)
    door.leave(neighbour, at=NOW, actor=actor, now=NOW)
    enter(visit, actor)
    RoomPolicy.objects.update(most_people=2)
    assert codes_of(admit, visit, actor, Budi='8') == ['room-full']


def test_the_desk_hears_of_everything_that_is_missing_at_once(visit, actor):
    incomplete = [
        Admission(named(visit, 'Ani').pk, '', False, False),
        Admission(named(visit, 'Budi').pk, '8', True, True, remark=f'KTP {NUMBER}'),
        Admission(0, '9', True, True),
    ]

    with pytest.raises(OutcomeRefused) as refused:
        door.admit(visit, incomplete, actor=actor, now=NOW)

    ani, budi = named(visit, 'Ani').pk, named(visit, 'Budi').pk
    assert {(refusal.code, refusal.field) for refusal in refused.value.refusals} == {
        ('identity-not-shown', f'visitor_{ani}_identity'),
        ('rules-not-accepted', f'visitor_{ani}_rules'),
        ('badge-missing', f'visitor_{ani}_badge'),
        ('identity-number', f'visitor_{budi}_remark'),
        ('visitor-unknown', ''),
    }
    assert not AccessLogEntry.objects.exists()


def test_nobody_at_all_is_no_check_in(visit, actor):
    assert codes_of(door.admit, visit, [], actor=actor, now=NOW) == ['nobody-named']
    assert codes_of(door.check_out, visit, [], at=NOW, actor=actor, now=NOW) == ['nobody-named']


def test_no_badge_number_is_an_identity_number(visit, actor):
    assert codes_of(admit, visit, actor, Ani=NUMBER) == ['identity-number']
