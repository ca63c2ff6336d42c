"""When the people of the demo acted: in office hours and in their order, whatever the day on which it is built."""

import datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

import pytest

from dev.demo.course import ACCESS
from dev.demo.history import PLANS, _times
from dev.demo.services import VISIT_HOURS
from netbox_colocation.calendars.office import office_hours

ZONE = ZoneInfo('Asia/Jakarta')
DAYS = (
    datetime.datetime(2026, 11, 21, 15, 55, tzinfo=ZONE),  # a Saturday
    datetime.datetime(2026, 11, 23, 7, 31, tzinfo=ZONE),  # a Monday, one minute after the office opened
    datetime.datetime(2026, 3, 26, 10, 0, tzinfo=ZONE),  # after the long leave of Eid
    datetime.datetime(2027, 1, 1, 0, 5, tzinfo=ZONE),
    datetime.datetime(2028, 2, 29, 12, 30, tzinfo=ZONE),
)


@pytest.mark.parametrize('now', DAYS, ids=str)
def test_everybody_acts_in_turn_in_office_hours_before_now(now):
    office = office_hours(now.year)
    for _model, plans in PLANS:
        for plan in plans:
            times = _times(plan, office, now=now)
            assert times == sorted(times), plan.name
            # Visitors of this very day come and go by the clock.
            at_desks = [at for at, done in zip_longest(times, plan.acts) if done is None or done[1].clock is None]
            assert all(office.is_open(at) or office.is_open(at - datetime.timedelta(minutes=1)) for at in at_desks)
            assert datetime.datetime(now.year - 1, 1, 4, tzinfo=ZONE) < times[0] <= times[-1] <= now, plan.name


@pytest.mark.parametrize('now', DAYS, ids=str)
def test_visitors_come_and_go_in_the_hours_of_their_visit(now):
    office = office_hours(now.year)
    for plan in (plan for _model, plans in PLANS for plan in plans if plan.procedure == ACCESS and plan.pin):
        times = dict(zip((step for step, _act in plan.acts), _times(plan, office, now=now), strict=True))
        assert times['1'] < times['6.2'] - datetime.timedelta(minutes=1)
        assert times['7.2'] < times['6.2'] + datetime.timedelta(hours=VISIT_HOURS, minutes=-1)


@pytest.mark.parametrize('now', DAYS, ids=str)
def test_todays_visitors_are_at_the_door_whatever_the_hour(now):
    """One visit is about to begin, one is inside within its time, one stays beyond it; none was asked for too late."""
    office = office_hours(now.year)
    ends = {}
    for plan in (plan for _model, plans in PLANS for plan in plans if getattr(plan, 'starts', None) is not None):
        starts_at = now + datetime.timedelta(minutes=plan.starts)
        ends[plan.name] = starts_at + datetime.timedelta(minutes=plan.minutes)
        times = dict(zip((step for step, _act in plan.acts), _times(plan, office, now=now), strict=True))
        assert times['6.1'] < starts_at
        assert starts_at <= times.get('6.2', starts_at) < times.get('7.1', ends[plan.name]) <= ends[plan.name]

    assert [name for name, end in ends.items() if end < now] == ['Ganti baterai kontroler']
    assert len(ends) == 3
