"""Maintenance tickets: described by the applicant, analysed by the helpdesk, worked on by the technical team."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from utilities.choices import ChoiceSet

from ..choices import TicketKindChoices, TicketPriorityChoices, WorkStatusChoices
from ..exceptions import Refusal
from ..models import MaintenanceTicket
from .fields import Field
from .registry import Change, Situation, activity, effect, guard

__all__ = ()


@guard('ticket.described')
def ticket_described(situation: Situation) -> Iterator[Refusal]:
    ticket: MaintenanceTicket = situation.subject
    if not ticket.problem.strip():
        yield Refusal('problem-missing', _('Describe what is wanted, or what does not work.'), field='problem')


@activity('ticket.analyse')
def ticket_analysis(situation: Situation) -> list[Field]:
    ticket: MaintenanceTicket = situation.subject
    return [
        Field('analysis', 'long-text', _('Analysis'), initial=ticket.analysis),
        Field('kind', 'choice', _('Kind'), choices=_pairs(TicketKindChoices), initial=ticket.kind),
        Field('priority', 'choice', _('Priority'), choices=_pairs(TicketPriorityChoices), initial=ticket.priority),
    ]


@activity('ticket.work')
def ticket_work(situation: Situation) -> list[Field]:
    return [
        Field('work', 'long-text', _('Work done'), help=_('What was found and what was done about it')),
        Field('materials', 'long-text', _('Material used'), required=False, help=_('One per line')),
        Field('remark', 'long-text', _('Remark'), required=False),
    ]


@effect('ticket.analyse')
def analyse(situation: Situation) -> list[Change]:
    """Keep the analysis; kind and priority become what the helpdesk found them to be."""
    ticket: MaintenanceTicket = situation.subject
    answers = situation.answers
    return _save(
        situation,
        'analysed',
        analysis=answers['analysis'],
        kind=answers.get('kind') or ticket.kind,
        priority=answers.get('priority') or ticket.priority,
    )


@effect('ticket.start', undo='ticket.wait')
def start(situation: Situation) -> list[Change]:
    return _save(situation, 'started', work_status=WorkStatusChoices.UNDER_WAY)


@effect('ticket.pause', undo='ticket.start')
def pause(situation: Situation) -> list[Change]:
    """The work waits for something, e.g. for material."""
    return _save(situation, 'paused', work_status=WorkStatusChoices.ON_HOLD)


@effect('ticket.finish', undo='ticket.start')
def finish(situation: Situation) -> list[Change]:
    """The work is done; what was done is the ticket's solution."""
    solution = situation.answers.get('work')
    facts = {'solution': solution} if solution else {}
    return _save(situation, 'finished', work_status=WorkStatusChoices.DONE, **facts)


@effect('ticket.wait')
def wait(situation: Situation) -> list[Change]:
    """The work has not begun."""
    return _save(situation, 'waiting', work_status=WorkStatusChoices.WAITING)


def _save(situation: Situation, verb: str, **facts: str) -> list[Change]:
    ticket: MaintenanceTicket = situation.subject
    ticket.snapshot()
    ticket._changelog_message = situation.case.number
    for name, value in facts.items():
        setattr(ticket, name, value)
    ticket.save_state(*facts)
    return [Change.of(verb, ticket)]


def _pairs(choices: type[ChoiceSet]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices()]
