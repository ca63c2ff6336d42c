"""Ready-made weeks keep to Perpres 21/2023."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from netbox_colocation.calendars.office import hours_for
from netbox_colocation.calendars.ready_made import READY_MADE, ZONES, fill_hours, has_hours
from tests.calendars.rows import make_calendar

FIRST, LAST = datetime.date(2027, 2, 8), datetime.date(2027, 3, 9)
ZONE_NAMES = {'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT'}


def season_days(week: str) -> dict:
    return {'first': FIRST, 'last': LAST, 'season': 'Ramadan'} if READY_MADE[week].is_season else {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ('week', 'minutes', 'workdays', 'opens'),
    [
        ('five-days', 37 * 60 + 30, 5, datetime.time(7, 30)),
        ('six-days', 37 * 60 + 30, 6, datetime.time(7, 30)),
        ('ramadan-five-days', 32 * 60 + 30, 5, datetime.time(8)),
        ('ramadan-six-days', 32 * 60 + 30, 6, datetime.time(8)),
    ],
)
def test_week_has_the_hours_of_the_decree(week, minutes, workdays, opens):
    """37.5 hours from 07:30, in Ramadan 32.5 from 08:00, on five or six days; Sunday is free."""
    calendar = make_calendar()
    fill_hours(calendar, week=week, **season_days(week))
    hours = hours_for(calendar, datetime.datetime(2027, 2, 15, tzinfo=datetime.UTC))
    monday = datetime.datetime(2027, 2, 15, tzinfo=hours.zone)

    assert hours.working_minutes(monday, monday + datetime.timedelta(days=7)) == minutes
    assert sorted(hours.week_of(monday.date())) == list(range(1, workdays + 1))
    assert {spans[0].start for spans in hours.week_of(monday.date()).values()} == {opens}


@pytest.mark.parametrize(('week', 'usual', 'friday'), [('five-days', 60, 90), ('ramadan-five-days', 30, 60)])
def test_breaks_are_those_of_the_decree(week, usual, friday):
    """An hour, and an hour and a half on Friday; in Ramadan half of it, and an hour."""

    def pause(spans: tuple[str, ...]) -> float:
        ends, begins = (datetime.datetime.strptime(text, '%H:%M') for text in (spans[0][6:], spans[1][:5]))
        return (begins - ends) / datetime.timedelta(minutes=1)

    days = READY_MADE[week].days

    assert {day: pause(spans) for day, spans in days.items()} == {**dict.fromkeys(range(1, 5), usual), 5: friday}


@pytest.mark.django_db
def test_season_needs_its_days_and_a_usual_week_has_none():
    calendar = make_calendar()

    for wrong in ({'week': 'ramadan-five-days'}, {'week': 'five-days', 'first': FIRST, 'last': LAST}):
        with pytest.raises(ValueError, match='a season has a first and a last day'):
            fill_hours(calendar, **wrong)
    with pytest.raises(KeyError):
        fill_hours(calendar, week='four-days')

    assert not calendar.hours.exists()


@pytest.mark.django_db
def test_calendar_knows_which_hours_it_has():
    """A season that shares one day is there; one that ends the day before is not, and usual hours are another thing."""
    calendar = make_calendar()
    fill_hours(calendar, week='ramadan-five-days', first=FIRST, last=LAST, season='Ramadan 1448 H')

    assert not has_hours(calendar)
    assert has_hours(calendar, LAST, LAST + datetime.timedelta(days=10))
    assert not has_hours(calendar, LAST + datetime.timedelta(days=1), LAST + datetime.timedelta(days=10))

    fill_hours(calendar, week='five-days')
    assert has_hours(calendar)


def test_zones_are_the_three_of_indonesia():
    """Each zone has the name that people use, and it is the one of the time zone database."""
    for zone, label in ZONES.items():
        moment = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC).astimezone(ZoneInfo(zone))

        assert moment.tzname() == ZONE_NAMES[zone]
        assert str(label) == f'{zone} ({ZONE_NAMES[zone]})'
