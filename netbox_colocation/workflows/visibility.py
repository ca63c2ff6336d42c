"""The tasks that a user may view, for queries that read most of them.

`restrict` looks for the tasks that a permission lets through among all tasks, and then for these once more; over a
million tasks that takes half a minute. A permission that speaks of nothing but the agency, as that of officers does,
lets through the same tasks when the agencies are looked up first.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from tenancy.models import Tenant
from utilities.permissions import get_permission_for_model

from ..compat import condition_of, constraints_of, permission_is_exempt
from ..models import Task

__all__ = ('visible_tasks',)

AGENCY = 'case__agency'


def visible_tasks(user: AbstractUser) -> QuerySet[Task]:
    """Return what `Task.objects.restrict(user, 'view')` returns; at most one query besides."""
    restricted = Task.objects.restrict(user, 'view')
    permission = get_permission_for_model(Task, 'view')
    if user.is_superuser or permission_is_exempt(permission):
        return restricted
    about_agency = [_of_agency(constraint) for constraint in constraints_of(user, permission)]
    if not about_agency or not all(about_agency):
        return restricted
    agencies = Tenant.objects.filter(condition_of(about_agency, user))
    return Task.objects.filter(case__agency__in=list(agencies.order_by().values_list('pk', flat=True).distinct()))


def _of_agency(constraint: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the constraint as one on the agency; None when it is about anything else, or lets everything through."""
    found = {}
    for key, value in (constraint or {}).items():
        path = 'pk' if key == AGENCY else key.removeprefix(f'{AGENCY}__')
        if path == key or not (path == 'pk' or _is_field(path.partition('__')[0])):
            return None
        found[path] = value
    return found or None


def _is_field(name: str) -> bool:
    """Whether it is a field or relation of an agency, and not a lookup such as `in`."""
    try:
        Tenant._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
