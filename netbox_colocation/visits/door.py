"""The door: who is checked in with which badge, enters, is checked out and leaves.

Every act locks its visit, says all that stands against it at once, and writes the access log; `carrying` has what
goes through the door with people, `unplanned` who comes without an approved visit. The engine moves no case here:
its effects call these functions.
"""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from ..calendars.moments import shown
from ..choices import AccessLogKindChoices
from ..exceptions import Refusal
from ..identity_numbers import find_in
from ..models import AccessVisit, Appointment, Visitor
from .carrying import add_item, carry_in, carry_out, list_left_inside
from .door_checks import (
    find_crowding,
    find_escort_obstacles,
    find_moment_obstacles,
    find_obstacles,
    find_taken_badges,
    find_visitor_obstacles,
    is_before,
    lock,
    lock_site,
    refuse,
)
from .log import write_about
from .unplanned import Newcomer, begin_emergency, begin_request, turn_away

__all__ = (
    'Admission',
    'Departure',
    'Newcomer',
    'add_item',
    'admit',
    'begin_emergency',
    'begin_request',
    'carry_in',
    'carry_out',
    'check_out',
    'enter',
    'leave',
    'return_badge',
    'turn_away',
)


@dataclasses.dataclass(frozen=True)
class Admission:
    """One visitor at the desk: their primary key, the badge they get, and what the desk saw of them."""

    visitor: int
    badge_number: str
    identity_checked: bool
    rules_accepted: bool
    remark: str = ''


@dataclasses.dataclass(frozen=True)
class Departure:
    """One visitor who goes: their primary key, and whether the badge came back."""

    visitor: int
    badge_returned: bool
    remark: str = ''


def admit(
    visit: AccessVisit, admissions: Sequence[Admission], *, actor: AbstractBaseUser, now: datetime.datetime
) -> list[Visitor]:
    """Check visitors in, also late comers, and somebody who went out and comes back within the visit's time.

    Raises:
        OutcomeRefused: visit-not-approved, visit-early, visit-over, visit-left, nobody-named, visitor-unknown,
            checked-in-already, visitor-barred, identity-not-shown, rules-not-accepted, badge-missing, badge-taken,
            badge-not-returned, room-full, identity-number
    """
    with transaction.atomic():
        lock(visit)
        lock_site(visit.site)
        visitors = _visitors_of(visit)
        refusals = find_obstacles(visit, now=now)
        if not admissions:
            refusals.append(Refusal('nobody-named', _('Nobody is ticked: tick whoever is here.')))
        for admission in admissions:
            refusals += _find_admission_obstacles(visit, visitors, admission, now=now)
        wanted = [(f'visitor_{each.visitor}_badge', each.badge_number, each.visitor) for each in admissions]
        refusals += find_taken_badges(visit.site, wanted)
        if visit.is_inside:
            refusals += find_crowding(visit, newcomers=len(admissions))
        refuse(refusals)
        for admission in admissions:
            _admit(visit, visitors[admission.visitor], admission, actor=actor, now=now)
        return [visitors[admission.visitor] for admission in admissions]


