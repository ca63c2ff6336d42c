"""Build the demo data centre, in the order in which its parts need each other."""

import io
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import ModelSignal, post_delete, post_save
from django.utils import timezone

from netbox.context import query_cache
from netbox.search.signals import caching_handler, removal_handler
from users.models import User

from . import (
    access,
    accounts,
    agencies,
    devices,
    hardware,
    history,
    monitoring,
    network,
    offices,
    power,
    procedures,
    rooms,
    uplinks,
    workdays,
)
from .book import Book

__all__ = ('build',)


def build(log: Callable[[str], None], *, with_logins: bool = True) -> None:
    """Put the demo data centre into the database of the settings; leave alone what is there already.

    Without logins nobody can sign in, and nothing is written to the run folder: for databases of tests.
    """
    book, now = Book(), timezone.now()
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ('people', lambda: accounts.build(log, with_logins=with_logins)),
        ('agencies', lambda: agencies.build(book)),
        ('hardware types', lambda: hardware.build(book)),
        ('site, rooms and racks', lambda: rooms.build(book)),
        ('power panels and feeds', lambda: power.build_feeds(book)),
        ('devices', lambda: devices.build(book, log)),
        ('power cables', lambda: power.build_cables(book)),
        ('uplinks and switch ports', lambda: uplinks.build(book)),
        ('address space', lambda: network.build(book)),
        ('reservations', lambda: rooms.reserve(book, by=User.objects.get(username='helpdesk'), log=log)),
        ('working time', lambda: workdays.build(book, now=now)),
        ('procedures', lambda: procedures.build(book, now=now)),
        ('offices', lambda: offices.build(book, now=now)),
        ('who may be in the rooms', lambda: access.build(book, now=now)),
        ('what monitoring watches', lambda: monitoring.build(book, now=now)),
    )
    began = time.monotonic()
    with _remembering_types(), _indexing_together(book):
        for name, step in steps:
            with _timing(name, log), transaction.atomic():
                step()
        with _timing('requests', log):  # its own transaction, and no worker called at its end
            history.build(book, log, now=now)
        with transaction.atomic():
            monitoring.report_drift(book, now=now)
    log(f'made: {book.summary()} ({time.monotonic() - began:.1f} s)')


@contextmanager
def _timing(name: str, log: Callable[[str], None]) -> Iterator[None]:
    """Say how long a step took."""
    began = time.monotonic()
    yield
    log(f'{name} ({time.monotonic() - began:.1f} s)')


@contextmanager
def _indexing_together(book: Book) -> Iterator[None]:
    """Put what was made into NetBox's search at the end, all at once.

    Otherwise NetBox would hand its worker a job for almost every object, and everything else would wait behind them.
    """
    handlers: tuple[tuple[ModelSignal, Callable[..., None]], ...] = (
        (post_save, caching_handler),
        (post_delete, removal_handler),
    )
    for signal, handler in handlers:
        signal.disconnect(handler)
    try:
        yield
    finally:
        for signal, handler in handlers:
            signal.connect(handler)
    if book.made:
        call_command('reindex', stdout=io.StringIO())


@contextmanager
def _remembering_types() -> Iterator[None]:
    """Let NetBox remember object types and custom fields as it does within a web request: half of all queries."""
    token = query_cache.set(defaultdict(dict))
    try:
        yield
    finally:
        query_cache.reset(token)
