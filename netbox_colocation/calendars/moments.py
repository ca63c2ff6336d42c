"""A moment as sentences and lists say it."""

import datetime

from django.utils import timezone

__all__ = ('shown',)


def shown(moment: datetime.datetime | None) -> str:
    """Return it in local time, to the minute; '' for none."""
    return f'{timezone.localtime(moment):%Y-%m-%d %H:%M}' if moment else ''
