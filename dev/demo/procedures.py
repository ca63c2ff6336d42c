"""The procedures that the demo's agencies run: published, with their working time and with who decides."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenancy.models import Tenant
from users.models import User

from netbox_colocation.models import Calendar, DispositionInstruction, Procedure, ProcedureRole
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures

from .book import Book
from .cast import ADMIN, OPERATOR, SECOND_OPERATOR, THIRD_OPERATOR
from .course import ACCESS, MAINTENANCE, PROCEDURE, RETRIEVAL
from .workdays import WORKDAYS

__all__ = ('RUNS', 'build')

# The demo's requests go back more than a year: the procedures were in force before.
PUBLISHED_BEFORE = datetime.timedelta(days=420)
# What the agency changed in the shipped documents before it published them: its placements have a term.
TERM = ('with: {kind: installation-record}', 'with: {kind: installation-record, months: 12}')


@dataclass(frozen=True)
class Run:
    """An agency runs a shipped procedure; `roles` is who decides where the document leaves it open."""

    agency: str
    key: str
    roles: Mapping[str, str] = field(default_factory=dict)
    change: tuple[str, str] = ('', '')
    note: str = ''

    @property
    def text(self) -> str:
        old, new = self.change
        text = shipped_procedures()[self.key]
        if old not in text:
            raise ValueError(f'{self.key}: nothing to change, "{old}" is not in it')
        return text.replace(old, new) if old else text


RUNS = (
    Run(OPERATOR, PROCEDURE, change=TERM, note='Penempatan berlaku dua belas bulan'),
    Run(OPERATOR, ACCESS, roles={'access-decider': 'head-of-division'}),
    Run(OPERATOR, MAINTENANCE),
    Run(OPERATOR, RETRIEVAL),
    Run(SECOND_OPERATOR, 'sumbawa-colocation'),
    Run(THIRD_OPERATOR, 'temanggung-colocation'),
)
# Which office stands above which: it is told of what is late, and may take a step back.
SUPERIORS = {
    'head-of-division': 'head',
    'computer-officer': 'head-of-division',
    'coordinator': 'head-of-division',
    'head-of-section': 'head-of-division',
    'helpdesk': 'computer-officer',
    'technical-team': 'head-of-section',
    'general-staff': 'head-of-section',
}
# Lines that the agency added to its disposition sheet: key, text, weight.
INSTRUCTIONS = (('today', 'Selesaikan hari ini', 5), ('visit-site', 'Tinjau ke ruang server', 75))


def build(book: Book, *, now: datetime.datetime) -> None:
    """Publish what is missing; what somebody else published since is left alone."""
    admin: Any = User.objects.get(username=ADMIN)
    is_new = False
    for run in RUNS:
        is_new |= _publish(book, run, admin, now=now - PUBLISHED_BEFORE)
    if is_new:
        _put_offices_above()
    agency = Tenant.objects.get(slug=OPERATOR)
    for key, text, weight in INSTRUCTIONS:
        book.ensure(DispositionInstruction, key={'agency': agency, 'key': key}, text=text, weight=weight)


def _publish(book: Book, run: Run, admin: Any, *, now: datetime.datetime) -> bool:
    """Publish one procedure; tell whether it was new."""
    agency = Tenant.objects.get(slug=run.agency)
    known = Procedure.objects.filter(agency=agency, key=run.key).first()
    newest = known.published_version if known else None
    if newest and newest.published_by_id != admin.pk:
        return False
    text = run.text
    version = publish(load_yaml(text), agency=agency, actor=admin, now=now, source=text, note=run.note)
    if newest and newest.pk == version.pk:
        return False
    book.count(type(version))
    _set_up(version.procedure, run)
    return True


def _set_up(procedure: Procedure, run: Run) -> None:
    """Give the procedure its calendar and who decides, where nobody chose before."""
    workdays = next(plan for plan in WORKDAYS if run.agency in plan.agencies)
    procedure.snapshot()
    procedure.calendar = procedure.calendar or Calendar.objects.get(name=workdays.name)
    procedure.settings = procedure.settings or ({'roles': dict(run.roles)} if run.roles else {})
    procedure.full_clean()
    procedure.save()


def _put_offices_above() -> None:
    for agency in {run.agency for run in RUNS}:
        roles = {role.key: role for role in ProcedureRole.objects.filter(agency__slug=agency)}
        for key, superior in SUPERIORS.items():
            role = roles.get(key)
            if role and superior in roles and role.superior_id is None:
                role.snapshot()
                role.superior = roles[superior]
                role.full_clean()
                role.save()
