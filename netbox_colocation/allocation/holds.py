"""Holds: taking what a request needs before its devices exist, prolonging it, and giving it back.

What a hold takes, NetBox shows: one reservation for each rack, one reserved address for each address (`holding`).
Places are looked for without a lock; then only the chosen racks are locked and everything is verified again on the live
rows, in those racks. When somebody was faster the search begins anew, the last time with every rack locked.
The database refuses overlapping holds whatever happens here. A hold never stands against its own request.
"""

import contextlib
import datetime
from collections.abc import Collection, Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext as _

from dcim.models import Rack, RackReservation
from ipam.choices import IPAddressStatusChoices
from ipam.models import IPAddress
from utilities.exceptions import AbortRequest

from ..capacity.checks import assess, blocking
from ..capacity.findings import Finding
from ..capacity.rules import Assessment
from ..choices import HoldStateChoices
from ..conf import get_setting
from ..exceptions import AllocationRefused, Refusal
from ..models import Case, ColocationRequest, Hold
from . import holding, locks
from .guarding import acting_for
from .labels import case_label, message_of

__all__ = (
    'NETBOX_REFUSES',
    'active_hold',
    'case_label',
    'end',
    'expire_holds',
    'expired',
    'hold',
    'nothing_held',
    'refusals_of',
    'release',
    'renew',
)

ATTEMPTS = 4
MOST_DAYS = 3650
# What NetBox's models, the database and the guard of holds say no with; `refusals_of` puts it into words.
NETBOX_REFUSES = (IntegrityError, ValidationError, AbortRequest)

# Sent in the transaction that ends a hold whose time is over, with its case locked. Arguments: hold, now.
expired = Signal()


class _SomebodyWasFaster(Exception):
    """What was found without a lock is no longer free; says what stands against it now."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        super().__init__()
        self.refusals = [_refusal(finding) for finding in findings] or _lost_race()


def hold(request: ColocationRequest, *, actor: AbstractBaseUser, now: datetime.datetime) -> Hold:
    """Take units, power, addresses, outlets and ports for all servers of the request, for the setting `hold_days`.

    What the request held before is given back first, so calling it again holds anew.

    Raises:
        AllocationRefused: with every finding that stands against it; nothing was taken.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    for _attempt in range(ATTEMPTS - 1):
        assessment = assess(request, now=now)
        _refuse_unless_possible(assessment)
        with contextlib.suppress(_SomebodyWasFaster):
            return _try(request, frozenset(place.rack for place in assessment.placements), actor=actor, now=now)
    try:
        every = Rack.objects.filter(site=request.site_id).values_list('pk', flat=True)
        return _try(request, frozenset(every), actor=actor, now=now)
    except _SomebodyWasFaster as error:
        raise AllocationRefused(error.refusals) from error


