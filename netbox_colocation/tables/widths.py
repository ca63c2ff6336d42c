"""Keeps numbers of cases and days whole in every list: browsers break lines at their hyphens otherwise."""

from collections.abc import Iterable

import django_tables2

from netbox.tables import columns

from ..models import Case

__all__ = ('keep_whole',)

WHOLE = {'class': 'text-nowrap'}
# NetBox's own, and what a model's field gets that no column is written for.
DAYS = (columns.DateColumn, django_tables2.DateColumn)
MOMENTS = (columns.DateTimeColumn, django_tables2.DateTimeColumn)
# As wide as a day: the time may stand below it, where there are many columns.
AS_WIDE_AS_A_DAY = {'style': 'min-width: 7.5em'}


def keep_whole(tables: Iterable[type[django_tables2.Table]]) -> None:
    """Say so for the columns of these tables; what a column says of itself stays."""
    for table in tables:
        for name, column in table.base_columns.items():
            is_case = name == 'case' or (name == 'number' and table._meta.model is Case)
            if is_case or isinstance(column, DAYS):
                wanted = WHOLE
            elif isinstance(column, MOMENTS):
                wanted = AS_WIDE_AS_A_DAY
            else:
                continue
            column.attrs = {'td': wanted, **(column.attrs or {})}
