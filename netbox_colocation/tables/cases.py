"""Tables of cases and tasks. What a task's row says comes from the version of the procedure that its case follows."""

from typing import Any

import django_tables2 as tables
from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..choices import SubjectKindChoices, TaskStateChoices
from ..constants import APPLICANT
from ..models import Case, Task

__all__ = ('CaseTable', 'SubjectColumn', 'TaskTable', 'activity_text')

RELATIONS = tuple(dict.fromkeys(SubjectKindChoices.RELATIONS.values()))


def activity_text(document: dict[str, Any], row: str) -> str:
    """Return what a row of a procedure document says, in the reader's language when the document has it."""
    for entry in document.get('rows', ()):
        if str(entry.get('row')) == row:
            texts = entry.get('activity') or {}
            if isinstance(texts, str):
                return texts
            language = (get_language() or 'en').split('-')[0]
            return texts.get(language) or texts.get('en') or next(iter(texts.values()), '')
    return ''


class ActivityColumn(tables.Column):
    """The activity of the task's row."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, accessor='case__version__document', orderable=False, **kwargs)

    def render(self, record: Task, value: dict[str, Any]) -> str:
        return activity_text(value, record.row) or self.default

    value = render


class SubjectColumn(tables.Column):
    """What a case is about, whichever kind it is; the view fetches the relations with the rows.

    Parameters:
        case: the path from a row to its case; '' where the row is the case
    """

    def __init__(self, *args, case: str = '', **kwargs) -> None:
        self.path = f'{case}__' if case else ''
        super().__init__(*args, accessor=f'{self.path}number', empty_values=(), **kwargs)

    def render(self, record: Case | Task) -> str | SafeString:
        subject = self._subject(record)
        return format_html('<a href="{}">{}</a>', subject.get_absolute_url(), subject) if subject else self.default

    def value(self, record: Case | Task) -> str | None:
        subject = self._subject(record)
        return str(subject) if subject else None

    def order(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        """By name, all kinds together."""
        names = Coalesce(*(f'{self.path}{relation}__name' for relation in RELATIONS))
        return queryset.order_by(names.desc(nulls_last=True) if is_descending else names.asc(nulls_last=True)), True

    def _subject(self, record: Case | Task) -> Model | None:
        case = record.case if self.path else record
        # Not `case.subject`, which asks the procedure: the relations are fetched with the rows already.
        return next((found for name in RELATIONS if (found := getattr(case, name, None))), None)


class DueColumn(columns.DateTimeColumn):
    """A time limit, marked when it is past and the task still open."""

    def render(self, value, record: Task) -> str | SafeString:
        text = super().render(value)
        if record.state == TaskStateChoices.OPEN and value < timezone.now():
            return format_html('{} <span class="badge text-bg-red">{}</span>', text, _('late'))
        return text


def _link_role(record: Task) -> str:
    return (record.case.applicant if record.role_key == APPLICANT else record.role).get_absolute_url()


def _link_parent(record: Task) -> str:
    return record.parent.get_absolute_url()


def _subject_color(record: Case) -> str:
    return record.version.procedure.get_subject_kind_color()


class CaseTable(NetBoxTable):
    number = tables.Column(verbose_name=_('Number'), linkify=True)
    subject = SubjectColumn(verbose_name=_('Subject'))
    applicant = tables.Column(verbose_name=_('Applicant'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    subject_kind = columns.ChoiceFieldColumn(
        verbose_name=_('Kind'), accessor='version__procedure__subject_kind', color=_subject_color
    )
    procedure = tables.Column(verbose_name=_('Procedure'), accessor='version__procedure', linkify=True)
    version = tables.Column(
        verbose_name=_('Version'), accessor='version__number', linkify=lambda record: record.version.get_absolute_url()
    )
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:case_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = Case
        fields = (
            'pk', 'id', 'number', 'subject', 'subject_kind', 'applicant', 'agency', 'procedure', 'version', 'state',
            'opened_at', 'closed_at', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'number', 'subject', 'subject_kind', 'applicant', 'procedure', 'state', 'opened_at', 'closed_at',
        )  # fmt: skip


class TaskTable(NetBoxTable):
    step = tables.Column(verbose_name=_('Step'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='case__applicant', linkify=True)
    subject = SubjectColumn(verbose_name=_('Subject'), case='case')
    activity = ActivityColumn(verbose_name=_('Activity'))
    role = tables.Column(verbose_name=_('Role'), linkify=_link_role, empty_values=())
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    claimed_by = tables.Column(verbose_name=_('Claimed by'), linkify=True)
    claimed_at = columns.DateTimeColumn(verbose_name=_('Claimed'), timespec='minutes')
    target_at = columns.DateTimeColumn(verbose_name=_('Target'), timespec='minutes')
    due_at = DueColumn(verbose_name=_('Due'), timespec='minutes')
    opened_at = columns.DateTimeColumn(verbose_name=_('Opened'), timespec='minutes')
    closed_at = columns.DateTimeColumn(verbose_name=_('Closed'), timespec='minutes')
    paused_at = columns.DateTimeColumn(verbose_name=_('Paused'), timespec='minutes')
    reminded_at = columns.DateTimeColumn(verbose_name=_('Reminded'), timespec='minutes')
    escalated_at = columns.DateTimeColumn(verbose_name=_('Escalated'), timespec='minutes')
    closed_by = tables.Column(verbose_name=_('Closed by'), accessor='closed_by_name')
    acted_at = columns.DateTimeColumn(verbose_name=_('Acted'), timespec='minutes')
    on_paper = columns.BooleanColumn(verbose_name=_('On paper'))
    recorded_by = tables.Column(verbose_name=_('Recorded by'), accessor='recorded_by_name')
    parent = tables.Column(verbose_name=_('Question of'), accessor='parent__step', linkify=_link_parent)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:task_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = Task
        fields = (
            'pk', 'id', 'step', 'row', 'round', 'seat', 'parent', 'case', 'applicant', 'subject', 'activity', 'role',
            'state', 'opened_at', 'target_at', 'due_at', 'paused_at', 'paused_minutes', 'claimed_by', 'claimed_at',
            'reminded_at', 'escalated_at', 'closed_at', 'closed_by', 'worked_minutes', 'acted_at', 'on_paper',
            'recorded_by', 'outcome', 'comment', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'step', 'activity', 'case', 'applicant', 'subject', 'role', 'state', 'opened_at', 'due_at',
            'closed_by',
        )  # fmt: skip

    def render_role(self, value, record: Task) -> str:
        return _('Applicant') if record.role_key == APPLICANT else str(value)

    def value_role(self, value, record: Task) -> str:
        return str(self.render_role(value, record))
