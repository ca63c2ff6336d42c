"""Forms of access visits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Rack
from netbox.forms import PrimaryModelBulkEditForm
from utilities.forms.fields import (
    CSVModelMultipleChoiceField,
    CSVMultipleChoiceField,
    DynamicModelChoiceField,
    DynamicModelMultipleChoiceField,
    TagFilterField,
)
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import BulkEditNullBooleanSelect, DatePicker, DateTimePicker

from ..choices import VisitActivityChoices
from ..models import AccessVisit, ColocationRequest, MaintenanceTicket, Procedure
from .fields import csv_choice, csv_devices, device_choices, filter_choices, location_choice, site_choice, yes_or_no
from .subjects import (
    ADMINISTRATIVE,
    LETTER,
    LETTER_FIELDSETS,
    TECHNICAL,
    SubjectFilterForm,
    SubjectForm,
    SubjectImportForm,
)
from .visit_rows import NamesField, RowsFormMixin, items_field, visitors_field

__all__ = ('AccessVisitBulkEditForm', 'AccessVisitFilterForm', 'AccessVisitForm', 'AccessVisitImportForm')


class AccessVisitForm(RowsFormMixin, SubjectForm):
    procedure = DynamicModelChoiceField(
        label=_('Procedure'),
        queryset=Procedure.objects.filter(subject_kind__in=AccessVisit.SUBJECT_KINDS),
        query_params={'subject_kind': list(AccessVisit.SUBJECT_KINDS)},
    )
    racks = DynamicModelMultipleChoiceField(
        label=_('Racks'),
        queryset=Rack.objects.all(),
        required=False,
        query_params={'site_id': '$site', 'location_id': '$location'},
        help_text=_('The racks that the visitors want to work at'),
    )
    devices = device_choices(
        _('Devices'),
        query_params={'tenant_id': '$applicant', 'site_id': '$site'},
        help_text=_('The applicant’s devices that the visitors want to work on'),
    )
    request = DynamicModelChoiceField(
        label=_('Request'),
        queryset=ColocationRequest.objects.all(),
        required=False,
        query_params={'applicant_id': '$applicant'},
        help_text=_('The request that the visit serves'),
    )
    ticket = DynamicModelChoiceField(
        label=_('Ticket'),
        queryset=MaintenanceTicket.objects.all(),
        required=False,
        query_params={'applicant_id': '$applicant'},
        help_text=_('The ticket that the visit serves'),
    )
    activities = forms.MultipleChoiceField(
        label=_('Activities'),
        choices=VisitActivityChoices,
        required=False,
        help_text=_('What the visitors do in the room'),
    )
    visitors = visitors_field()
    items = items_field()

    fieldsets = (
        FieldSet('procedure', 'applicant', 'name', 'purpose', 'activities', 'description', 'tags', name=_('Visit')),
        FieldSet('request', 'ticket', name=_('What it serves')),
        FieldSet('site', 'location', 'racks', 'devices', name=_('Where')),
        FieldSet('starts_at', 'ends_at', 'visitors', name=_('When, and who')),
        FieldSet('items', 'wants_photos', 'accepts_rules', name=_('At the door')),
        *LETTER_FIELDSETS,
    )

    class Meta:
        model = AccessVisit
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'activities', 'request', 'ticket', 'starts_at', 'ends_at',
            'site', 'location', 'racks', 'devices', 'wants_photos', 'accepts_rules', *LETTER, *ADMINISTRATIVE,
            *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'letter_date': DatePicker(), 'starts_at': DateTimePicker(), 'ends_at': DateTimePicker()}


class AccessVisitImportForm(RowsFormMixin, SubjectImportForm):
    racks = CSVModelMultipleChoiceField(
        label=_('Racks'),
        queryset=Rack.objects.all(),
        to_field_name='name',
        required=False,
        help_text=_('Names of the racks, separated by commas'),
    )
    devices = csv_devices(_('Names of the devices that the visitors want to work on, separated by commas'))
    activities = CSVMultipleChoiceField(
        label=_('Activities'),
        choices=VisitActivityChoices,
        required=False,
        help_text=_('Keys of the activities, separated by commas'),
    )
    request = csv_choice(_('Request'), ColocationRequest.objects.all(), _('ID of the request'), by=None, required=False)
    ticket = csv_choice(_('Ticket'), MaintenanceTicket.objects.all(), _('ID of the ticket'), by=None, required=False)
    visitors = NamesField(label=_('Visitors'), help_text=_('Names, separated by commas'))

    class Meta:
        model = AccessVisit
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'activities', 'request', 'ticket', 'starts_at', 'ends_at',
            'site', 'location', 'racks', 'devices', 'wants_photos', 'accepts_rules', *LETTER, *ADMINISTRATIVE,
            *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('site'):
            # A rack's name is unique in its location only.
            self.fields['racks'].queryset = self.fields['racks'].queryset.filter(site__slug=data['site'])


class AccessVisitBulkEditForm(PrimaryModelBulkEditForm):
    site = site_choice(required=False)
    location = location_choice()
    purpose = forms.CharField(label=_('Purpose'), required=False, widget=forms.Textarea())
    starts_at = forms.DateTimeField(label=_('From'), required=False, widget=DateTimePicker())
    ends_at = forms.DateTimeField(label=_('Until'), required=False, widget=DateTimePicker())
    wants_photos = forms.NullBooleanField(
        label=_('Wants to take pictures'), required=False, widget=BulkEditNullBooleanSelect()
    )

    model = AccessVisit
    fieldsets = (FieldSet('site', 'location', 'purpose', 'starts_at', 'ends_at', 'wants_photos', 'description'),)
    nullable_fields = ('location', 'description', 'comments')


class AccessVisitFilterForm(SubjectFilterForm):
    model = AccessVisit
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('status', 'procedure_id', 'applicant_id', 'visitor', 'activity', name=_('Visit')),
        FieldSet('request_id', 'ticket_id', name=_('What it serves')),
        FieldSet('starts_at__gte', 'ends_at__lte', 'is_inside', 'is_emergency', name=_('When')),
        FieldSet('site_id', 'location_id', 'rack_id', 'device_id', name=_('Where')),
        FieldSet('letter_number', 'letter_date', name=_('Letter')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    selector_fields = ('filter_id', 'q', 'status', 'applicant_id')
    visitor = forms.CharField(label=_('Visitor'), required=False)
    starts_at__gte = forms.DateTimeField(label=_('From'), required=False, widget=DateTimePicker())
    ends_at__lte = forms.DateTimeField(label=_('Until'), required=False, widget=DateTimePicker())
    activity = forms.MultipleChoiceField(label=_('Activity'), choices=VisitActivityChoices, required=False)
    request_id = filter_choices(_('Request'), ColocationRequest.objects.all())
    ticket_id = filter_choices(_('Ticket'), MaintenanceTicket.objects.all())
    is_inside = yes_or_no(_('Inside now'))
    is_emergency = yes_or_no(_('Emergency'))
    device_id = filter_choices(_('Device'), Device.objects.all())
    rack_id = filter_choices(_('Rack'), Rack.objects.all(), query_params={'site_id': '$site_id'})
    tag = TagFilterField(model)
