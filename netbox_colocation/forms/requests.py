"""Forms of colocation requests, placements and retrievals, and the servers that they ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, DeviceType
from netbox.forms import (
    NetBoxModelBulkEditForm,
    NetBoxModelFilterSetForm,
    NetBoxModelForm,
    NetBoxModelImportForm,
    PrimaryModelBulkEditForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet, InlineFields
from utilities.forms.widgets import BulkEditNullBooleanSelect, DatePicker

from ..choices import RequestStatusChoices, SubjectKindChoices
from ..models import ColocationRequest, Procedure, RequestedServer
from .fields import (
    KeepDefaultsMixin,
    csv_choice,
    csv_devices,
    device_choices,
    filter_choices,
    location_choice,
    site_choice,
    yes_or_no,
)
from .subjects import (
    ADMINISTRATIVE,
    LETTER,
    LETTER_FIELDSETS,
    TECHNICAL,
    SubjectFilterForm,
    SubjectForm,
    SubjectImportForm,
)

__all__ = (
    'ColocationRequestBulkEditForm',
    'ColocationRequestFilterForm',
    'ColocationRequestForm',
    'ColocationRequestImportForm',
    'RequestedServerBulkEditForm',
    'RequestedServerFilterForm',
    'RequestedServerForm',
    'RequestedServerImportForm',
)

SPECIFICATION = (
    'device_type', 'manufacturer', 'model', 'serial', 'u_height', 'is_full_depth', 'depth_mm', 'weight_kg',
    'power_draw', 'power_supplies', 'network_interfaces', 'public_ipv4', 'private_ipv4', 'public_ipv6',
    'private_ipv6', 'bandwidth', 'domain_names', 'services', 'operating_system',
)  # fmt: skip


class ColocationRequestForm(SubjectForm):
    procedure = DynamicModelChoiceField(
        label=_('Procedure'),
        queryset=Procedure.objects.filter(subject_kind__in=ColocationRequest.SUBJECT_KINDS),
        query_params={'subject_kind': list(ColocationRequest.SUBJECT_KINDS)},
    )
    returned_devices = device_choices(
        _('Devices to return'),
        query_params={'tenant_id': '$applicant', 'site_id': '$site'},
        help_text=_('Of a retrieval: the applicant’s devices at the site that it takes back'),
    )

    fieldsets = (
        FieldSet('procedure', 'applicant', 'name', 'purpose', 'description', 'tags', name=_('Request')),
        FieldSet('site', 'location', 'returned_devices', name=_('Where')),
        *LETTER_FIELDSETS,
    )

    class Meta:
        model = ColocationRequest
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'site', 'location', 'returned_devices', *LETTER,
            *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'letter_date': DatePicker()}


class ColocationRequestImportForm(SubjectImportForm):
    returned_devices = csv_devices(_('Names of the devices that a retrieval takes back, separated by commas'))

    class Meta:
        model = ColocationRequest
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'site', 'location', 'returned_devices', *LETTER,
            *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip


class ColocationRequestBulkEditForm(PrimaryModelBulkEditForm):
    site = site_choice(required=False)
    location = location_choice()
    purpose = forms.CharField(label=_('Purpose'), required=False, widget=forms.Textarea())

    model = ColocationRequest
    fieldsets = (FieldSet('site', 'location', 'purpose', 'description'),)
    nullable_fields = ('location', 'description', 'comments')


class ColocationRequestFilterForm(SubjectFilterForm):
    model = ColocationRequest
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('subject_kind', 'status', 'procedure_id', 'applicant_id', 'valid_until__lte', name=_('Request')),
        FieldSet('site_id', 'location_id', 'device_id', name=_('Where')),
        FieldSet('letter_number', 'letter_date', name=_('Letter')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    selector_fields = ('filter_id', 'q', 'status', 'applicant_id')
    subject_kind = forms.MultipleChoiceField(
        label=_('Kind'),
        choices=[choice for choice in SubjectKindChoices if choice[0] in ColocationRequest.SUBJECT_KINDS],
        required=False,
    )
    valid_until__lte = forms.DateField(label=_('Valid until, at the latest'), required=False, widget=DatePicker())
    device_id = filter_choices(_('Device to return'), Device.objects.all())
    tag = TagFilterField(model)


class RequestedServerForm(NetBoxModelForm):
    request = DynamicModelChoiceField(
        label=_('Request'),
        queryset=ColocationRequest.objects.all(),
        query_params={
            'status': [RequestStatusChoices.DRAFT, RequestStatusChoices.RETURNED],
            'subject_kind': SubjectKindChoices.COLOCATION_REQUEST,
        },
        selector=True,
    )
    device_type = DynamicModelChoiceField(
        label=_('Device type'),
        queryset=DeviceType.objects.all(),
        required=False,
        selector=True,
        help_text=_('Or leave this empty and fill in the specification'),
    )

    fieldsets = (
        FieldSet('request', 'name', 'operating_system', 'tags', name=_('Server')),
        FieldSet('device_type', 'serial', name=_('Device')),
        FieldSet(
            'manufacturer', 'model', 'u_height', 'is_full_depth', 'depth_mm', 'weight_kg', name=_('Specification')
        ),
        FieldSet('power_draw', 'power_supplies', name=_('Electricity')),
        FieldSet(
            'network_interfaces',
            InlineFields('public_ipv4', 'private_ipv4', label=_('IPv4 addresses')),
            InlineFields('public_ipv6', 'private_ipv6', label=_('IPv6 addresses')),
            'bandwidth',
            'domain_names',
            'services',
            name=_('Network'),
        ),
    )

    class Meta:
        model = RequestedServer
        fields = ('request', 'name', *SPECIFICATION, 'tags')
        help_texts = {'domain_names': _('Separated by commas')}
        labels = {
            'public_ipv4': _('Public'),
            'private_ipv4': _('Private'),
            'public_ipv6': _('Public'),
            'private_ipv6': _('Private'),
        }


class RequestedServerImportForm(KeepDefaultsMixin, NetBoxModelImportForm):
    request = csv_choice(_('Request'), ColocationRequest.objects.all(), _('ID of the request'), by=None)
    device_type = csv_choice(_('Device type'), DeviceType.objects.all(), _('Slug of the device type'), required=False)

    class Meta:
        model = RequestedServer
        fields = ('request', 'name', *SPECIFICATION, 'tags')


class RequestedServerBulkEditForm(NetBoxModelBulkEditForm):
    device_type = DynamicModelChoiceField(label=_('Device type'), queryset=DeviceType.objects.all(), required=False)
    u_height = forms.DecimalField(label=_('Height (U)'), min_value=0, decimal_places=1, required=False)
    is_full_depth = forms.NullBooleanField(label=_('Full depth'), required=False, widget=BulkEditNullBooleanSelect())
    depth_mm = forms.IntegerField(label=_('Depth (mm)'), min_value=1, required=False)
    weight_kg = forms.DecimalField(label=_('Weight (kg)'), min_value=0, decimal_places=2, required=False)
    power_draw = forms.IntegerField(label=_('Power draw (W)'), min_value=1, required=False)
    power_supplies = forms.IntegerField(label=_('Power supplies'), min_value=1, required=False)
    network_interfaces = forms.IntegerField(label=_('Network interfaces'), min_value=1, required=False)
    bandwidth = forms.IntegerField(label=_('Bandwidth (kbit/s)'), min_value=0, required=False)
    operating_system = forms.CharField(label=_('Operating system'), max_length=100, required=False)

    model = RequestedServer
    fieldsets = (
        FieldSet('device_type', 'u_height', 'is_full_depth', 'depth_mm', 'weight_kg', name=_('Specification')),
        FieldSet('power_draw', 'power_supplies', name=_('Electricity')),
        FieldSet('network_interfaces', 'bandwidth', 'operating_system', name=_('Network')),
    )
    nullable_fields = ('device_type', 'u_height', 'depth_mm', 'weight_kg', 'power_draw', 'operating_system')


class RequestedServerFilterForm(NetBoxModelFilterSetForm):
    model = RequestedServer
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('request_id', 'applicant_id', 'name', 'serial', name=_('Server')),
        FieldSet('device_type_id', 'is_full_depth', 'domain_name', 'service', name=_('Specification')),
    )
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    name = forms.CharField(label=_('Host name'), required=False)
    serial = forms.CharField(label=_('Serial number'), required=False)
    device_type_id = filter_choices(_('Device type'), DeviceType.objects.all())
    is_full_depth = yes_or_no(_('Full depth'))
    domain_name = forms.CharField(label=_('Domain name'), required=False)
    service = forms.CharField(label=_('Service'), required=False)
    tag = TagFilterField(model)
