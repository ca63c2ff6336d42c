"""Forms of colocation requests, placements and retrievals, and the servers that they ask for."""

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from dcim.choices import CoolingMethodChoices, InterfaceTypeChoices, PowerPortTypeChoices
from dcim.models import Device, DeviceType
from netbox.forms import (
    NetBoxModelBulkEditForm,
    NetBoxModelFilterSetForm,
    NetBoxModelForm,
    NetBoxModelImportForm,
    PrimaryModelBulkEditForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import CSVChoiceField, DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet, InlineFields
from utilities.forms.utils import add_blank_choice
from utilities.forms.widgets import BulkEditNullBooleanSelect, DatePicker

from ..choices import GroupingChoices, RequestStatusChoices, SubjectKindChoices
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
    'GroupingMixin',
    'RequestedServerBulkEditForm',
    'RequestedServerFilterForm',
    'RequestedServerForm',
    'RequestedServerImportForm',
)

SPECIFICATION = (
    'device_type', 'manufacturer', 'model', 'serial', 'u_height', 'is_full_depth', 'is_rack_mountable', 'depth_mm',
    'weight_kg', 'cooling_method', 'redundancy_group', 'power_draw', 'power_supplies', 'power_connector',
    'network_interfaces', 'network_connector', 'mac_addresses', 'public_ipv4', 'private_ipv4', 'public_ipv6',
    'private_ipv6', 'bandwidth', 'domain_names', 'services', 'operating_system',
)  # fmt: skip


class GroupingMixin(forms.Form):
    """How the servers stand to each other: who does not say it leaves it as it is; a retrieval has nothing to say."""

    grouping = forms.ChoiceField(
        label=_('Grouping'),
        choices=GroupingChoices,
        required=False,
        initial=GroupingChoices.ANY,
        help_text=_('How the servers stand to each other'),
    )

    def clean_grouping(self) -> str:
        return self.cleaned_data['grouping'] or self.instance.grouping


class ColocationRequestForm(GroupingMixin, SubjectForm):
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
        FieldSet('site', 'location', 'grouping', 'returned_devices', name=_('Where')),
        *LETTER_FIELDSETS,
    )

    class Meta:
        model = ColocationRequest
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'site', 'location', 'grouping', 'returned_devices', *LETTER,
            *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'letter_date': DatePicker()}


class ColocationRequestImportForm(SubjectImportForm):
    grouping = CSVChoiceField(
        label=_('Grouping'),
        choices=GroupingChoices,
        required=False,
        help_text=_('How the servers stand to each other; empty: wherever they fit'),
    )
    returned_devices = csv_devices(_('Names of the devices that a retrieval takes back, separated by commas'))

    class Meta:
        model = ColocationRequest
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'site', 'location', 'grouping', 'returned_devices', *LETTER,
            *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip


class ColocationRequestBulkEditForm(PrimaryModelBulkEditForm):
    site = site_choice(required=False)
    location = location_choice()
    grouping = forms.ChoiceField(label=_('Grouping'), choices=add_blank_choice(GroupingChoices), required=False)
    purpose = forms.CharField(label=_('Purpose'), required=False, widget=forms.Textarea())

    model = ColocationRequest
    fieldsets = (FieldSet('site', 'location', 'grouping', 'purpose', 'description'),)
    nullable_fields = ('location', 'description', 'comments')


class ColocationRequestFilterForm(SubjectFilterForm):
    model = ColocationRequest
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('subject_kind', 'status', 'procedure_id', 'applicant_id', 'valid_until__lte', name=_('Request')),
        FieldSet('site_id', 'location_id', 'grouping', 'device_id', name=_('Where')),
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
    grouping = forms.MultipleChoiceField(label=_('Grouping'), choices=GroupingChoices, required=False)
    device_id = filter_choices(_('Device to return'), Device.objects.all())
    tag = TagFilterField(model)


class AtLeastOneMixin:
    """Numbers of which 0 is none: Django’s own bound for them is 0, and would name a value that is refused as well."""

    AT_LEAST_ONE = ('depth_mm', 'power_draw', 'power_supplies', 'network_interfaces')

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in self.AT_LEAST_ONE:
            if field := self.fields.get(name):
                # The model's bound is checked with the rest of the model.
                field.validators = [check for check in field.validators if not isinstance(check, MinValueValidator)]
                field.widget.attrs['min'] = 1


