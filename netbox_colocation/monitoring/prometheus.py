"""What is published of the targets, to read: each is one group of Prometheus' HTTP service discovery.

See https://prometheus.io/docs/prometheus/latest/http_sd/ . NetBox's facts are labels that begin with `__meta_netbox_`
(`monitoring.content`). Rows come as the client takes them: what this needs in memory does not grow with the targets.
The caller restricts the targets to what its user may see, and has published what is stale (`monitoring.publishing`).
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from ..models import MonitoringTarget, PublishedTarget

__all__ = ('LABEL', 'OMIT', 'Published', 'read_groups', 'read_published', 'stream')

# What becomes of targets that a maintenance window mutes: they are marked, or left out meanwhile.
LABEL, OMIT = 'label', 'omit'
ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Published:
    """One target: `group` has `targets` (`host:port`) and `labels`; `muted_by` is the window that mutes it."""

    target_id: int
    kind: str
    group: dict[str, Any]
    muted_by: int | None


def read_groups(
    targets: QuerySet[MonitoringTarget], *, when_muted: str = LABEL, kinds: Collection[str] = ()
) -> Iterator[str]:
    """Yield the JSON text of each target's group, in the order of their keys; retired targets are left out.

    Args:
        when_muted: LABEL leaves in what a maintenance window mutes, marked by `__meta_netbox_muted="true"`; OMIT leaves
            it out while the window lasts: then it is not measured either.
        kinds: only targets of these kinds, where some are named.
    """
    for (content,) in stream(_published(targets, when_muted, kinds).values_list('content')):
        yield content


def read_published(
    targets: QuerySet[MonitoringTarget], *, when_muted: str = LABEL, kinds: Collection[str] = ()
) -> Iterator[Published]:
    """Yield the same as objects, for feeds of another format."""
    rows = _published(targets, when_muted, kinds).values_list('target_id', 'kind', 'content', 'muted_by')
    for target, kind, content, muted_by in stream(rows):
        yield Published(target, kind, json.loads(content), muted_by)


def stream(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one moment from a cursor in the database, whatever is written meanwhile.

    In a transaction, so that this works behind a pooler too; a reader that stops early ends it.
    """
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        try:
            while found := cursor.fetchmany(ROWS):
                yield from found
        except GeneratorExit:
            # Nothing went wrong: what others wrote in this transaction stays.
            return


def _published(
    targets: QuerySet[MonitoringTarget], when_muted: str, kinds: Collection[str]
) -> QuerySet[PublishedTarget]:
    rows = PublishedTarget.objects.filter(is_removed=False)
    if targets.query.has_filters():
        rows = rows.filter(target_id__in=targets.order_by().values('pk'))
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if when_muted == OMIT:
        rows = rows.filter(muted_by=None)
    return rows.order_by('target_id')
