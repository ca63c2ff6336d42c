"""Measures: the median time and the number of queries of a call, and what is said about them. Knows no NetBox."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ('Measure', 'Verdict', 'as_table', 'measure')

ROUNDS = 7


@dataclass(frozen=True)
class Measure:
    """The median of several rounds in ms, and the queries of one round."""

    name: str
    milliseconds: float
    queries: int


@dataclass(frozen=True)
class Verdict:
    """One of ours beside its peer. `limit` is how many times the peer's time ours may take, or None for `most` ms."""

    ours: Measure
    peer: Measure | None
    limit: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours.milliseconds / self.peer.milliseconds if self.peer else None

    @property
    def holds(self) -> bool:
        if self.limit is not None and self.ratio is not None:
            return self.ratio <= self.limit
        return self.most is None or self.ours.milliseconds <= self.most

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), 'ratio': self.ratio, 'holds': self.holds}


def measure(name: str, call: Callable[[], Any], *, count_queries: Callable[[Callable[[], Any]], int]) -> Measure:
    """Time a call: one round to warm up, then the median of several."""
    call()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return Measure(name, statistics.median(times), count_queries(call))


def as_table(verdicts: list[Verdict]) -> str:
    """Return the verdicts as people read them."""
    lines = [f'{"case":42} {"ours":>10} {"queries":>8} {"peer":>10} {"queries":>8} {"ratio":>6} {"target":>9}  holds']
    for verdict in verdicts:
        peer = verdict.peer
        target = (
            f'≤ {verdict.limit:g}x' if verdict.limit is not None else f'≤ {verdict.most:g} ms' if verdict.most else '–'
        )
        lines.append(
            f'{verdict.ours.name:42} {verdict.ours.milliseconds:7.1f} ms {verdict.ours.queries:8} '
            f'{f"{peer.milliseconds:7.1f} ms" if peer else "–":>10} {peer.queries if peer else "–":>8} '
            f'{f"{verdict.ratio:.2f}" if verdict.ratio is not None else "–":>6} {target:>9}  '
            f'{"yes" if verdict.holds else "NO"}'
        )
        if peer:
            lines.append(f'{"":42} beside: {peer.name}')
    return '\n'.join(lines)
