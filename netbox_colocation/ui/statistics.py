"""Statistics and the yearly evidence as tables: the same ones on the page, in a file and over REST.

A record is a mapping of every value that a group has; the tables of pages and files choose their columns from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ..workflows.evidence import Evidence
from ..workflows.statistics import CaseGroup, Names, TaskGroup
from .sheet_words import describe_limit
from .spreadsheets import Column, Kind, Listing

__all__ = (
    'GROUP_LABELS',
    'Shown',
    'ShownTable',
    'case_records',
    'list_cases',
    'list_evidence',
    'list_tasks',
    'show',
    'task_records',
)

GROUP_LABELS: Mapping[str, Promise] = {
    'row': gettext_lazy('Row of the sheet'),
    'role': gettext_lazy('Role'),
    'month': gettext_lazy('Month'),
    'procedure': gettext_lazy('Procedure'),
}
# Which columns tell the groups apart.
GROUP_COLUMNS: Mapping[str, tuple[str, ...]] = {
    'row': ('procedure', 'agency', 'row', 'activity', 'limit'),
    'role': ('role', 'agency'),
    'month': ('month',),
    'procedure': ('procedure', 'agency'),
}
TASK_COLUMNS = (
    'tasks', 'on_time_share', 'on_time', 'late', 'without_limit', 'median_minutes', 'average_minutes',
    'ninetieth_minutes', 'returns', 'on_paper', 'open', 'open_late',
)  # fmt: skip
NOW_COLUMNS = ('open', 'open_late')
# What follows from the others has room in files only, and what is the same in every row is said above a table.
FILE_COLUMNS = frozenset({'on_time'})
SAID_ONCE = frozenset({'procedure', 'agency'})
CASE_COLUMNS = (
    'procedure', 'agency', 'month', 'opened', 'completed', 'refused', 'withdrawn', 'cancelled', 'median_days',
    'median_minutes',
)  # fmt: skip
# Style of a cell by its kind; all others are numbers.
NUMBER = 'text-end text-nowrap'
LOOKS: Mapping[Kind, str] = {'text': '', 'long': 'colo-long', 'month': 'text-nowrap', 'date': 'text-nowrap', 'flag': ''}
# Key: kind, label, what it means.
WORDS: Mapping[str, tuple[Kind, Promise, Promise | str]] = {
    'procedure': ('text', gettext_lazy('Procedure'), ''),
    'agency': ('text', gettext_lazy('Agency'), ''),
    'row': ('text', gettext_lazy('Row'), ''),
    'activity': ('long', gettext_lazy('Activity'), ''),
    'limit': ('text', gettext_lazy('Time on the sheet'), gettext_lazy('Limit and target of the newest version')),
    'role': ('text', gettext_lazy('Role'), ''),
    'month': ('month', gettext_lazy('Month'), ''),
    'tasks': ('count', gettext_lazy('Closed'), gettext_lazy('Tasks that were closed')),
    'on_time_share': ('share', gettext_lazy('On time'), gettext_lazy('Share of the tasks with a limit that kept it')),
    'on_time': ('count', gettext_lazy('In time'), gettext_lazy('Tasks that kept their limit')),
    'late': ('count', gettext_lazy('Late'), gettext_lazy('Tasks that were closed after their limit')),
    'without_limit': ('count', gettext_lazy('No limit'), gettext_lazy('Tasks without a limit')),
    'median_minutes': ('minutes', gettext_lazy('Median time'), gettext_lazy('Working time that half stay below')),
    'average_minutes': ('minutes', gettext_lazy('Average time'), gettext_lazy('Average working time')),
    'ninetieth_minutes': ('minutes', gettext_lazy('9 of 10'), gettext_lazy('Working time that 90 % stay below')),
    'returns': ('count', gettext_lazy('Returns'), gettext_lazy('Steps done again because the case came back to them')),
    'on_paper': ('count', gettext_lazy('On paper'), gettext_lazy('Acts on paper that were recorded')),
    'open': ('count', gettext_lazy('Open now'), gettext_lazy('Whatever the days chosen')),
    'open_late': ('count', gettext_lazy('Late now'), gettext_lazy('Whatever the days chosen')),
    'opened': ('count', gettext_lazy('Opened'), ''),
    'completed': ('count', gettext_lazy('Completed'), ''),
    'refused': ('count', gettext_lazy('Refused'), ''),
    'withdrawn': ('count', gettext_lazy('Withdrawn'), ''),
    'cancelled': ('count', gettext_lazy('Cancelled'), ''),
    'median_days': ('number', gettext_lazy('Median (calendar days)'), gettext_lazy('Of completed and refused cases')),
    'applicant': ('text', gettext_lazy('Agency'), ''),
    'group': ('text', gettext_lazy('Group'), ''),
    'is_using': ('flag', gettext_lazy('Uses it'), gettext_lazy('A case in the year, or a server in a rack today')),
    'requests': ('count', gettext_lazy('Cases in the year'), ''),
    'servers': ('count', gettext_lazy('Servers today'), ''),
    'last_request': ('date', gettext_lazy('Last case'), ''),
    'enough': ('count', gettext_lazy('Enough'), gettext_lazy('Requests, by their last check of the month')),
    'short': ('count', gettext_lazy('Short'), gettext_lazy('Requests, by their last check of the month')),
    'unknown': ('count', gettext_lazy('Unknown'), gettext_lazy('Requests, by their last check of the month')),
    'held': ('number', gettext_lazy('Held (U)'), gettext_lazy('At the end of the month')),
    'installed': ('number', gettext_lazy('Installed (U)'), gettext_lazy('At the end of the month')),
    'number': ('count', gettext_lazy('Version'), ''),
    'sheet_number': ('text', gettext_lazy('Number of the sheet'), ''),
    'published': ('date', gettext_lazy('Published'), ''),
    'published_by': ('text', gettext_lazy('By'), ''),
    'note': ('long', gettext_lazy('Note'), ''),
    'day': ('date', gettext_lazy('Day'), ''),
    'author': ('text', gettext_lazy('By'), ''),
    'text': ('long', gettext_lazy('Note'), ''),
}


@dataclass(frozen=True)
class Shown:
    """A value as a page shows it."""

    text: str
    look: str = ''


@dataclass(frozen=True)
class ShownTable:
    """A table as a page shows it; `caption` is what all its rows have in common."""

    listing: Listing
    caption: str
    columns: list[Column]
    rows: list[list[Shown]]


def task_records(groups: Iterable[TaskGroup], names: Names) -> list[dict[str, Any]]:
    """Return a record for each group, in the order of the sheets, of offices, or of months."""
    records = [_task_record(group, names) for group in groups]
    return sorted(records, key=lambda record: _task_order(record, names))


def case_records(groups: Iterable[CaseGroup], names: Names) -> list[dict[str, Any]]:
    """Return a record for each procedure and month."""
    records = []
    for group in groups:
        procedure = names.procedures[group.procedure]
        records.append({**vars(group), 'procedure_id': procedure.pk, **_procedure(group.procedure, names)})
    return sorted(
        records, key=lambda record: (record['agency'], record['procedure'], record['procedure_id'], record['month'])
    )


def list_tasks(groups: Iterable[TaskGroup], names: Names, *, group: str, with_now: bool = True) -> Listing:
    """Return the table of tasks; `with_now` adds what is open now (by month there is no such thing)."""
    keys = GROUP_COLUMNS[group] + TASK_COLUMNS
    if group == 'month' or not with_now:
        keys = tuple(key for key in keys if key not in NOW_COLUMNS)
    return _listing(
        'tasks', _('Tasks'), keys, task_records(groups, names), note=_('Times are working time, without pauses.')
    )


def list_cases(groups: Iterable[CaseGroup], names: Names) -> Listing:
    """Return the table of cases by procedure and month."""
    note = _('A case’s working time is that of its tasks, added up; tasks that are open together count each.')
    return _listing('cases', _('Cases'), CASE_COLUMNS, case_records(groups, names), note=note)


def list_evidence(evidence: Evidence, names: Names) -> list[Listing]:
    """Return the sections of the yearly evidence."""
    use = [{**vars(entry), 'applicant': entry.name, 'is_using': entry.is_using} for entry in evidence.use]
    use_keys = ('applicant', 'group', 'is_using', 'requests', 'completed', 'refused', 'servers', 'last_request')
    using = sum(entry.is_using for entry in evidence.use)
    counted = _('{using} of {all} agencies use the service.').format(using=using, all=len(evidence.use))
    unknown = _(
        'What is not known: servers that were placed without this plugin, and the room that racks had in the past.'
    )
    rows = list_tasks(evidence.rows, names, group='row', with_now=False)
    return [
        _listing('use', _('Agencies'), use_keys, use, note=counted),
        _listing('cases', _('Requests by month'), CASE_COLUMNS, case_records(evidence.cases, names)),
        Listing('rows', _('Time per row'), rows.columns, rows.rows, rows.note),
        _listing(
            'capacity',
            _('Capacity'),
            ('month', 'enough', 'short', 'unknown', 'held', 'installed'),
            [vars(month) for month in evidence.capacity],
            note=unknown,
        ),
        _listing(
            'versions',
            _('Procedures'),
            ('procedure', 'number', 'sheet_number', 'published', 'published_by', 'note'),
            [vars(version) for version in evidence.versions],
        ),
        _listing(
            'notes',
            _('Review notes'),
            ('day', 'procedure', 'author', 'text'),
            [vars(note) for note in evidence.notes],
            note=_('A review is written into the journal of its procedure.'),
        ),
    ]


def show(listing: Listing) -> ShownTable:
    """Return the table as a page shows it: narrower, with what is the same in every row said once."""
    hidden, said = {place for place, column in enumerate(listing.columns) if column.key in FILE_COLUMNS}, []
    for place, column in enumerate(listing.columns):
        values = {row[place] for row in listing.rows}
        if column.key in SAID_ONCE and len(values) == 1:
            hidden.add(place)
            said.extend(str(value) for value in values)
    places = [place for place in range(len(listing.columns)) if place not in hidden]
    return ShownTable(
        listing=listing,
        caption=' · '.join(said),
        columns=[listing.columns[place] for place in places],
        rows=[[_show(row[place], listing.columns[place].kind) for place in places] for row in listing.rows],
    )


def _listing(
    key: str, title: str, keys: Iterable[str], records: Iterable[Mapping[str, Any]], *, note: str = ''
) -> Listing:
    keys = tuple(keys)
    columns = tuple(Column(name, str(WORDS[name][1]), WORDS[name][0], str(WORDS[name][2])) for name in keys)
    return Listing(key, title, columns, [tuple(record[name] for name in keys) for record in records], note)


def _task_record(group: TaskGroup, names: Names) -> dict[str, Any]:
    language = get_language() or 'en'
    document = names.documents.get(group.procedure) if group.procedure else None
    row = document.rows_by_number.get(group.row) if document else None
    role = names.roles.get(group.role) if group.role else None
    record = {
        'procedure_id': group.procedure,
        'procedure': '',
        'agency_id': group.agency,
        'agency': '',
        'row': group.row,
        'activity': row.activity.in_language(language) if row else '',
        'limit': describe_limit(row, language) if row else '',
        'role_id': group.role,
        'role': '',
        'month': group.month,
        **{key: getattr(group, key) for key in ('tasks', 'on_time', 'late', 'without_limit', 'on_time_share')},
        **{key: getattr(group, key) for key in ('returns', 'on_paper', 'open', 'open_late')},
        'average_minutes': group.average,
        'median_minutes': group.median,
        'ninetieth_minutes': group.most,
    }
    if group.procedure:
        record |= _procedure(group.procedure, names)
    elif group.agency:
        agency = names.agencies.get(group.agency)
        record |= {'agency': str(agency or ''), 'role': str(role) if role else _('Applicant')}
    return record


def _procedure(key: int, names: Names) -> dict[str, Any]:
    procedure = names.procedures[key]
    return {'procedure': str(procedure), 'agency_id': procedure.agency_id, 'agency': str(procedure.agency)}


def _task_order(record: Mapping[str, Any], names: Names) -> tuple[Any, ...]:
    """By name, and within a procedure as its rows stand on the sheet; a row that is gone from it comes last."""
    document = names.documents.get(record['procedure_id'])
    rows = list(document.rows_by_number) if document else []
    place = rows.index(record['row']) if record['row'] in rows else len(rows)
    month = record['month'].isoformat() if record['month'] else ''
    procedure = (record['procedure'], record['procedure_id'] or 0)
    return (record['agency'], *procedure, month, place, record['row'], record['role'], record['role_id'] or 0)


def _show(value: Any, kind: Kind) -> Shown:
    if value is None:
        return Shown('—', LOOKS.get(kind, NUMBER))
    if kind == 'flag':
        return Shown(_('yes') if value else _('no'))
    if kind == 'share':
        return Shown(_percent(value), NUMBER)
    if kind == 'minutes':
        return Shown(describe_minutes(value), NUMBER)
    if kind == 'number':
        return Shown(f'{value:.1f}', NUMBER)
    if kind == 'count':
        return Shown(str(value), NUMBER)
    if kind == 'month':
        return Shown(date_format(value, 'M Y'), LOOKS[kind])
    return Shown(value.isoformat() if kind == 'date' else str(value), LOOKS[kind])


def _percent(share: float) -> str:
    """Whole percents; what is not all is never shown as 100 %, nor what is something as 0 %."""
    percent = min(99, max(1, round(share * 100))) if 0 < share < 1 else round(share * 100)
    return f'{percent} %'


def describe_minutes(minutes: float) -> str:
    """Return working time as “45 min” or “26 h 05 min”: a working day has no length of its own."""
    hours, rest = divmod(round(minutes), 60)
    if hours:
        return _('{hours} h {minutes:02} min').format(hours=hours, minutes=rest)
    return _('{count} min').format(count=rest)
