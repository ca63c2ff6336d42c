"""Saving NetBox's rows by the dozen: validated as NetBox does, without asking for what the transaction knows.

NetBox asks anew for everything that a new row refers to, and what tags it has, several times for each. What is left out
here is only what the caller holds in hand; every rule of NetBox, of its guards and of the database is as always.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, prefetch_related_objects

from dcim.models import DeviceType
from dcim.models.device_component_templates import ComponentTemplateModel

__all__ = ('read_templates', 'store')

TEMPLATES = tuple(
    relation.get_accessor_name()
    for relation in DeviceType._meta.related_objects
    if issubclass(relation.related_model, ComponentTemplateModel)
)


def store[Row: Model](row: Row, message: str, *, is_unique: bool = False) -> Row:
    """Validate a row, save it, and return it; the change log says `message`.

    Rows that it refers to, and that were set as objects, were read or made in this transaction. `is_unique`: that no
    other row is like it is known as well, as of a component of a device that was just made; the database sees to it.

    Raises:
        ValidationError, AbortRequest, IntegrityError: NetBox, or a guard, refuses it.
    """
    changed: Any = row
    changed._changelog_message = message
    if row.pk is None:
        _know_relations(changed)
    _validate(row, is_unique=is_unique)
    row.save()
    return row


def read_templates(device_type: DeviceType) -> DeviceType:
    """Read the type's component templates once for all devices that are made of this very object."""
    prefetch_related_objects([device_type], *TEMPLATES)
    return device_type


def _know_relations(row: Any) -> None:
    """Tell a new row that it has no tags and no relations to many yet; adding one makes it forget this."""
    row._prefetched_objects_cache = {
        field.name: field.related_model._default_manager.none() for field in row._meta.many_to_many
    }


def _validate(row: Model, *, is_unique: bool) -> None:
    """As `full_clean`, all findings at once."""
    errors: dict[str, Any] = {}
    excluded = _in_hand(row)
    for check in (row.clean_fields, lambda exclude: row.clean()):
        try:
            check(exclude=excluded)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    for check in () if is_unique else (row.validate_unique, row.validate_constraints):
        try:
            check(exclude=set(errors))
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _in_hand(row: Model) -> Collection[str]:
    """Return the foreign keys whose row the caller has set as an object."""
    return {
        field.name
        for field in row._meta.concrete_fields
        if field.many_to_one and field.name in row._state.fields_cache and getattr(row, field.attname) is not None
    }
