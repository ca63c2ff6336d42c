"""Who works on a ticket: who may be named, what else they have to do, and naming them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import WorkStatusChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Appointment, MaintenanceTicket, ProcedureRole

__all__ = ('Technician', 'find_technicians', 'name_technicians')

BUSY = (WorkStatusChoices.UNDER_WAY, WorkStatusChoices.ON_HOLD)


@dataclass(frozen=True)
class Technician:
    """Somebody who may work on a ticket, and how many other tickets they work on now."""

    appointment: Appointment
    others: int

    @property
    def label(self) -> str:
        if not self.others:
            return self.appointment.holder_name
        return _('{name} (works on {count} other tickets)').format(name=self.appointment.holder_name, count=self.others)


def find_technicians(
    ticket: MaintenanceTicket, roles: Iterable[ProcedureRole], *, now: datetime.datetime
) -> list[Technician]:
    """Return the holders of these offices today, and whoever was named before, by name; one query."""
    day = timezone.localtime(now).date()
    other = Q(maintenance_tickets__work_status__in=BUSY) & ~Q(maintenance_tickets=ticket.pk)
    held = Appointment.objects.on(day).filter(role__in=[role.pk for role in roles]).values('pk')
    found = Appointment.objects.filter(Q(pk__in=held) | Q(maintenance_tickets=ticket.pk))
    # Distinct rows first: what the ticket is joined by must not multiply what is counted.
    counted = Appointment.objects.filter(pk__in=found.values('pk')).select_related('role')
    counted = counted.annotate(others=Count('maintenance_tickets', filter=other, distinct=True))
    return [Technician(row, row.others) for row in counted.order_by('holder_name', 'pk')]


def name_technicians(
    ticket: MaintenanceTicket, chosen: Iterable[int], *, offered: Iterable[Technician]
) -> list[Appointment]:
    """Set who works on the ticket; return those that were not named before.

    Raises:
        OutcomeRefused: nobody is named (`technician-missing`), or somebody who is not offered (`technician-unknown`).
    """
    known = {technician.appointment.pk: technician.appointment for technician in offered}
    keys = list(dict.fromkeys(chosen))
    if not keys:
        message = _('Name at least one technician.')
        raise OutcomeRefused([Refusal('technician-missing', message, field='technicians')])
    if any(key not in known for key in keys):
        message = _('Choose holders of the office that works on tickets: somebody named holds it no more.')
        raise OutcomeRefused([Refusal('technician-unknown', message, field='technicians')])
    before = set(ticket.technicians.values_list('pk', flat=True))
    ticket.technicians.set(keys)
    return [known[key] for key in keys if key not in before]
