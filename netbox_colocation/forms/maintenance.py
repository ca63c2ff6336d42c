"""Forms of maintenance tickets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from circuits.models import Circuit
from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack
from ipam.models import Prefix
from netbox.forms import PrimaryModelBulkEditForm
from tenancy.models import Tenant
from utilities.forms import add_blank_choice
from utilities.forms.fields import (
    CSVChoiceField,
    CSVModelMultipleChoiceField,
    DynamicModelChoiceField,
    DynamicModelMultipleChoiceField,
    TagFilterField,
)
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import (
    TicketCategoryChoices,
    TicketKindChoices,
    TicketPriorityChoices,
    TicketTimingChoices,
    WorkStatusChoices,
)
from ..models import MaintenanceTicket, Procedure
from .fields import KeepDefaultsMixin, csv_devices, filter_choices, location_choice, site_choice
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


TOUCHED = MaintenanceTicket.TOUCHED
WHAT = ('kind', 'timing', 'category', 'priority')
SITES = {
    'devices': 'site',
    'racks': 'site',
    'rooms': 'site',
    'power_panels': 'site',
    'power_feeds': 'power_panel__site',
}
# What the sets of a ticket are chosen from, and by what an import names them.
MODELS = {
    'devices': (_('Devices'), Device, 'name', {'site_id': '$site', 'location_id': '$location'}),
    'racks': (_('Racks'), Rack, 'name', {'site_id': '$site', 'location_id': '$location'}),
    'rooms': (_('Rooms'), Location, 'slug', {'site_id': '$site'}),
    'power_panels': (_('Power panels'), PowerPanel, 'name', {'site_id': '$site'}),
    'power_feeds': (_('Power feeds'), PowerFeed, 'name', {'site_id': '$site'}),
    'circuits': (_('Circuits'), Circuit, 'cid', {}),
    'prefixes': (_('Prefixes'), Prefix, 'prefix', {}),
}


def touched_choices(name: str, *, beside_site: bool = True, **kwargs) -> DynamicModelMultipleChoiceField:
    """Return the field that chooses what the work touches, of one of `MaintenanceTicket.TOUCHED`.

    Parameters:
        beside_site: the form has the site and the location, which narrow the choice.
    """
    label, model, _key, params = MODELS[name]
    return DynamicModelMultipleChoiceField(
        label=label,
        queryset=model.objects.all(),
        required=False,
        selector=True,
        query_params=params if beside_site else {},
        **kwargs,
    )


def csv_touched(name: str) -> CSVModelMultipleChoiceField:
    label, model, key, _params = MODELS[name]
    return CSVModelMultipleChoiceField(
        label=label,
        queryset=model.objects.all(),
        to_field_name=key,
        required=False,
        help_text=_('Separated by commas, within double quotes'),
    )


class MaintenanceTicketForm(SubjectForm):
    procedure = DynamicModelChoiceField(
        label=_('Procedure'),
        queryset=Procedure.objects.filter(subject_kind__in=MaintenanceTicket.SUBJECT_KINDS),
        query_params={'subject_kind': list(MaintenanceTicket.SUBJECT_KINDS)},
    )
    devices = touched_choices('devices')
    racks = touched_choices('racks')
    rooms = touched_choices('rooms', help_text=_('Whole rooms that the work touches'))
    power_panels = touched_choices('power_panels')
    power_feeds = touched_choices('power_feeds')
    circuits = touched_choices('circuits')
    prefixes = touched_choices('prefixes')

    fieldsets = (
        FieldSet('procedure', 'applicant', 'name', *WHAT, 'description', 'tags', name=_('Ticket')),
        FieldSet('problem', 'site', 'location', name=_('What, and where')),
        FieldSet(
            'devices',
            'racks',
            'rooms',
            'power_panels',
            'power_feeds',
            'circuits',
            'prefixes',
            name=_('What the work touches, as far as it is known'),
        ),
        *LETTER_FIELDSETS,
    )

    class Meta:
        model = MaintenanceTicket
        fields = (
            'procedure', 'applicant', 'name', *WHAT, 'problem', 'site', 'location', *TOUCHED, *LETTER,
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
    timing = CSVChoiceField(
        label=_('Timing'), choices=TicketTimingChoices, required=False, help_text=_('Planned, or at once')
    )
    category = CSVChoiceField(
        label=_('Category'), choices=TicketCategoryChoices, required=False, help_text=_('What it is about')
    )
    devices = csv_devices(_('Names of the devices, separated by commas'))
    racks = csv_touched('racks')
    rooms = csv_touched('rooms')
    power_panels = csv_touched('power_panels')
    power_feeds = csv_touched('power_feeds')
    circuits = csv_touched('circuits')
    prefixes = csv_touched('prefixes')

    class Meta:
        model = MaintenanceTicket
        fields = (
            'procedure', 'applicant', 'name', *WHAT, 'problem', 'site', 'location', *TOUCHED, *LETTER,
            *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip

    def __init__(self, data=None, *args, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        if data and data.get('site'):
            # These names are unique in their site (and tenant) only.
            for name, path in SITES.items():
                field = self.fields[name]
                field.queryset = field.queryset.filter(**{f'{path}__slug': data['site']})


class MaintenanceTicketBulkEditForm(PrimaryModelBulkEditForm):
    site = site_choice(required=False)
    location = location_choice()
    kind = forms.ChoiceField(label=_('Kind'), choices=add_blank_choice(TicketKindChoices), required=False)
    priority = forms.ChoiceField(label=_('Priority'), choices=add_blank_choice(TicketPriorityChoices), required=False)

    timing = forms.ChoiceField(label=_('Timing'), choices=add_blank_choice(TicketTimingChoices), required=False)
    category = forms.ChoiceField(label=_('Category'), choices=add_blank_choice(TicketCategoryChoices), required=False)

    model = MaintenanceTicket
    fieldsets = (FieldSet('site', 'location', *WHAT, 'description'),)
    nullable_fields = ('location', 'category', 'description', 'comments')


class MaintenanceTicketFilterForm(SubjectFilterForm):
    model = MaintenanceTicket
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet(*WHAT, 'status', 'work_status', 'procedure_id', 'applicant_id', 'technician', name=_('Ticket')),
        FieldSet('site_id', 'location_id', name=_('Where')),
        FieldSet(
            'device_id',
            'rack_id',
            'room_id',
            'power_panel_id',
            'power_feed_id',
            'circuit_id',
            'prefix_id',
            name=_('What the work touches'),
        ),
        FieldSet('register_agency_id', 'register_year', name=_('Register')),
        FieldSet('letter_number', 'letter_date', name=_('Letter')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    selector_fields = ('filter_id', 'q', 'kind', 'status', 'applicant_id')
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=TicketKindChoices, required=False)
    priority = forms.MultipleChoiceField(label=_('Priority'), choices=TicketPriorityChoices, required=False)
    work_status = forms.MultipleChoiceField(label=_('Work'), choices=WorkStatusChoices, required=False)
    timing = forms.MultipleChoiceField(label=_('Timing'), choices=TicketTimingChoices, required=False)
    category = forms.MultipleChoiceField(label=_('Category'), choices=TicketCategoryChoices, required=False)
    technician = forms.CharField(label=_('Technician'), required=False)
    rack_id = filter_choices(_('Rack'), Rack.objects.all(), query_params={'site_id': '$site_id'})
    room_id = filter_choices(_('Room'), Location.objects.all(), query_params={'site_id': '$site_id'})
    power_panel_id = filter_choices(_('Power panel'), PowerPanel.objects.all(), query_params={'site_id': '$site_id'})
    power_feed_id = filter_choices(_('Power feed'), PowerFeed.objects.all(), query_params={'site_id': '$site_id'})
    circuit_id = filter_choices(_('Circuit'), Circuit.objects.all())
    prefix_id = filter_choices(_('Prefix'), Prefix.objects.all())
    register_agency_id = filter_choices(_('Register of agency'), Tenant.objects.all())
    register_year = forms.IntegerField(label=_('Register year'), required=False)
    device_id = filter_choices(_('Device'), Device.objects.all(), query_params={'site_id': '$site_id'})
    tag = TagFilterField(model)
