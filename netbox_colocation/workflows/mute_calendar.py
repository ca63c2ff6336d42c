"""Mutes as entries of a calendar: when monitoring is silent about which servers."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..models import MaintenanceWindow, MonitoringTarget
from ..monitoring.mutes import Mute, Standing, read_mutes
from .schedule import CANCELLED, CONFIRMED, Entry, Scope, windows_of, zone_of

__all__ = ('entry_of', 'read_mute_entries')

# More servers than this are counted, not named.
MOST_NAMES = 50


def read_mute_entries(
    scope: Scope, *, since: datetime.datetime, until: datetime.datetime, user: Any, now: datetime.datetime
) -> list[Entry]:
    """Return the mutes between two moments of what the user may view, and the scope asks for; the earliest first."""
    windows = MaintenanceWindow.objects.restrict(user, 'view')
    if scope.mine:
        windows = windows_of(Scope(mine=scope.mine), user)
    mutes = read_mutes(
        _targets(scope, user),
        windows,
        since=since,
        until=until,
        now=now,
        with_past=True,
        only_disclosed=bool(scope.mine),
    )
    return [entry_of(mute) for mute in mutes]


def entry_of(mute: Mute) -> Entry:
    """Return a mute as an entry; of a window that the reader may not view only its number and its times."""
    window, ticket = mute.window, mute.window.ticket
    told = mute.is_disclosed
    return Entry(
        model='mute',
        pk=window.pk,
        starts_at=mute.starts_at,
        ends_at=mute.ends_at,
        standing=CANCELLED if mute.standing == Standing.CANCELLED else CONFIRMED,
        agency=ticket.applicant.name if told else '',
        site=ticket.site.name if told else '',
        location=ticket.location.name if told and ticket.location else '',
        zone=zone_of(ticket.site),
        case_number=ticket.case.number if told and ticket.case else '',
        url=window.get_absolute_url(),
        created=window.created,
        last_updated=window.last_updated,
        state_label=str(window.get_state_display()),
        state_color=window.get_state_color() or 'gray',
        now=mute.standing == Standing.NOW,
        title=ticket.name if told else _('window {number}').format(number=window.pk),
        muted=_names(target.device for target in mute.targets),
    )


def _names(devices: Iterable[str]) -> tuple[str, ...]:
    names = list(dict.fromkeys(devices))
    if len(names) <= MOST_NAMES:
        return tuple(names)
    return (*names[:MOST_NAMES], _('and {count} more').format(count=len(names) - MOST_NAMES))


def _targets(scope: Scope, user: Any) -> QuerySet[MonitoringTarget]:
    targets = MonitoringTarget.objects.restrict(user, 'view')
    if scope.site:
        targets = targets.filter(device__site=scope.site)
    if scope.location:
        inside = scope.location.get_descendants(include_self=True).order_by().values('pk')
        targets = targets.filter(device__location__in=inside)
    if scope.tenant:
        targets = targets.filter(device__tenant=scope.tenant)
    return targets
