"""How long papers are kept, and how they are destroyed: not before their time, by two persons, and recorded."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from netbox_colocation.documents import disposing, removal, retention
from netbox_colocation.documents import files as keeping
from netbox_colocation.exceptions import OutcomeRefused, RoleNotHeld
from netbox_colocation.jobs import WatchRetentionJob
from netbox_colocation.management.access import ARCHIVISTS, OFFICERS, ensure_groups
from netbox_colocation.models import Case, Classification, Disposal, Document
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.retention_notices import tell_due
from tests import factories
from tests.base import permit
from tests.factories import NOW, make_user

from .test_files import make_pdf

TODAY = NOW.date()
PAST = TODAY - datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def make_officer():
    user = make_user()
    permit(user, Disposal, 'view', 'add', 'approve', 'carry_out')
    permit(user, Document, 'view')
    return user


def make_paper(case=None, *, content=b'', **overrides) -> Document:
    case = case or factories.make_case()
    fields = {'case': case, 'closed_on': PAST, 'retain_until': PAST, 'fate': 'destroy', 'state': 'filed', **overrides}
    document = factories.make_document(factories.make_request(procedure=case.version.procedure), state='draft')
    with transaction.atomic():
        if content:
            document.file = keeping.keep(content, 'application/pdf')
            document.media_type, document.digest = 'application/pdf', document.file.name[-68:-4]
        for name, value in fields.items():
            setattr(document, name, value)
        document.save()
    return document


def propose(papers, *, actor=None, agency=None, **fields) -> Disposal:
    agency = agency or papers[0].case.agency
    disposal = Disposal(agency=agency, name='Musnah', reason='Habis masa', **fields)
    return disposing.propose(disposal, papers=papers, actor=actor or make_officer(), now=NOW)


def codes(refused) -> list[str]:
    return sorted(refusal.code for refusal in refused.value.refusals)


def test_the_shipped_group_disposes_of_its_own_agencys_papers_by_two_persons():
    paper, other = make_paper(), make_paper()
    groups = ensure_groups()
    one, two = make_user(), make_user()
    for user in (one, two):
        factories.make_appointment(role=factories.make_role(agency=paper.case.agency), user=user)
        user.groups.set([groups[OFFICERS], groups[ARCHIVISTS]])

    disposal = propose([paper], actor=one)
    with pytest.raises((RoleNotHeld, OutcomeRefused)):
        disposing.approve(disposal, actor=one, now=NOW)
    disposing.approve(disposal, actor=two, now=NOW, approval_number='1')
    disposing.carry_out(disposal, actor=two, now=NOW)

    paper.refresh_from_db()
    assert paper.destroyed_at == NOW
    with pytest.raises((RoleNotHeld, OutcomeRefused)):
        propose([other], actor=one)


# -- How long ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('closed', 'years', 'until'),
    [('2026-11-20', 5, '2031-11-20'), ('2024-02-29', 1, '2025-03-01'), ('2024-02-29', 4, '2028-02-29')],
)
def test_years_count_from_the_day_on_which_the_file_was_closed(closed, years, until):
    day = datetime.date.fromisoformat

    assert retention.retained_until(day(closed), years) == day(until)


def test_ending_a_case_closes_its_file(office):
    """The day goes to every paper, the end and the fate to those that are classed; a later schedule changes nothing."""
    case = office.submit()
    rule = Classification.objects.create(code='500.12', name='X', active_years=2, inactive_years=3, fate='destroy')
    letter = case.documents.get(kind='request-letter')
    Document.objects.filter(pk=letter.pk).update(classification=rule)
    boss = make_user()
    permit(boss, Case, 'view', 'cancel')

    engine.cancel(case, actor=boss, now=NOW, comment='Batal')

    letter.refresh_from_db()
    assert (letter.closed_on, letter.fate) == (TODAY, 'destroy')
    assert letter.retain_until == TODAY.replace(year=TODAY.year + 5)
    rule.active_years = 1
    rule.save()
    assert retention.close_ended(now=NOW) == 0
    letter.refresh_from_db()
    assert letter.retain_until == TODAY.replace(year=TODAY.year + 5)


def test_papers_that_come_or_are_classed_later_are_closed_by_the_job():
    case = factories.make_case(state='completed', closed_at=NOW - datetime.timedelta(days=40))
    late = make_paper(case, closed_on=None, retain_until=None, fate='')
    open_paper = make_paper(closed_on=None, retain_until=None, fate='')
    rule = Classification.objects.create(code='500.12', name='X', inactive_years=1, fate='permanent')

    assert retention.close_ended(now=NOW) == 1
    assert retention.close_ended(now=NOW) == 0
    Document.objects.filter(pk=late.pk).update(classification=rule)
    assert retention.close_ended(now=NOW) == 1

    late.refresh_from_db()
    open_paper.refresh_from_db()
    day = TODAY - datetime.timedelta(days=40)
    assert (late.closed_on, late.retain_until, late.fate) == (day, day.replace(year=day.year + 1), 'permanent')
    assert open_paper.closed_on is None


def test_the_database_refuses_to_shorten_the_time_of_an_issued_paper():
    paper = make_paper(retain_until=TODAY.replace(year=2040))

    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(retain_until=PAST)


# -- What may be destroyed, and by whom -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('change', 'code'),
    [
        ({'retain_until': TODAY}, 'too-early'),
        ({'retain_until': None}, 'not-counted'),
        ({'fate': 'permanent'}, 'other-fate'),
        ({'fate': ''}, 'other-fate'),
        ({'fate': 'reassess'}, 'other-fate'),
        ({'destroyed_at': NOW}, 'destroyed'),
    ],
)
def test_only_papers_whose_time_is_over_are_proposed(change, code):
    due = make_paper()
    other = make_paper(due.case, **change)

    with pytest.raises(OutcomeRefused) as refused:
        propose([due, other])

    assert codes(refused) == [code]
    assert refused.value.refusals[0].data == {'document': other.pk}
    assert not Disposal.objects.exists()


def test_a_proposal_without_papers_takes_all_that_are_due():
    due = make_paper()
    make_paper(due.case, fate='permanent')
    make_paper()  # of another agency

    disposal = propose([], agency=due.case.agency)

    assert list(disposal.documents.all()) == [due]
    with pytest.raises(OutcomeRefused) as refused:
        propose([], agency=due.case.agency)
    assert codes(refused) == ['no-papers']


def test_nobody_decides_about_or_carries_out_what_they_proposed():
    author, other = make_officer(), make_officer()
    disposal = propose([make_paper()], actor=author)

    for act in (disposing.approve, disposing.refuse):
        with pytest.raises(RoleNotHeld, match='You proposed it'):
            act(disposal, actor=author, now=NOW, remark='x')
    disposing.approve(disposal, actor=other, now=NOW)
    with pytest.raises(RoleNotHeld, match='You proposed it'):
        disposing.carry_out(disposal, actor=author, now=NOW)
    with pytest.raises(RoleNotHeld, match='no permission'):
        disposing.carry_out(disposal, actor=make_user(), now=NOW)

    assert disposing.carry_out(disposal, actor=other, now=NOW).state == 'carried-out'


def test_acts_come_in_their_order_and_once():
    other = make_officer()
    disposal = propose([make_paper()])

    with pytest.raises(OutcomeRefused) as refused:
        disposing.carry_out(disposal, actor=other, now=NOW)
    assert codes(refused) == ['state-wrong']
    with pytest.raises(OutcomeRefused) as refused:
        disposing.refuse(disposal, actor=other, now=NOW, remark=' ')
    assert codes(refused) == ['remark-missing']
    disposing.approve(disposal, actor=other, now=NOW)
    for act in (disposing.approve, disposing.refuse):
        with pytest.raises(OutcomeRefused):
            act(disposal, actor=other, now=NOW, remark='x')
    disposing.carry_out(disposal, actor=other, now=NOW)
    with pytest.raises(OutcomeRefused):
        disposing.carry_out(disposal, actor=other, now=NOW)


# -- Destroying -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_files_go_and_the_rows_stay(files):
    """What two papers share stays while the other one is kept."""
    own, shared = make_pdf(), make_pdf(pages=2)
    first = make_paper(content=own)
    second, kept = make_paper(first.case, content=shared), make_paper(first.case, content=shared, fate='permanent')
    other = make_officer()
    disposal = propose([first, second])
    disposing.approve(disposal, actor=other, now=NOW, approval_number='B-1')

    disposing.carry_out(disposal, actor=other, now=NOW)

    first.refresh_from_db()
    assert (first.destroyed_at, first.disposal, first.is_readable) == (NOW, disposal, False)
    assert not (files / first.file.name).exists()
    assert (files / kept.file.name).read_bytes() == shared
    assert Document.objects.count() == 3
    disposal.refresh_from_db()
    assert (disposal.state, disposal.carried_out_by, disposal.approval_number) == ('carried-out', other, 'B-1')


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_destruction_is_carried_on(files):
    papers = [make_paper(content=make_pdf(pages=1))]
    papers += [make_paper(papers[0].case, content=make_pdf(pages=pages)) for pages in (2, 3)]
    other = make_officer()
    disposal = propose(papers)
    disposing.approve(disposal, actor=other, now=NOW)

    def stop(document):
        if document == papers[1]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        disposing.carry_out(disposal, actor=other, now=NOW, after_each=stop)
    disposal.refresh_from_db()
    assert (disposal.state, disposal.destroyed.count()) == ('approved', 2)

    disposing.carry_out(disposal, actor=other, now=NOW)

    disposal.refresh_from_db()
    assert (disposal.state, disposal.destroyed.count()) == ('carried-out', 3)
    assert list(files.rglob('*.pdf')) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_left_behind_by_a_crash_is_swept_although_its_row_names_it(files):
    """Between the commit and the removal a machine may stop."""
    paper = make_paper(content=make_pdf())
    Document.objects.filter(pk=paper.pk).update(destroyed_at=NOW)

    assert (files / paper.file.name).exists()
    assert removal.sweep(now=datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)) == 1
    assert not (files / paper.file.name).exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_paper_can_be_uploaded_again_after_it_was_destroyed(files):
    paper = make_paper(content=make_pdf())
    other = make_officer()
    disposal = propose([paper])
    disposing.approve(disposal, actor=other, now=NOW)
    disposing.carry_out(disposal, actor=other, now=NOW)

    again = keeping.store_upload(
        factories.make_request(),
        SimpleUploadedFile('surat.pdf', make_pdf()),
        kind='request-letter',
        actor=other,
        now=NOW,
    )

    assert (files / again.file.name).exists()


@pytest.mark.django_db(transaction=True)
def test_the_job_tells_officers_what_is_due_and_destroys_nothing(files):
    """Only officers of the agency who may propose are told, once until they have read it."""
    from extras.models import Notification

    paper = make_paper(content=make_pdf())
    appointed = factories.make_appointment(role=factories.make_role(agency=paper.case.agency)).user
    permit(appointed, Disposal, 'add')
    factories.make_appointment(role=factories.make_role(agency=paper.case.agency))  # may not propose
    permit(factories.make_appointment().user, Disposal, 'add')  # of another agency

    assert tell_due(now=NOW) == tell_due(now=NOW) == {paper.case.agency.name: 1}
    WatchRetentionJob.enqueue(immediate=True)

    [told] = Notification.objects.all()
    assert (told.user, told.object, told.event_type) == (appointed, paper.case.agency, 'colocation_papers_due')
    assert (files / paper.file.name).exists()
