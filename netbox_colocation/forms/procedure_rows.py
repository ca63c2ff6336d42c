"""The form of one row of a procedure: what people change by hand. What it does not show is kept untouched.

The form is built from the row as it is, so that a row that is not right yet can be edited too; a part of another shape
than it should have is left to the YAML. `changed_row` returns the row with exactly those values replaced that changed.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..workflows.procedure_text import row_to_yaml
from ..workflows.registry import vocabulary
from .procedure_values import (
    ENDS,
    Path,
    as_number,
    find_value,
    put_value,
    way_of,
    ways_in,
    write_comment,
    write_removal,
    write_way,
)

__all__ = ('OutcomeGroup', 'RowForm', 'StepGroup')

HEAD = (
    ('col-4', 'row'),
    ('col-12', 'activity_id activity_en'),
    ('col-md-6', 'end'),
    ('col-md-4', 'limit target limit_per'),
    ('col-md-6', 'requirements_id requirements_en output_id output_en remarks_id remarks_en'),
    ('col-md-4', 'decision optional added'),
    ('col-md-6', 'passes_to'),
    ('col-12', 'acknowledged_by'),
)
SHOWN_IN_ROW = frozenset(
    {
        'row', 'activity', 'requirements', 'output', 'remarks', 'limit', 'target', 'limit_per', 'decision', 'optional',
        'added', 'passes_to', 'acknowledged_by', 'by', 'does', 'outcomes', 'steps', 'end',
    }
)  # fmt: skip
SHOWN_IN_STEP = frozenset({'by', 'does', 'outcomes', 'limit', 'target'})
SHOWN_IN_OUTCOME = frozenset({'label', 'comment', 'to', 'end'})


@dataclass(frozen=True)
class OutcomeGroup:
    """The names of an outcome's fields, and what of it stands in the YAML only."""

    key: str
    fields: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class StepGroup:
    """The names of a step's fields, its outcomes, and what of it stands in the YAML only."""

    title: str
    fields: tuple[str, ...]
    outcomes: tuple[OutcomeGroup, ...]
    new_outcome: tuple[str, ...]
    rest: str


