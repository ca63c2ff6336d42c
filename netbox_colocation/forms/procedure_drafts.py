"""Forms of drafts: the roles, the identity page, the whole text, a new procedure from a text, and moving a case."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenancy.models import Tenant
from utilities.forms.fields import DynamicModelChoiceField

from ..models import ProcedureVersion
from ..workflows.publishing import MAX_YAML_BYTES, shipped_procedures

__all__ = ('IdentityForm', 'MoveCaseForm', 'ProcedureTextForm', 'RolesForm', 'SourceForm')

LISTS = ('legal_basis', 'qualifications', 'related', 'equipment', 'open_points')
LINE_PARTS = ' | '


def _text_field(label: Any, *, rows: int = 0, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={'rows': rows}) if rows else forms.TextInput()
    widget.attrs['class'] = 'form-control'
    return forms.CharField(label=label, required=required, widget=widget)


class SourceForm(forms.Form):
    """The whole text of a draft. Spaces at its ends belong to it."""

    source = forms.CharField(
        label=_('YAML'),
        strip=False,
        required=False,
        max_length=MAX_YAML_BYTES,
        widget=forms.Textarea(
            attrs={'rows': 34, 'class': 'form-control font-monospace colo-source', 'spellcheck': 'false', 'wrap': 'off'}
        ),
    )
    note = forms.CharField(
        label=_('Note'),
        required=False,
        max_length=200,
        help_text=_('What changed, and why'),
        widget=forms.TextInput(attrs={'class': 'form-control'}),
    )


class RolesForm(forms.Form):
    """The columns of the sheet: their names and their order; one can be added, any can be taken away."""

    def __init__(self, *args: Any, roles: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(key): text for key, text in roles.items()}
        for place, (_key, text) in enumerate(self.roles.items()):
            text = text if isinstance(text, Mapping) else {}
            self._add(f'r{place}-position', self._position_field(), place + 1)
            self._add(f'r{place}-id', _text_field(_('Indonesian')), text.get('id', ''))
            self._add(f'r{place}-en', _text_field(_('English')), text.get('en', ''))
            self._add(f'r{place}-remove', forms.BooleanField(label=_('Remove'), required=False), False)
        key = forms.RegexField(r'^[a-z][a-z0-9-]*$', label=_('Key'), required=False, max_length=50)
        self._add('new-key', key, '')
        self._add('new-id', _text_field(_('Indonesian')), '')
        self._add('new-en', _text_field(_('English')), '')

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        field.initial = initial
        is_box = isinstance(field, forms.BooleanField)
        field.widget.attrs.setdefault('class', 'form-check-input' if is_box else 'form-control')
        field.widget.attrs['aria-label'] = str(field.label)
        self.fields[name] = field

    def _position_field(self) -> forms.IntegerField:
        return forms.IntegerField(label=_('Position'), min_value=1, max_value=999)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Every role with its fields, for the page."""
        parts = ('position', 'id', 'en', 'remove')
        return [
            {'key': key, **{part: self[f'r{place}-{part}'] for part in parts}} for place, key in enumerate(self.roles)
        ]

    @property
    def new_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ('new-key', 'new-id', 'new-en')]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get('new-key') in self.roles:
            self.add_error('new-key', _('There is a role of this key.'))
        if not answers.get('new-key') and (answers.get('new-id') or answers.get('new-en')):
            self.add_error('new-key', _('A role needs a key of small letters, digits and hyphens.'))
        return answers

    def changed_roles(self) -> dict[str, Any]:
        """Return the roles as the form has them."""
        answers = self.cleaned_data
        kept = sorted(
            (answers[f'r{place}-position'], place, key)
            for place, key in enumerate(self.roles)
            if not answers[f'r{place}-remove']
        )
        roles = {key: self._text_of(f'r{place}-', self.roles[key]) for _position, place, key in kept}
        if answers['new-key']:
            roles[answers['new-key']] = self._text_of('new-', None)
        return roles

    def _text_of(self, prefix: str, before: Any) -> Any:
        if before is not None and f'{prefix}id' not in self.changed_data and f'{prefix}en' not in self.changed_data:
            return before
        return {language: text for language in ('id', 'en') if (text := self.cleaned_data[f'{prefix}{language}'])}


