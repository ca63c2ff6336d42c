"""Measures, and what is said about them: the median time of a call, its queries and its memory. Knows no NetBox."""

import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

__all__ = (
    'Measure',
    'QueryCounter',
    'Target',
    'Verdict',
    'added_up',
    'at_least_faster',
    'at_most_ms',
    'at_most_times',
    'equal_queries',
    'measure',
    'peak_of',
    'together',
)

ROUNDS = 15
# No further round is begun after so many seconds: what is that slow needs no median to be seen.
PATIENCE = 8
# A context manager that counts the queries inside it; `count` is their number.
QueryCounter = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Measure:
    """The median of several rounds in ms, the queries of one round, and the KiB that one round needed at its peak.

    `best` is the fastest round: far below the median, it says that the machine had other work to do.
    `note` says what else must be known of it, e.g. that it was extrapolated from a sample.
    """

    name: str
    milliseconds: float
    queries: int
    peak: int | None = None
    note: str = ''
    best: float | None = None


@dataclass(frozen=True)
class Target:
    """What was promised, and whether it holds."""

    text: str
    holds: bool


@dataclass(frozen=True)
class Verdict:
    """One of ours beside what NetBox (or the naive loop) costs and beside the bare SQL of the same answer."""

    ours: Measure
    peer: Measure | None = None
    bare: Measure | None = None
    targets: tuple[Target, ...] = ()

    @property
    def holds(self) -> bool:
        return all(target.holds for target in self.targets)

    @property
    def faster(self) -> float | None:
        """How many times the peer's time is ours."""
        return self.peer.milliseconds / self.ours.milliseconds if self.peer else None

    @property
    def above_bare(self) -> float | None:
        return self.ours.milliseconds / self.bare.milliseconds if self.bare else None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), 'faster': self.faster, 'above_bare': self.above_bare, 'holds': self.holds}


def together(parts: Sequence[Measure]) -> Measure:
    """Return one measure of the same call, from several that were taken with other work in between."""
    return replace(
        parts[0],
        milliseconds=statistics.median(part.milliseconds for part in parts),
        best=min(part.best or part.milliseconds for part in parts),
    )


def added_up(parts: Sequence[Measure]) -> Measure:
    """Return one measure of work that was done in several parts."""
    return replace(
        parts[0],
        milliseconds=sum(part.milliseconds for part in parts),
        queries=sum(part.queries for part in parts),
        best=None,
    )


def at_most_ms(ours: Measure, most: float) -> Target:
    """Ours takes no longer than so many ms."""
    return Target(f'≤ {most:g} ms', ours.milliseconds <= most)


def at_most_times(ours: Measure, peer: Measure, times: float) -> Target:
    """Ours takes at most so many times the peer's time."""
    return Target(f'≤ {times:g}x', ours.milliseconds <= times * peer.milliseconds)


def at_least_faster(ours: Measure, peer: Measure, times: float) -> Target:
    """Ours is at least so many times as fast as the peer."""
    return Target(f'≥ {times:,g}x faster', peer.milliseconds >= times * ours.milliseconds)


def equal_queries(ours: Measure, other: Measure) -> Target:
    """Ours asks the database as often for much as for little."""
    return Target(f'{other.queries} queries at any size', ours.queries == other.queries)


def measure(
    name: str, call: Callable[[], Any], *, counter: QueryCounter, rounds: int = ROUNDS, warm_up: bool = True
) -> Measure:
    """Time a call: a round to warm up, the median of several, and one more in which its memory is watched.

    Without a warm-up and with one round, the call happens once, timed, and its memory is not watched.
    """
    if warm_up:
        call()
    times: list[float] = []
    queries = 0
    while len(times) < rounds and sum(times) < PATIENCE * 1000:
        with counter() as counted:
            began = time.perf_counter()
            call()
            times.append((time.perf_counter() - began) * 1000)
        queries = counted.count
    return Measure(name, statistics.median(times), queries, peak_of(call) if warm_up else None, best=min(times))


def peak_of(call: Callable[[], Any]) -> int:
    """Return the KiB that a call needs at its peak.

    The greater of what Python asked for and of what the process grew by: rows lie outside Python until they are read.
    """
    before = _reset_peak()
    tracemalloc.start()
    try:
        call()
        _, traced = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return max(traced // 1024, _peak() - before)


def _reset_peak() -> int:
    """Let the kernel forget the process's highest memory so far, where it can; returns the KiB in use now."""
    try:
        Path('/proc/self/clear_refs').write_text('5')
    except OSError:
        return 1 << 62
    return _peak()


def _peak() -> int:
    try:
        lines = Path('/proc/self/status').read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith('VmHWM')), 0)
