"""Filter form of holds, which only allocation writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Rack
from netbox.forms import NetBoxModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import HoldStateChoices
from ..models import ColocationRequest, Hold
from .fields import filter_choices

__all__ = ('HoldFilterForm',)


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
