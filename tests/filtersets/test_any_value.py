"""No filter breaks on a value that makes no sense: it finds nothing, or says that the value is not one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import QueryDict

from netbox_colocation.api.urls import router

VALUES = ('x', '-1', '9' * 40, '1e999', '9999-12-31T23:59:59Z', 'a\x00b', '[(')


def filters() -> Iterator[tuple[Any, str]]:
    """Yield one filter of each kind: its class, its lookup, and the kind of the column."""
    seen = set()
    for _, viewset, _ in router.registry:
        for name, one in viewset.filterset_class.get_filters().items():
            if 'regex' in one.lookup_expr:
                continue  # what is no pattern, the API refuses (tests/api/test_reading.py)
            column = one.field_name or ''
            try:
                kind = type(viewset.queryset.model._meta.get_field(column.split('__')[0])).__name__
            except Exception:  # noqa: BLE001 (an annotation, or a name of its own)
                kind = f'{viewset.__name__} {column}'
            key = (type(one), one.lookup_expr, kind, getattr(one, 'method', None) and name)
            if key not in seen:
                seen.add(key)
                yield viewset, name


@pytest.mark.django_db
def test_no_value_breaks_a_filter():
    broken = []
    for viewset, name in filters():
        for value in VALUES:
            sent = QueryDict(mutable=True)
            sent[name] = value
            found = viewset.filterset_class(sent, viewset.queryset.model.objects.all())
            try:
                with transaction.atomic():
                    if found.is_valid():
                        list(found.qs.order_by('pk')[:1])
            except (DatabaseError, ValidationError, ValueError, TypeError, OverflowError, AttributeError) as error:
                broken.append(
                    f'{viewset.__name__} {name}={value[:30]!r}: {type(error).__name__}: {error}'.split('\n')[0]
                )

    assert broken == [], '\n'.join(broken)
