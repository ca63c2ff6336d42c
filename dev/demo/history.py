"""What happened to the requests before today: their people acted in the engine, in office hours, each in their turn."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenancy.models import Tenant
from users.models import User

from netbox_colocation.calendars.business_time import Limit, OfficeHours
from netbox_colocation.calendars.office import office_hours
from netbox_colocation.models import Case, ColocationRequest, Task
from netbox_colocation.signals import wake_worker
from netbox_colocation.workflows import engine, outbox

from .book import Book
from .cast import ACCOUNTS
from .course import SUBMISSION, Act, Server, answers
from .requests import REQUESTS, Planned, draft, representative

__all__ = ('build',)

# Between the date of a letter and its submission.
LETTER_HOURS = 5.0


@dataclass(frozen=True)
class Happening:
    """Somebody acts on a step of a request."""

    at: datetime.datetime
    plan: Planned
    step: str
    act: Act


def build(book: Book, log: Callable[[str], None], *, now: datetime.datetime) -> None:
    """Make the requests that are missing, each as far as it is to go; one that is there is left alone."""
    known = set(ColocationRequest.objects.values_list('applicant__slug', 'name'))
    missing = [plan for plan in REQUESTS if (plan.applicant, plan.name) not in known]
    if not missing:
        return
    office = office_hours(timezone.localtime(now).year - 1)
    with _nobody_waked():
        with transaction.atomic():
            _let_happen(book, missing, office, now=now)
        delivered = outbox.deliver_due(now=now)
    log(f'  {delivered} papers and notifications were delivered')


def _let_happen(book: Book, plans: list[Planned], office: OfficeHours, *, now: datetime.datetime) -> None:
    """Make the drafts, then let everybody act in the order of time, so that letters are numbered by their dates."""
    happenings, requests = [], {}
    for plan in plans:
        times = _times(plan, office, now=now)
        written = _ago(office, now=times[0], hours=LETTER_HOURS)
        requests[plan.name, plan.applicant] = draft(book, plan, now=written)
        happenings += [Happening(at, plan, *pair) for at, pair in zip(times, plan.acts, strict=False)]
    users: dict[str, Any] = {
        user.username: user for user in User.objects.filter(username__in=[row.username for row in ACCOUNTS])
    }
    for happening in sorted(happenings, key=lambda happening: happening.at):
        request = requests[happening.plan.name, happening.plan.applicant]
        _happen(happening, request, users)
    book.count(Case, sum(bool(plan.acts) for plan in plans))


def _times(plan: Planned, office: OfficeHours, *, now: datetime.datetime) -> list[datetime.datetime]:
    """Return when each act happens, so that the last one lies `waiting` working hours back; one moment for a draft."""
    pauses = [act.hours for _step, act in plan.acts] or [0.0]
    return [_ago(office, now=now, hours=plan.waiting + sum(pauses[done:])) for done in range(1, len(pauses) + 1)]


def _ago(office: OfficeHours, *, now: datetime.datetime, hours: float) -> datetime.datetime:
    """Return the moment in office hours that lies so much working time before now."""
    wanted, begin = datetime.timedelta(hours=hours), now
    while (worked := office.working_time(begin, now)) <= wanted:
        begin -= datetime.timedelta(days=1)
    return office.deadline(begin, Limit(round((worked - wanted).total_seconds() / 60), 'minutes'))


def _happen(happening: Happening, request: ColocationRequest, users: dict[str, Any]) -> None:
    if happening.step == SUBMISSION:
        person = representative(happening.plan.applicant)
        engine.submit(request, actor=users[person.username], now=happening.at)
        return
    task = Task.objects.get(case__colocation_request=request, step=happening.step, state='open')
    servers = [
        Server(row.pk, row.name, float(row.height), row.power_supplies)
        for row in request.servers.select_related('device_type')
    ]
    engine.perform(
        task,
        happening.act.outcome,
        actor=users[_username(task)],
        now=happening.at,
        comment=happening.act.comment,
        data=answers(happening.step, happening.act, servers),
    )


def _username(task: Task) -> str:
    tenant: Tenant = task.case.agency if task.role_id else task.case.applicant
    return next(row.username for row in ACCOUNTS if (row.role, row.tenant) == (task.role_key, tenant.slug))


@contextmanager
def _nobody_waked() -> Iterator[None]:
    """Keep the worker from being called for every step: what they put into the outbox is delivered here, in one go."""
    outbox.filled.disconnect(wake_worker)
    try:
        yield
    finally:
        outbox.filled.connect(wake_worker)
