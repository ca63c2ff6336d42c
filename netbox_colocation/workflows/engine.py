"""The engine: the only writer of the state of cases and tasks.

`submit` opens a case, `perform` closes a task with an outcome. Either everything an outcome does happens (event, inner
effects, next task with its deadline, outbox entries) or nothing does. A view, the API, a script and a timer all come
through here.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..allocation import holds
from ..calendars.office import office_hours
from ..choices import CaseStateChoices, RequestStatusChoices, TaskStateChoices
from ..constants import APPLICANT
from ..exceptions import (
    DataInvalid,
    OutcomeRefused,
    OutcomeUnknown,
    Refusal,
    RequestNotReady,
    RoleNotHeld,
    TaskNotOpen,
)
from ..models import Case, ColocationRequest, ProcedureRole, ProcedureVersion, Task
from . import events, outbox
from .actors import find_actor
from .document import Step
from .fields import clean_data
from .publishing import document_of
from .registry import ACTIVITIES, EFFECTS, GUARDS, Change, Situation

__all__ = ('Performed', 'find_refusals', 'perform', 'situation_of', 'submit')


@dataclass(frozen=True)
class Performed:
    """What an act did: the closed task, the tasks it opened, and what its effects changed."""

    case: Case
    task: Task
    opened: tuple[Task, ...]
    changes: tuple[Change, ...]


def submit(
    request: ColocationRequest,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    comment: str = '',
) -> Performed:
    """Open the case of a draft request and close its first task: the submission itself.

    Raises:
        RoleNotHeld: the actor does not represent the applicant today, or may not submit this request.
        RequestNotReady: with every reason why it cannot be submitted as it is.
    """
    with transaction.atomic():
        request = (
            ColocationRequest.objects.select_for_update(of=('self',))
            .select_related('procedure__agency', 'applicant')
            .get(pk=request.pk)
        )
        if not ColocationRequest.objects.restrict(actor, 'submit').filter(pk=request.pk).exists():
            raise RoleNotHeld(_('You have no permission to submit this request.'))
        if not request.is_draft:
            raise RequestNotReady([Refusal('request-not-draft', _('This request was submitted before.'))])
        case = _open_case(request, now=now)
        step = document_of(case.version).first_step
        task = _open_task(case, step, due_at=None, now=now)
        try:
            return perform(task, step.outcomes[0].key, actor=actor, now=now, comment=comment)
        except OutcomeRefused as refused:
            raise RequestNotReady(refused.refusals) from refused


def perform(
    task: Task,
    outcome: str,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    comment: str = '',
    data: Mapping[str, Any] | None = None,
) -> Performed:
    """Close a task with an outcome, do all that the outcome does, and open what comes next.

    Raises:
        RoleNotHeld: the actor may not act on the task.
        TaskNotOpen: it was closed before.
        OutcomeUnknown: the step has no such outcome.
        DataInvalid: the answers, or a demanded comment, are missing or wrong.
        OutcomeRefused: guards stand against it; all reasons are in the error.
    """
    with transaction.atomic():
        case, task = _lock(task)
        situation = situation_of(task, outcome, actor=actor, now=now, comment=comment.strip())
        if not task.is_open:
            raise TaskNotOpen(
                _('This task was closed by {name}: {outcome}.').format(name=task.closed_by_name, outcome=task.outcome)
            )
        situation = _with_data(situation, data or {})
        if refusals := find_refusals(situation):
            raise OutcomeRefused(refusals)
        _close_task(situation)
        changes = _run_effects(situation)
        opened = _move_on(situation, changes)
        for key, entry in situation.waiting:
            outbox.put(case, key, entry, now=now)
        return Performed(case=case, task=task, opened=opened, changes=changes)


def situation_of(
    task: Task,
    outcome: str,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    comment: str = '',
) -> Situation:
    """Return what guards and effects of this outcome look at, without data.

    Raises:
        RoleNotHeld: the user may not act on the task.
        OutcomeUnknown: the step has no such outcome.
    """
    case = task.case
    if not Task.objects.restrict(actor, 'perform').filter(pk=task.pk).exists():
        raise RoleNotHeld(_('You have no permission to act on this task.'))
    holder = find_actor(actor, case=case, role=task.role, now=now)
    document = document_of(case.version)
    step = document.steps[task.step]
    try:
        chosen = step.outcome(outcome)
    except KeyError as error:
        known = ', '.join(entry.key for entry in step.outcomes)
        raise OutcomeUnknown(
            _('This task has no outcome “{outcome}”; it has: {known}.').format(outcome=outcome, known=known)
        ) from error
    return Situation(
        case=case,
        task=task,
        request=case.subject,
        document=document,
        step=step,
        outcome=chosen,
        actor=holder,
        now=now,
        comment=comment,
    )


def find_refusals(situation: Situation) -> list[Refusal]:
    """Return every reason that stands against the outcome now: the row's requirements and the outcome's guards."""
    row = situation.document.row_of(situation.step)
    keys = dict.fromkeys((*row.requires, *situation.outcome.guards))
    return [refusal for key in keys for refusal in GUARDS[key](situation)]


def _lock(task: Task) -> tuple[Case, Task]:
    """Lock the case, then read the task again: whoever acts on a case waits here for whoever acts already."""
    case = Case.objects.select_for_update(of=('self',)).select_related('version__procedure').get(pk=task.case_id)
    fresh = Task.objects.select_related('role__agency').get(pk=task.pk)
    fresh.case = case
    return case, fresh


def _with_data(situation: Situation, data: Mapping[str, Any]) -> Situation:
    fields = ACTIVITIES[situation.step.activity].fields(situation)
    if situation.outcome.comment_required and not situation.comment:
        message = _('This outcome needs a comment: say why.')
        raise DataInvalid(message, refusals=[Refusal('comment-required', message, field='comment')])
    return replace(situation, data=clean_data(fields, data))


def _close_task(situation: Situation) -> None:
    task = situation.task
    task.snapshot()
    task._changelog_message = f'{situation.case.number}: {situation.outcome.key}'
    task.state = TaskStateChoices.CLOSED
    task.closed_at = situation.now
    task.closed_by = situation.actor.user
    task.closed_by_name = situation.actor.name
    task.outcome = situation.outcome.key
    task.comment = situation.comment
    task.data = dict(situation.data or {})
    task.save()


def _run_effects(situation: Situation) -> tuple[Change, ...]:
    changes: list[Change] = []
    if own := ACTIVITIES[situation.step.activity].effect:
        changes += own(situation)
    for key in situation.outcome.effects:
        changes += EFFECTS[key](situation)
    return tuple(changes)


def _move_on(situation: Situation, changes: Iterable[Change]) -> tuple[Task, ...]:
    """Record what happened, then open the next task or close the case."""
    case, task, now = situation.case, situation.task, situation.now
    events.record(
        case,
        'task-closed',
        now=now,
        actor=situation.actor,
        task=task,
        data={
            'step': task.step,
            'role': task.role_key,
            'position': situation.actor.position,
            'capacity': situation.actor.capacity,
            'outcome': task.outcome,
            'comment': task.comment,
            'data': task.data,
            'changes': [change.as_dict() for change in changes],
        },
    )
    if situation.outcome.end:
        _close_case(situation)
        return ()
    following = situation.document.steps[situation.outcome.to]
    opened = _open_task(case, following, due_at=_inherited_deadline(situation, following), now=now)
    situation.after_commit('notify.task', task=opened.pk)
    return (opened,)


def _open_case(request: ColocationRequest, *, now: datetime.datetime) -> Case:
    version = request.procedure.published_version
    if version is None:
        raise RequestNotReady(
            [
                Refusal(
                    'procedure-unpublished',
                    _('This procedure has no published version yet: choose another one.'),
                )
            ]
        )
    pk = _next_case_id()
    case = Case(
        pk=pk,
        number=f'COL-{timezone.localtime(now):%Y}-{pk:05d}',
        version=version,
        agency=request.procedure.agency,
        applicant=request.applicant,
        opened_at=now,
    )
    case.full_clean()
    case.save(force_insert=True)
    request.snapshot()
    request.case = case
    request._changelog_message = case.number
    request.save()
    case.subject = request
    events.record(
        case,
        'case-opened',
        now=now,
        data={'version': version.number, 'digest': version.digest},
    )
    return case


def _next_case_id() -> int:
    """Take the next primary key first: the number that people read is made from it."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT nextval(pg_get_serial_sequence(%s, %s))',
            [Case._meta.db_table, 'id'],
        )
        return cursor.fetchone()[0]


