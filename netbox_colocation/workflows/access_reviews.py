"""The quarterly review of access: opened over what there is, decided line by line, and what is revoked is revoked.

`visits.reviews` finds the ways in and closes a review; here is what asks procedures which offices stand at the door,
and cases to end.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from .. import identity_numbers
from ..choices import ReviewDecisionChoices, ReviewLineKindChoices, ReviewStateChoices, SubjectKindChoices
from ..exceptions import ColocationError, DataInvalid, OutcomeRefused, Refusal, RoleNotHeld
from ..models import AccessReview, Appointment, Procedure, Representative, ReviewLine
from ..visits import rights
from ..visits.reviews import find_ways, lock_open
from . import engine
from .publishing import document_of

__all__ = ('DOOR_WORK', 'Decision', 'decide', 'find_door_roles', 'open_review')

# What is done at the door or beside visitors: who holds such an office has a way in.
DOOR_WORK = frozenset({'visit.record', 'visit.escort'})


@dataclass(frozen=True)
class Decision:
    """What becomes of one line: a `ReviewDecisionChoices` value, and why."""

    decision: str
    remark: str = ''


def find_door_roles(agency: Tenant) -> set[str]:
    """Return the keys of the offices that keep the agency's doors or escort there, as its procedures say."""
    procedures = Procedure.objects.filter(agency=agency, subject_kind=SubjectKindChoices.ACCESS_VISIT)
    versions = [version for procedure in procedures if (version := procedure.published_version)]
    return {
        step.role
        for version in versions
        for row in document_of(version).rows
        for step in row.steps
        if step.activity in DOOR_WORK
    }


def open_review(review: AccessReview, *, actor: AbstractUser, now: datetime.datetime) -> AccessReview:
    """Save a review (its agency, year and quarter are given) with a line for every way in that there is today.

    Raises:
        RoleNotHeld: the actor may not open reviews of this agency; nothing was saved.
        OutcomeRefused: that quarter has its review (`review-exists`), it has not begun (`quarter-to-come`), or it is
            none (`quarter-unknown`).
    """
    with transaction.atomic():
        # One after the other, so that the second sees the first.
        Tenant.objects.select_for_update(of=('self',), no_key=True).get(pk=review.agency_id)
        if refusals := _stands_against_opening(review, now):
            raise OutcomeRefused(refusals)
        review.state, review.opened_at, review.opened_by = ReviewStateChoices.OPEN, now, cast(Any, actor)
        review.save()
        if not AccessReview.objects.restrict(actor, 'add').filter(pk=review.pk).exists():
            raise RoleNotHeld(_('You have no permission to open reviews of this agency.'))
        lines = find_ways(review.agency, door_roles=find_door_roles(review.agency), now=now)
        for line in lines:
            line.review = review
        ReviewLine.objects.bulk_create(lines, batch_size=500)
    return review


def decide(
    review: AccessReview, decisions: Mapping[int, Decision], *, actor: AbstractUser, now: datetime.datetime
) -> AccessReview:
    """Decide about lines, by their keys. What is revoked ends at once; either all is done or nothing.

    Raises:
        RoleNotHeld: the actor may not review this agency's access.
        DataInvalid: a line is not of this review, or a decision is unknown.
        OutcomeRefused: with every line that cannot be decided so: a revoked one stays revoked (`line-revoked`), why is
            not said (`remark-missing`), it is the actor's own (`own-access`), or what is to be revoked is not the
            actor's to revoke or cannot be (`revoke-refused`).
    """
    with transaction.atomic():
        review = lock_open(review, actor)
        lines = _lock_lines(review, decisions)
        refusals = []
        for line in lines:
            decision = decisions[line.pk]
            found = _stands_against(line, decision, actor)
            if not found and decision.decision == ReviewDecisionChoices.REVOKE:
                found = _revoke(line, decision.remark, actor, now)
            refusals += found
            line.decision, line.remark = decision.decision, decision.remark.strip()[:300]
            line.decided_by, line.decided_at = cast(Any, actor), now
        if refusals:
            raise OutcomeRefused(refusals)
        ReviewLine.objects.bulk_update(lines, ['decision', 'remark', 'decided_by', 'decided_at'])
    return review


