"""Opening a case: the submission of a draft request, visit or ticket."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...choices import SubjectKindChoices
from ...exceptions import OutcomeRefused, Refusal, RequestNotReady, RoleNotHeld
from ...models import Case, Subject
from .. import events
from ..publishing import document_of
from .base import Performed
from .moving import open_task
from .performing import perform

__all__ = ('submit',)


def submit(subject: Subject, *, actor: AbstractUser, now: datetime.datetime, comment: str = '') -> Performed:
    """Open the case of a draft and close its first task: the submission itself.

    Raises:
        RoleNotHeld: the actor does not represent the applicant today, or may not submit this subject.
        RequestNotReady: with every reason why it cannot be submitted as it is.
    """
    model = type(subject)
    with transaction.atomic():
        subject = (
            model.objects.select_for_update(of=('self',))
            .select_related('procedure__agency', 'procedure__calendar', 'applicant')
            .get(pk=subject.pk)
        )
        if not model.objects.restrict(actor, 'submit').filter(pk=subject.pk).exists():
            raise RoleNotHeld(_('You have no permission to submit this request.'))
        if not subject.is_draft:
            raise RequestNotReady([Refusal('request-not-draft', _('This request was submitted before.'))])
        case = _open_case(subject, now=now)
        step = document_of(case.version).first_step
        task = open_task(case, step, now=now)
        try:
            return perform(task, step.outcomes[0].key, actor=actor, now=now, comment=comment)
        except OutcomeRefused as refused:
            raise RequestNotReady(refused.refusals) from refused


def _open_case(subject: Subject, *, now: datetime.datetime) -> Case:
    procedure = subject.procedure
    version = procedure.published_version
    if version is None:
        message = _('This procedure has no published version yet: choose another one.')
        raise RequestNotReady([Refusal('procedure-unpublished', message)])
    version.procedure = procedure
    pk = _next_case_id()
    prefix = SubjectKindChoices.PREFIXES[procedure.subject_kind]
    case = Case(
        pk=pk,
        number=f'{prefix}-{timezone.localtime(now):%Y}-{pk:05d}',
        version=version,
        agency=procedure.agency,
        applicant=subject.applicant,
        opened_at=now,
    )
    case.full_clean()
    case.save(force_insert=True)
    subject.snapshot()
    subject.case = case
    subject._changelog_message = case.number
    subject.save_state('case')
    case.subject = subject
    events.record(case, 'case-opened', now=now, data={'version': version.number, 'digest': version.digest})
    return case


def _next_case_id() -> int:
    """Take the next primary key first: the number that people read is made from it."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT nextval(pg_get_serial_sequence(%s, %s))', [Case._meta.db_table, 'id'])
        return cursor.fetchone()[0]
