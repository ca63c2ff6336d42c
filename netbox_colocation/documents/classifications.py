"""The classes of the archive: found by their codes, and filled in ready-made.

The ready-made table holds codes and names only. How long papers are kept is each region's own schedule (*jadwal retensi
arsip*): those years stay empty until somebody enters them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..models import Classification

__all__ = ('ReadyMadeClass', 'add_ready_made', 'classes_of', 'find_class', 'read_ready_made')

TABLE = Path(__file__).parent / 'classifications.yaml'


@dataclass(frozen=True)
class ReadyMadeClass:
    """A class of the shipped table; `parent` is the code above it, or ''."""

    code: str
    name: str
    scheme: str
    is_in_force: bool
    parent: str


@cache
def read_ready_made() -> tuple[ReadyMadeClass, ...]:
    """Return the shipped classes, each after the one above it."""
    schemes = yaml.safe_load(TABLE.read_text(encoding='utf-8'))['schemes']
    return tuple(row for scheme in schemes for row in _read_scheme(scheme))


def classes_of(agency: Tenant | None) -> QuerySet[Classification]:
    """Return the classes that are in force for an agency: its own, and everybody's where it has none of that code."""
    everybodys = Classification.objects.filter(agency=None, is_in_force=True)
    if agency is None:
        return everybodys.order_by('code')
    own = Classification.objects.filter(agency=agency)
    shared = everybodys.exclude(code__in=own.values('code'))
    return (own.filter(is_in_force=True) | shared).order_by('code')


def find_class(agency: Tenant, code: str) -> Classification | None:
    """Return the class of that code: the agency's own before everybody's. A code of an old scheme is found too."""
    if not code:
        return None
    rows = {row.agency_id: row for row in Classification.objects.filter(code=code)}
    return rows.get(agency.pk) or rows.get(None)


@transaction.atomic
def add_ready_made(agency: Tenant | None = None) -> list[Classification]:
    """Add what is missing of the shipped table, for everybody or one agency, and return it. What is there stays."""
    there = {row.code: row for row in Classification.objects.filter(agency=agency)}
    added = []
    for ready in read_ready_made():
        if ready.code in there:
            continue
        row = Classification(
            agency=agency,
            code=ready.code,
            name=ready.name,
            scheme=ready.scheme,
            is_in_force=ready.is_in_force,
            parent=there.get(ready.parent),
        )
        row._changelog_message = _('Ready-made classifications')
        row.full_clean()
        row.save()
        there[ready.code] = row
        added.append(row)
    return added


def _read_scheme(scheme: Mapping[str, Any]) -> Iterator[ReadyMadeClass]:
    codes: Mapping[str, str] = scheme['codes']
    for code, name in codes.items():
        yield ReadyMadeClass(
            code=code,
            name=name,
            scheme=scheme['name'],
            is_in_force=scheme['in_force'],
            parent=next((above for above in _above(code) if above in codes), ''),
        )


def _above(code: str) -> Iterator[str]:
    parts = code.split('.')
    for length in range(len(parts) - 1, 0, -1):
        yield '.'.join(parts[:length])
