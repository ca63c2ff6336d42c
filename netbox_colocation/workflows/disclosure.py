"""What an applicant reads of its case's record: where it stands and what concerns itself, not what officers note.

Officers' remarks, answers and changes are the agency's. The applicant sees which step was closed with which outcome,
everything that it did, said or was asked itself, and the reasons of what comes back to it.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from ..constants import APPLICANT
from ..models import Appointment, Case, CaseEvent, Document, Representative
from .document import ProcedureDocument
from .publishing import document_of

__all__ = ('Disclosed', 'disclose', 'reads_as_applicant', 'sees_drafting')

# Of these, everything: the applicant does, says or is told it anyway.
WHOLE = (
    'case-opened',
    'case-withdrawn',
    'case-cancelled',
    'case-closed',
    'task-resumed',
    'term-extended',
    'term-ending',
)
# Of these, these.
PARTS = {
    'task-opened': ('step', 'round', 'role', 'due'),
    'task-paused': ('step', 'question', 'question_task'),
    'case-returned': ('step',),
    'step-back': ('step',),
    'version-changed': ('from', 'to'),
    'window-agreed': ('starts', 'ends'),
    'window-extended': ('starts', 'ends', 'reason'),
    'window-begun': (),
    'window-finished': ('outcome',),
    'window-cancelled': ('reason',),
    'placement-moved': ('server', 'from', 'to'),
    'escort-named': ('escort',),
    'visit-extended': ('until',),
    'visit-overstayed': ('until',),
    'visit-missed': ('until',),
}
STEP = ('step', 'role', 'outcome')


@dataclass(frozen=True)
class Disclosed:
    """An event as somebody may read it."""

    sequence: int
    kind: str
    at: datetime.datetime
    actor_name: str
    data: dict[str, Any]
    pk: int


def reads_as_applicant(user: AbstractUser, case: Case, *, now: datetime.datetime) -> bool:
    """Whether the user sees the case only because they represent its applicant; at most two queries.

    Auditors and programs, which hold neither, see what their permission shows.
    """
    if not user.is_authenticated:  # where NetBox shows pages without a login, whoever reads them
        return True
    if user.is_superuser:
        return False
    day = timezone.localtime(now).date()
    if not Representative.objects.on(day).filter(user=user, tenant=case.applicant_id).exists():
        return False
    return not Appointment.objects.on(day).filter(user=user, role__agency=case.agency_id).exists()


def sees_drafting(user: AbstractUser, document: Document, *, now: datetime.datetime) -> bool:
    """Whether the user may read how a paper came about: its versions, initials, remarks and corrections in the making.

    Whoever calls this has checked that the user may view the paper. That is the agency's, never the applicant's.
    """
    return document.case is not None and not reads_as_applicant(user, document.case, now=now)


def disclose(case: Case, events: Iterable[CaseEvent], *, to_applicant: bool) -> list[Disclosed]:
    """Return the events of a case as somebody may read them, in the given order; no query."""
    document = document_of(case.version) if to_applicant else None
    found = []
    for event in events:
        data, name = (event.data, event.actor_name) if document is None else _for_applicant(event, document)
        if data is not None:
            found.append(Disclosed(event.sequence, event.kind, event.at, name, data, event.pk))
    return found


def _for_applicant(event: CaseEvent, document: ProcedureDocument) -> tuple[dict[str, Any] | None, str]:
    """The data and the name that an applicant reads; None when the event is the agency's own."""
    data = event.data
    if event.kind in WHOLE:
        return data, event.actor_name
    if event.kind == 'task-closed':
        if data.get('role') == APPLICANT:
            return data, event.actor_name
        step = (*STEP, 'comment') if _comes_back(data, document) else STEP
        return {key: data[key] for key in step if key in data}, ''
    if event.kind not in PARTS:
        return None, ''
    shown: tuple[str, ...] = PARTS[event.kind]
    if event.kind in ('case-returned', 'step-back') and _is_applicants(data.get('step', ''), document):
        shown += ('reason',)
    return {key: data[key] for key in shown if key in data}, ''


def _comes_back(data: dict[str, Any], document: ProcedureDocument) -> bool:
    """Whether an outcome gave the case back to the applicant: its comment says what to correct."""
    step = document.steps.get(data.get('step', ''))
    outcome = next((entry for entry in step.outcomes if entry.key == data.get('outcome')), None) if step else None
    return outcome is not None and not outcome.goes_on and _is_applicants(outcome.to, document)


def _is_applicants(step: str, document: ProcedureDocument) -> bool:
    return step in document.steps and document.steps[step].role == APPLICANT
