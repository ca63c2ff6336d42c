"""Working days, calendar days, seasons and pauses, and a slow oracle that counts minute by minute."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netbox_colocation.calendars.business_time import Limit, OfficeHours, Season, Span, merge_spans, parse_limit

ZONE = ZoneInfo('Asia/Jakarta')
MINUTE = datetime.timedelta(minutes=1)


def span(text: str) -> Span:
    start, end = text.split('-')
    return Span(datetime.time.fromisoformat(start), datetime.time.fromisoformat(end))


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


WEEK = {
    **dict.fromkeys(range(1, 5), (span('07:30-12:00'), span('13:00-16:00'))),
    5: (span('07:30-11:30'), span('13:00-16:30')),
}
# Ramadan 1448 H; the feast follows it.
RAMADAN = Season(
    datetime.date(2027, 2, 8),
    datetime.date(2027, 3, 9),
    {**dict.fromkeys(range(1, 5), (span('08:00-12:00'), span('12:30-15:00'))), 5: (span('08:00-11:30'),)},
    'Ramadan 1448 H',
)
FEAST = frozenset({datetime.date(2027, 3, 10), datetime.date(2027, 3, 11), datetime.date(2027, 3, 12)})
# 2026-11-23 is a Monday.
OFFICE = OfficeHours(
    week=WEEK, zone=ZONE, closed_days=FEAST | {datetime.date(2026, 11, 23)}, seasons=(RAMADAN,), days_count='working'
)
CALENDAR_DAYS = OfficeHours(
    week=OFFICE.week, zone=ZONE, closed_days=OFFICE.closed_days, seasons=OFFICE.seasons, days_count='calendar'
)


@pytest.mark.parametrize(
    ('start', 'limit', 'due'),
    [
        ('2026-11-20T15:00', '1 working day', '2026-11-24T15:00'),
        # The same time on another day, open or the next opening: Sunday, then a holiday on Monday.
        ('2026-11-18T10:00', '2 calendar days', '2026-11-20T10:00'),
        ('2026-11-20T15:00', '2 calendar days', '2026-11-24T07:30'),
        # In a break: when work goes on. The closing minute itself is open: Monday 16:00 stays.
        ('2026-11-19T11:45', '1 calendar day', '2026-11-20T13:00'),
        ('2026-11-13T16:00', '3 calendar days', '2026-11-16T16:00'),
        ('2026-11-18T16:00', '1 calendar day', '2026-11-20T07:30'),
        # Who comes in while the office is closed starts when it opens; otherwise it could be due before anyone worked.
        ('2026-11-20T20:00', '2 calendar days', '2026-11-26T07:30'),
        # 15:30 is closed in Ramadan: the last open moment of the day.
        ('2027-02-04T15:30', '2 working days', '2027-02-08T15:00'),
        # A season's week takes the place of the whole usual one, also where it has fewer spans.
        ('2027-02-11T14:00', '1 working day', '2027-02-12T11:30'),
        ('2027-02-05T16:00', '1 hour', '2027-02-08T08:30'),
        # Out of the season the usual hours count again.
        ('2027-03-09T14:00', '2 hours', '2027-03-15T08:30'),
    ],
)
def test_limit_of_each_unit(start, limit, due):
    assert OFFICE.deadline(at(start), parse_limit(limit)) == at(due)


def test_plain_days_are_what_the_calendar_says():
    """“2 days” are working or calendar days by the calendar's setting; named units are what they are."""
    start = at('2026-11-20T15:00')

    assert OFFICE.deadline(start, parse_limit('2 days')) == at('2026-11-25T15:00')
    assert CALENDAR_DAYS.deadline(start, parse_limit('2 days')) == at('2026-11-24T07:30')
    assert CALENDAR_DAYS.deadline(start, parse_limit('2 working days')) == at('2026-11-25T15:00')
    assert CALENDAR_DAYS.deadline(start, parse_limit('3 hours')) == OFFICE.deadline(start, parse_limit('3 hours'))


@pytest.mark.parametrize('text', ['1 working day', '10 working days', '1 calendar day', '14 calendar days', '3 days'])
def test_limit_of_days_prints_as_it_was_written(text):
    assert str(parse_limit(text)) == text


