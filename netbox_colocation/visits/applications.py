"""What an application names: who comes with a visit, and what they carry.

Forms, imports and the API say it as a list of entries; here it becomes rows. An entry stands for the row of its `id`,
or for one of the same name; a row that no entry stands for is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from extras.models import CustomField

from ..models import AccessVisit, CarriedItem, Visitor
from .items import match_devices

__all__ = (
    'MOST_ROWS',
    'ROWS',
    'Plan',
    'asked_fields',
    'entry_of',
    'find_move',
    'plan_rows',
    'store_rows',
    'was_recorded',
)

type Row = Visitor | CarriedItem

# The relations of a visit that its application fills, and what tells two rows of one from another.
ROWS: Mapping[str, tuple[type[Visitor] | type[CarriedItem], tuple[str, ...]]] = {
    'visitors': (Visitor, ('name',)),
    'items': (CarriedItem, ('name', 'serial')),
}
MOST_ROWS = 100


@dataclass
class Plan:
    """What storing a list of entries would do.

    Attributes:
        rows: as they would be stored, in the order of the entries
        changed: those of `rows` that are new or differ from what is stored
        removed: stored rows that no entry stands for
        errors: by entry, what is wrong with it, by field; {} for one that is right
        refusal: why the list as a whole cannot be stored, or ''
    """

    rows: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    errors: list[dict[str, list[str]]] = field(default_factory=list)
    refusal: str = ''

    @property
    def is_good(self) -> bool:
        return not self.refusal and not any(self.errors)


def asked_fields(relation: str) -> tuple[str, ...]:
    """Return the fields that an entry may have."""
    model, _keys = ROWS[relation]
    return tuple(name for name in model.ASKED if name != 'visit')


def entry_of(row: Row) -> dict[str, Any]:
    """Return a stored row as an entry."""
    return {'id': row.pk, **{name: getattr(row, name) for name in type(row).ASKED if name != 'visit'}}


def was_recorded(row: Row) -> bool:
    """Say whether the door has seen it: from then on the row stays."""
    if isinstance(row, Visitor):
        return row.admitted_at is not None
    return row.came_in_at is not None or row.went_out_at is not None or row.is_unannounced


def find_move(row: Row) -> str:
    """Say why a row may not be saved with the visit that it names now, or ''."""
    before = type(row).objects.filter(pk=row.pk).values_list('visit', flat=True).first() if row.pk else None
    if before is None or before == row.visit_id:
        return ''
    return _('It belongs to another visit, and stays with that one: add it to this visit as a new row.')


def plan_rows(visit: AccessVisit, relation: str, entries: Sequence[Mapping[str, Any]]) -> Plan:
    """Say what the entries make of a visit's `visitors` or `items`; the visit may not be stored yet."""
    left = {row.pk: row for row in getattr(visit, relation).all()} if visit.pk else {}
    # Whoever is named by ID first: a name alone must not take the row from them.
    named = {place: left.pop(entry['id'], None) for place, entry in enumerate(entries) if entry.get('id')}
    plan = Plan()
    for place, entry in enumerate(entries):
        row = named[place] if place in named else _take_same(left, relation, entry)
        errors = {}
        if row is None:
            row = _make(visit, relation)
            if place in named:
                errors['id'] = [_('This visit has no such row: leave the ID out to add one.')]
        is_changed = _fill(row, entry, asked_fields(relation))
        if is_changed or row.pk is None:
            plan.changed.append(row)
        plan.rows.append(row)
        plan.errors.append(errors | _find_errors(row))
    match_devices(row for row in plan.changed if isinstance(row, CarriedItem))
    plan.removed = list(left.values())
    plan.refusal = _find_refusal(visit, plan)
    return plan


@transaction.atomic
def store_rows(visit: AccessVisit, plan: Plan) -> None:
    """Store what was planned for a visit that is stored now, all of it or nothing.

    Raises:
        ValidationError: the plan is not good
    """
    if not plan.is_good:
        wrong = [text for errors in plan.errors for texts in errors.values() for text in texts]
        raise ValidationError([plan.refusal] if plan.refusal else wrong)
    for row in plan.removed:
        row.delete()
    for row in plan.changed:
        row.visit = visit
        row.save()
    getattr(visit, '_prefetched_objects_cache', {}).clear()


def _make(visit: AccessVisit, relation: str) -> Row:
    model, _keys = ROWS[relation]
    row = model(visit=visit) if visit.pk else model()
    row.custom_field_data = {known.name: known.default for known in CustomField.objects.get_for_model(model)}
    return row


def _take_same(left: dict[int, Row], relation: str, entry: Mapping[str, Any]) -> Row | None:
    """Take the stored row of the same name from those that are left, if there is one."""
    _model, keys = ROWS[relation]
    wanted = [str(entry.get(key) or '').casefold() for key in keys]
    for pk, row in left.items():
        if [str(getattr(row, key)).casefold() for key in keys] == wanted:
            return left.pop(pk)
    return None


def _fill(row: Row, entry: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    """Put the entry's values into a row; return whether one is another than before."""
    if row.pk:
        row.snapshot()
    given = {name: entry[name] for name in names if name in entry and getattr(row, name) != entry[name]}
    if 'serial' in given and 'device' not in entry:
        given['device'] = None  # it was another thing
    for name, value in given.items():
        setattr(row, name, value)
    return bool(given)


def _find_errors(row: Row) -> dict[str, list[str]]:
    try:
        row.full_clean(exclude=['visit'])
    except ValidationError as error:
        found = {name: list(texts) for name, texts in error.message_dict.items()}
        if row.visit_id and not row.visit.is_editable:
            # Said once, of the whole list.
            found.pop(NON_FIELD_ERRORS, None)
        return found
    return {}


def _find_refusal(visit: AccessVisit, plan: Plan) -> str:
    if visit.pk and not visit.is_editable and (plan.changed or plan.removed):
        return _('This visit was submitted: what it asks for no longer changes.')
    if len(plan.rows) > MOST_ROWS:
        return _('At most {limit} rows: ask for the others with another visit.').format(limit=MOST_ROWS)
    if kept := [row for row in plan.removed if was_recorded(row)]:
        names = ', '.join(str(row) for row in kept)
        return _('The door has recorded these already, they stay: {names}').format(names=names)
    return ''
