"""Why a deadline is when it is: as data, and as a sentence."""

import datetime
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from netbox_colocation.calendars.business_time import Limit, OfficeHours, parse_limit
from netbox_colocation.calendars.explanation import ClosedDay, explain
from netbox_colocation.calendars.wording import MOST_DAYS, describe_limit, explain_deadline
from tests.calendars.test_business_time_units import LIMITS, MOMENTS, RAMADAN, WEEK, ZONE, at, offices

HOLIDAY = datetime.date(2026, 11, 23)
OFFICE = OfficeHours(
    week=WEEK, zone=ZONE, closed_days=frozenset({HOLIDAY}), names={HOLIDAY: 'Hari Guru'}, seasons=(RAMADAN,)
)


def say(start: str, limit: str, office: OfficeHours = OFFICE, due: str | None = None) -> str:
    with override('en'):
        return explain_deadline(office, at(start), parse_limit(limit), due=at(due) if due else None)


def test_reasons_of_a_deadline():
    """When it came in, when its time began, how long it is, and the holiday in between; a free weekend is no reason."""
    why = explain(OFFICE, at('2026-11-20T15:00'), Limit(1, 'days'))

    assert (why.start, why.begins, why.due) == (at('2026-11-20T15:00'), at('2026-11-20T15:00'), at('2026-11-24T15:00'))
    assert why.limit == Limit(1, 'working days')
    assert why.closed == (ClosedDay(HOLIDAY, is_holiday=True, name='Hari Guru'),)
    assert why.seasons == ()


def test_holiday_that_falls_on_a_free_day_is_no_reason():
    sunday = datetime.date(2026, 11, 22)
    office = replace(OFFICE, closed_days=frozenset({sunday}), names={sunday: 'Feast'})

    assert explain(office, at('2026-11-20T15:00'), Limit(1, 'days')).closed == ()


def test_calendar_days_name_the_closed_days_after_the_count():
    """Counted to Sunday; Sunday and Monday are the reason for Tuesday, and Saturday in between is not."""
    why = explain(OFFICE, at('2026-11-20T15:00'), Limit(2, 'calendar days'))

    assert why.due == at('2026-11-24T07:30')
    assert why.closed == (
        ClosedDay(datetime.date(2026, 11, 22), is_holiday=False),
        ClosedDay(HOLIDAY, is_holiday=True, name='Hari Guru'),
    )


def test_season_is_named_once():
    assert explain(OFFICE, at('2027-02-05T15:00'), Limit(5, 'days')).seasons == ('Ramadan 1448 H',)


@pytest.mark.parametrize(
    ('start', 'limit', 'sentence'),
    [
        ('2026-11-18T09:00', '1 hour', 'Due Wed 18 Nov 10:00: 1 hour from Wed 18 Nov 09:00'),
        (
            '2026-11-20T15:00',
            '1 day',
            'Due Tue 24 Nov 15:00: 1 working day from Fri 20 Nov 15:00; Mon 23 Nov is a holiday (Hari Guru)',
        ),
        (
            '2026-11-20T15:00',
            '2 calendar days',
            'Due Tue 24 Nov 07:30: 2 calendar days from Fri 20 Nov 15:00; '
            'the office is closed on Sun 22 Nov, Mon 23 Nov (Hari Guru)',
        ),
        (
            '2026-11-20T15:00',
            '1 calendar day',
            'Due Tue 24 Nov 07:30: 1 calendar day from Fri 20 Nov 15:00; '
            'the office is closed on Sat 21 Nov, Sun 22 Nov, Mon 23 Nov (Hari Guru)',
        ),
        (
            '2026-11-18T20:00',
            '30 minutes',
            'Due Thu 19 Nov 08:00: 30 minutes from Thu 19 Nov 07:30; '
            'it came in Wed 18 Nov 20:00, while the office was closed',
        ),
        (
            '2027-02-08T09:00',
            '2 working days',
            'Due Wed 10 Feb 09:00: 2 working days from Mon 8 Feb 09:00; the hours of Ramadan 1448 H count',
        ),
        # The year is said when it changes.
        ('2026-12-31T15:00', '1 day', 'Due Fri 1 Jan 2027 15:00: 1 working day from Thu 31 Dec 15:00'),
    ],
)
def test_sentence(start, limit, sentence):
    assert say(start, limit) == sentence


