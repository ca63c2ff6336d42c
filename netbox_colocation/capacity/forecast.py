"""When a resource will be full, by the trend of its daily samples. Pure.

A straight line is laid through the samples (least squares). The interval around it is the prediction interval: where
nine of ten future days would lie if the days strayed from the line as they did so far, each on its own. Growth that
changes its pace is not foreseen; that is why the interval is shown beside every day that is named.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

__all__ = ('LEAST_DAYS', 'Forecast', 'Sample', 'Trend', 'fit', 'foresee')

LEAST_DAYS = 14
CONFIDENCE = 0.9
HORIZON = 3653  # days; a date further away says nothing
# Of rounding: a line without any scatter must give the same day from both of its bounds.
TOLERANCE = 1e-6

State = Literal['too-few', 'no-total', 'full', 'no-growth', 'far', 'growing']


@dataclass(frozen=True, slots=True)
class Sample:
    """One day: what was taken (used and held) of the total, None when nobody knew it."""

    day: datetime.date
    taken: float
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A line through samples; days count from `origin`.

    Attributes:
        slope: growth per day.
        error: by how much a day strays from the line (standard error); `factor` widens it to the interval.
        mean: the mean day, `spread` the sum of the squared distances from it.
    """

    origin: datetime.date
    slope: float
    intercept: float
    error: float
    factor: float
    count: int
    mean: float
    spread: float

    def at(self, day: datetime.date) -> tuple[float, float, float]:
        """Return the lower bound, the line and the upper bound on a day."""
        return self._at((day - self.origin).days)

    def _at(self, x: float) -> tuple[float, float, float]:
        middle = self.intercept + self.slope * x
        width = self.factor * self.error * math.sqrt(1 + 1 / self.count + (x - self.mean) ** 2 / self.spread)
        return middle - width, middle, middle + width

    def reaches(self, level: float, *, bound: int, after: int) -> int | None:
        """Return the first day from `after` on (counted from the origin) on which a bound (0-2) is at the level.

        None when it is not within the horizon.
        """
        level -= TOLERANCE * max(1.0, abs(level))
        low, high = after, after + HORIZON
        if self._at(low)[bound] >= level:
            return low
        if bound == 0:
            # The lower bound of an unsure line may rise first and fall later: look for where it is highest.
            high = max(range(low, high + 1, 7), key=lambda x: self._at(x)[0])
        if self._at(high)[bound] < level:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._at(middle)[bound] >= level else (middle, high)
        return high


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the samples say.

    Attributes:
        state: 'growing' (with a day), 'far' (not within ten years), 'no-growth', 'full', 'no-total' or 'too-few'.
        day: when it will be full by the line; `earliest` and `latest` are the interval, `latest` None when the samples
            do not exclude that it will never be.
        per_day: growth per day, in the unit of the resource; None when there are too few samples.
        samples: how many days were looked at.
    """

    state: State
    samples: int
    per_day: float | None = None
    day: datetime.date | None = None
    earliest: datetime.date | None = None
    latest: datetime.date | None = None


def fit(samples: Sequence[Sample]) -> Trend | None:
    """Return the line through the samples, None when there are too few days; one sample for a day."""
    if len({sample.day for sample in samples}) < LEAST_DAYS:
        return None
    origin = min(sample.day for sample in samples)
    days = [(sample.day - origin).days for sample in samples]
    count = len(days)
    mean, level = math.fsum(days) / count, math.fsum(sample.taken for sample in samples) / count
    spread = math.fsum((day - mean) ** 2 for day in days)
    pairs = list(zip(days, samples, strict=True))
    slope = math.fsum((day - mean) * (sample.taken - level) for day, sample in pairs) / spread
    intercept = level - slope * mean
    residual = math.fsum((sample.taken - intercept - slope * day) ** 2 for day, sample in pairs)
    error = math.sqrt(residual / (count - 2))
    return Trend(origin, slope, intercept, error, _quantile(count - 2), count, mean, spread)


def foresee(samples: Sequence[Sample], *, today: datetime.date) -> Forecast:
    """Say when the newest total will be taken; never on a day before tomorrow, unless it is taken already."""
    count = len(samples)
    if not samples:
        return Forecast('too-few', 0)
    newest = max(samples, key=lambda sample: sample.day)
    if newest.total is None:
        return Forecast('no-total', count)
    if newest.taken >= newest.total:
        return Forecast('full', count)
    trend = fit(samples)
    if trend is None:
        return Forecast('too-few', count)
    if trend.slope <= TOLERANCE * max(1.0, abs(newest.total)) / HORIZON:
        return Forecast('no-growth', count, per_day=trend.slope)
    tomorrow = (max(today, newest.day) - trend.origin).days + 1
    expected = trend.reaches(newest.total, bound=1, after=tomorrow)
    if expected is None:
        return Forecast('far', count, per_day=trend.slope)
    earliest = trend.reaches(newest.total, bound=2, after=tomorrow)
    latest = trend.reaches(newest.total, bound=0, after=tomorrow)

    def as_date(x: int | None) -> datetime.date | None:
        return None if x is None else trend.origin + datetime.timedelta(days=x)

    return Forecast('growing', count, trend.slope, as_date(expected), as_date(earliest), as_date(latest))


def _quantile(freedom: int) -> float:
    """Return Student's t for the confidence (Cornish-Fisher; off by less than 0.001 from 12 degrees of freedom on)."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2
