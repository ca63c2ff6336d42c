"""What is to be known about a visit before anybody decides: each finding where it holds, and only there."""

import datetime

import pytest

from netbox_colocation.models import CarriedItem, EntryBan, HeldUnits, RoomPolicy, Visitor
from netbox_colocation.visits.bans import find_ban
from netbox_colocation.visits.escorts import find_escorts
from netbox_colocation.visits.findings import find
from netbox_colocation.visits.overlaps import most_at_once
from netbox_colocation.visits.policies import policy_of, rules_of
from tests import factories
from tests.factories import NOW
from tests.subject_factories import make_ticket, make_visit, make_window

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
TOMORROW = NOW + 24 * HOUR


def found(visit, *, now=NOW, roles=()):
    return {finding.code: finding for finding in find(visit, now=now, roles=roles)}


def accepted(**fields):
    visit = make_visit(**fields)
    visit.status = 'accepted'
    visit.save_state('status')
    return visit


def test_nothing_is_found_about_an_ordinary_visit():
    assert found(make_visit()) == {}


def test_findings_that_stop_come_first():
    site = factories.make_site()
    accepted(site=site)

    findings = find(make_visit(site=site, visitors=[]), now=NOW)

    assert [(finding.code, finding.stops) for finding in findings] == [
        ('visitors-missing', True),
        ('visits-overlap', False),
    ]


def test_a_draft_looks_ahead_and_a_submitted_visit_has_some_time_left():
    begun = {'starts_at': NOW - HOUR, 'ends_at': NOW + HOUR}
    assert found(make_visit(**begun))['visit-in-past'].field == 'starts_at'
    assert 'visit-in-past' not in found(accepted(**begun))
    assert found(accepted(**begun), now=NOW + HOUR)['visit-in-past'].field == 'ends_at'
    assert 'visit-in-past' not in found(accepted(**begun, entered_at=NOW), now=NOW + 2 * HOUR)


def test_a_rack_is_their_own_when_something_of_theirs_stands_or_is_held_there():
    shared, own = factories.make_rack(), factories.make_rack()
    visit = make_visit(racks=[shared, own])
    factories.make_device(own, tenant=visit.applicant)
    assert found(visit)['rack-not-own'].data == {'racks': [shared.pk]}
    assert found(visit)['rack-not-own'].stops

    hold = factories.make_hold(request=factories.make_request(applicant=visit.applicant, servers=1))
    HeldUnits.objects.create(
        hold=hold, server=hold.request.servers.get(), rack=shared, face='front', half_units=(0, 2), is_active=True
    )

    assert 'rack-not-own' not in found(visit)


def test_a_rack_with_devices_of_the_served_ticket_is_their_own():
    shared = factories.make_rack()
    applicant = factories.make_tenant()
    ticket = make_ticket(applicant=applicant, devices=[factories.make_device(shared)])

    assert 'rack-not-own' in found(make_visit(applicant=applicant, racks=[shared]))
    assert 'rack-not-own' not in found(make_visit(applicant=applicant, racks=[shared], ticket=ticket))


def test_the_rack_of_a_device_that_is_not_theirs_counts_like_a_rack():
    device = factories.make_device(factories.make_rack())

    assert 'rack-not-own' in found(make_visit(devices=[device]))


def test_the_coordinators_word_opens_a_shared_rack_and_never_anothers():
    shared, foreign = factories.make_rack(), factories.make_rack(tenant=factories.make_tenant())

    findings = found(make_visit(racks=[shared, foreign], word_given='A cable'))

    assert not findings['rack-not-own'].stops
    assert findings['rack-of-another'].stops


def test_a_full_room_stops_at_its_fullest_moment():
    """Three at a time, one after the other, are never more than the room takes; two visits at once are."""
    site = factories.make_site()
    RoomPolicy.objects.create(site=site, most_people=5)
    for hour in (0, 1):
        accepted(site=site, starts_at=TOMORROW + hour * HOUR, ends_at=TOMORROW + (hour + 1) * HOUR, visitors=['Ani'])
    visit = make_visit(site=site, starts_at=TOMORROW, ends_at=TOMORROW + 2 * HOUR)
    assert 'room-full' not in found(visit)

    accepted(site=site, starts_at=TOMORROW + HOUR, ends_at=TOMORROW + 2 * HOUR, visitors=['Eko'])

    finding = found(visit)['room-full']
    assert (finding.stops, finding.data) == (True, {'people': 7, 'most': 5})


def test_people_who_come_when_others_go_are_not_counted_together():
    hour = datetime.timedelta(hours=1)
    assert most_at_once((NOW, NOW + hour), 2, [((NOW - hour, NOW), 9), ((NOW + hour, NOW + 2 * hour), 9)]) == 2
    assert most_at_once((NOW, NOW + hour), 2, [((NOW - hour, NOW + hour), 3), ((NOW + hour / 2, NOW + hour), 4)]) == 9


