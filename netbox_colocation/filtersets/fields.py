"""Filters of one shape: by choices, and pairs for one relation: by ID, and by the key that people know it by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet
from utilities.filters import TreeNodeMultipleChoiceFilter

__all__ = ('any_of', 'id_and_key', 'only_id', 'tree_id_and_slug')

FilterPair = tuple[django_filters.Filter, django_filters.Filter]


def any_of(choices: type[ChoiceSet], **options: Any) -> django_filters.MultipleChoiceFilter:
    """Return a filter by one or several of these choices; `options` as of django-filter, e.g. `field_name`."""
    return django_filters.MultipleChoiceFilter(choices=choices, distinct=False, null_value=None, **options)


def only_id(
    field: str, queryset: QuerySet, noun: Promise | str, *, distinct: bool = False
) -> django_filters.ModelMultipleChoiceFilter:
    """Return a filter by the ID of the related object.

    Args:
        field: the path from the filtered model to the relation, e.g. `case__applicant`.
        queryset: the objects that may be named.
        noun: what the relation is called.
        distinct: needed where one row has several related objects.
    """
    return django_filters.ModelMultipleChoiceFilter(
        field_name=field, queryset=queryset, distinct=distinct, label=format_lazy(_('{noun} (ID)'), noun=noun)
    )


def id_and_key(
    field: str, queryset: QuerySet, noun: Promise | str, *, key: str = 'slug', distinct: bool = False
) -> FilterPair:
    """Return a filter by ID and one by `key`, a field of the related object."""
    by_key = django_filters.ModelMultipleChoiceFilter(
        field_name=f'{field}__{key}', queryset=queryset, to_field_name=key, distinct=distinct, label=noun
    )
    return only_id(field, queryset, noun, distinct=distinct), by_key


def tree_id_and_slug(field: str, queryset: QuerySet, noun: Promise | str) -> FilterPair:
    """Return filters by ID and slug that also find what is related to a descendant."""
    by_id = TreeNodeMultipleChoiceFilter(
        field_name=field, queryset=queryset, lookup_expr='in', label=format_lazy(_('{noun} (ID)'), noun=noun)
    )
    by_slug = TreeNodeMultipleChoiceFilter(
        field_name=field, queryset=queryset, lookup_expr='in', to_field_name='slug', label=noun
    )
    return by_id, by_slug
