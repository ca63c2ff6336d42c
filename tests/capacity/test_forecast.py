"""Forecasts: known series give known days, and nothing is said that the samples do not say."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbox_colocation.capacity.forecast import LEAST_DAYS, Sample, fit, foresee

START = datetime.date(2026, 1, 1)


def series(amounts, total=100.0):
    return [Sample(START + datetime.timedelta(days=day), amount, total) for day, amount in enumerate(amounts)]


def day(number):
    return START + datetime.timedelta(days=number)


def ask(samples, after=0):
    return foresee(samples, today=samples[-1].day + datetime.timedelta(days=after))


def test_one_unit_a_day_is_full_when_the_units_are_gone():
    found = ask(series(range(20)))

    assert (found.state, found.day, found.per_day) == ('growing', day(100), pytest.approx(1))
    assert (found.earliest, found.latest) == (day(100), day(100))


def test_scatter_widens_the_interval():
    calm = ask(series([number + number % 2 * 0.1 for number in range(40)]))
    wild = ask(series([number + number % 3 * 4 for number in range(40)]))

    assert calm.latest - calm.earliest < wild.latest - wild.earliest
    assert wild.earliest < wild.day < wild.latest


def test_growth_that_may_be_none_is_perhaps_never_full():
    found = ask(series([50, 58, 42, 55, 44, 61, 39, 57, 45, 60, 41, 56, 46, 59, 43, 62, 48, 54, 49, 58]))

    assert found.latest is None


@pytest.mark.parametrize(
    ('samples', 'state'),
    [
        ([], 'too-few'),
        (series(range(LEAST_DAYS - 1)), 'too-few'),
        (series([50] * 30), 'no-growth'),
        (series(range(60, 20, -1)), 'no-growth'),
        (series(range(90, 105)), 'full'),
        (series(range(20), total=None), 'no-total'),
        (series([day * 0.001 for day in range(30)]), 'far'),
    ],
)
def test_what_the_samples_do_not_say_is_not_said(samples, state):
    found = foresee(samples, today=day(40))

    assert found.state == state
    assert (found.day, found.earliest, found.latest) == (None, None, None)


def test_newest_total_counts():
    samples = series(range(20))
    samples[-1] = Sample(samples[-1].day, 19, 60)

    assert ask(samples).day == day(60)


def test_days_without_a_sample_are_no_zeros():
    samples = [sample for number, sample in enumerate(series(range(60))) if number % 3 == 0]

    assert ask(samples).day == day(100)


def test_line_that_was_full_yesterday_says_tomorrow():
    """The line is above the total and the last sample below it: not a day in the past."""
    found = ask(series([*range(81, 99), 60]))

    assert found.earliest > day(18)


def test_student_quantile_is_that_of_the_tables():
    assert fit(series(range(14))).factor == pytest.approx(1.7823, abs=0.001)  # 12 degrees of freedom, 90 %
    assert fit(series(range(102))).factor == pytest.approx(1.6602, abs=0.001)  # 100


@given(
    slope=st.floats(0.01, 50),
    begin=st.floats(0, 1000),
    room=st.floats(1, 2000),
    days=st.integers(LEAST_DAYS, 200),
)
def test_interval_of_a_line_without_scatter_holds_the_truth(slope, begin, room, days):
    amounts = [begin + slope * number for number in range(days)]
    total = amounts[-1] + room
    found = ask(series(amounts, total))

    truth = next((number for number in range(days, days + 3660) if begin + slope * number >= total - 1e-6), None)
    if truth is None or truth > days + 3640:
        assert found.state in ('far', 'growing')
        return
    assert found.state == 'growing'
    assert found.earliest <= day(truth) <= found.latest
    assert abs((found.day - day(truth)).days) <= 1


@given(
    amounts=st.lists(st.floats(0, 1000), min_size=0, max_size=60),
    total=st.one_of(st.none(), st.floats(0, 2000)),
    after=st.integers(0, 400),
)
def test_no_day_is_ever_in_the_past(amounts, total, after):
    samples = series(amounts, total)
    today = day(len(amounts) + after)

    found = foresee(samples, today=today)

    if found.state == 'growing':
        assert today < found.earliest <= found.day
        assert found.latest is None or found.day <= found.latest
    else:
        assert found.day is None
