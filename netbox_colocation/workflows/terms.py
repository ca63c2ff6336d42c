"""The term of a placement: when it starts, who asks to stay longer, who decides, and what is about to run out.

The applicant's representative asks; whoever may *extend* the request decides. Both are recorded on the case of the
placement, which is closed by then: the record goes on as long as the servers stand there.
"""

import calendar
import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import ExtensionStateChoices, RequestStatusChoices
from ..conf import get_setting
from ..exceptions import DataInvalid, OutcomeRefused, Refusal, RoleNotHeld
from ..models import Case, ColocationRequest, Extension
from . import events
from .actors import Actor, by_permission, find_actor
from .registry import Change, Situation, effect

__all__ = ('ask_extension', 'decide_extension', 'expiring')

EXTENDED = 'term-extended'


@effect('term.start')
def start_term(situation: Situation) -> list[Change]:
    """The placement may stay for so many months from the day of the act; the last day is the day of that number.

    The document says how many under `with: {months: …}`, or else the setting `term_months`; None is without a term.
    """
    months = situation.params.get('months', get_setting('term_months'))
    if months is None:
        return []
    day = _months_after(timezone.localtime(situation.acted_at).date(), int(months))
    _save(situation.request, situation.case.number, valid_until=day)
    return [Change.of('term-started', situation.request)]


def ask_extension(
    request: ColocationRequest,
    *,
    until: datetime.date,
    reason: str,
    actor: AbstractUser,
    now: datetime.datetime,
) -> Extension:
    """Ask, as the applicant's representative, to keep the servers in place until a later day.

    Raises:
        RoleNotHeld: the actor does not represent the applicant today.
        DataInvalid: there is no reason, or the day is not after the term.
        OutcomeRefused: nothing stands there, it has no term, or an earlier question is not answered yet.
    """
    with transaction.atomic():
        request = _lock(request)
        person = _representative(request, actor, now)
        _check_question(request, until, reason, now)
        if refusals := list(_against_asking(request)):
            raise OutcomeRefused(refusals)
        extension = Extension(request=request, until=until, reason=reason.strip(), asked_at=now, asked_by=actor)
        extension._changelog_message = _label(request)
        extension.full_clean()
        extension.save()
        _record(extension, person, now=now, text=extension.reason)
        return extension


def decide_extension(
    extension: Extension,
    *,
    granted: bool,
    answer: str = '',
    actor: AbstractUser,
    now: datetime.datetime,
) -> Extension:
    """Grant or refuse an extension; the term then lasts until the day that was asked for.

    Raises:
        RoleNotHeld: the actor may not extend this request, or asked for it.
        DataInvalid: a refusal gives no reason.
        OutcomeRefused: it was answered before, or the servers are gone since.
    """
    with transaction.atomic():
        request = _lock(extension.request)
        extension = Extension.objects.select_for_update(of=('self',)).get(pk=extension.pk)
        extension.request = request
        if not ColocationRequest.objects.restrict(actor, 'extend').filter(pk=request.pk).exists():
            raise RoleNotHeld(_('You have no permission to extend the term of this placement.'))
        if extension.asked_by_id == actor.pk:
            raise RoleNotHeld(_('You asked for this yourself: somebody else has to decide on it.'))
        if extension.state != ExtensionStateChoices.ASKED:
            raise OutcomeRefused([Refusal('extension-decided', _('This was answered before.'))])
        if granted and not _stands(request):
            raise OutcomeRefused([_nothing_stands()])
        if not granted and not answer.strip():
            raise _invalid('answer-missing', _('A refusal gives its reasons: write them.'), 'answer')
        before = request.valid_until
        _decide(extension, granted=granted, answer=answer.strip(), actor=actor, now=now)
        if granted:
            _save(request, _label(request), valid_until=extension.until)
        person = by_permission(actor)
        _record(extension, person, now=now, text=extension.answer, before=before)
        return extension


def expiring(*, within_days: int, today: datetime.date) -> QuerySet[ColocationRequest]:
    """Return the placements that still stand and whose term ends within so many days, those that ended first.

    A placement for which an extension is asked is among them: until somebody decides, its term ends.
    """
    last = today + datetime.timedelta(days=within_days)
    standing = ColocationRequest.objects.filter(
        status=RequestStatusChoices.COMPLETED, servers__device__rack__isnull=False, valid_until__lte=last
    )
    return standing.distinct().order_by('valid_until', 'pk')


def _months_after(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of a later month, or its last day when it has none of that number."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _lock(request: ColocationRequest) -> ColocationRequest:
    """Lock the case, then the request: in the order of the engine, and so that the events keep their order."""
    if request.case_id:
        Case.objects.select_for_update(of=('self',), no_key=True).get(pk=request.case_id)
    rows = ColocationRequest.objects.select_related('case', 'applicant', 'procedure')
    return rows.select_for_update(of=('self',), no_key=True).get(pk=request.pk)


def _representative(request: ColocationRequest, actor: AbstractUser, now: datetime.datetime) -> Actor:
    if request.case is None:
        raise OutcomeRefused([_nothing_stands()])
    return find_actor(actor, case=request.case, role=None, now=now)


def _check_question(request: ColocationRequest, until: datetime.date, reason: str, now: datetime.datetime) -> None:
    if not reason.strip():
        raise _invalid('reason-missing', _('Say why the servers are to stay longer.'), 'reason')
    if until <= max(filter(None, (request.valid_until, timezone.localtime(now).date()))):
        raise _invalid('until-too-early', _('Choose a day after the end of the term, and after today.'), 'until')


def _against_asking(request: ColocationRequest) -> list[Refusal]:
    refusals = []
    if not _stands(request):
        refusals.append(_nothing_stands())
    elif request.valid_until is None:
        refusals.append(Refusal('term-missing', _('This placement has no term: nothing has to be extended.')))
    if request.extensions.filter(state=ExtensionStateChoices.ASKED).exists():
        refusals.append(Refusal('extension-asked', _('An extension was asked for already: wait for the answer.')))
    return refusals


def _stands(request: ColocationRequest) -> bool:
    return (
        request.status == RequestStatusChoices.COMPLETED and request.servers.filter(device__rack__isnull=False).exists()
    )


def _nothing_stands() -> Refusal:
    return Refusal('nothing-placed', _('No server of this request stands in the data centre.'))


def _decide(extension: Extension, *, granted: bool, answer: str, actor: AbstractUser, now: datetime.datetime) -> None:
    extension.snapshot()
    extension._changelog_message = _label(extension.request)
    extension.state = ExtensionStateChoices.GRANTED if granted else ExtensionStateChoices.REFUSED
    extension.answer, extension.decided_at, extension.decided_by = answer, now, actor
    extension.full_clean()
    extension.save()


def _record(
    extension: Extension, person: Actor, *, now: datetime.datetime, text: str, before: datetime.date | None = None
) -> None:
    before = before or extension.request.valid_until
    events.record(
        extension.request.case,
        EXTENDED,
        now=now,
        actor=person,
        data={
            'extension': extension.pk,
            'state': extension.state,
            'until': extension.until.isoformat(),
            'before': before.isoformat() if before else None,
            'text': text,
        },
    )


def _save(request: ColocationRequest, message: str, **facts: object) -> None:
    request.snapshot()
    request._changelog_message = message
    for name, value in facts.items():
        setattr(request, name, value)
    request.save_state(*facts)


def _label(request: ColocationRequest) -> str:
    return str(request.case or request)[:200]


def _invalid(code: str, message: str, field: str) -> DataInvalid:
    return DataInvalid(message, refusals=[Refusal(code, message, field)])
