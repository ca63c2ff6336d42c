"""Who comes without an approved visit: turned away, or let in at once in an emergency, its procedure to follow."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dcim.models import Location, Rack, Site
from tenancy.models import Tenant

from ..choices import AccessLogKindChoices, IdentityKindChoices
from ..exceptions import Refusal
from ..identity_numbers import CODE as IDENTITY_NUMBER
from ..identity_numbers import find_in
from ..models import AccessLogEntry, AccessVisit, Appointment, Procedure, Visitor
from .door_checks import (
    find_crowding,
    find_escort_obstacles,
    find_taken_badges,
    find_visitor_obstacles,
    lock_site,
    refuse,
)
from .log import write, write_about

__all__ = ('Newcomer', 'begin_emergency', 'begin_request', 'turn_away')


@dataclasses.dataclass(frozen=True)
class Newcomer:
    """Somebody at the door whom no visit names; of their proof of identity, the last digits at most."""

    name: str
    organisation: str = ''
    badge_number: str = ''
    identity_checked: bool = False
    identity_kind: str = ''
    identity_digits: str = ''


def turn_away(
    *,
    agency: Tenant,
    site: Site,
    location: Location | None,
    person: str,
    organisation: str,
    reason: str,
    visit: AccessVisit | None = None,
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> AccessLogEntry:
    """Record that somebody was sent away, and why; `visit` where they came with one that could not be let in.

    Raises:
        OutcomeRefused: name-missing, reason-missing, identity-number
    """
    refusals = find_in({'person': person, 'organisation': organisation, 'reason': reason})
    if not person.strip():
        refusals.append(Refusal('name-missing', _('Who came? Write the name.'), field='person'))
    if not reason.strip():
        refusals.append(Refusal('reason-missing', _('Say why they were turned away.'), field='reason'))
    refuse(refusals)
    return write(
        AccessLogKindChoices.REFUSED,
        agency=agency,
        site=site,
        location=location,
        visit=visit,
        person=person.strip(),
        organisation=organisation.strip(),
        text=reason.strip(),
        actor=actor,
        now=now,
    )


def begin_emergency(
    *,
    procedure: Procedure,
    applicant: Tenant,
    site: Site,
    location: Location | None,
    racks: Sequence[Rack] = (),
    reason: str,
    people: Sequence[Newcomer],
    until: datetime.datetime,
    escort: Appointment | None,
    escort_name: str = '',
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> AccessVisit:
    """Let people in at once; the visit is a draft for which the letter and the procedure come after.

    Raises:
        OutcomeRefused: reason-missing, nobody-named, name-missing, identity-not-shown, badge-missing, badge-taken,
            visitor-barred, escort-missing, escort-not-in-office, escort-elsewhere, room-full, identity-number, invalid
    """
    with transaction.atomic():
        lock_site(site)
        visit = AccessVisit(
            name=_('Emergency: {reason}').format(reason=reason.strip())[:100],
            procedure=procedure,
            applicant=applicant,
            site=site,
            location=location,
            purpose=reason.strip(),
            starts_at=now,
            ends_at=until,
            is_emergency=True,
            entered_at=now,
            escort=escort,
            escort_name=(escort_name.strip() or (escort.holder_name if escort else ''))[:150],
        )
        refusals = _find_obstacles(visit, people, reason, escort_name, now=now)
        refusals += _find_invalid(visit, racks)
        refuse(refusals)
        visit.save()
        visit.racks.set(racks)
        _let_in(visit, people, reason, actor=actor, now=now)
        return visit


def begin_request(
    *,
    procedure: Procedure,
    applicant: Tenant,
    site: Site,
    location: Location | None,
    person: str,
    organisation: str = '',
    purpose: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> AccessVisit:
    """Begin a draft for somebody who came without an appointment; they are sent away until it is approved.

    Raises:
        OutcomeRefused: visit-in-past, identity-number, name-missing, invalid
    """
    with transaction.atomic():
        visit = AccessVisit(
            name=purpose.strip()[:100],
            procedure=procedure,
            applicant=applicant,
            site=site,
            location=location,
            purpose=purpose.strip(),
            starts_at=starts_at,
            ends_at=ends_at,
        )
        refusals = _find_invalid_person(Newcomer(person, organisation), 'person')
        refusals += find_in({'purpose': purpose})
        if starts_at <= now:
            message = _('The visit would start in the past: choose a later time.')
            refusals.append(Refusal('visit-in-past', message, field='starts_at'))
        refuse([*refusals, *_find_invalid(visit, ())])
        visit.save()
        Visitor.objects.create(visit=visit, **_named(Newcomer(person, organisation)), is_leader=True)
        reason = _('Has no approved visit; a request was begun: {purpose}').format(purpose=purpose.strip())
        turn_away(
            agency=procedure.agency,
            site=site,
            location=location,
            person=person,
            organisation=organisation,
            reason=reason,
            visit=visit,
            actor=actor,
            now=now,
        )
        return visit


def _find_obstacles(
    visit: AccessVisit, people: Sequence[Newcomer], reason: str, escort_name: str, *, now: datetime.datetime
) -> list[Refusal]:
    refusals = find_in({'reason': reason})
    if not reason.strip():
        refusals.append(Refusal('reason-missing', _('Say what the emergency is.'), field='reason'))
    if not people:
        refusals.append(Refusal('nobody-named', _('Write the name of everybody who goes in.'), field='person_1_name'))
    for number, person in enumerate(people, start=1):
        refusals += _find_person_obstacles(visit, person, f'person_{number}', now=now)
    wanted = [(f'person_{place}_badge', person.badge_number, None) for place, person in enumerate(people, start=1)]
    refusals += find_taken_badges(visit.site, wanted)
    refusals += find_escort_obstacles(visit, visit.escort, escort_name, now=now)
    return refusals + find_crowding(visit, newcomers=len(people) + 1)


def _find_person_obstacles(visit: AccessVisit, person: Newcomer, key: str, *, now: datetime.datetime) -> list[Refusal]:
    refusals = _find_invalid_person(person, key)
    if not person.identity_checked:
        message = _('{name} has shown no proof of identity: ask for it, and tick it.').format(name=person.name)
        refusals.append(Refusal('identity-not-shown', message, field=f'{key}_identity'))
    if not person.badge_number.strip():
        message = _('{name} has no badge: hand one out, and type its number.').format(name=person.name)
        refusals.append(Refusal('badge-missing', message, field=f'{key}_badge'))
    visitor = Visitor(visit=visit, **_named(person))
    return refusals + [
        Refusal(refusal.code, refusal.message, field=f'{key}_name', data=refusal.data)
        for refusal in find_visitor_obstacles(visit, visitor, now=now)
    ]


def _find_invalid_person(person: Newcomer, key: str) -> list[Refusal]:
    texts = {f'{key}_badge': person.badge_number}
    if not person.name.strip():
        return [Refusal('name-missing', _('Who goes in? Write the name.'), field=f'{key}_name')]
    try:
        Visitor(**_named(person)).clean_fields(exclude=['visit', 'custom_field_data'])
    except ValidationError as error:
        return find_in(texts) + _refusals_of(error, place=f'{key}_')
    return find_in(texts)


def _find_invalid(visit: AccessVisit, racks: Sequence[Rack]) -> list[Refusal]:
    """What the visit's own rules refuse: a room or rack elsewhere, a procedure about something else, a wrong end."""
    asked: Any = visit
    asked._m2m_values = {'racks': racks}  # where the model looks for them before there is a row
    try:
        visit.full_clean(exclude=['name', 'purpose'], validate_constraints=False)
    except ValidationError as error:
        # A number in the purpose is told of the field in which it was typed.
        return [one for one in _refusals_of(error) if (one.code, one.field) != (IDENTITY_NUMBER, 'purpose')]
    return []


