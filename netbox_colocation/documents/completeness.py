"""Whether a case file has what a paper would say. A paper with holes is not drafted; all of them are named at once.

Reads nothing but the frozen data.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..choices import AccessLogKindChoices, DocumentKindChoices, RequestStatusChoices
from ..exceptions import Refusal

__all__ = ('find_gaps',)

Data = Mapping[str, Any]


def find_gaps(data: Data) -> list[Refusal]:
    """Return every reason why the paper cannot be drafted from this data."""
    return list(_GAPS[data['kind']](data)) if data['kind'] in _GAPS else []


def _reply_letter(data: Data) -> Iterator[Refusal]:
    if data['decision'] not in (RequestStatusChoices.ACCEPTED, RequestStatusChoices.REFUSED):
        message = _('A reply letter says accepted or refused: decide first.')
        yield Refusal('decision-missing', message, field='decision')
    elif data['decision'] == RequestStatusChoices.REFUSED:
        if not data['reasons']:
            message = _('A refusal gives its reasons, and the capacity check found none: write one.')
            yield Refusal('reason-missing', message, field='comment')
    else:
        if 'returned' in data:
            yield from _returned(data)
        if 'visit' in data:
            yield from _visitors(data)


def _application_form(data: Data) -> Iterator[Refusal]:
    if not data['servers']:
        yield Refusal('server-missing', _('A form names the servers that are to be placed: add them to the request.'))
    yield from _administrative(data)


def _withdrawal_form(data: Data) -> Iterator[Refusal]:
    yield from _returned(data)
    yield from _administrative(data)


def _administrative(data: Data) -> Iterator[Refusal]:
    if not data['form']['administrative']['name'].strip():
        message = _('Nobody is named who is in charge for the applicant: name the administrative person first.')
        yield Refusal('person-missing', message, field='administrative_name')


def _visitors(data: Data) -> Iterator[Refusal]:
    if not data['visit']['visitors']:
        yield Refusal('visitor-missing', _('Nobody is named who would enter: name the visitors first.'))


def _guest_book(data: Data) -> Iterator[Refusal]:
    if not any(row['entered'] for row in data['guests']):
        yield Refusal('entry-missing', _('It is not recorded when the visitors entered: record it first.'))


def _disposition_sheet(data: Data) -> Iterator[Refusal]:
    if not data['case']['number']:
        message = _('There is no case yet, hence nothing to hand over: submit first.')
        yield Refusal('case-missing', message)


def _capacity_report(data: Data) -> Iterator[Refusal]:
    if data['check'] is None:
        yield Refusal('check-missing', _('Capacity was not checked yet: check it first.'))


def _installed(data: Data) -> Iterator[Refusal]:
    if not data['devices']:
        yield Refusal('device-missing', _('No server of this request is installed yet: install it first.'))


def _handover_record(data: Data) -> Iterator[Refusal]:
    if not data['goods']:
        yield Refusal('server-missing', _('This request has no server that could change hands.'))
    yield from _serials(data['goods'])
    yield from _persons(data)


def _return_record(data: Data) -> Iterator[Refusal]:
    yield from _returned(data)
    yield from _serials(data['returned'])
    yield from _persons(data)


def _returned(data: Data) -> Iterator[Refusal]:
    if not data['returned']:
        message = _('No device is named that the applicant takes back: name them first.')
        yield Refusal('returned-device-missing', message)


def _serials(goods: list[Data]) -> Iterator[Refusal]:
    for item in goods:
        if not item['serial']:
            message = _('{name}: its serial number is not known, and goods are handed over by it: record it first.')
            yield Refusal('serial-missing', message.format(name=item['name']), data={'name': item['name']})


def _persons(data: Data) -> Iterator[Refusal]:
    """Goods change hands between two people; their names cannot be left open."""
    for side in ('giver', 'receiver'):
        if not data[side]['name'].strip():
            message = _('Nobody is named who acts for {organisation}: name the person in charge first.')
            organisation = data[side]['organisation']
            yield Refusal('person-missing', message.format(organisation=organisation), data={'side': side})


def _verification_record(data: Data) -> Iterator[Refusal]:
    if not data['measured']:
        yield Refusal('server-missing', _('This request has no server that could change hands.'))
    for server in data['measured']:
        if not server['is_verified']:
            message = _('{name}: nothing was measured yet: verify it first.').format(name=server['name'])
            yield Refusal('verification-missing', message, data={'name': server['name']})


def _test_record(data: Data) -> Iterator[Refusal]:
    if not data['checklists']:
        yield Refusal('checklist-missing', _('No test was recorded yet: close its checklist first.'))


def _minutes_of_work(data: Data) -> Iterator[Refusal]:
    if 'devices' in data:
        yield from _installed(data)
    if 'returned' in data:
        yield from _returned(data)
    if 'ticket' in data:
        yield from _ticket(data)


def _access_report(data: Data) -> Iterator[Refusal]:
    visit = data['visit']
    has_missed = any(line['what_key'] == AccessLogKindChoices.MISSED for line in data.get('log', ()))
    if has_missed and not visit['entered']:
        return  # nobody came: there is no more to record
    if not visit['entered']:
        yield Refusal('entry-missing', _('It is not recorded when the visitors entered: record it first.'))
    if not visit['left']:
        yield Refusal('exit-missing', _('It is not recorded when the visitors left: record it first.'))
    if not visit['escort']:
        yield Refusal('escort-missing', _('Nobody is named who escorted the visitors: record it first.'))


def _maintenance_notice(data: Data) -> Iterator[Refusal]:
    if 'notice' not in data:
        message = _('This letter is written by agreeing to a maintenance window, not here.')
        yield Refusal('notice-missing', message)


def _ticket(data: Data) -> Iterator[Refusal]:
    ticket = data['ticket']
    if not ticket['analysis'].strip():
        yield Refusal('analysis-missing', _('The ticket was not analysed yet: write the analysis first.'))
    if not ticket['solution'].strip():
        yield Refusal('solution-missing', _('It is not recorded what was done: write the work down first.'))


def _work_order(data: Data) -> Iterator[Refusal]:
    if not data['order']['technicians']:
        message = _('Nobody is named who works on the ticket: name the technicians first.')
        yield Refusal('technician-missing', message, field='technicians')


_GAPS: Mapping[str, Callable[[Data], Iterator[Refusal]]] = {
    DocumentKindChoices.REPLY_LETTER: _reply_letter,
    DocumentKindChoices.APPLICATION_FORM: _application_form,
    DocumentKindChoices.WITHDRAWAL_FORM: _withdrawal_form,
    DocumentKindChoices.VISIT_PERMIT: _visitors,
    DocumentKindChoices.GUEST_BOOK: _guest_book,
    DocumentKindChoices.DISPOSITION_SHEET: _disposition_sheet,
    DocumentKindChoices.CAPACITY_REPORT: _capacity_report,
    DocumentKindChoices.INSTALLATION_RECORD: _installed,
    DocumentKindChoices.HANDOVER_RECORD: _handover_record,
    DocumentKindChoices.RETURN_RECORD: _return_record,
    DocumentKindChoices.VERIFICATION_RECORD: _verification_record,
    DocumentKindChoices.TEST_RECORD: _test_record,
    DocumentKindChoices.MINUTES_OF_WORK: _minutes_of_work,
    DocumentKindChoices.ACCESS_REPORT: _access_report,
    DocumentKindChoices.MAINTENANCE_REPORT: _ticket,
    DocumentKindChoices.WORK_ORDER: _work_order,
    DocumentKindChoices.MAINTENANCE_NOTICE: _maintenance_notice,
}
