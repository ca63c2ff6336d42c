"""Forms of maintenance tickets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Device
from netbox.forms import PrimaryModelBulkEditForm
from utilities.forms import add_blank_choice
from utilities.forms.fields import CSVChoiceField, DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import TicketKindChoices, TicketPriorityChoices, WorkStatusChoices
from ..models import MaintenanceTicket, Procedure
from .fields import KeepDefaultsMixin, csv_devices, device_choices, filter_choices, location_choice, site_choice
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
    'MaintenanceTicketBulkEditForm',
    'MaintenanceTicketFilterForm',
    'MaintenanceTicketForm',
    'MaintenanceTicketImportForm',
)


class MaintenanceTicketForm(SubjectForm):
    procedure = DynamicModelChoiceField(
        label=_('Procedure'),
        queryset=Procedure.objects.filter(subject_kind__in=MaintenanceTicket.SUBJECT_KINDS),
        query_params={'subject_kind': list(MaintenanceTicket.SUBJECT_KINDS)},
    )
    devices = device_choices(_('Devices'), query_params={'site_id': '$site', 'location_id': '$location'})

    fieldsets = (
        FieldSet('procedure', 'applicant', 'name', 'kind', 'priority', 'description', 'tags', name=_('Ticket')),
        FieldSet('problem', 'site', 'location', 'devices', name=_('What, and where')),
        *LETTER_FIELDSETS,
    )

    class Meta:
        model = MaintenanceTicket
        fields = (
            'procedure', 'applicant', 'name', 'kind', 'priority', 'problem', 'site', 'location', 'devices', *LETTER,
            *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'letter_date': DatePicker()}


class MaintenanceTicketImportForm(KeepDefaultsMixin, SubjectImportForm):
    kind = CSVChoiceField(
        label=_('Kind'), choices=TicketKindChoices, required=False, help_text=_('A service request, or an incident')
    )
    priority = CSVChoiceField(
        label=_('Priority'), choices=TicketPriorityChoices, required=False, help_text=_('How urgent it is')
    )
    devices = csv_devices(_('Names of the devices, separated by commas'))

    class Meta:
        model = MaintenanceTicket
        fields = (
            'procedure', 'applicant', 'name', 'kind', 'priority', 'problem', 'site', 'location', 'devices', *LETTER,
            *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('site'):
            # A device's name is unique in its site and tenant only.
            self.fields['devices'].queryset = self.fields['devices'].queryset.filter(site__slug=data['site'])


class MaintenanceTicketBulkEditForm(PrimaryModelBulkEditForm):
    site = site_choice(required=False)
    location = location_choice()
    kind = forms.ChoiceField(label=_('Kind'), choices=add_blank_choice(TicketKindChoices), required=False)
    priority = forms.ChoiceField(label=_('Priority'), choices=add_blank_choice(TicketPriorityChoices), required=False)

    model = MaintenanceTicket
    fieldsets = (FieldSet('site', 'location', 'kind', 'priority', 'description'),)
    nullable_fields = ('location', 'description', 'comments')


class MaintenanceTicketFilterForm(SubjectFilterForm):
    model = MaintenanceTicket
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('kind', 'priority', 'status', 'work_status', 'procedure_id', 'applicant_id', name=_('Ticket')),
        FieldSet('site_id', 'location_id', 'device_id', name=_('Where')),
        FieldSet('letter_number', 'letter_date', name=_('Letter')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    selector_fields = ('filter_id', 'q', 'kind', 'status', 'applicant_id')
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=TicketKindChoices, required=False)
    priority = forms.MultipleChoiceField(label=_('Priority'), choices=TicketPriorityChoices, required=False)
    work_status = forms.MultipleChoiceField(label=_('Work'), choices=WorkStatusChoices, required=False)
    device_id = filter_choices(_('Device'), Device.objects.all(), query_params={'site_id': '$site_id'})
    tag = TagFilterField(model)
