"""Publishing: what the feeds say of each target is kept as text, and made anew when it is stale.

Any change of what a feed says, through NetBox or by SQL, leaves a mark in the same transaction (triggers of migration
0017). Windows that mute begin and end without a write: the newest publication keeps which ones it knew. Whoever reads a
feed publishes first, and so reads what is true; it costs one small query when nothing is stale.

One publisher at a time: the lock is held until its rows are committed. So the sequence in which changes become visible
is the sequence of their numbers, and a reader that has seen one number never misses a lower one.
"""

# ruff: noqa: S608 - the statements are made of names only; values are parameters.

import datetime
import hashlib
import uuid
from collections import defaultdict
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from dcim.models import Device

from ..models import MonitoringTarget, Publication, PublishedTarget, StaleTarget
from .conditions import is_marked
from .content import CONTENT, MUTING_WINDOWS, TARGETS_OF
from .muting import MUTED_GRADES

__all__ = ('Head', 'forget_old', 'publish', 'publish_everything', 'read_head', 'state_of')

# Any number that nobody else uses; the lock ends with the transaction, so it holds behind a pooler as well.
PUBLISH_LOCK = 7_061_402_131
CHUNK = 5_000
# A cursor that is older is not answered any more, and what was removed before it is forgotten.
KEPT = datetime.timedelta(days=90)
REMEMBERED_SECONDS = 24 * 60 * 60

_TARGETS = MonitoringTarget._meta.db_table
_PUBLISHED = PublishedTarget._meta.db_table
_PUBLICATIONS = Publication._meta.db_table
_STALE = StaleTarget._meta.db_table
_WINDOWS = 'netbox_colocation_maintenancewindow'

# The lowest mark, not whether there is one: an index forgets the marks that were taken off, a table only when vacuumed.
_HEAD = f"""
SELECT head.id, head.nonce, coalesce(head.last_sequence, (SELECT max(sequence) FROM {_PUBLISHED})), head.windows,
       ARRAY({MUTING_WINDOWS}), (SELECT min(id) FROM {_STALE}) IS NOT NULL
FROM (VALUES (1)) AS one
LEFT JOIN LATERAL (SELECT * FROM {_PUBLICATIONS} ORDER BY id DESC LIMIT 1) AS head ON true
"""
# Another answer after each writing, also of the same: the transaction that wrote.
_WRITTEN = f'SELECT nonce, xmin::text FROM {_PUBLICATIONS} ORDER BY id DESC LIMIT 1'
_TAKE_MARKS = f'WITH taken AS (DELETE FROM {_STALE} RETURNING scope, key) SELECT DISTINCT scope, key FROM taken'
# Who is asked for and not in `fresh` is gone, retired, or cannot be reached: a gravestone stays of what was published.
_WRITE = f"""
WITH fresh AS ({CONTENT}),
changed AS (
    SELECT asked.id, coalesce(fresh.kind, old.kind) AS kind, coalesce(fresh.content, '') AS content,
           fresh.id IS NULL AS is_removed, fresh.muted_by
    FROM unnest(%(asked)s::bigint[]) AS asked(id)
    LEFT JOIN fresh ON fresh.id = asked.id
    LEFT JOIN {_PUBLISHED} old ON old.target_id = asked.id
    WHERE (fresh.id IS NOT NULL OR old.target_id IS NOT NULL)
      AND (coalesce(fresh.content, ''), fresh.id IS NULL, fresh.muted_by)
          IS DISTINCT FROM (old.content, old.is_removed, old.muted_by)
)
INSERT INTO {_PUBLISHED} AS known (target_id, sequence, kind, content, is_removed, muted_by, changed_at)
SELECT id, %(last)s + row_number() OVER (ORDER BY id), kind, content, is_removed, muted_by, %(now)s FROM changed
ON CONFLICT (target_id) DO UPDATE SET sequence = excluded.sequence, kind = excluded.kind, content = excluded.content,
    is_removed = excluded.is_removed, muted_by = excluded.muted_by, changed_at = excluded.changed_at
"""
_EVERYTHING = f'SELECT id FROM {_TARGETS} UNION SELECT target_id FROM {_PUBLISHED} WHERE NOT is_removed'


