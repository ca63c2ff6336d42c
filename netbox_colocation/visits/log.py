"""The access log: what happened at a room's door, line by line. Nothing else writes `AccessLogEntry`."""

import datetime
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import Signal

from dcim.models import Location, Site
from tenancy.models import Tenant

from ..identity_numbers import refuse_identity_number
from ..models import AccessLogEntry, AccessVisit, Visitor, name_of_user

__all__ = ('write', 'write_about', 'written')

# Sent in the transaction that writes a line. Argument: entry.
written = Signal()


def write(
    kind: str,
    *,
    agency: Tenant,
    site: Site,
    location: Location | None = None,
    visit: AccessVisit | None = None,
    visitor: Visitor | None = None,
    person: str = '',
    organisation: str = '',
    badge_number: str = '',
    text: str = '',
    actor: AbstractBaseUser | None = None,
    actor_name: str = '',
    now: datetime.datetime,
) -> AccessLogEntry:
    """Write one line; `now` is the moment that it speaks of, and who is about it is named as they are known now.

    Raises:
        ValidationError: a text holds the number of an identity card.
    """
    entry = AccessLogEntry(
        agency=agency,
        site=site,
        location=location,
        visit=visit,
        visitor=visitor,
        kind=kind,
        at=now,
        person=_fit('person', person),
        organisation=_fit('organisation', organisation),
        badge_number=_fit('badge_number', badge_number),
        text=_fit('text', text),
        actor=cast(Any, actor),
        actor_name=_fit('actor_name', actor_name or name_of_user(actor)),
    )
    entry.save()
    written.send(sender=AccessLogEntry, entry=entry)
    return entry


def write_about(
    visit: AccessVisit,
    kind: str,
    *,
    visitor: Visitor | None = None,
    text: str = '',
    actor: AbstractBaseUser | None,
    now: datetime.datetime,
) -> AccessLogEntry:
    """Write one line about a visit, or about one of its visitors: where, who and with which badge are the visit's.

    Raises:
        ValidationError: the text holds the number of an identity card.
    """
    return write(
        kind,
        agency=visit.procedure.agency,
        site=visit.site,
        location=visit.location,
        visit=visit,
        visitor=visitor,
        person=visitor.name if visitor else '',
        organisation=(visitor.organisation or visit.applicant.name) if visitor else '',
        badge_number=visitor.badge_number if visitor else '',
        text=text,
        actor=actor,
        now=now,
    )


def _fit(field: str, text: str) -> str:
    """Cut a text to its column, and refuse the number of an identity card in it."""
    refuse_identity_number(text)
    length = AccessLogEntry._meta.get_field(field).max_length
    return text if len(text) <= length else f'{text[: length - 1]}…'
