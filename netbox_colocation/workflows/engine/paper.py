"""Paper first: an act that happened on paper is recorded with its date, its holder and the scan that proves it."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.translation import gettext as _

from ...choices import DocumentKindChoices
from ...constants import APPLICANT
from ...exceptions import DataInvalid, Refusal, RoleNotHeld
from ...models import Representative, Task
from ..actors import Actor, as_actor
from ..registry import PaperAct

__all__ = ('authorize',)


def authorize(task: Task, paper: PaperAct, *, recorder: AbstractUser, now: datetime.datetime) -> Actor:
    """Return the holder who acted on paper, recorded by the user.

    Raises:
        RoleNotHeld: the user may not record acts on paper for this task.
        DataInvalid: with every reason why the act cannot have happened like that.
    """
    if not Task.objects.restrict(recorder, 'record_paper').filter(pk=task.pk).exists():
        raise RoleNotHeld(_('You have no permission to record acts on paper for this task.'))
    if refusals := [
        *_find_date_problems(task, paper, now),
        *_find_holder_problems(task, paper),
        *_find_proof_problems(task, paper),
    ]:
        raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)
    return as_actor(paper.holder, role=task.role, recorded_by=recorder)


def _find_date_problems(task: Task, paper: PaperAct, now: datetime.datetime) -> list[Refusal]:
    if paper.acted_at > now:
        return [Refusal('paper-in-future', _('It has not happened yet: correct the date.'), field='acted_at')]
    last = task.case.tasks.filter(acted_at__isnull=False).order_by('-acted_at').first()
    if last and paper.acted_at < last.acted_at:
        message = _('Step {step} happened on paper after that, on {day}: correct the date.').format(
            step=last.step, day=timezone.localtime(last.acted_at).date()
        )
        return [Refusal('paper-out-of-order', message, field='acted_at')]
    return []


def _find_holder_problems(task: Task, paper: PaperAct) -> list[Refusal]:
    holder = paper.holder
    if isinstance(holder, Representative):
        fits = task.role_key == APPLICANT and holder.tenant_id == task.case.applicant_id
    else:
        fits = task.role_id is not None and holder.role_id == task.role_id
    if not fits:
        return [Refusal('paper-holder', _('This person does not hold the role of the task.'), field='holder')]
    if not holder.is_valid_on(timezone.localtime(paper.acted_at).date()):
        return [Refusal('paper-holder', _('This person did not hold the role on that day.'), field='holder')]
    return []


def _find_proof_problems(task: Task, paper: PaperAct) -> list[Refusal]:
    proof = paper.proof
    if proof.kind != DocumentKindChoices.PAPER_PROOF or proof.subject != task.case.subject:
        message = _('The proof is a scan that was uploaded to this case for that purpose.')
        return [Refusal('paper-proof', message, field='proof')]
    return []
