"""Holds beside the procedure: taken, renewed and released by people who may, and what their cases are told.

The procedure itself holds and releases by its effects (`effects`). What happens here stands in the case's record, and
the event rules, the notifications and the pages of the case have it from there.
"""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from ..allocation import holds
from ..choices import HoldStateChoices, RequestStatusChoices
from ..exceptions import AllocationRefused, OutcomeRefused, Refusal, RoleNotHeld
from ..models import Case, ColocationRequest, Hold
from . import events, outbox
from .actors import by_permission
from .registry import Situation

__all__ = (
    'HOLDING',
    'hold_places',
    'release_and_tell',
    'release_places',
    'remind_of_holds',
    'renew_places',
    'tell_conflicts',
    'tell_expiry',
)

# Days before its end on which a hold's case is told, once for each end.
REMIND_DAYS = 3
# While a request is in one of these, it may hold something.
HOLDING = (RequestStatusChoices.OPEN, RequestStatusChoices.ACCEPTED)


def hold_places(request: ColocationRequest, *, actor: AbstractUser, now: datetime.datetime) -> Hold:
    """Hold places for a request whose case is open.

    Raises:
        RoleNotHeld: the actor may not add this hold.
        OutcomeRefused: the request is not one that may hold anything now.
        AllocationRefused: with every finding that stands against it.
    """

    def act(request: ColocationRequest) -> Hold:
        if refusals := _against_holding(request):
            raise OutcomeRefused(refusals)
        before = holds.active_hold(request)
        row = holds.hold(request, actor=actor, now=now)
        _demand(actor, 'add', row)
        if before:
            _record(request, 'hold-released', actor, now, hold=before.pk, reason='')
        _record(request, 'hold-taken', actor, now, hold=row.pk, until=row.expires_at.isoformat())
        return row

    return _perform(request, act)


def renew_places(
    request: ColocationRequest,
    *,
    until: datetime.datetime | None = None,
    days: int | None = None,
    actor: AbstractUser,
    now: datetime.datetime,
) -> Hold:
    """Keep what a request holds until a later moment; return the hold.

    Raises:
        RoleNotHeld: the actor may not change this hold.
        AllocationRefused: nothing is held, or the moment is none that a hold can have.
    """

    def act(request: ColocationRequest) -> Hold:
        before = _held(request)
        _demand(actor, 'change', before)
        row = holds.renew(request, until=until, days=days, actor=actor, now=now)
        moments = {'until': row.expires_at.isoformat(), 'before': before.expires_at.isoformat()}
        _record(request, 'hold-renewed', actor, now, hold=row.pk, **moments)
        return row

    return _perform(request, act)


def release_places(request: ColocationRequest, *, reason: str, actor: AbstractUser, now: datetime.datetime) -> Hold:
    """Give back what a request holds; return the hold, as it is then.

    Raises:
        RoleNotHeld: the actor may not change this hold.
        AllocationRefused: nothing is held.
    """

    def act(request: ColocationRequest) -> Hold:
        row = _held(request)
        _demand(actor, 'change', row)
        holds.release(request, now=now)
        row.refresh_from_db()
        _record(request, 'hold-released', actor, now, hold=row.pk, reason=reason.strip())
        return row

    return _perform(request, act)


def release_and_tell(situation: Situation) -> None:
    """Give back what the situation's request holds, as a part of an outcome, and have its case told."""
    held = holds.active_hold(situation.request)
    holds.release(situation.request, now=situation.now)
    if held:
        situation.tell('hold-released', hold=held.pk, reason=situation.comment)


def tell_conflicts(hold: Hold, conflicts: Sequence[Refusal], *, now: datetime.datetime) -> None:
    """Tell a case what others did to its hold; its row must be locked."""
    _tell(hold, 'hold-conflict', now, conflicts=[refusal.as_dict() for refusal in conflicts])


def tell_expiry(hold: Hold, *, now: datetime.datetime) -> None:
    """Tell a case that its hold is over; its row must be locked."""
    _tell(hold, 'hold-expired', now)


def remind_of_holds(*, now: datetime.datetime) -> int:
    """Tell the case of every hold that ends within REMIND_DAYS, once for each end; return how many were told."""
    soon = now + datetime.timedelta(days=REMIND_DAYS)
    ending = Hold.objects.filter(state=HoldStateChoices.ACTIVE, expires_at__gt=now, expires_at__lte=soon)
    return sum(_remind(pk, now) for pk in ending.order_by('expires_at', 'pk').values_list('pk', flat=True))


@transaction.atomic
def _remind(pk: int, now: datetime.datetime) -> bool:
    case = Case.objects.filter(colocation_request__holds=pk).select_for_update(of=('self',)).first()
    hold = Hold.objects.filter(pk=pk, state=HoldStateChoices.ACTIVE).select_related('request__case').first()
    if case is None or hold is None:
        return False
    until = hold.expires_at.isoformat()
    if case.events.filter(kind='hold-expiring', data__hold=pk, data__until=until).exists():
        return False
    _tell(hold, 'hold-expiring', now, until=until, days=REMIND_DAYS)
    return True


@transaction.atomic
def _perform(request: ColocationRequest, act: Callable[[ColocationRequest], Hold]) -> Hold:
    """Act on the request with its case locked."""
    if request.case_id:
        Case.objects.select_for_update(of=('self',)).get(pk=request.case_id)
    return act(ColocationRequest.objects.select_related('case', 'procedure').get(pk=request.pk))


def _against_holding(request: ColocationRequest) -> list[Refusal]:
    refusals = []
    if request.case is None or not request.case.is_open or request.status not in HOLDING:
        text = _('Only a request in procedure can hold places: this one is “{status}”.')
        status = request.get_status_display()
        refusals.append(Refusal('not-in-procedure', text.format(status=status), data={'status': request.status}))
    if request.is_retrieval:
        refusals.append(Refusal('no-placement', _('This request takes servers back: there is nothing to hold.')))
    elif request.servers.filter(device__isnull=False).exists():
        text = _('Servers of this request are installed already: nothing has to be held for them.')
        refusals.append(Refusal('already-installed', text))
    return refusals


def _held(request: ColocationRequest) -> Hold:
    row = holds.active_hold(request)
    if row is None:
        raise AllocationRefused([holds.nothing_held()])
    return row


def _demand(actor: AbstractUser, action: str, row: Hold) -> None:
    if not Hold.objects.restrict(actor, action).filter(pk=row.pk).exists():
        raise RoleNotHeld(_('You have no permission to do this with the hold.'))


def _record(request: ColocationRequest, kind: str, actor: AbstractUser, now: datetime.datetime, **data: Any) -> None:
    if request.case:
        events.record(request.case, kind, now=now, actor=by_permission(actor), data=data)


def _tell(hold: Hold, kind: str, now: datetime.datetime, **data: Any) -> None:
    case = hold.request.case
    if case is None:
        return
    events.record(case, kind, now=now, data={'hold': hold.pk, **data})
    outbox.put(case, 'notify.hold', {'hold': hold.pk, 'kind': kind}, now=now)
