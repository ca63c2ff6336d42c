"""Holds: taking what a request needs before its devices exist, and giving it back.

What a hold takes, NetBox shows: one reservation for each rack, one reserved address for each address.
Places are looked for without a lock; then only the chosen racks are locked and everything is verified again on the live
rows, in those racks. When somebody was faster the search begins anew, the last time with every rack locked.
The database refuses overlapping holds whatever happens here.
"""

import contextlib
import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.utils.translation import gettext as _

from dcim.choices import DeviceFaceChoices
from dcim.models import Rack, RackReservation
from ipam.choices import IPAddressStatusChoices
from ipam.models import IPAddress, Prefix

from ..capacity import address_space
from ..capacity.addresses import AddressPlan
from ..capacity.checks import assess, blocking
from ..capacity.findings import Finding, Placement
from ..capacity.rules import Assessment
from ..choices import HoldStateChoices
from ..conf import get_setting
from ..constants import HALF_UNITS_PER_UNIT
from ..exceptions import AllocationRefused, Refusal
from ..models import ColocationRequest, HeldAddress, HeldUnits, Hold
from . import locks

__all__ = ('case_label', 'end', 'expire_holds', 'hold', 'refusals_of', 'release')

ATTEMPTS = 4


class _SomebodyWasFaster(Exception):
    """What was found without a lock is no longer free; says what stands against it now."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        super().__init__()
        self.refusals = [_refusal(finding) for finding in findings] or _lost_race()


def hold(request: ColocationRequest, *, actor: AbstractBaseUser, now: datetime.datetime) -> Hold:
    """Take units, power and addresses for all servers of the request, for the setting `hold_days`.

    What the request held before is given back first, so calling it again renews a hold.

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
        return _try(request, None, actor=actor, now=now)
    except _SomebodyWasFaster as error:
        raise AllocationRefused(error.refusals) from error


def release(request: ColocationRequest, *, now: datetime.datetime) -> None:
    """Give back what the request holds; without a hold there is nothing to do.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    for row in Hold.objects.filter(request=request, state=HoldStateChoices.ACTIVE):
        _give_back(row, HoldStateChoices.RELEASED, now=now)


def expire_holds(*, now: datetime.datetime) -> int:
    """Give back every hold whose time is over; return how many.

    A request that somebody works on at this moment is left for the next time.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    late = Hold.objects.filter(state=HoldStateChoices.ACTIVE, expires_at__lte=now)
    requests = ColocationRequest.objects.filter(pk__in=late.values('request')).order_by('pk')
    free = list(requests.select_for_update(of=('self',), skip_locked=True, no_key=True).values_list('pk', flat=True))
    rows = list(late.filter(request__in=free).select_related('request__case').order_by('pk'))
    for row in rows:
        _give_back(row, HoldStateChoices.EXPIRED, now=now)
    return len(rows)


def case_label(request: ColocationRequest) -> str:
    """Return what tells people whose something is: the case's number, or the request's name before there is one."""
    return request.case.number if request.case else request.name


def end(row: Hold, state: str, *, now: datetime.datetime) -> None:
    """Close a hold: its units, reservations and addresses are no longer taken by it."""
    message = _message(row.request)
    for reservation in RackReservation.objects.filter(held_units__hold=row).distinct().order_by('pk'):
        reservation.snapshot()
        reservation._changelog_message = message
        reservation.delete()
    row.units.update(is_active=False)
    row.addresses.update(is_active=False)
    row.snapshot()
    row._changelog_message = message
    row.state, row.ended_at = state, now
    row.full_clean()
    row.save()


def refusals_of(error: IntegrityError | ValidationError) -> list[Refusal]:
    """Say a refusal of NetBox's models, or of the database, in the plugin's words."""
    if isinstance(error, IntegrityError):
        return _lost_race(cause=str(error))
    if not hasattr(error, 'message_dict'):
        return [Refusal('netbox-refuses', text) for text in error.messages]
    return [
        Refusal('netbox-refuses', text, field=field) for field, texts in error.message_dict.items() for text in texts
    ]


def _lost_race(**data: str) -> list[Refusal]:
    return [Refusal('taken-meanwhile', _('Somebody else took what was free a moment ago: check again.'), data=data)]


def _refuse_unless_possible(assessment: Assessment) -> None:
    if against := blocking(assessment.findings):
        raise AllocationRefused(_refusal(finding) for finding in against)


def _refusal(finding: Finding) -> Refusal:
    return Refusal(finding.code, finding.reason, field=finding.resource, data=finding.as_dict())


