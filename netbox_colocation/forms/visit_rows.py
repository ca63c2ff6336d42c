"""The rows of an access visit's form: who comes and what they carry, in one form with the visit.

A row is a handful of inputs `<field>-<number>-<column>`. Empty rows count as none, so a page without scripts has a few
empty ones below those that are filled; a list of names may be typed into one box as well.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import AccessVisit, CarriedItem, Visitor
from ..visits.applications import ROWS, Plan, entry_of, plan_rows, store_rows

__all__ = ('NamesField', 'RowsField', 'RowsFormMixin', 'items_field', 'visitors_field')

EMPTY_ROWS = 3
MOST_TYPED = 200
# What a row has without anybody typing into it, so that it says nothing.
SAYS_NOTHING = ('quantity', 'direction', 'is_leader')
# The share of a line of twelve that an input takes.
WIDTHS = {
    'name': 4, 'organisation': 4, 'position': 4, 'phone': 3, 'email': 3, 'identity_kind': 3, 'identity_digits': 3,
    'is_leader': 12, 'serial': 3, 'quantity': 2, 'direction': 3,
}  # fmt: skip

type Entry = dict[str, Any]


class RowForm(forms.ModelForm):
    """The inputs of one row. What the model says about it is asked with the whole list (`visits.applications`)."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput())
    is_left_out = forms.BooleanField(label=_('Leave this row out'), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = False
            look = {'select': 'form-select no-ts', 'checkbox': 'form-check-input'}
            kind = getattr(field.widget, 'input_type', 'text')
            field.widget.attrs |= {'class': look.get(kind, 'form-control'), 'autocomplete': 'off'}
            field.widget.attrs.pop('required', None)
            field.width = WIDTHS.get(name, 12)

    def _post_clean(self) -> None:
        """Leave the instance alone: it is only there for the widgets."""

    @property
    def columns(self) -> Iterable[forms.BoundField]:
        return (field for field in self.visible_fields() if field.name != 'is_left_out')


class VisitorRow(RowForm):
    class Meta:
        model = Visitor
        fields = (
            'name', 'organisation', 'position', 'phone', 'email', 'identity_kind', 'identity_digits', 'is_leader',
        )  # fmt: skip


class ItemRow(RowForm):
    class Meta:
        model = CarriedItem
        fields = ('name', 'serial', 'quantity', 'direction')


class RowsWidget(forms.Widget):
    """Shows the rows, and reads from what was sent those that say something.

    Parameters:
        row_form: of one row
        noun: what one row is, as the button that adds one says it
        with_names: whether there is a box for names alone, one per line
    """

    template_name = 'netbox_colocation/widgets/rows.html'

    def __init__(self, row_form: type[RowForm], *, add: Any, with_names: bool) -> None:
        super().__init__()
        self.row_form, self.add, self.with_names = row_form, add, with_names
        self.errors: list[Mapping[str, list[str]]] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, Any]:
        pattern = re.compile(rf'{re.escape(name)}-(\d{{1,4}})-\w+$')
        numbers = sorted({int(found[1]) for key in data if (found := pattern.match(key))})
        forms_sent = [self.row_form(data, prefix=f'{name}-{number}') for number in numbers[:MOST_TYPED]]
        rows = [{field.name: field.data for field in form} for form in forms_sent]
        return {'rows': [row for row in rows if says_something(row)], 'names': data.get(name) or ''}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(key.startswith(f'{name}-') for key in data)

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return f'{id_}-0-name' if id_ else ''

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows, names = (value['rows'], value['names']) if isinstance(value, Mapping) else (list(value or ()), '')
        shown = [self._form(name, number, row) for number, row in enumerate([*rows, *[{}] * EMPTY_ROWS])]
        for form, errors in zip(shown, self.errors, strict=False):
            form.found = {field: texts for field, texts in errors.items() if texts}
        return {
            **context,
            'forms': shown,
            'blank': self._form(name, '__number__', {}),
            'names': names,
            'add': self.add,
            'with_names': self.with_names,
        }

    def _form(self, name: str, number: int | str, row: Mapping[str, Any]) -> RowForm:
        return self.row_form(prefix=f'{name}-{number}', initial=dict(row), auto_id='id_%s')


