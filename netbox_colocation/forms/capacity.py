"""Forms of capacity pools; a filter form of capacity checks, which are never edited."""

from django import forms
from django.utils.translation import gettext_lazy as _

from circuits.models import Circuit
from dcim.models import Device, Location, PowerPanel, Site
from netbox.forms import (
    NetBoxModelFilterSetForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import (
    CSVChoiceField,
    CSVModelMultipleChoiceField,
    DynamicModelMultipleChoiceField,
    TagFilterField,
)
from utilities.forms.rendering import FieldSet

from ..choices import CapacityVerdictChoices, PoolKindChoices
from ..models import CapacityCheck, CapacityPool, ColocationRequest
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, location_choice, site_choice

__all__ = (
    'CapacityCheckFilterForm',
    'CapacityPoolBulkEditForm',
    'CapacityPoolFilterForm',
    'CapacityPoolForm',
    'CapacityPoolImportForm',
)


class CapacityPoolForm(PrimaryModelForm):
    site = site_choice()
    location = location_choice()
    devices = DynamicModelMultipleChoiceField(
        label=_('Devices'), queryset=Device.objects.all(), required=False, query_params={'site_id': '$site'}
    )
    power_panels = DynamicModelMultipleChoiceField(
        label=_('Power panels'),
        queryset=PowerPanel.objects.all(),
        required=False,
        query_params={'site_id': '$site'},
        help_text=_('Of a UPS: the panels behind it. It then carries the racks that these panels feed.'),
    )
    circuits = DynamicModelMultipleChoiceField(label=_('Circuits'), queryset=Circuit.objects.all(), required=False)

    fieldsets = (
        FieldSet('name', 'kind', 'site', 'location', 'description', 'tags', name=_('Capacity pool')),
        FieldSet('capacity', 'reserve_percent', name=_('Capacity')),
        FieldSet('devices', 'power_panels', 'circuits', name=_('Stands for')),
    )

    class Meta:
        model = CapacityPool
        fields = (
            'name', 'kind', 'site', 'location', 'capacity', 'reserve_percent', 'devices', 'power_panels', 'circuits',
            'description', 'owner', 'comments', 'tags',
        )  # fmt: skip


class CapacityPoolImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    kind = CSVChoiceField(label=_('Kind'), choices=PoolKindChoices, help_text=_('What the pool is'))
    site = csv_choice(_('Site'), Site.objects.all(), _('Slug of the site'))
    location = csv_choice(_('Location'), Location.objects.all(), _('Slug of the location'), required=False)
    devices = CSVModelMultipleChoiceField(
        label=_('Devices'), queryset=Device.objects.all(), required=False, to_field_name='name',
        help_text=_('Names of devices, separated by commas, within double quotes'),
    )  # fmt: skip
    power_panels = CSVModelMultipleChoiceField(
        label=_('Power panels'), queryset=PowerPanel.objects.all(), required=False, to_field_name='name',
        help_text=_('Names of power panels, separated by commas, within double quotes'),
    )  # fmt: skip
    circuits = CSVModelMultipleChoiceField(
        label=_('Circuits'), queryset=Circuit.objects.all(), required=False, to_field_name='cid',
        help_text=_('Circuit IDs, separated by commas, within double quotes'),
    )  # fmt: skip

    class Meta:
        model = CapacityPool
        fields = (
            'name', 'kind', 'site', 'location', 'capacity', 'reserve_percent', 'devices', 'power_panels', 'circuits',
            'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('site'):
            for name in ('location', 'devices', 'power_panels'):
                field = self.fields[name]
                field.queryset = field.queryset.filter(site__slug=data['site'])


class CapacityPoolBulkEditForm(PrimaryModelBulkEditForm):
    site = site_choice(required=False)
    location = location_choice()
    capacity = forms.IntegerField(
        label=_('Capacity'), min_value=0, required=False, help_text=_('W for a UPS, kbit/s for bandwidth')
    )
    reserve_percent = forms.IntegerField(label=_('Kept free (%)'), min_value=0, max_value=99, required=False)

    model = CapacityPool
    fieldsets = (FieldSet('site', 'location', 'capacity', 'reserve_percent', 'description'),)
    nullable_fields = ('location', 'capacity', 'description', 'comments')


class CapacityPoolFilterForm(PrimaryModelFilterSetForm):
    model = CapacityPool
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet(
            'kind', 'site_id', 'location_id', 'device_id', 'power_panel_id', 'circuit_id', name=_('Capacity pool')
        ),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=PoolKindChoices, required=False)
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    device_id = filter_choices(_('Device'), Device.objects.all(), query_params={'site_id': '$site_id'})
    power_panel_id = filter_choices(_('Power panel'), PowerPanel.objects.all(), query_params={'site_id': '$site_id'})
    circuit_id = filter_choices(_('Circuit'), Circuit.objects.all())
    tag = TagFilterField(model)


class CapacityCheckFilterForm(NetBoxModelFilterSetForm):
    model = CapacityCheck
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('verdict', 'request_id', 'applicant_id', name=_('Capacity check')),
    )
    verdict = forms.MultipleChoiceField(label=_('Verdict'), choices=CapacityVerdictChoices, required=False)
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    tag = TagFilterField(model)