class RequestedServerForm(AtLeastOneMixin, NetBoxModelForm):
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
            'manufacturer',
            'model',
            'u_height',
            'is_full_depth',
            'is_rack_mountable',
            'depth_mm',
            'weight_kg',
            'cooling_method',
            name=_('Specification'),
        ),
        FieldSet('redundancy_group', name=_('Place')),
        FieldSet('power_draw', 'power_supplies', 'power_connector', name=_('Electricity')),
        FieldSet(
            'network_interfaces',
            'network_connector',
            'mac_addresses',
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
        help_texts = {
            'domain_names': _('Separated by commas'),
            'mac_addresses': _('Of the interfaces, in their order, separated by commas: 00:16:3E:00:00:01'),
        }
        labels = {
            'public_ipv4': _('Public'),
            'private_ipv4': _('Private'),
            'public_ipv6': _('Public'),
            'private_ipv6': _('Private'),
        }


class RequestedServerImportForm(AtLeastOneMixin, KeepDefaultsMixin, NetBoxModelImportForm):
    request = csv_choice(_('Request'), ColocationRequest.objects.all(), _('ID of the request'), by=None)
    device_type = csv_choice(_('Device type'), DeviceType.objects.all(), _('Slug of the device type'), required=False)
    cooling_method = CSVChoiceField(
        label=_('Cooling method'), choices=CoolingMethodChoices, required=False, help_text=_('How it is cooled')
    )
    power_connector = CSVChoiceField(
        label=_('Power connector'), choices=PowerPortTypeChoices, required=False, help_text=_('Inlet of the supplies')
    )
    network_connector = CSVChoiceField(
        label=_('Network connector'),
        choices=InterfaceTypeChoices,
        required=False,
        help_text=_('Kind of switch port that each interface needs'),
    )

    class Meta:
        model = RequestedServer
        fields = ('request', 'name', *SPECIFICATION, 'tags')


class RequestedServerBulkEditForm(NetBoxModelBulkEditForm):
    device_type = DynamicModelChoiceField(label=_('Device type'), queryset=DeviceType.objects.all(), required=False)
    u_height = forms.DecimalField(label=_('Height (U)'), min_value=0, decimal_places=1, required=False)
    is_full_depth = forms.NullBooleanField(label=_('Full depth'), required=False, widget=BulkEditNullBooleanSelect())
    is_rack_mountable = forms.NullBooleanField(
        label=_('Rack-mountable'), required=False, widget=BulkEditNullBooleanSelect()
    )
    cooling_method = forms.ChoiceField(
        label=_('Cooling method'), choices=add_blank_choice(CoolingMethodChoices), required=False
    )
    redundancy_group = forms.CharField(
        label=_('Redundancy group'),
        max_length=50,
        required=False,
        help_text=_('Servers of one group stand in different racks, on different feeds'),
    )
    power_connector = forms.ChoiceField(
        label=_('Power connector'), choices=add_blank_choice(PowerPortTypeChoices), required=False
    )
    network_connector = forms.ChoiceField(
        label=_('Network connector'), choices=add_blank_choice(InterfaceTypeChoices), required=False
    )
    depth_mm = forms.IntegerField(label=_('Depth (mm)'), min_value=1, required=False)
    weight_kg = forms.DecimalField(label=_('Weight (kg)'), min_value=0, decimal_places=2, required=False)
    power_draw = forms.IntegerField(label=_('Power draw (W)'), min_value=1, required=False)
    power_supplies = forms.IntegerField(label=_('Power supplies'), min_value=1, required=False)
    network_interfaces = forms.IntegerField(label=_('Network interfaces'), min_value=1, required=False)
    bandwidth = forms.IntegerField(label=_('Bandwidth (kbit/s)'), min_value=0, required=False)
    operating_system = forms.CharField(label=_('Operating system'), max_length=100, required=False)

    model = RequestedServer
    fieldsets = (
        FieldSet(
            'device_type',
            'u_height',
            'is_full_depth',
            'is_rack_mountable',
            'depth_mm',
            'weight_kg',
            'cooling_method',
            name=_('Specification'),
        ),
        FieldSet('redundancy_group', name=_('Place')),
        FieldSet('power_draw', 'power_supplies', 'power_connector', name=_('Electricity')),
        FieldSet('network_interfaces', 'network_connector', 'bandwidth', 'operating_system', name=_('Network')),
    )
    nullable_fields = (
        'device_type', 'u_height', 'depth_mm', 'weight_kg', 'cooling_method', 'redundancy_group', 'power_draw',
        'power_connector', 'network_connector', 'operating_system',
    )  # fmt: skip


class RequestedServerFilterForm(NetBoxModelFilterSetForm):
    model = RequestedServer
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('request_id', 'applicant_id', 'name', 'serial', 'redundancy_group', name=_('Server')),
        FieldSet('device_type_id', 'is_full_depth', 'is_rack_mountable', 'cooling_method', name=_('Specification')),
        FieldSet('power_connector', 'network_connector', 'mac_address', 'domain_name', 'service', name=_('Connected')),
    )
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    name = forms.CharField(label=_('Host name'), required=False)
    serial = forms.CharField(label=_('Serial number'), required=False)
    device_type_id = filter_choices(_('Device type'), DeviceType.objects.all())
    redundancy_group = forms.CharField(label=_('Redundancy group'), required=False)
    is_full_depth = yes_or_no(_('Full depth'))
    is_rack_mountable = yes_or_no(_('Rack-mountable'))
    cooling_method = forms.MultipleChoiceField(label=_('Cooling method'), choices=CoolingMethodChoices, required=False)
    power_connector = forms.MultipleChoiceField(
        label=_('Power connector'), choices=PowerPortTypeChoices, required=False
    )
    network_connector = forms.MultipleChoiceField(
        label=_('Network connector'), choices=InterfaceTypeChoices, required=False
    )
    mac_address = forms.CharField(label=_('MAC address'), required=False)
    domain_name = forms.CharField(label=_('Domain name'), required=False)
    service = forms.CharField(label=_('Service'), required=False)
    tag = TagFilterField(model)
