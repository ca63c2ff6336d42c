"""What an activity asks of the person who acts: fields, as data. One description serves page, API and check.

A field's key may hold an object's id (`server_12_serial`), so that one flat mapping carries answers about many objects.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _

from ..exceptions import DataInvalid, Refusal

__all__ = ('Field', 'build_form', 'clean_data', 'describe_fields')

Kind = Literal['text', 'long-text', 'integer', 'decimal', 'boolean', 'choice']

_FORM_FIELDS: Mapping[Kind, type[forms.Field]] = {
    'text': forms.CharField,
    'long-text': forms.CharField,
    'integer': forms.IntegerField,
    'decimal': forms.DecimalField,
    'boolean': forms.BooleanField,
    'choice': forms.ChoiceField,
}
_SCHEMA_TYPES: Mapping[Kind, str] = {
    'text': 'string',
    'long-text': 'string',
    'integer': 'integer',
    'decimal': 'number',
    'boolean': 'boolean',
    'choice': 'string',
}
MAX_TEXT = 200
MAX_LONG_TEXT = 5000


@dataclass(frozen=True)
class Field:
    """One question. `choices` are (value, label) pairs of a `choice`; `initial` is shown, never taken for an answer."""

    key: str
    kind: Kind
    label: str
    required: bool = True
    help: str = ''
    choices: Sequence[tuple[str, str]] = ()
    initial: Any = None


def build_form(fields: Iterable[Field]) -> type[forms.Form]:
    """Return a form class that asks these questions, for a page to show."""
    return type(
        'OutcomeDataForm',
        (forms.Form,),
        {field.key: _form_field(field) for field in fields},
    )


def clean_data(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as plain JSON values.

    Raises:
        DataInvalid: with one refusal for each answer that is missing, wrong or not asked for.
    """
    form = build_form(fields)(data=dict(data))
    known = {field.key for field in fields}
    refusals = [
        Refusal(
            'field-unknown',
            _('{field}: this is not asked for here.').format(field=key),
            field=key,
        )
        for key in data
        if key not in known
    ]
    for key, messages in form.errors.items():
        label = form.fields[key].label
        refusals += [Refusal('field-invalid', f'{label}: {message}', field=key) for message in messages]
    if refusals:
        reasons = ' '.join(refusal.message for refusal in refusals)
        raise DataInvalid(
            _('Please correct the form. {reasons}').format(reasons=reasons),
            refusals=refusals,
        )
    return {key: _as_json(value) for key, value in form.cleaned_data.items()}


def describe_fields(fields: Iterable[Field]) -> dict[str, Any]:
    """Return the JSON schema of the answers."""
    fields = list(fields)
    return {
        'type': 'object',
        'properties': {field.key: _schema(field) for field in fields},
        'required': [field.key for field in fields if field.required],
        'additionalProperties': False,
    }


def _form_field(field: Field) -> forms.Field:
    options: dict[str, Any] = {
        'label': field.label,
        'required': field.required,
        'help_text': field.help,
        'initial': field.initial,
    }
    if field.kind == 'text':
        options['max_length'] = MAX_TEXT
    elif field.kind == 'long-text':
        options |= {
            'max_length': MAX_LONG_TEXT,
            'widget': forms.Textarea(attrs={'rows': 4}),
        }
    elif field.kind in ('integer', 'decimal'):
        options['min_value'] = 0
    elif field.kind == 'choice':
        options['choices'] = list(field.choices) if field.required else [('', '—'), *field.choices]
    return _FORM_FIELDS[field.kind](**options)


def _schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {
        'type': _SCHEMA_TYPES[field.kind],
        'title': str(field.label),
    }
    if field.help:
        schema['description'] = str(field.help)
    if field.choices:
        schema['enum'] = [value for value, _label in field.choices]
    if field.kind in ('integer', 'decimal'):
        schema['minimum'] = 0
    return schema


def _as_json(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else float(value)
