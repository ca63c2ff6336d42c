"""Acts on a ticket beside its steps: its log, who works on it, what it touches, and the order to work.

Each is done in an office that the ticket's procedure gives the work (or its analysis) to, while the case is open, and
stands in the case's record.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentKindChoices, TaskStateChoices, WorkStatusChoices
from ..documents import drafting
from ..exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ..maintenance import touched, work
from ..maintenance.technicians import Technician, find_technicians, name_technicians
from ..models import Appointment, Case, Document, MaintenanceTicket, ProcedureRole, WorkLogEntry
from . import events, outbox
from .actors import Actor, as_actor
from .engine.base import lock_case, refuse_closed_case
from .maintaining import TOLD
from .publishing import document_of

__all__ = (
    'ANALYSES',
    'STATUSES',
    'WORKS',
    'acting_on',
    'add_touched',
    'draft_order',
    'log_work',
    'may_act',
    'name_workers',
    'offered_technicians',
    'working_roles',
)

WORKS, ANALYSES = 'ticket.work', 'ticket.analyse'
# What the log may say between the steps; that it begins and that it is done are steps.
STATUSES = (WorkStatusChoices.UNDER_WAY, WorkStatusChoices.ON_HOLD)


@dataclass(frozen=True)
class Hand:
    """Who acts, on the locked case and ticket."""

    case: Case
    ticket: MaintenanceTicket
    actor: Actor


def log_work(
    ticket: MaintenanceTicket,
    *,
    status: str,
    text: str,
    actor: AbstractUser,
    now: datetime.datetime,
    minutes: int | None = None,
    materials: Sequence[work.Material] = (),
) -> WorkLogEntry:
    """Write what was done, and whether the work goes on or waits.

    Raises:
        RoleNotHeld: the actor holds no office that works on this ticket.
        OutcomeRefused: no step of work is open (`work-not-open`), it is none of `STATUSES` (`work-status-unknown`), or
            what `maintenance.work.write` refuses.
    """
    with acting_on(ticket, actor=actor, now=now, activities=(WORKS,)) as hand:
        if refusals := [*_refuse_status(status), *_refuse_without_step(hand.case)]:
            raise OutcomeRefused(refusals)
        before = hand.ticket.work_status
        entry = work.write(
            hand.ticket,
            status=status,
            text=text,
            author=hand.actor.account,
            author_name=hand.actor.name,
            now=now,
            minutes=minutes,
            materials=materials,
        )
        data = {'entry': entry.pk, 'status': status, 'before': before, 'minutes': minutes}
        events.record(hand.case, 'work-logged', now=now, actor=hand.actor, data=data)
    return entry


def name_workers(
    ticket: MaintenanceTicket, chosen: Iterable[int], *, actor: AbstractUser, now: datetime.datetime
) -> list[Appointment]:
    """Set who works on the ticket, by keys of appointments; return those that are new, who are told.

    Raises:
        RoleNotHeld: the actor holds no office that works on this ticket or analyses it.
        OutcomeRefused: nobody is named, or somebody who does not hold the office that works on it.
    """
    with acting_on(ticket, actor=actor, now=now, activities=(WORKS, ANALYSES)) as hand:
        hand.ticket.snapshot()
        hand.ticket._changelog_message = hand.case.number
        new = name_technicians(hand.ticket, chosen, offered=offered_technicians(hand.ticket, now=now))
        hand.ticket.save_state()
        names = list(hand.ticket.technicians.order_by('holder_name', 'pk').values_list('holder_name', flat=True))
        events.record(hand.case, 'technicians-named', now=now, actor=hand.actor, data={'technicians': names})
        told = [appointment.pk for appointment in new if not hand.actor.is_user(appointment.user_id)]
        if told:
            outbox.put(hand.case, TOLD, {'ticket': hand.ticket.pk, 'appointments': told}, now=now)
    return new


def add_touched(
    ticket: MaintenanceTicket,
    objects: Mapping[str, Iterable[Model]],
    *,
    reason: str,
    actor: AbstractUser,
    now: datetime.datetime,
) -> list[Model]:
    """Add what the work touches besides; return what was not named before. The letter's own list stays in it.

    Args:
        objects: by the name of a set of `MaintenanceTicket.TOUCHED`; what the actor may view.

    Raises:
        RoleNotHeld: the actor holds no office that works on this ticket or analyses it.
        OutcomeRefused: there is no reason (`reason-missing`), or what `maintenance.touched.add_touched` refuses.
    """
    with acting_on(ticket, actor=actor, now=now, activities=(WORKS, ANALYSES)) as hand:
        if not reason.strip():
            message = _('Say how it was found that the work touches them.')
            raise OutcomeRefused([Refusal('reason-missing', message, field='reason')])
        added = touched.add_touched(hand.ticket, objects)
        facts = [{'model': row._meta.label_lower, 'pk': row.pk, 'label': str(row)} for row in added]
        data = {'added': facts, 'reason': reason.strip()}
        events.record(hand.case, 'ticket-touched', now=now, actor=hand.actor, data=data)
    return added


def draft_order(ticket: MaintenanceTicket, *, note: str = '', actor: AbstractUser, now: datetime.datetime) -> Document:
    """Draft the order to work (surat perintah tugas) for the technicians; an office above the drafter's signs it.

    Raises:
        RoleNotHeld: the actor holds no office that works on this ticket or analyses it.
        OutcomeRefused: the file lacks what it would say, e.g. who works (`technician-missing`).
    """
    with acting_on(ticket, actor=actor, now=now, activities=(WORKS, ANALYSES)) as hand:
        text = {'note': note}
        document = drafting.draft(hand.ticket, DocumentKindChoices.WORK_ORDER, actor=actor, now=now, text=text)
        outbox.put(hand.case, 'document.render', {'document': document.pk}, now=now)
    return document


def offered_technicians(ticket: MaintenanceTicket, *, now: datetime.datetime) -> list[Technician]:
    """Return who may be named: the holders of the offices whose step is the work."""
    return find_technicians(ticket, working_roles(ticket, (WORKS,)), now=now)


def working_roles(ticket: MaintenanceTicket, activities: Iterable[str]) -> list[ProcedureRole]:
    """Return the offices that the ticket's procedure gives a step of these activities to; none without a case."""
    if ticket.case is None:
        return []
    wanted = set(activities)
    steps = document_of(ticket.case.version).steps.values()
    keys = {step.role for step in steps if step.activity in wanted}
    return list(ProcedureRole.objects.filter(agency=ticket.case.agency_id, key__in=keys).order_by('pk'))


