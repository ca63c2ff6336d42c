"""Moving an open case to another version of its procedure."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from ...choices import TaskStateChoices, VersionStateChoices
from ...exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ...models import Case, ProcedureVersion, Task
from .. import events
from ..actors import by_permission
from ..document import ProcedureDocument, Step
from ..publishing import document_of
from .base import QUESTION_MARK, Performed, demand_reason, lock_case, refuse_closed_case

__all__ = ('find_move_problems', 'move_to_version')


def find_move_problems(case: Case, version: ProcedureVersion) -> list[Refusal]:
    """Return why the case cannot stand in that version: each open task must be the same step there."""
    if version.procedure_id != case.version.procedure_id:
        return [Refusal('other-procedure', _('This version belongs to another procedure.'), field='version')]
    if version.state != VersionStateChoices.PUBLISHED:
        return [Refusal('version-draft', _('This version is a draft: publish it first.'), field='version')]
    if version.pk == case.version_id:
        return [Refusal('same-version', _('The case follows this version already.'), field='version')]
    here, there = document_of(case.version), document_of(version)
    waiting = case.tasks.filter(state=TaskStateChoices.OPEN).order_by('pk')
    return [problem for task in waiting for problem in _find_step_problems(task, here, there)]


def move_to_version(
    case: Case, version: ProcedureVersion, *, actor: AbstractUser, now: datetime.datetime, comment: str
) -> Performed:
    """Let an open case follow another version from where it stands.

    Raises:
        RoleNotHeld: the actor may not move the case.
        DataInvalid: there is no reason.
        OutcomeRefused: the case has ended, or cannot stand in that version; with every reason.
    """
    with transaction.atomic():
        case = lock_case(case)
        if not Case.objects.restrict(actor, 'move').filter(pk=case.pk).exists():
            raise RoleNotHeld(_('You have no permission to move this case to another version.'))
        refuse_closed_case(case)
        reason = demand_reason(comment)
        if problems := find_move_problems(case, version):
            raise OutcomeRefused(problems)
        before = case.version
        case.snapshot()
        case._changelog_message = reason[:200]
        case.version = version
        case.save()
        holder = by_permission(actor)
        data = {
            'from': before.number,
            'to': version.number,
            'from_digest': before.digest,
            'to_digest': version.digest,
            'reason': reason,
        }
        events.record(case, 'version-changed', now=now, actor=holder, data=data)
        return Performed(case=case, task=None)


def _find_step_problems(task: Task, here: ProcedureDocument, there: ProcedureDocument) -> list[Refusal]:
    key = task.step.removesuffix(QUESTION_MARK)
    old, new = here.steps[key], there.steps.get(key)
    if new is None:
        return [_problem(task, _('has no step {step}').format(step=key))]
    problems = []
    if (old.role, old.setting) != (new.role, new.setting):
        problems.append(_problem(task, _('gives step {step} to {role}').format(step=key, role=new.role)))
    if old.activity != new.activity:
        message = _('asks something else in step {step}: {activity}').format(step=key, activity=new.activity)
        problems.append(_problem(task, message))
    if _together(here, old) != _together(there, new):
        problems.append(_problem(task, _('opens other steps together with step {step}').format(step=key)))
    return problems


def _together(document: ProcedureDocument, step: Step) -> set[tuple[str, int]]:
    return {(member.key, member.seats) for member in document.row_of(step).stage_of(step)}


def _problem(task: Task, what: str) -> Refusal:
    message = _('The new version {what}, where this case waits.').format(what=what)
    return Refusal('step-differs', message, field='version', data={'task': task.pk, 'step': task.step})
