"""The sentences of a notice on one of NetBox's own pages: people inside, works under way and to come."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..calendars.moments import shown_briefly
from ..choices import WindowStateChoices
from ..workflows.hints import Hints

__all__ = ('Hint', 'describe_hints')


@dataclass(frozen=True)
class Hint:
    """One sentence with the page behind it; `look` is a colour of NetBox's theme."""

    text: str
    url: str
    look: str
    icon: str


def describe_hints(hints: Hints, *, now: datetime.datetime) -> list[Hint]:
    """Return the sentences, what goes on now first."""
    windows = sorted(hints.windows, key=lambda window: window.state != WindowStateChoices.UNDER_WAY)
    return [_visit(visit, now) for visit in hints.visits] + [_window(window, now) for window in windows]


def _visit(visit: Any, now: datetime.datetime) -> Hint:
    people = ngettext('{count} visitor', '{count} visitors', visit.people).format(count=visit.people)
    is_late = visit.allowed_until < now
    words = (
        _('{people} of {agency} inside; their time ended at {moment}.')
        if is_late
        else _('{people} of {agency} inside, until {moment}.')
    )
    text = words.format(people=people, agency=visit.applicant, moment=shown_briefly(visit.allowed_until, now=now))
    return Hint(text, visit.get_absolute_url(), 'danger' if is_late else 'info', 'mdi-account-group')


def _window(window: Any, now: datetime.datetime) -> Hint:
    names = {'ticket': window.ticket.name, 'start': shown_briefly(window.starts_at, now=now)}
    end = window.lasts_until
    if window.state == WindowStateChoices.UNDER_WAY:
        words = (
            _('Maintenance under way: {ticket}; it should have ended at {end}.')
            if end < now
            else _('Maintenance under way: {ticket}, until {end}.')
        )
        look = 'danger' if end < now else 'warning'
    else:
        words, look = _('Maintenance to come: {ticket}, from {start} until {end}.'), 'info'
    text = words.format(**names, end=shown_briefly(end, now=now))
    return Hint(text, window.get_absolute_url(), look, 'mdi-wrench-clock')
