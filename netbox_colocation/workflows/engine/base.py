"""What every act of the engine needs: the locks, the step of a task, and the demand for a reason."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from ... import identity_numbers
from ...constants import APPLICANT
from ...exceptions import DataInvalid, OutcomeRefused, Refusal, RoleNotHeld, TaskNotOpen
from ...models import Case, Task
from ..actors import Actor, find_actor
from ..document import Outcome, Step, Text
from ..publishing import document_of
from ..registry import Change

__all__ = (
    'ANSWER',
    'QUESTION_MARK',
    'Performed',
    'authorize',
    'demand_reason',
    'lock_case',
    'lock_task',
    'refuse_closed_case',
    'refuse_closed_task',
    'step_of',
)

# A question is a task beside the sheet: its key is the asking step's with this behind it.
QUESTION_MARK = '?'
ANSWER = 'answer'


@dataclass(frozen=True)
class Performed:
    """What an act did: the task it was about (if one), the tasks it opened, and what its effects changed."""

    case: Case
    task: Task | None
    opened: tuple[Task, ...] = ()
    changes: tuple[Change, ...] = ()


def step_of(task: Task) -> Step:
    """Return the step that a task is, of its case's procedure; a question has a step of its own."""
    document = document_of(task.case.version)
    if not task.is_question:
        return document.steps[task.step]
    asking = document.steps[task.step.removesuffix(QUESTION_MARK)]
    answered = Outcome(key='answered', label=Text(id='Jawab', en='Answer'), goes_on=True)
    return Step(key=task.step, row=asking.row, role=APPLICANT, activity=ANSWER, params={}, outcomes=(answered,))


def lock_case(case: Case) -> Case:
    """Lock a case and read it again: whoever acts on it waits here for whoever acts already."""
    return (
        Case.objects.select_for_update(of=('self',))
        .select_related('version__procedure__calendar', 'agency', 'applicant')
        .get(pk=case.pk)
    )


def lock_task(task: Task) -> tuple[Case, Task]:
    """Lock the case of a task, then read the task again."""
    case = lock_case(Case(pk=task.case_id))
    fresh = Task.objects.select_related('role__agency', 'role__superior').get(pk=task.pk)
    fresh.case = case
    return case, fresh


def authorize(task: Task, *, actor: AbstractUser, now: datetime.datetime) -> Actor:
    """Return the user as holder of the task's role today.

    Raises:
        RoleNotHeld: the user may not act on the task, or does not hold its role.
    """
    if not Task.objects.restrict(actor, 'perform').filter(pk=task.pk).exists():
        raise RoleNotHeld(_('You have no permission to act on this task.'))
    return find_actor(actor, case=task.case, role=task.role, now=now)


def refuse_closed_task(task: Task) -> None:
    """Raises: TaskNotOpen, when the task was closed or cancelled."""
    if task.is_open:
        return
    if task.outcome:
        message = _('This task was closed by {name}: {outcome}.').format(name=task.closed_by_name, outcome=task.outcome)
    else:
        message = _('This task was cancelled: its case went elsewhere.')
    raise TaskNotOpen(message)


def refuse_closed_case(case: Case) -> None:
    """Raises: OutcomeRefused, when the case has ended: an end never reopens."""
    if not case.is_open:
        message = _('Case {case} has ended: {state}.').format(case=case, state=case.get_state_display())
        raise OutcomeRefused([Refusal('case-closed', message)])


def demand_reason(comment: str, *, field: str = 'comment') -> str:
    """Return the comment, stripped; `field` is what it is called where it was asked for.

    Raises:
        DataInvalid: there is none, or it has the number of an identity card in it.
    """
    identity_numbers.refuse_in({field: comment})
    if comment.strip():
        return comment.strip()
    message = _('Say why: this needs a reason.')
    raise DataInvalid(message, refusals=[Refusal('comment-required', message, field=field)])
