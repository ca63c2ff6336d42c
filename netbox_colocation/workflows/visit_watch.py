"""The clock over visits: who stays beyond the time, and who did not come. Each is told once."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ..choices import AccessLogKindChoices, RequestStatusChoices
from ..models import AccessVisit, Case
from ..visits.log import write_about
from ..visits.policies import policy_of
from . import events, outbox
from .visit_notices import TELL_DOOR, tell_door

__all__ = ('find_overstays', 'tell_missed', 'tell_overstays')

OVERSTAYED, MISSED = 'visit-overstayed', 'visit-missed'


def find_overstays(*, now: datetime.datetime) -> QuerySet[AccessVisit]:
    """Return the visits with somebody inside whose time is over, whether or not anybody was told; longest first."""
    return _ended(now).filter(AccessVisit.INSIDE).order_by('ended_at', 'pk')


def tell_overstays(*, now: datetime.datetime) -> int:
    """Alarm about every visit that lasts beyond its time and the room's grace; return about how many.

    It is alarmed once, and again when an extension has run out, too.
    """
    late = find_overstays(now=now).filter(overstay_told_at__isnull=True)
    return sum(_tell(visit, OVERSTAYED, _overstays, now=now) for visit in late.select_related('site', 'location'))


def tell_missed(*, now: datetime.datetime) -> int:
    """Say of every allowed visit whose time is over that nobody entered; return of how many.

    The desk closes the case's task with *did not come*; this only says that it is time to.
    """
    missed = _ended(now).filter(
        status=RequestStatusChoices.ACCEPTED, entered_at__isnull=True, missed_told_at__isnull=True
    )
    return sum(_tell(visit, MISSED, _is_missed, now=now) for visit in missed.order_by('ended_at', 'pk'))


def _ended(now: datetime.datetime) -> QuerySet[Any]:
    return AccessVisit.objects.annotate(ended_at=AccessVisit.LASTS_UNTIL).filter(ended_at__lt=now)


def _overstays(visit: AccessVisit, now: datetime.datetime) -> bool:
    grace = datetime.timedelta(minutes=policy_of(visit.site, visit.location).grace_minutes)
    return visit.is_inside and visit.overstay_told_at is None and visit.allowed_until + grace < now


def _is_missed(visit: AccessVisit, now: datetime.datetime) -> bool:
    is_waiting = visit.status == RequestStatusChoices.ACCEPTED and visit.entered_at is None
    is_open = visit.case is not None and visit.case.is_open
    return is_waiting and is_open and visit.missed_told_at is None and visit.allowed_until < now


@transaction.atomic
def _tell(
    found: AccessVisit, kind: str, still: Callable[[AccessVisit, datetime.datetime], bool], *, now: datetime.datetime
) -> bool:
    """Tell about one visit; whatever was done about it since it was found, or told by another run, is left alone."""
    if found.case_id:
        Case.objects.select_for_update(of=('self',)).get(pk=found.case_id)
    rows = AccessVisit.objects.select_related('case', 'applicant', 'procedure__agency', 'site', 'location', 'escort')
    visit = rows.select_for_update(of=('self',), no_key=True).get(pk=found.pk)
    if not still(visit, now):
        return False
    facts: dict[str, Any] = {'until': visit.allowed_until.isoformat()}
    if kind == OVERSTAYED:
        facts['inside'] = sum(visitor.is_inside for visitor in visit.visitors.all())
        write_about(visit, AccessLogKindChoices.OVERSTAYED, actor=None, now=now)
    _mark(visit, 'overstay_told_at' if kind == OVERSTAYED else 'missed_told_at', now)
    if visit.case is None:
        tell_door(visit, kind)  # an emergency whose letter has not come yet: there is no case to tell it by
        return True
    events.record(visit.case, kind, now=now, data=facts)
    outbox.put(visit.case, TELL_DOOR, {'visit': visit.pk, 'kind': kind}, now=now)
    return True


def _mark(visit: AccessVisit, field: str, now: datetime.datetime) -> None:
    visit.snapshot()
    setattr(visit, field, now)
    visit.save_state(field)
