"""Outside checks: a scanner, an auditor or another office reports a result that an outcome waits for."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from ...exceptions import DataInvalid, Refusal, RoleNotHeld
from ...models import Case
from .. import events
from ..actors import by_permission
from .base import Performed, lock_case, refuse_closed_case

__all__ = ('report_check',)

MAX_DETAIL = 2000


def report_check(
    case: Case,
    check: str,
    *,
    passed: bool,
    actor: AbstractUser,
    now: datetime.datetime,
    detail: str = '',
    url: str = '',
) -> Performed:
    """Record the result of an outside check; the newest result of each counts (guard `check.passed`).

    Raises:
        RoleNotHeld: the actor may not report checks of this case.
        DataInvalid: the name of the check is missing, or the address is not one of the web.
        OutcomeRefused: the case has ended.
    """
    with transaction.atomic():
        case = lock_case(case)
        if not Case.objects.restrict(actor, 'report_check').filter(pk=case.pk).exists():
            raise RoleNotHeld(_('You have no permission to report checks of this case.'))
        refuse_closed_case(case)
        refusals = []
        if not check.strip():
            refusals.append(Refusal('check-missing', _('Name the check.'), field='check'))
        if url and not url.startswith(('https://', 'http://')):
            refusals.append(Refusal('check-url', _('The address starts with https:// or http://.'), field='url'))
        if refusals:
            raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)
        data = {'check': check.strip(), 'passed': passed, 'detail': detail[:MAX_DETAIL], 'url': url}
        holder = by_permission(actor)
        events.record(case, 'check-reported', now=now, actor=holder, data=data)
        return Performed(case=case, task=None)
