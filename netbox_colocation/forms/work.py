"""Forms of the work on tickets: the log, technicians, photos, loans of equipment, and the register."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.models import Device
from netbox.forms import (
    NetBoxModelFilterSetForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker

from ..choices import PhotoMomentChoices, TicketKindChoices, WorkStatusChoices
from ..models import EquipmentLoan, MaintenanceTicket, WorkLogEntry
from ..workflows.ticket_acts import STATUSES
from .acts import PlainForm
from .fields import csv_choice, filter_choices, tenant_choice, yes_or_no
from .maintenance import MODELS, touched_choices

__all__ = (
    'EquipmentLoanBulkEditForm',
    'EquipmentLoanFilterForm',
    'EquipmentLoanForm',
    'EquipmentLoanImportForm',
    'OrderForm',
    'PhotoForm',
    'TakeBackForm',
    'TechniciansForm',
    'TicketRegisterForm',
    'TouchedForm',
    'WorkLogEntryFilterForm',
    'WorkLogForm',
)

MOST_PHOTOS_AT_ONCE = 10
LOAN = ('agency', 'borrower', 'person', 'ticket', 'device', 'item', 'serial', 'condition', 'lent_on', 'due_on')


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of pictures at once; what they are, is read from their content later."""

    widget = PhotosInput

    def __init__(self, **kwargs: Any) -> None:
        fields = {'label': _('Photos'), 'help_text': _('JPEG or PNG, up to ten at once')}
        super().__init__(**{**fields, **kwargs})
        self.widget.attrs |= {'accept': 'image/jpeg,image/png', 'multiple': True}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages['required'], code='required')
        if len(uploads) > MOST_PHOTOS_AT_ONCE:
            raise forms.ValidationError(_('Choose ten photos at most, and the others afterwards.'))
        return [super(PhotosField, self).clean(upload, initial) for upload in uploads]


class WorkLogForm(PlainForm):
    """One entry of the log, with photos; `materials` are lines as `maintenance.work.read_materials` reads them."""

    DEMANDED = ('text',)
    status = forms.ChoiceField(
        label=_('Work'),
        choices=[(value, label) for value, label, *_color in WorkStatusChoices.CHOICES if value in STATUSES],
        help_text=_('On hold while it waits for material or for somebody; then it cannot be finished'),
    )
    text = forms.CharField(
        label=_('What was done'), required=False, max_length=5000, widget=forms.Textarea(attrs={'rows': 4})
    )
    minutes = forms.IntegerField(label=_('Time spent (minutes)'), required=False, min_value=0)
    materials = forms.CharField(
        label=_('Material used'),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={'rows': 3}),
        help_text=_('One per line, e.g. “Kabel UTP Cat 6, 10 m”'),
    )
    moment = forms.ChoiceField(label=_('Photos show it'), choices=PhotoMomentChoices, required=False)
    caption = forms.CharField(label=_('Caption'), required=False, max_length=200)
    photos = PhotosField(required=False)


class PhotoForm(PlainForm):
    photos = PhotosField()
    moment = forms.ChoiceField(label=_('Taken'), choices=PhotoMomentChoices)
    caption = forms.CharField(label=_('Caption'), required=False, max_length=200)


