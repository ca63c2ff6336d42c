"""The door to capacity checks: assess a request, or verify it and keep what was found."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from ..conf import get_setting
from ..models import CapacityCheck, ColocationRequest
from . import rules, snapshot
from .findings import RESOURCES, SHORT, UNKNOWN, Finding
from .rules import Assessment
from .wording import put_into_words

__all__ = ('ALL', 'assess', 'blocking', 'stored_findings', 'verify_capacity')

ALL = RESOURCES


def assess(
    request: ColocationRequest,
    *,
    now: datetime.datetime,
    resources: Collection[str] = ALL,
    racks: frozenset[int] | None = None,
) -> Assessment:
    """Check the request against the estate as it is, without keeping anything; only in `racks` when given.

    What the request itself holds does not stand against it.
    """
    estate = snapshot.read_estate(request, now=now)
    if racks is not None:
        estate = estate.offering_only(racks)
    assessment = rules.verify(estate, snapshot.read_demand(request), resources)
    return replace(assessment, findings=tuple(put_into_words(finding) for finding in assessment.findings))


def verify_capacity(
    request: ColocationRequest,
    *,
    actor: AbstractBaseUser | None,
    now: datetime.datetime,
    resources: Collection[str] = ALL,
) -> CapacityCheck:
    """Check the request and keep the result, exactly as it was found."""
    assessment = assess(request, now=now, resources=resources)
    check = CapacityCheck(
        request=request,
        checked_at=now,
        checked_by=actor,
        verdict=assessment.verdict,
        findings=[finding.as_dict() for finding in assessment.findings],
        placements=[placement.as_dict() for placement in assessment.placements],
    )
    check._changelog_message = _('Capacity check {case}').format(case=request.case or request)[:200]
    # A check that found no place has none: an empty list is an answer, not a missing one.
    check.full_clean(exclude=[name for name in ('findings', 'placements') if not getattr(check, name)])
    check.save()
    return check


def stored_findings(check: CapacityCheck) -> tuple[Finding, ...]:
    """Return the findings of a stored check."""
    return tuple(Finding.from_dict(data) for data in check.findings)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that stand against acceptance: short ones, and unknown ones of the resources where the
    setting `unknown_blocks` says so."""
    strict = frozenset(get_setting('unknown_blocks'))
    return tuple(
        finding
        for finding in findings
        if finding.verdict == SHORT or (finding.verdict == UNKNOWN and finding.resource in strict)
    )
