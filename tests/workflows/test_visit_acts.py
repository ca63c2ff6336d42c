"""A visit that may last longer, another escort: by whom, when, and why not."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from extras.models import Notification

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused, RoleNotHeld
from netbox_colocation.models import AccessVisit, Appointment
from netbox_colocation.workflows import visit_acts
from netbox_colocation.workflows.engine import perform
from netbox_colocation.workflows.outbox import deliver_due
from netbox_colocation.workflows.visit_findings import read_findings
from tests import factories
from tests.base import permit
from tests.office import MONDAY, make_office
from tests.workflows.visit_walks import HOUR, STARTS, TO_THE_DOOR, Walked, codes_of, make_policy

pytestmark = pytest.mark.django_db
ENDS = STARTS + 2 * HOUR


@pytest.fixture
def walked() -> Walked:
    """A visit with an escort, on Monday from ten to twelve."""
    return Walked().submit().go(*TO_THE_DOOR)


@pytest.fixture
def coordinator(walked) -> Any:
    return walked.office.users['coordinator']


def add_escort(walked: Walked, name: str = 'Rina') -> Appointment:
    role = walked.office.agency.procedure_roles.get(key='technical-team')
    return factories.make_appointment(role=role, user=factories.make_user(), holder_name=name)


def extend(walked: Walked, actor: Any, **overrides: Any) -> AccessVisit:
    fields = {'until': ENDS + HOUR, 'reason': 'Slow', 'now': MONDAY, **overrides}
    return visit_acts.extend_visit(walked.visit, actor=actor, **fields)


def change(walked: Walked, actor: Any, escort: Appointment | None = None, **overrides: Any) -> AccessVisit:
    fields = {'escort': escort.pk if escort else 0, 'reason': 'He is ill', 'now': MONDAY, **overrides}
    return visit_acts.change_escort(walked.visit, actor=actor, **fields)


def test_an_officer_of_the_agency_may_extend_and_nobody_else(walked, coordinator):
    extend(walked, coordinator)

    stranger, applicant = factories.make_user(), walked.office.users['applicant']
    permit(stranger, AccessVisit, 'view')
    for user in (stranger, applicant):
        with pytest.raises(RoleNotHeld):
            extend(walked, user, until=ENDS + 2 * HOUR)
    assert walked.visit.extended_until == ENDS + HOUR


@pytest.mark.parametrize(
    ('until', 'now', 'code'),
    [
        (ENDS, MONDAY, 'until-not-later'),
        (ENDS + HOUR, ENDS + 2 * HOUR, 'until-past'),
        (ENDS + 25 * HOUR, MONDAY, 'until-too-late'),
    ],
)
def test_the_new_end_is_later_than_the_old_one_and_than_now_and_within_a_day(walked, coordinator, until, now, code):
    assert codes_of(extend, walked, coordinator, until=until, now=now) == [code]
    assert walked.visit.extended_until is None


def test_a_visit_that_is_not_allowed_or_is_over_is_not_changed(coordinator):
    office = make_office('sumbar-access')
    asked = Walked(office).submit()
    coordinator = office.users['coordinator']
    assert codes_of(extend, asked, coordinator) == ['visit-not-allowed']

    asked.go(*TO_THE_DOOR).at(STARTS).go('6.2', '7.1').at(STARTS + HOUR).go('7.2')

    assert codes_of(extend, asked, coordinator) == ['visit-left']
    assert codes_of(change, asked, coordinator, add_escort(asked)) == ['visit-left']


@pytest.mark.parametrize('reason', ['', '  '])
def test_both_need_a_reason(walked, coordinator, reason):
    assert codes_of(extend, walked, coordinator, reason=reason) == ['reason-missing']
    assert codes_of(change, walked, coordinator, add_escort(walked), reason=reason) == ['reason-missing']


def test_no_reason_holds_the_number_of_an_identity_card(walked, coordinator):
    with pytest.raises(DataInvalid):
        extend(walked, coordinator, reason='KTP 1371011205900001')
    assert '1371' not in str(list(walked.case.events.values_list('data', flat=True)))


def test_whose_escort_is_needed_elsewhere_then_does_not_stay_longer(walked, coordinator):
    Walked(walked.office, starts_at=ENDS, ends_at=ENDS + HOUR).submit().go(*TO_THE_DOOR)

    assert codes_of(extend, walked, coordinator) == ['escort-busy']


def test_nobody_stays_longer_in_a_room_that_would_be_full(walked, coordinator):
    add_escort(walked)
    other = Walked(walked.office, starts_at=ENDS, ends_at=ENDS + HOUR)
    other.submit().go('2', '3', '4', '5').go('6.1', escort=str(add_escort(walked, 'Sari').pk))
    make_policy(walked.office.site, most_people=3)

    assert codes_of(extend, walked, coordinator) == ['room-full']


def test_another_escort_is_recorded_and_both_are_told(walked, coordinator):
    before, rina = walked.escort, add_escort(walked)

    change(walked, coordinator, rina)

    assert (walked.visit.escort, walked.visit.escort_name) == (rina, 'Rina')
    named, changed = walked.events('escort-named')
    assert (named['escort'], named['before']) == (before.holder_name, '')
    assert changed == {'escort': 'Rina', 'before': before.holder_name, 'reason': 'He is ill'}
    assert walked.kinds() == ['escort-changed', 'escort-changed']
    Notification.objects.all().delete()
    deliver_due(now=timezone.now() + 365 * 24 * HOUR)
    told = Notification.objects.filter(event_type='colocation_escort_named').values_list('user', flat=True)
    assert set(told) == {before.user_id, rina.user_id}


def test_somebody_who_escorts_already_is_busy_or_holds_no_such_office_is_refused(walked, coordinator):
    assert codes_of(change, walked, coordinator, walked.escort) == ['escort-same']
    assert codes_of(change, walked, coordinator) == ['escort-missing']
    elsewhere = factories.make_appointment(user=factories.make_user())
    assert codes_of(change, walked, coordinator, elsewhere) == ['escort-missing']
    rina = add_escort(walked)
    Walked(walked.office).submit().go('2', '3', '4', '5').go('6.1', escort=str(rina.pk))

    assert codes_of(change, walked, coordinator, rina) == ['escort-busy']


def test_an_applicant_does_not_read_about_other_visits_nor_why_somebody_is_barred(walked, coordinator):
    mine = Walked(walked.office).submit()

    officers = {finding.code for finding in read_findings(mine.visit, user=coordinator, now=MONDAY)}
    applicants = {
        finding.code for finding in read_findings(mine.visit, user=walked.office.users['applicant'], now=MONDAY)
    }

    assert officers == {'visits-overlap', 'escort-busy'}
    assert applicants == set()


def test_what_a_finding_rests_on_is_named_to_who_may_view_it(walked):
    mine, reader = Walked(walked.office).submit(), factories.make_user()
    assert [finding.links for finding in read_findings(mine.visit, user=reader, now=MONDAY)] == [(), ()]

    permit(reader, AccessVisit, 'view')

    reader = type(reader).objects.get(pk=reader.pk)
    links = {link for finding in read_findings(mine.visit, user=reader, now=MONDAY) for link in finding.links}
    assert {(link.model, link.pk) for link in links} == {('netbox_colocation.accessvisit', walked.pk)}


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_name_one_person_for_the_same_hour_name_them_once():
    office = make_office('sumbar-access')
    visits = [Walked(office).submit().go('2', '3', '4', '5') for _visit in range(2)]
    escort, barrier = str(visits[0].escort.pk), threading.Barrier(2)
    results: list[object] = []

    def name(walked: Walked) -> None:
        task = walked.task
        data = {'recipients': ['technical-team'], 'escort': escort}
        barrier.wait(timeout=20)
        try:
            actor = office.users['coordinator']
            results.append(perform(task, 'instructed', actor=actor, now=MONDAY, comment='', data=data))
        except OutcomeRefused as refused:
            results.append([refusal.code for refusal in refused.refusals])
        finally:
            connection.close()

    threads = [threading.Thread(target=name, args=(walked,)) for walked in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results.count(['escort-busy']) == 1
    assert AccessVisit.objects.filter(escort__isnull=False).count() == 1