def test_visits_and_windows_in_the_same_room_are_said_and_not_those_elsewhere():
    site = factories.make_site()
    room = factories.make_location(site=site)
    cage = factories.make_location(site=site, parent=room)
    other = factories.make_location(site=site)
    accepted(site=site, location=cage)
    make_window(
        ticket=make_ticket(site=site, location=room), starts_at=TOMORROW, ends_at=TOMORROW + HOUR, state='agreed'
    )

    assert set(found(make_visit(site=site, location=room))) == {'visits-overlap', 'window-in-room'}
    assert set(found(make_visit(site=site, location=other))) == set()
    assert not found(make_visit(site=site, location=room))['window-in-room'].stops


def test_the_window_of_the_served_ticket_is_no_surprise():
    ticket = make_ticket()
    make_window(ticket=ticket, starts_at=TOMORROW, ends_at=TOMORROW + HOUR, state='agreed')

    visit = make_visit(site=ticket.site, applicant=ticket.applicant, ticket=ticket)

    assert 'window-in-room' not in found(visit)


def test_visits_that_were_not_allowed_or_are_over_disturb_nobody():
    site = factories.make_site()
    make_visit(site=site)
    accepted(site=site, entered_at=NOW, left_at=NOW)

    assert found(make_visit(site=site)) == {}


def test_a_visit_at_night_warns_that_the_office_is_closed():
    finding = found(make_visit(starts_at=TOMORROW, ends_at=TOMORROW + 12 * HOUR))['office-closed']

    assert not finding.stops


def test_house_rules_have_to_be_accepted_where_a_room_has_any():
    site = factories.make_site()
    RoomPolicy.objects.create(site=site, rules='No shoes\n\nNo food')

    assert found(make_visit(site=site))['rules-not-accepted'].stops
    assert 'rules-not-accepted' not in found(make_visit(site=site, accepts_rules=True))


def test_the_nearest_policy_holds_and_the_nearest_with_rules_says_them():
    site = factories.make_site()
    building = factories.make_location(site=site)
    room = factories.make_location(site=site, parent=building)
    assert policy_of(site, room).early_minutes == 15
    RoomPolicy.objects.create(site=site, early_minutes=1, rules='No shoes')
    assert policy_of(site, room).early_minutes == 1
    RoomPolicy.objects.create(site=site, location=building, early_minutes=2)

    assert policy_of(site, room).early_minutes == 2
    assert rules_of(site, room) == ['No shoes']
    assert policy_of(site, None).early_minutes == 1


def test_another_agencys_device_is_not_carried_and_a_mounted_one_is_noticed():
    visit = make_visit()
    rack = factories.make_rack(site=visit.site)
    factories.make_device(rack, tenant=factories.make_tenant(), serial='FOREIGN', position=1)
    factories.make_device(rack, tenant=visit.applicant, serial='OWN', position=5)
    CarriedItem.objects.create(visit=visit, name='Disk', serial='foreign', direction='both')
    CarriedItem.objects.create(visit=visit, name='Server', serial='OWN', direction='out')
    CarriedItem.objects.create(visit=visit, name='Laptop', serial='X1', direction='both')

    findings = found(visit)

    assert {code: finding.stops for code, finding in findings.items()} == {
        'item-of-another': True,
        'item-still-installed': False,
    }


def test_nothing_stops_what_happened_in_an_emergency_but_it_is_said():
    visit = make_visit(is_emergency=True, entered_at=NOW, racks=[factories.make_rack()])

    findings = found(visit)

    assert not findings['rack-not-own'].stops


BAN = {'name': 'Budi Santoso', 'organisation': 'PT Maju', 'identity_kind': 'citizen-card', 'identity_digits': '0001'}


@pytest.mark.parametrize(
    ('name', 'organisation', 'kind', 'digits', 'is_barred'),
    [
        ('Budi Santoso', 'PT Maju', 'citizen-card', '0001', True),
        ('BUDI  SANTOSO, S.T.', 'pt maju', '', '', True),
        ('Santoso Budi', '', '', '', True),
        ('Budi Santoso', 'PT Lain', '', '', False),
        ('Budi Santoso', 'PT Maju', 'citizen-card', '0002', False),
        ('B. Santoso', 'PT Lain', 'citizen-card', '0001', True),
        ('Ani', 'PT Maju', 'citizen-card', '0001', False),
        ('Budi Hartono', 'PT Maju', '', '', False),
    ],
)
def test_people_are_told_apart_by_what_is_known_of_them(name, organisation, kind, digits, is_barred):
    agency = factories.make_tenant()
    ban = EntryBan.objects.create(agency=agency, reason='x', valid_from=NOW.date(), **BAN)

    assert find_ban(agency, name, organisation, kind, digits, NOW.date()) == (ban if is_barred else None)


