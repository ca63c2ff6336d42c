"""The inbox in words: what a row says of a task, and the groups by role. The queries are in `workflows.inbox`."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..calendars.moments import shown
from ..choices import SubjectKindChoices
from ..constants import APPLICANT
from ..models import Task, name_of_user
from ..workflows.engine import step_of
from ..workflows.inbox import MOST, Standing, Waiting
from ..workflows.many import bulk_outcomes
from ..workflows.publishing import document_of

__all__ = ('InboxRow', 'RoleGroup', 'build_groups', 'build_rows', 'collect_bulk', 'describe_age', 'describe_count')

MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds


@dataclass(frozen=True)
class InboxRow:
    """A task as the inbox lists it. `due_title` says in words how late it is, or how long there is."""

    task: Task
    url: str
    case: str
    subject: str
    kind: str
    asked: str
    role: str
    applicant: str
    due: datetime.datetime | None
    is_late: bool
    due_title: str
    age: str
    age_title: str
    claimed_by: str
    is_claimed_by_other: bool
    bulk: tuple[str, ...]
    outcome: str = ''


@dataclass(frozen=True)
class RoleGroup:
    """What waits in one role: `key` is its ID, or 0 for the agencies represented."""

    key: int
    name: str
    agency: str
    open: str
    late: str
    appointment: int | None = None


def build_rows(
    tasks: Iterable[Task], *, user: AbstractUser, now: datetime.datetime, links: bool = True
) -> list[InboxRow]:
    """Return the rows of a page; no query when the tasks came from `workflows.inbox.fetch`.

    `links` is off where the reader may see the case only.
    """
    return [_build_row(task, user, now, links) for task in tasks]


def build_groups(standing: Standing, counts: Mapping[int | None, Waiting]) -> list[RoleGroup]:
    """Return a group for every role held today, and one for the agencies represented."""
    groups = []
    for role in standing.roles:
        count = counts.get(role.pk, Waiting())
        groups.append(
            RoleGroup(role.pk, str(role), str(role.agency), describe_count(count.open), describe_count(count.late))
        )
    if standing.tenants:
        count = counts.get(None, Waiting())
        name = _('As representative')
        groups.append(RoleGroup(0, name, '', describe_count(count.open), describe_count(count.late)))
    return groups


def collect_bulk(rows: Iterable[InboxRow]) -> list[tuple[str, str]]:
    """Return the outcomes that can be taken for several of the rows at once, as (key, label)."""
    language = get_language() or 'en'
    found: dict[str, str] = {}
    for row in rows:
        for key in row.bulk:
            found.setdefault(key, step_of(row.task).outcome(key).label.in_language(language))
    return sorted(found.items(), key=lambda entry: entry[1])


def describe_count(count: int, *, most: int = MOST) -> str:
    """Return a count, “999+” where counting stopped, '' for none."""
    if count >= most:
        return f'{most - 1}+'
    return str(count) if count else ''


def describe_age(seconds: float) -> str:
    """Return a span of time in its largest unit: “3 d”, “5 h”, “12 min”."""
    if seconds >= DAY:
        return _('{count} d').format(count=int(seconds // DAY))
    if seconds >= HOUR:
        return _('{count} h').format(count=int(seconds // HOUR))
    return _('{count} min').format(count=int(max(0, seconds) // MINUTE))


def _build_row(task: Task, user: AbstractUser, now: datetime.datetime, links: bool) -> InboxRow:
    case, language = task.case, get_language() or 'en'
    document = document_of(case.version)
    row = document.rows_by_number.get(task.row)
    asked = row.activity.in_language(language) if row else ''
    if task.is_question:
        asked = _('Question: {question}').format(question=task.data.get('question', ''))
    kinds = {value: label for value, label, *_rest in SubjectKindChoices.CHOICES}
    is_late = bool(task.is_open and task.due_at and task.due_at < now)
    return InboxRow(
        task=task,
        url=task.get_absolute_url() if links else case.get_absolute_url(),
        case=case.number,
        subject=str(case.subject),
        kind=str(kinds[case.version.procedure.subject_kind]),
        asked=asked,
        role=_('Applicant') if task.role_key == APPLICANT else str(task.role),
        applicant=str(case.applicant),
        due=task.due_at,
        is_late=is_late,
        due_title=_due_title(task, now, is_late),
        age=describe_age(((task.closed_at or now) - task.opened_at).total_seconds()),
        age_title=_('open since {moment}').format(moment=shown(task.opened_at)),
        claimed_by=_name(task) if links else '',
        is_claimed_by_other=links and task.claimed_by_id not in (None, user.pk),
        bulk=tuple(bulk_outcomes(task)),
        outcome=_outcome(task, language),
    )


def _name(task: Task) -> str:
    return name_of_user(task.claimed_by)


def _due_title(task: Task, now: datetime.datetime, is_late: bool) -> str:
    if task.due_at is None:
        return _('no time limit')
    if not task.is_open:
        return ''
    distance = abs((now - task.due_at).total_seconds())
    days = int(distance // DAY)
    span = ngettext('{count} day', '{count} days', days).format(count=days) if days else describe_age(distance)
    if is_late:
        return _('late for {span}: the time limit of its row ran out').format(span=span)
    return _('{span} left').format(span=span)


def _outcome(task: Task, language: str) -> str:
    if not task.outcome or task.is_question:
        return ''
    step = document_of(task.case.version).steps.get(task.step)
    found = next((entry for entry in step.outcomes if entry.key == task.outcome), None) if step else None
    return found.label.in_language(language) if found else task.outcome
