"""How gunicorn runs the demo. NetBox takes some seconds to load: once, before the workers are forked."""

import os
from typing import Any

from dev import environment

environment.prepare()

wsgi_app = 'dev.wsgi:application'
bind = os.environ.get('COLOCATION_BIND', '127.0.0.1:8000')
workers = int(os.environ.get('COLOCATION_WORKERS') or 2)
threads = 3
timeout = 120
preload_app = True
control_socket_disable = True  # it would be one for all checkouts of this user
proc_name = 'netbox-colocation'


def pre_fork(server: Any, worker: Any) -> None:
    """Close what was opened while loading: two processes cannot share one connection."""
    from django.db import connections

    connections.close_all()


def worker_exit(server: Any, worker: Any) -> None:
    """End at once: with NetBox loaded, Python would tidy up for seconds what is gone with the process anyway."""
    os._exit(0)


def on_exit(server: Any) -> None:
    """The same for the first process, whose workers have ended."""
    os._exit(0)