class IdentityForm(forms.Form):
    """Title and identity page. What has another shape than it should is left to the YAML."""

    def __init__(self, *args: Any, raw: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.raw = raw
        self.unshown: list[str] = []
        self._readers: dict[str, Callable[[Any], Any]] = {}
        self._add_text('title', _('Title'))
        for name, label in (
            ('sheet.number', _('Number of the SOP')),
            ('sheet.made_on', _('Made on')),
            ('sheet.revised_on', _('Revised on')),
            ('sheet.in_force', _('In force from')),
            ('sheet.agency', _('Agency')),
            ('sheet.unit', _('Unit')),
            ('sheet.approved_by.position', _('Approved by: position')),
            ('sheet.approved_by.name', _('Approved by: name')),
            ('sheet.approved_by.employee_number', _('Approved by: employee number')),
        ):
            self._add(name, _text_field(label), str)
        self._add_text('sheet.warning', _('Warning'))
        self._add_text('sheet.records', _('Records'))
        labels = {
            'legal_basis': _('Legal basis'),
            'qualifications': _('Qualifications'),
            'related': _('Related procedures'),
            'equipment': _('Equipment'),
            'open_points': _('What the sheet leaves open'),
        }
        for name in LISTS:
            self._add_list(f'sheet.{name}', labels[name])

    def _add(self, name: str, field: forms.Field, read: Callable[[Any], Any]) -> None:
        found = self._find(name)
        if found is not None and not isinstance(found, str | int):
            # A date that YAML read as one stays what it is as long as nobody writes another.
            found = found.isoformat() if hasattr(found, 'isoformat') else None
            if found is None:
                self.unshown.append(name)
                return
        field.initial = '' if found is None else str(found)
        self.fields[name] = field
        self._readers[name] = read

    def _add_text(self, name: str, label: Any) -> None:
        found = self._find(name)
        if found is not None and not isinstance(found, Mapping):
            self.unshown.append(name)
            return
        for language, language_name in (('id', _('Indonesian')), ('en', _('English'))):
            field = _text_field(_('{label} ({language})').format(label=label, language=language_name), rows=2)
            self._add(f'{name}.{language}', field, str)

    def _add_list(self, name: str, label: Any) -> None:
        found = self._find(name)
        lines = _lines_of(found or [])
        if lines is None:
            self.unshown.append(name)
            return
        field = _text_field(label, rows=3)
        field.help_text = _('One a line: Indonesian | English')
        field.initial = '\n'.join(lines)
        self.fields[name] = field
        self._readers[name] = _read_lines

    def _find(self, name: str) -> Any:
        value: Any = self.raw
        for part in name.split('.'):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def changed_document(self) -> dict[str, Any]:
        """Return the document with what was changed in the form."""
        document = dict(self.raw)
        for name in self.changed_data:
            value = self._readers[name](self.cleaned_data[name])
            document = _with(document, name.split('.'), value)
        return document


def _with(mapping: Mapping[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    """A copy of a mapping with the value at a path; an empty one is taken away, and what gets empty by that too."""
    first, *rest = path
    changed = dict(mapping)
    if rest:
        below = changed.get(first)
        value = _with(below if isinstance(below, Mapping) else {}, rest, value)
    if value in ('', [], {}):
        changed.pop(first, None)
    else:
        changed[first] = value
    return changed


def _lines_of(texts: Any) -> list[str] | None:
    """A list of texts as lines, or None when it cannot be written so."""
    lines = []
    for text in texts if isinstance(texts, list) else [None]:
        if not isinstance(text, Mapping) or not set(text) <= {'id', 'en'}:
            return None
        parts = [str(text.get(language, '')) for language in ('id', 'en')]
        if any('|' in part or '\n' in part for part in parts):
            return None
        lines.append(LINE_PARTS.join(parts) if parts[1] else parts[0])
    return lines


def _read_lines(value: str) -> list[dict[str, str]]:
    texts = []
    for line in value.splitlines():
        indonesian, _bar, english = (part.strip() for part in line.partition('|'))
        text = {language: part for language, part in (('id', indonesian), ('en', english)) if part}
        if text:
            texts.append(text)
    return texts


class ProcedureTextForm(forms.Form):
    """A new procedure of an agency: one of those that are shipped, a file, or a text."""

    agency = DynamicModelChoiceField(label=_('Agency'), queryset=Tenant.objects.all())
    shipped = forms.ChoiceField(
        label=_('Shipped procedure'), required=False, widget=forms.Select(attrs={'class': 'form-select no-ts'})
    )
    upload = forms.FileField(
        label=_('YAML file'), required=False, widget=forms.FileInput(attrs={'class': 'form-control'})
    )
    source = forms.CharField(
        label=_('YAML'),
        strip=False,
        required=False,
        max_length=MAX_YAML_BYTES,
        widget=forms.Textarea(attrs={'rows': 16, 'class': 'form-control font-monospace', 'spellcheck': 'false'}),
    )
    note = _text_field(_('Note'))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['shipped'].choices = [('', '---------'), *((key, key) for key in shipped_procedures())]
        self.fields['note'].max_length = 200

    def clean_upload(self) -> str:
        upload = self.cleaned_data['upload']
        if not upload:
            return ''
        if upload.size > MAX_YAML_BYTES:
            raise forms.ValidationError(
                _('The file is larger than {limit} KiB.').format(limit=MAX_YAML_BYTES // 1024), code='too-large'
            )
        try:
            return upload.read().decode('utf-8-sig')
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_('The file is not text in UTF-8.'), code='not-text') from error

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        given = [name for name in ('shipped', 'upload', 'source') if answers.get(name)]
        if len(given) != 1 and not self.errors:
            raise forms.ValidationError(_('Give one of the three: a shipped procedure, a file, or a text.'))
        return answers

    def text(self) -> str:
        """Return the text that was chosen, uploaded or written."""
        answers = self.cleaned_data
        if answers['shipped']:
            return shipped_procedures()[answers['shipped']]
        return answers['upload'] or answers['source']


class MoveCaseForm(forms.Form):
    """To which version a case moves, and why."""

    version = forms.ModelChoiceField(
        label=_('Version'),
        queryset=ProcedureVersion.objects.none(),
        widget=forms.Select(attrs={'class': 'form-select no-ts'}),
    )
    comment = forms.CharField(
        label=_('Reason'),
        max_length=5000,
        widget=forms.Textarea(attrs={'rows': 3, 'class': 'form-control'}),
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['version'].queryset = versions
