"""Maintenance tickets: described by the applicant, analysed and registered by the helpdesk, worked on by technicians.

What is done beside the steps (the log, photos, who works, what is touched) is in `ticket_acts` and `work_photos`.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from utilities.choices import ChoiceSet

from ..choices import (
    TaskStateChoices,
    TicketCategoryChoices,
    TicketKindChoices,
    TicketPriorityChoices,
    TicketTimingChoices,
    WorkStatusChoices,
)
from ..exceptions import Refusal
from ..maintenance import register
from ..maintenance.open_work import find_open_work
from ..maintenance.technicians import find_technicians, name_technicians
from ..maintenance.work import on_hold, read_materials, write
from ..models import Appointment, CaseEvent, MaintenanceTicket
from . import events
from .fields import Field
from .publishing import document_of
from .registry import Change, Situation, activity, effect, guard

__all__ = ('TOLD', 'reopen_work')

TOLD = 'notify.technicians'
# What the log says where nobody said anything: the report prints it, so it is Indonesian.
BEGINS, GOES_ON, WAITS = 'Pekerjaan dimulai.', 'Pekerjaan dilanjutkan.', 'Pekerjaan ditunda.'
IS_DONE, NOT_BEGUN = 'Pekerjaan selesai.', 'Langkah dibatalkan; pekerjaan belum dimulai.'


@guard('ticket.described')
def ticket_described(situation: Situation) -> Iterator[Refusal]:
    ticket: MaintenanceTicket = situation.subject
    if not ticket.problem.strip():
        yield Refusal('problem-missing', _('Describe what is wanted, or what does not work.'), field='problem')


@guard('ticket.not-on-hold')
def ticket_not_on_hold(situation: Situation) -> Iterator[Refusal]:
    """Work that waits for material or for somebody is not finished."""
    if situation.subject.work_status == WorkStatusChoices.ON_HOLD:
        yield on_hold()


@guard('ticket.work-closed')
def ticket_work_closed(situation: Situation) -> Iterator[Refusal]:
    """Nothing of the ticket is open: its work, its windows, people in the room, equipment that was lent."""
    return find_open_work(situation.subject)


@activity('ticket.analyse')
def ticket_analysis(situation: Situation) -> list[Field]:
    """What the helpdesk finds the ticket to be; it begins with what the applicant said."""
    ticket: MaintenanceTicket = situation.subject
    category = _pairs(TicketCategoryChoices)
    return [
        Field('analysis', 'long-text', _('Analysis'), initial=ticket.analysis),
        Field('kind', 'choice', _('Kind'), choices=_pairs(TicketKindChoices), initial=ticket.kind),
        Field('priority', 'choice', _('Priority'), choices=_pairs(TicketPriorityChoices), initial=ticket.priority),
        Field(
            'timing', 'choice', _('Timing'), required=False, choices=_pairs(TicketTimingChoices), initial=ticket.timing
        ),
        Field('category', 'choice', _('Category'), required=False, choices=category, initial=ticket.category),
    ]


@activity('ticket.work')
def ticket_work(situation: Situation) -> list[Field]:
    return [
        Field('work', 'long-text', _('Work done'), help=_('What was found and what was done about it')),
        Field('minutes', 'integer', _('Time spent (minutes)'), required=False, help=_('Since the last entry')),
        Field(
            'materials',
            'long-text',
            _('Material used'),
            required=False,
            help=_('One per line, e.g. “Kabel UTP Cat 6, 10 m”; what the log has already is not repeated'),
        ),
        Field('remark', 'long-text', _('Remark'), required=False),
    ]


def technician_fields(situation: Situation) -> list[Field]:
    """Ask who works on the ticket, among the holders of the office whose step begins the work."""
    role = situation.task.role
    if role is None:
        return []
    offered = find_technicians(situation.subject, [role], now=situation.acted_at)
    named = set(situation.subject.technicians.values_list('pk', flat=True))
    initial = [str(one.appointment.pk) for one in offered if one.appointment.pk in named]
    if not initial:
        initial = [str(one.appointment.pk) for one in offered if situation.actor.is_user(one.appointment.user_id)][:1]
    return [
        Field(
            'technicians',
            'multi-choice',
            _('Technicians'),
            required=False,
            help=_('Who works on it; left empty, whoever begins. They are told.'),
            choices=[(str(one.appointment.pk), one.label) for one in offered],
            initial=initial,
        )
    ]


@effect('ticket.analyse')
def analyse(situation: Situation) -> list[Change]:
    """Keep the analysis; kind, priority, timing and category become what the helpdesk found them to be."""
    ticket: MaintenanceTicket = situation.subject
    found = {name: situation.answers.get(name) for name in ('kind', 'priority', 'timing', 'category')}
    facts = {name: value for name, value in found.items() if value}
    ticket.snapshot()
    ticket._changelog_message = situation.case.number
    for name, value in {**facts, 'analysis': situation.answers['analysis']}.items():
        setattr(ticket, name, value)
    ticket.save_state('analysis', *facts)
    return [Change.of('analysed', ticket)]


# A number of the register is never given back: a ticket that comes back to the helpdesk keeps it.
@effect('ticket.register')
def enter_register(situation: Situation) -> list[Change]:
    """Enter the ticket in the register of service requests and incidents, once."""
    is_new = register.enter(situation.subject, agency=situation.case.agency, now=situation.now)
    return [Change.of('registered', situation.subject)] if is_new else []


@effect('ticket.start', undo='ticket.wait', fields=technician_fields)
def start(situation: Situation) -> list[Change]:
    """The work begins, or goes on after it was objected to; who works on it is named and told."""
    changes = [*_name(situation)]
    has_begun = situation.subject.begun_at is not None
    text = situation.comment or (GOES_ON if has_begun else BEGINS)
    return [*changes, *_write(situation, 'started', WorkStatusChoices.UNDER_WAY, text)]


@effect('ticket.pause', undo='ticket.start')
def pause(situation: Situation) -> list[Change]:
    """The work waits for something, e.g. for material."""
    text = situation.comment or WAITS
    return _write(situation, 'paused', WorkStatusChoices.ON_HOLD, text)


@effect('ticket.finish', undo='ticket.start')
def finish(situation: Situation) -> list[Change]:
    """The work is done; what was done is the ticket's solution, and the last entry of its log."""
    answers = situation.answers
    solution = str(answers.get('work') or '').strip()
    text = '\n\n'.join(filter(None, (solution or IS_DONE, str(answers.get('remark') or '').strip())))
    return _write(
        situation,
        'finished',
        WorkStatusChoices.DONE,
        text,
        solution=solution or None,
        minutes=answers.get('minutes'),
        materials=read_materials(str(answers.get('materials') or '')),
    )


