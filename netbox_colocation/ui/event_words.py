"""The words for each kind of event of a case (`workflows.event_kinds` lists them), and for what effects changed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..allocation.conflict_sentences import in_words as conflict_in_words
from ..calendars.moments import shown
from ..choices import CaseStateChoices, PhotoMomentChoices, WorkStatusChoices
from ..workflows.document import ProcedureDocument, Text
from .target_words import TARGET_EVENTS
from .window_words import WINDOW_EVENTS

__all__ = ('VERBS', 'describe_outcome', 'in_words')

# What effects say of the objects that they changed (see `workflows.effects`).
VERBS = {
    'accepted': gettext_lazy('accepted'),
    'admitted': gettext_lazy('checked in'),
    'adopted': gettext_lazy('adopted'),
    'analysed': gettext_lazy('analysed'),
    'announced': gettext_lazy('announced'),
    'appointed': gettext_lazy('appointed'),
    'assigned': gettext_lazy('assigned'),
    'checked': gettext_lazy('checked'),
    'disconnected': gettext_lazy('disconnected'),
    'dismounted': gettext_lazy('dismounted'),
    'drafted': gettext_lazy('drafted'),
    'entered': gettext_lazy('entered'),
    'filed': gettext_lazy('filed'),
    'finished': gettext_lazy('finished'),
    'freed': gettext_lazy('freed'),
    'held': gettext_lazy('held'),
    'initialled': gettext_lazy('initialled'),
    'installed': gettext_lazy('installed'),
    'left': gettext_lazy('left'),
    'measured': gettext_lazy('measured'),
    'missed': gettext_lazy('nobody came to'),
    'named': gettext_lazy('named'),
    'named-escort': gettext_lazy('named the escort of'),
    'opened': gettext_lazy('opened'),
    'paused': gettext_lazy('paused'),
    'refused': gettext_lazy('refused'),
    'registered': gettext_lazy('registered'),
    'released': gettext_lazy('released'),
    'reopened': gettext_lazy('reopened'),
    'reserved': gettext_lazy('reserved'),
    'retired': gettext_lazy('retired'),
    'returned': gettext_lazy('gave back'),
    'sent': gettext_lazy('sent'),
    'signed': gettext_lazy('signed'),
    'started': gettext_lazy('started'),
    'term-started': gettext_lazy('term started for'),
    'vacated': gettext_lazy('vacated'),
    'waiting': gettext_lazy('waiting:'),
}

type Words = Callable[[Mapping[str, Any], ProcedureDocument, str], str]


def in_words(kind: str, data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    """Return what happened as a sentence; a kind that this version does not know, by its key."""
    words = _WORDS.get(kind)
    return words(data, document, language) if words else kind


def _role(key: str, document: ProcedureDocument, language: str) -> str:
    return document.roles.get(key, Text(en=key)).in_language(language)


def describe_outcome(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    """Return how a step was closed: the label of the `outcome` of that `step`, or its key where there is none."""
    step = document.steps.get(data['step'])
    if step is None:  # a question, or a step that only an older version of the procedure had
        return _('answered') if data['step'].endswith('?') else data['outcome']
    found = next((entry for entry in step.outcomes if entry.key == data['outcome']), None)
    return found.label.in_language(language) if found else data['outcome']


def _opened(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    if data['step'].endswith('?'):
        return _('Step {step} waits for the applicant’s answer').format(step=data['step'].removesuffix('?'))
    return _('Step {step} waits for {role}').format(step=data['step'], role=_role(data['role'], document, language))


def _closed(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    return _('Step {step}: {outcome}').format(step=data['step'], outcome=describe_outcome(data, document, language))


def _claimed(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
    if taken_from := data.get('taken_from'):
        return _('Step {step} taken over from {name}').format(step=data['step'], name=taken_from)
    return _('Step {step} claimed').format(step=data['step'])


def _resumed(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
    moment = parse_datetime(data['due']) if data.get('due') else None
    if moment is None:
        return _('Step {step} goes on').format(step=data['step'])
    return _('Step {step} goes on, due {due}').format(step=data['step'], due=shown(moment))


def _asked_back(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    return _('{role} was asked to take step {step} back').format(
        step=data['step'], role=_role(data.get('superior', ''), document, language)
    )


def _case_closed(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
    states = {value: label for value, label, *_rest in CaseStateChoices.CHOICES}
    return _('Case closed: {state}').format(state=states.get(data.get('state', ''), data.get('state', '')))


def _check(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
    verdict = _('passed') if data.get('passed') else _('failed')
    return _('Check “{check}”: {verdict}').format(check=data.get('check', ''), verdict=verdict)


def _term(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
    sentences = {
        'asked': _('Longer term asked for, until {until}'),
        'granted': _('Longer term granted, until {until}'),
        'refused': _('Longer term until {until} refused'),
    }
    sentence = sentences.get(data.get('state', ''), _('Term until {until}'))
    return sentence.format(until=data.get('until', ''))


def _until(sentence: Any) -> Words:
    """Words with a moment in the reader's own writing."""

    def fill(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
        moment = parse_datetime(data.get('until', ''))
        return str(sentence).format(until=shown(moment))

    return fill


def _conflict(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
    reasons = ' '.join(conflict_in_words(entry['code'], entry['data']) for entry in data.get('conflicts', ()))
    return _('Something held was taken by others: {reasons}').format(reasons=reasons)


def _plain(sentence: Any) -> Words:
    """Words that only fill in what the event carries; what it does not carry is left empty."""

    def fill(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
        left_empty = dict.fromkeys(('step', 'row', 'item', 'due_on', 'server', 'to', 'from', 'until', 'escort'), '')
        return str(sentence).format_map({**left_empty, **data})

    return fill


def _logged(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    labels = {value: str(label) for value, label in WorkStatusChoices()}
    return _('Work logged: {status}').format(status=labels.get(data['status'], data['status']).lower())


def _technicians(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    return _('Technicians: {names}').format(names=', '.join(data['technicians']))


def _touched(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    return _('The work touches besides: {names}').format(names=', '.join(row['label'] for row in data['added']))


def _photo(data: Mapping[str, Any], document: ProcedureDocument, language: str) -> str:
    labels = {value: str(label) for value, label in PhotoMomentChoices()}
    return _('Photo added: {moment} the work').format(moment=labels.get(data['moment'], data['moment']).lower())


_WORDS: dict[str, Words] = {
    'case-opened': _plain(gettext_lazy('Case opened')),
    'task-opened': _opened,
    'task-closed': _closed,
    'task-cancelled': _plain(gettext_lazy('Step {step} cancelled: the case went elsewhere')),
    'row-passed': _plain(gettext_lazy('Row {row} passed over: it does not apply')),
    'task-claimed': _claimed,
    'task-released': _plain(gettext_lazy('Step {step} given back to its role')),
    'task-handed-over': _plain(gettext_lazy('Step {step} handed over to {to}')),
    'task-noted': _plain(gettext_lazy('Note on step {step}')),
    'task-paused': _plain(gettext_lazy('Step {step}: the applicant is asked')),
    'task-resumed': _resumed,
    'case-returned': _plain(gettext_lazy('Case returned to step {step}')),
    'step-back-asked': _asked_back,
    'step-back': _plain(gettext_lazy('Step {step} taken back')),
    'case-withdrawn': _plain(gettext_lazy('Case withdrawn by the applicant')),
    'case-cancelled': _plain(gettext_lazy('Case cancelled')),
    'case-closed': _case_closed,
    'version-changed': _plain(gettext_lazy('Case moved from version {from} of the procedure to version {to}')),
    'check-reported': _check,
    'reminder-sent': _plain(gettext_lazy('Step {step}: reminder sent')),
    'escalated': _plain(gettext_lazy('Step {step}: the superior was told that it is late')),
    'placement-moved': _plain(gettext_lazy('{server} moved from {from} to {to}')),
    'term-extended': _term,
    'term-ending': _plain(gettext_lazy('The term ends on {until}')),
    'work-logged': _logged,
    'technicians-named': _technicians,
    'ticket-touched': _touched,
    'photo-added': _photo,
    'loan-overdue': _plain(gettext_lazy('{item}, which is lent, was due back on {due_on}')),
    'hold-taken': _until(gettext_lazy('Places held until {until}')),
    'hold-renewed': _until(gettext_lazy('Places held longer, until {until}')),
    'hold-released': _plain(gettext_lazy('What was held was released: {reason}')),
    'hold-converted': _plain(gettext_lazy('What was held is installed')),
    'hold-expiring': _until(gettext_lazy('What is held is kept until {until} only')),
    'hold-expired': _plain(gettext_lazy('The time of the hold is over: nothing is held any more')),
    'hold-conflict': _conflict,
    'escort-named': _plain(gettext_lazy('{escort} escorts the visitors')),
    'visit-extended': _until(gettext_lazy('The visitors may stay until {until}')),
    'visit-overstayed': _until(gettext_lazy('The visitors stay beyond their time, which ended {until}')),
    'visit-missed': _until(gettext_lazy('Nobody came until {until}')),
    **TARGET_EVENTS,
    **WINDOW_EVENTS,
}
