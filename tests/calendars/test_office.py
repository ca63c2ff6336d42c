"""Working time from the database and from the settings."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import override_settings

from netbox_colocation.calendars.business_time import Limit, Season, Span
from netbox_colocation.calendars.office import hours_for, hours_of, office_hours
from tests import factories
from tests.calendars.rows import make_calendar, make_holiday, make_hours

MOMENT = factories.NOW  # Monday 2026-11-23, 09:00 in Jakarta
EIGHT, NOON, ONE, FOUR = (datetime.time(hour) for hour in (8, 12, 13, 16))


def with_settings(**values):
    """Return the plugin's settings with some changed."""
    plugin = {**settings.PLUGINS_CONFIG['netbox_colocation'], **values}
    return override_settings(PLUGINS_CONFIG={**settings.PLUGINS_CONFIG, 'netbox_colocation': plugin})


@pytest.mark.django_db
def test_procedure_without_calendar_follows_the_settings(django_assert_num_queries):
    procedure = factories.make_procedure()

    with django_assert_num_queries(0):
        hours = hours_of(procedure, MOMENT)

    assert hours == office_hours(2026)


@pytest.mark.django_db
def test_calendar_of_the_procedure_counts(django_assert_num_queries):
    """Hours, holidays with their names, zone and meaning of a day come from the rows, in two queries."""
    calendar = make_calendar(time_zone='Asia/Jayapura', days_count='calendar')
    make_hours(calendar, weekday=1, opens=ONE, closes=FOUR)
    make_hours(calendar, weekday=1, opens=EIGHT, closes=NOON)
    make_holiday(calendar, name='Local feast')
    make_hours(weekday=7)  # of another calendar
    make_holiday(date=datetime.date(2026, 11, 25))
    procedure = factories.make_procedure(calendar=calendar)

    with django_assert_num_queries(2):
        hours = hours_of(procedure, MOMENT)

    assert hours.week == {1: (Span(EIGHT, NOON), Span(ONE, FOUR))}
    assert hours.names == {datetime.date(2026, 11, 24): 'Local feast'}
    assert hours.closed_days == {datetime.date(2026, 11, 24)}
    assert (hours.zone, hours.days_count) == (ZoneInfo('Asia/Jayapura'), 'calendar')


@pytest.mark.django_db
def test_change_of_a_calendar_counts_at_once():
    """Nothing is remembered: what was entered, changed or deleted since the last question counts."""
    calendar = make_calendar()
    make_hours(calendar)
    assert not hours_for(calendar, MOMENT).closed_days

    holiday = make_holiday(calendar)
    assert hours_for(calendar, MOMENT).closed_days == {holiday.date}

    holiday.delete()
    assert not hours_for(calendar, MOMENT).closed_days


@pytest.mark.django_db
def test_overlapping_hours_count_once():
    calendar = make_calendar()
    for opens, closes in ((EIGHT, NOON), (datetime.time(10), ONE), (ONE, FOUR)):
        make_hours(calendar, opens=opens, closes=closes)

    assert hours_for(calendar, MOMENT).week == {1: (Span(EIGHT, FOUR),)}


@pytest.mark.django_db
def test_rows_of_the_same_days_are_one_season():
    calendar = make_calendar()
    first, last = datetime.date(2027, 2, 8), datetime.date(2027, 3, 9)
    for weekday, name in ((1, ''), (2, 'Ramadan')):
        make_hours(calendar, weekday=weekday, valid_from=first, valid_until=last, season=name)

    [season] = hours_for(calendar, MOMENT).seasons

    assert season == Season(first, last, {1: (Span(EIGHT, FOUR),), 2: (Span(EIGHT, FOUR),)}, 'Ramadan')


@pytest.mark.django_db
def test_season_inside_another_one_counts_in_its_days():
    """Of seasons that overlap, the one that began later counts, and of those that began together the shorter."""
    calendar = make_calendar()
    for first, last, name in (('01', '28', 'long'), ('01', '07', 'short'), ('05', '20', 'later')):
        make_hours(calendar, valid_from=f'2027-02-{first}', valid_until=f'2027-02-{last}', season=name)

    hours = hours_for(calendar, MOMENT)

    found = {day: hours.season_of(datetime.date(2027, 2, day)).name for day in (1, 4, 5, 20, 21)}
    assert found == {1: 'short', 4: 'short', 5: 'later', 20: 'later', 21: 'long'}


@pytest.mark.django_db
def test_calendar_without_hours_has_those_of_the_settings():
    """An empty calendar keeps its holidays and zone, and stops no case."""
    calendar = make_calendar(time_zone='Asia/Makassar')
    holiday = make_holiday(calendar)

    with with_settings(office_hours={1: ['08:00-12:00', '11:00-16:00'], 2: ['08:00-24:00']}):
        hours = hours_for(calendar, MOMENT)

    assert hours.week == {1: (Span(EIGHT, FOUR),), 2: (Span(EIGHT, datetime.time.max),)}
    assert hours.closed_days == {holiday.date}
    assert hours.zone == ZoneInfo('Asia/Makassar')
    assert hours.deadline(MOMENT, Limit(1, 'hours')) == MOMENT + datetime.timedelta(hours=1)


def test_holidays_of_the_settings_have_names():
    """National holidays and collective leave are named; a day that is both is the national one."""
    with with_settings(holidays_country='ID', extra_holidays=['2026-11-24']):
        hours = office_hours(2026)

    assert hours.names[datetime.date(2026, 8, 17)] == 'Hari Kemerdekaan Republik Indonesia'
    assert hours.names[datetime.date(2026, 12, 24)] == 'Cuti Bersama Hari Raya Natal'
    assert hours.names[datetime.date(2026, 11, 24)] == ''
    assert hours.closed_days == set(hours.names)


def test_holidays_of_the_settings_reach_over_new_year():
    """What was paused in December and goes on in January still counts December's holidays."""
    with with_settings(holidays_country='ID', extra_holidays=[]):
        hours = office_hours(2027)

    assert datetime.date(2026, 12, 25) in hours.closed_days
    assert datetime.date(2029, 12, 25) in hours.closed_days


def test_year_of_the_settings_is_that_of_the_office():
    """On New Year's Eve in UTC it is January in Jakarta."""
    moment = datetime.datetime(2026, 12, 31, 20, tzinfo=datetime.UTC)

    assert hours_for(None, moment) == office_hours(2027)


def test_without_country_only_the_extra_days_are_closed():
    with with_settings(holidays_country=None, extra_holidays=['2026-11-24']):
        assert office_hours(2026).closed_days == {datetime.date(2026, 11, 24)}
