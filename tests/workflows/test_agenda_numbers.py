"""Letters that come in get their agenda number when they are submitted, and the disposition sheet prints it."""

import datetime

import pytest

from netbox_colocation.documents import case_file
from netbox_colocation.models import CaseEvent, RegisterEntry
from tests import factories
from tests.subject_factories import make_ticket, make_visit
from tests.workflows.test_subject_walks import NOW, Walk

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
MAKERS = {
    'temanggung-colocation': lambda fields: factories.make_request(servers=1, **fields),
    'sumbar-access': lambda fields: make_visit(starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR, **fields),
    'sumbar-maintenance': lambda fields: make_ticket(**fields),
}


@pytest.mark.parametrize('procedure', MAKERS)
def test_a_letter_is_entered_in_the_agenda_when_it_is_submitted(procedure):
    walk = Walk(procedure)
    book = factories.make_register(agency=walk.agency, direction='incoming', pattern='{sequence:04}', next_sequence=131)

    case = walk.submit(MAKERS[procedure](walk.fields))

    entry = RegisterEntry.objects.get()
    assert (entry.register, entry.number, entry.document.subject) == (book, '0131', case.subject)
    assert (entry.letter_number, entry.correspondent) == (case.subject.letter_number, walk.applicant.name)
    sheet = case_file.freeze_dispositions(case.subject)
    assert (sheet['agenda'], sheet['received']['iso']) == ('0131', entry.received_on.isoformat())
    [change] = [
        change
        for event in CaseEvent.objects.filter(case=case)
        for change in event.data.get('changes', ())
        if change['verb'] == 'registered'
    ]
    assert change['label'] == '0131'


def test_without_a_book_the_sheet_prints_the_cases_number():
    walk = Walk('sumbar-maintenance')

    case = walk.submit(make_ticket(**walk.fields))

    assert not RegisterEntry.objects.exists()
    assert case_file.freeze_dispositions(case.subject)['agenda'] == case.number


def test_a_closed_book_does_not_hold_up_who_asks():
    walk = Walk('sumbar-maintenance')
    factories.make_register(agency=walk.agency, direction='incoming', is_closed=True)

    case = walk.submit(make_ticket(**walk.fields))

    assert case.state == 'open'
    assert not RegisterEntry.objects.exists()
