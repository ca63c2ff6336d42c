"""Forms of monitoring targets, their acts, and the filter form of drift reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, DeviceRole, Location, Rack, Site
from ipam.models import IPAddress, Service
from netbox.forms import (
    NetBoxModelFilterSetForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Contact, Tenant
from utilities.forms import add_blank_choice
from utilities.forms.fields import (
    CSVChoiceField,
    DynamicModelChoiceField,
    JSONField,
    TagFilterField,
)
from utilities.forms.rendering import FieldSet

from ..choices import (
    MonitoringHealthChoices,
    MonitoringKindChoices,
    MonitoringSchemeChoices,
    MonitoringSeverityChoices,
    MonitoringStateChoices,
)
from ..models import ColocationRequest, DriftReport, MonitoringTarget
from .acts import PlainForm
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, yes_or_no

__all__ = (
    'AcceptTargetForm',
    'DriftReportFilterForm',
    'MonitoringTargetBulkEditForm',
    'MonitoringTargetFilterForm',
    'MonitoringTargetForm',
    'MonitoringTargetImportForm',
    'RetireTargetForm',
)

WHERE = ('device', 'address', 'kind', 'port')
HOW = ('scheme', 'metrics_path', 'module', 'service')
WHOM = ('severity', 'contact', 'labels')
LAST = ('description', 'owner', 'comments', 'tags')


class OnceMixin:
    """That one thing is watched once, rests on the state too, which is in no form: it is looked at all the same."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {'state'}


