"""Filter forms of cases and tasks, which only the engine writes."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from netbox.forms import NetBoxModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import CaseStateChoices, SubjectKindChoices, TaskStateChoices
from ..models import Case, Procedure, ProcedureRole, Task
from .fields import filter_choices, yes_or_no

__all__ = ('CaseFilterForm', 'TaskFilterForm')


class CaseFilterForm(NetBoxModelFilterSetForm):
    model = Case
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('state', 'subject_kind', 'procedure_id', 'agency_id', 'applicant_id', name=_('Case')),
    )
    state = forms.MultipleChoiceField(label=_('State'), choices=CaseStateChoices, required=False)
    subject_kind = forms.MultipleChoiceField(label=_('Subject'), choices=SubjectKindChoices, required=False)
    procedure_id = filter_choices(_('Procedure'), Procedure.objects.all())
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    tag = TagFilterField(model)


class TaskFilterForm(NetBoxModelFilterSetForm):
    model = Task
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('mine', 'state', 'overdue', 'claimed_by_id', 'on_paper', name=_('Task')),
        FieldSet('subject_kind', 'row', 'role_id', 'case_id', 'applicant_id', 'closed_by_id', name=_('Case')),
    )
    mine = yes_or_no(_('Mine'))
    state = forms.MultipleChoiceField(label=_('State'), choices=TaskStateChoices, required=False)
    overdue = yes_or_no(_('Late'))
    claimed_by_id = filter_choices(_('Claimed by'), get_user_model().objects.all())
    on_paper = yes_or_no(_('On paper'))
    subject_kind = forms.MultipleChoiceField(label=_('Subject'), choices=SubjectKindChoices, required=False)
    row = forms.CharField(label=_('Row'), required=False)
    role_id = filter_choices(_('Role'), ProcedureRole.objects.all())
    case_id = filter_choices(_('Case'), Case.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    closed_by_id = filter_choices(_('Closed by'), get_user_model().objects.all())
    tag = TagFilterField(model)
