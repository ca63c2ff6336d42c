"""Forms of disposals: to propose one, to decide about it, to carry it out, and to filter them."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from netbox.forms import PrimaryModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import DynamicModelMultipleChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import DisposalStateChoices
from ..models import Disposal, Document
from .fields import filter_choices, tenant_choice

__all__ = (
    'ApproveDisposalForm',
    'CarryOutDisposalForm',
    'DisposalFilterForm',
    'ProposeDisposalForm',
    'RefuseDisposalForm',
)


class ProposeDisposalForm(forms.ModelForm):
    agency = tenant_choice(_('Agency'))
    documents = DynamicModelMultipleChoiceField(
        label=_('Documents'),
        queryset=Document.objects.none(),
        required=False,
        query_params={'due_for_disposal': 'true', 'agency_id': '$agency'},
        help_text=_('Only papers whose time is over. None: all of them that you may see'),
    )

    class Meta:
        model = Disposal
        fields = ('agency', 'name', 'reason', 'documents', 'approval_number', 'description')

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['documents'].queryset = Document.objects.restrict(user, 'view')


class ApproveDisposalForm(forms.Form):
    approval_number = forms.CharField(
        label=_('Number of the approval'),
        max_length=100,
        required=False,
        help_text=_('The decision that allows it; blank: as the proposal says'),
    )
    remark = forms.CharField(label=_('Remark'), max_length=5000, required=False, widget=forms.Textarea())


class RefuseDisposalForm(forms.Form):
    remark = forms.CharField(label=_('Remark'), max_length=5000, widget=forms.Textarea(), help_text=_('Why'))


class CarryOutDisposalForm(forms.Form):
    is_sure = forms.BooleanField(label=_('The files of all its papers are destroyed for good'))


class DisposalFilterForm(PrimaryModelFilterSetForm):
    model = Disposal
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'state', 'document_id', name=_('Disposal')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    state = forms.MultipleChoiceField(label=_('State'), choices=DisposalStateChoices, required=False)
    document_id = filter_choices(_('Document'), Document.objects.all())
    tag = TagFilterField(model)
