"""The quarterly review of access: it lists every way in, and what is revoked is really gone."""

import datetime

import pytest

from core.models import ObjectChange
from extras.models import Notification

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused, RoleNotHeld
from netbox_colocation.management.access import REVIEWERS, ensure_groups
from netbox_colocation.models import AccessReview, AccessRight, Appointment, Case, Representative, Visitor
from netbox_colocation.visits import log, reviews
from netbox_colocation.workflows.access_reviews import Decision, decide, find_door_roles, open_review
from netbox_colocation.workflows.review_notices import REVIEW_DUE, tell_reviews_due
from tests import access_factories, base, factories, subject_factories
from tests.factories import NOW

DAY = datetime.timedelta(days=1)
KEEP = Decision('keep')


@pytest.fixture
def rooms(office):
    """The agency's access procedure, with holders of its offices."""
    return office.running('sumbar-access')


@pytest.fixture
def reviewer(db):
    user = factories.make_user(username='reviewer')
    base.permit(user, AccessReview, 'view', 'add', 'review')
    base.permit(user, AccessRight, 'view', 'revoke')
    for model in (Appointment, Representative):
        base.permit(user, model, 'view', 'change')
    base.permit(user, Case, 'view', 'cancel')
    return user


def begin(agency, reviewer, **overrides) -> AccessReview:
    fields = {'agency': agency, 'year': NOW.year, 'quarter': 4, **overrides}
    return open_review(AccessReview(**fields), actor=reviewer, now=NOW)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def make_approved_visit(rooms, **overrides):
    visit = subject_factories.make_visit(
        procedure=rooms.version.procedure, applicant=rooms.applicant, visitors=['Andi', 'Rina'], **overrides
    )
    subject_factories.open_case(visit, version=rooms.version)
    visit.status = 'accepted'
    visit.save_state('status')
    return visit


def test_the_offices_at_the_door_are_those_of_the_procedure(rooms):
    assert find_door_roles(rooms.agency) == {'helpdesk', 'technical-team'}
    assert find_door_roles(factories.make_tenant()) == set()


def test_a_review_has_every_way_in_and_no_visitors_name(rooms, reviewer):
    """Rights, offices at the door, representatives of applicants and approved visits; nothing that is over."""
    right = access_factories.make_right(agency=rooms.agency, holder_name='Joko', tenant=rooms.applicant)
    access_factories.make_right(agency=rooms.agency, revoked_at=NOW)
    access_factories.make_right(agency=rooms.agency, valid_until=NOW.date() - DAY)
    access_factories.make_right()  # another agency's
    later = access_factories.make_right(agency=rooms.agency, holder_name='Later', valid_from=NOW.date() + DAY)
    visit = make_approved_visit(rooms)
    make_approved_visit(rooms, starts_at=NOW - 2 * DAY, ends_at=NOW - DAY)
    log.write('entered', agency=rooms.agency, site=rooms.site, person='JOKO', now=NOW - DAY)

    lines = list(begin(rooms.agency, reviewer).lines.all())

    ways = {(line.kind, line.right or line.appointment or line.representative or line.visit) for line in lines}
    offices = Appointment.objects.filter(role__agency=rooms.agency, role__key__in=('helpdesk', 'technical-team'))
    expected = {('right', right), ('right', later), ('visit', visit), *(('appointment', one) for one in offices)}
    expected |= {('representative', one) for one in Representative.objects.filter(tenant=rooms.applicant)}
    assert ways == expected
    assert [line.last_seen_at for line in lines if line.person == 'Joko'] == [NOW - DAY]
    assert not {word for line in lines for word in ('Andi', 'Rina') if word in f'{line.person} {line.text}'}
    assert [line.person for line in lines if line.visit] == [f'2 of {rooms.applicant}']


def test_a_quarter_has_one_review_and_none_before_it_begins(rooms, reviewer):
    begin(rooms.agency, reviewer)

    for overrides, code in (
        ({}, 'review-exists'),
        ({'year': NOW.year + 1, 'quarter': 1}, 'quarter-to-come'),
        ({'quarter': 5}, 'quarter-unknown'),
    ):
        with pytest.raises(OutcomeRefused) as refused:
            begin(rooms.agency, reviewer, **overrides)
        assert codes(refused) == [code]
    assert AccessReview.objects.count() == 1


