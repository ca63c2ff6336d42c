"""Forms of holds: to filter them, and the acts of `workflows.holding` on them; only allocation writes them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Rack
from netbox.forms import NetBoxModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DateTimePicker

from ..choices import HoldStateChoices
from ..models import ColocationRequest, Hold
from .fields import filter_choices

__all__ = ('HoldFilterForm', 'HoldPlacesForm', 'ReleaseHoldForm', 'RenewHoldForm')


class HoldFilterForm(NetBoxModelFilterSetForm):
    model = Hold
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('state', 'request_id', 'applicant_id', 'rack_id', name=_('Hold')),
    )
    state = forms.MultipleChoiceField(label=_('State'), choices=HoldStateChoices, required=False)
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    rack_id = filter_choices(_('Rack'), Rack.objects.all())
    tag = TagFilterField(model)


class HoldPlacesForm(forms.Form):
    """Holding asks for nothing: what and where follows from the request."""


class RenewHoldForm(forms.Form):
    until = forms.DateTimeField(
        label=_('Until'), widget=DateTimePicker(), help_text=_('A moment after the present end of the hold')
    )


class ReleaseHoldForm(forms.Form):
    reason = forms.CharField(
        label=_('Reason'), max_length=5000, widget=forms.Textarea(), help_text=_('It stands in the case’s record')
    )
