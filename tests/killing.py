"""A process that is killed in the middle of something, as a power cut would."""

import os
import signal
import time

from django.db import connections

__all__ = ('run_and_kill',)


def run_and_kill(module, name, act, *, after=False):
    """Do something in another process, and kill that one with SIGKILL when it reaches a function of a module.

    With `after`, the function is called first, and the process is killed once it has returned.
    """
    connections.close_all()  # a forked process must not share them
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        reach = getattr(module, name)

        def reach_and_wait(*args, **kwargs):
            if after:
                reach(*args, **kwargs)
            os.write(writing, b'!')
            time.sleep(60)

        try:
            setattr(module, name, reach_and_wait)
            act()
        finally:
            os._exit(1)
    os.close(writing)
    try:
        assert os.read(reading, 1) == b'!', f'{name} was not reached'
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