def test_reviews_of_other_agencies_are_not_opened(rooms):
    stranger = factories.make_user()
    base.permit(stranger, AccessReview, 'add', agency__slug='another')

    with pytest.raises(RoleNotHeld):
        begin(rooms.agency, stranger)

    assert not AccessReview.objects.exists()


def test_what_is_revoked_is_gone_and_the_rest_stays(rooms, reviewer):
    """A right is revoked, an office and a representation end, a visit's case is cancelled: at once, each with why."""
    rights = [access_factories.make_right(agency=rooms.agency, holder_name=name) for name in ('Joko', 'Rudi')]
    visit = make_approved_visit(rooms)
    review = begin(rooms.agency, reviewer)
    lines = {(line.kind, line.person): line for line in review.lines.all()}
    first = {line.kind: line for line in reversed(lines.values())}
    chosen = [lines['right', 'Joko'], first['appointment'], first['representative'], first['visit']]
    decisions = {line.pk: Decision('revoke', 'Left the agency') for line in chosen}
    decisions |= {line.pk: KEEP for line in lines.values() if line not in chosen}

    decide(review, decisions, actor=reviewer, now=NOW)
    reviews.close(review, conclusion='Four ways were closed.', actor=reviewer, now=NOW)

    for right in rights:
        right.refresh_from_db()
    assert (rights[0].revoke_reason, rights[1].revoked_at) == ('Left the agency', None)
    assert list(AccessRight.objects.on(NOW.date())) == [rights[1]]
    appointment = Appointment.objects.get(pk=chosen[1].appointment_id)
    assert not Appointment.objects.on(NOW.date()).filter(pk=appointment.pk).exists()
    assert not Representative.objects.on(NOW.date()).filter(pk=chosen[2].representative_id).exists()
    visit.refresh_from_db()
    assert (visit.status, visit.case.state) == ('cancelled', 'cancelled')
    review.refresh_from_db()
    assert (review.state, review.closed_by) == ('closed', reviewer)
    assert set(review.lines.values_list('decided_by', flat=True)) == {reviewer.pk}


def test_one_refusal_revokes_nothing(rooms, reviewer):
    """All reasons come at once: no remark, one's own access, what one may not revoke; and all stays as it was."""
    right = access_factories.make_right(agency=rooms.agency, holder_name='Joko')
    own = access_factories.make_right(agency=rooms.agency, holder_name='Me', user=reviewer)
    silent = access_factories.make_right(agency=rooms.agency, holder_name='Rudi')
    make_approved_visit(rooms)
    review = begin(rooms.agency, reviewer)
    by_person = {line.person: line for line in review.lines.all()}
    visit_line = review.lines.get(kind='visit')
    reviewer.object_permissions.filter(object_types__model='case').delete()
    decisions = {
        by_person['Joko'].pk: Decision('revoke', 'Left'),
        by_person['Me'].pk: KEEP,
        by_person['Rudi'].pk: Decision('revoke', ' '),
        visit_line.pk: Decision('revoke', 'Not needed'),
    }
    reviewer = type(reviewer).objects.get(pk=reviewer.pk)

    with pytest.raises(OutcomeRefused) as refused:
        decide(review, decisions, actor=reviewer, now=NOW)

    assert sorted(codes(refused)) == ['own-access', 'remark-missing', 'revoke-refused']
    assert not AccessRight.objects.filter(pk__in=[right.pk, own.pk, silent.pk], revoked_at__isnull=False).exists()
    assert not review.lines.exclude(decision='').exists()


def test_a_revoked_line_stays_revoked_and_a_kept_one_may_still_be_revoked(rooms, reviewer):
    right = access_factories.make_right(agency=rooms.agency, holder_name='Joko')
    review = begin(rooms.agency, reviewer)
    line = review.lines.get(right=right)

    decide(review, {line.pk: KEEP}, actor=reviewer, now=NOW)
    decide(review, {line.pk: Decision('revoke', 'Left after all')}, actor=reviewer, now=NOW)
    with pytest.raises(OutcomeRefused) as refused:
        decide(review, {line.pk: KEEP}, actor=reviewer, now=NOW)

    assert codes(refused) == ['line-revoked']
    right.refresh_from_db()
    assert right.revoke_reason == 'Left after all'


