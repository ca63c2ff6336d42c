"""What takes place now, or will, at one of NetBox's own objects: for a notice on its page.

Two questions at most, each restricted to what the user may view.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ..choices import ImpactGradeChoices, WindowStateChoices
from ..models import AccessVisit, ImpactLine, MaintenanceTicket, MaintenanceWindow

__all__ = ('MODELS', 'Hints', 'find_hints')

# How far ahead a page looks, and how many of each it names.
DAYS_AHEAD = 14
MOST = 3

_HARMLESS = (ImpactGradeChoices.NONE, ImpactGradeChoices.UNKNOWN)
# The set of a ticket that an object is in, by its model.
_SETS = {
    'dcim.device': 'devices',
    'dcim.rack': 'racks',
    'dcim.location': 'rooms',
    'dcim.powerpanel': 'power_panels',
    'dcim.powerfeed': 'power_feeds',
    'circuits.circuit': 'circuits',
    'ipam.prefix': 'prefixes',
}
MODELS = (*_SETS, 'dcim.site')


@dataclass(frozen=True)
class Hints:
    """Windows that are under way or come, the earliest first, with `hits` (the grade for this device, or ''), and
    visits whose people are inside, with `people`. `further` is how many windows are not named.
    """

    windows: list[Any]
    visits: list[Any]
    further: int = 0

    def __bool__(self) -> bool:
        return bool(self.windows or self.visits)


def find_hints(obj: Any, *, user: Any, now: datetime.datetime) -> Hints:
    """Return what a page about an object should say first."""
    windows, visits = [], []
    if user.has_perm('netbox_colocation.view_maintenancewindow'):
        windows = list(_windows(obj, user, now))
    if user.has_perm('netbox_colocation.view_accessvisit'):
        visits = list(_visits(obj, user))
    return Hints(windows[:MOST], visits, further=max(0, len(windows) - MOST))


def _windows(obj: Any, user: Any, now: datetime.datetime) -> QuerySet[MaintenanceWindow]:
    """Windows of tickets that touch the object, and those that an assessment found to hit it."""
    soon = now + datetime.timedelta(days=DAYS_AHEAD)
    coming = Q(state=WindowStateChoices.AGREED, starts_at__lte=soon) & (Q(ends_at__gt=now) | Q(extended_until__gt=now))
    windows = MaintenanceWindow.objects.restrict(user, 'view')
    windows = windows.filter(Q(state=WindowStateChoices.UNDER_WAY) | coming).filter(_touches(obj))
    return windows.select_related('ticket').order_by('starts_at', 'pk')[: 10 * MOST]


def _touches(obj: Any) -> Q:
    label = obj._meta.label_lower
    if label == 'dcim.site':
        return Q(ticket__site=obj)
    touched = _in_set(_SETS[label], [obj.pk])
    if label in ('dcim.device', 'dcim.rack'):
        touched |= _around(obj)
    if label == 'dcim.device':
        rack = _in_set('racks', [obj.rack_id]) if obj.rack_id else Q()
        return touched | rack | Q(Exists(_hits(device=obj.pk)))
    if label == 'dcim.rack':
        inside = MaintenanceTicket.devices.through.objects.filter(
            device__rack=obj, maintenanceticket=OuterRef('ticket')
        )
        return touched | Q(Exists(inside)) | Q(Exists(_hits(device__rack=obj.pk)))
    if label == 'dcim.location':
        within = obj.get_descendants(include_self=True).order_by().values('pk')
        racks = MaintenanceTicket.racks.through.objects.filter(
            rack__location__in=within, maintenanceticket=OuterRef('ticket')
        )
        return touched | _around(obj) | Q(ticket__location__in=within) | Q(Exists(racks))
    if label == 'dcim.powerfeed':
        return touched | _in_set('power_panels', [obj.power_panel_id])
    return touched | Q(Exists(_hits(object_model=label, object_pk=obj.pk)))


def _hits(**which: Any) -> QuerySet[ImpactLine]:
    return ImpactLine.objects.filter(window=OuterRef('pk'), **which).exclude(grade__in=_HARMLESS)


def _in_set(name: str, keys: Any) -> Q:
    through = getattr(MaintenanceTicket, name).through
    field = through._meta.get_field(getattr(MaintenanceTicket, name).field.m2m_reverse_field_name())
    rows = through.objects.filter(**{f'{field.name}__in': keys, 'maintenanceticket': OuterRef('ticket')})
    return Q(Exists(rows))


def _around(obj: Any) -> Q:
    """Works on the whole of a room that the object stands in, or is."""
    location = obj if obj._meta.label_lower == 'dcim.location' else obj.location
    if location is None:
        return Q()
    return _in_set('rooms', location.get_ancestors(include_self=True).order_by().values('pk'))


def _visits(obj: Any, user: Any) -> QuerySet[AccessVisit]:
    """Visits whose people are inside: to the rack, the device, the room with what is in it, or the site."""
    places = {
        'dcim.site': lambda: Q(site=obj),
        'dcim.location': lambda: Q(location__in=obj.get_descendants(include_self=True).order_by().values('pk')),
        'dcim.rack': lambda: Q(Exists(AccessVisit.racks.through.objects.filter(accessvisit=OuterRef('pk'), rack=obj))),
        'dcim.device': lambda: (
            Q(Exists(AccessVisit.devices.through.objects.filter(accessvisit=OuterRef('pk'), device=obj)))
            | Q(Exists(AccessVisit.racks.through.objects.filter(accessvisit=OuterRef('pk'), rack=obj.rack_id)))
        ),
    }
    place = places.get(obj._meta.label_lower)
    if place is None:
        return AccessVisit.objects.none()
    inside = Q(visitors__admitted_at__isnull=False, visitors__checked_out_at__isnull=True)
    visits = AccessVisit.objects.restrict(user, 'view').filter(AccessVisit.INSIDE)
    people = Count('visitors', filter=inside, distinct=True)
    return (
        visits.filter(place()).annotate(people=people).select_related('applicant').order_by('entered_at', 'pk')[:MOST]
    )