def _open_task(case: Case, step: Step, *, due_at: datetime.datetime | None, now: datetime.datetime) -> Task:
    task = Task(
        case=case,
        step=step.key,
        row=step.row,
        round=case.tasks.filter(step=step.key).count() + 1,
        role_key=step.role,
        role=None if step.role == APPLICANT else _find_role(case, step.role),
        opened_at=now,
        due_at=due_at or _deadline(case.version, step, now),
    )
    task.save()
    events.record(
        case,
        'task-opened',
        now=now,
        task=task,
        data={
            'step': step.key,
            'round': task.round,
            'role': step.role,
            'due': task.due_at.isoformat() if task.due_at else None,
        },
    )
    return task


def _find_role(case: Case, key: str) -> ProcedureRole:
    """The agency's role of that key; one that was deleted since publishing is made again, or the case would be lost."""
    document = document_of(case.version)
    role, _created = ProcedureRole.objects.get_or_create(
        agency=case.agency, key=key, defaults={'name': document.roles[key].id}
    )
    return role


def _deadline(version: ProcedureVersion, step: Step, now: datetime.datetime) -> datetime.datetime | None:
    limit = document_of(version).rows_by_number[step.row].limit
    return office_hours(timezone.localtime(now).year).deadline(now, limit) if limit else None


def _inherited_deadline(situation: Situation, following: Step) -> datetime.datetime | None:
    """A row's limit runs from its first step: a hand-over inside the row keeps the row's deadline."""
    keys = [step.key for step in situation.document.row_of(situation.step).steps]
    here = keys.index(situation.step.key)
    goes_on = following.key in keys[here + 1 :]
    return situation.task.due_at if goes_on else None


def _close_case(situation: Situation) -> None:
    case, request = situation.case, situation.request
    if situation.outcome.end == CaseStateChoices.REFUSED:
        holds.release(request, now=situation.now)
    case.snapshot()
    case._changelog_message = f'{case.number}: {situation.outcome.end}'
    case.state = situation.outcome.end
    case.closed_at = situation.now
    case.save()
    request.snapshot()
    request._changelog_message = case._changelog_message
    request.status = {
        CaseStateChoices.COMPLETED: RequestStatusChoices.COMPLETED,
        CaseStateChoices.REFUSED: RequestStatusChoices.REFUSED,
    }[case.state]
    request.save()
    events.record(case, 'case-closed', now=situation.now, data={'state': case.state})
