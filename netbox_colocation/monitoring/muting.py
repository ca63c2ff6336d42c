"""Which monitoring targets are muted now: their device is hit by a maintenance window that mutes, in its time.

Nothing is stored and nothing is deleted: when the window is over, or is cancelled, alarms sound again by themselves.
"""

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ..choices import ImpactGradeChoices, WindowStateChoices
from ..models import ImpactLine, MonitoringTarget

__all__ = ('MUTED_GRADES', 'muted', 'muting_lines')

MUTED_GRADES = (ImpactGradeChoices.OUTAGE, ImpactGradeChoices.DEGRADED, ImpactGradeChoices.REDUCED_REDUNDANCY)


def muting_lines(*, now: datetime.datetime) -> QuerySet[ImpactLine]:
    """Return the lines of every window that mutes now: one under way, or one agreed to and within its time."""
    lines = ImpactLine.objects.annotate(window_ends=Coalesce(F('window__extended_until'), F('window__ends_at')))
    is_now = Q(window__state=WindowStateChoices.UNDER_WAY) | Q(
        window__state=WindowStateChoices.AGREED, window__starts_at__lte=now, window_ends__gt=now
    )
    return lines.filter(is_now, window__mutes_monitoring=True, grade__in=MUTED_GRADES, device__isnull=False)


def muted(targets: QuerySet[MonitoringTarget], *, now: datetime.datetime) -> QuerySet[MonitoringTarget]:
    """Return the targets with `is_muted` beside each, and `muted_by`: the key of the window that ends last, or None."""
    lines = muting_lines(now=now).filter(device=OuterRef('device')).order_by('-window_ends', '-window')
    return targets.annotate(is_muted=Exists(lines), muted_by=Subquery(lines.values('window')[:1]))
