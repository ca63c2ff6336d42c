"""Tables of cases and tasks. What a task's row says comes from the version of the procedure that its case follows."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..choices import TaskStateChoices
from ..constants import APPLICANT
from ..models import Case, Task

__all__ = ('CaseTable', 'TaskTable', 'activity_text')


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


class DueColumn(columns.DateTimeColumn):
    """A time limit, marked when it is past and the task still open."""

    def render(self, value, record: Task) -> str | SafeString:
        text = super().render(value)
        if record.state == TaskStateChoices.OPEN and value < timezone.now():
            return format_html('{} <span class="badge text-bg-red">{}</span>', text, _('late'))
        return text


def _link_role(record: Task) -> str:
    return (record.case.applicant if record.role_key == APPLICANT else record.role).get_absolute_url()


class CaseTable(NetBoxTable):
    number = tables.Column(verbose_name=_('Number'), linkify=True)
    subject = tables.Column(
        verbose_name=_('Subject'), accessor='colocation_request', linkify=True, order_by='colocation_request__name'
    )
    applicant = tables.Column(verbose_name=_('Applicant'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
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
            'pk', 'id', 'number', 'subject', 'applicant', 'agency', 'procedure', 'version', 'state', 'opened_at',
            'closed_at', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'number', 'subject', 'applicant', 'procedure', 'state', 'opened_at', 'closed_at')


class TaskTable(NetBoxTable):
    step = tables.Column(verbose_name=_('Step'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='case__applicant', linkify=True)
    subject = tables.Column(
        verbose_name=_('Subject'),
        accessor='case__colocation_request',
        linkify=True,
        order_by='case__colocation_request__name',
    )
    activity = ActivityColumn(verbose_name=_('Activity'))
    role = tables.Column(verbose_name=_('Role'), linkify=_link_role, empty_values=())
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    due_at = DueColumn(verbose_name=_('Due'), timespec='minutes')
    opened_at = columns.DateTimeColumn(verbose_name=_('Opened'), timespec='minutes')
    closed_at = columns.DateTimeColumn(verbose_name=_('Closed'), timespec='minutes')
    closed_by = tables.Column(verbose_name=_('Closed by'), accessor='closed_by_name')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:task_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = Task
        fields = (
            'pk', 'id', 'step', 'row', 'round', 'case', 'applicant', 'subject', 'activity', 'role', 'state',
            'opened_at', 'due_at', 'closed_at', 'closed_by', 'outcome', 'comment', 'tags', 'created', 'last_updated',
            'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'step', 'activity', 'case', 'applicant', 'subject', 'role', 'state', 'opened_at', 'due_at',
            'closed_by',
        )  # fmt: skip

    def render_role(self, value, record: Task) -> str:
        return _('Applicant') if record.role_key == APPLICANT else str(value)

    def value_role(self, value, record: Task) -> str:
        return str(self.render_role(value, record))
