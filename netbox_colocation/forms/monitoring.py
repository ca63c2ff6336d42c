"""Filter form of monitoring targets, which only the procedure's step writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Site
from netbox.forms import NetBoxModelFilterSetForm
from tenancy.models import Tenant
from utilities.forms.fields import TagFilterField
from utilities.forms.rendering import FieldSet

from ..choices import MonitoringStateChoices
from ..models import ColocationRequest, MonitoringTarget
from .fields import filter_choices

__all__ = ('MonitoringTargetFilterForm',)


class MonitoringTargetFilterForm(NetBoxModelFilterSetForm):
    model = MonitoringTarget
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('state', 'site_id', 'device_id', 'tenant_id', 'request_id', name=_('Target')),
    )
    state = forms.MultipleChoiceField(label=_('State'), choices=MonitoringStateChoices, required=False)
    site_id = filter_choices(_('Site'), Site.objects.all())
    device_id = filter_choices(_('Device'), Device.objects.all(), query_params={'site_id': '$site_id'})
    tenant_id = filter_choices(_('Tenant'), Tenant.objects.all())
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    tag = TagFilterField(model)
