"""What happened to the requests before today: their people acted in the engine, in office hours, each in their turn."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Model

from users.models import User

from netbox_colocation.calendars.business_time import Limit, OfficeHours
from netbox_colocation.calendars.office import hours_for
from netbox_colocation.documents.subjects import Subject
from netbox_colocation.models import (
    AccessVisit,
    Calendar,
    Case,
    ColocationRequest,
    Extension,
    MaintenanceTicket,
)
from netbox_colocation.signals import wake_worker
from netbox_colocation.workflows import outbox, reminders
from netbox_colocation.workflows.lending import tell_overdue
from netbox_colocation.workflows.visit_watch import tell_overstays

from . import access, work
from .acting import Happening, act
from .book import Book
from .cast import ACCOUNTS
from .plans import Pin, Plan
from .requests import REQUESTS, Planned, draft
from .services import (
    RETRIEVALS,
    TICKETS,
    VISITS,
    PlannedRetrieval,
    PlannedTicket,
    PlannedVisit,
    draft_retrieval,
    draft_ticket,
    draft_visit,
)
from .workdays import WORKDAYS

__all__ = ('build',)

# Between the date of a letter and its submission.
LETTER_HOURS = 5.0
# The step at which visitors come, and how long before its time the visit begins.
ARRIVAL, BEFORE_ARRIVAL = '6.2', datetime.timedelta(minutes=1)
# A visit that nobody decided on is wanted after so much working time.
VISIT_AHEAD = Limit(10 * 60, 'minutes')
PLANS: tuple[tuple[type[Model], tuple[Plan, ...]], ...] = (
    (ColocationRequest, (*REQUESTS, *RETRIEVALS)),
    (AccessVisit, VISITS),
    (MaintenanceTicket, TICKETS),
)


def build(book: Book, log: Callable[[str], None], *, now: datetime.datetime) -> None:
    """Make the cases that are missing, each as far as it is to go; one that is there is left alone."""
    missing = [plan for model, plans in PLANS for plan in _missing(model, plans)]
    if not missing:
        return
    office = hours_for(Calendar.objects.get(name=WORKDAYS[0].name), now)
    with _nobody_waked():
        with transaction.atomic():
            users = _let_happen(book, missing, office, now=now)
            work.build(book, users, now=now)
            access.review(book, now=now)
        tell_overstays(now=now)
        tell_overdue(now=now)
        told = reminders.remind_of_due(now=now) + reminders.escalate_late(now=now) + reminders.remind_of_terms(now=now)
        delivered = outbox.deliver_due(now=now)
    log(f'  {told} reminders; {delivered} papers and notifications were delivered')


def _missing(model: Any, plans: tuple[Plan, ...]) -> list[Plan]:
    known = set(model.objects.values_list('applicant__slug', 'name'))
    return [plan for plan in plans if (plan.applicant, plan.name) not in known]


def _let_happen(book: Book, plans: list[Plan], office: OfficeHours, *, now: datetime.datetime) -> dict[str, Any]:
    """Make the drafts, then let everybody act in the order of time, so that letters are numbered by their dates.

    Returns the users by their names.
    """
    happenings, subjects = [], {}
    for plan in plans:
        times = _times(plan, office, now=now)
        subjects[plan.name, plan.applicant] = _draft(book, plan, office, times, now=now)
        happenings += [Happening(at, plan, *pair) for at, pair in zip(times, plan.acts, strict=False)]
    users: dict[str, Any] = {
        user.username: user for user in User.objects.filter(username__in=[row.username for row in ACCOUNTS])
    }
    for happening in sorted(happenings, key=lambda happening: happening.at):
        act(happening, subjects[happening.plan.name, happening.plan.applicant], users)
    book.count(Case, sum(bool(plan.acts) for plan in plans))
    book.count(Extension, sum(done.verb == 'extend' for plan in plans for _step, done in plan.acts))
    return users


def _draft(
    book: Book, plan: Plan, office: OfficeHours, times: list[datetime.datetime], *, now: datetime.datetime
) -> Subject:
    """Make the draft of whatever kind it is, some hours before it is submitted."""
    written = _ago(office, now=times[0], hours=LETTER_HOURS)
    match plan:
        case Planned():
            return draft(book, plan, now=written)
        case PlannedRetrieval():
            return draft_retrieval(book, plan, now=written)
        case PlannedTicket():
            return draft_ticket(book, plan, now=written)
        case PlannedVisit():
            if plan.starts is not None:
                starts_at = now + datetime.timedelta(minutes=plan.starts)
                return draft_visit(book, plan, now=written, starts_at=starts_at.replace(second=0, microsecond=0))
            came = [at for at, (step, _act) in zip(times, plan.acts, strict=True) if step == ARRIVAL]
            starts_at = came[0] - BEFORE_ARRIVAL if came else office.deadline(now, VISIT_AHEAD)
            return draft_visit(book, plan, now=written, starts_at=starts_at.replace(second=0, microsecond=0))
    raise TypeError(f'{plan.name}: nobody knows how to make its draft')


def _times(plan: Plan, office: OfficeHours, *, now: datetime.datetime) -> list[datetime.datetime]:
    """Return when each act happens: the pinned one at its moment, else the last one `waiting` working hours ago.

    One moment for a draft.
    """
    acts = [done for _step, done in plan.acts]
    if not acts:
        return [_ago(office, now=now, hours=plan.waiting)]
    fixed, moment = len(acts) - 1, now
    pauses = [done.hours for done in acts] + [plan.waiting]
    if plan.pin:
        fixed, moment = [step for step, _act in plan.acts].index(plan.pin.step), _pinned(plan.pin, office, now=now)
        pauses[-1] = 0.0
    times = []
    for number, done in enumerate(acts):
        if done.clock is not None:
            times.append(now - datetime.timedelta(minutes=done.clock))
        elif done.ago is not None:
            times.append(_ago(office, now=now, hours=done.ago))
        elif plan.pin and number > fixed:
            minutes = round(60 * sum(pauses[fixed + 1 : number + 1]))
            times.append(office.deadline(moment, Limit(minutes, 'minutes')))
        else:
            later = pauses[number + 1 : fixed + 1] if plan.pin else pauses[number + 1 :]
            times.append(_ago(office, now=moment, hours=sum(later)))
    return times


def _pinned(pin: Pin, office: OfficeHours, *, now: datetime.datetime) -> datetime.datetime:
    """Return the hour of a pin on its day, or on the last working day before it."""
    day = now.astimezone(office.zone).date() + datetime.timedelta(pin.days)
    while not office.is_workday(day):
        day -= datetime.timedelta(1)
    return datetime.datetime.combine(day, pin.at, office.zone)


def _ago(office: OfficeHours, *, now: datetime.datetime, hours: float) -> datetime.datetime:
    """Return the moment in office hours that lies so much working time before now."""
    wanted, begin = datetime.timedelta(hours=hours), now
    while (worked := office.working_time(begin, now)) <= wanted:
        begin -= datetime.timedelta(days=1)
    return office.deadline(begin, Limit(round((worked - wanted).total_seconds() / 60), 'minutes'))


@contextmanager
def _nobody_waked() -> Iterator[None]:
    """Keep the worker from being called for every step: what they put into the outbox is delivered here, in one go."""
    outbox.filled.disconnect(wake_worker)
    try:
        yield
    finally:
        outbox.filled.connect(wake_worker)
