"""Visits walked whole by the procedure as written: let in, refused, in an emergency, not come, too long, longer."""

import datetime

import pytest
from django.utils import timezone

from extras.models import Notification

from netbox_colocation import models
from netbox_colocation.exceptions import DataInvalid, OutcomeRefused
from netbox_colocation.visits import door
from netbox_colocation.workflows import engine, visit_acts, visit_watch
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.outbox import deliver_due
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.replaying import find_deviations
from tests import factories
from tests.base import permit
from tests.office import MONDAY, make_office
from tests.subject_factories import LETTER, make_ticket, make_visit
from tests.workflows.visit_walks import (
    HOUR,
    MINUTE,
    STARTS,
    TO_THE_DOOR,
    Walked,
    checked_in,
    codes_of,
    make_ban,
    make_policy,
    make_window,
)

pytestmark = pytest.mark.django_db
NUMBER = '1371 0112 0590 0001'


def assert_ended(walked: Walked, state: str) -> None:
    assert (walked.case.state, walked.visit.status) == (state, state)
    assert find_broken_links(walked.case) == []
    assert find_deviations(walked.case) == []


def notified(user: object) -> set[str]:
    return set(Notification.objects.filter(user=user).values_list('event_type', flat=True))


def make_trusted():
    """Somebody who may extend visits and change their escort."""
    user = factories.make_user()
    permit(user, models.AccessVisit, 'view', 'extend')
    return user


def test_a_visit_is_let_in_escorted_and_reported():
    walked = Walked().submit().go(*TO_THE_DOOR)
    assert walked.visit.escort == walked.escort
    walked.at(STARTS - 5 * MINUTE).go('6.2')
    walked.at(STARTS).go('7.1')
    walked.at(STARTS + HOUR).go('7.2')
    walked.go('9', '10', '11', '12')

    assert_ended(walked, 'completed')
    visit = walked.visit
    assert (visit.entered_at, visit.left_at) == (STARTS, STARTS + HOUR)
    assert visit.escort_name == 'Holder of technical-team'
    assert all(visitor.checked_out_at == STARTS + HOUR for visitor in visit.visitors.all())
    assert walked.kinds() == ['escort-changed', *['admitted'] * 2, *['entered'] * 2, *['checked-out'] * 2, 'left']


def test_the_record_of_a_visit_names_none_of_its_visitors():
    """Names live with the visitors and in the access log, which forget them; the case's record never forgets."""
    walked = Walked(visitors=['Zulkarnain']).submit().go(*TO_THE_DOOR)
    walked.at(STARTS).go('6.2', '7.1')
    visit_acts.extend_visit(
        walked.visit, until=STARTS + 3 * HOUR, reason='Slow', actor=make_trusted(), now=STARTS + HOUR
    )
    visit_watch.tell_overstays(now=STARTS + 5 * HOUR)
    walked.at(STARTS + 6 * HOUR).go('7.2', '9', '10', '11', '12')
    deliver_due(now=timezone.now() + 365 * 24 * HOUR)

    told = [
        *walked.case.events.values_list('data', flat=True),
        *walked.case.tasks.values_list('data', flat=True),
        *Notification.objects.values_list('object_repr', flat=True),
    ]
    assert 'Zulkarnain' in str(list(walked.visit.log.values_list('person', flat=True)))
    assert 'Zulkarnain' not in str(told)


def test_the_escort_is_told():
    walked = Walked().submit().go(*TO_THE_DOOR)

    deliver_due(now=timezone.now() + 365 * 24 * HOUR)

    assert 'colocation_escort_named' in notified(walked.office.users['technical-team'])


def test_a_refusal_at_row_5_ends_the_visit_and_nobody_enters():
    walked = Walked().submit().go('2', '3', '4')

    walked.act('refused', comment='The room is being painted')

    assert_ended(walked, 'refused')
    assert walked.kinds() == []
    visitor = walked.visit.visitors.first()
    admission = door.Admission(visitor.pk, 'B1', True, True)
    assert 'visit-not-approved' in codes_of(
        door.admit, walked.visit, [admission], actor=walked.office.users['helpdesk'], now=STARTS
    )


