"""The parts of a frozen document that the case's closed tasks say: who did what, what was ticked, what was checked.

What a task stored under `data` is the record; this reads it and never the engine. Each part costs a constant number of
queries, whatever the number of tasks.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ..choices import DocumentKindChoices, EntryStateChoices, TaskStateChoices
from ..constants import APPLICANT
from ..models import Case, DispositionInstruction, ProcedureRole, RegisterEntry, Task
from .dispositions import freeze_instructions, freeze_natures
from .indonesian import VERDICTS, date_block, format_time, mask_identity_numbers
from .people import find_people, person_of
from .procedure_steps import StepFacts, read_steps
from .subjects import Subject, documents_of

__all__ = (
    'ClosedTask',
    'closed_tasks',
    'freeze_checklists',
    'freeze_chronology',
    'freeze_confirmations',
    'freeze_dispositions',
    'freeze_materials',
    'freeze_remarks',
    'last_answer',
)

RESULTS: Mapping[str, str] = {'done': 'Terpenuhi', 'not-applicable': 'Tidak berlaku', 'failed': 'Gagal'}
# What a person confirms in a capacity check besides the building's electricity, which has its own part.
CONFIRMED: Mapping[str, str] = {'domain_name': 'Nama domain', 'cable': 'Kabel'}


@dataclass(frozen=True)
class ClosedTask:
    """A task that somebody closed, with what its procedure says about its step."""

    task: Task
    step: StepFacts

    @property
    def data(self) -> Mapping[str, Any]:
        return self.task.data or {}


def closed_tasks(case: Case | None, *activities: str) -> list[ClosedTask]:
    """Return the closed tasks of the case in the order in which they were closed; of these activities, when given."""
    if case is None:
        return []
    steps = read_steps(case.version.document)
    tasks = case.tasks.filter(state=TaskStateChoices.CLOSED, parent__isnull=True).select_related('role')
    found = []
    for task in tasks.order_by('closed_at', 'pk'):
        task.case = case
        found.append(ClosedTask(task, steps.get(task.step) or _unknown(task)))
    return [closed for closed in found if not activities or closed.step.activity in activities]


def _unknown(task: Task) -> StepFacts:
    """A case that was moved to another version has tasks of steps that the new one has not."""
    return StepFacts(key=task.step, row=task.row, activity='', role=task.role_key, title='')


def role_name(task: Task) -> str:
    if task.role:
        return task.role.name
    return 'Pemohon' if task.role_key == APPLICANT else task.role_key


def acted_at_text(task: Task) -> str:
    """Return when it happened: on paper, that was before it was recorded."""
    return format_time(timezone.localtime(task.acted_at or task.closed_at))


def last_answer(case: Case | None, key: str) -> str:
    """Return what the last closed task that was asked for it answered, or ''."""
    answers = [closed.data.get(key) for closed in closed_tasks(case)]
    return next((str(answer).strip() for answer in reversed(answers) if answer not in (None, '')), '')


def freeze_chronology(subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            'step': closed.task.step,
            'role': role_name(closed.task),
            'name': closed.task.closed_by_name,
            'outcome': closed.task.outcome,
            'at_text': acted_at_text(closed.task),
        }
        for closed in closed_tasks(subject.case)
    ]


def freeze_dispositions(subject: Subject) -> dict[str, Any]:
    """Return the sheet's head, and a box for each hand-over of the case so far."""
    case = subject.case
    hand_overs = closed_tasks(case, 'disposition')
    if case is None:
        return {'agenda': '', 'received': None, 'natures': freeze_natures([]), 'instructions': [], 'hand_overs': []}
    offered = {row.key: row.text for row in DispositionInstruction.objects.filter(agency=case.agency)}
    names = {role.key: role.name for role in ProcedureRole.objects.filter(agency=case.agency)} | {APPLICANT: 'Pemohon'}
    people = find_people([closed.task for closed in hand_overs])
    following = _find_following(case)
    boxes = []
    for closed in hand_overs:
        recipients = [following.get(closed.task.pk, ''), *(closed.data.get('recipients') or ())]
        at = timezone.localtime(closed.task.acted_at or closed.task.closed_at)
        boxes.append(
            {
                'person': person_of(closed.task, people),
                'recipients': [names.get(key, key) for key in dict.fromkeys(recipients) if key],
                'instructions': freeze_instructions(closed.data, offered),
                'note': str(closed.data.get('note') or closed.task.comment or '').strip(),
                'date': date_block(at.date()),
            }
        )
    agenda, received = _agenda_line(subject) or (case.number, timezone.localtime(case.opened_at).date())
    return {
        'agenda': agenda,
        'received': date_block(received),
        'natures': freeze_natures([closed.data for closed in hand_overs]),
        'instructions': freeze_instructions({}, offered),
        'hand_overs': boxes,
    }