def may_act(
    ticket: MaintenanceTicket, *, actor: AbstractUser, now: datetime.datetime, activities: Sequence[str] = (WORKS,)
) -> bool:
    """Whether the user may do something about the ticket beside its steps now, for pages to offer it."""
    if ticket.case is None or not ticket.case.is_open:
        return False
    return _find_actor(ticket, actor, now, activities) is not None


@contextmanager
def acting_on(
    ticket: MaintenanceTicket, *, actor: AbstractUser, now: datetime.datetime, activities: Sequence[str]
) -> Iterator[Hand]:
    """Lock case and ticket for an act of one of these activities' offices.

    Raises:
        RoleNotHeld: the actor holds none of them today, or may not work on this ticket.
        OutcomeRefused: the ticket was not submitted (`case-missing`), or its case has ended (`case-closed`).
    """
    # As it is stored: who calls may have read the ticket before it was submitted.
    case_id = MaintenanceTicket.objects.values_list('case', flat=True).get(pk=ticket.pk)
    if case_id is None:
        message = _('This ticket was not submitted yet: there is nothing to work on.')
        raise OutcomeRefused([Refusal('case-missing', message)])
    with transaction.atomic():
        case = lock_case(Case(pk=case_id))
        ticket = work.lock(ticket)
        ticket.case = case
        if not MaintenanceTicket.objects.restrict(actor, 'work').filter(pk=ticket.pk).exists():
            raise RoleNotHeld(_('You have no permission to work on this ticket.'))
        holder = _find_actor(ticket, actor, now, activities)
        if holder is None:
            names = ', '.join(map(str, working_roles(ticket, activities)))
            message = _('This is done by {roles} of {agency}; you hold none of these offices today.')
            raise RoleNotHeld(message.format(roles=names or '–', agency=case.agency))
        refuse_closed_case(case)
        yield Hand(case, ticket, holder)


def _find_actor(
    ticket: MaintenanceTicket, actor: AbstractUser, now: datetime.datetime, activities: Sequence[str]
) -> Actor | None:
    day = timezone.localtime(now).date()
    roles = working_roles(ticket, activities)
    held = Appointment.objects.on(day).filter(user=actor.pk, role__in=roles).select_related('role')
    found = held.order_by('pk').first()
    return as_actor(found, role=found.role) if found else None


def _refuse_status(status: str) -> Iterator[Refusal]:
    if status not in STATUSES:
        message = _('The log says that the work goes on or waits; that it is done is said in its step.')
        yield Refusal('work-status-unknown', message, field='status', data={'status': status})


def _refuse_without_step(case: Case) -> Iterator[Refusal]:
    """The log is written while the step of the work is open: after it began, before it is done."""
    steps = {key for key, step in document_of(case.version).steps.items() if step.activity == WORKS}
    if not case.tasks.filter(state=TaskStateChoices.OPEN, step__in=steps).exists():
        message = _('No step of work is open now: begin the work in its step first.')
        yield Refusal('work-not-open', message)
