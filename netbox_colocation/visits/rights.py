"""Standing access rights: revoking one."""

import datetime
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ..models import AccessRight

__all__ = ('REASON_LENGTH', 'last_day_before', 'revoke')

REASON_LENGTH = AccessRight._meta.get_field('revoke_reason').max_length or 300


def revoke(right: AccessRight, *, reason: str, actor: AbstractBaseUser, now: datetime.datetime) -> AccessRight:
    """Take a right away: from this moment on it is valid on no day, and its row stays as it is.

    Raises:
        RoleNotHeld: the actor may not revoke it.
        OutcomeRefused: it was revoked before (`right-revoked`), or no reason is given (`reason-missing`).
    """
    with transaction.atomic():
        if not AccessRight.objects.restrict(cast(Any, actor), 'revoke').filter(pk=right.pk).exists():
            raise RoleNotHeld(_('You have no permission to revoke this access right.'))
        right = AccessRight.objects.select_for_update(of=('self',)).get(pk=right.pk)
        if refusals := _stands_against(right, reason):
            raise OutcomeRefused(refusals)
        right.snapshot()
        right.revoked_at, right.revoked_by = now, cast(Any, actor)
        right.revoke_reason = ' '.join(reason.split())[:REASON_LENGTH]
        right.valid_from, right.valid_until = last_day_before(right.valid_from, right.valid_until, now=now)
        right._changelog_message = right.revoke_reason[:200]
        right.save()
    return right


def last_day_before(
    valid_from: datetime.date, valid_until: datetime.date | None, *, now: datetime.datetime
) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of a term that ends now: yesterday at the latest, so that today is none of it."""
    yesterday = timezone.localtime(now).date() - datetime.timedelta(days=1)
    last = min(valid_until, yesterday) if valid_until else yesterday
    return min(valid_from, last), last


def _stands_against(right: AccessRight, reason: str) -> list[Refusal]:
    refusals = []
    if right.revoked_at is not None:
        message = _('This right was revoked on {day}.').format(day=timezone.localtime(right.revoked_at).date())
        refusals.append(Refusal('right-revoked', message))
    if not reason.strip():
        refusals.append(Refusal('reason-missing', _('Say why the right is revoked.'), field='reason'))
    return refusals
