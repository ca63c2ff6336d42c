"""What the clock finds about maintenance windows: one that should have begun or ended, and notices not sent in time."""

import datetime

from django.db import transaction

from ..choices import NoticeKindChoices, NoticeStateChoices, WindowStateChoices
from ..conf import get_setting
from ..models import MaintenanceWindow, WindowNotice
from . import events
from .engine.base import lock_case
from .windows import tell

__all__ = ('GRACE', 'warn_of_late_notices', 'warn_of_late_windows')

# Nobody presses a button at the very minute.
GRACE = datetime.timedelta(minutes=15)
BATCH = 500
WAITING = (NoticeStateChoices.DRAFTED, NoticeStateChoices.APPROVED, NoticeStateChoices.FAILED)


def warn_of_late_windows(*, now: datetime.datetime) -> int:
    """Tell of every window that should have begun, or ended, by now; once for each of both and each revision."""
    windows = MaintenanceWindow.objects.annotate(window_ends=MaintenanceWindow.LASTS_UNTIL)
    windows = windows.select_related('ticket__case').order_by('pk')
    not_begun = windows.filter(state=WindowStateChoices.AGREED, starts_at__lt=now - GRACE)[:BATCH]
    not_ended = windows.filter(state=WindowStateChoices.UNDER_WAY, window_ends__lt=now)[:BATCH]
    return sum(_warn(window, 'window-not-begun', now) for window in not_begun) + sum(
        _warn(window, 'window-overrun', now) for window in not_ended
    )


def warn_of_late_notices(*, now: datetime.datetime) -> int:
    """Tell of every agreed window that begins within `notice_days` while somebody was not told; once a revision."""
    soon = now + datetime.timedelta(days=get_setting('notice_days'))
    kinds = (NoticeKindChoices.ANNOUNCEMENT, NoticeKindChoices.CHANGE)
    late = WindowNotice.objects.filter(state__in=WAITING, kind__in=kinds)
    windows = MaintenanceWindow.objects.filter(
        state=WindowStateChoices.AGREED, starts_at__lte=soon, pk__in=late.order_by().values('window')
    )
    rows = windows.select_related('ticket__case').order_by('starts_at', 'pk')[:BATCH]
    return sum(_warn(window, 'notice-late', now) for window in rows)


@transaction.atomic
def _warn(window: MaintenanceWindow, kind: str, now: datetime.datetime) -> bool:
    case = window.ticket.case
    if case is None:
        return False
    case = lock_case(case)
    facts = {'window': window.pk, 'revision': window.revision}
    if case.events.filter(kind=kind, data__contains=facts).exists():
        return False
    data = {**facts, 'starts': window.starts_at.isoformat(), 'ends': window.lasts_until.isoformat()}
    events.record(case, kind, now=now, data=data)
    technicians = window.ticket.technicians.values_list('user', flat=True)
    tell(window, kind, [window.proposed_by_id, window.agreed_by_id, *technicians], now=now)
    return True
