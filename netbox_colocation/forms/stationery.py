"""Forms of letterheads and of agencies' templates of papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from tenancy.models import Tenant
from utilities.forms.fields import CSVChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet, InlineFields
from utilities.forms.utils import add_blank_choice, get_field_value
from utilities.forms.widgets import HTMXSelect

from ..choices import DocumentKindChoices, LetterFontChoices, PaperSizeChoices, VersionStateChoices
from ..documents.files import keep
from ..documents.kinds import DRAFTED_KINDS
from ..documents.logos import inspect_logo
from ..documents.removal import remove_later
from ..documents.stationery import next_version
from ..documents.template_checks import MAX_WORDING, SAMPLES, Sentence, check_wording, sentences_of
from ..exceptions import FileRefused
from ..models import DocumentTemplate, Letterhead
from .fields import KeepDefaultsMixin, csv_choice, filter_choices, tenant_choice

__all__ = (
    'DocumentTemplateBulkEditForm',
    'DocumentTemplateFilterForm',
    'DocumentTemplateForm',
    'DocumentTemplateImportForm',
    'LetterheadBulkEditForm',
    'LetterheadFilterForm',
    'LetterheadForm',
    'LetterheadImportForm',
)

MARGINS = ('margin_top', 'margin_bottom', 'margin_left', 'margin_right')
PAGE = ('paper', *MARGINS, 'font', 'font_size')
HEAD = ('parent_name', 'name', 'lines', 'place')
KINDS = [(key, label) for key, label, *_color in DocumentKindChoices.CHOICES if key in DRAFTED_KINDS]
WORDING = 'wording_'


def _page_fields() -> tuple[Any, ...]:
    return ('paper', InlineFields(*MARGINS, label=_('Margins: top, bottom, left, right (mm)')), 'font', 'font_size')


class LetterheadForm(PrimaryModelForm):
    agency = tenant_choice(_('Agency'))
    logo = forms.FileField(
        label=_('Logo'),
        required=False,
        widget=forms.ClearableFileInput(attrs={'accept': 'image/png,image/jpeg'}),
        help_text=_('PNG or JPEG, at most 1 MiB'),
    )

    fieldsets = (
        FieldSet('agency', *HEAD, 'logo', 'description', 'tags', name=_('Letterhead')),
        FieldSet(*_page_fields(), name=_('Page')),
    )

    class Meta:
        model = Letterhead
        fields = ('agency', *HEAD, 'logo', *PAGE, 'description', 'owner', 'comments', 'tags')

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_logo: tuple[bytes, str] | None = None
        self.old_logo = self.instance.logo if self.instance.pk else None
        # Django's widget would link to the file; private files have no address.
        self.initial['logo'] = None
        self.fields['lines'].widget.attrs['rows'] = 4
        if self.instance.logo:
            self.fields['logo'].help_text = _('PNG or JPEG, at most 1 MiB. There is one: another takes its place.')
            self.fields['remove_logo'] = forms.BooleanField(label=_('Remove the logo'), required=False)
            names = ('agency', *HEAD, 'logo', 'remove_logo', 'description', 'tags')
            self.fieldsets = (FieldSet(*names, name=_('Letterhead')), self.fieldsets[1])

    def clean_logo(self) -> Any:
        upload = self.cleaned_data.get('logo')
        if isinstance(upload, UploadedFile):
            try:
                self.new_logo = inspect_logo(upload)
            except FileRefused as refused:
                raise ValidationError(str(refused.message)) from refused
        # What is stored is written in `save`: nothing is kept for a form that is refused.
        return self.instance.logo

    def save(self, commit: bool = True) -> Letterhead:
        if self.new_logo is not None:
            self.instance.logo = keep(*self.new_logo)
        elif self.cleaned_data.get('remove_logo'):
            self.instance.logo = ''
        letterhead = super().save(commit)
        if self.old_logo and self.old_logo.name != letterhead.logo.name:
            remove_later(self.old_logo)
        return letterhead


class LetterheadImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    paper = CSVChoiceField(label=_('Paper'), choices=PaperSizeChoices, required=False, help_text=_('a4 or f4'))
    font = CSVChoiceField(
        label=_('Font'), choices=LetterFontChoices, required=False, help_text=_('sans, serif or bookman')
    )

    class Meta:
        model = Letterhead
        fields = ('agency', *HEAD, *PAGE, 'description', 'owner', 'comments', 'tags')


def _margin(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=5, max_value=60, required=False)


class PageBulkEditForm(PrimaryModelBulkEditForm):
    """The page, of letterheads and of templates."""

    paper = forms.ChoiceField(label=_('Paper'), choices=add_blank_choice(PaperSizeChoices), required=False)
    margin_top = _margin(_('Top margin (mm)'))
    margin_bottom = _margin(_('Bottom margin (mm)'))
    margin_left = _margin(_('Left margin (mm)'))
    margin_right = _margin(_('Right margin (mm)'))
    font = forms.ChoiceField(label=_('Font'), choices=add_blank_choice(LetterFontChoices), required=False)
    font_size = forms.DecimalField(
        label=_('Font size (pt)'), min_value=8, max_value=14, max_digits=3, decimal_places=1, required=False
    )


class LetterheadBulkEditForm(PageBulkEditForm):
    parent_name = forms.CharField(label=_('Government'), max_length=200, required=False)
    place = forms.CharField(label=_('Place'), max_length=100, required=False)

    model = Letterhead
    fieldsets = (
        FieldSet('parent_name', 'place', 'description', name=_('Letterhead')),
        FieldSet(*PAGE, name=_('Page')),
    )
    nullable_fields = ('parent_name', 'place', 'description', 'comments')


class LetterheadFilterForm(PrimaryModelFilterSetForm):
    model = Letterhead
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'paper', 'font', name=_('Letterhead')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    paper = forms.MultipleChoiceField(label=_('Paper'), choices=PaperSizeChoices, required=False)
    font = forms.MultipleChoiceField(label=_('Font'), choices=LetterFontChoices, required=False)
    tag = TagFilterField(model)


class DocumentTemplateForm(PrimaryModelForm):
    """A draft: its page, a box for each sentence of its kind with the shipped one shown, and the layout.

    Attributes:
        sample: which sample the preview shows; not stored.
    """

    agency = tenant_choice(_('Agency'))
    kind = forms.ChoiceField(
        label=_('Kind'),
        choices=add_blank_choice(KINDS),
        widget=HTMXSelect(method='post', attrs={'hx-vals': '{"_fields": "1"}'}),
    )
    sample = forms.ChoiceField(label=_('Preview with'), required=False)

    class Meta:
        model = DocumentTemplate
        fields = ('agency', 'kind', *PAGE, 'source', 'description', 'owner', 'comments', 'tags')

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A stored draft, and a copy of what is published, stay of their agency and kind.
        is_stored = bool(self.instance.pk or self.instance.agency_id)
        if is_stored:
            for name in ('agency', 'kind'):
                self.fields[name].disabled = True
        kind = self.instance.kind if is_stored else get_field_value(self, 'kind')
        self.sentences = sentences_of(kind) if kind in DRAFTED_KINDS else []
        for sentence in self.sentences:
            name = WORDING + sentence.key
            self.fields[name] = _sentence_field(sentence)
            self.initial.setdefault(name, self.instance.wording.get(sentence.key, ''))
        self.fields['sample'].choices = [(name, name.replace('-', ' ').capitalize()) for name in SAMPLES.get(kind, ())]
        self.fields['source'].widget = forms.Textarea(
            attrs={'rows': 24, 'class': 'font-monospace colo-source', 'spellcheck': 'false', 'wrap': 'off'}
        )
        self.fieldsets = self._fieldsets()

    def _fieldsets(self) -> tuple[FieldSet, ...]:
        boxes = [WORDING + sentence.key for sentence in self.sentences]
        return (
            FieldSet('agency', 'kind', 'description', 'tags', 'sample', name=_('Template')),
            FieldSet(*_page_fields(), name=_('Page (blank: as the letterhead says)')),
            *([FieldSet(*boxes, name=_('Wording (blank: the shipped sentence)'))] if boxes else []),
            FieldSet('source', name=_('Layout (blank: the shipped one)')),
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        wording = {
            one.key: text
            for one in self.sentences
            if (text := (self.cleaned_data.get(WORDING + one.key) or '').replace('\r\n', '\n').strip())
        }
        kind = self.cleaned_data.get('kind') or self.instance.kind
        refusals = check_wording(kind, wording) if kind else []
        for refusal in refusals:
            self.add_error(f'{WORDING}{refusal.data["key"]}', str(refusal.message))
        if not refusals:
            self.instance.wording = wording
        return self.cleaned_data

    def clean_source(self) -> str:
        return self.cleaned_data['source'].replace('\r\n', '\n')

    def save(self, commit: bool = True) -> DocumentTemplate:
        if self.instance.pk is None:
            self.instance.version = next_version(self.instance.agency, self.instance.kind)
        return super().save(commit)


def _sentence_field(sentence: Sentence) -> forms.CharField:
    names = ' '.join(f'{{{name}}}' for name in sentence.placeholders)
    rows = min(len(sentence.shipped) // 70 + sentence.shipped.count('\n') + 1, 8)
    return forms.CharField(
        label=sentence.key.replace('-', ' ').capitalize(),
        required=False,
        max_length=MAX_WORDING,
        strip=True,
        widget=forms.Textarea(attrs={'rows': rows, 'placeholder': sentence.shipped}),
        help_text=_('Filled in: {names}').format(names=names) if names else '',
    )


class DocumentTemplateImportForm(PrimaryModelImportForm):
    agency = csv_choice(_('Agency'), Tenant.objects.all(), _('Slug of the agency'))
    kind = CSVChoiceField(label=_('Kind'), choices=KINDS, help_text=_('Kind of paper, e.g. reply-letter'))
    paper = CSVChoiceField(label=_('Paper'), choices=PaperSizeChoices, required=False, help_text=_('a4 or f4'))
    font = CSVChoiceField(
        label=_('Font'), choices=LetterFontChoices, required=False, help_text=_('sans, serif or bookman')
    )
    wording = forms.JSONField(
        label=_('Wording'), required=False, help_text=_('JSON: sentences by their key, e.g. {"closing": "…"}')
    )

    class Meta:
        model = DocumentTemplate
        fields = ('agency', 'kind', *PAGE, 'wording', 'source', 'description', 'owner', 'comments', 'tags')

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ('agency', 'kind'):
                self.fields[name].disabled = True

    def clean_wording(self) -> Any:
        wording = self.cleaned_data.get('wording')
        return {} if wording is None else wording

    def save(self, commit: bool = True) -> DocumentTemplate:
        if self.instance.pk is None:
            self.instance.version = next_version(self.instance.agency, self.instance.kind)
        return super().save(commit)


class DocumentTemplateBulkEditForm(PageBulkEditForm):
    model = DocumentTemplate
    fieldsets = (FieldSet('description'), FieldSet(*PAGE, name=_('Page')))
    nullable_fields = (*PAGE, 'description', 'comments')


class DocumentTemplateFilterForm(PrimaryModelFilterSetForm):
    model = DocumentTemplate
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('agency_id', 'kind', 'state', 'paper', 'font', name=_('Template')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    agency_id = filter_choices(_('Agency'), Tenant.objects.all())
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=KINDS, required=False)
    state = forms.MultipleChoiceField(label=_('State'), choices=VersionStateChoices, required=False)
    paper = forms.MultipleChoiceField(label=_('Paper'), choices=PaperSizeChoices, required=False)
    font = forms.MultipleChoiceField(label=_('Font'), choices=LetterFontChoices, required=False)
    tag = TagFilterField(model)