@pytest.mark.parametrize('text', ['1 working hour', '2 calendar', 'working days', '2  working days', '2 Working days'])
def test_what_is_nearly_a_limit_is_refused(text):
    with pytest.raises(ValueError, match='is not a limit'):
        parse_limit(text)


def test_time_left_goes_on_after_a_pause():
    """Paused Wednesday 10:00, due Thursday 10:00: 7.5 working hours are left and begin with the answer."""
    due = OFFICE.resumed_deadline(at('2026-11-19T10:00'), at('2026-11-18T10:00'), at('2026-11-20T08:00'))

    # 7 hours of Friday are left; Monday is a holiday.
    assert due == at('2026-11-24T08:00')


def test_pause_makes_nothing_punctual():
    """What was late before the question was asked stays late after the answer."""
    due = at('2026-11-18T10:00')

    assert OFFICE.resumed_deadline(due, at('2026-11-18T10:00'), at('2026-11-20T08:00')) == due
    assert OFFICE.resumed_deadline(due, at('2026-11-19T09:00'), at('2026-11-20T08:00')) == due


def test_pause_while_the_office_is_closed_costs_nothing():
    """A question asked at closing time and answered before opening leaves the deadline where it was."""
    due = at('2026-11-19T07:30')

    assert OFFICE.resumed_deadline(due, at('2026-11-18T16:00'), at('2026-11-19T06:00')) == due


def test_no_minutes_end_at_the_next_open_moment():
    assert OFFICE.add_working_minutes(at('2026-11-18T12:20'), 0) == at('2026-11-18T13:00')


def test_office_open_until_midnight_loses_no_minute():
    """A day that ends at 24:00 counts whole minutes."""
    late = OfficeHours(week={1: (Span(datetime.time(20), datetime.time.max),)}, zone=ZONE)

    assert late.working_minutes(at('2026-11-23T00:00'), at('2026-11-24T00:00')) == 240


@pytest.mark.parametrize(
    ('spans', 'merged'),
    [
        ([], []),
        (['13:00-16:00', '08:00-12:00'], ['08:00-12:00', '13:00-16:00']),
        (['08:00-12:00', '12:00-16:00'], ['08:00-16:00']),
        (['08:00-16:00', '09:00-10:00'], ['08:00-16:00']),
        (['08:00-12:00', '10:00-16:00', '18:00-20:00'], ['08:00-16:00', '18:00-20:00']),
    ],
)
def test_spans_are_merged(spans, merged):
    assert merge_spans(span(text) for text in spans) == tuple(span(text) for text in merged)


# -- any office -----------------------------------------------------------------------------------------------------


