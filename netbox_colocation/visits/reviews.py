"""What a quarterly review of access looks at, and closing one: `workflows.access_reviews` opens it and decides.

A review is a list of every way into an agency's rooms as it stood that day: standing rights, offices that keep the door
or escort, representatives who may apply, and approved visits to come. No visitor is named in it.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..calendars.moments import shown
from ..choices import AccessLogKindChoices, RequestStatusChoices, ReviewLineKindChoices, ReviewStateChoices
from ..exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ..models import (
    AccessLogEntry,
    AccessReview,
    AccessRight,
    AccessVisit,
    Appointment,
    Representative,
    ReviewLine,
    name_of_user,
)

__all__ = ('close', 'find_ways', 'lock_open')

INSIDE = (AccessLogKindChoices.ADMITTED, AccessLogKindChoices.ENTERED, AccessLogKindChoices.EMERGENCY)
TO_COME = (RequestStatusChoices.OPEN, RequestStatusChoices.ACCEPTED)


def find_ways(agency: Tenant, *, door_roles: Collection[str], now: datetime.datetime) -> list[ReviewLine]:
    """Return a line for each way into the agency's rooms, not stored yet; a constant number of queries.

    Args:
        door_roles: keys of the offices whose work is at the door or beside visitors.
    """
    day = timezone.localtime(now).date()
    seen = _last_seen(agency)
    return [
        *_rights(agency, day, seen),
        *_appointments(agency, door_roles, day, seen),
        *_representatives(agency, day, seen),
        *_visits(agency, now),
    ]


def lock_open(review: AccessReview, actor: AbstractBaseUser) -> AccessReview:
    """Return the review as it is now, locked, for somebody who may decide about it.

    Raises:
        RoleNotHeld: the actor may not review this agency's access.
        OutcomeRefused: it was closed (`review-closed`).
    """
    if not AccessReview.objects.restrict(cast(Any, actor), 'review').filter(pk=review.pk).exists():
        raise RoleNotHeld(_('You have no permission to decide in this review.'))
    found = AccessReview.objects.select_for_update(of=('self',)).get(pk=review.pk)
    if found.state != ReviewStateChoices.OPEN:
        raise OutcomeRefused([Refusal('review-closed', _('This review was closed: what it says no longer changes.'))])
    return found


def close(review: AccessReview, *, conclusion: str, actor: AbstractBaseUser, now: datetime.datetime) -> AccessReview:
    """Close a review in which every line is decided.

    Raises:
        RoleNotHeld: the actor may not review this agency's access.
        OutcomeRefused: lines wait for a decision (`lines-undecided`), there is no conclusion
            (`conclusion-missing`), or it was closed before (`review-closed`).
    """
    with transaction.atomic():
        review = lock_open(review, actor)
        refusals = []
        if undecided := list(review.lines.filter(decision='').values_list('person', flat=True)):
            message = _('{count} lines are not decided yet: keep or revoke each.').format(count=len(undecided))
            refusals.append(Refusal('lines-undecided', message, data={'count': len(undecided)}))
        if not conclusion.strip():
            message = _('Say what the review found.')
            refusals.append(Refusal('conclusion-missing', message, field='conclusion'))
        if refusals:
            raise OutcomeRefused(refusals)
        review.snapshot()
        review.state, review.conclusion = ReviewStateChoices.CLOSED, conclusion.strip()
        review.closed_at, review.closed_by = now, cast(Any, actor)
        review.save()
    return review


# -- The ways in ---------------------------------------------------------------------------------------------------


def _rights(agency: Tenant, day: datetime.date, seen: 'LastSeen') -> Iterator[ReviewLine]:
    rights = AccessRight.objects.filter(_not_over(day), agency=agency, revoked_at__isnull=True)
    for right in rights.select_related('site', 'location', 'tenant').order_by('holder_name', 'pk'):
        means = ' '.join(filter(None, (right.get_means_display(), right.number)))
        where = str(right.location or right.site)
        parts = [f'{means}: {where}', right.tenant.name if right.tenant else '', _until(right.valid_until)]
        yield _line(
            ReviewLineKindChoices.RIGHT,
            person=right.holder_name,
            text='; '.join(filter(None, parts)),
            right=right,
            last_seen_at=seen.of(right.holder_name),
        )


def _appointments(
    agency: Tenant, door_roles: Collection[str], day: datetime.date, seen: 'LastSeen'
) -> Iterator[ReviewLine]:
    held = Appointment.objects.filter(_not_over(day), role__agency=agency, role__key__in=door_roles)
    held = held.select_related('role').annotate(escorted_at=Max('escorted_visits__entered_at'))
    for one in held.order_by('holder_name', 'pk'):
        parts = [str(one.role), one.get_capacity_display(), _until(one.valid_until)]
        moments = [moment for moment in (seen.of(one.holder_name), one.escorted_at) if moment]
        yield _line(
            ReviewLineKindChoices.APPOINTMENT,
            person=one.holder_name,
            text='; '.join(filter(None, parts)),
            appointment=one,
            last_seen_at=max(moments, default=None),
        )


def _representatives(agency: Tenant, day: datetime.date, seen: 'LastSeen') -> Iterator[ReviewLine]:
    """Of applicants who came to this agency, with whatever they asked for, or whose people have standing access."""
    came = (
        Q(tenant__access_visits__procedure__agency=agency)
        | Q(tenant__colocation_requests__procedure__agency=agency)
        | Q(tenant__held_access_rights__agency=agency)
    )
    found = Representative.objects.filter(_not_over(day)).filter(came).distinct().select_related('user', 'tenant')
    for one in sorted(found, key=lambda found: (name_of_user(found.user), found.pk)):
        parts = [_('applies for {tenant}').format(tenant=one.tenant), one.position, _until(one.valid_until)]
        yield _line(
            ReviewLineKindChoices.REPRESENTATIVE,
            person=name_of_user(one.user),
            text='; '.join(filter(None, parts)),
            representative=one,
            last_seen_at=seen.of(name_of_user(one.user)),
        )


def _visits(agency: Tenant, now: datetime.datetime) -> Iterator[ReviewLine]:
    """Approved visits whose time is not over; who comes is called by whose people they are."""
    visits = AccessVisit.objects.filter(procedure__agency=agency, status__in=TO_COME, left_at__isnull=True)
    visits = visits.filter(Q(status=RequestStatusChoices.ACCEPTED) | Q(is_emergency=True))
    visits = visits.filter(Q(ends_at__gt=now) | Q(extended_until__gt=now))
    visits = visits.select_related('applicant', 'site', 'location', 'case').annotate(people=Count('visitors'))
    for visit in visits.order_by('starts_at', 'pk'):
        number = visit.case.number if visit.case else visit.name
        where = str(visit.location or visit.site)
        yield _line(
            ReviewLineKindChoices.VISIT,
            person=_('{count} of {tenant}').format(count=visit.people, tenant=visit.applicant),
            text=f'{number}: {where}; {shown(visit.starts_at)} – {shown(visit.allowed_until)}',
            visit=visit,
        )


class LastSeen:
    """When people were last let in, by their names; a name is all that the log has of those without a visit."""

    def __init__(self, moments: Iterable[tuple[str, datetime.datetime]]) -> None:
        self._moments = dict(moments)

    def of(self, name: str) -> datetime.datetime | None:
        return self._moments.get(name.strip().lower())


def _last_seen(agency: Tenant) -> LastSeen:
    entries = AccessLogEntry.objects.filter(agency=agency, kind__in=INSIDE).exclude(person='').order_by()
    return LastSeen(entries.annotate(known_as=Lower('person')).values_list('known_as').annotate(last=Max('at')))


def _line(kind: str, *, person: str, text: str, **ways: Any) -> ReviewLine:
    return ReviewLine(kind=kind, person=person[:150], text=text[:300], **ways)


def _not_over(day: datetime.date) -> Q:
    """Valid today or later: what begins tomorrow is a way in as well."""
    return Q(valid_until__isnull=True) | Q(valid_until__gte=day)


def _until(day: datetime.date | None) -> str:
    return _('until {day}').format(day=day.isoformat()) if day else _('without an end')
