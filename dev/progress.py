"""Lines that show how far a long command is, each with the seconds since it began."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ('elapsed', 'say', 'step')

# One command is several processes; the first one to speak starts the clock for all of them.
_START = float(os.environ.setdefault('COLOCATION_STARTED_AT', str(time.time())))


def elapsed() -> float:
    """Return the seconds since the command began."""
    return time.time() - _START


def say(text: str) -> None:
    """Print one line of progress to the error stream, which nothing else reads."""
    print(f'[{elapsed():6.1f} s] {text}', file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what begins and, if it took a noticeable time, how long it took."""
    say(f'{text} ...')
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took >= 1:
        say(f'{text}: done in {took:.1f} s')