@effect('ticket.wait')
def wait(situation: Situation) -> list[Change]:
    """The work has not begun."""
    text = situation.comment or NOT_BEGUN
    return _write(situation, 'waiting', WorkStatusChoices.WAITING, text)


def reopen_work(event: CaseEvent) -> None:
    """Say in the log that finished work goes on, when its step opens again after an objection or a return.

    An outcome that leads back undoes nothing by itself; whatever led back, its reason is what the log says.
    """
    task = event.task
    if event.kind != 'task-opened' or task is None or not isinstance(event.case.subject, MaintenanceTicket):
        return
    ticket = event.case.subject
    step = document_of(event.case.version).steps.get(task.step)
    stored = MaintenanceTicket.objects.values_list('work_status', flat=True).get(pk=ticket.pk)
    if step is None or step.activity != 'ticket.work' or stored != WorkStatusChoices.DONE:
        return
    led = event.case.tasks.filter(state=TaskStateChoices.CLOSED).order_by('-closed_at', '-pk').first()
    entry = write(
        ticket,
        status=WorkStatusChoices.UNDER_WAY,
        text=(led.comment if led else '') or GOES_ON,
        author=led.closed_by if led else None,
        author_name=led.closed_by_name if led else '',
        now=event.at,
    )
    ticket.refresh_from_db(fields=['work_status', 'begun_at', 'finished_at', 'last_updated'])
    data = {'entry': entry.pk, 'status': WorkStatusChoices.UNDER_WAY, 'before': stored, 'minutes': None}
    events.record(event.case, 'work-logged', now=event.at, data=data)


def _name(situation: Situation) -> Iterator[Change]:
    """Name those who were chosen; where nobody was, whoever begins, unless somebody was named before."""
    ticket, role = situation.subject, situation.task.role
    if role is None:
        return
    chosen = [int(key) for key in situation.answers.get('technicians') or ()]
    if not chosen and not ticket.technicians.exists() and situation.actor.user is not None:
        day = timezone.localtime(situation.acted_at).date()
        own = Appointment.objects.on(day).filter(role=role, user=situation.actor.user).order_by('pk')
        chosen = list(own.values_list('pk', flat=True)[:1])
    if not chosen:
        return
    new = name_technicians(ticket, chosen, offered=find_technicians(ticket, [role], now=situation.acted_at))
    told = [appointment.pk for appointment in new if not situation.actor.is_user(appointment.user_id)]
    if told:
        situation.after_commit(TOLD, ticket=ticket.pk, appointments=told)
    names = ticket.technicians.order_by('holder_name', 'pk').values_list('holder_name', flat=True)
    situation.tell('technicians-named', technicians=list(names))
    for appointment in new:
        yield Change.of('named', appointment)


def _write(situation: Situation, verb: str, status: str, text: str, **facts: Any) -> list[Change]:
    """Write the log; the ticket in hand is what it is now."""
    ticket: MaintenanceTicket = situation.subject
    before = ticket.work_status
    entry = write(
        ticket,
        status=status,
        text=text,
        author=situation.actor.account,
        author_name=situation.actor.name,
        at=situation.acted_at,
        now=situation.now,
        **facts,
    )
    situation.tell('work-logged', entry=entry.pk, status=status, before=before, minutes=entry.minutes)
    ticket.refresh_from_db(fields=['work_status', 'begun_at', 'finished_at', 'solution', 'last_updated'])
    return [Change.of(verb, ticket)]


def _pairs(choices: type[ChoiceSet]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices()]
