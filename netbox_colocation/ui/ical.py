"""A schedule as an iCal file (RFC 5545): times in UTC, the same bytes for the same entries."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText

from ..workflows.calendar_feeds import FeedContents
from ..workflows.schedule import CANCELLED, Entry
from .schedule import describe_entry, head_of

__all__ = ('CONTENT_TYPE', 'write_ical')

CONTENT_TYPE = 'text/calendar; charset=utf-8'
PRODUCT = '-//netbox_colocation//calendar//EN'
# How often a program should ask again.
REFRESH = datetime.timedelta(minutes=30)
_NAMESPACE = uuid.UUID('9b1f0a9e-31cd-5f4a-9d0f-0c1a64d0ce8e')


def write_ical(contents: FeedContents, *, address_of: Callable[[str], str]) -> bytes:
    """Return the file; `address_of` makes the whole address of a page from its path."""
    calendar = Calendar()
    calendar.add('prodid', PRODUCT)
    calendar.add('version', '2.0')
    calendar.add('calscale', 'GREGORIAN')
    calendar.add('method', 'PUBLISH')
    calendar.add('name', contents.name)
    calendar['x-wr-calname'] = vText(contents.name)
    calendar['x-wr-timezone'] = vText(getattr(contents.zone, 'key', None) or 'UTC')
    calendar['refresh-interval'] = vDuration(REFRESH, params={'VALUE': 'DURATION'})
    calendar['x-published-ttl'] = vDuration(REFRESH)
    for entry in contents.entries:
        calendar.add_component(_event(entry, address_of))
    return calendar.to_ical()


def _event(entry: Entry, address_of: Callable[[str], str]) -> Event:
    changed = _stamp(entry)
    event = Event()
    event.add('uid', _uid(entry))
    event.add('dtstamp', changed)
    event.add('dtstart', entry.starts_at.astimezone(datetime.UTC))
    event.add('dtend', entry.ends_at.astimezone(datetime.UTC))
    event.add('created', _utc(entry.created) or changed)
    event.add('last-modified', changed)
    event.add('sequence', _sequence(entry))
    event.add('status', entry.standing.upper())
    event.add('transp', 'TRANSPARENT' if entry.standing == CANCELLED else 'OPAQUE')
    event.add('class', 'PRIVATE')
    event.add('summary', head_of(entry))
    event.add('description', '\n'.join(describe_entry(entry)))
    event.add('location', entry.place)
    kind = _('Visit') if entry.is_visit else _('Maintenance')
    event.add('categories', [kind if entry.muted is None else _('Monitoring')])
    event.add('url', address_of(entry.url))
    return event


def _uid(entry: Entry) -> str:
    """Return what stays the same for a visit or window as long as it exists, and is no other installation's."""
    made = entry.created.isoformat() if entry.created else ''
    return str(uuid.uuid5(_NAMESPACE, f'{entry.model}/{entry.pk}/{made}'))


def _sequence(entry: Entry) -> int:
    """Return a number that grows with every change: seconds since the row was made."""
    if entry.created is None or entry.last_updated is None:
        return 0
    return max(0, int((entry.last_updated - entry.created).total_seconds()))


def _stamp(entry: Entry) -> datetime.datetime:
    """Return when it was changed: not the time of asking, by which every answer would differ."""
    return _utc(entry.last_updated) or entry.starts_at.astimezone(datetime.UTC)


def _utc(moment: Any) -> datetime.datetime | None:
    return moment.astimezone(datetime.UTC) if moment else None