def enter(
    visit: AccessVisit,
    *,
    escort: Appointment | None,
    escort_name: str,
    at: datetime.datetime,
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> None:
    """Let whoever is checked in into the room, with their escort.

    Raises:
        OutcomeRefused: visit-not-approved, visit-early, visit-over, visit-left, entered-already, nobody-checked-in,
            visitor-barred, escort-missing, escort-not-in-office, escort-elsewhere, room-full, moment-in-future
    """
    with transaction.atomic():
        lock(visit)
        lock_site(visit.site)
        inside = [visitor for visitor in _visitors_of(visit).values() if visitor.is_inside]
        refusals = [*find_moment_obstacles(at, 'entered_at', now=now), *find_obstacles(visit, now=at)]
        if visit.entered_at is not None:
            message = _('They entered at {moment} already.').format(moment=shown(visit.entered_at))
            refusals.append(Refusal('entered-already', message))
        if not inside:
            message = _('Nobody of this visit is checked in: check them in at the door first.')
            refusals.append(Refusal('nobody-checked-in', message))
        refusals += find_escort_obstacles(visit, escort, escort_name, now=at)
        for visitor in inside:
            found = find_visitor_obstacles(visit, visitor, now=at)
            refusals += [refusal for refusal in found if refusal.code != 'checked-in-already']
        refusals += find_crowding(visit, newcomers=len(inside) + 1)
        refuse(refusals)
        name = (escort_name.strip() or (escort.holder_name if escort else ''))[:150]
        _save(visit, entered_at=at, escort=escort or visit.escort, escort_name=name)
        for visitor in inside:
            write_about(visit, AccessLogKindChoices.ENTERED, visitor=visitor, text=name, actor=actor, now=at)


def check_out(
    visit: AccessVisit,
    departures: Sequence[Departure],
    *,
    at: datetime.datetime,
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> list[Visitor]:
    """Check visitors out; a badge that did not come back stays out, and is given to nobody.

    Raises:
        OutcomeRefused: nobody-named, visitor-unknown, not-checked-in, checked-out-already, out-before-in,
            moment-in-future, identity-number
    """
    with transaction.atomic():
        lock(visit)
        visitors = _visitors_of(visit)
        refusals = find_moment_obstacles(at, 'left_at', now=now)
        if not departures:
            refusals.append(Refusal('nobody-named', _('Nobody is ticked: tick whoever goes.')))
        for departure in departures:
            refusals += _find_departure_obstacles(visitors, departure, at=at)
        refuse(refusals)
        for departure in departures:
            _check_out(visit, visitors[departure.visitor], departure, at=at, actor=actor)
        return [visitors[departure.visitor] for departure in departures]


def leave(visit: AccessVisit, *, at: datetime.datetime, actor: AbstractBaseUser, now: datetime.datetime) -> None:
    """Record that everybody left the room; what was to be taken out again and was not is named in the log.

    Raises:
        OutcomeRefused: visit-not-entered, left-already, left-before-entering, somebody-inside, moment-in-future
    """
    with transaction.atomic():
        lock(visit)
        refusals = find_moment_obstacles(at, 'left_at', now=now)
        if visit.entered_at is None:
            refusals.append(Refusal('visit-not-entered', _('Nobody entered yet: record that first.')))
        elif is_before(at, visit.entered_at):
            message = _('They entered at {moment}: they cannot have left before.')
            message = message.format(moment=shown(visit.entered_at))
            refusals.append(Refusal('left-before-entering', message, field='left_at'))
        if visit.left_at is not None:
            message = _('Everybody left at {moment} already.').format(moment=shown(visit.left_at))
            refusals.append(Refusal('left-already', message))
        inside = [visitor for visitor in _visitors_of(visit).values() if visitor.is_inside]
        if inside:
            names = ', '.join(visitor.name for visitor in inside)
            message = _('Still inside: {names}. Check them out first.').format(names=names)
            refusals.append(Refusal('somebody-inside', message, data={'visitors': [row.pk for row in inside]}))
        refuse(refusals)
        assert visit.entered_at is not None
        at = max(at, visit.entered_at)
        _save(visit, left_at=at)
        write_about(visit, AccessLogKindChoices.LEFT, text=list_left_inside(visit), actor=actor, now=at)


def return_badge(
    visit: AccessVisit, visitor: int, *, remark: str = '', actor: AbstractBaseUser, now: datetime.datetime
) -> Visitor:
    """Take back a badge that was not there when its visitor was checked out.

    Raises:
        OutcomeRefused: visitor-unknown, badge-not-out, identity-number
    """
    with transaction.atomic():
        lock(visit)
        row = _visitors_of(visit).get(visitor)
        refusals = find_in({'remark': remark})
        if row is None:
            refusals.append(_unknown(visitor))
        elif row.is_inside or not row.badge_number or row.badge_returned_at is not None:
            message = _('No badge of {name} is missing.').format(name=row.name)
            refusals.append(Refusal('badge-not-out', message))
        refuse(refusals)
        assert row is not None
        _save(row, badge_returned_at=now)
        text = ' · '.join(filter(None, (_('The badge came back'), remark.strip())))
        write_about(visit, AccessLogKindChoices.CHECKED_OUT, visitor=row, text=text, actor=actor, now=now)
        return row


def _find_admission_obstacles(
    visit: AccessVisit, visitors: dict[int, Visitor], admission: Admission, *, now: datetime.datetime
) -> list[Refusal]:
    visitor = visitors.get(admission.visitor)
    if visitor is None:
        return [_unknown(admission.visitor)]
    key, who = f'visitor_{visitor.pk}', {'visitor': visitor.pk}
    refusals = find_visitor_obstacles(visit, visitor, now=now)
    if not admission.identity_checked:
        message = _('{name} has shown no proof of identity: ask for it, and tick it.').format(name=visitor.name)
        refusals.append(Refusal('identity-not-shown', message, field=f'{key}_identity', data=who))
    if not admission.rules_accepted:
        message = _('{name} has not accepted the house rules: read them out, and tick it.').format(name=visitor.name)
        refusals.append(Refusal('rules-not-accepted', message, field=f'{key}_rules', data=who))
    if not admission.badge_number.strip():
        message = _('{name} has no badge: hand one out, and type its number.').format(name=visitor.name)
        refusals.append(Refusal('badge-missing', message, field=f'{key}_badge', data=who))
    elif _keeps_another_badge(visitor, admission):
        message = _('{name} did not give badge {number} back: take it back first.').format(
            name=visitor.name, number=visitor.badge_number
        )
        refusals.append(Refusal('badge-not-returned', message, field=f'{key}_badge', data=who))
    texts = {f'{key}_badge': admission.badge_number, f'{key}_remark': admission.remark}
    return refusals + find_in(texts)


def _keeps_another_badge(visitor: Visitor, admission: Admission) -> bool:
    """Whether they come back with a badge from before still out: another one would hide that it is missing."""
    is_out = visitor.badge_number and visitor.badge_returned_at is None
    return bool(is_out) and visitor.badge_number.casefold() != admission.badge_number.strip().casefold()


def _find_departure_obstacles(
    visitors: dict[int, Visitor], departure: Departure, *, at: datetime.datetime
) -> list[Refusal]:
    visitor = visitors.get(departure.visitor)
    if visitor is None:
        return [_unknown(departure.visitor)]
    key, who = f'visitor_{visitor.pk}', {'visitor': visitor.pk}
    refusals = find_in({f'{key}_remark': departure.remark})
    if visitor.admitted_at is None:
        message = _('{name} was never checked in: they cannot be checked out.').format(name=visitor.name)
        refusals.append(Refusal('not-checked-in', message, field=f'{key}_went', data=who))
    elif visitor.checked_out_at is not None:
        message = _('{name} was checked out at {moment} already.').format(
            name=visitor.name, moment=shown(visitor.checked_out_at)
        )
        refusals.append(Refusal('checked-out-already', message, field=f'{key}_went', data=who))
    elif is_before(at, visitor.admitted_at):
        message = _('{name} was checked in at {moment}: they cannot have gone before.').format(
            name=visitor.name, moment=shown(visitor.admitted_at)
        )
        refusals.append(Refusal('out-before-in', message, field='left_at', data=who))
    return refusals


def _admit(
    visit: AccessVisit, visitor: Visitor, admission: Admission, *, actor: AbstractBaseUser, now: datetime.datetime
) -> None:
    _save(
        visitor,
        badge_site=visit.site,
        badge_number=admission.badge_number.strip()[:50],
        badge_returned_at=None,
        identity_checked=True,
        rules_accepted=True,
        admitted_at=now,
        checked_out_at=None,
        door_remark=admission.remark.strip()[:300],
    )
    remark = visitor.door_remark
    write_about(visit, AccessLogKindChoices.ADMITTED, visitor=visitor, text=remark, actor=actor, now=now)
    if visit.is_inside:
        write_about(visit, AccessLogKindChoices.ENTERED, visitor=visitor, text=visit.escort_name, actor=actor, now=now)


def _check_out(
    visit: AccessVisit, visitor: Visitor, departure: Departure, *, at: datetime.datetime, actor: AbstractBaseUser
) -> None:
    assert visitor.admitted_at is not None
    at = max(at, visitor.admitted_at)
    facts: dict[str, Any] = {'checked_out_at': at, 'badge_returned_at': at if departure.badge_returned else None}
    remark = departure.remark.strip()
    if remark:
        facts['door_remark'] = ' · '.join(filter(None, (visitor.door_remark, remark)))[:300]
    _save(visitor, **facts)
    missing = '' if departure.badge_returned else _('Badge not returned')
    text = ' · '.join(filter(None, (missing, remark)))
    write_about(visit, AccessLogKindChoices.CHECKED_OUT, visitor=visitor, text=text, actor=actor, now=at)


def _visitors_of(visit: AccessVisit) -> dict[int, Visitor]:
    return {visitor.pk: visitor for visitor in visit.visitors.order_by('pk').all()}


def _unknown(pk: int) -> Refusal:
    return Refusal('visitor-unknown', _('Visitor #{pk} does not belong to this visit.').format(pk=pk))


def _save(row: AccessVisit | Visitor, **facts: object) -> None:
    row.snapshot()
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, 'last_updated'])
