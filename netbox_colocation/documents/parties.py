"""The parties of a paper that several sign: who confirmed it in the case, and whose place is still empty.

A party confirms by closing a task whose activity is `document.confirm` or `acknowledge`. Whoever has not yet stands
there with a place to sign by hand, so that the paper can be signed as it is.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..constants import APPLICANT
from ..models import Appointment, Case, ProcedureRole
from .case_file import ClosedTask, closed_tasks
from .kinds import KINDS
from .people import AGENCY_SIDE, APPLICANT_SIDE, appointee, find_people, person_of
from .procedure_steps import StepFacts, read_steps
from .subjects import Subject, agency_of

__all__ = ('freeze_parties', 'pair_up')

CONFIRM, ACKNOWLEDGE, DRAFT = 'document.confirm', 'acknowledge', 'document.draft'
# Outcomes by which somebody says no: keys that the shipped procedures use.
SAYS_NO = frozenset({'objected', 'refused', 'returned', 'rejected'})
NOBODY = {'rank': '', 'employee_number': '', 'at_text': '', 'how': ''}


def freeze_parties(
    subject: Subject, kind: str, *, drafter: Mapping[str, Any] | None, day: datetime.date
) -> dict[str, Any]:
    """Return everybody who signs a paper of this kind, in the procedure's order, confirmed or not.

    Args:
        drafter: who wrote it for the agency, as frozen; signs where no step asks anybody of the agency.
        day: the date of the paper: who holds an office on it stands in an empty place.
    """
    asked = _asked_steps(subject.case, kind)
    confirmed = _confirmed(subject.case, kind, asked) if subject.case else {}
    author = drafter['name'] if drafter else ''
    parties = [
        party for step in asked for party in confirmed.get(step.key, ()) or [_expected(subject, step, day, author)]
    ]
    # Two steps may wait for the same person: they sign once.
    ordered = list({(party['side'], party['position'], party['name']): party for party in parties}.values())
    if not any(party['side'] == APPLICANT_SIDE for party in ordered):
        ordered.append(_applicant(subject))
    return {'parties': ordered, **pair_up(ordered, drafter=_drafter(subject, drafter), gives=KINDS[kind].giver)}


def pair_up(parties: Sequence[Mapping[str, Any]], *, drafter: Mapping[str, Any], gives: str) -> dict[str, Any]:
    """Return who hands over and who receives, of a paper that has the two; nothing for the others. Pure.

    Args:
        gives: the side that hands over, `applicant` or `agency`; '' for a paper without hand-over.
    """
    if not gives:
        return {}
    sides = {
        side: next((dict(party) for party in parties if party['side'] == side), dict(drafter))
        for side in (APPLICANT_SIDE, AGENCY_SIDE)
    }
    takes = AGENCY_SIDE if gives == APPLICANT_SIDE else APPLICANT_SIDE
    return {'giver': sides[gives], 'receiver': sides[takes]}


def _asked_steps(case: Case | None, kind: str) -> list[StepFacts]:
    """Return the steps in which somebody confirms a paper of this kind.

    An acknowledgement belongs to the papers that its own row drafts; in a row that drafts none, to every kind that
    several sign.
    """
    if case is None:
        return []
    steps = list(read_steps(case.version.document).values())
    drafted: dict[str, set[str]] = {}
    for step in steps:
        if step.activity == DRAFT:
            drafted.setdefault(step.row, set()).add(str(step.params.get('kind', '')))
    return [
        step
        for step in steps
        if (step.activity == CONFIRM and step.params.get('kind') == kind)
        or (step.activity == ACKNOWLEDGE and kind in drafted.get(step.row, {kind}))
    ]


def _confirmed(case: Case, kind: str, asked: Iterable[StepFacts]) -> dict[str, list[dict[str, Any]]]:
    """Return who confirmed, by step: the last word of each seat since the paper was drafted last."""
    keys = {step.key for step in asked}
    last: dict[tuple[str, int], ClosedTask] = {}
    for closed in closed_tasks(case):
        if closed.step.activity == DRAFT and closed.step.params.get('kind') == kind:
            last.clear()
        elif closed.task.step in keys:
            last[closed.task.step, closed.task.seat] = closed
    agreed = {seat: closed for seat, closed in last.items() if closed.task.outcome not in SAYS_NO}
    people = find_people(closed.task for closed in agreed.values())
    parties: dict[str, list[dict[str, Any]]] = {}
    for (step, _seat), closed in sorted(agreed.items()):
        parties.setdefault(step, []).append(person_of(closed.task, people))
    return parties


def _expected(subject: Subject, step: StepFacts, day: datetime.date, author: str) -> dict[str, Any]:
    """Return the empty place of whoever still has to confirm: named when it can only be one person.

    Of several who hold the office, that is whoever wrote the paper (`author`), when it is one of them.
    """
    if step.role == APPLICANT:
        return _applicant(subject)
    agency = agency_of(subject)
    role = ProcedureRole.objects.filter(agency=agency, key=step.role).first()
    position = role.name if role else step.role
    facts = {**NOBODY, 'side': AGENCY_SIDE, 'name': '', 'position': position, 'organisation': agency.name}
    held = list(Appointment.objects.on(day).filter(role=role).order_by('pk')) if role else []
    if len(held) > 1:
        held = [one for one in held if one.holder_name == author]
    return {**facts, **appointee(held[0], position=position)} if len(held) == 1 else facts


def _applicant(subject: Subject) -> dict[str, Any]:
    return {
        **NOBODY,
        'side': APPLICANT_SIDE,
        'name': subject.administrative_name,
        'position': subject.administrative_position,
        'organisation': subject.applicant.name,
    }


def _drafter(subject: Subject, drafter: Mapping[str, Any] | None) -> dict[str, Any]:
    agency = agency_of(subject)
    facts = {**NOBODY, 'side': AGENCY_SIDE, 'name': '', 'position': '', 'organisation': agency.name}
    known = {key: drafter[key] for key in ('name', 'position', 'rank', 'employee_number')} if drafter else {}
    return {**facts, **known}
