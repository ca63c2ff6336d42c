"""What an activity asks of the person who acts: fields, as data. One description serves page, API and check.

A field's key may hold an object's id (`server_12_serial`), so that one flat mapping carries answers about many objects.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _

from utilities.forms.widgets import DatePicker, DateTimePicker

from ..exceptions import DataInvalid, Refusal

__all__ = ('Field', 'build_form', 'clean_data', 'describe_fields')

Kind = Literal[
    'text', 'long-text', 'integer', 'decimal', 'boolean', 'choice', 'multi-choice', 'date', 'datetime'
]  # fmt: skip

_FORM_FIELDS: Mapping[Kind, type[forms.Field]] = {
    'text': forms.CharField,
    'long-text': forms.CharField,
    'integer': forms.IntegerField,
    'decimal': forms.DecimalField,
    'boolean': forms.BooleanField,
    'choice': forms.ChoiceField,
    'multi-choice': forms.MultipleChoiceField,
    'date': forms.DateField,
    'datetime': forms.DateTimeField,
}
_SCHEMA_TYPES: Mapping[Kind, str] = {
    'text': 'string',
    'long-text': 'string',
    'integer': 'integer',
    'decimal': 'number',
    'boolean': 'boolean',
    'choice': 'string',
    'multi-choice': 'array',
    'date': 'string',
    'datetime': 'string',
}
MAX_TEXT = 200
MAX_LONG_TEXT = 5000


@dataclass(frozen=True)
class Field:
    """One question. `choices` are (value, label) pairs of a `choice` or a `multi-choice`.

    `initial` is shown, never taken for an answer. A date is answered as `2026-11-23`, a moment in ISO 8601; one without
    an offset is local time.
    """

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
    known = {field.key: field for field in fields}
    form = build_form(fields)(
        data={key: _as_list(value) if _takes_several(known.get(key)) else value for key, value in data.items()}
    )
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
    elif field.kind == 'multi-choice':
        options |= {'choices': list(field.choices), 'widget': forms.CheckboxSelectMultiple}
    elif field.kind == 'date':
        options['widget'] = DatePicker()
    elif field.kind == 'datetime':
        options['widget'] = DateTimePicker()
    return _FORM_FIELDS[field.kind](**options)


def _schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {
        'type': _SCHEMA_TYPES[field.kind],
        'title': str(field.label),
    }
    if field.help:
        schema['description'] = str(field.help)
    values = [value for value, _label in field.choices]
    if field.kind == 'multi-choice':
        schema |= {'items': {'type': 'string', 'enum': values}, 'uniqueItems': True}
    elif field.choices:
        schema['enum'] = values
    if field.kind in ('date', 'datetime'):
        schema['format'] = {'date': 'date', 'datetime': 'date-time'}[field.kind]
    if field.kind in ('integer', 'decimal'):
        schema['minimum'] = 0
    return schema


def _takes_several(field: Field | None) -> bool:
    return field is not None and field.kind == 'multi-choice'


def _as_list(value: Any) -> list[Any]:
    """One tick comes from a page as a single value."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool | list) else float(value)
