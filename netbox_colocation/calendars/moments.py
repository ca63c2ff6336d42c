"""A moment as sentences and lists say it."""

import datetime

from django.utils import timezone

__all__ = ('shown', 'shown_briefly')


def shown(moment: datetime.datetime | None) -> str:
    """Return it in local time, to the minute; '' for none."""
    return f'{timezone.localtime(moment):%Y-%m-%d %H:%M}' if moment else ''


def shown_briefly(moment: datetime.datetime, *, now: datetime.datetime) -> str:
    """Return its time of day, with its date where that is not today."""
    local = timezone.localtime(moment)
    return f'{local:%H:%M}' if local.date() == timezone.localtime(now).date() else shown(moment)
