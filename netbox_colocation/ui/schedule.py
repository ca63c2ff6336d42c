"""The words of the calendar's entries, without a visitor's name: for the page, and for programs."""

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..choices import ImpactGradeChoices, VisitActivityChoices
from ..workflows.schedule import CANCELLED, TENTATIVE, Entry

__all__ = ('describe_entry', 'facts_of', 'head_of', 'name_zone', 'people_of', 'standing_of', 'time_there', 'times_of')


def head_of(entry: Entry) -> str:
    """Return an entry's one line: what it is, and whose."""
    if entry.is_visit:
        words = _('Emergency visit: {agency} ({people})') if entry.is_emergency else _('Visit: {agency} ({people})')
        return words.format(agency=entry.agency, people=people_of(entry))
    if entry.muted is not None:
        return _('Monitoring muted: {ticket}').format(ticket=entry.title)
    return _('Maintenance: {ticket} ({agency})').format(ticket=entry.title, agency=entry.agency)


def people_of(entry: Entry) -> str:
    """Return how many people come; empty for a window."""
    if entry.people is None:
        return ''
    return ngettext('{count} person', '{count} people', entry.people).format(count=entry.people)


def standing_of(entry: Entry) -> str:
    """Return what is to be known about an entry before all else, in a word or two; empty where all is as planned."""
    if entry.standing == CANCELLED:
        return _('Cancelled')
    if entry.now:
        return _('People inside') if entry.is_visit else _('Under way')
    return _('Not certain yet') if entry.standing == TENTATIVE else ''


def times_of(entry: Entry, zone: datetime.tzinfo, *, day: datetime.date | None = None) -> str:
    """Return from when until when, in a zone; on that day of it, or with its dates where it takes several days."""
    starts, ends = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
    if day is None and starts.date() != ends.date():
        return f'{_moment(starts)} – {_moment(ends)}'
    if day is None:
        return f'{starts:%H:%M}–{ends:%H:%M}'
    begins = f'{starts:%H:%M}' if starts.date() == day else '…'
    until = f'{ends:%H:%M}' if ends.date() == day else '…'
    return f'{begins}–{until}' if (begins, until) != ('…', '…') else _('all day')


def name_zone(zone: datetime.tzinfo, moment: datetime.datetime) -> str:
    """Return a zone as people know it, e.g. `Asia/Jakarta (WIB)`."""
    key, short = getattr(zone, 'key', '') or str(zone), moment.astimezone(zone).strftime('%Z')
    return f'{key} ({short})' if short and short != key else key


def describe_entry(entry: Entry) -> list[str]:
    """Return the lines below an entry's head: its time where it takes place, state, place, racks, impact, case."""
    return [time_there(entry), _('State: {state}').format(state=entry.state_label), *facts_of(entry)]


def time_there(entry: Entry) -> str:
    zone = name_zone(entry.zone, entry.starts_at)
    return _('Time there: {times}, {zone}').format(times=times_of(entry, entry.zone), zone=zone)


def facts_of(entry: Entry) -> list[str]:
    """Return what is done there, at which racks, what it hits, and the case."""
    return list(_facts(entry))


def _facts(entry: Entry) -> Iterator[str]:
    if entry.activities:
        labels = {key: label for key, label, *_color in VisitActivityChoices.CHOICES}
        yield ', '.join(str(labels.get(activity, activity)) for activity in entry.activities)
    if entry.racks:
        yield _('Racks: {racks}').format(racks=', '.join(entry.racks))
    if entry.muted:
        yield _('Not watched meanwhile: {servers}').format(servers=', '.join(entry.muted))
    if entry.affected:
        grades = {key: label for key, label, *_color in ImpactGradeChoices.CHOICES}
        counts = ', '.join(f'{grades[grade]} {count}' for grade, count in entry.affected.items())
        yield _('Affected: {counts}').format(counts=counts)
    if entry.case_number:
        yield _('Case: {number}').format(number=entry.case_number)


def _moment(moment: datetime.datetime) -> str:
    return f'{date_format(moment.date(), "DATE_FORMAT")} {moment:%H:%M}'
