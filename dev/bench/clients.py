"""Several clients at once: processes of their own with connections of their own, that begin at the same moment."""

import os
import sys
import time
import traceback
from collections.abc import Callable

from django.db import connections

from .measuring import Measure

__all__ = ('throughput',)


def throughput(name: str, work: Callable[[int], None], *, clients: int, calls: int, units: int = 1) -> Measure:
    """Let every client call `work` with its number, `calls` times; returns the wall time of one unit of work.

    Work of the same client must not collide with itself; whether it collides with that of others is what is measured.

    Raises:
        SystemExit: a client failed; what went wrong stands on the error stream.
    """
    connections.close_all()  # a connection cannot be shared by two processes
    gate_out, gate_in = os.pipe()
    ready_out, ready_in = os.pipe()
    children = [_fork(work, number, calls, gate_out, gate_in, ready_in) for number in range(clients)]
    os.close(gate_out)
    for _ in children:
        os.read(ready_out, 1)
    began = time.perf_counter()
    os.close(gate_in)  # all children read the end of it at once
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    wall = (time.perf_counter() - began) * 1000
    os.close(ready_out)
    os.close(ready_in)
    if any(codes):
        raise SystemExit(f'{name}: {sum(map(bool, codes))} of {clients} clients failed')
    done = clients * calls * units
    return Measure(name, wall / done, 0, note=f'{1000 * done / wall:,.0f} per second')


def _fork(work: Callable[[int], None], number: int, calls: int, gate_out: int, gate_in: int, ready_in: int) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(gate_in)
        work(number)  # to warm up, and to connect
        os.write(ready_in, b'.')
        os.read(gate_out, 1)
        for _ in range(calls):
            work(number)
        code = 0
    except BaseException:  # noqa: BLE001 - a child must never come back into the parent's code
        traceback.print_exc()
        os.write(ready_in, b'!')
    finally:
        sys.stderr.flush()
        os._exit(code)  # without the parent's clean-up