@pytest.mark.parametrize('starts', [MONDAY - HOUR, MONDAY])
def test_a_visit_in_the_past_is_not_submitted(starts):
    walked = Walked(starts_at=starts, ends_at=starts + 2 * HOUR)

    assert codes_of(walked.submit) == ['visit-in-past']


def test_a_visit_whose_time_went_by_is_not_approved():
    walked = Walked().submit().go('2', '3', '4').at(STARTS + 2 * HOUR)

    assert codes_of(walked.act, 'approved') == ['visit-in-past']


def test_nobody_asks_for_another_agencys_rack():
    office = make_office('sumbar-access')
    foreign = factories.make_rack(site=office.site, tenant=factories.make_tenant(), name='Z-99')
    walked = Walked(office, racks=[foreign])

    with pytest.raises(OutcomeRefused) as refused:
        walked.submit()

    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.field) == ('rack-of-another', 'racks')
    assert 'Z-99' in refusal.message


def test_a_rack_without_anything_of_theirs_needs_the_coordinators_word():
    office = make_office('sumbar-access')
    shared = factories.make_rack(site=office.site, name='Shared')
    walked = Walked(office, racks=[shared]).submit().go('2', '3', '4')
    assert codes_of(walked.act, 'approved') == ['rack-not-own']

    again = Walked(office, racks=[shared]).submit().go('2', '3', '4', word='They lay a cable through it').go('5')

    assert again.visit.word_given == 'They lay a cable through it'
    assert again.visit.status == 'accepted'


def test_pictures_are_taken_only_where_the_coordinator_allowed_them():
    walked = Walked(wants_photos=True).submit().go('2', '3', '4', photos_allowed='no')

    assert walked.visit.photos_allowed is False


def test_a_visitor_on_the_no_entry_list_is_refused_at_every_step():
    office = make_office('sumbar-access')
    early, decided, at_door, inside = (Walked(office, starts_at=STARTS + n * HOUR, ends_at=STARTS + (n + 1) * HOUR)
                                       for n in range(4))  # fmt: skip
    decided.submit().go('2', '3', '4')
    at_door.submit().go(*TO_THE_DOOR)
    inside.submit().go(*TO_THE_DOOR).at(STARTS + 3 * HOUR).go('6.2')
    make_ban(office.agency, 'ANI')

    assert codes_of(early.submit) == ['visitor-barred']
    assert codes_of(decided.act, 'approved') == ['visitor-barred']
    assert codes_of(at_door.at(STARTS + 2 * HOUR).go, '6.2') == ['visitor-barred']
    assert codes_of(inside.go, '7.1') == ['visitor-barred']


def test_house_rules_are_accepted_before_anybody_reads_the_application():
    office = make_office('sumbar-access')
    make_policy(office.site, rules='No shoes')

    assert codes_of(Walked(office).submit) == ['rules-not-accepted']
    Walked(office, accepts_rules=True).submit()


def test_without_anybody_who_escorts_the_visit_is_not_approved():
    walked = Walked().submit().go('2', '3', '4')
    escort = walked.escort
    escort.valid_until = (MONDAY - datetime.timedelta(days=1)).date()
    escort.save()

    assert codes_of(walked.act, 'approved') == ['escort-missing']


def test_who_escorts_another_visit_then_is_not_offered_and_why_is_said():
    office = make_office('sumbar-access')
    Walked(office).submit().go(*TO_THE_DOOR)
    other = Walked(office, starts_at=STARTS + HOUR, ends_at=STARTS + 3 * HOUR).submit().go('2', '3', '4')

    assert codes_of(other.act, 'approved') == ['escort-busy']

    colleague = factories.make_user()
    role = office.agency.procedure_roles.get(key='technical-team')
    free = factories.make_appointment(role=role, user=colleague, holder_name='Rina')
    other.go('5')
    field = next(
        field
        for outcome in offered(other.task, actor=office.users['coordinator'], now=other.now)
        for field in outcome.fields
        if field.key == 'escort'
    )
    busy = other.escort
    assert field.choices == [(str(free.pk), 'Rina'), (str(busy.pk), 'Holder of technical-team – not free')]
    assert 'Holder of technical-team escorts' in field.help
    assert codes_of(other.go, '6.1') == ['escort-busy']
    other.go('6.1', escort=str(free.pk))
    assert other.visit.escort == free


