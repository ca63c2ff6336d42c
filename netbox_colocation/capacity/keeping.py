"""Keeping what a check found: the verdict, what it rests on, the racks as they stood, and who else wanted the same."""

import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from ..models import CapacityCheck, ColocationRequest
from .basis import Basis
from .competition import read_competition
from .elevations import read_pictures
from .questions import Question
from .rules import Assessment

__all__ = ('basis_of', 'keep', 'scope_of')

# An empty one is an answer, not a missing one: a check that found no place has none.
MAY_BE_EMPTY = ('findings', 'placements')


def keep(
    request: ColocationRequest, assessment: Assessment, *, actor: AbstractBaseUser | None, now: datetime.datetime
) -> CapacityCheck:
    """Store an assessment exactly as it is, with all that an approver sees of it later."""
    pictures = read_pictures(assessment.planned_racks, assessment.placements, own=request.pk)
    check = CapacityCheck(
        request=request,
        checked_at=now,
        checked_by=actor,
        verdict=assessment.verdict,
        findings=[finding.as_dict() for finding in assessment.findings],
        placements=[placement.as_dict() for placement in assessment.placements],
        basis=basis_of(request, assessment),
        elevations=[picture.as_dict() for picture in pictures],
        competing=read_competition(request).as_dict(),
    )
    check._changelog_message = _('Capacity check {case}').format(case=request.case or request)[:200]
    check.full_clean(exclude=[name for name in MAY_BE_EMPTY if not getattr(check, name)])
    check.save()
    return check


def basis_of(request: ColocationRequest, assessment: Assessment) -> dict[str, Any]:
    """Return as JSON what the verdict rests on; {} for one that rests on nothing."""
    estate, demand = assessment.estate, assessment.demand
    if estate is None or demand is None or not demand.servers:
        return {}
    planned = {rack.pk: rack for rack in assessment.planned_racks}
    named = {item.pk for finding in assessment.findings for item in finding.evidence if item.model == 'dcim.rack'}
    others = [rack for rack in estate.racks if rack.pk in named and rack.pk not in planned]
    basis = Basis.of(
        estate,
        demand,
        scope=scope_of(Question.of(request)),
        resources=list(dict.fromkeys(finding.resource for finding in assessment.findings)),
        racks=[*planned.values(), *others],
        placements=assessment.placements,
    )
    return basis.as_dict()


def scope_of(question: Question) -> dict[str, int | None]:
    """Return where and for whom the question was, as JSON gives it back."""
    return {
        'site': question.site,
        'location': question.location,
        'applicant': question.applicant,
        'agency': question.agency,
    }
