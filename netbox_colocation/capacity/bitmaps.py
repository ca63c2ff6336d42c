"""Arithmetic on bitmaps of half units: bit i is the half unit i, counted from the rack's starting unit. Pure."""

__all__ = ('largest_gap', 'span', 'starts')

EVERY_UNIT = int('01' * 512, 2)  # bits 0, 2, 4, ...: where whole units begin; far above any rack's height


def span(start: int, length: int) -> int:
    """Return the bitmap of `length` half units from `start` on; what lies below the rack is cut off."""
    if start < 0:
        start, length = 0, length + start
    return ((1 << length) - 1) << start if length > 0 else 0


def starts(free: int, length: int) -> int:
    """Return the bitmap of the half units at which `length` free ones begin.

    A height of whole units begins where a unit begins: the rails' holes repeat with the unit. Only a height with a half
    unit in it may begin in the middle of one.
    """
    run, done = free, 1
    while done < length:
        step = min(done, length - done)
        run &= run >> step
        done += step
    return run if length % 2 else run & EVERY_UNIT


def largest_gap(free: int, length: int) -> int:
    """Return in half units the longest height of the same kind (whole units, or not) as `length` that still fits."""
    if length % 2:
        run, longest, step = free, 0, 1
    else:
        run, longest, step = free & (free >> 1) & EVERY_UNIT, 0, 2
    while run:
        run &= run >> step
        longest += step
    return longest