class TechniciansForm(PlainForm):
    technicians = forms.TypedMultipleChoiceField(
        label=_('Technicians'),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_('Whoever is new is told'),
    )

    def __init__(self, *args: Any, offered: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields['technicians']
        field.choices = list(offered)
        field.widget.attrs.pop('class', None)


class TouchedForm(PlainForm):
    """What the work touches besides: at least one object, and how that was found."""

    DEMANDED = ('reason',)
    devices = touched_choices('devices', beside_site=False)
    racks = touched_choices('racks', beside_site=False)
    rooms = touched_choices('rooms', beside_site=False)
    power_panels = touched_choices('power_panels', beside_site=False)
    power_feeds = touched_choices('power_feeds', beside_site=False)
    circuits = touched_choices('circuits', beside_site=False)
    prefixes = touched_choices('prefixes', beside_site=False)
    reason = forms.CharField(
        label=_('How that was found'), required=False, max_length=2000, widget=forms.Textarea(attrs={'rows': 2})
    )

    def __init__(self, *args: Any, reader: Any = None, site: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (_label, model, _key, params) in MODELS.items():
            field = self.fields[name]
            field.queryset = model.objects.restrict(reader, 'view') if reader else model.objects.none()
            # There is no field of the site here: what is offered is at the ticket's.
            if site is not None and 'site_id' in params:
                field.widget.add_query_params({'site_id': site.pk})


class OrderForm(PlainForm):
    note = forms.CharField(
        label=_('Further instructions'), required=False, max_length=2000, widget=forms.Textarea(attrs={'rows': 3})
    )


class TakeBackForm(PlainForm):
    DEMANDED = ('condition',)
    condition = forms.CharField(label=_('Condition when returned'), required=False, max_length=200)
    returned_on = forms.DateField(
        label=_('Returned on'), required=False, widget=DatePicker(), help_text=_('Left out: today')
    )


class TicketRegisterForm(PlainForm):
    """An agency, a span of days and a kind; without them the first agency, this year, and both kinds."""

    agency = forms.ModelChoiceField(label=_('Agency'), queryset=Tenant.objects.none(), required=False, empty_label=None)
    since = forms.DateField(label=_('From'), required=False, widget=DatePicker())
    until = forms.DateField(label=_('Until'), required=False, widget=DatePicker())
    kind = forms.ChoiceField(
        label=_('Kind'), required=False, choices=[('', _('Requests and incidents')), *TicketKindChoices()]
    )

    def __init__(self, *args: Any, agencies: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['agency'].queryset = agencies
        self.today = today

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        since = sent.get('since') or self.today.replace(month=1, day=1)
        until = sent.get('until') or max(self.today, since)
        if until < since:
            self.add_error('until', _('The span ends before it begins: choose a later day.'))
        agency = sent.get('agency') or self.fields['agency'].queryset.first()
        return {**sent, 'agency': agency, 'since': since, 'until': until}


class WorkLogEntryFilterForm(NetBoxModelFilterSetForm):
    model = WorkLogEntry
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('ticket_id', 'applicant_id', 'work_status', name=_('Work')),
    )
    ticket_id = filter_choices(_('Ticket'), MaintenanceTicket.objects.all())
    applicant_id = filter_choices(_('Applicant'), Tenant.objects.all())
    work_status = forms.MultipleChoiceField(label=_('Work'), choices=WorkStatusChoices, required=False)
    tag = TagFilterField(model)


class EquipmentLoanForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))
    borrower = tenant_choice(_('Borrower'))
    ticket = DynamicModelChoiceField(
        label=_('Ticket'),
        queryset=MaintenanceTicket.objects.all(),
        required=False,
        query_params={'applicant_id': '$borrower'},
    )
    device = DynamicModelChoiceField(
        label=_('Device'),
        queryset=Device.objects.all(),
        required=False,
        selector=True,
        help_text=_('Where NetBox knows it; a device is lent to one borrower at a time'),
    )

    fieldsets = (
        FieldSet('agency', 'borrower', 'person', 'ticket', 'description', 'tags', name=_('Loan')),
        FieldSet('device', 'item', 'serial', 'condition', name=_('Equipment')),
        FieldSet('lent_on', 'due_on', name=_('Time')),
    )

    class Meta:
        model = EquipmentLoan
        fields = (*LOAN, 'description', 'owner', 'comments', 'tags')
        widgets = {'lent_on': DatePicker(), 'due_on': DatePicker()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault('lent_on', timezone.localdate())


class EquipmentLoanImportForm(PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the lender'))
    borrower = csv_choice(_('Borrower'), Tenant.objects.all(), _('Slug of the borrower'))
    ticket = csv_choice(_('Ticket'), MaintenanceTicket.objects.all(), _('ID of the ticket'), by=None, required=False)
    device = csv_choice(_('Device'), Device.objects.all(), _('Name of the device'), by='name', required=False)

    class Meta:
        model = EquipmentLoan
        fields = (*LOAN, 'description', 'owner', 'comments', 'tags')


class EquipmentLoanBulkEditForm(PrimaryModelBulkEditForm):
    person = forms.CharField(label=_('Received by'), max_length=100, required=False)
    due_on = forms.DateField(label=_('Due on'), required=False, widget=DatePicker())

    model = EquipmentLoan
    fieldsets = (FieldSet('person', 'due_on', 'description'),)
    nullable_fields = ('description', 'comments')


class EquipmentLoanFilterForm(PrimaryModelFilterSetForm):
    model = EquipmentLoan
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'borrower_id', 'ticket_id', 'device_id', name=_('Loan')),
        FieldSet('is_open', 'is_overdue', name=_('State')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    borrower_id = filter_choices(_('Borrower'), Tenant.objects.all())
    ticket_id = filter_choices(_('Ticket'), MaintenanceTicket.objects.all())
    device_id = filter_choices(_('Device'), Device.objects.all())
    is_open = yes_or_no(_('Still lent'))
    is_overdue = yes_or_no(_('Overdue'))
    tag = TagFilterField(model)
