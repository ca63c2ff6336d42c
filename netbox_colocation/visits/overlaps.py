"""Which visits and maintenance windows take place in a room in some time."""

import datetime

from django.db.models import Q, QuerySet

from dcim.models import Location, Site

from ..choices import RequestStatusChoices, WindowStateChoices
from ..models import AccessVisit, MaintenanceWindow

__all__ = ('find_visits', 'find_windows', 'in_room', 'most_at_once', 'people_of')

type Span = tuple[datetime.datetime, datetime.datetime]


def find_visits(start: datetime.datetime, end: datetime.datetime, *, now: datetime.datetime) -> QuerySet[AccessVisit]:
    """Return the visits that take place in that time: accepted, or with somebody inside; whoever left is gone.

    Somebody who is inside beyond the allowed time is there until now.
    """
    takes_place = Q(status=RequestStatusChoices.ACCEPTED) | Q(entered_at__isnull=False)
    lasts = Q(allowed_end__gt=start)
    if now >= start:
        lasts |= Q(entered_at__isnull=False)
    visits = AccessVisit.objects.annotate(allowed_end=AccessVisit.LASTS_UNTIL)
    return visits.filter(takes_place, lasts, left_at__isnull=True, starts_at__lt=end)


def find_windows(start: datetime.datetime, end: datetime.datetime) -> QuerySet[MaintenanceWindow]:
    """Return the maintenance windows of that time that were agreed to, or are under way."""
    windows = MaintenanceWindow.objects.annotate(allowed_end=MaintenanceWindow.LASTS_UNTIL)
    states = (WindowStateChoices.AGREED, WindowStateChoices.UNDER_WAY)
    return windows.filter(state__in=states, starts_at__lt=end, allowed_end__gt=start)


def in_room(site: Site, location: Location | None, *, prefix: str = '') -> Q:
    """Return the condition on rows whose `site` and `location` are a room, a part of it, or what it is a part of."""
    same = Q(**{f'{prefix}site': site})
    if location is None:
        return same
    around = location.get_ancestors(include_self=True).values_list('pk', flat=True)
    inside = location.get_descendants().values_list('pk', flat=True)
    family = {*around, *inside}
    return same & (Q(**{f'{prefix}location__in': family}) | Q(**{f'{prefix}location__isnull': True}))


def people_of(visit: AccessVisit) -> int:
    """How many people a visit brings into the room: its visitors and one escort."""
    return len(visit.visitors.all()) + 1


def most_at_once(span: Span, people: int, others: list[tuple[Span, int]]) -> int:
    """Return how many people are in the room at the fullest moment of the span, `people` being there all the time."""
    start, end = span
    moments = {start, *(other[0] for other, _people in others if start <= other[0] < end)}
    return people + max(sum(count for (begins, ends), count in others if begins <= moment < ends) for moment in moments)