def test_deadline_that_was_moved_says_from_when():
    """After a pause both moments are said; the same deadline is said once."""
    assert say('2026-11-18T09:00', '1 hour', due='2026-11-19T09:30') == (
        'Due Thu 19 Nov 09:30, moved from Wed 18 Nov 10:00: 1 hour from Wed 18 Nov 09:00'
    )
    assert 'moved' not in say('2026-11-18T09:00', '1 hour', due='2026-11-18T10:00')


def test_closed_day_without_name():
    """A holiday of the settings has no name; a free day is not called a holiday."""
    office = replace(OFFICE, names={})

    assert say('2026-11-20T15:00', '1 day', office).endswith('; Mon 23 Nov is a holiday')
    assert say('2026-11-20T15:00', '1 calendar day', replace(office, closed_days=frozenset())).endswith(
        '; the office is closed on Sat 21 Nov, Sun 22 Nov'
    )
    six_days = replace(office, week={**WEEK, 6: WEEK[1]}, closed_days=frozenset())
    assert say('2026-11-20T15:00', '2 calendar days', six_days).endswith('; Sun 22 Nov is not a workday')


@pytest.mark.parametrize(('extra', 'ending'), [(0, ''), (1, ' and 1 more day'), (3, ' and 3 more days')])
def test_long_list_of_holidays_is_cut(extra, ending):
    """The first six holidays are named, and how many more there are."""
    first = datetime.date(2026, 11, 30)
    workdays = [first + datetime.timedelta(days=index) for index in range(20)]
    closed = [day for day in workdays if day.isoweekday() < 6][: MOST_DAYS + extra]
    office = replace(OFFICE, closed_days=frozenset(closed), names={})

    sentence = say('2026-11-27T15:00', '1 day', office)

    assert sentence.endswith(f'Mon 30 Nov, Tue 1 Dec, Wed 2 Dec, Thu 3 Dec, Fri 4 Dec, Mon 7 Dec{ending}')


def test_zone_is_named_where_it_is_not_that_of_netbox():
    """Times of an office in Ambon are its own, and say so."""
    office = replace(OFFICE, zone=ZoneInfo('Asia/Jayapura'))

    assert say('2026-11-18T09:00', '30 minutes', office) == (
        'Due Wed 18 Nov 11:30 WIT: 30 minutes from Wed 18 Nov 11:00 WIT'
    )


@pytest.mark.parametrize(
    ('limit', 'text'),
    [
        (Limit(1, 'minutes'), '1 minute'),
        (Limit(2, 'hours'), '2 hours'),
        (Limit(1, 'days'), '1 day'),
        (Limit(1, 'working days'), '1 working day'),
        (Limit(14, 'calendar days'), '14 calendar days'),
    ],
)
def test_limit_in_words(limit, text):
    with override('en'):
        assert describe_limit(limit) == text


@given(offices(), MOMENTS, LIMITS)
def test_explanation_agrees_with_the_deadline(office, start, limit):
    """It never explains another deadline than the one that counts, and every day it names is a closed one."""
    why = explain(office, start, limit)

    assert why.due == office.deadline(start, limit)
    assert why.limit.unit != 'days'
    assert all(not office.is_workday(closed.day) for closed in why.closed)
    assert [closed.day for closed in why.closed] == sorted(closed.day for closed in why.closed)
    assert all(start.astimezone(office.zone).date() <= closed.day <= why.due.date() for closed in why.closed)
    with override('en'):
        assert explain_deadline(office, start, limit).startswith('Due ')


@given(st.data())
def test_taking_the_named_holidays_away_moves_the_deadline(data):
    """A holiday that a sentence names is a reason: without it, working days never end later."""
    office, start = data.draw(offices()), data.draw(MOMENTS)
    why = explain(office, start, Limit(data.draw(st.integers(1, 10)), 'working days'))
    if why.closed:
        without = replace(office, closed_days=office.closed_days - {why.closed[0].day})

        assert without.deadline(start, why.limit) <= why.due
