"""What a monitoring system reports of many targets at once: seen, accepted, up and down since.

The same reports again change nothing. However many there are, the number of queries stays the same.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.choices import ObjectChangeActionChoices
from core.models import ObjectChange

from ..choices import MonitoringStateChoices
from ..compat import request_of_change
from ..models import MonitoringTarget
from .muting import muted

__all__ = (
    'ACCEPTED',
    'APPLIED',
    'DOWN',
    'REFUSED',
    'SEEN',
    'STATES',
    'UNCHANGED',
    'UP',
    'Answer',
    'Report',
    'acknowledge',
)

SEEN, ACCEPTED, UP, DOWN = 'seen', 'accepted', 'up', 'down'
STATES = (SEEN, ACCEPTED, UP, DOWN)
APPLIED, UNCHANGED, REFUSED = 'applied', 'unchanged', 'refused'
# Clocks of two machines never agree to the second.
CLOCK_SKEW = datetime.timedelta(minutes=5)
# What a report changes of a target: the arrays of STORE, in their order.
COLUMNS = (
    'id',
    'state',
    'seen_at',
    'accepted_at',
    'accepted_by_id',
    'accepted_by_name',
    'health',
    'health_since',
    'down_told_since',
)
STORE = """
    UPDATE netbox_colocation_monitoringtarget AS old
    SET last_updated = %s, state = new.state, seen_at = new.seen_at, accepted_at = new.accepted_at,
        accepted_by_id = new.accepted_by_id, accepted_by_name = new.accepted_by_name,
        health = new.health, health_since = new.health_since, down_told_since = new.down_told_since
    FROM unnest(
        %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::text[], %s::text[],
        %s::timestamptz[], %s::timestamptz[]
    ) AS new (
        id, state, seen_at, accepted_at, accepted_by_id, accepted_by_name, health, health_since, down_told_since
    )
    WHERE old.id = new.id
"""
NOTE = """
    UPDATE netbox_colocation_monitoringtarget AS old
    SET source = %s, reported_at = %s
    FROM (
        SELECT id FROM netbox_colocation_monitoringtarget WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
    ) AS kept
    WHERE old.id = kept.id
"""


@dataclass(frozen=True)
class Report:
    """What a monitoring system says of one target.

    Attributes:
        target: the key of the target, as every feed names it.
        state: one of STATES. Whatever is up or down was seen.
        since: since when; None means now.
    """

    target: int
    state: str
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one report: `result` is applied, unchanged or refused, the last with a code and a sentence.

    `changes` are those of STATES that came about by it and are to be told: `down` and `up` not while a maintenance
    window mutes the target, and `up` only after `down` was told. `row` is the target as it is then; None when there is
    none.
    """

    report: Report
    result: str
    code: str = ''
    message: str = ''
    changes: tuple[str, ...] = ()
    row: Any = None


type BeforeLocking = Callable[[Sequence[MonitoringTarget]], None]


def acknowledge(
    reports: Sequence[Report],
    *,
    source: str,
    queryset: QuerySet[MonitoringTarget],
    actor: AbstractUser,
    name: str,
    now: datetime.datetime,
    before_locking: BeforeLocking | None = None,
) -> list[Answer]:
    """Take over what the reports say, each in its turn; return an answer to each, in their order.

    A report is refused alone when its target is none of the queryset (`target-unknown`) or retired
    (`target-retired`), its moment has not come (`since-in-future`), or a later one was reported before
    (`report-outdated`).

    Args:
        source: how the monitoring system is called.
        queryset: the targets of which the actor may report.
        name: of the actor, kept for when the account is gone.
        before_locking: is given the targets that change, before their rows are locked: cases are locked first.
    """
    fold = _Fold(actor=actor, name=name, now=now)
    with transaction.atomic():
        keys = sorted({report.target for report in reports if 0 < report.target < 2**63})
        rows = _read(queryset.filter(pk__in=keys), now)
        answers = [fold.answer(report, rows.get(report.target)) for report in reports]
        chosen = {answer.report.target for answer in answers if answer.result == APPLIED}
        changing = sorted(chosen)
        if changing:
            if before_locking:
                before_locking([rows[pk] for pk in changing])
            # All of them, in the one order: what does not change is noted below.
            _lock(sorted(rows))
            fresh = _read(queryset.filter(pk__in=changing), now)
            for row in fresh.values():
                row.snapshot()
            for place, report in enumerate(reports):
                if report.target in chosen:
                    answers[place] = fold.answer(report, fresh.get(report.target))
            if changed := {answer.row.pk: answer.row for answer in answers if answer.result == APPLIED}:
                _store(list(changed.values()), actor, now)
        _note_report([answer.row.pk for answer in answers if answer.result != REFUSED], source, now)
    return answers


