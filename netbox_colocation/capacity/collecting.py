"""Making very many objects at once. Pure."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ('uncollected',)


@contextmanager
def uncollected() -> Iterator[None]:
    """Make objects that all stay: Python's collector would walk through them again and again and find nothing.

    Over ten thousand racks that is half of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
