"""What a draft lacks and where a case stands, as the applicant is told."""

import pytest

from netbox_colocation.exceptions import ColocationError
from netbox_colocation.models import Case, Task
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.portal import (
    demands_of,
    find_cases,
    find_missing,
    find_submission_refusals,
    stand_of,
)
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures
from tests import factories, subject_factories
from tests.office import make_office


def codes(refusals):
    return [refusal.code for refusal in refusals]


def bare(office, **fields):
    return factories.make_request(
        procedure=office.version.procedure, applicant=office.applicant, site=office.site, **fields
    )


def publish_without_servers(office):
    """A procedure that asks for the letter first, and for the servers when they are delivered."""
    text = shipped_procedures()['sumbar-colocation']
    text = text.replace('requires: [letter.attached, servers.given]', 'requires: [letter.attached]')
    text = text.replace('procedure: sumbar-colocation', 'procedure: letter-first')
    raw = load_yaml(text)
    delivery = next(row for row in raw['rows'] if str(row['row']) == '7')
    delivery['requires'] = ['servers.given']
    office.version = publish(raw, agency=office.agency, actor=None, now=office.now)


@pytest.mark.parametrize('lacks', ['nothing', 'letter', 'servers', 'all', 'permission', 'role', 'published'])
def test_what_is_refused_beforehand_is_what_submitting_refuses(office, lacks):
    draft = office.make_request(servers=0 if lacks == 'servers' else 1) if lacks != 'all' else bare(office)
    actor = office.users['applicant']
    if lacks == 'letter':
        draft.documents.all().delete()
    elif lacks == 'permission':
        actor.groups.clear()
    elif lacks == 'role':
        actor.colocation_representations.all().delete()
        actor.is_superuser = True
        actor.save()
    elif lacks == 'published':
        draft.procedure = factories.make_procedure(agency=office.agency)
        draft.save()

    found = find_submission_refusals(draft, actor=actor, now=office.now)

    if lacks == 'nothing':
        assert found == []
        engine.submit(draft, actor=actor, now=office.now)
        return
    with pytest.raises(ColocationError) as refused:
        engine.submit(draft, actor=actor, now=office.now)
    said = codes(refused.value.refusals) or [refused.value.code]
    assert codes(found)[: len(said)] == said
    assert str(found[0].message) in [str(entry.message) for entry in (*refused.value.refusals, refused.value)]


def test_looking_opens_nothing(office):
    draft = office.make_request()

    find_submission_refusals(draft, actor=office.users['applicant'], now=office.now)

    draft.refresh_from_db()
    assert draft.is_draft
    assert not Case.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ('procedure', 'code'),
    [
        ('sumbar-access', 'visitors-missing'),
        ('sumbar-maintenance', 'problem-missing'),
        ('server-retrieval', 'devices-missing'),
    ],
)
def test_every_kind_of_subject_is_looked_at(db, procedure, code):
    office = make_office(procedure)
    common = {'procedure': office.version.procedure, 'applicant': office.applicant, 'site': office.site}
    draft = {
        'sumbar-access': lambda: subject_factories.make_visit(visitors=[], **common),
        'sumbar-maintenance': lambda: subject_factories.make_ticket(problem='', **common),
        'server-retrieval': lambda: subject_factories.make_retrieval(**common),
    }[procedure]()

    found = codes(find_missing(draft, actor=office.users['applicant'], now=office.now))

    assert 'request-letter-missing' in found
    assert code in found


def test_the_procedure_says_what_is_needed_now_and_what_later(office):
    at_once = demands_of(bare(office))
    publish_without_servers(office)
    later = demands_of(bare(office))

    assert (at_once.letter, at_once.servers, at_once.servers_later) == (True, True, '')
    assert (later.letter, later.servers, later.servers_later) == (True, False, '7')


def test_an_application_without_servers_is_taken_where_the_procedure_asks_for_them_later(office):
    publish_without_servers(office)
    draft = office.make_request(servers=0)

    assert find_missing(draft, actor=office.users['applicant'], now=office.now) == []
    case = engine.submit(draft, actor=office.users['applicant'], now=office.now).case
    assert office.open_task(case).step == '2.1'


def test_what_was_given_back_lacks_what_its_row_requires(office):
    case = office.submit()
    engine.return_to(office.open_task(case), '1', comment='No server', actor=office.users['head'], now=office.now)
    request = office.request_of(case)
    request.servers.all().delete()

    assert codes(find_missing(request, actor=office.users['applicant'], now=office.now)) == ['servers-missing']
    assert demands_of(request).servers


def test_progress_counts_rows_and_passes_over_what_is_paused(office):
    case = office.submit()
    office.walk_to(case, '3')
    engine.ask(office.open_task(case), 'Which?', actor=office.users['helpdesk'], now=office.now)

    [progress] = stand_of(find_cases(office.users['applicant'], [office.applicant], is_open=True), now=office.now)

    assert (progress.place, progress.rows, progress.percent) == (3, 13, 15)
    [wait] = progress.waits
    assert wait.is_applicants
    assert wait.task.is_question