def test_a_ban_holds_for_its_agency_and_its_days():
    agency = factories.make_tenant()
    day = datetime.timedelta(days=1)
    EntryBan.objects.create(agency=agency, reason='x', name='Budi', valid_from=NOW.date(), valid_until=NOW.date())

    assert find_ban(agency, 'Budi', '', '', '', NOW.date())
    assert not find_ban(agency, 'Budi', '', '', '', NOW.date() + day)
    assert not find_ban(factories.make_tenant(), 'Budi', '', '', '', NOW.date())


def test_who_is_barred_is_named_and_why_is_not():
    visit = make_visit()
    ban = EntryBan.objects.create(
        agency=visit.procedure.agency, name='Budi', reason='Took a disk', valid_from=NOW.date()
    )

    finding = found(visit)['visitor-barred']

    assert finding.stops
    assert finding.data == {'visitor': Visitor.objects.get(visit=visit, name='Budi').pk}
    assert 'Budi' in finding.message
    assert 'disk' not in finding.message
    assert [(link.model, link.pk) for link in finding.links] == [('netbox_colocation.entryban', ban.pk)]


class TestEscorts:
    def test_somebody_is_free_unless_they_escort_or_work_elsewhere_then(self):
        role = factories.make_role()
        free, escorting, working = (factories.make_appointment(role=role, holder_name=name) for name in 'CBA')
        accepted(escort=escorting, escort_name='B')
        ticket = make_ticket()
        ticket.technicians.add(working)
        make_window(ticket=ticket, starts_at=TOMORROW + HOUR, ends_at=TOMORROW + 5 * HOUR, state='agreed')

        candidates = find_escorts(make_visit(), [role], now=NOW)

        assert [(entry.name, entry.is_free) for entry in candidates] == [('C', True), ('A', False), ('B', False)]
        assert [reason.code for entry in candidates for reason in entry.reasons] == ['escort-busy'] * 2
        assert candidates[0].appointment == free

    def test_a_person_of_two_offices_is_one_person(self):
        user, role = factories.make_user(), factories.make_role()
        one = factories.make_appointment(role=role, user=user)
        factories.make_appointment(role=role, user=user)
        elsewhere = factories.make_appointment(user=user)
        assert [entry.appointment for entry in find_escorts(make_visit(), [role], now=NOW)] == [one]

        accepted(escort=elsewhere)

        assert [entry.is_free for entry in find_escorts(make_visit(), [role], now=NOW)] == [False]

    def test_who_holds_the_office_no_more_on_the_day_of_the_visit_is_no_candidate(self):
        role = factories.make_role()
        factories.make_appointment(role=role, valid_until=NOW.date())

        assert find_escorts(make_visit(), [role], now=NOW) == []
        assert len(find_escorts(make_visit(starts_at=NOW, ends_at=NOW + HOUR), [role], now=NOW)) == 1

    def test_who_is_inside_beyond_the_time_is_not_free_now(self):
        role = factories.make_role()
        escort = factories.make_appointment(role=role)
        accepted(escort=escort, starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR, entered_at=NOW - 3 * HOUR)
        soon = make_visit(starts_at=NOW - HOUR / 4, ends_at=NOW + HOUR)

        assert [entry.is_free for entry in find_escorts(soon, [role], now=NOW)] == [False]

    def test_without_a_free_escort_the_visit_stops_and_everybodys_reason_is_said(self):
        role = factories.make_role()
        assert found(make_visit(), roles=[role])['escort-missing'].stops
        escort = factories.make_appointment(role=role, holder_name='Eko')
        assert found(make_visit(), roles=[role]) == {}

        accepted(escort=escort)

        finding = found(make_visit(), roles=[role])['escort-busy']
        assert finding.stops
        assert 'Eko escorts' in finding.message

    def test_a_named_escort_who_left_the_office_is_missed(self):
        escort = factories.make_appointment()
        visit = accepted(escort=escort, escort_name='Eko')
        escort.valid_until = NOW.date()
        escort.save()
        visit.refresh_from_db()

        assert found(visit, roles=[escort.role])['escort-missing'].stops


def test_the_findings_take_a_constant_number_of_queries(django_assert_max_num_queries):
    site = factories.make_site()
    role = factories.make_role()
    for _number in range(8):
        accepted(site=site, escort=factories.make_appointment(role=role), racks=[factories.make_rack(site=site)])
    visit = make_visit(site=site, racks=[factories.make_rack(site=site) for _number in range(8)])

    with django_assert_max_num_queries(34):
        find(visit, now=NOW, roles=[role])
