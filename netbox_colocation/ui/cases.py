"""Panels of cases and tasks; the procedure sheet has its own module."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..calendars.office import hours_of
from ..calendars.wording import explain_deadline
from ..constants import APPLICANT
from ..models import Task
from ..workflows.engine import step_of
from ..workflows.publishing import document_of
from .event_words import describe_outcome

__all__ = ('AskedPanel', 'CasePanel', 'TaskPanel', 'explain_due')

# What NetBox shows for a value that is not there.
EMPTY = attrs.ObjectAttribute.placeholder


class CasePanel(panels.ObjectAttributesPanel):
    title = _('Case')

    number = attrs.TextAttr('number', label=_('Number'), style='font-monospace', copy_button=True)
    subject = attrs.RelatedObjectAttr('subject', label=_('Subject'), linkify=True)
    applicant = attrs.RelatedObjectAttr('applicant', label=_('Applicant'), linkify=True, grouped_by='group')
    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    version = attrs.RelatedObjectAttr('version', label=_('Procedure'), linkify=True)
    state = attrs.ChoiceAttr('state', label=_('State'))
    opened_at = attrs.DateTimeAttr('opened_at', label=_('Opened'))
    closed_at = attrs.DateTimeAttr('closed_at', label=_('Closed'))


class RoleAttr(attrs.RelatedObjectAttr):
    """The role that a task waits for; for the applicant's, whom the case belongs to."""

    def get_value(self, obj: Task):
        return obj.case.applicant if obj.role_key == APPLICANT else obj.role


class OutcomeAttr(attrs.TextAttr):
    """How the task was closed, in the words of the version that its case follows; the key where it has none."""

    def get_value(self, obj: Task) -> str:
        if not obj.outcome:
            return ''
        document, language = document_of(obj.case.version), get_language() or 'en'
        return describe_outcome({'step': obj.step, 'outcome': obj.outcome}, document, language)


class TaskPanel(panels.ObjectAttributesPanel):
    title = _('Task')

    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)
    subject = attrs.RelatedObjectAttr('case.subject', label=_('Subject'), linkify=True)
    applicant = attrs.RelatedObjectAttr('case.applicant', label=_('Applicant'), linkify=True)
    step = attrs.TextAttr('step', label=_('Step'))
    round = attrs.NumericAttr('round', label=_('Round'))
    role = RoleAttr('role', label=_('Role'), linkify=True)
    state = attrs.ChoiceAttr('state', label=_('State'))
    claimed_by = attrs.TextAttr('claimed_by', label=_('Claimed by'))
    opened_at = attrs.DateTimeAttr('opened_at', label=_('Opened'))
    target_at = attrs.DateTimeAttr('target_at', label=_('Target'))
    due_at = attrs.DateTimeAttr('due_at', label=_('Due'))
    paused_at = attrs.DateTimeAttr('paused_at', label=_('Paused'))
    closed_at = attrs.DateTimeAttr('closed_at', label=_('Closed'))
    closed_by = attrs.TextAttr('closed_by_name', label=_('Closed by'))
    acted_at = attrs.DateTimeAttr('acted_at', label=_('On paper'))
    recorded_by = attrs.TextAttr('recorded_by_name', label=_('Recorded by'))
    outcome = OutcomeAttr('outcome', label=_('Outcome'))
    comment = attrs.TextAttr('comment', label=_('Comment'))

    def get_context(self, context):
        """Only what there is: of an open task half of it comes later."""
        prepared = super().get_context(context)
        return {**prepared, 'attrs': [attr for attr in prepared['attrs'] if attr['value'] not in ('', EMPTY)]}


class AskedPanel(panels.ObjectPanel):
    """What is asked, and until when, with the reasons of the deadline: the head of an open task's page."""

    template_name = 'netbox_colocation/panels/task_asked.html'
    title = _('What is asked')

    def get_context(self, context):
        prepared = super().get_context(context)
        task = prepared['object']
        row = document_of(task.case.version).rows_by_number.get(task.row)
        language = get_language() or 'en'
        return {
            **prepared,
            'activity': row.activity.in_language(language) if row else '',
            'output': row.output.in_language(language) if row else '',
            'question': task.data.get('question', '') if task.is_question else '',
            'why_due': explain_due(task) if task.is_open else '',
            'is_late': bool(task.is_open and not task.is_paused and task.due_at and task.due_at < timezone.now()),
        }


def explain_due(task: Task) -> str:
    """Return why a task is due when it is, as a sentence; '' where it has no limit. Three queries at most.

    A row's hand-overs share its time: where the task's own opening does not explain the deadline, that of the row's
    first task does; a pause, or somebody's decision, moves it, and the sentence says so.
    """
    if task.due_at is None:
        return ''
    step = step_of(task)
    limit = step.limit or document_of(task.case.version).row_of(step).limit
    if limit is None:
        return ''
    earlier = task.case.tasks.filter(row=task.row, due_at=task.due_at, opened_at__lt=task.opened_at)
    first = earlier.order_by('opened_at').values_list('opened_at', flat=True).first()
    start = first or task.opened_at
    try:
        return explain_deadline(hours_of(task.case.version.procedure, start), start, limit, due=task.due_at)
    except ValueError:  # an office whose calendar never opens explains nothing
        return ''
