"""Calendar feeds: their secret addresses, reading them, and revoking them.

Whoever has the address of a feed sees what its owner may see at that moment, so a permission that ends, ends there too.
"""

import datetime
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import FeedContentChoices, FeedScopeChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import CalendarFeed
from .mute_calendar import read_mute_entries
from .schedule import Entry, Scope, read_schedule, zone_of

__all__ = ('FeedContents', 'find_feed', 'give_address', 'read_feed', 'revoke_feed')

_BYTES = 32
# What a feed covers: what was a month ago, and what comes in a year.
DAYS_BACK, DAYS_AHEAD = 31, 366
# How exact the time of its last reading is, in seconds: programs ask often.
READING_INTERVAL = 15 * 60


@dataclass(frozen=True)
class FeedContents:
    """What a feed says: its name, the zone of its place, and the entries, the earliest first."""

    name: str
    zone: datetime.tzinfo
    entries: list[Entry]


def give_address(feed: CalendarFeed) -> str:
    """Give a feed a new secret token and return it; only its digest is kept, with the feed when that is saved."""
    token = secrets.token_urlsafe(_BYTES)
    feed.digest = _digest(token)
    return token


def find_feed(token: str, *, now: datetime.datetime) -> CalendarFeed | None:
    """Return the feed of a token while it may be read: not revoked or expired, and its owner still active."""
    feeds = CalendarFeed.objects.select_related('user', 'site', 'location', 'tenant')
    feed = feeds.filter(digest=_digest(token), user__is_active=True).first()
    return feed if feed and feed.is_readable_on(timezone.localtime(now).date()) else None


def read_feed(feed: CalendarFeed, *, now: datetime.datetime) -> FeedContents:
    """Return what a feed says now, with its owner's eyes, and remember that it was read."""
    zone = zone_of(feed.site if feed.scope == FeedScopeChoices.ROOM else None)
    # Whole days: the same answer at every hour of a day, as long as nothing changes.
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = today - datetime.timedelta(days=DAYS_BACK), today + datetime.timedelta(days=DAYS_AHEAD)
    scope = Scope.of(feed)
    if feed.content == FeedContentChoices.MUTES:
        entries = read_mute_entries(scope, since=since, until=until, user=feed.user, now=now)
    else:
        entries = read_schedule(scope, since=since, until=until, user=feed.user)
    _remember_reading(feed, now)
    return FeedContents(name=feed.name, zone=zone, entries=entries)


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, now: datetime.datetime) -> CalendarFeed:
    """End a feed for good: its address answers nobody any more.

    Raises:
        OutcomeRefused: `feed-revoked`
    """
    feed = CalendarFeed.objects.select_for_update(of=('self',)).get(pk=feed.pk)
    if feed.revoked_at is not None:
        raise OutcomeRefused([Refusal('feed-revoked', _('This feed was revoked already: make another one.'))])
    feed.snapshot()
    feed.revoked_at = now
    feed._changelog_message = _('The feed was revoked.')
    feed.full_clean()
    feed.save()
    return feed


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _remember_reading(feed: Any, now: datetime.datetime) -> None:
    interval = datetime.timedelta(seconds=READING_INTERVAL)
    if feed.last_read_at is None or now - feed.last_read_at >= interval:
        # Past the change log: nobody changed the feed.
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