@st.composite
def weeks(draw) -> dict[int, tuple[Span, ...]]:
    """A week with at least one open weekday, and one or two spans a day in whole quarters of an hour."""
    days = draw(st.sets(st.integers(1, 7), min_size=1))
    week = {}
    for day in sorted(days):
        edges = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=4)))
        times = [datetime.time(edge // 4, edge % 4 * 15) for edge in edges[: len(edges) // 2 * 2]]
        week[day] = tuple(Span(*pair) for pair in zip(times[::2], times[1::2], strict=True))
    return week


DAYS = st.dates(datetime.date(2026, 11, 1), datetime.date(2027, 1, 31))
ZONES = st.sampled_from(['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'UTC'])


@st.composite
def offices(draw) -> OfficeHours:
    first, length = draw(DAYS), draw(st.integers(0, 40))
    season = Season(first, first + datetime.timedelta(days=length), draw(weeks()), 'Season')
    return OfficeHours(
        week=draw(weeks()),
        zone=ZoneInfo(draw(ZONES)),
        closed_days=draw(st.frozensets(DAYS, max_size=12)),
        seasons=draw(st.sampled_from([(), (season,)])),
        days_count=draw(st.sampled_from(['working', 'calendar'])),
    )


MOMENTS = st.datetimes(datetime.datetime(2026, 11, 1), datetime.datetime(2027, 1, 31), timezones=st.just(ZONE)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
LIMITS = st.builds(
    Limit, st.integers(1, 12), st.sampled_from(['minutes', 'hours', 'days', 'working days', 'calendar days'])
)


def is_working_minute(office: OfficeHours, moment: datetime.datetime) -> bool:
    """Whether the minute that begins now is worked, looked up the plainest way."""
    local = moment.astimezone(office.zone)
    day = local.date()
    week = office.week
    for season in office.seasons:
        if season.first <= day <= season.last:
            week = season.week
    spans = () if day in office.closed_days else week.get(day.isoweekday(), ())
    return any(entry.start <= local.time() < entry.end for entry in spans)


@given(offices(), MOMENTS, LIMITS)
def test_no_deadline_lies_in_a_closed_hour(office, start, limit):
    due = office.deadline(start, limit)

    assert office.is_open(due)
    assert due > start


@given(offices(), MOMENTS, st.integers(1, 3000))
def test_working_minutes_until_the_deadline_are_the_limit(office, start, minutes):
    assert office.working_minutes(start, office.add_working_minutes(start, minutes)) == minutes


@given(offices(), MOMENTS, MOMENTS, LIMITS)
def test_later_work_is_never_due_earlier(office, first, second, limit):
    earlier, later = sorted((first, second))

    assert office.deadline(earlier, limit) <= office.deadline(later, limit)


@given(offices(), MOMENTS, st.integers(1, 20), st.sampled_from(['minutes', 'hours', 'working days', 'calendar days']))
def test_longer_limit_is_never_due_earlier(office, start, amount, unit):
    assert office.deadline(start, Limit(amount, unit)) <= office.deadline(start, Limit(amount + 1, unit))


@settings(max_examples=40, deadline=None)
@given(offices(), MOMENTS, st.integers(1, 240))
def test_minutes_are_those_that_an_oracle_counts(office, start, minutes):
    """Walking minute by minute gives the same end; seasons, holidays and breaks are looked up the plainest way."""
    moment, left = start, minutes
    while left:
        left -= is_working_minute(office, moment)
        moment += MINUTE

    assert office.add_working_minutes(start, minutes) == moment


@settings(max_examples=40, deadline=None)
@given(offices(), MOMENTS, st.integers(0, 3 * 24 * 60))
def test_working_minutes_are_those_that_an_oracle_counts(office, start, length):
    counted = sum(is_working_minute(office, start + index * MINUTE) for index in range(length))

    assert office.working_minutes(start, start + length * MINUTE) == counted


@given(offices(), MOMENTS, st.integers(1, 12))
def test_so_many_workdays_lie_before_a_deadline_in_working_days(office, start, amount):
    """From the day after the first open moment until the deadline's day there are exactly so many workdays."""
    begins, due = office.first_open(start), office.deadline(start, Limit(amount, 'working days'))
    days = [begins.date() + datetime.timedelta(days=index + 1) for index in range((due.date() - begins.date()).days)]

    assert sum(office.is_workday(day) for day in days) == amount


@given(offices(), MOMENTS, st.integers(1, 12))
def test_deadline_in_calendar_days_is_the_first_open_moment_from_then_on(office, start, amount):
    """The same clock time so many days later, or, when that is closed, no work is done until the deadline."""
    counted = office.first_open(start) + datetime.timedelta(days=amount)  # these zones have no clock changes

    due = office.deadline(start, Limit(amount, 'calendar days'))

    assert due >= counted
    assert office.working_minutes(counted, due) == 0
    assert due == counted or not office.is_open(counted)


@given(offices(), MOMENTS, LIMITS, st.integers(0, 5000), st.integers(0, 20_000))
def test_pause_leaves_the_working_time_that_was_left(office, start, limit, before, length):
    """The time left after a pause is what was left before, and a longer pause never gives an earlier deadline."""
    due = office.deadline(start, limit)
    paused = start + before * MINUTE
    resumed = paused + length * MINUTE

    moved = office.resumed_deadline(due, paused, resumed)

    assert office.is_open(moved)
    assert moved >= due
    if due > paused and moved > due:
        assert office.working_time(resumed, moved) == office.working_time(paused, due)
    assert moved <= office.resumed_deadline(due, paused, resumed + datetime.timedelta(days=1))
