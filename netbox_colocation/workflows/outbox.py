"""What leaves the database: written with the step, run after commit by a background worker, until it succeeded.

An entry runs at least once: a worker that dies between the deed and the note about it leaves the entry pending, so
every outer effect is idempotent.
"""

import datetime
import logging
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from ..choices import OutboxStateChoices
from ..constants import OUTBOX_ATTEMPTS, OUTBOX_LEASE_SECONDS, OUTBOX_RETRY_SECONDS
from ..models import Case, OutboxEntry
from .registry import ALONE, OUTER_EFFECTS

__all__ = ('deliver_due', 'filled', 'put', 'put_each')

logger = logging.getLogger('netbox_colocation.outbox')

# Sent after commit when entries wait. No argument.
filled = Signal()


def put(case: Case, key: str, data: dict[str, Any], *, now: datetime.datetime) -> OutboxEntry:
    """Add an entry, in the caller's transaction, and wake the worker when it commits.

    Raises:
        KeyError: there is no outer effect of that key.
    """
    OUTER_EFFECTS[key]
    entry = OutboxEntry(case=case, effect=key, data=data, created_at=now, available_at=now)
    entry.save()
    _wake_after_commit()
    return entry


def put_each(entries: Iterable[tuple[Case, dict[str, Any]]], key: str, *, now: datetime.datetime) -> None:
    """Add many entries of one kind at once, as `put` adds one.

    Raises:
        KeyError: there is no outer effect of that key.
    """
    OUTER_EFFECTS[key]
    OutboxEntry.objects.bulk_create(
        OutboxEntry(case=case, effect=key, data=data, created_at=now, available_at=now) for case, data in entries
    )
    _wake_after_commit()


def deliver_due(*, now: datetime.datetime) -> int:
    """Run every pending entry whose time has come; return how many succeeded.

    Each runs in a transaction of its own that holds its row: two workers never run the same entry at once. One that is
    alone runs outside, and others leave it alone for a while.
    """
    due = OutboxEntry.objects.filter(state=OutboxStateChoices.PENDING, available_at__lte=now).order_by('pk')
    return sum(_deliver(pk, now=now) for pk in list(due.values_list('pk', flat=True)))


def _wake_after_commit() -> None:
    # A waker that fails (no Redis) must not turn a committed step into an error: the clock-driven job comes anyway.
    transaction.on_commit(lambda: filled.send_robust(sender=OutboxEntry), robust=True)


def _deliver(pk: int, *, now: datetime.datetime) -> bool:
    with transaction.atomic():
        entry = _lock(pk, now)
        if entry is None:
            return False
        entry.attempts += 1
        if entry.effect not in ALONE:
            return _run(entry, now)
        # Nobody else takes it meanwhile; whoever dies over it leaves it to the next one after that time.
        entry.available_at = now + datetime.timedelta(seconds=OUTBOX_LEASE_SECONDS)
        entry.save()
    return _run(entry, now)


def _lock(pk: int, now: datetime.datetime) -> OutboxEntry | None:
    entries = OutboxEntry.objects.select_for_update(of=('self',), skip_locked=True).select_related('case')
    return entries.filter(pk=pk, state=OutboxStateChoices.PENDING, available_at__lte=now).first()


def _run(entry: OutboxEntry, now: datetime.datetime) -> bool:
    try:
        with transaction.atomic() if entry.effect not in ALONE else nullcontext():
            OUTER_EFFECTS[entry.effect](entry)
    except Exception as error:  # one bad entry must not hold up the others; it is recorded and tried again
        logger.exception('outbox entry %s (%s) failed', entry.pk, entry.effect)
        _postpone(entry, error, now)
        return False
    entry.state, entry.done_at, entry.last_error = OutboxStateChoices.DONE, now, ''
    entry.save()
    return True


def _postpone(entry: OutboxEntry, error: Exception, now: datetime.datetime) -> None:
    entry.last_error = f'{type(error).__name__}: {error}'[:2000]
    if entry.attempts >= OUTBOX_ATTEMPTS:
        entry.state = OutboxStateChoices.FAILED
    else:
        wait = OUTBOX_RETRY_SECONDS * 2 ** (entry.attempts - 1)
        entry.available_at = now + datetime.timedelta(seconds=wait)
    entry.save()