def _stands_against_opening(review: AccessReview, now: datetime.datetime) -> list[Refusal]:
    today = timezone.localtime(now).date()
    if review.quarter not in (1, 2, 3, 4):
        return [Refusal('quarter-unknown', _('A year has four quarters: choose 1 to 4.'), field='quarter')]
    if (review.year, review.quarter) > (today.year, (today.month + 2) // 3):
        message = _('This quarter has not begun: review it when it has.')
        return [Refusal('quarter-to-come', message, field='quarter')]
    if AccessReview.objects.filter(agency=review.agency, year=review.year, quarter=review.quarter).exists():
        message = _('This quarter has its review: go on with that one.')
        return [Refusal('review-exists', message, field='quarter')]
    return []


def _lock_lines(review: AccessReview, decisions: Mapping[int, Decision]) -> list[ReviewLine]:
    known = {key for key, _label, *_color in ReviewDecisionChoices.CHOICES}
    lines = list(
        review.lines.select_for_update(of=('self',))
        .filter(pk__in=decisions)
        .select_related('right', 'appointment__role', 'representative', 'visit__case')
        .order_by('pk')
    )
    refusals = [
        Refusal('field-invalid', _('This review has no line {key}.').format(key=key), field=f'line_{key}')
        for key in sorted(set(decisions) - {line.pk for line in lines})
    ]
    refusals += [
        Refusal('field-invalid', _('A line is kept or revoked.'), field=f'line_{key}')
        for key, decision in decisions.items()
        if decision.decision not in known
    ]
    if refusals:
        raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)
    return lines


def _stands_against(line: ReviewLine, decision: Decision, actor: AbstractUser) -> list[Refusal]:
    reasons = []
    if line.decision == ReviewDecisionChoices.REVOKE and decision.decision != ReviewDecisionChoices.REVOKE:
        reasons.append(('line-revoked', _('it was revoked, and a new one has to be given.')))
    if decision.decision == ReviewDecisionChoices.REVOKE and not decision.remark.strip():
        reasons.append(('remark-missing', _('say why it is revoked.')))
    if identity_numbers.has_identity_number(decision.remark):
        reasons.append((identity_numbers.CODE, str(identity_numbers.SENTENCE)))
    if actor.pk in _users_of(line):
        reasons.append(('own-access', _('it is your own: somebody else decides about it.')))
    return [_refusal(line, code, reason) for code, reason in reasons]


def _users_of(line: ReviewLine) -> set[int | None]:
    ways = (line.right, line.appointment, line.representative)
    return {way.user_id for way in ways if way is not None and way.user_id is not None}


def _refusal(line: ReviewLine, code: str, reason: str) -> Refusal:
    message = _('{person}: {reason}').format(person=line.person, reason=reason)
    return Refusal(code, message, field=f'line_{line.pk}', data={'line': line.pk})


# -- Revoking ------------------------------------------------------------------------------------------------------


def _revoke(line: ReviewLine, remark: str, actor: AbstractUser, now: datetime.datetime) -> list[Refusal]:
    """Take the way in away; one that is gone meanwhile needs nothing. Return why it cannot be."""
    if line.decision == ReviewDecisionChoices.REVOKE:
        return []
    try:
        if line.right and line.right.revoked_at is None:
            rights.revoke(line.right, reason=remark, actor=actor, now=now)
        elif line.appointment or line.representative:
            _end_term(line, remark, actor, now)
        elif line.visit and line.visit.case and line.kind == ReviewLineKindChoices.VISIT:
            engine.cancel(line.visit.case, actor=actor, now=now, comment=remark)
    except ColocationError as error:
        return [_refusal(line, 'revoke-refused', str(error.message))]
    return []


def _end_term(line: ReviewLine, remark: str, actor: AbstractUser, now: datetime.datetime) -> None:
    """End an office or a representation today.

    Raises:
        RoleNotHeld: the actor may not change it.
    """
    row = line.appointment or line.representative
    assert row is not None
    model: type[Appointment] | type[Representative] = type(row)
    may = (model.objects.restrict(actor, action).filter(pk=row.pk).exists() for action in ('end', 'change'))
    if not any(may):
        raise RoleNotHeld(_('You have no permission to end it: {row}.').format(row=row))
    found = model.objects.select_for_update(of=('self',)).get(pk=row.pk)
    found.snapshot()
    found.valid_from, found.valid_until = rights.last_day_before(found.valid_from, found.valid_until, now=now)
    found._changelog_message = remark.strip()[:200]
    found.save()