@dataclass(frozen=True)
class _Fold:
    actor: AbstractUser
    name: str
    now: datetime.datetime

    def answer(self, report: Report, row: MonitoringTarget | None) -> Answer:
        """Apply a report to the row, in memory."""
        if row is None:
            message = _('There is no target {target} of which you may report: take its number from a feed.')
            return Answer(report, REFUSED, 'target-unknown', message.format(target=report.target))
        if row.is_retired:
            message = _('{target} is retired: stop watching it.').format(target=row)
            return Answer(report, REFUSED, 'target-retired', message, row=row)
        since = report.since or self.now
        if since > self.now + CLOCK_SKEW:
            message = _('{moment} has not come yet: look at the clock of the monitoring system.')
            return Answer(report, REFUSED, 'since-in-future', message.format(moment=since.isoformat()), row=row)
        since = min(since, self.now)
        if report.state in (UP, DOWN) and report.state != row.health and row.health_since and since < row.health_since:
            message = _('{target} is “{health}” since later than that: report what is so now.')
            text = message.format(target=row, health=row.get_health_display())
            return Answer(report, REFUSED, 'report-outdated', text, row=row)
        before = (row.seen_at, row.state, row.health)
        changes = tuple(self._apply(report.state, since, row))
        is_same = before == (row.seen_at, row.state, row.health)
        return Answer(report, UNCHANGED if is_same else APPLIED, changes=changes, row=row)

    def _apply(self, state: str, since: datetime.datetime, row: MonitoringTarget) -> Iterator[str]:
        """Change the row; whatever was accepted by hand before it was seen is seen now."""
        if row.seen_at is None:
            row.seen_at = since
            if row.state == MonitoringStateChoices.REQUESTED:
                row.state = MonitoringStateChoices.SEEN
            yield SEEN
        if state == ACCEPTED and row.state != MonitoringStateChoices.ACCEPTED:
            row.state, row.accepted_at = MonitoringStateChoices.ACCEPTED, since
            row.accepted_by, row.accepted_by_name = self.actor, self.name[:150]
            yield ACCEPTED
        if state in (UP, DOWN) and state != row.health:
            row.health, row.health_since = state, since
            # What is so still when the window is over is told then: `workflows.target_watch`.
            if not row.is_muted and (state == DOWN or row.down_told_since):
                row.down_told_since = since if state == DOWN else None
                yield state


def _read(targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> dict[int, MonitoringTarget]:
    """Read targets with what the change log and the words about them need."""
    rows = muted(targets, now=now).select_related('device', 'request__case', 'accepted_by').prefetch_related('tags')
    return {row.pk: row for row in rows.order_by('pk')}


def _lock(keys: Sequence[int]) -> None:
    rows = MonitoringTarget.objects.select_for_update(of=('self',), no_key=True).filter(pk__in=keys)
    list(rows.order_by('pk').values_list('pk', flat=True))


def _store(rows: Sequence[MonitoringTarget], actor: AbstractUser, now: datetime.datetime) -> None:
    """Write what reports changed, in one statement, and the change log of what became of their states, in another."""
    for row in rows:
        row.last_updated = now
    with connection.cursor() as cursor:
        cursor.execute(STORE, [now, *([getattr(row, name) for row in rows] for name in COLUMNS)])
    if request := request_of_change():
        ObjectChange.objects.bulk_create(
            _change_of(row, actor, request.id) for row in rows if row._prechange_snapshot['state'] != row.state
        )


def _change_of(row: MonitoringTarget, actor: AbstractUser, request_id: Any) -> ObjectChange:
    change = row.to_objectchange(ObjectChangeActionChoices.ACTION_UPDATE)
    change.user, change.user_name, change.request_id = actor, actor.get_username(), request_id
    return change


def _note_report(keys: Sequence[int], source: str, now: datetime.datetime) -> None:
    """Note who reported last; rows are locked in their one order, so that two reporters never wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [source, now, sorted(set(keys))])
