"""Forms of colocation requests and the servers that they ask for.

A request's letter is uploaded with the request itself: either both are stored, or neither is.
"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.models import DeviceType, Location, Site
from netbox.forms import (
    NetBoxModelBulkEditForm,
    NetBoxModelFilterSetForm,
    NetBoxModelForm,
    NetBoxModelImportForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.exceptions import AbortRequest
from utilities.forms.fields import DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet, InlineFields
from utilities.forms.widgets import BulkEditNullBooleanSelect, DatePicker

from ..choices import DocumentKindChoices, RequestStatusChoices, SubjectKindChoices
from ..conf import get_setting
from ..documents import files
from ..exceptions import FileRefused
from ..models import ColocationRequest, Procedure, RequestedServer
from .fields import (
    KeepDefaultsMixin,
    csv_choice,
    filter_choices,
    location_choice,
    site_choice,
    tenant_choice,
    yes_or_no,
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

ADMINISTRATIVE = ('administrative_name', 'administrative_position', 'administrative_email', 'administrative_phone')
TECHNICAL = ('technical_name', 'technical_organisation', 'technical_email', 'technical_phone')
SPECIFICATION = (
    'device_type', 'manufacturer', 'model', 'serial', 'u_height', 'is_full_depth', 'depth_mm', 'weight_kg',
    'power_draw', 'power_supplies', 'network_interfaces', 'public_ipv4', 'private_ipv4', 'public_ipv6',
    'private_ipv6', 'bandwidth', 'domain_names', 'services', 'operating_system',
)  # fmt: skip


class ColocationRequestForm(PrimaryModelForm):
    procedure = DynamicModelChoiceField(
        label=_('Procedure'),
        queryset=Procedure.objects.all(),
        query_params={'subject_kind': SubjectKindChoices.COLOCATION_REQUEST},
    )
    applicant = tenant_choice(_('Applicant'))
    site = site_choice()
    location = location_choice()
    letter_file = forms.FileField(label=_('Letter'), required=False)

    fieldsets = (
        FieldSet('procedure', 'applicant', 'name', 'purpose', 'description', 'tags', name=_('Request')),
        FieldSet('site', 'location', name=_('Where')),
        FieldSet('letter_number', 'letter_date', 'letter_subject', 'letter_file', name=_('Letter')),
        FieldSet(*ADMINISTRATIVE, name=_('Administrative person in charge')),
        FieldSet(*TECHNICAL, name=_('Technical person in charge')),
    )

    class Meta:
        model = ColocationRequest
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'site', 'location', 'letter_number', 'letter_date',
            'letter_subject', *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'letter_date': DatePicker()}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields['letter_file'].help_text = _('PDF, PNG or JPEG, at most {limit} MiB').format(
            limit=get_setting('upload_limit_mib')
        )

    def save(self, commit: bool = True) -> ColocationRequest:
        """Store the request and its letter.

        Raises:
            AbortRequest: the letter is refused; the reason stands at its field, and the caller's transaction undoes
                the rest.
        """
        is_new = self.instance.pk is None
        request = super().save(commit)
        upload = self.cleaned_data.get('letter_file')
        if not upload:
            return request
        try:
            files.store_upload(
                request,
                upload,
                kind=DocumentKindChoices.REQUEST_LETTER,
                actor=request.acting_user,
                now=timezone.now(),
                number=request.letter_number,
                dated=request.letter_date,
                title=request.letter_subject,
                field='letter_file',
            )
        except FileRefused as refused:
            self.add_error('letter_file', str(refused.message))
            if is_new:
                # What the form shows again is a request that was never stored.
                self.instance.pk = None
                self.instance._state.adding = True
            raise AbortRequest(_('The letter was refused, so nothing was saved.')) from refused
        return request


class ColocationRequestImportForm(PrimaryModelImportForm):
    procedure = csv_choice(_('Procedure'), Procedure.objects.all(), _('Key of the procedure'), by='key')
    applicant = csv_choice(_('Applicant'), Tenant.objects.all(), _('Slug of the applicant agency'))
    site = csv_choice(_('Site'), Site.objects.all(), _('Slug of the site'))
    location = csv_choice(_('Location'), Location.objects.all(), _('Slug of the location'), required=False)

    class Meta:
        model = ColocationRequest
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'site', 'location', 'letter_number', 'letter_date',
            'letter_subject', *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('site'):
            locations = self.fields['location'].queryset
            self.fields['location'].queryset = locations.filter(site__slug=data['site'])


class ColocationRequestBulkEditForm(PrimaryModelBulkEditForm):
    site = site_choice(required=False)
    location = location_choice()
    purpose = forms.CharField(label=_('Purpose'), required=False, widget=forms.Textarea())

    model = ColocationRequest
    fieldsets = (FieldSet('site', 'location', 'purpose', 'description'),)
    nullable_fields = ('location', 'description', 'comments')


class ColocationRequestFilterForm(PrimaryModelFilterSetForm):
    model = ColocationRequest
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('status', 'procedure_id', 'applicant_id', name=_('Request')),
        FieldSet('site_id', 'location_id', name=_('Where')),
        FieldSet('letter_number', 'letter_date', name=_('Letter')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    selector_fields = ('filter_id', 'q', 'status', 'applicant_id')
    status = forms.MultipleChoiceField(label=_('Status'), choices=RequestStatusChoices, required=False)
    procedure_id = filter_choices(_('Procedure'), Procedure.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    site_id = filter_choices(_('Site'), Site.objects.all())
    location_id = filter_choices(_('Location'), Location.objects.all(), query_params={'site_id': '$site_id'})
    letter_number = forms.CharField(label=_('Number'), required=False)
    letter_date = forms.DateField(label=_('Date'), required=False, widget=DatePicker())
    tag = TagFilterField(model)


class RequestedServerForm(NetBoxModelForm):
    request = DynamicModelChoiceField(
        label=_('Request'),
        queryset=ColocationRequest.objects.all(),
        query_params={'status': RequestStatusChoices.DRAFT},
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