class RowForm(forms.Form):
    """A row, its steps and their outcomes."""

    def __init__(self, *args: Any, row: Mapping[str, Any], raw: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.ways = list(ways_in(raw))
        roles = raw.get('roles')
        self.roles = [(str(key), _name(key, text)) for key, text in (roles if _is(roles) else {}).items()]
        self._writers: dict[str, Callable[[dict[str, Any], Any], None]] = {}
        self.unshown: list[str] = []
        self._build_row()
        self.steps = tuple(self._build_steps())

    # -- fields ------------------------------------------------------------------------------------------------------

    def _build_row(self) -> None:
        self._add('row', forms.CharField(label=_('Number'), max_length=4), ('row',), as_number)
        for name, label in (
            ('activity', _('Activity')),
            ('requirements', _('Requirements')),
            ('output', _('Output')),
            ('remarks', _('Remarks')),
        ):
            self._add_text(name, label, (name,), rows=3 if name == 'activity' else 2)
        if 'end' in self.row:
            self._add('end', forms.ChoiceField(label=_('The case'), choices=ENDS), ('end',))
            return
        self._add_times('', ())
        choices = [('', '---------'), ('row', _('hand-overs share it')), ('hand-over', _('each hand-over has it'))]
        field = forms.ChoiceField(label=_('Limit is for'), choices=choices, required=False)
        self._add('limit_per', field, ('limit_per',))
        for name, label in (
            ('decision', _('A decision (diamond)')),
            ('optional', _('May be passed over')),
            ('added', _('Not on the printed sheet')),
        ):
            self._add(name, forms.BooleanField(label=label, required=False), (name,))
        self._add('passes_to', self._role_field(_('Passes on to'), self.row.get('passes_to')), ('passes_to',))
        found = self.row.get('acknowledged_by') or []
        if not isinstance(found, list) or not all(isinstance(role, str) for role in found):
            self.unshown.append('acknowledged_by')
            return
        choices = self.roles + [(role, role) for role in found if role not in dict(self.roles)]
        field = forms.MultipleChoiceField(
            label=_('Acknowledged by'), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        self._add('acknowledged_by', field, ('acknowledged_by',))

    def _add_times(self, prefix: str, at: Path) -> None:
        hint = _('e.g. 1 day, 2 hours, 30 minutes')
        for name, label in (('limit', _('Limit')), ('target', _('Target'))):
            field = forms.CharField(label=label, required=False, max_length=50, help_text=hint)
            self._add(prefix + name, field, (*at, name))

    def _build_steps(self) -> Iterable[StepGroup]:
        if 'end' in self.row:
            return
        steps = self.row.get('steps')
        if steps is None:
            yield self._build_step('s0-', (), self.row, _('Who acts, and how it is closed'), self._add_chain())
        elif isinstance(steps, list):
            for place, step in enumerate(steps):
                if not _is(step):
                    self.unshown.append(f'steps[{place}]')
                    continue
                prefix, at = f's{place}-', ('steps', place)
                fields = []
                if step.get('by') is None or isinstance(step['by'], str):
                    fields.append(self._add(f'{prefix}by', self._role_field(_('Role'), step.get('by')), (*at, 'by')))
                title = _('Step {row}.{place}').format(row=self.row.get('row', ''), place=place + 1)
                yield self._build_step(prefix, at, step, title, fields)
        else:
            self.unshown.append('steps')

    def _add_chain(self) -> list[str]:
        """Add one choice for each hand-over of a row without steps, and one more."""
        chain = self.row.get('by')
        chain = chain if isinstance(chain, list) else [chain] if chain is not None else []
        if not all(isinstance(role, str) for role in chain):
            self.unshown.append('by')
            return []
        names = [f'by-{place}' for place in range(len(chain) + 1)]
        for place, name in enumerate(names):
            label = _('Role') if place == 0 else _('then')
            self.fields[name] = self._role_field(label, chain[place] if place < len(chain) else None)
            self.fields[name].initial = chain[place] if place < len(chain) else ''
            _style(self.fields[name])
            self._writers[name] = self._write_chain
        return names

    def _build_step(
        self, prefix: str, at: Path, step: Mapping[str, Any], title: str | Promise, fields: list[str]
    ) -> StepGroup:
        does = step.get('does')
        if does is None or isinstance(does, str):
            known = sorted({*vocabulary().activities, *([does] if does else [])})
            choices = [('', '---------'), *((key, key) for key in known)]
            field = forms.ChoiceField(label=_('What is done'), choices=choices, required=False)
            fields.append(self._add(f'{prefix}does', field, (*at, 'does')))
        if at:
            self._add_times(prefix, at)
            fields += [f'{prefix}limit', f'{prefix}target']
        outcomes = step.get('outcomes') or {}
        groups = []
        if _is(outcomes):
            for place, (key, outcome) in enumerate(outcomes.items()):
                if _is(outcome):
                    groups.append(self._build_outcome(f'{prefix}o{place}-', (*at, 'outcomes', key), str(key), outcome))
                else:
                    self.unshown.append(f'outcomes.{key}')
        hidden = {key: value for key, value in step.items() if key not in (SHOWN_IN_STEP if at else SHOWN_IN_ROW)}
        return StepGroup(
            title=str(title),
            fields=tuple(fields),
            outcomes=tuple(groups),
            new_outcome=tuple(self._add_new_outcome(prefix, at)) if _is(outcomes) else (),
            rest=row_to_yaml(hidden) if hidden else '',
        )

    def _build_outcome(self, prefix: str, at: Path, key: str, outcome: Mapping[str, Any]) -> OutcomeGroup:
        fields = self._add_text(f'{prefix}label', _('Label'), (*at, 'label'), rows=0)
        way = forms.ChoiceField(label=_('Leads to'), choices=self._ways_with(outcome), required=False)
        fields.append(self._add(f'{prefix}way', way, at, initial=way_of(outcome), write=write_way))
        comment = forms.BooleanField(label=_('Comment required'), required=False)
        fields.append(
            self._add(
                f'{prefix}comment', comment, at, initial=outcome.get('comment') == 'required', write=write_comment
            )
        )
        remove = forms.BooleanField(label=_('Remove this outcome'), required=False)
        fields.append(self._add(f'{prefix}remove', remove, at, initial=False, write=write_removal))
        hidden = {name: value for name, value in outcome.items() if name not in SHOWN_IN_OUTCOME}
        return OutcomeGroup(key=key, fields=tuple(fields), rest=row_to_yaml(hidden) if hidden else '')

    def _add_new_outcome(self, prefix: str, at: Path) -> list[str]:
        fields = {
            'key': forms.RegexField(r'^[a-z][a-z0-9-]*$', label=_('Key of a further outcome'), required=False),
            'label_id': forms.CharField(label=_('Label (Indonesian)'), required=False),
            'label_en': forms.CharField(label=_('Label (English)'), required=False),
            'way': forms.ChoiceField(label=_('Leads to'), choices=self.ways, required=False),
            'comment': forms.BooleanField(label=_('Comment required'), required=False),
        }
        names = []
        for name, field in fields.items():
            _style(field)
            self.fields[f'{prefix}new-{name}'] = field
            names.append(f'{prefix}new-{name}')
        self._writers[f'{prefix}new-key'] = lambda row, key: self._write_new_outcome(row, key, prefix, at)
        return names

    def _add(
        self,
        name: str,
        field: forms.Field,
        path: Path,
        write: Callable[[dict[str, Any], Path, Any], None] | Callable[[Any], Any] | None = None,
        *,
        initial: Any = None,
    ) -> str:
        """Add a field for a value; `write` puts the answer there, or makes the value of it (`as_number`)."""
        found = find_value(self.row, path)
        if initial is None and write in (None, as_number):
            if found is not None and not isinstance(found, str | int | list):
                self.unshown.append('.'.join(map(str, path)))
                return name
            initial = found
        field.initial = initial
        _style(field)
        self.fields[name] = field
        if write is None or write is as_number:
            convert = cast(Callable[[Any], Any] | None, write) or (lambda value: value)
            self._writers[name] = lambda row, value: put_value(row, path, convert(value))
        else:
            put = cast(Callable[[dict[str, Any], Path, Any], None], write)
            self._writers[name] = lambda row, value: put(row, path, value)
        return name

    def _add_text(self, name: str, label: str | Promise, path: Path, *, rows: int) -> list[str]:
        found = find_value(self.row, path)
        if found is not None and not _is(found):
            self.unshown.append('.'.join(map(str, path)))
            return []
        languages = {'id': _('Indonesian'), 'en': _('English')}
        for language, language_name in languages.items():
            widget = forms.Textarea(attrs={'rows': rows}) if rows else forms.TextInput()
            field = forms.CharField(label=_label(label, language_name), required=False, widget=widget)
            self._add(f'{name}_{language}', field, (*path, language))
        return [f'{name}_{language}' for language in languages]

    def _role_field(self, label: str | Promise, found: Any) -> forms.ChoiceField:
        further = [(found, found)] if isinstance(found, str) and found and found not in dict(self.roles) else []
        return forms.ChoiceField(label=label, choices=[('', '---------'), *self.roles, *further], required=False)

    def _ways_with(self, outcome: Mapping[str, Any]) -> list[tuple[str, Any]]:
        way = way_of(outcome)
        return self.ways if way in dict(self.ways) else [*self.ways, (way, way.partition(':')[2])]

    # -- for the page ------------------------------------------------------------------------------------------------

    @property
    def head(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of the row itself, line by line, each line with the width of its fields."""
        return [(width, self.bound(names.split())) for width, names in HEAD]

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The steps with their fields."""
        return [
            {
                'title': step.title,
                'fields': self.bound(step.fields),
                'rest': step.rest,
                'outcomes': [
                    {'key': outcome.key, 'fields': self.bound(outcome.fields), 'rest': outcome.rest}
                    for outcome in step.outcomes
                ],
                'new_outcome': self.bound(step.new_outcome),
            }
            for step in self.steps
        ]

    def bound(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    # -- what was answered -------------------------------------------------------------------------------------------

    def changed_row(self) -> dict[str, Any]:
        """Return the row with what was changed in the form."""
        row = copy.deepcopy(dict(self.row))
        later = [name for name in self.changed_data if name.endswith('-remove')]
        for name in [name for name in self.changed_data if name not in later] + later:
            if name in self._writers:
                value = self.cleaned_data[name]
                self._writers[name](row, value.replace('\r\n', '\n') if isinstance(value, str) else value)
        return row

    def _write_chain(self, row: dict[str, Any], value: str) -> None:
        chain = [self.cleaned_data[name] for name in self.fields if name.startswith('by-') and self.cleaned_data[name]]
        put_value(row, ('by',), chain[0] if len(chain) == 1 else chain)

    def _write_new_outcome(self, row: dict[str, Any], key: str, prefix: str, at: Path) -> None:
        answers = {
            name: self.cleaned_data[f'{prefix}new-{name}'] for name in ('label_id', 'label_en', 'way', 'comment')
        }
        label = {language: text for language in ('id', 'en') if (text := answers[f'label_{language}'])}
        outcome: dict[str, Any] = {'label': label} if label else {}
        holder: Any = {'outcome': outcome}
        write_comment(holder, ('outcome',), answers['comment'])
        write_way(holder, ('outcome',), answers['way'])
        step = find_value(row, at) if at else row
        step['outcomes'] = {**(step.get('outcomes') or {}), key: outcome}


def _is(value: Any) -> bool:
    return isinstance(value, Mapping)


def _name(key: Any, text: Any) -> str:
    languages = ('id', 'en') if (get_language() or '').startswith('id') else ('en', 'id')
    texts = [text.get(language) for language in languages] if _is(text) else []
    return next((str(found) for found in texts if found), str(key))


def _label(label: str | Promise, language: str | Promise) -> str:
    return _('{label} ({language})').format(label=label, language=language)


def _style(field: forms.Field) -> None:
    if isinstance(field.widget, forms.CheckboxSelectMultiple | forms.CheckboxInput):
        field.widget.attrs.setdefault('class', 'form-check-input')
    else:
        # `no-ts`: NetBox leaves the browser's own select box alone.
        is_select = isinstance(field.widget, forms.Select)
        field.widget.attrs.setdefault('class', 'form-select no-ts' if is_select else 'form-control')
