"""Who may sign a paper now, and how: the holder of the office whose step signs it.

A correction waits for no step: the office that signed what it corrects signs it. Nor do papers beside the steps
(SIGNED_ALONE), such as the order to work: an office above the drafter's signs them (`offices`), never the drafter.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..calendars.moments import shown
from ..choices import (
    DocumentKindChoices,
    DocumentStateChoices,
    HolderCapacityChoices,
    NoticeStateChoices,
    SignatureMethodChoices,
    TaskStateChoices,
)
from ..documents import signing
from ..documents.prepared import find_prepared
from ..documents.signature_data import allowed_methods
from ..exceptions import OutcomeRefused, Refusal
from ..models import Appointment, Document, ProcedureRole, Signature, Task, WindowNotice
from . import engine, outbox
from .actors import Actor, find_actor
from .disclosure import reads_as_applicant
from .document import Outcome
from .fields import Field
from .guards import find_paper
from .offices import find_deciding_office
from .publishing import document_of
from .registry import Situation

__all__ = (
    'APPLICATION',
    'SIGNATURE',
    'SIGNED_ALONE',
    'SigningOffice',
    'find_office',
    'find_paper_to_sign',
    'is_signed_alone',
    'read_signature',
    'sign_alone',
    'signature_choices',
    'signature_fields',
    'signer_of',
    'visible_signatures',
)

SIGNS = 'document.sign'
# The answer by which a step is told how the paper is signed: this word, or the key of a prepared signature.
SIGNATURE = 'signature'
APPLICATION = SignatureMethodChoices.APPLICATION
# Papers beside the steps of a case. Where a procedure has a step that signs one, that step signs it all the same.
SIGNED_ALONE = frozenset({DocumentKindChoices.WORK_ORDER, DocumentKindChoices.MAINTENANCE_NOTICE})


@dataclass(frozen=True)
class SigningOffice:
    """Who signs a paper now. `task` is the step that signs it, by its `outcomes`; None where no step does."""

    signer: signing.Signer
    task: Task | None = None
    outcomes: tuple[Outcome, ...] = ()


def find_office(document: Document, *, actor: AbstractUser, now: datetime.datetime) -> SigningOffice:
    """Return the office in which this user signs the paper now.

    Raises:
        RoleNotHeld: they do not hold the office, may not act on its task, or drafted a paper that no step signs.
        TaskClaimed: a colleague has claimed the task.
        OutcomeRefused: nobody signs it now (`nothing-to-sign`, `already-signed`), or guards stand against every outcome
            that signs it; all their reasons are in the error.
    """
    if document.state != DocumentStateChoices.DRAFT:
        message = _('This paper was signed or filed before, and never changes: draft a new one.')
        raise OutcomeRefused([Refusal('already-signed', message)])
    if document.corrects_id is not None:
        return _correcting_office(document, actor, now)
    if is_signed_alone(document):
        return _office_above(document, actor, now)
    for task in _open_tasks(document):
        outcomes = [outcome for outcome in engine.step_of(task).outcomes if _signs(outcome, document)]
        if not outcomes or not _is_paper_of(task, document):
            continue
        situations = [engine.situation_of(task, outcome.key, actor=actor, now=now) for outcome in outcomes]
        engine.refuse_claimed(task, situations[0].actor)
        refusals = {situation.outcome.key: engine.find_refusals(situation) for situation in situations}
        possible = tuple(outcome for outcome in outcomes if not refusals[outcome.key])
        if not possible:
            raise OutcomeRefused(_each_once(reason for found in refusals.values() for reason in found))
        return SigningOffice(signer_of(situations[0].actor, role=task.role, now=now), task, possible)
    message = _('No step waits for the signature of this paper now.')
    raise OutcomeRefused([Refusal('nothing-to-sign', message)])


def is_signed_alone(document: Document) -> bool:
    """Whether no step signs this paper: it corrects another, or it stands beside the steps of its procedure."""
    if document.corrects_id is not None:
        return True
    if document.kind not in SIGNED_ALONE or document.case is None:
        return False
    steps = document_of(document.case.version).steps.values()
    return not any(_signs(outcome, document) for step in steps for outcome in step.outcomes)


def find_paper_to_sign(task: Task) -> Document | None:
    """Return the draft that an outcome of this open task signs; None when it signs none."""
    for outcome in engine.step_of(task).outcomes:
        if SIGNS in outcome.effects:
            document = find_paper(task.case, outcome.params['kind'])
            return document if document and document.state == DocumentStateChoices.DRAFT else None
    return None


def sign_alone(document: Document, signature: str = '', *, actor: AbstractUser, now: datetime.datetime) -> Document:
    """Sign a paper that no step waits for: a correction, or one beside the steps.

    Args:
        signature: as the answer of a step, see `read_signature`.

    Raises:
        RoleNotHeld: the actor does not hold the office that signs it today (see `find_office`).
        OutcomeRefused: a step signs it (`not-a-correction`), or whatever `signing.sign` refuses.
    """
    if not is_signed_alone(document):
        message = _('This paper is signed in its step.')
        raise OutcomeRefused([Refusal('not-a-correction', message)])
    office = find_office(document, actor=actor, now=now)
    with transaction.atomic():
        chosen = read_signature(document, signature, actor=actor)
        signed = signing.sign(document, actor=actor, signer=office.signer, now=now, signature=chosen)
        if not signed.file and signed.case is not None:
            outbox.put(signed.case, 'document.render', {'document': signed.pk}, now=now)
    return signed


def signer_of(actor: Actor, *, role: ProcedureRole | None, now: datetime.datetime) -> signing.Signer:
    """Return who acts, as the signature block prints it; who signs on behalf stands there with their own office."""
    position = actor.position
    if actor.capacity == HolderCapacityChoices.ON_BEHALF and role is not None and actor.user is not None:
        position = '\n'.join(filter(None, (position, _own_office(actor, role, now))))
    return signing.Signer(
        name=actor.name,
        rank=actor.rank,
        position=position,
        capacity=actor.capacity,
        user=actor.user,
        employee_number=actor.employee_number,
        recorded_by=actor.recorded_by,
        role=role,
    )


def signature_fields(situation: Situation) -> list[Field]:
    """Ask how the paper is signed: among what is allowed and exists. Nothing is asked about what was put on paper."""
    if situation.actor.recorded_by is not None:
        return []
    document = find_paper(situation.case, situation.params['kind'])
    choices = signature_choices(document, actor=situation.actor.user)
    is_approval_allowed = APPLICATION in allowed_methods()
    return [
        Field(
            SIGNATURE,
            'choice',
            _('Signature'),
            # What was made with a key or on paper is not passed over by forgetting to choose it.
            required=len(choices) > is_approval_allowed or not is_approval_allowed,
            help=_('A signature in the file is made before: choose it here.'),
            choices=choices,
            initial=choices[0][0] if choices else None,
        )
    ]


def signature_choices(document: Document | None, *, actor: AbstractUser | None) -> list[tuple[str, str]]:
    """Return the ways in which this user can sign the paper now: what they prepared, and the approval if allowed."""
    prepared = []
    if document and document.state == DocumentStateChoices.DRAFT and actor:
        prepared = find_prepared(document, actor=actor)
    choices = [(str(signature.pk), _describe(signature)) for signature in prepared]
    if APPLICATION in allowed_methods():
        choices.append((APPLICATION, _('Approve in the application')))
    return choices


def read_signature(document: Document, answer: str, *, actor: AbstractUser) -> int | None:
    """Return the key of the prepared signature that an answer names; None to approve in the application.

    Raises:
        OutcomeRefused: the answer names none (`signature-unknown`), or there is none and approving in the application
            is not allowed (`signature-missing`) or would pass over a prepared one (`signature-choose`).
    """
    if answer and answer != APPLICATION:
        if not answer.isdecimal() or len(answer) > 18:
            message = _('There is no such signature of this paper: prepare one.')
            raise OutcomeRefused([Refusal('signature-unknown', message, field=SIGNATURE)])
        return int(answer)
    if APPLICATION not in allowed_methods():
        message = _('A signature in the file is needed: sign the paper first, then choose that signature.')
        raise OutcomeRefused([Refusal('signature-missing', message, field=SIGNATURE)])
    if not answer and find_prepared(document, actor=actor):
        message = _('You prepared a signature: choose it, or choose to approve in the application.')
        raise OutcomeRefused([Refusal('signature-choose', message, field=SIGNATURE)])
    return None


def visible_signatures(document: Document, *, reader: AbstractUser, now: datetime.datetime) -> list[Signature]:
    """Return the signatures that somebody who may view the paper sees, the accepted one first.

    What is only prepared is the agency's own: an applicant never sees it.
    """
    rows = document.signatures.select_related('role', 'user', 'prepared_by')
    if document.case is None or reads_as_applicant(reader, document.case, now=now):
        rows = rows.filter(accepted_at__isnull=False)
    return sorted(rows, key=lambda row: row.accepted_at is None)


def _correcting_office(document: Document, actor: AbstractUser, now: datetime.datetime) -> SigningOffice:
    role = signing.signing_role(document)
    if role is None or document.case is None:
        message = _('Nobody knows which office signed the paper that this one corrects.')
        raise OutcomeRefused([Refusal('office-unknown', message)])
    holder = find_actor(actor, case=document.case, role=role, now=now)
    return SigningOffice(signer_of(holder, role=role, now=now))


def _office_above(document: Document, actor: AbstractUser, now: datetime.datetime) -> SigningOffice:
    """Of everybody who worked on the draft the last one counts; none of them signs it (`signing.find_refusals`)."""
    if WindowNotice.objects.filter(document=document.pk, state=NoticeStateChoices.DROPPED).exists():
        message = _('This notice is not sent any more: nothing is left to sign.')
        raise OutcomeRefused([Refusal('notice-dropped', message)])
    office = find_deciding_office(document.subject, document.drafted_by_id, user=actor, now=now)
    return SigningOffice(signer_of(office.actor, role=office.role, now=now))


def _open_tasks(document: Document) -> Iterable[Task]:
    if document.case is None:
        return ()
    open_tasks = document.case.tasks.filter(state=TaskStateChoices.OPEN)
    return open_tasks.select_related('role__agency', 'case__version__procedure', 'case__agency', 'claimed_by')


def _signs(outcome: Outcome, document: Document) -> bool:
    return SIGNS in outcome.effects and outcome.params.get('kind') == document.kind


def _is_paper_of(task: Task, document: Document) -> bool:
    """A step signs the newest paper of its kind; an older draft is nobody's any more."""
    newest = find_paper(task.case, document.kind)
    return newest is not None and newest.pk == document.pk


def _own_office(actor: Actor, role: ProcedureRole, now: datetime.datetime) -> str:
    """The office of whoever signs for another: their own one in the same agency, definitive before any other."""
    day = timezone.localtime(now).date()
    held = Appointment.objects.on(day).filter(user=actor.user, role__agency=role.agency_id).exclude(role=role)
    own = sorted(
        held.select_related('role').order_by('pk'), key=lambda one: one.capacity != HolderCapacityChoices.DEFINITIVE
    )
    return own[0].role.name if own else ''


def _describe(signature: Signature) -> str:
    parts = (signature.get_method_display(), signature.data.get('number', ''), shown(signature.prepared_at))
    return ' · '.join(filter(None, parts))


def _each_once(refusals: Iterable[Refusal]) -> list[Refusal]:
    return list({(reason.code, reason.field): reason for reason in refusals}.values())
