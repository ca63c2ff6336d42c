"""The clock over monitoring targets: what monitoring has not seen in time, and what is still down after a maintenance.

It also closes rows that monitoring accepted while something stood in their way.
"""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from ..choices import MonitoringHealthChoices, MonitoringStateChoices
from ..conf import get_setting
from ..models import Case, CaseEvent, MonitoringTarget
from ..monitoring.muting import muted
from ..monitoring.targets import lock_targets
from .target_events import case_of, since_of, tell

__all__ = ('tell_down_after_mute', 'tell_unseen')

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


def tell_down_after_mute(*, now: datetime.datetime) -> int:
    """Tell of every target that went down while a window muted it and is down still; once for each time it went down.

    What no case is about has no record in which it would stand that it was told: it is left out.
    """
    down = muted(MonitoringTarget.objects.all(), now=now).filter(
        is_muted=False, health=MonitoringHealthChoices.DOWN, request__case__isnull=False
    )
    down = down.exclude(state=MonitoringStateChoices.RETIRED)
    with transaction.atomic():
        untold = _without_told(list(down.select_related('request__case').order_by('pk')))
        fresh = _lock(MonitoringTarget.objects.filter(pk__in=[target.pk for target in untold]))
        targets = [target for target in _without_told(fresh) if target.health == MonitoringHealthChoices.DOWN]
        if targets:
            tell('target-down', targets, now=now)
        return len(targets)


def _lock(targets: QuerySet[MonitoringTarget]) -> list[MonitoringTarget]:
    """Lock the cases, then the targets."""
    keys = sorted(targets.order_by('pk').values_list('pk', flat=True)[:BATCH])
    chosen = MonitoringTarget.objects.filter(pk__in=keys)
    cases = chosen.filter(request__case__isnull=False).order_by().values('request__case')
    list(Case.objects.filter(pk__in=cases).select_for_update(of=('self',)).order_by('pk').values_list('pk', flat=True))
    return lock_targets(chosen)


def _without_told(targets: list[MonitoringTarget]) -> list[MonitoringTarget]:
    """Return those whose case was not told that they are down since then."""
    cases = {case.pk for target in targets if (case := case_of(target))}
    told = {
        (row['id'], row['since'])
        for data in CaseEvent.objects.filter(case__in=cases, kind='target-down').values_list('data', flat=True)
        for row in data['targets']
    }
    return [target for target in targets if (target.pk, since_of(target)) not in told]
