"""The clock over monitoring targets: what monitoring has not seen in time, and what is to be told after a maintenance.

It also closes rows that monitoring accepted while something stood in their way.
"""

import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from ..choices import MonitoringHealthChoices, MonitoringStateChoices
from ..conf import get_setting
from ..models import Case, MonitoringTarget
from ..monitoring.muting import muted
from ..monitoring.targets import lock_targets
from .target_events import tell

__all__ = ('tell_after_mute', 'tell_unseen')

# In one run; the next one takes the others.
BATCH = 1000


def tell_unseen(*, now: datetime.datetime) -> int:
    """Tell of every target that monitoring has not seen within `seen_within_minutes`, once each; return how many.

    Of what a maintenance window mutes nothing is told while it lasts.
    """
    minutes = get_setting('seen_within_minutes')
    if minutes is None:
        return 0
    late = muted(MonitoringTarget.objects.all(), now=now).filter(
        is_muted=False,
        state=MonitoringStateChoices.REQUESTED,
        seen_at__isnull=True,
        unseen_told_at__isnull=True,
        registered_at__lte=now - datetime.timedelta(minutes=minutes),
    )
    with transaction.atomic():
        targets = [
            target
            for target in _lock(late)
            if target.state == MonitoringStateChoices.REQUESTED and target.unseen_told_at is None
        ]
        if targets:
            MonitoringTarget.objects.filter(pk__in=[target.pk for target in targets]).update(unseen_told_at=now)
            tell('target-unseen', targets, now=now, minutes=minutes)
        return len(targets)


def tell_after_mute(*, now: datetime.datetime) -> int:
    """Tell what became of targets while a window muted them and is so still, once; return of how many targets.

    That is: those that went down, and those that came up again after it had been told that they were down. Of a target
    that went down and came up while nobody was to hear of it, nobody hears.
    """
    health = MonitoringHealthChoices
    gone = Q(health=health.DOWN) & (Q(down_told_since=None) | ~Q(down_told_since=F('health_since')))
    back = Q(health=health.UP, down_told_since__isnull=False)
    quiet = muted(MonitoringTarget.objects.exclude(state=MonitoringStateChoices.RETIRED), now=now)
    with transaction.atomic():
        targets = _lock(quiet.filter(gone | back, is_muted=False, health_since__isnull=False))
        down = [row for row in targets if row.health == health.DOWN and row.down_told_since != row.health_since]
        up = [row for row in targets if row.health == health.UP and row.down_told_since]
        for kind, rows, since in (('target-down', down, F('health_since')), ('target-up', up, None)):
            if rows:
                MonitoringTarget.objects.filter(pk__in=[row.pk for row in rows]).update(down_told_since=since)
                tell(kind, rows, now=now)
        return len(down) + len(up)


def _lock(targets: QuerySet[MonitoringTarget]) -> list[MonitoringTarget]:
    """Lock the cases, then the targets."""
    keys = sorted(targets.order_by('pk').values_list('pk', flat=True)[:BATCH])
    chosen = MonitoringTarget.objects.filter(pk__in=keys)
    cases = chosen.filter(request__case__isnull=False).order_by().values('request__case')
    list(Case.objects.filter(pk__in=cases).select_for_update(of=('self',)).order_by('pk').values_list('pk', flat=True))
    return lock_targets(chosen)
