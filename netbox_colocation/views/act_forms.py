"""The acts beside the outcomes as forms: which one may be sent where, and what it asks."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..forms.acts import CheckForm, HandOverForm, NoteForm, PlainForm, QuestionForm, ReasonForm, ReturnForm
from ..models import Case, Task
from ..ui.acting import ActForm
from ..workflows.acts import CaseActs, TaskActs
from ..workflows.publishing import document_of

__all__ = ('case_act_forms', 'task_act_forms', 'task_act_links')

APP = 'plugins:netbox_colocation'
type Entry = tuple[str, str | Promise, type[PlainForm], dict[str, Any], str | Promise]


def task_act_forms(
    task: Task, acts: TaskActs, *, posted: Mapping[str, Any] | None = None, tried: str = ''
) -> list[ActForm]:
    """Return the forms of what can be done about a task; the one that was `tried` carries what was `posted`."""
    entries: list[Entry] = []
    if acts.can_claim:
        entries.append(('claim', _('Claim'), PlainForm, {}, ''))
    if acts.can_take_over:
        aside = _('A colleague has claimed this task: take it over only when you agreed on that.')
        entries.append(('take_over', _('Take over'), PlainForm, {}, aside))
    if acts.can_release:
        entries.append(('release', _('Give back'), PlainForm, {}, ''))
    if acts.colleagues:
        aside = _('The task is theirs then, and they are told.')
        entries.append(('hand_over', _('Hand over'), HandOverForm, {'colleagues': acts.colleagues}, aside))
    if acts.can_ask:
        aside = _('The time of this task stands still until the applicant answers.')
        entries.append(('ask', _('Ask the applicant'), QuestionForm, {}, aside))
    if acts.can_note:
        entries.append(('note', _('Note'), NoteForm, {}, ''))
    if acts.return_steps:
        aside = _('The case goes on from there; what later steps did is taken back.')
        steps = [(closed.step, _step_label(closed)) for closed in acts.return_steps]
        entries.append(('return', _('Return to an earlier step'), ReturnForm, {'steps': steps}, aside))
    return [_build('task', task.pk, entry, posted, tried) for entry in entries]


def task_act_links(task: Task, acts: TaskActs) -> list[dict[str, Any]]:
    """Return the links to acts that have a page of their own."""
    if not acts.can_record:
        return []
    url = reverse(f'{APP}:task_record_paper', args=[task.pk])
    return [{'url': url, 'label': _('Record what happened on paper')}]


def case_act_forms(
    case: Case, acts: CaseActs, *, posted: Mapping[str, Any] | None = None, tried: str = ''
) -> list[ActForm]:
    """Return the forms of what can be done about a case."""
    entries: list[Entry] = []
    if acts.can_ask_step_back:
        aside = _('Your superior is told, and decides whether step {step} is taken back.').format(step=acts.last_step)
        entries.append(('ask_step_back', _('Ask to take the last step back'), ReasonForm, {}, aside))
    if acts.can_step_back:
        aside = _('Step {step} is open again; what it did is taken back.').format(step=acts.last_step)
        entries.append(('step_back', _('Take the last step back'), ReasonForm, {}, aside))
    if acts.can_report_check:
        entries.append(('report_check', _('Report an outside check'), CheckForm, {}, ''))
    obstacles = ' '.join(str(refusal.message) for refusal in acts.obstacles)
    if acts.can_withdraw:
        aside = obstacles or _('The case ends, and what is held for it is released.')
        entries.append(('withdraw', _('Withdraw'), ReasonForm, {}, aside))
    if acts.can_cancel:
        aside = obstacles or _('The case ends, and what is held for it is released.')
        entries.append(('cancel', _('Cancel the case'), ReasonForm, {}, aside))
    return [_build('case', case.pk, entry, posted, tried) for entry in entries]


def _build(model: str, pk: int, entry: Entry, posted: Mapping[str, Any] | None, tried: str) -> ActForm:
    key, label, form_class, options, aside = entry
    data = posted if key == tried else None
    return ActForm(
        key=key,
        label=label,
        url=reverse(f'{APP}:{model}_{key}', args=[pk]),
        form=form_class(data, prefix=key, **options),
        aside=aside,
        is_shown=key == tried,
    )


def _step_label(closed: Task) -> str:
    document = document_of(closed.case.version)
    row = document.rows_by_number.get(closed.row)
    activity = row.activity.in_language(get_language() or 'en') if row else ''
    return f'{closed.step} {activity} ({closed.closed_by_name})'