def _agenda_line(subject: Subject) -> tuple[str, datetime.date] | None:
    """Return agenda number and day of the letter that asks, where the agency keeps a book of incoming letters."""
    letters = documents_of(subject).filter(kind=DocumentKindChoices.REQUEST_LETTER)
    entries = RegisterEntry.objects.filter(document__in=letters, state=EntryStateChoices.TAKEN)
    return entries.order_by('-pk').values_list('number', 'received_on').first()


def _find_following(case: Case) -> dict[int, str]:
    """Return to which role each task handed the case: that of the task opened next, or else of the next step."""
    tasks = list(case.tasks.filter(parent__isnull=True).order_by('pk').only('pk', 'step', 'role_key', 'case_id'))
    steps = list(read_steps(case.version.document).values())
    keys = [step.key for step in steps]
    following = {}
    for index, task in enumerate(tasks):
        if index + 1 < len(tasks):
            following[task.pk] = tasks[index + 1].role_key
        elif task.step in keys[:-1]:
            following[task.pk] = steps[keys.index(task.step) + 1].role
    return following


def freeze_checklists(subject: Subject) -> list[dict[str, Any]]:
    """Return the last round of each checklist of the case, with how the rounds before it ended."""
    rounds: dict[str, list[ClosedTask]] = {}
    for closed in closed_tasks(subject.case, 'checklist'):
        rounds.setdefault(closed.task.step, []).append(closed)
    return [
        {
            'step': step,
            'title': tasks[-1].step.title,
            'by': tasks[-1].task.closed_by_name,
            'at_text': acted_at_text(tasks[-1].task),
            'items': _checked_items(tasks[-1]),
            'earlier': [
                {
                    'round': index,
                    'at_text': acted_at_text(closed.task),
                    'failed': [item['text'] for item in _checked_items(closed) if item['result_key'] == 'failed'],
                }
                for index, closed in enumerate(tasks[:-1], start=1)
            ],
        }
        for step, tasks in sorted(rounds.items(), key=lambda entry: (entry[1][-1].task.closed_at, entry[1][-1].task.pk))
    ]


def _checked_items(closed: ClosedTask) -> list[dict[str, Any]]:
    items: Sequence[Mapping[str, Any]] = closed.step.params.get('items') or ()
    results = []
    for item in items:
        key = str(item.get('item', ''))
        result = str(closed.data.get(f'item_{key}') or '')
        results.append(
            {
                'text': str(item.get('id') or item.get('en') or key),
                'result_key': result,
                'result': RESULTS.get(result, '–'),
                'remark': str(closed.data.get(f'item_{key}_remark') or '').strip(),
            }
        )
    return results


def freeze_confirmations(subject: Subject) -> list[dict[str, Any]]:
    """Return what people confirmed in the capacity check that no record knows, besides the building's electricity."""
    found: dict[str, dict[str, Any]] = {}
    for closed in closed_tasks(subject.case):
        for key, what in CONFIRMED.items():
            if verdict := closed.data.get(key):
                found[key] = {
                    'what': what,
                    'verdict_key': verdict,
                    'verdict': VERDICTS.get(str(verdict), VERDICTS['unknown']).lower(),
                    'by': str(closed.data.get(f'{key}_by') or closed.data.get('confirmed_by') or ''),
                }
    return [found[key] for key in CONFIRMED if key in found]


def freeze_materials(subject: Subject) -> list[str]:
    """Return the material used, a line each, of every round of the work."""
    lines = [
        line.strip(' -•\t')
        for closed in closed_tasks(subject.case, 'ticket.work')
        for line in str(closed.data.get('materials') or '').splitlines()
    ]
    return list(dict.fromkeys(filter(None, lines)))


def freeze_remarks(subject: Subject) -> list[dict[str, str]]:
    """Return what was remarked while a visit was verified and escorted, or a ticket worked on."""
    return [
        {'by': role_name(closed.task), 'text': mask_identity_numbers(text)}
        for closed in closed_tasks(subject.case, 'visit.verify', 'visit.record', 'visit.escort', 'ticket.work')
        if (text := str(closed.data.get('remark') or '').strip())
    ]
