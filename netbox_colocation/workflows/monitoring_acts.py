"""Acts on monitoring targets, by people and by monitoring systems, and what they do to the cases that wait for them.

A row that hands servers over closes by itself when monitoring has seen and accepted all of its case's targets
(`watching` has what procedures name). Cases are locked before targets, as everywhere.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from dcim.models import Device

from ..choices import MonitoringStateChoices, TaskStateChoices
from ..exceptions import ColocationError, OutcomeRefused, Refusal, RoleNotHeld
from ..models import Case, MonitoringTarget, Task
from ..monitoring import targets as monitoring
from ..monitoring.acknowledging import ACCEPTED, DOWN, SEEN, UP, Answer, Report
from ..monitoring.acknowledging import acknowledge as take_over
from . import engine
from .actors import Actor, by_permission
from .document import Outcome, Step
from .engine.base import demand_reason, step_of
from .target_events import case_of, tell

__all__ = ('accept', 'acknowledge', 'close_accepted', 'find_handed_over', 'retire', 'retire_gone', 'retire_nameless')

# The activity of a row that waits for monitoring, and the effect of the outcome by which it goes on.
ACTIVITY = 'monitoring.accept'
KINDS = {SEEN: 'target-seen', ACCEPTED: 'target-accepted', DOWN: 'target-down', UP: 'target-up'}


def accept(
    target: MonitoringTarget, *, actor: AbstractUser, now: datetime.datetime, comment: str = ''
) -> MonitoringTarget:
    """Accept one target by hand; return it as it is then. One that is accepted already stays as it is.

    Raises:
        RoleNotHeld: the actor may not acknowledge this target.
        OutcomeRefused: it is retired (`target-retired`), or monitoring has not seen it and there is no comment
            (`target-unseen`).
    """
    with transaction.atomic():
        target = _lock(target, actor, 'acknowledge', _('You have no permission to accept this target.'))
        _refuse([*_against_retired(target), *monitoring.against_unseen([target], comment=comment)])
        person = by_permission(actor)
        message = comment.strip() or str(case_of(target) or '')
        if changed := monitoring.accept([target], actor=actor, name=person.name, now=now, message=message):
            tell('target-accepted', changed, now=now, actor=person, comment=comment.strip())
            close_accepted(_cases_of(changed), account=actor, now=now)
        return target


def retire(target: MonitoringTarget, *, actor: AbstractUser, now: datetime.datetime, reason: str) -> MonitoringTarget:
    """Stop watching one target by hand; return it as it is then.

    Raises:
        RoleNotHeld: the actor may not retire this target.
        DataInvalid: there is no reason.
        OutcomeRefused: it is retired already (`target-retired`).
    """
    with transaction.atomic():
        target = _lock(target, actor, 'retire', _('You have no permission to retire this target.'))
        reason = demand_reason(reason, field='reason')
        _refuse(_against_retired(target))
        changed = monitoring.retire_targets([target], now=now, message=reason)
        tell('target-retired', changed, now=now, actor=by_permission(actor), reason=reason)
        close_accepted(_cases_of(changed), account=actor, now=now)
        return target


def retire_gone(device: Device, *, now: datetime.datetime) -> None:
    """Retire what was watched of a device that is about to be deleted."""
    watched = MonitoringTarget.objects.filter(device=device.pk).exclude(state=MonitoringStateChoices.RETIRED)
    with transaction.atomic():
        _lock_cases(watched)
        reason = _('{device} was deleted').format(device=device)
        changed = monitoring.retire_targets(monitoring.lock_targets(watched), now=now, message=reason)
        if changed:
            tell('target-retired', changed, now=now, reason=reason)


def retire_nameless(target: MonitoringTarget, *, now: datetime.datetime) -> None:
    """Retire a target that is about to be stored without its device; its caller stores it."""
    reason = _('{device} was deleted').format(device=target.device_name)
    target.state, target.retired_at, target.address = MonitoringStateChoices.RETIRED, now, None
    target._changelog_message = reason[:200]
    _lock_cases(MonitoringTarget.objects.filter(pk=target.pk))
    tell('target-retired', [target], now=now, reason=reason)


def acknowledge(reports: Sequence[Report], *, source: str, actor: AbstractUser, now: datetime.datetime) -> list[Answer]:
    """Take over what a monitoring system reports, tell the cases, and close the rows that waited for it.

    Of targets that a maintenance window mutes nobody hears that they are down or up while it lasts. The number of
    queries does not depend on the number of reports; each row that closes has its own.

    Raises:
        RoleNotHeld: the actor may acknowledge no target at all.
    """
    if not actor.has_perm('netbox_colocation.acknowledge_monitoringtarget'):
        raise RoleNotHeld(_('You have no permission to report what monitoring sees.'))
    person = by_permission(actor)
    with transaction.atomic():
        answers = take_over(
            reports,
            source=source,
            queryset=MonitoringTarget.objects.restrict(actor, 'acknowledge'),
            actor=actor,
            name=person.name,
            now=now,
            before_locking=lambda rows: _lock_cases(MonitoringTarget.objects.filter(pk__in=[row.pk for row in rows])),
        )
        changed = _tell_changes(answers, source=source, person=person, now=now)
        close_accepted(_cases_of(changed), account=actor, now=now)
    return answers


def find_handed_over(cases: Iterable[int] | None = None) -> QuerySet[Task]:
    """Return the open tasks that wait for monitoring although it has seen and accepted all targets of their case.

    Args:
        cases: keys of the cases to look at; without them, all.
    """
    watched = MonitoringTarget.objects.filter(request__case=OuterRef('case')).exclude(
        state=MonitoringStateChoices.RETIRED
    )
    missing = watched.exclude(state=MonitoringStateChoices.ACCEPTED, seen_at__isnull=False)
    tasks = Task.objects.filter(state=TaskStateChoices.OPEN, parent__isnull=True, paused_at__isnull=True)
    if cases is not None:
        tasks = tasks.filter(case__in=cases)
    tasks = tasks.filter(Exists(watched)).exclude(Exists(missing))
    return tasks.select_related('case__version').order_by('pk')


def close_accepted(cases: Iterable[int] | None = None, *, account: AbstractUser | None, now: datetime.datetime) -> int:
    """Close the rows whose targets monitoring has seen and accepted; return how many.

    What stands against one is left for a person of its office: the acknowledgement counts all the same.

    Args:
        cases: keys of the cases to look at; without them, all.
        account: who reported last; None takes whoever accepted a target of the case last.
    """
    closed = 0
    for task in find_handed_over(cases):
        outcome = closing_outcome(step_of(task))
        who = account or _who_accepted(task)
        if outcome and who and _close(task, outcome, who, now):
            closed += 1
    return closed


def closing_outcome(step: Step) -> Outcome | None:
    """Return the outcome by which monitoring's own acknowledgement closes a step; None when it waits for people."""
    if step.activity != ACTIVITY:
        return None
    return next((outcome for outcome in step.outcomes if ACTIVITY in outcome.effects), None)


