"""What somebody reads about a visit before it is decided: its findings, without what is none of theirs."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from ..choices import RequestStatusChoices
from ..exceptions import Evidence, Finding
from ..models import AccessVisit, Appointment, Representative
from ..visits.findings import find
from .visit_offices import escort_roles

__all__ = ('is_undecided', 'read_findings')

# What these say is about others: their visits, the work on their tickets, where the agency's people are.
_OF_OTHERS = frozenset({'visits-overlap', 'window-in-room', 'escort-busy', 'escort-elsewhere'})
_OPEN = (
    RequestStatusChoices.DRAFT,
    RequestStatusChoices.RETURNED,
    RequestStatusChoices.OPEN,
    RequestStatusChoices.ACCEPTED,
)


def is_undecided(visit: AccessVisit) -> bool:
    """Whether findings still matter: the visit is not over, and was not refused."""
    return visit.status in _OPEN and visit.left_at is None


def read_findings(visit: AccessVisit, *, user: AbstractUser, now: datetime.datetime) -> list[Finding]:
    """Return what is to be known about a visit that the user may view; of a visit that is over, nothing.

    Applicants do not read about other visits. What a finding rests on is named where the reader may view it.
    """
    if not is_undecided(visit):
        return []
    found = find(visit, now=now, roles=escort_roles(visit))
    if _is_applicant(user, visit, now):
        found = [finding for finding in found if finding.code not in _OF_OTHERS]
    viewable = _viewable((link for finding in found for link in finding.links), user)
    return [
        dataclasses.replace(finding, links=tuple(viewable[link] for link in finding.links if link in viewable))
        for finding in found
    ]


def _is_applicant(user: AbstractUser, visit: AccessVisit, now: datetime.datetime) -> bool:
    """Whether they read the visit only because they represent its applicant."""
    if not user.is_authenticated:
        return True
    day = timezone.localtime(now).date()
    represents = Representative.objects.on(day).filter(user=user, tenant=visit.applicant_id)
    if user.is_superuser or not represents.exists():
        return False
    return not Appointment.objects.on(day).filter(user=user, role__agency=visit.procedure.agency_id).exists()


def _viewable(links: Iterable[Evidence], user: AbstractUser) -> dict[Evidence, Evidence]:
    """Return those that the user may view, named as they are; one query for each model."""
    wanted: dict[str, list[Evidence]] = defaultdict(list)
    for link in links:
        wanted[link.model].append(link)
    found: dict[Evidence, Evidence] = {}
    for model, evidence in wanted.items():
        rows = apps.get_model(model).objects.restrict(user, 'view').in_bulk([link.pk for link in evidence])
        found |= {link: dataclasses.replace(link, label=str(rows[link.pk])) for link in evidence if link.pk in rows}
    return found
