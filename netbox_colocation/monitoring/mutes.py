"""When what is muted: the maintenance windows that silence monitoring, each with the targets that it silences.

For monitoring systems that want to know beforehand (`monitoring/mutes/`, as JSON and as a calendar), as opposed to
`muting`, which says what is muted at this moment. Two queries, however many windows.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from ..choices import MonitoringStateChoices, WindowStateChoices
from ..models import ImpactLine, MaintenanceWindow, MonitoringTarget
from .muting import MUTED_GRADES

__all__ = ('Mute', 'MutedTarget', 'Standing', 'read_mutes')

MOST = 1000


class Standing:
    """Where a mute stands at a moment."""

    PLANNED, NOW, OVER, CANCELLED = 'planned', 'now', 'over', 'cancelled'


@dataclass(frozen=True)
class MutedTarget:
    pk: int
    device_id: int
    device: str


@dataclass(frozen=True)
class Mute:
    """A window as monitoring needs it.

    Attributes:
        starts_at, ends_at: when alarms are silent; once it is over, when they were. One under way lasts until somebody
            ends it: `ends_at` of one that should have ended already is the moment of asking.
        is_disclosed: whether the reader may view the window itself; otherwise only its number and its times are told.
        targets: those that the reader may view, by the name of the device.
    """

    window: MaintenanceWindow
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    standing: str
    is_disclosed: bool
    targets: tuple[MutedTarget, ...] = field(default=())


def read_mutes(
    targets: QuerySet[MonitoringTarget],
    windows: QuerySet[MaintenanceWindow],
    *,
    since: datetime.datetime,
    until: datetime.datetime,
    now: datetime.datetime,
    with_past: bool = False,
    only_disclosed: bool = False,
) -> list[Mute]:
    """Return the mutes between two moments that silence any of the targets, the earliest first; at most `MOST`.

    Args:
        targets: what the reader may view, and asked for.
        windows: what the reader may view of windows.
        with_past: also those that are over or were cancelled after they had been agreed to.
        only_disclosed: leave out the windows that the reader may not view.
    """
    rows = _windows(since, until, with_past)
    rows = rows.annotate(is_disclosed=Q(pk__in=windows.order_by().values('pk')))
    if only_disclosed:
        rows = rows.filter(is_disclosed=True)
    silenced = _lines().filter(device__in=_watched(targets).order_by().values('device'))
    found = list(rows.filter(pk__in=silenced.values('window'))[:MOST])
    hit = _targets_of(found, targets)
    return [_mute(row, hit.get(row.pk, ()), now) for row in found]


def _windows(since: datetime.datetime, until: datetime.datetime, with_past: bool) -> QuerySet[Any]:
    lasting = Q(state=WindowStateChoices.AGREED, lasts__gt=since) | Q(state=WindowStateChoices.UNDER_WAY)
    if with_past:
        lasting |= Q(state=WindowStateChoices.DONE, ended_at__gt=since)
        lasting |= Q(state=WindowStateChoices.CANCELLED, lasts__gt=since, agreed_at__isnull=False)
    return (
        MaintenanceWindow.objects.filter(mutes_monitoring=True)
        .annotate(lasts=MaintenanceWindow.LASTS_UNTIL)
        .filter(lasting, starts_at__lt=until)
        .select_related('ticket__site', 'ticket__location', 'ticket__applicant', 'ticket__case')
        .order_by('starts_at', 'pk')
    )


def _lines() -> QuerySet[ImpactLine]:
    return ImpactLine.objects.filter(grade__in=MUTED_GRADES, device__isnull=False).order_by()


def _watched(targets: QuerySet[MonitoringTarget]) -> QuerySet[MonitoringTarget]:
    return targets.exclude(state=MonitoringStateChoices.RETIRED).filter(device__isnull=False)


def _targets_of(
    windows: Iterable[MaintenanceWindow], targets: QuerySet[MonitoringTarget]
) -> dict[int, tuple[MutedTarget, ...]]:
    found: dict[int, dict[int, MutedTarget]] = {}
    # Line by line: a device that is hit twice by a window is muted once.
    rows = (
        _lines()
        .filter(window__in=[window.pk for window in windows])
        .filter(device__monitoring_targets__in=_watched(targets).order_by().values('pk'))
        .values_list(
            'window', 'device__monitoring_targets', 'device', 'device__monitoring_targets__device_name'
        )
    )  # fmt: skip
    for window, target, device, name in rows.order_by('device__monitoring_targets__device_name', 'pk').iterator():
        found.setdefault(window, {})[target] = MutedTarget(target, device, name)
    return {window: tuple(hit.values()) for window, hit in found.items()}


def _mute(row: Any, targets: tuple[MutedTarget, ...], now: datetime.datetime) -> Mute:
    starts, ends, standing = row.starts_at, row.lasts, Standing.PLANNED
    if row.state == WindowStateChoices.CANCELLED:
        standing = Standing.CANCELLED
    elif row.state == WindowStateChoices.DONE:
        starts, ends, standing = min(row.begun_at or starts, row.ended_at), row.ended_at, Standing.OVER
    elif row.state == WindowStateChoices.UNDER_WAY:
        starts, ends, standing = min(starts, row.begun_at or starts), max(ends, now), Standing.NOW
    elif starts <= now:
        standing = Standing.NOW if now < ends else Standing.OVER
    return Mute(row, starts, ends, standing, row.is_disclosed, targets)