def renew(
    request: ColocationRequest,
    *,
    until: datetime.datetime | None = None,
    days: int | None = None,
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> Hold:
    """Keep what the request holds until a later moment (or for so many days from now; by the setting without either).

    Nothing is let go of, so nobody can come in between.

    Raises:
        AllocationRefused: nothing is held, or the moment is none that a hold can have.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    row = active_hold(request)
    if row is None:
        raise AllocationRefused([nothing_held()])
    moment = until or now + datetime.timedelta(days=get_setting('hold_days') if days is None else days)
    if moment <= max(row.expires_at, now):
        text = _('It is held until then already: name a later moment.')
        raise AllocationRefused([Refusal('not-later', text, 'until', {'expires_at': row.expires_at.isoformat()})])
    if moment > now + datetime.timedelta(days=MOST_DAYS):
        text = _('Nothing is held for more than {days} days: name an earlier moment.').format(days=MOST_DAYS)
        raise AllocationRefused([Refusal('too-late', text, 'until', {'days': MOST_DAYS})])
    row.snapshot()
    row._changelog_message = message_of(request)
    row.expires_at = moment
    row.full_clean()
    row.save()
    return row


def release(request: ColocationRequest, *, now: datetime.datetime) -> None:
    """Give back what the request holds; without a hold there is nothing to do.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    for row in Hold.objects.filter(request=request, state=HoldStateChoices.ACTIVE):
        _give_back(row, HoldStateChoices.RELEASED, now=now)


def expire_holds(*, now: datetime.datetime, among: QuerySet[Hold] | None = None) -> int:
    """Give back every hold whose time is over, or those of them that are among some; return how many.

    A request that somebody works on at this moment is left for the next time.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    late = Hold.objects.filter(state=HoldStateChoices.ACTIVE, expires_at__lte=now)
    if among is not None:
        late = late.filter(pk__in=among.order_by().values('pk'))
    # Cases before requests, as the engine locks them.
    cases = Case.objects.filter(colocation_request__in=late.values('request')).order_by('pk')
    cases = cases.select_for_update(of=('self',), skip_locked=True)
    requests = ColocationRequest.objects.filter(pk__in=late.values('request')).order_by('pk')
    requests = requests.filter(case=None) | requests.filter(case__in=list(cases.values_list('pk', flat=True)))
    free = list(requests.select_for_update(of=('self',), skip_locked=True, no_key=True).values_list('pk', flat=True))
    rows = list(late.filter(request__in=free).select_related('request__case').order_by('pk'))
    for row in rows:
        _give_back(row, HoldStateChoices.EXPIRED, now=now)
        expired.send(sender=Hold, hold=row, now=now)
    return len(rows)


def active_hold(request: ColocationRequest) -> Hold | None:
    """Return the hold of the request that is active, None when it holds nothing."""
    return Hold.objects.filter(request=request, state=HoldStateChoices.ACTIVE).first()


def end(row: Hold, state: str, *, now: datetime.datetime) -> None:
    """Close a hold: its units, reservations, addresses, outlets and ports are no longer taken by it."""
    message = message_of(row.request)
    with acting_for(row.request):
        for reservation in RackReservation.objects.filter(held_units__hold=row).distinct().order_by('pk'):
            reservation.snapshot()
            reservation._changelog_message = message
            reservation.delete()
    for taken in (row.units, row.addresses, row.outlets, row.ports):
        taken.update(is_active=False)
    row.snapshot()
    row._changelog_message = message
    row.state, row.ended_at = state, now
    row.conflicts = []
    row.full_clean()
    row.save()


def refusals_of(error: IntegrityError | ValidationError | AbortRequest) -> list[Refusal]:
    """Say a refusal of NetBox's models, of the guard, or of the database, in the plugin's words."""
    if isinstance(error, IntegrityError):
        return _lost_race(cause=str(error))
    if isinstance(error, AbortRequest):
        return [Refusal('netbox-refuses', str(error.message))]
    if not hasattr(error, 'message_dict'):
        return [Refusal('netbox-refuses', text) for text in error.messages]
    return [
        Refusal('netbox-refuses', text, field=field) for field, texts in error.message_dict.items() for text in texts
    ]


def _lost_race(**data: str) -> list[Refusal]:
    return [Refusal('taken-meanwhile', _('Somebody else took what was free a moment ago: check again.'), data=data)]


def nothing_held() -> Refusal:
    """Return the refusal of whatever needs an active hold."""
    return Refusal('nothing-held', _('Nothing is held for this request: hold its places again.'))


def _refuse_unless_possible(assessment: Assessment) -> None:
    if against := blocking(assessment.findings):
        raise AllocationRefused(_refusal(finding) for finding in against)


def _refusal(finding: Finding) -> Refusal:
    return Refusal(finding.code, finding.reason, field=finding.resource, data=finding.as_dict())


def _try(
    request: ColocationRequest, racks: Collection[int], *, actor: AbstractBaseUser, now: datetime.datetime
) -> Hold:
    try:
        # A savepoint: an attempt that fails gives its locks back.
        with transaction.atomic(), acting_for(request):
            return _take(request, racks, actor=actor, now=now)
    except NETBOX_REFUSES as error:
        raise AllocationRefused(refusals_of(error)) from error
    except holding.NoLongerFree as error:
        raise _SomebodyWasFaster from error


def _take(
    request: ColocationRequest, racks: Collection[int], *, actor: AbstractBaseUser, now: datetime.datetime
) -> Hold:
    locks.lock_estate(site=request.site_id, racks=racks)
    assessment = assess(request, now=now, racks=racks)
    if against := blocking(assessment.findings):
        raise _SomebodyWasFaster(against)
    release(request, now=now)
    row = Hold(request=request, held_at=now, expires_at=now + datetime.timedelta(days=get_setting('hold_days')))
    row._changelog_message = message_of(request)
    row.full_clean()
    row.save()
    holding.take(row, assessment, actor=actor, now=now)
    return row


def _give_back(row: Hold, state: str, *, now: datetime.datetime) -> None:
    """Free everything; an address that somebody put to use meanwhile stays theirs."""
    unused = IPAddress.objects.filter(
        held_addresses__hold=row,
        held_addresses__is_active=True,
        status=IPAddressStatusChoices.STATUS_RESERVED,
        assigned_object_id__isnull=True,
    )
    with acting_for(row.request):
        for address in unused.order_by('pk'):
            address.snapshot()
            address._changelog_message = message_of(row.request)
            address.delete()
    end(row, state, now=now)