class RowsField(forms.Field):
    """A list of entries, as `visits.applications` takes them."""

    widget: Any

    def __init__(self, row_form: type[RowForm], *, add: Any, with_names: bool = False, **kwargs: Any) -> None:
        self.row_form = row_form
        super().__init__(widget=RowsWidget(row_form, add=add, with_names=with_names), **kwargs)

    def clean(self, value: dict[str, Any]) -> list[Entry]:
        rows = [row for row in value['rows'] if not is_left_out(row)]
        cleaned = [self.row_form(row) for row in rows]
        entries = [_entry(form) for form in cleaned] + read_names(value['names'])
        if self.required and not entries:
            raise ValidationError(self.error_messages['required'], code='required')
        # What is shown again is every row that was sent.
        errors = iter([form.errors for form in cleaned])
        self.widget.errors = [{} if is_left_out(row) else next(errors) for row in value['rows']]
        if any(self.widget.errors):
            raise ValidationError(said_by_row(entries, self.widget.errors))
        return entries

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class NamesField(forms.CharField):
    """The column of an import that lists names, separated by commas."""

    def clean(self, value: Any) -> list[Entry]:
        return read_names((super().clean(value) or '').replace(',', '\n'))


def visitors_field() -> RowsField:
    return RowsField(
        VisitorRow,
        label=_('Visitors'),
        add=_('Add a visitor'),
        with_names=True,
        help_text=_('Everybody who is to enter. Of a proof of identity only its last four digits.'),
    )


def items_field() -> RowsField:
    return RowsField(
        ItemRow,
        label=_('Carried items'),
        add=_('Add an item'),
        required=False,
        help_text=_('What goes through the door; a device that NetBox knows is found by its serial number'),
    )


class RowsFormMixin(forms.ModelForm):
    """A form of access visits with rows; list it first."""

    instance: AccessVisit

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: list[Plan] = []
        for relation in ROWS:
            if self.instance.pk and relation in self.fields:
                self.initial[relation] = [entry_of(row) for row in getattr(self.instance, relation).all()]

    def _post_clean(self) -> None:
        super()._post_clean()
        for relation in ROWS:
            if relation in self.cleaned_data:
                self._plan(relation, self.cleaned_data[relation])

    def save(self, commit: bool = True) -> AccessVisit:
        visit = super().save(commit)
        for plan in self._plans:
            store_rows(visit, plan)
        return visit

    def _plan(self, relation: str, entries: list[Entry]) -> None:
        plan = plan_rows(self.instance, relation, entries)
        self._plans.append(plan)
        if not plan.is_good:
            self.fields[relation].widget.errors = plan.errors
            self.add_error(relation, [plan.refusal] if plan.refusal else said_by_row(entries, plan.errors))


def says_something(row: Mapping[str, Any]) -> bool:
    return any(value not in (None, '', False) for name, value in row.items() if name not in SAYS_NOTHING)


def is_left_out(row: Mapping[str, Any]) -> bool:
    """Say whether a row was ticked off, or emptied."""
    is_empty = not any(value for name, value in row.items() if name not in (*SAYS_NOTHING, 'id'))
    return bool(row.get('is_left_out')) or is_empty


def read_names(text: str) -> list[Entry]:
    """Return an entry for each line; empty ones are left out."""
    return [{'name': line.strip()} for line in text.splitlines() if line.strip()]


def said_by_row(entries: Iterable[Entry], errors: Iterable[Mapping[str, Iterable[str]]]) -> list[str]:
    """Return what is wrong, each sentence with the name of its row."""
    return [
        f'{entry.get("name") or number}: {text}'
        for number, (entry, wrong) in enumerate(zip(entries, errors, strict=False), 1)
        for texts in wrong.values()
        for text in texts
    ]


def _entry(form: RowForm) -> Entry:
    """The cleaned values of a row; what nobody chose is left to the model."""
    form.is_valid()
    return {
        name: value
        for name, value in form.cleaned_data.items()
        if name != 'is_left_out' and not (name in SAYS_NOTHING and value in (None, ''))
    }