def test_a_technician_at_work_in_a_window_does_not_escort():
    walked = Walked().submit().go('2', '3', '4', '5')
    ticket = make_ticket(site=factories.make_site())
    ticket.technicians.add(walked.escort)
    make_window(ticket)

    assert codes_of(walked.go, '6.1') == ['escort-busy']


def test_with_the_escort_elsewhere_nobody_enters_until_another_one_is_there():
    office = make_office('sumbar-access')
    long = Walked(office, ends_at=STARTS + HOUR).submit().go(*TO_THE_DOOR).at(STARTS).go('6.2', '7.1')
    walked = Walked(office, starts_at=STARTS + 2 * HOUR, ends_at=STARTS + 4 * HOUR)
    walked.submit().go(*TO_THE_DOOR).at(STARTS + 2 * HOUR).go('6.2')
    assert long.visit.is_inside

    assert codes_of(walked.go, '7.1') == ['escort-elsewhere']

    role = office.agency.procedure_roles.get(key='technical-team')
    free = factories.make_appointment(role=role, user=factories.make_user(), holder_name='Rina')
    walked.act('entered', escort=str(free.pk), entered_at=walked.now.isoformat())
    assert (walked.visit.escort, walked.visit.escort_name) == (free, 'Rina')
    assert 'escort-changed' in walked.kinds()[1:]


def test_nobody_enters_without_an_escort():
    walked = Walked().submit().go(*TO_THE_DOOR).at(STARTS).go('6.2')
    models.AccessVisit.objects.filter(pk=walked.pk).update(escort=None, escort_name='')

    assert codes_of(walked.go, '7.1', escort=str(walked.escort.pk)) == ['escort-missing']


def test_a_visit_is_let_in_in_its_time_only():
    walked = Walked().submit().go(*TO_THE_DOOR)

    assert codes_of(walked.at(STARTS - 16 * MINUTE).go, '6.2') == ['visit-early']
    walked.at(STARTS - 15 * MINUTE).go('6.2')
    assert codes_of(walked.at(STARTS + 2 * HOUR + MINUTE).go, '7.1') == ['visit-over']


def test_the_room_says_how_early_a_visit_may_begin():
    office = make_office('sumbar-access')
    make_policy(office.site, early_minutes=0)
    walked = Walked(office).submit().go(*TO_THE_DOOR)

    assert codes_of(walked.at(STARTS - MINUTE).go, '6.2') == ['visit-early']


def test_nobody_is_out_before_they_were_in():
    walked = Walked().submit().go(*TO_THE_DOOR).at(STARTS).go('6.2', '7.1').at(STARTS + HOUR)

    assert codes_of(walked.go, '7.2', left_at=(STARTS - MINUTE).isoformat()) == ['out-before-in', 'out-before-in']
    assert walked.visit.left_at is None


def test_the_desk_ticks_who_is_here_and_late_comers_come_through_the_door():
    walked = Walked().submit().go(*TO_THE_DOOR).at(STARTS)
    ani, budi = walked.visit.visitors.order_by('pk')

    assert codes_of(walked.act, 'recorded') == ['nobody-named']
    walked.act('recorded', **checked_in(ani.pk))
    walked.go('7.1')
    late = door.Admission(budi.pk, 'B-late', True, True)
    door.admit(walked.visit, [late], actor=walked.office.users['helpdesk'], now=STARTS + 10 * MINUTE)
    walked.at(STARTS + HOUR).go('7.2')

    assert all(visitor.checked_out_at for visitor in walked.visit.visitors.all())


