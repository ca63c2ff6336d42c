"""Forms of extensions: to filter them, to ask for one, and to answer one (acts of `workflows.terms`)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from netbox.forms import NetBoxModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import ExtensionStateChoices
from ..models import ColocationRequest, Extension
from .fields import filter_choices

__all__ = ('ExtensionAnswerForm', 'ExtensionFilterForm', 'ExtensionQuestionForm')


class ExtensionFilterForm(NetBoxModelFilterSetForm):
    model = Extension
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('state', 'request_id', 'applicant_id', name=_('Extension')),
    )
    state = forms.MultipleChoiceField(label=_('State'), choices=ExtensionStateChoices, required=False)
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    tag = TagFilterField(model)


class ExtensionQuestionForm(forms.Form):
    """What an applicant's representative asks."""

    until = forms.DateField(label=_('Until'), widget=DatePicker(), help_text=_('The last day of the new term'))
    reason = forms.CharField(label=_('Reason'), max_length=5000, widget=forms.Textarea())


class ExtensionAnswerForm(forms.Form):
    """What the agency answers."""

    granted = forms.TypedChoiceField(
        label=_('Answer'),
        choices=(('true', _('Grant the extension')), ('false', _('Refuse the extension'))),
        coerce=lambda value: value == 'true',
    )
    answer = forms.CharField(
        label=_('Remark'), max_length=5000, required=False, widget=forms.Textarea(), help_text=_('A refusal needs it')
    )
