"""Working time: limits run while the office is open, and nothing is due while it is closed."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbox_colocation.calendars.business_time import Limit, OfficeHours, Span, parse_limit

ZONE = ZoneInfo('Asia/Jakarta')
MORNING = Span(datetime.time(8), datetime.time(12))
AFTERNOON = Span(datetime.time(13), datetime.time(16))
FRIDAY_MORNING = Span(datetime.time(8), datetime.time(11))
WEEK = dict.fromkeys(range(1, 5), (MORNING, AFTERNOON)) | {5: (FRIDAY_MORNING, AFTERNOON)}
OFFICE = OfficeHours(week=WEEK, zone=ZONE, closed_days=frozenset({datetime.date(2026, 8, 17)}))


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ('start', 'limit', 'due'),
    [
        # Wednesday: within the morning, over the break, over the night.
        ('2026-08-12T09:00', Limit(30, 'minutes'), '2026-08-12T09:30'),
        ('2026-08-12T11:30', Limit(1, 'hours'), '2026-08-12T13:30'),
        ('2026-08-12T15:30', Limit(1, 'hours'), '2026-08-13T08:30'),
        # A limit that runs out exactly when the office closes is due then, not the next morning.
        ('2026-08-12T15:00', Limit(1, 'hours'), '2026-08-12T16:00'),
        # What comes in while the office is closed starts when it opens.
        ('2026-08-12T20:00', Limit(1, 'hours'), '2026-08-13T09:00'),
        # One day is one working day: Friday to Tuesday, because Monday is a holiday.
        ('2026-08-14T15:00', Limit(1, 'days'), '2026-08-18T15:00'),
        # The hour of the day is kept, or the last open moment before it.
        ('2026-08-13T11:45', Limit(1, 'days'), '2026-08-14T11:00'),
        ('2026-08-15T10:00', Limit(2, 'days'), '2026-08-20T08:00'),
    ],
)
def test_a_limit_runs_while_the_office_is_open(start, limit, due):
    assert OFFICE.deadline(at(start), limit) == at(due)


def test_working_time_leaves_out_breaks_nights_and_holidays():
    assert OFFICE.working_time(at('2026-08-14T10:00'), at('2026-08-18T09:00')) == datetime.timedelta(hours=5)


def test_a_clock_change_loses_no_working_minute():
    """In Berlin the night of 2026-03-29 is an hour shorter; an office open at night still works real hours."""
    night = OfficeHours(
        week={day: (Span(datetime.time(0), datetime.time(23)),) for day in range(1, 8)}, zone=ZoneInfo('Europe/Berlin')
    )
    start = datetime.datetime(2026, 3, 29, 1, 0, tzinfo=ZoneInfo('Europe/Berlin'))

    due = night.deadline(start, Limit(2, 'hours'))

    assert due.astimezone(datetime.UTC) - start.astimezone(datetime.UTC) == datetime.timedelta(hours=2)
    assert due.hour == 4


def test_an_office_that_is_never_open_has_no_deadline():
    never = OfficeHours(week={}, zone=ZONE)

    with pytest.raises(ValueError, match='never open'):
        never.deadline(at('2026-08-12T09:00'), Limit(1, 'hours'))
    with pytest.raises(ValueError, match='never open'):
        never.deadline(at('2026-08-12T09:00'), Limit(1, 'days'))


@pytest.mark.parametrize('text', ['', '1', 'one day', '0 days', '-1 day', '1.5 hours', '2 weeks', '99999 days'])
def test_what_is_not_a_limit_is_refused(text):
    with pytest.raises(ValueError, match='is not a limit'):
        parse_limit(text)


@pytest.mark.parametrize('text', ['1 minute', '30 minutes', '1 hour', '2 days'])
def test_a_limit_prints_as_it_was_written(text):
    assert str(parse_limit(text)) == text


MOMENTS = st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 12, 31), timezones=st.just(ZONE))
LIMITS = st.builds(Limit, st.integers(1, 60), st.sampled_from(['minutes', 'hours', 'days']))


@given(MOMENTS, LIMITS)
def test_no_deadline_falls_into_a_closed_hour(start, limit):
    due = OFFICE.deadline(start, limit)

    assert OFFICE.is_open(due)
    assert due > start


@given(MOMENTS, st.integers(1, 5000))
def test_a_deadline_in_minutes_leaves_exactly_that_much_working_time(start, minutes):
    due = OFFICE.deadline(start, Limit(minutes, 'minutes'))

    assert OFFICE.working_time(start, due) == datetime.timedelta(minutes=minutes)


@given(MOMENTS, MOMENTS, LIMITS)
def test_who_starts_later_is_never_due_earlier(first, second, limit):
    earlier, later = sorted((first, second))

    assert OFFICE.deadline(earlier, limit) <= OFFICE.deadline(later, limit)
