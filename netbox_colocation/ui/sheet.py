"""The procedure sheet of a case: the table that government staff know, one column per role, alive."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..models import Case, ColocationRequest, ProcedureVersion, Task
from ..workflows.document import ProcedureDocument, Row, Step
from ..workflows.publishing import document_of

__all__ = ('Mark', 'Sheet', 'SheetPanel', 'SheetRow', 'build_sheet')


@dataclass(frozen=True)
class Mark:
    """One symbol on the sheet: where a role acts in a row.

    Attributes:
        shape: `start`, `end`, `decision` or `box`.
        state: `done`, `open`, `late` (open and overdue) or `ahead`.
        rounds: how often the case came here.
    """

    step: str
    shape: str
    state: str
    rounds: int = 0
    who: str = ''
    at: datetime.datetime | None = None
    due: datetime.datetime | None = None
    was_late: bool = False


@dataclass(frozen=True)
class SheetRow:
    """A row as printed, with the marks of each role's column."""

    number: str
    activity: str
    columns: tuple[tuple[Mark, ...], ...]
    requirements: str
    limit: str
    output: str
    remarks: str
    is_open: bool


@dataclass(frozen=True)
class Sheet:
    title: str
    roles: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def build_sheet(document: ProcedureDocument, tasks: Iterable[Task], *, now: datetime.datetime) -> Sheet:
    """Lay a case's tasks over its procedure; without tasks the sheet is the procedure as printed."""
    language = get_language() or 'en'
    by_step = {
        step: list(group)
        for step, group in groupby(sorted(tasks, key=lambda t: (t.step, t.round)), key=lambda t: t.step)
    }
    return Sheet(
        title=document.title.in_language(language),
        roles=tuple(name.in_language(language) for name in document.roles.values()),
        rows=tuple(_build_row(document, row, by_step, language, now) for row in document.rows),
    )


def _build_row(
    document: ProcedureDocument, row: Row, by_step: dict[str, list[Task]], language: str, now: datetime.datetime
) -> SheetRow:
    marks: dict[str, list[Mark]] = {role: [] for role in document.roles}
    for step in row.steps:
        marks[step.role].append(_build_mark(document, row, step, by_step.get(step.key, []), now))
    return SheetRow(
        number=row.number,
        activity=row.activity.in_language(language),
        columns=tuple(tuple(column) for column in marks.values()),
        requirements=row.requirements.in_language(language),
        limit=_limit_text(row),
        output=row.output.in_language(language),
        remarks=row.remarks.in_language(language),
        is_open=any(mark.state in ('open', 'late') for column in marks.values() for mark in column),
    )


def _build_mark(document: ProcedureDocument, row: Row, step: Step, tasks: list[Task], now: datetime.datetime) -> Mark:
    shape = _shape(document, row, step)
    if not tasks:
        return Mark(step=step.key, shape=shape, state='ahead')
    task = tasks[-1]
    if not task.is_open:
        state = 'done'
    elif task.due_at and task.due_at < now:
        state = 'late'
    else:
        state = 'open'
    return Mark(
        step=step.key,
        shape=shape,
        state=state,
        rounds=len(tasks),
        who=task.closed_by_name,
        at=task.closed_at,
        due=task.due_at,
        was_late=bool(task.closed_at and task.due_at and task.closed_at > task.due_at),
    )


def _shape(document: ProcedureDocument, row: Row, step: Step) -> str:
    if step is document.first_step:
        return 'start'
    if (
        row.is_decision
        and len([outcome for outcome in step.outcomes if not _goes_back(document, step, outcome.to)]) > 1
    ):
        return 'decision'
    if all(outcome.end or _goes_back(document, step, outcome.to) for outcome in step.outcomes):
        return 'end'
    return 'box'


def _goes_back(document: ProcedureDocument, step: Step, target: str) -> bool:
    keys = list(document.steps)
    return bool(target) and keys.index(target) <= keys.index(step.key)


def _limit_text(row: Row) -> str:
    if row.limit is None:
        return ''
    units = {'minutes': _('minutes'), 'hours': _('hours'), 'days': _('days')}
    singular = {'minutes': _('minute'), 'hours': _('hour'), 'days': _('day')}
    words = singular if row.limit.amount == 1 else units
    return f'{row.limit.amount} {words[row.limit.unit]}'


class SheetPanel(ObjectPanel):
    """The sheet of a case, of a request's case, or, of a version or a draft, the procedure as printed."""

    template_name = 'netbox_colocation/panels/sheet.html'
    title = _('Procedure')

    def get_context(self, context):
        prepared = super().get_context(context)
        return {**prepared, 'sheet': _sheet_of(prepared['object'])}

    def should_render(self, context):
        return context['sheet'] is not None


def _sheet_of(obj: Case | ColocationRequest | ProcedureVersion) -> Sheet | None:
    now = timezone.now()
    if isinstance(obj, ProcedureVersion):
        return build_sheet(document_of(obj), (), now=now) if obj.published_at else None
    case = obj if isinstance(obj, Case) else obj.case
    if case is not None:
        return build_sheet(document_of(case.version), case.tasks.order_by('pk'), now=now)
    version = obj.procedure.published_version
    return build_sheet(document_of(version), (), now=now) if version else None
