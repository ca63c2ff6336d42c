"""Keep what a maintenance window hits: its lines, and the counts beside the window."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from ..models import ImpactLine, MaintenanceWindow
from .impact import Impact, Line, Step, Touched, Unknown, assess

__all__ = ('as_path', 'assess_window', 'read_kept', 'read_path', 'summarize')

AT_ONCE = 2_000
LONGEST_LABEL = 200


def assess_window(window: MaintenanceWindow, *, now: datetime.datetime) -> Impact:
    """Follow what the window's ticket touches and write the lines anew; the window is saved with counts and time."""
    touched = Touched.of(window.ticket)
    impact = assess(touched)
    with transaction.atomic():
        window = MaintenanceWindow.objects.select_for_update(of=('self',)).get(pk=window.pk)
        ImpactLine.objects.filter(window=window)._raw_delete(ImpactLine.objects.db)
        ImpactLine.objects.bulk_create((_row(window, line) for line in impact.lines), batch_size=AT_ONCE)
        window.impact, window.assessed_at = summarize(touched, impact), now
        # Not a change of the window itself: it has no entry in the change log.
        MaintenanceWindow.objects.filter(pk=window.pk).update(impact=window.impact, assessed_at=now)
    return impact


def summarize(touched: Touched, impact: Impact) -> dict[str, Any]:
    """Return what is kept beside the window, as JSON."""
    return {
        'counts': impact.counts,
        'unknown': [
            {'code': said.code, 'count': said.count, 'examples': [step._asdict() for step in said.examples]}
            for said in impact.unknown
        ],
        'tenants': {str(pk): grade for pk, grade in sorted(impact.tenants.items())},
        'touched': touched.counts,
    }


def as_path(line: Line) -> list[dict[str, Any]]:
    """Return a line's path as JSON; its figures, where it has some, are the last element."""
    steps: list[dict[str, Any]] = [step._asdict() for step in line.path]
    return [*steps, {'facts': dict(line.facts)}] if line.facts else steps


def read_path(path: Sequence[Mapping[str, Any]]) -> tuple[tuple[Step, ...], dict[str, Any]]:
    """Return the steps and the figures of a kept path."""
    steps = tuple(Step(each['joined'], each['model'], each['pk'], each['label']) for each in path if 'model' in each)
    return steps, next((dict(each['facts']) for each in path if 'facts' in each), {})


def read_kept(window: MaintenanceWindow) -> Impact:
    """Return what was found when the window was assessed last; one query."""
    lines = []
    for row in window.impact_lines.order_by('pk'):
        path, facts = read_path(row.path)
        keys = (row.object_model, row.object_pk, row.label, row.device_id, row.tenant_id, row.grade, row.reason)
        lines.append(Line(*keys, path, facts))
    unknown = tuple(
        Unknown(said['code'], said['count'], tuple(Step(**step) for step in said['examples']))
        for said in window.impact.get('unknown', ())
    )
    return Impact(tuple(lines), unknown)


def _row(window: MaintenanceWindow, line: Line) -> ImpactLine:
    return ImpactLine(
        window=window,
        object_model=line.model,
        object_pk=line.pk,
        label=line.label[:LONGEST_LABEL],
        device_id=line.device,
        tenant_id=line.tenant,
        grade=line.grade,
        reason=line.reason,
        path=as_path(line),
    )