def _refusals_of(error: ValidationError, place: str = '') -> list[Refusal]:
    return [
        Refusal(IDENTITY_NUMBER if entry.code == IDENTITY_NUMBER else 'invalid', message, field=f'{place}{field}')
        for field, entries in error.error_dict.items()
        for entry in entries
        for message in entry.messages
    ]


def _let_in(
    visit: AccessVisit, people: Sequence[Newcomer], reason: str, *, actor: AbstractBaseUser, now: datetime.datetime
) -> None:
    for number, person in enumerate(people):
        visitor: Any = Visitor.objects.create(
            visit=visit,
            **_named(person),
            is_leader=number == 0,
            badge_site=visit.site,
            badge_number=person.badge_number.strip()[:50],
            identity_checked=True,
            rules_accepted=True,
            admitted_at=now,
        )
        write_about(visit, AccessLogKindChoices.EMERGENCY, visitor=visitor, text=reason.strip(), actor=actor, now=now)
        write_about(visit, AccessLogKindChoices.ENTERED, visitor=visitor, text=visit.escort_name, actor=actor, now=now)


def _named(person: Newcomer) -> dict[str, str]:
    return {
        'name': person.name.strip(),
        'organisation': person.organisation.strip(),
        'identity_kind': person.identity_kind or (IdentityKindChoices.OTHER if person.identity_digits else ''),
        'identity_digits': person.identity_digits.strip(),
    }