def test_the_shipped_group_reviews_its_own_agency_and_revokes_every_way_in(rooms):
    """An officer of the agency in the group needs no permission besides, appoints nobody, and is nobody elsewhere."""
    head = rooms.users['head']
    right = access_factories.make_right(agency=rooms.agency, holder_name='Joko')
    make_approved_visit(rooms)
    with pytest.raises(RoleNotHeld):
        begin(rooms.agency, head)
    head.groups.add(ensure_groups()[REVIEWERS])
    head = type(head).objects.get(pk=head.pk)

    review = begin(rooms.agency, head)
    lines = review.lines.exclude(appointment__user=head)
    decide(review, {line.pk: Decision('revoke', 'Left') for line in lines}, actor=head, now=NOW)
    decide(review, {line.pk: KEEP for line in review.lines.filter(decision='')}, actor=head, now=NOW)

    right.refresh_from_db()
    assert (set(lines.values_list('kind', flat=True)), right.revoke_reason) == (
        {'right', 'appointment', 'representative', 'visit'},
        'Left',
    )
    assert not Representative.objects.on(NOW.date()).filter(tenant=rooms.applicant).exists()
    assert not Appointment.objects.restrict(head, 'change').exists()
    with pytest.raises(RoleNotHeld):
        begin(factories.make_tenant(), head)


def test_lines_of_another_review_are_not_decided_here(rooms, reviewer):
    other = access_factories.make_line()
    review = begin(rooms.agency, reviewer)

    with pytest.raises(DataInvalid):
        decide(review, {other.pk: KEEP}, actor=reviewer, now=NOW)

    other.refresh_from_db()
    assert other.decision == ''


def test_a_closed_review_no_longer_changes(rooms, reviewer):
    review = begin(rooms.agency, reviewer)
    decide(review, {line.pk: KEEP for line in review.lines.all()}, actor=reviewer, now=NOW)
    reviews.close(review, conclusion='All is well.', actor=reviewer, now=NOW)
    line = review.lines.first()

    for act in (
        lambda: decide(review, {line.pk: Decision('revoke', 'x')}, actor=reviewer, now=NOW),
        lambda: reviews.close(review, conclusion='Again', actor=reviewer, now=NOW),
    ):
        with pytest.raises(OutcomeRefused) as refused:
            act()
        assert codes(refused) == ['review-closed']


def test_opening_costs_the_same_for_one_way_in_and_for_twenty(rooms, reviewer, django_assert_max_num_queries):
    for _ in range(20):
        access_factories.make_right(agency=rooms.agency)
    with django_assert_max_num_queries(40):
        review = begin(rooms.agency, reviewer)

    assert review.lines.count() > 20
    assert not ObjectChange.objects.filter(object_repr__contains='Holder', action='update').exists()
    assert not Visitor.objects.exists()


def test_officers_are_told_of_a_review_that_is_due_and_not_every_day(rooms, reviewer):
    """On the first day of a quarter and some later ones, until the review is closed; nobody without the permission."""
    access_factories.make_right(agency=rooms.agency)
    first = datetime.datetime(NOW.year, 10, 1, 5, tzinfo=datetime.UTC)
    base.permit(rooms.users['coordinator'], AccessReview, 'view', 'add')

    assert tell_reviews_due(now=first) == [rooms.agency.name]
    assert tell_reviews_due(now=first + DAY) == []
    [told] = Notification.objects.filter(event_type=REVIEW_DUE.event_type)
    assert (told.user, told.object) == (rooms.users['coordinator'], rooms.agency)

    review = begin(rooms.agency, reviewer)
    assert tell_reviews_due(now=first + 30 * DAY) == [rooms.agency.name]
    AccessReview.objects.filter(pk=review.pk).update(state='closed')
    assert tell_reviews_due(now=first + 30 * DAY) == []
