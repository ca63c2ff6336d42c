"""What the work on a ticket touches: named by the applicant before, found by whoever works on it afterwards."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from ..exceptions import OutcomeRefused, Refusal
from ..models import MaintenanceTicket
from .work import lock

__all__ = ('MOST_TOUCHED', 'add_touched')

MOST_TOUCHED = 1_000


def add_touched(ticket: MaintenanceTicket, objects: Mapping[str, Iterable[Model]]) -> list[Model]:
    """Add objects to the ticket's sets (a name of `MaintenanceTicket.TOUCHED` each); return those that were not there.

    Raises:
        OutcomeRefused: nothing is named, or all of it is there already (`touched-nothing`), or a set would have too
            many (`touched-too-many`).
    """
    added: list[Model] = []
    with transaction.atomic():
        ticket = lock(ticket)
        ticket.snapshot()
        for name in MaintenanceTicket.TOUCHED:
            related = getattr(ticket, name)
            there = set(related.values_list('pk', flat=True))
            new = [row for row in objects.get(name, ()) if row.pk not in there]
            if len(there) + len(new) > MOST_TOUCHED:
                message = _('A ticket touches at most {limit} of a kind: name what holds them instead.')
                refusal = Refusal('touched-too-many', message.format(limit=MOST_TOUCHED), field=name)
                raise OutcomeRefused([refusal])
            related.add(*new)
            added += new
        if not added:
            message = _('Choose at least one object that the ticket does not name yet.')
            raise OutcomeRefused([Refusal('touched-nothing', message)])
        ticket._changelog_message = str(ticket.case or '')
        ticket.save_state()
    return added
