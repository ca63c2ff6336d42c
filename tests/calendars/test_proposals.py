"""Holidays as the `holidays` package proposes them."""

import datetime

import pytest

from netbox_colocation.calendars.proposals import add_holidays, propose_holidays
from tests.calendars.rows import make_calendar, make_holiday
from tests.calendars.test_office import with_settings

pytestmark = pytest.mark.django_db


def by_date(proposals):
    return {proposal.date.isoformat(): proposal for proposal in proposals}


def test_proposals_for_2026_are_those_of_the_decree(django_assert_num_queries):
    """17 national holidays and the 8 days of collective leave of the three ministers' decree, in order, one query."""
    calendar = make_calendar()

    with django_assert_num_queries(1):
        proposals = propose_holidays(calendar, 2026)

    leave = [day for day, proposal in by_date(proposals).items() if proposal.kind == 'collective-leave']
    assert len(proposals) == 25
    assert leave == [
        '2026-02-16', '2026-03-18', '2026-03-20', '2026-03-23', '2026-03-24', '2026-05-15', '2026-05-28', '2026-12-24',
    ]  # fmt: skip
    assert [proposal.date for proposal in proposals] == sorted(proposal.date for proposal in proposals)
    assert not any(proposal.is_estimated for proposal in proposals)


def test_estimated_days_are_marked_and_named_without_the_mark():
    """What the moon decides is marked until it is announced; the mark is not part of the holiday's name."""
    proposals = by_date(propose_holidays(make_calendar(), 2027))

    assert proposals['2027-03-10'].is_estimated
    assert proposals['2027-03-10'].name == 'Hari Raya Idul Fitri'
    assert not proposals['2027-08-17'].is_estimated


def test_proposal_names_the_holiday_of_the_calendar():
    calendar = make_calendar()
    entered = make_holiday(calendar, date=datetime.date(2026, 8, 17))
    make_holiday(date=datetime.date(2026, 12, 25))  # of another calendar

    proposals = by_date(propose_holidays(calendar, 2026))

    assert proposals['2026-08-17'].existing == entered
    assert not proposals['2026-12-25'].is_entered


def test_without_country_nothing_is_proposed():
    with with_settings(holidays_country=None):
        assert propose_holidays(make_calendar(), 2026) == []


def test_country_without_collective_leave_has_national_holidays_only():
    with with_settings(holidays_country='DE'):
        proposals = propose_holidays(make_calendar(), 2026)

    assert {proposal.kind for proposal in proposals} == {'national'}
    assert len(proposals) == 9


def test_entered_days_stay_as_they_are():
    """Proposals are entered with the decree; a day that the calendar has is left alone, also when it came meanwhile."""
    calendar = make_calendar()
    proposals = [by_date(propose_holidays(calendar, 2026))[day] for day in ('2026-08-17', '2026-12-24')]
    make_holiday(calendar, date=datetime.date(2026, 8, 17), name='As printed', decree='SKB 1/2025')

    added = add_holidays(calendar, proposals, decree='SKB 2/2026')

    assert [(holiday.date.isoformat(), holiday.kind, holiday.decree) for holiday in added] == [
        ('2026-12-24', 'collective-leave', 'SKB 2/2026')
    ]
    assert calendar.holidays.get(date='2026-08-17').decree == 'SKB 1/2025'