@dataclass(frozen=True, slots=True)
class Head:
    """How far what is published is; `nonce` is empty before anything was."""

    sequence: int
    nonce: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is published, beside what is true: `windows` that mute, and whether there are marks."""

    key: int | None
    head: Head
    published_windows: tuple[int, ...]
    windows: tuple[int, ...]
    has_marks: bool

    @property
    def is_stale(self) -> bool:
        return self.has_marks or self.windows != self.published_windows


def publish(*, now: datetime.datetime) -> int:
    """Publish what is stale; return how many targets the feeds say something else of now.

    Has a transaction of its own. Waits for another publisher, so that the caller reads what it changed itself.
    """
    if not _read_known(now).is_stale:
        return 0
    with transaction.atomic():
        _lock()
        known = _read_known(now)
        # First the marks, then the content: what is committed in between leaves its mark for the next time.
        return _publish(_take_stale(known), known, now)


def publish_everything(*, now: datetime.datetime) -> int:
    """Compare everything with what is published, though there is no mark; return how many targets differed.

    After a backup was loaded, or a table emptied, without triggers.
    """
    with transaction.atomic():
        _lock()
        known = _read_known(now)
        _take_stale(known)
        return _publish({key for (key,) in _fetch(_EVERYTHING)}, known, now)


def read_head() -> Head:
    """Return how far what is published is."""
    publication = Publication.objects.order_by('-pk').first()
    return Head(publication.last_sequence, publication.nonce.hex) if publication else Head(0, '')


def state_of(targets: QuerySet[MonitoringTarget]) -> str:
    """Return a text that is another one whenever what is published of the targets is, or which targets these are."""
    if not targets.query.has_filters():
        return read_head().nonce
    try:
        condition, values = targets.order_by().values('pk').query.sql_with_params()
    except EmptyResultSet:
        return 'none'
    written = _fetch(_WRITTEN)
    if not written or not is_marked(targets):
        return _digest(condition, values)
    # Without a mark since then nothing of it changed; whoever takes marks off writes the newest publication.
    key = f'netbox_colocation.feeds.{hashlib.sha256(repr((condition, values, written)).encode()).hexdigest()}'
    state: str | None = cache.get(key)
    if state is None:
        state = _digest(condition, values)
        cache.set(key, state, REMEMBERED_SECONDS)
    return state


def _digest(condition: str, values: Any) -> str:
    statement = f"""
    SELECT count(*), coalesce(sum(hashint8extended(sequence, (extract(epoch FROM changed_at) * 1000000)::bigint)), 0)
    FROM {_PUBLISHED} WHERE NOT is_removed AND target_id IN ({condition})
    """
    [(count, digest)] = _fetch(statement, values)
    return f'{count} {digest}'


def forget_old(*, now: datetime.datetime) -> int:
    """Forget cursors that nobody may use any more, and gravestones that no cursor leads past; return how many."""
    old = Publication.objects.filter(made_at__lt=now - KEPT).order_by('-pk').values_list('pk', flat=True).first()
    cursors, _each = Publication.objects.filter(pk__lt=old or 0).delete()
    # Twice as long: a cursor may have been given out in the middle of a long list that began before it.
    gone, _each = PublishedTarget.objects.filter(is_removed=True, changed_at__lt=now - 2 * KEPT).delete()
    return cursors + gone


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(%s)', [PUBLISH_LOCK])


def _read_known(now: datetime.datetime) -> _Known:
    [(key, nonce, sequence, published, windows, has_marks)] = _fetch(_HEAD, {'now': now})
    head = Head(sequence or 0, nonce.hex if nonce else '')
    return _Known(key, head, tuple(published or ()), tuple(windows), has_marks)


def _take_stale(known: _Known) -> set[int]:
    """Take all marks off, and return the targets that they mean."""
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for scope, key in _fetch(_TAKE_MARKS):
        keys[scope].add(key)
    if turned := set(known.windows) ^ set(known.published_windows):
        keys[_WINDOWS] |= turned
    stale: set[int] = set()
    types = _types()
    for scope, marked in keys.items():
        rows = _fetch(TARGETS_OF[scope], {'keys': sorted(marked), **types})
        stale.update(key for (key,) in rows)
    return stale


def _publish(stale: set[int], known: _Known, now: datetime.datetime) -> int:
    values: dict[str, Any] = {'now': now, 'grades': list(MUTED_GRADES), **_types()}
    count = 0
    with connection.cursor() as cursor:
        for chunk in batched(sorted(stale), CHUNK):
            cursor.execute(_WRITE, {**values, 'asked': list(chunk), 'last': known.head.sequence + count})
            count += cursor.rowcount
    if count or known.key is None:
        Publication.objects.create(
            nonce=uuid.uuid4(), last_sequence=known.head.sequence + count, windows=list(known.windows), made_at=now
        )
    else:
        # Also where the windows are the same: by it `state_of` knows that marks were taken off.
        Publication.objects.filter(pk=known.key).update(windows=list(known.windows))
    return count


def _types() -> dict[str, int]:
    """Return the content types that tags, contacts and services are filed under."""
    kinds = ContentType.objects
    return {
        'device_type': kinds.get_for_model(Device).pk,
        'target_type': kinds.get_for_model(MonitoringTarget).pk,
    }


def _fetch(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
