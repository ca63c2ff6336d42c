"""What happens to monitoring targets, told: to the case that asked for them, or to event rules alone without one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from ..models import Case, MonitoringTarget
from . import announcing, events
from .actors import Actor

__all__ = ('case_of', 'facts_of', 'since_of', 'tell')


def facts_of(targets: Iterable[MonitoringTarget]) -> list[dict[str, Any]]:
    """Return what an event says of targets."""
    return [
        {
            'id': target.pk,
            'name': str(target),
            'device': target.device_id,
            'kind': target.kind,
            'state': target.state,
            'health': target.health,
            'since': since_of(target),
        }
        for target in targets
    ]


def since_of(target: MonitoringTarget) -> str | None:
    """Return since when it is up or down, always in the same writing; None when nobody said."""
    return target.health_since.astimezone(datetime.UTC).isoformat() if target.health_since else None


def case_of(target: MonitoringTarget) -> Case | None:
    """Return the case whose procedure asked for the target."""
    return target.request.case if target.request else None


def tell(
    kind: str, targets: Sequence[MonitoringTarget], *, now: datetime.datetime, actor: Actor | None = None, **facts: Any
) -> None:
    """Record one event in each case of the targets, whose rows must be locked; of the others event rules hear.

    The number of queries does not depend on the number of targets, nor of cases.
    """
    by_case: defaultdict[Case, list[MonitoringTarget]] = defaultdict(list)
    alone: list[MonitoringTarget] = []
    for target in targets:
        if case := case_of(target):
            by_case[case].append(target)
        else:
            alone.append(target)
    said = {case: {'targets': facts_of(rows), **facts} for case, rows in by_case.items()}
    events.record_each(said, kind, now=now, actor=actor)
    announcing.announce_aside(kind, {row: {'targets': facts_of([row]), **facts} for row in alone}, now=now, actor=actor)
