"""The reasons of a deadline as a sentence in the reader's language."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .business_time import Limit, OfficeHours
from .explanation import ClosedDay, Explanation, explain

__all__ = ('describe_explanation', 'describe_limit', 'describe_moment', 'explain_deadline')

MOST_DAYS = 6


def explain_deadline(
    hours: OfficeHours, start: datetime.datetime, limit: Limit, *, due: datetime.datetime | None = None
) -> str:
    """Return why work that came in at `start` (aware) is due when it is, in the active language.

    Args:
        hours: the working time that counts.
        start: when the work came in, or when its time began to run.
        limit: how long there is.
        due: the deadline that is in force, when pauses or somebody's decision may have moved it.

    Raises:
        ValueError: the office is not open in the next year and a half.
    """
    return describe_explanation(explain(hours, start, limit), due=due)


def describe_explanation(why: Explanation, *, due: datetime.datetime | None = None) -> str:
    """Return the sentence of an explanation, with the deadline that is in force when it is another one (`due`)."""
    words = {
        'due': describe_moment(why.due, near=why.start),
        'limit': describe_limit(why.limit),
        'start': describe_moment(why.begins, near=why.start),
    }
    if due is not None and due != why.due:
        words |= {'moved': describe_moment(due.astimezone(why.due.tzinfo), near=why.start)}
        sentence = _('Due {moved}, moved from {due}: {limit} from {start}')
    else:
        sentence = _('Due {due}: {limit} from {start}')
    parts = [sentence.format(**words)]
    if why.begins > why.start:
        came = describe_moment(why.start, near=why.begins)
        parts.append(_('it came in {moment}, while the office was closed').format(moment=came))
    if why.closed:
        parts.append(_describe_closed(why.closed))
    parts += [_('the hours of {season} count').format(season=season) for season in why.seasons]
    return '; '.join(parts)


def describe_limit(limit: Limit) -> str:
    """Return the limit in the active language: “2 working days”."""
    amount = limit.amount
    forms = {
        'minutes': ngettext('{amount} minute', '{amount} minutes', amount),
        'hours': ngettext('{amount} hour', '{amount} hours', amount),
        'days': ngettext('{amount} day', '{amount} days', amount),
        'working days': ngettext('{amount} working day', '{amount} working days', amount),
        'calendar days': ngettext('{amount} calendar day', '{amount} calendar days', amount),
    }
    return forms[limit.unit].format(amount=amount)


def describe_moment(moment: datetime.datetime, *, near: datetime.datetime) -> str:
    """Return “Tue 24 Nov 10:00”, in the moment's own zone.

    The year stands there when it is another one than `near`'s, and the zone when it is not that of NetBox.
    """
    text = dateformat.format(moment, 'D j M H:i' if moment.year == near.year else 'D j M Y H:i')
    here = timezone.get_default_timezone()
    is_elsewhere = isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != str(here)
    return f'{text} {moment.tzname()}' if is_elsewhere else text


def _describe_closed(closed: tuple[ClosedDay, ...]) -> str:
    if len(closed) == 1:
        return _describe_day(closed[0])
    listed = ', '.join(_list_day(day) for day in closed[:MOST_DAYS])
    left = len(closed) - MOST_DAYS
    if left > 0:
        listed += ' ' + ngettext('and {count} more day', 'and {count} more days', left).format(count=left)
    return _('the office is closed on {days}').format(days=listed)


def _describe_day(closed: ClosedDay) -> str:
    day = dateformat.format(closed.day, 'D j M')
    if closed.name:
        return _('{day} is a holiday ({name})').format(day=day, name=closed.name)
    if closed.is_holiday:
        return _('{day} is a holiday').format(day=day)
    return _('{day} is not a workday').format(day=day)


def _list_day(closed: ClosedDay) -> str:
    day = dateformat.format(closed.day, 'D j M')
    return f'{day} ({closed.name})' if closed.name else day