class MonitoringTargetForm(OnceMixin, PrimaryModelForm):
    """What is watched of a retired target stays as it was: only what is said about it may change."""

    device = DynamicModelChoiceField(label=_('Device'), queryset=Device.objects.all(), selector=True)
    address = DynamicModelChoiceField(
        label=_('Address'),
        queryset=IPAddress.objects.all(),
        required=False,
        query_params={'device_id': '$device'},
        help_text=_('Empty: the primary address of the device'),
    )
    service = DynamicModelChoiceField(
        label=_('Service'),
        queryset=Service.objects.all(),
        required=False,
        query_params={'device_id': '$device'},
        help_text=_('What a probe asks for'),
    )
    contact = DynamicModelChoiceField(
        label=_('Contact'), queryset=Contact.objects.all(), required=False, help_text=_('Whom to call when it is down')
    )
    labels = JSONField(
        label=_('Labels'), required=False, help_text=_('Of your own, for every feed, as {"name": "text"}')
    )

    fieldsets = (
        FieldSet(*WHERE, 'description', 'tags', name=_('Monitoring target')),
        FieldSet('scheme', 'metrics_path', name=_('Exporter')),
        FieldSet('module', 'service', name=_('Probe from outside')),
        FieldSet(*WHOM, name=_('When it is down')),
    )

    class Meta:
        model = MonitoringTarget
        fields = (*WHERE, *HOW, *WHOM, *LAST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_retired:
            self.fields['device'].required = False
            for name in (*WHERE, *HOW, *WHOM):
                self.fields[name].disabled = True

    def clean_labels(self) -> dict[str, str]:
        return self.cleaned_data['labels'] or {}


class MonitoringTargetImportForm(OnceMixin, KeepDefaultsMixin, PrimaryModelImportForm):
    device = csv_choice(_('Device'), Device.objects.all(), _('Name of the device'), by='name')
    address = csv_choice(
        _('Address'),
        IPAddress.objects.all(),
        _('With its mask, like 10.1.2.3/24; empty: the primary address of the device'),
        by='address',
        required=False,
    )
    kind = CSVChoiceField(
        label=_('Kind'), choices=MonitoringKindChoices, required=False, help_text=_('How it is watched')
    )
    scheme = CSVChoiceField(label=_('Scheme'), choices=MonitoringSchemeChoices, required=False)
    severity = CSVChoiceField(
        label=_('Severity'),
        choices=MonitoringSeverityChoices,
        required=False,
        help_text=_('How bad it is when it is down'),
    )
    service = csv_choice(
        _('Service'), Service.objects.all(), _('ID of the service that a probe asks for'), by=None, required=False
    )
    contact = csv_choice(_('Contact'), Contact.objects.all(), _('Name of the contact'), by='name', required=False)
    labels = JSONField(label=_('Labels'), required=False, help_text=_('As {"name": "text"}, within double quotes'))

    class Meta:
        model = MonitoringTarget
        fields = (*WHERE, *HOW, *WHOM, *LAST)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('device'):
            # Two devices may have the same address in different VRFs.
            address = self.fields['address']
            address.queryset = address.queryset.filter(interface__device__name=data['device'])

    def clean_labels(self) -> dict[str, str]:
        return self.cleaned_data['labels'] or {}

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.instance.is_retired:
            raise forms.ValidationError(_('This target is retired: leave its line out.'))
        return self.cleaned_data


class MonitoringTargetBulkEditForm(PrimaryModelBulkEditForm):
    kind = forms.ChoiceField(label=_('Kind'), choices=add_blank_choice(MonitoringKindChoices), required=False)
    port = forms.IntegerField(label=_('Port'), min_value=1, max_value=65535, required=False)
    scheme = forms.ChoiceField(label=_('Scheme'), choices=add_blank_choice(MonitoringSchemeChoices), required=False)
    metrics_path = forms.CharField(label=_('Path'), max_length=200, required=False)
    module = forms.CharField(label=_('Module'), max_length=50, required=False)
    severity = forms.ChoiceField(
        label=_('Severity'), choices=add_blank_choice(MonitoringSeverityChoices), required=False
    )
    contact = DynamicModelChoiceField(label=_('Contact'), queryset=Contact.objects.all(), required=False)
    labels = JSONField(label=_('Labels'), required=False, help_text=_('In place of those that there are'))

    model = MonitoringTarget
    fieldsets = (
        FieldSet('kind', 'port', 'description', name=_('Monitoring target')),
        FieldSet('scheme', 'metrics_path', 'module', name=_('How it is watched')),
        FieldSet(*WHOM, name=_('When it is down')),
    )
    nullable_fields = ('port', 'module', 'contact', 'description', 'comments')


class MonitoringTargetFilterForm(PrimaryModelFilterSetForm):
    model = MonitoringTarget
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('kind', 'state', 'is_muted', 'health', 'severity', 'source', name=_('Target')),
        FieldSet('site_id', 'location_id', 'rack_id', 'role_id', 'device_id', 'tenant_id', name=_('Device')),
        FieldSet('request_id', 'contact_id', 'label', name=_('Further')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=MonitoringKindChoices, required=False)
    state = forms.MultipleChoiceField(label=_('State'), choices=MonitoringStateChoices, required=False)
    is_muted = yes_or_no(_('Muted'))
    health = forms.MultipleChoiceField(label=_('Health'), choices=MonitoringHealthChoices, required=False)
    severity = forms.MultipleChoiceField(label=_('Severity'), choices=MonitoringSeverityChoices, required=False)
    source = forms.CharField(label=_('Monitoring system'), required=False)
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    rack_id = filter_choices(
        _('Rack'), Rack.objects.all(), query_params={'site_id': '$site_id', 'location_id': '$location_id'}
    )
    role_id = filter_choices(_('Role of the device'), DeviceRole.objects.all())
    device_id = filter_choices(
        _('Device'), Device.objects.all(), query_params={'site_id': '$site_id', 'rack_id': '$rack_id'}
    )
    tenant_id = filter_choices(_('Tenant'), Tenant.objects.all())
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    contact_id = filter_choices(_('Contact'), Contact.objects.all())
    label = forms.CharField(label=_('Label of its own'), required=False, help_text=_('name, or name=text'))
    tag = TagFilterField(model)


class AcceptTargetForm(PlainForm):
    comment = forms.CharField(
        label=_('Comment'),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={'rows': 2}),
        help_text=_('Needed where monitoring has not seen it: how you know that it is watched'),
    )


class RetireTargetForm(PlainForm):
    DEMANDED = ('reason',)
    reason = forms.CharField(
        label=_('Reason'), required=False, max_length=2000, widget=forms.Textarea(attrs={'rows': 2})
    )


class DriftReportFilterForm(NetBoxModelFilterSetForm):
    model = DriftReport
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('source', 'is_clean', name=_('Drift report')),
    )
    source = forms.CharField(label=_('Monitoring system'), required=False)
    is_clean = yes_or_no(_('No difference'))
    tag = TagFilterField(model)
