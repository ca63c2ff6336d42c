"""The drawings of the capacity pages as plain numbers, which templates put into SVG; without scripts. Pure.

Colours come from the style sheet. Every drawing stands beside a table, or carries its figures as text.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..capacity.forecast import Forecast, Sample, fit
from ..capacity.usage import Figure

__all__ = ('Bar', 'TrendChart', 'draw_bar', 'draw_trend', 'heat_level')

WIDTH = 100.0  # of a bar
CHART = (480, 160)  # width and height of a trend, with the room for its labels
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 10, 18
MOST_AHEAD = 365  # days that a chart looks ahead
LEVELS = (0.25, 0.5, 0.75, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of `WIDTH`: used, held and pending one after the other; what is more than there is ends at its edge."""

    used: float
    held: float
    pending: float
    is_over: bool

    @property
    def held_from(self) -> float:
        return self.used

    @property
    def pending_from(self) -> float:
        return self.used + self.held


def draw_bar(figure: Figure) -> Bar | None:
    """Return the bar of a figure, None when nobody knows how much there is."""
    if not figure.total:
        return None
    taken, parts = 0.0, []
    for amount in (figure.used, figure.held, figure.pending or 0):
        part = min(max(amount, 0) / figure.total * WIDTH, WIDTH - taken)
        parts.append(round(part, 2))
        taken += part
    is_over = figure.used + figure.held > figure.total
    return Bar(*parts, is_over=is_over)


def heat_level(share: float | None) -> int:
    """Return how full something is, 0 (a quarter) to 5 (more than all); -1 when nobody knows."""
    if share is None:
        return -1
    return sum(share > level for level in LEVELS)


@dataclass(frozen=True, slots=True)
class TrendChart:
    """What was taken day by day, what there was, and the line ahead with its interval; points as SVG wants them.

    Attributes:
        band: the interval around the line; `ahead` the line itself; '' without a trend.
        today_x: where today stands; `labels` are days (text, x, anchor) on the axis.
        most: the amount at the top.
    """

    width: int
    height: int
    taken: str
    total: str
    ahead: str
    band: str
    today_x: float
    bottom: float
    labels: tuple[tuple[str, float, str], ...]
    most: float


def draw_trend(samples: Sequence[Sample], forecast: Forecast, *, today: datetime.date) -> TrendChart | None:
    """Return the chart of a resource's samples; None of fewer than two."""
    if len(samples) < 2:
        return None
    first = samples[0].day
    trend = fit(samples)
    ahead = _ahead(forecast, first, today) if trend else 0
    last = max(today, samples[-1].day) + datetime.timedelta(days=ahead)
    most = max(max(sample.taken, sample.total or 0) for sample in samples) * 1.05 or 1
    width, height = CHART
    span = max(1, (last - first).days)

    def point(day: datetime.date, amount: float) -> str:
        x = LEFT + (day - first).days / span * (width - LEFT - RIGHT)
        y = height - BOTTOM - min(max(amount, 0), most) / most * (height - TOP - BOTTOM)
        return f'{x:.1f},{y:.1f}'

    lines = {'ahead': '', 'band': ''}
    if trend and ahead:
        days = [samples[-1].day + (last - samples[-1].day) * step / 24 for step in range(25)]
        bounds = [(day, *trend.at(day)) for day in days]
        lines['ahead'] = ' '.join(point(day, middle) for day, _low, middle, _high in bounds)
        upper = [point(day, high) for day, _low, _middle, high in bounds]
        lower = [point(day, low) for day, low, _middle, _high in reversed(bounds)]
        lines['band'] = ' '.join(upper + lower)
    known = [sample for sample in samples if sample.total is not None]
    today_x = float(point(today, 0).split(',')[0])
    return TrendChart(
        width=width,
        height=height,
        taken=' '.join(point(sample.day, sample.taken) for sample in samples),
        total=' '.join([point(sample.day, sample.total or 0) for sample in known] + _onward(known, last, point)),
        **lines,
        today_x=today_x,
        bottom=height - BOTTOM,
        labels=((first.isoformat(), LEFT, 'start'), (last.isoformat(), width - RIGHT, 'end')),
        most=most,
    )


def _ahead(forecast: Forecast, first: datetime.date, today: datetime.date) -> int:
    """Return how many days to look ahead: as far back as the samples reach, or a little beyond the day it is full."""
    days = min(MOST_AHEAD, max(30, (today - first).days))
    if forecast.day:
        until = forecast.latest or forecast.day
        days = min(max(30, (until - today).days + 14), max(MOST_AHEAD, (forecast.day - today).days + 30))
    return days


def _onward(known: Sequence[Sample], last: datetime.date, point: Callable[[datetime.date, float], str]) -> list[str]:
    return [point(last, known[-1].total or 0)] if known else []
