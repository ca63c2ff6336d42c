"""Which open tasks are to be reminded of, or are late: found by the clock, every few minutes."""

import datetime
from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..calendars.office import hours_of
from ..choices import TaskStateChoices
from ..conf import get_setting
from ..models import Case, ColocationRequest, Procedure, Task
from . import engine, events, outbox
from .terms import expiring

__all__ = ('escalate_late', 'remind_of_due', 'remind_of_terms')

# So many in one run; the next run goes on.
BATCH = 500
TERM_ENDING = 'term-ending'


def remind_of_due(*, now: datetime.datetime) -> int:
    """Remind of every task with little working time left; return of how many.

    Little is the setting `remind_before_minutes`, or half of the task's whole time where that is less.
    """
    minutes = get_setting('remind_before_minutes')
    if minutes is None:
        return 0
    return sum(engine.remind(task, now=now) for task in list(islice(_due_soon(minutes, now), BATCH)))


def escalate_late(*, now: datetime.datetime) -> int:
    """Tell superiors of every task that is late by the working minutes of `escalate_after_minutes`; return how many."""
    minutes = get_setting('escalate_after_minutes')
    if minutes is None:
        return 0
    late = _waiting(now).filter(escalated_at__isnull=True, due_at__lt=now)[:BATCH]
    return sum(engine.escalate(task, now=now) for task in late if _late_minutes(task, now) >= minutes)


def remind_of_terms(*, now: datetime.datetime) -> int:
    """Remind applicants of every placement whose term ends within one of the days of `remind_of_term_days`.

    Once for each of those days and each term: an extended term is reminded of anew.
    """
    today = timezone.localtime(now).date()
    thresholds = sorted(get_setting('remind_of_term_days'))
    if not thresholds:
        return 0
    reminded = 0
    for request in expiring(within_days=thresholds[-1], today=today).select_related('case'):
        if request.valid_until and request.valid_until >= today:
            left = (request.valid_until - today).days
            nearest = next(days for days in thresholds if left <= days)
            reminded += _remind_of_term(request, request.valid_until, nearest, now)
    return reminded


@transaction.atomic
def _remind_of_term(request: ColocationRequest, until: datetime.date, days: int, now: datetime.datetime) -> bool:
    case = Case.objects.select_for_update(of=('self',)).get(pk=request.case_id)
    facts = {'until': until.isoformat(), 'days': days}
    if case.events.filter(kind=TERM_ENDING, data=facts).exists():
        return False
    events.record(case, TERM_ENDING, now=now, data=facts)
    outbox.put(case, 'notify.term', {'request': request.pk}, now=now)
    return True


def _due_soon(minutes: int, now: datetime.datetime) -> Iterator[Task]:
    for procedure in Procedure.objects.filter(versions__cases__tasks__state=TaskStateChoices.OPEN).distinct():
        hours = hours_of(procedure, now)
        horizon = hours.add_working_minutes(now, minutes)
        tasks = _waiting(now).filter(case__version__procedure=procedure, reminded_at__isnull=True, due_at__lte=horizon)
        for task in tasks.iterator():
            due_at = task.due_at or now  # the query leaves out what has no limit
            whole = hours.working_minutes(task.opened_at, due_at)
            if hours.working_minutes(now, due_at) <= min(minutes, whole / 2):
                yield task


def _late_minutes(task: Task, now: datetime.datetime) -> int:
    due_at = task.due_at or now
    return hours_of(task.case.version.procedure, due_at).working_minutes(due_at, now)


def _waiting(now: datetime.datetime) -> QuerySet[Task]:
    waiting = Task.objects.filter(state=TaskStateChoices.OPEN, paused_at__isnull=True, due_at__isnull=False)
    return waiting.select_related('case__version__procedure__calendar').order_by('due_at', 'pk')