@pytest.mark.parametrize('step', ['4', '6.2', '7.1', '7.2'])
def test_no_remark_of_a_visit_holds_the_number_of_an_identity_card(step):
    walked = Walked().submit().go('2', '3')
    for earlier in ('4', '5', '6.1', '6.2', '7.1', '7.2'):
        if earlier == '6.2':
            walked.at(STARTS)
        if earlier == step:
            break
        walked.go(earlier)

    with pytest.raises(DataInvalid) as refused:
        walked.go(step, remark=f'Shown: {NUMBER}')

    assert [refusal.field for refusal in refused.value.refusals] == ['remark']
    assert NUMBER not in str(list(walked.case.events.values_list('data', flat=True)))


def test_in_an_emergency_they_are_let_in_first_and_the_procedure_follows():
    office = make_office('sumbar-access')
    helpdesk, escort = office.users['helpdesk'], models.Appointment.objects.get(user=office.users['technical-team'])
    visit = door.begin_emergency(
        procedure=office.version.procedure,
        applicant=office.applicant,
        site=office.site,
        location=None,
        racks=[factories.make_rack(site=office.site)],
        reason='The server burns',
        people=[door.Newcomer('Ani', badge_number='7', identity_checked=True)],
        until=MONDAY + HOUR,
        escort=escort,
        actor=helpdesk,
        now=MONDAY,
    )
    [ani] = visit.visitors.all()
    door.check_out(visit, [door.Departure(ani.pk, True)], at=MONDAY + HOUR, actor=helpdesk, now=MONDAY + HOUR)
    door.leave(visit, at=MONDAY + HOUR, actor=helpdesk, now=MONDAY + HOUR)
    logged = list(visit.log.order_by('pk').values_list('kind', flat=True))

    for name, value in {**LETTER, 'name': 'Fire'}.items():
        setattr(visit, name, value)
    visit.save()
    office.attach_letter(visit)
    walked = Walked(office, visit=visit).at(MONDAY + 3 * HOUR).submit()
    walked.go(*TO_THE_DOOR, '6.2', '7.1', '7.2', '9', '10', '11', '12')

    assert_ended(walked, 'completed')
    after = walked.visit
    assert after.is_emergency
    assert (after.entered_at, after.left_at, after.escort) == (MONDAY, MONDAY + HOUR, escort)
    assert walked.kinds() == logged


def test_an_emergency_that_goes_on_is_ended_by_the_procedure():
    office = make_office('sumbar-access')
    escort = models.Appointment.objects.get(user=office.users['technical-team'])
    visit = door.begin_emergency(
        procedure=office.version.procedure,
        applicant=office.applicant,
        site=office.site,
        location=None,
        reason='No cooling',
        people=[door.Newcomer('Ani', badge_number='7', identity_checked=True)],
        until=MONDAY + 4 * HOUR,
        escort=escort,
        actor=office.users['helpdesk'],
        now=MONDAY,
    )
    for name, value in LETTER.items():
        setattr(visit, name, value)
    visit.save()
    office.attach_letter(visit)

    walked = Walked(office, visit=visit).at(MONDAY + HOUR).submit().go(*TO_THE_DOOR, '6.2', '7.1', '7.2')

    assert (walked.visit.entered_at, walked.visit.left_at) == (MONDAY, MONDAY + HOUR)
    assert walked.task.step == '9'


def test_nobody_comes_the_clock_tells_and_the_desk_says_so():
    walked = Walked().submit().go(*TO_THE_DOOR).at(STARTS - MINUTE)
    assert codes_of(walked.act, 'not-come') == ['visit-not-begun']
    assert visit_watch.tell_missed(now=STARTS + HOUR) == 0

    over = STARTS + 2 * HOUR + MINUTE
    assert [visit_watch.tell_missed(now=over) for _run in range(2)] == [1, 0]
    deliver_due(now=timezone.now() + 365 * 24 * HOUR)
    assert [event['until'] for event in walked.events('visit-missed')] == [(STARTS + 2 * HOUR).isoformat()]
    assert 'colocation_visit_missed' in notified(walked.office.users['helpdesk'])

    walked.at(over).act('not-come', comment='They never came')
    assert walked.task.step == '9'
    walked.go('9', '10', '11', '12')

    assert_ended(walked, 'completed')
    assert (walked.visit.entered_at, walked.visit.left_at) == (None, None)
    assert walked.kinds() == ['escort-changed', 'missed']


