"""The door to capacity checks: assess a request, or verify it and keep what was found."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser

from ..models import CapacityCheck, ColocationRequest
from . import rules, snapshot
from .estate import Demand
from .findings import RESOURCES, SHORT, Finding
from .keeping import keep
from .questions import Question
from .rules import Assessment
from .wording import put_into_words

__all__ = ('ALL', 'answer', 'assess', 'blocking', 'stored_findings', 'verify_capacity')

ALL = RESOURCES


def assess(
    request: ColocationRequest,
    *,
    now: datetime.datetime,
    resources: Collection[str] = ALL,
    racks: Collection[int] | None = None,
) -> Assessment:
    """Check the request against the estate as it is, without keeping anything.

    What the request itself holds does not stand against it. With `racks`, only these are offered, and each is read as
    it stands at this moment: for whoever has locked them.
    """
    return answer(Question.of(request), snapshot.read_demand(request), now=now, resources=resources, racks=racks)


def answer(
    question: Question,
    demand: Demand,
    *,
    now: datetime.datetime,
    resources: Collection[str] = ALL,
    racks: Collection[int] | None = None,
) -> Assessment:
    """Check any demand, of a request or not; `now` is there for what will depend on the time."""
    estate = (
        snapshot.read_promising(question, demand, resources)
        if racks is None
        else snapshot.read_chosen(question, demand, racks, resources)
    )
    assessment = rules.verify(estate, demand, resources) if estate else None
    if assessment is None or (racks is None and assessment.verdict == SHORT):
        # Every rack counts: for the best place where none is good, and for what is said about the others.
        assessment = rules.verify(snapshot.read_estate(question, demand, resources), demand, resources)
    return replace(assessment, findings=tuple(put_into_words(finding) for finding in assessment.findings))


def verify_capacity(
    request: ColocationRequest,
    *,
    actor: AbstractBaseUser | None,
    now: datetime.datetime,
    resources: Collection[str] = ALL,
) -> CapacityCheck:
    """Check the request and keep the result, exactly as it was found."""
    return keep(request, assess(request, now=now, resources=resources), actor=actor, now=now)


def stored_findings(check: CapacityCheck) -> tuple[Finding, ...]:
    """Return the findings of a stored check."""
    return tuple(Finding.from_dict(data) for data in check.findings)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that stand against acceptance: short ones, and unknown ones where policies or the setting
    `unknown_blocks` say so."""
    return tuple(finding for finding in findings if finding.is_blocking)
