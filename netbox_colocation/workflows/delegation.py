"""Delegating an office for an absence: its holder appoints a colleague for some days, and may end it early.

Nobody needs the permission to write appointments for it: who holds an office decides who acts for them in it.
"""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import HolderCapacityChoices
from ..exceptions import DataInvalid, OutcomeRefused, Refusal, RoleNotHeld
from ..models import Appointment, name_of_user

__all__ = ('CAPACITIES', 'MAX_DAYS', 'delegate', 'find_colleagues', 'revoke')

CAPACITIES = (HolderCapacityChoices.DAILY_ACTING, HolderCapacityChoices.ON_BEHALF)
# An absence; what takes longer is an appointment, made by whoever makes these.
MAX_DAYS = 366


def delegate(
    appointment: Appointment,
    *,
    to: Any,
    valid_from: datetime.date,
    valid_until: datetime.date,
    actor: AbstractUser,
    now: datetime.datetime,
    capacity: str = HolderCapacityChoices.DAILY_ACTING,
) -> Appointment:
    """Appoint a colleague to one's own office for some days, both included; both hold it on these.

    Raises:
        RoleNotHeld: the appointment is somebody else's, or not valid today.
        DataInvalid: the days or the capacity are wrong.
        OutcomeRefused: the office was delegated to the actor only, or the colleague cannot take it.
    """
    with transaction.atomic():
        day = timezone.localtime(now).date()
        own = _lock_own(appointment, actor, day)
        if refusals := _find_input_problems(own, valid_from, valid_until, capacity, day):
            raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)
        if refusals := _find_refusals(own, to, valid_from, valid_until):
            raise OutcomeRefused(refusals)
        known = Appointment.objects.filter(user=to, role__agency=own.role.agency_id).order_by('-valid_from').first()
        delegation = Appointment(
            role=own.role,
            user=to,
            holder_name=known.holder_name if known else name_of_user(to),
            rank=known.rank if known else '',
            employee_number=known.employee_number if known else '',
            capacity=capacity,
            valid_from=valid_from,
            valid_until=valid_until,
            delegated_by=own,
        )
        delegation._changelog_message = _('Delegated by {holder}').format(holder=own.holder_name)[:200]
        delegation.full_clean()
        delegation.save()
        return delegation


def revoke(delegation: Appointment, *, actor: AbstractUser, now: datetime.datetime) -> Appointment:
    """End a delegation today: it was valid until yesterday; one that has not begun never begins.

    Raises:
        RoleNotHeld: the office that was delegated is somebody else's.
        OutcomeRefused: the appointment is no delegation, or is over.
    """
    with transaction.atomic():
        day = timezone.localtime(now).date()
        delegation = (
            Appointment.objects.select_for_update(of=('self',)).select_related('delegated_by').get(pk=delegation.pk)
        )
        if delegation.delegated_by is None:
            message = _('This appointment was not delegated: it is ended by whoever makes appointments.')
            raise OutcomeRefused([Refusal('not-a-delegation', message)])
        if delegation.delegated_by.user_id != actor.pk:
            raise RoleNotHeld(_('Somebody else delegated this office.'))
        last = day - datetime.timedelta(days=1)
        if delegation.valid_until is not None and delegation.valid_until <= last:
            raise OutcomeRefused([Refusal('delegation-over', _('This delegation is over.'))])
        delegation.snapshot()
        delegation._changelog_message = _('Revoked by {holder}').format(holder=delegation.delegated_by.holder_name)[
            :200
        ]
        delegation.valid_from = min(delegation.valid_from, last)
        delegation.valid_until = last
        delegation.full_clean()
        delegation.save()
        return delegation


def find_colleagues(appointment: Appointment) -> list[Appointment]:
    """Return who could stand in: the newest appointment of each active user of the same agency, by name; one query."""
    held = (
        Appointment.objects.filter(role__agency=appointment.role.agency_id, user__is_active=True)
        .exclude(user=appointment.user_id)
        .select_related('user', 'role')
        .order_by('valid_from', 'pk')
    )
    newest = {one.user_id: one for one in held}
    return sorted(newest.values(), key=lambda one: (one.holder_name, one.pk))


def _lock_own(appointment: Appointment, actor: AbstractUser, day: datetime.date) -> Appointment:
    own = Appointment.objects.select_for_update(of=('self',)).select_related('role').get(pk=appointment.pk)
    if own.user_id != actor.pk:
        raise RoleNotHeld(_('Only the holder of an office delegates it.'))
    if not own.is_valid_on(day):
        raise RoleNotHeld(_('You do not hold this office today.'))
    return own


def _find_input_problems(
    own: Appointment, valid_from: datetime.date, valid_until: datetime.date, capacity: str, day: datetime.date
) -> list[Refusal]:
    refusals = []
    if valid_from < day:
        refusals.append(
            Refusal('delegation-dates', _('It cannot begin in the past: begin today or later.'), field='valid_from')
        )
    if valid_until < valid_from:
        refusals.append(
            Refusal('delegation-dates', _('The last day cannot be before the first one.'), field='valid_until')
        )
    elif (valid_until - valid_from).days >= MAX_DAYS:
        message = _('An office is delegated for a year at most: have somebody appointed instead.')
        refusals.append(Refusal('delegation-dates', message, field='valid_until'))
    if own.valid_until and valid_until > own.valid_until:
        message = _('Your own appointment ends on {day}: delegate until then at most.').format(day=own.valid_until)
        refusals.append(Refusal('delegation-dates', message, field='valid_until'))
    if capacity not in CAPACITIES:
        message = _('A stand-in is daily acting (Plh.) or on behalf (a.n.).')
        refusals.append(Refusal('delegation-capacity', message, field='capacity'))
    return refusals


def _find_refusals(own: Appointment, to: Any, valid_from: datetime.date, valid_until: datetime.date) -> list[Refusal]:
    if own.delegated_by_id is not None:
        message = _('You hold this office by delegation only: its holder delegates it.')
        return [Refusal('delegated-on', message)]
    if to.pk == own.user_id:
        return [Refusal('delegation-self', _('Choose somebody else: this is yourself.'), field='to')]
    if not to.is_active:
        return [Refusal('delegation-inactive', _('This account is switched off: choose another one.'), field='to')]
    overlapping = Appointment.objects.filter(role=own.role_id, user=to, valid_from__lte=valid_until)
    if any(held.valid_until is None or held.valid_until >= valid_from for held in overlapping):
        message = _('{name} holds this office in that time already.').format(name=name_of_user(to))
        return [Refusal('delegation-held', message, field='to')]
    return []
