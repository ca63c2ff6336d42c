"""Forms of access visits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dcim.models import Rack
from netbox.forms import PrimaryModelBulkEditForm
from utilities.forms.fields import (
    CSVModelMultipleChoiceField,
    DynamicModelChoiceField,
    DynamicModelMultipleChoiceField,
    TagFilterField,
)
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker, DateTimePicker

from ..models import AccessVisit, Procedure
from .fields import LinesField, filter_choices, location_choice, site_choice, yes_or_no
from .subjects import (
    ADMINISTRATIVE,
    LETTER,
    LETTER_FIELDSETS,
    TECHNICAL,
    SubjectFilterForm,
    SubjectForm,
    SubjectImportForm,
)

__all__ = ('AccessVisitBulkEditForm', 'AccessVisitFilterForm', 'AccessVisitForm', 'AccessVisitImportForm')


class AccessVisitForm(SubjectForm):
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
    visitors = LinesField(label=_('Visitors'), line_length=100, help_text=_('Names, one per line'))

    fieldsets = (
        FieldSet('procedure', 'applicant', 'name', 'purpose', 'description', 'tags', name=_('Visit')),
        FieldSet('visitors', 'starts_at', 'ends_at', name=_('Who, and when')),
        FieldSet('site', 'location', 'racks', name=_('Where')),
        *LETTER_FIELDSETS,
    )

    class Meta:
        model = AccessVisit
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'starts_at', 'ends_at', 'site', 'location',
            'racks', *LETTER, *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        widgets = {'letter_date': DatePicker(), 'starts_at': DateTimePicker(), 'ends_at': DateTimePicker()}


class AccessVisitImportForm(SubjectImportForm):
    racks = CSVModelMultipleChoiceField(
        label=_('Racks'),
        queryset=Rack.objects.all(),
        to_field_name='name',
        required=False,
        help_text=_('Names of the racks, separated by commas'),
    )

    class Meta:
        model = AccessVisit
        fields = (
            'procedure', 'applicant', 'name', 'purpose', 'starts_at', 'ends_at', 'site', 'location',
            'racks', *LETTER, *ADMINISTRATIVE, *TECHNICAL, 'description', 'owner', 'comments', 'tags',
        )  # fmt: skip
        help_texts = {'visitors': _('Names, separated by commas')}

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

    model = AccessVisit
    fieldsets = (FieldSet('site', 'location', 'purpose', 'starts_at', 'ends_at', 'description'),)
    nullable_fields = ('location', 'description', 'comments')


class AccessVisitFilterForm(SubjectFilterForm):
    model = AccessVisit
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('status', 'procedure_id', 'applicant_id', 'visitor', name=_('Visit')),
        FieldSet('starts_at__gte', 'ends_at__lte', 'is_inside', name=_('When')),
        FieldSet('site_id', 'location_id', 'rack_id', name=_('Where')),
        FieldSet('letter_number', 'letter_date', name=_('Letter')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    selector_fields = ('filter_id', 'q', 'status', 'applicant_id')
    visitor = forms.CharField(label=_('Visitor'), required=False)
    starts_at__gte = forms.DateTimeField(label=_('From'), required=False, widget=DateTimePicker())
    ends_at__lte = forms.DateTimeField(label=_('Until'), required=False, widget=DateTimePicker())
    is_inside = yes_or_no(_('Inside now'))
    rack_id = filter_choices(_('Rack'), Rack.objects.all(), query_params={'site_id': '$site_id'})
    tag = TagFilterField(model)