def test_who_is_checked_in_did_come():
    walked = Walked().submit().go(*TO_THE_DOOR).at(STARTS).go('6.2')

    assert codes_of(walked.act, 'not-come') == ['somebody-inside']


def test_who_stays_too_long_alarms_once_and_leaves():
    walked = Walked().submit().go(*TO_THE_DOOR).at(STARTS).go('6.2', '7.1')
    ends = STARTS + 2 * HOUR
    assert visit_watch.tell_overstays(now=ends + 15 * MINUTE) == 0, 'the grace of the room'

    late = ends + 16 * MINUTE
    assert [visit_watch.tell_overstays(now=late) for _run in range(2)] == [1, 0]
    deliver_due(now=timezone.now() + 365 * 24 * HOUR)
    assert walked.events('visit-overstayed') == [{'until': ends.isoformat(), 'inside': 2}]
    for role in ('helpdesk', 'technical-team', 'coordinator'):
        assert 'colocation_visit_overstayed' in notified(walked.office.users[role])
    assert 'colocation_visit_overstayed' not in notified(walked.office.users['applicant'])
    assert list(visit_watch.find_overstays(now=late)) == [walked.visit]

    walked.at(late).go('7.2', '9', '10', '11', '12')

    assert_ended(walked, 'completed')
    assert walked.visit.left_at == late
    assert walked.kinds().count('overstayed') == 1
    assert not visit_watch.find_overstays(now=late + HOUR).exists()


def test_an_emergency_overstays_too_before_it_has_a_case():
    office = make_office('sumbar-access')
    visit = make_visit(
        procedure=office.version.procedure,
        site=office.site,
        starts_at=MONDAY,
        ends_at=MONDAY + HOUR,
        is_emergency=True,
        entered_at=MONDAY,
    )

    assert visit_watch.tell_overstays(now=MONDAY + 2 * HOUR) == 1

    assert 'colocation_visit_overstayed' in notified(office.users['helpdesk'])
    assert list(visit.log.values_list('kind', flat=True)) == ['overstayed']


def test_an_extended_visit_may_last_longer_and_no_longer():
    walked = Walked().submit().go(*TO_THE_DOOR).at(STARTS).go('6.2', '7.1')
    ends, until = STARTS + 2 * HOUR, STARTS + 4 * HOUR
    due = walked.task.due_at
    visit_watch.tell_overstays(now=ends + 20 * MINUTE)

    visit_acts.extend_visit(
        walked.visit,
        until=until,
        reason='The disk is still copying',
        actor=make_trusted(),
        now=ends + 20 * MINUTE,
    )

    [event] = walked.events('visit-extended')
    assert (event['until'], event['before']) == (until.isoformat(), ends.isoformat())
    assert walked.visit.allowed_until == until
    assert due < walked.task.due_at == until + 3 * MINUTE
    assert find_deviations(walked.case) == []
    assert visit_watch.tell_overstays(now=until + 15 * MINUTE) == 0
    assert visit_watch.tell_overstays(now=until + 16 * MINUTE) == 1, 'it alarms anew'
    deliver_due(now=timezone.now() + 365 * 24 * HOUR)
    assert 'colocation_visit_extended' in notified(walked.office.users['applicant'])
    walked.at(until + HOUR).go('7.2', '9', '10', '11', '12')
    assert_ended(walked, 'completed')


def test_a_visit_that_was_extended_before_it_began_is_let_in_later():
    walked = Walked().submit().go(*TO_THE_DOOR)
    visit_acts.extend_visit(walked.visit, until=STARTS + 5 * HOUR, reason='Traffic', actor=make_trusted(), now=MONDAY)

    walked.at(STARTS + 4 * HOUR).go('6.2', '7.1')

    assert walked.visit.is_inside


def test_a_step_back_dismisses_the_escort_and_frees_their_time():
    walked = Walked().submit().go(*TO_THE_DOOR)
    assert walked.visit.escort_id
    engine.return_to(walked.task, '4', actor=walked.office.users['helpdesk'], now=walked.now, comment='Wrong rack')

    assert (walked.visit.escort, walked.visit.escort_name) == (None, '')
