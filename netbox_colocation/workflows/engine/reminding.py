"""What the clock does to open tasks: holders are reminded, and superiors are told of what is late. Once each."""

import datetime

from django.db import transaction

from ...models import ProcedureRole, Task
from .. import events, outbox
from .base import lock_task

__all__ = ('escalate', 'remind')


def remind(task: Task, *, now: datetime.datetime) -> bool:
    """Remind the holders of a task; tell whether it was still to be done."""
    with transaction.atomic():
        case, task = lock_task(task)
        if not task.is_open or task.is_paused or task.reminded_at:
            return False
        _mark(task, reminded_at=now)
        events.record(case, 'reminder-sent', now=now, task=task, data=_facts(task))
        outbox.put(case, 'notify.reminder', {'task': task.pk}, now=now)
        return True


def escalate(task: Task, *, now: datetime.datetime) -> bool:
    """Tell the office above that a task is late, and its holders once more; tell whether it was still to be done."""
    with transaction.atomic():
        case, task = lock_task(task)
        if not task.is_open or task.is_paused or task.escalated_at:
            return False
        superior: ProcedureRole | None = task.role.superior if task.role else None
        _mark(task, escalated_at=now)
        data = {**_facts(task), 'to': superior.key if superior else None}
        events.record(case, 'escalated', now=now, task=task, data=data)
        outbox.put(case, 'notify.late', {'task': task.pk, 'role': superior.pk if superior else None}, now=now)
        return True


def _mark(task: Task, **marks: datetime.datetime) -> None:
    """A mark of the clock is no change that anybody made: it leaves no change record, the event does."""
    Task.objects.filter(pk=task.pk).update(**marks)


def _facts(task: Task) -> dict[str, str | None]:
    return {'step': task.step, 'due': task.due_at.isoformat() if task.due_at else None, 'role': task.role_key}