def _close(task: Task, outcome: Outcome, account: AbstractUser, now: datetime.datetime) -> bool:
    try:
        with transaction.atomic():
            engine.perform_by_itself(task, outcome.key, account=account, now=now)
    except ColocationError:
        return False
    return True


def _who_accepted(task: Task) -> AbstractUser | None:
    rows = MonitoringTarget.objects.filter(request__case=task.case_id, accepted_by__isnull=False)
    last = rows.select_related('accepted_by').order_by('-accepted_at', '-pk').first()
    return last.accepted_by if last else None


def _tell_changes(
    answers: Sequence[Answer], *, source: str, person: Actor, now: datetime.datetime
) -> list[MonitoringTarget]:
    """Tell what became of targets, each kind once; return those that changed."""
    changed: dict[str, dict[int, MonitoringTarget]] = {change: {} for change in KINDS}
    for answer in answers:
        for change in answer.changes:
            changed[change][answer.row.pk] = answer.row
    for change, rows in changed.items():
        if rows:
            tell(KINDS[change], list(rows.values()), now=now, actor=person, source=source)
    return [row for rows in changed.values() for row in rows.values()]


def _lock(target: MonitoringTarget, actor: AbstractUser, action: str, message: str) -> MonitoringTarget:
    chosen = MonitoringTarget.objects.restrict(actor, action).filter(pk=target.pk)
    _lock_cases(MonitoringTarget.objects.filter(pk=target.pk))
    if not (found := monitoring.lock_targets(chosen)):
        raise RoleNotHeld(message)
    return found[0]


def _lock_cases(targets: QuerySet[MonitoringTarget]) -> None:
    cases = targets.filter(request__case__isnull=False).order_by().values('request__case')
    rows = Case.objects.filter(pk__in=cases).select_for_update(of=('self',)).order_by('pk')
    list(rows.values_list('pk', flat=True))


def _cases_of(targets: Iterable[MonitoringTarget]) -> list[int]:
    return sorted({case.pk for target in targets if (case := case_of(target))})


def _against_retired(target: MonitoringTarget) -> list[Refusal]:
    if not target.is_retired:
        return []
    message = _('{target} is retired: nothing of it is watched any more.').format(target=target)
    return [Refusal('target-retired', message)]


def _refuse(refusals: list[Refusal]) -> None:
    if refusals:
        raise OutcomeRefused(refusals)
