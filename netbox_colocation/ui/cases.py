"""Panels of cases and tasks; the procedure sheet has its own module."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..constants import APPLICANT
from ..models import Task
from ..workflows.publishing import document_of

__all__ = ('CasePanel', 'TaskPanel')


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


class ActivityAttr(attrs.TextAttr):
    """What the task's row says on the sheet, in the reader's language."""

    def get_value(self, obj: Task) -> str:
        row = document_of(obj.case.version).rows_by_number.get(obj.row)
        return row.activity.in_language(get_language() or 'en') if row else ''


class RoleAttr(attrs.RelatedObjectAttr):
    """The role that a task waits for; for the applicant's, whom the case belongs to."""

    def get_value(self, obj: Task):
        return obj.case.applicant if obj.role_key == APPLICANT else obj.role


class TaskPanel(panels.ObjectAttributesPanel):
    title = _('Task')

    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)
    subject = attrs.RelatedObjectAttr('case.subject', label=_('Subject'), linkify=True)
    applicant = attrs.RelatedObjectAttr('case.applicant', label=_('Applicant'), linkify=True)
    step = attrs.TextAttr('step', label=_('Step'))
    activity = ActivityAttr('row', label=_('Activity'))
    round = attrs.NumericAttr('round', label=_('Round'))
    role = RoleAttr('role', label=_('Role'), linkify=True)
    state = attrs.ChoiceAttr('state', label=_('State'))
    opened_at = attrs.DateTimeAttr('opened_at', label=_('Opened'))
    due_at = attrs.DateTimeAttr('due_at', label=_('Due'))
    closed_at = attrs.DateTimeAttr('closed_at', label=_('Closed'))
    closed_by = attrs.TextAttr('closed_by_name', label=_('Closed by'))
    outcome = attrs.TextAttr('outcome', label=_('Outcome'))
    comment = attrs.TextAttr('comment', label=_('Comment'))
