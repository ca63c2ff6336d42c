"""Tells officers that the quarter's review of access is due: it has not been opened, or not been closed."""

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.events import EventType
from tenancy.models import Tenant

from ..choices import ReviewStateChoices
from ..models import AccessReview
from .event_kinds import EventKind
from .notices import notify

__all__ = ('REVIEW_DUE', 'find_due', 'tell_reviews_due')

# About an agency and no case: not among the kinds of a case's record.
REVIEW_DUE = EventKind('access-review-due', _('Colocation: the review of access is due'))
EventType(REVIEW_DUE.event_type, REVIEW_DUE.text, REVIEW_DUE.severity).register()

# Told on these days of a quarter at the earliest: not every day, and early enough to be done in it.
TOLD_ON = (1, 31, 61, 76)


def tell_reviews_due(*, now: datetime.datetime) -> list[str]:
    """Notify, on some days of the quarter, who may open or close the review of an agency; return which agencies."""
    today = timezone.localtime(now).date()
    if _day_of_quarter(today) not in TOLD_ON:
        return []
    told = []
    for agency in find_due(today):
        notify((user for user in _officers(agency) if _may_review(user)), agency, REVIEW_DUE)
        told.append(agency.name)
    return told


def find_due(today: datetime.date) -> QuerySet[Tenant]:
    """Return agencies whose rooms somebody has a standing way into, without a closed review of this quarter."""
    has_ways = Q(access_rights__revoked_at__isnull=True, access_rights__isnull=False)
    done = AccessReview.objects.filter(year=today.year, quarter=(today.month + 2) // 3, state=ReviewStateChoices.CLOSED)
    agencies = Tenant.objects.filter(has_ways).exclude(pk__in=done.values('agency'))
    return agencies.distinct().order_by('name', 'pk')


def _day_of_quarter(day: datetime.date) -> int:
    return (day - day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)).days + 1


def _may_review(user: Any) -> bool:
    return any(user.has_perm(f'netbox_colocation.{act}_accessreview') for act in ('add', 'review'))


def _officers(agency: Tenant) -> QuerySet[Any]:
    appointed = {'colocation_appointments__role__agency': agency, 'colocation_appointments__is_current': True}
    return get_user_model().objects.filter(is_active=True, **appointed).distinct()
