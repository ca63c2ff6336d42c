"""Forms of document registers, of their lines, and of the acts on both."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    NetBoxModelFilterSetForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import CSVChoiceField, CSVMultipleChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.utils import add_blank_choice
from utilities.forms.widgets import DatePicker

from ..choices import DocumentDirectionChoices, DocumentKindChoices, EntryOriginChoices, EntryStateChoices
from ..documents.classifications import classes_of
from ..documents.registering import LetterFacts
from ..models import DocumentRegister, RegisterEntry
from .acts import PlainForm
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice, yes_or_no

__all__ = (
    'AgendaForm',
    'CancelNumberForm',
    'DocumentRegisterBulkEditForm',
    'DocumentRegisterFilterForm',
    'DocumentRegisterForm',
    'DocumentRegisterImportForm',
    'EnterLetterForm',
    'RegisterEntryFilterForm',
    'TakeNumberForm',
    'taking_of',
)

KINDS = [(key, label) for key, label, *_color in DocumentKindChoices.CHOICES]
BOOK = ('agency', 'name', 'year', 'direction', 'kinds', 'is_closed')
NUMBERS = ('classification', 'unit_code', 'pattern', 'first_sequence')


class CodeInput(forms.TextInput):
    """A text that offers the codes of the table of classes; others may be written all the same."""

    template_name = 'netbox_colocation/widgets/code_input.html'

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        offered = classes_of(None).values_list('code', 'name')
        context['widget']['attrs']['list'] = f'{context["widget"]["attrs"].get("id", name)}-codes'
        return {**context, 'offered': list(offered)}


class DocumentRegisterForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))
    kinds = forms.MultipleChoiceField(
        label=_('Kinds'),
        choices=KINDS,
        required=False,
        help_text=_('The papers that this book alone numbers; none: all that no other book names'),
    )

    fieldsets = (
        FieldSet(*BOOK, 'description', 'tags', name=_('Register')),
        FieldSet(*NUMBERS, name=_('Numbers')),
    )

    class Meta:
        model = DocumentRegister
        fields = (*BOOK, *NUMBERS, 'description', 'owner', 'comments', 'tags')
        widgets = {'classification': CodeInput()}


class DocumentRegisterImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    direction = CSVChoiceField(
        label=_('Direction'), choices=DocumentDirectionChoices, required=False, help_text=_('Which letters it numbers')
    )
    kinds = CSVMultipleChoiceField(
        label=_('Kinds'), choices=KINDS, required=False, help_text=_('Kinds, separated by commas, within double quotes')
    )

    class Meta:
        model = DocumentRegister
        fields = (*BOOK, *NUMBERS, 'description', 'owner', 'comments', 'tags')


class DocumentRegisterBulkEditForm(PrimaryModelBulkEditForm):
    classification = forms.CharField(label=_('Classification code'), max_length=50, required=False)
    unit_code = forms.CharField(label=_('Unit code'), max_length=50, required=False)
    pattern = forms.CharField(label=_('Number pattern'), max_length=100, required=False)
    is_closed = yes_or_no(_('Closed'))

    model = DocumentRegister
    fieldsets = (FieldSet('classification', 'unit_code', 'pattern', 'is_closed', 'description'),)
    nullable_fields = ('description', 'comments')


class DocumentRegisterFilterForm(PrimaryModelFilterSetForm):
    model = DocumentRegister
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'year', 'direction', 'kinds', 'is_closed', name=_('Register')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    year = forms.IntegerField(label=_('Year'), required=False)
    direction = forms.MultipleChoiceField(label=_('Direction'), choices=DocumentDirectionChoices, required=False)
    kinds = forms.MultipleChoiceField(label=_('Kinds'), choices=KINDS, required=False)
    is_closed = yes_or_no(_('Closed'))
    tag = TagFilterField(model)


class RegisterEntryFilterForm(NetBoxModelFilterSetForm):
    model = RegisterEntry
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('register_id', 'agency_id', 'year', 'direction', name=_('Register')),
        FieldSet('month', 'dated_after', 'dated_before', 'received_after', 'received_before', name=_('When')),
        FieldSet('origin', 'state', 'has_document', name=_('Number')),
    )
    register_id = filter_choices(_('Register'), DocumentRegister.objects.all())
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    year = forms.IntegerField(label=_('Year'), required=False)
    direction = forms.MultipleChoiceField(label=_('Direction'), choices=DocumentDirectionChoices, required=False)
    month = forms.IntegerField(label=_('Month'), min_value=1, max_value=12, required=False)
    dated_after = forms.DateField(label=_('Dated from'), required=False, widget=DatePicker())
    dated_before = forms.DateField(label=_('Dated until'), required=False, widget=DatePicker())
    received_after = forms.DateField(label=_('Received from'), required=False, widget=DatePicker())
    received_before = forms.DateField(label=_('Received until'), required=False, widget=DatePicker())
    origin = forms.MultipleChoiceField(label=_('Origin'), choices=EntryOriginChoices, required=False)
    state = forms.MultipleChoiceField(label=_('State'), choices=EntryStateChoices, required=False)
    has_document = yes_or_no(_('Has a document here'))
    tag = TagFilterField(model)


# -- Acts ---------------------------------------------------------------------------------------------------------

HOW = ('origin', 'sequence', 'suffix', 'number')
FACTS = ('classification', 'nature', 'correspondent', 'matter', 'attachments', 'note')


def _text(label: Any, column: str, help_text: Any = '') -> forms.CharField:
    length = RegisterEntry._meta.get_field(column).max_length
    return forms.CharField(label=label, max_length=length, required=False, help_text=help_text)


def _day(label: Any, help_text: Any = '') -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DatePicker(), help_text=help_text)


class LetterForm(PlainForm):
    """What a line says of its letter."""

    dated = _day(_('Date of the letter'))
    classification = forms.CharField(
        label=_('Classification code'), max_length=50, required=False, widget=CodeInput(),
        help_text=_('Empty: the register’s'),
    )  # fmt: skip
    nature = _text(_('Nature'), 'nature', _('E.g. Biasa, Segera, Rahasia: it says the prefix of the number'))
    correspondent = _text(_('From or to'), 'correspondent')
    matter = _text(_('Matter'), 'matter')
    attachments = _text(_('Attachments'), 'attachments')
    note = _text(_('Note'), 'note')


class TakeNumberForm(LetterForm):
    """A number that is taken by hand."""

    origin = forms.ChoiceField(
        label=_('How'),
        choices=[
            (EntryOriginChoices.AUTOMATIC, _('The next number')),
            (EntryOriginChoices.MANUAL, _('A number of my choice')),
            (EntryOriginChoices.BACK_DATED, _('Back-dated, behind the last number of that day')),
            (EntryOriginChoices.EXTERNAL, _('A number that the e-office gave')),
        ],
    )
    sequence = forms.IntegerField(
        label=_('Sequence'),
        min_value=1,
        max_value=9_999_999,
        required=False,
        help_text=_('For a number of your choice'),
    )
    suffix = _text(_('Suffix'), 'suffix', _('For a number of your choice, e.g. A'))
    number = _text(
        _('Number'), 'number', _('As it stands on the letter: of the e-office, or other than the pattern says')
    )
    field_order = ('origin', 'sequence', 'suffix', 'number', 'dated', *FACTS)


def taking_of(answers: dict[str, Any]) -> dict[str, Any]:
    """Return what `registering.take_by_hand` is asked for, of the answers of a `TakeNumberForm`."""
    facts = LetterFacts(**{name: answers[name] for name in LetterFacts.__dataclass_fields__ if name in answers})
    return {'facts': facts, **{name: answers[name] for name in HOW}}


class EnterLetterForm(TakeNumberForm):
    """A letter that came in, with its scan where it belongs to the file of a request, visit or ticket."""

    received_on = _day(_('Received on'), _('Empty: today'))
    letter_number = _text(_('Number of the letter'), 'letter_number', _('The sender’s own'))
    subject = forms.CharField(
        label=_('File'),
        required=False,
        help_text=_('Number of the case whose file the letter joins, e.g. C-2026-0001; needed for a scan'),
    )
    scan = forms.FileField(label=_('Scan'), required=False, help_text=_('PDF, PNG or JPEG'))
    field_order = (
        'correspondent', 'letter_number', 'dated', 'matter', 'received_on', 'nature', 'attachments', 'classification',
        'note', 'subject', 'scan', 'origin', 'sequence', 'suffix', 'number',
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get('scan') and not cleaned.get('subject'):
            raise ValidationError({'subject': _('Say whose file the scan joins.')})
        return cleaned


class CancelNumberForm(PlainForm):
    DEMANDED = ('reason',)
    reason = forms.CharField(
        label=_('Reason'), required=False, max_length=300, widget=forms.Textarea(attrs={'rows': 2})
    )


class AgendaForm(PlainForm):
    """Which part of a register is printed."""

    month = forms.TypedChoiceField(
        label=_('Month'),
        coerce=int,
        empty_value=None,
        required=False,
        choices=add_blank_choice([(number, f'{number:02}') for number in range(1, 13)]),
    )
    q = forms.CharField(label=_('Search'), max_length=200, required=False)

    def month_of(self, year: int) -> datetime.date | None:
        month = self.cleaned_data.get('month')
        return datetime.date(year, month, 1) if month else None
