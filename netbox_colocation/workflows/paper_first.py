"""Recording an act that happened on paper: the scan is kept and the task closed together, or neither."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentKindChoices
from ..constants import APPLICANT
from ..documents.files import store_upload
from ..documents.removal import remove_unnamed
from ..exceptions import DataInvalid, Refusal, RoleNotHeld
from ..models import Appointment, Representative, Task
from . import engine
from .actors import as_actor
from .document import Outcome
from .fields import Field
from .publishing import document_of
from .registry import Situation

__all__ = ('fields_on_paper', 'find_holders_ever', 'record_on_paper')


def find_holders_ever(task: Task) -> QuerySet[Any]:
    """Return everybody who held the role of the task at some time: on paper it may have been long ago."""
    if task.role_key == APPLICANT:
        return Representative.objects.filter(tenant=task.case.applicant_id).select_related('user').order_by('pk')
    return Appointment.objects.filter(role=task.role_id).select_related('role').order_by('-valid_from', 'pk')


def fields_on_paper(task: Task, outcome: Outcome, *, recorder: AbstractUser, now: datetime.datetime) -> list[Field]:
    """Return what the step asks for when it is recorded; none while nobody ever held its role."""
    holder = find_holders_ever(task).first()
    if holder is None:
        return []
    situation = Situation(
        case=task.case,
        task=task,
        subject=task.case.subject,
        document=document_of(task.case.version),
        step=engine.step_of(task),
        outcome=outcome,
        actor=as_actor(holder, role=task.role, recorded_by=recorder),
        now=now,
    )
    return engine.fields_of(situation)


def record_on_paper(
    task: Task,
    outcome: str,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    acted_at: datetime.datetime,
    holder: int,
    proof: 'UploadedFile[Any]',
    comment: str = '',
    data: Mapping[str, Any] | None = None,
) -> engine.Performed:
    """Keep the scan and close the task with what happened on paper; `holder` is the key of who acted.

    Raises:
        RoleNotHeld: the actor may not record acts on paper for this task.
        FileRefused: the scan is no paper that is taken.
        ColocationError: as `engine.perform`.
    """
    if not Task.objects.restrict(actor, 'record_paper').filter(pk=task.pk).exists():
        raise RoleNotHeld(_('You have no permission to record acts on paper for this task.'))
    who = find_holders_ever(task).filter(pk=holder).first()
    if who is None:
        message = _('This person does not hold the role of the task.')
        raise DataInvalid(message, refusals=[Refusal('paper-holder', message, field='holder')])
    stored = None
    try:
        with transaction.atomic():
            stored = store_upload(
                task.case.subject,
                proof,
                kind=DocumentKindChoices.PAPER_PROOF,
                actor=actor,
                now=now,
                dated=timezone.localtime(acted_at).date(),
                field='proof',
            )
            paper = engine.PaperAct(acted_at=acted_at, holder=who, proof=stored)
            return engine.perform(task, outcome, actor=actor, now=now, comment=comment, data=data, paper=paper)
    except BaseException:
        # The row was rolled back; a file knows no transaction.
        if stored is not None and stored.file.name and not connection.needs_rollback:
            remove_unnamed(stored.file.name, storage=stored.file.storage)
        raise
