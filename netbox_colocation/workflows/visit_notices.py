"""Who is told about a visit, in NetBox's bell: its escort, the offices that keep the door, and the applicant.

No notification names a visitor: it says which visit, and whoever may view that finds the names there.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from ..models import AccessVisit, Appointment, OutboxEntry, Representative
from .event_kinds import EVENT_KINDS
from .notices import notify
from .registry import outer_effect
from .visit_offices import ESCORT, NAME_ESCORT, RECORD, roles_doing

__all__ = ('TELL_DOOR', 'TELL_ESCORT', 'TELL_EXTENDED', 'tell_door')

TELL_ESCORT, TELL_DOOR, TELL_EXTENDED = 'notify.escort', 'notify.door', 'notify.visit-extended'


@outer_effect(TELL_ESCORT)
def notify_escort(entry: OutboxEntry) -> None:
    """Tell somebody that they escort a visit, or, who did so far, that somebody else does now."""
    people = _users(Appointment.objects.filter(pk=entry.data['appointment']))
    notify(people, _visit_of(entry), EVENT_KINDS['escort-named'])


@outer_effect(TELL_DOOR)
def notify_door(entry: OutboxEntry) -> None:
    """Tell the escort, and whoever keeps the door, that a visit overstays, or that nobody came."""
    tell_door(_visit_of(entry), entry.data['kind'])


@outer_effect(TELL_EXTENDED)
def notify_of_extension(entry: OutboxEntry) -> None:
    """Tell the escort and the applicant's representatives that a visit may last longer."""
    visit = _visit_of(entry)
    people = Representative.objects.on(timezone.localdate()).filter(tenant=visit.applicant_id).values('user')
    told = _escort_of(visit) | get_user_model().objects.filter(pk__in=people, is_active=True)
    notify(told, visit, EVENT_KINDS['visit-extended'])


def tell_door(visit: AccessVisit, kind: str) -> None:
    """Tell the escort and the holders of the offices that record, escort and name escorts for this visit."""
    roles = roles_doing(visit, (RECORD, ESCORT, NAME_ESCORT))
    holders = Appointment.objects.on(timezone.localdate()).filter(role__in=roles)
    notify(_users(holders) | _escort_of(visit), visit, EVENT_KINDS[kind])


def _visit_of(entry: OutboxEntry) -> AccessVisit:
    visits = AccessVisit.objects.select_related('case__version', 'procedure', 'escort')
    return visits.get(pk=entry.data['visit'])


def _escort_of(visit: AccessVisit) -> QuerySet[Any]:
    return _users(Appointment.objects.filter(pk=visit.escort_id or 0))


def _users(appointments: Iterable[Appointment]) -> QuerySet[Any]:
    people = Appointment.objects.filter(pk__in=[row.pk for row in appointments]).values('user')
    return get_user_model().objects.filter(pk__in=people, is_active=True)
