"""Outer effects: run after commit by a background worker, at least once, so each is idempotent."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from ..choices import TaskStateChoices
from ..constants import OUTBOX_ATTEMPTS
from ..documents.mailing import deliver
from ..documents.rendering import store_rendition
from ..models import (
    Appointment,
    ColocationRequest,
    Hold,
    MaintenanceTicket,
    OutboxEntry,
    ProcedureRole,
    Representative,
    Task,
)
from .actors import find_holders
from .event_kinds import EVENT_KINDS
from .mailed_decisions import offer_links
from .notices import mail, notify
from .registry import outer_effect

__all__ = ()


@outer_effect('document.render')
def render_document(entry: OutboxEntry) -> None:
    store_rendition(entry.data['document'])


@outer_effect('document.mail', is_alone=True)
def mail_document(entry: OutboxEntry) -> None:
    deliver(entry.data['dispatch'], is_last=entry.attempts >= OUTBOX_ATTEMPTS)


@outer_effect('notify.task')
def notify_of_task(entry: OutboxEntry) -> None:
    """Tell everybody who may act on a new task, or the one it was handed to; one that was closed since tells nobody."""
    task = _task_of(entry)
    if not task.is_open:
        return
    holders = find_holders(task, now=timezone.now())
    if 'user' in entry.data:
        holders = holders.filter(pk=entry.data['user'])
    notify(holders, task, EVENT_KINDS['task-opened'])
    offer_links(task, holders, now=timezone.now())


@outer_effect('notify.recipients')
def notify_of_disposition(entry: OutboxEntry) -> None:
    """Tell the offices that a disposition names besides the next one, for their information."""
    task = _task_of(entry)
    for role in ProcedureRole.objects.filter(agency=task.case.agency_id, key__in=entry.data['roles']):
        notify(_holders_of(role.pk), task, EVENT_KINDS['task-closed'])


@outer_effect('notify.reminder')
def notify_of_reminder(entry: OutboxEntry) -> None:
    """Remind everybody who may act on a task that is due soon, in NetBox and by e-mail."""
    task = _task_of(entry)
    if task.is_open:
        holders = find_holders(task, now=timezone.now())
        notify(holders, task, EVENT_KINDS['reminder-sent'])
        mail(holders, task, EVENT_KINDS['reminder-sent'])


@outer_effect('notify.late')
def notify_of_late_task(entry: OutboxEntry) -> None:
    """Tell the holders of the office above, and once more those of the task, that it is late."""
    task = _task_of(entry)
    if task.is_open:
        told = find_holders(task, now=timezone.now()) | _holders_of(entry.data['role'])
        notify(told, task, EVENT_KINDS['escalated'])
        mail(told, task, EVENT_KINDS['escalated'])


@outer_effect('notify.step-back')
def notify_of_step_back(entry: OutboxEntry) -> None:
    """Tell the holders of the superior role that somebody asks to take their last step back."""
    notify(_holders_of(entry.data['role']), _task_of(entry), EVENT_KINDS['step-back-asked'])


@outer_effect('notify.term')
def notify_of_term(entry: OutboxEntry) -> None:
    """Remind the applicant's representatives that a placement's term ends."""
    request = ColocationRequest.objects.get(pk=entry.data['request'])
    today = timezone.localdate()
    people = Representative.objects.on(today).filter(tenant=request.applicant_id, user__is_active=True).values('user')
    notify(get_user_model().objects.filter(pk__in=people), request, EVENT_KINDS['term-ending'])


@outer_effect('notify.technicians')
def notify_of_ticket(entry: OutboxEntry) -> None:
    """Tell technicians that they were named to work on a ticket."""
    ticket = MaintenanceTicket.objects.get(pk=entry.data['ticket'])
    held = Appointment.objects.on(timezone.localdate()).filter(pk__in=entry.data['appointments'])
    users = get_user_model().objects.filter(pk__in=held.values('user'), is_active=True)
    notify(users, ticket, EVENT_KINDS['technicians-named'])


@outer_effect('notify.hold')
def notify_of_hold(entry: OutboxEntry) -> None:
    """Tell everybody who may act on the case now what became of its hold."""
    hold = Hold.objects.select_related('request').get(pk=entry.data['hold'])
    for task in entry.case.tasks.filter(state=TaskStateChoices.OPEN).select_related('case__applicant', 'role'):
        notify(find_holders(task, now=timezone.now()), hold, EVENT_KINDS[entry.data['kind']])


def _task_of(entry: OutboxEntry) -> Task:
    tasks = Task.objects.select_related('case__version__procedure', 'case__applicant', 'role')
    return tasks.get(pk=entry.data['task'])


def _holders_of(role: int | None) -> QuerySet[Any]:
    """Active users who hold an office today."""
    users = Appointment.objects.on(timezone.localdate()).filter(role=role, user__is_active=True).values('user')
    return get_user_model().objects.filter(pk__in=users)