def _try(
    request: ColocationRequest, racks: frozenset[int] | None, *, actor: AbstractBaseUser, now: datetime.datetime
) -> Hold:
    try:
        with transaction.atomic():  # a savepoint: an attempt that fails gives its locks back
            return _take(request, racks, actor=actor, now=now)
    except (IntegrityError, ValidationError) as error:
        raise AllocationRefused(refusals_of(error)) from error


def _take(
    request: ColocationRequest, racks: frozenset[int] | None, *, actor: AbstractBaseUser, now: datetime.datetime
) -> Hold:
    locks.lock_estate(site=request.site_id, racks=racks)
    assessment = assess(request, now=now, racks=racks)
    if against := blocking(assessment.findings):
        raise _SomebodyWasFaster(against)
    release(request, now=now)
    expires_at = now + datetime.timedelta(days=get_setting('hold_days'))
    row = Hold(request=request, held_at=now, expires_at=expires_at)
    row._changelog_message = _message(request)
    row.full_clean()
    row.save()
    _take_units(row, assessment.placements, actor=actor)
    _take_addresses(row, assessment.address_plan)
    return row


def _take_units(row: Hold, placements: Iterable[Placement], *, actor: AbstractBaseUser) -> None:
    """Hold the units; one reservation for each rack, because two could not share the unit that half units share."""
    by_rack = defaultdict(list)
    for placement in placements:
        by_rack[placement.rack].append(placement)
    racks = Rack.objects.in_bulk(by_rack)
    units = []
    for pk in sorted(by_rack):
        reservation = _reserve(row, racks[pk], by_rack[pk], actor=actor)
        units += [
            _held_units(row, placement, face, reservation) for placement in by_rack[pk] for face in _faces(placement)
        ]
    HeldUnits.objects.bulk_create(units)


def _reserve(row: Hold, rack: Rack, placements: list[Placement], *, actor: AbstractBaseUser) -> RackReservation:
    touched = {
        rack.starting_unit + half // HALF_UNITS_PER_UNIT
        for placement in placements
        for half in range(placement.start, placement.start + placement.length)
    }
    reservation = RackReservation(
        rack=rack,
        units=sorted(touched),
        user=actor,
        tenant=row.request.applicant,
        description=_description(row.request),
    )
    reservation._changelog_message = _message(row.request)
    reservation.full_clean()
    reservation.save()
    return reservation


def _held_units(row: Hold, placement: Placement, face: str, reservation: RackReservation) -> HeldUnits:
    return HeldUnits(
        hold=row,
        server_id=placement.server,
        rack_id=placement.rack,
        face=face,
        half_units=NumericRange(placement.start, placement.start + placement.length),
        reservation=reservation,
    )


def _faces(placement: Placement) -> tuple[str, ...]:
    if placement.is_full_depth:
        return DeviceFaceChoices.FACE_FRONT, DeviceFaceChoices.FACE_REAR
    return (placement.face,)


def _take_addresses(row: Hold, plans: Iterable[AddressPlan]) -> None:
    plans = list(plans)
    prefixes = Prefix.objects.in_bulk({plan.prefix for plan in plans})
    held = []
    for plan in plans:
        prefix = prefixes[plan.prefix]
        free = address_space.next_free(prefix, plan.count)
        if len(free) < plan.count:
            raise _SomebodyWasFaster
        addresses = [_reserve_address(row, prefix, address) for address in free]
        held += [HeldAddress(hold=row, server_id=plan.server, kind=plan.kind, address=address) for address in addresses]
    HeldAddress.objects.bulk_create(held)


def _reserve_address(row: Hold, prefix: Prefix, address: object) -> IPAddress:
    reserved = IPAddress(
        address=f'{address}/{prefix.mask_length}',
        vrf_id=prefix.vrf_id,
        status=IPAddressStatusChoices.STATUS_RESERVED,
        tenant=row.request.applicant,
        description=_description(row.request),
    )
    reserved._changelog_message = _message(row.request)
    reserved.full_clean()
    reserved.save()
    return reserved


def _give_back(row: Hold, state: str, *, now: datetime.datetime) -> None:
    """Free everything; an address that somebody put to use meanwhile stays theirs."""
    unused = IPAddress.objects.filter(
        held_addresses__hold=row,
        status=IPAddressStatusChoices.STATUS_RESERVED,
        assigned_object_id__isnull=True,
    )
    for address in unused.order_by('pk'):
        address.snapshot()
        address._changelog_message = _message(row.request)
        address.delete()
    end(row, state, now=now)


def _description(request: ColocationRequest) -> str:
    return _('Held for colocation {case}: {request}').format(case=case_label(request), request=request)[:200]


def _message(request: ColocationRequest) -> str:
    return _('Colocation {case}').format(case=case_label(request))[:200]
