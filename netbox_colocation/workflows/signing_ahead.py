"""Preparing a signature before its step, for whoever holds the office that signs; and accepting it."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..documents import preparing
from ..documents.signing_means import Means
from ..exceptions import OutcomeUnknown
from ..models import Document, Signature
from . import engine
from .document import Outcome
from .engine import Performed
from .signatures import SIGNATURE, SigningOffice, find_office, sign_alone

__all__ = ('Finished', 'finish', 'plain_outcomes', 'prepare', 'start_wet_ink')


@dataclass(frozen=True)
class Finished:
    """What accepting a signature did: the signed paper, and the act that did it; None for a correction."""

    document: Document
    performed: Performed | None = None


@sensitive_variables('means')
def prepare(document: Document, *, method: str, actor: AbstractUser, now: datetime.datetime, means: Means) -> Signature:
    """Make a signature that a step can accept; see `documents.preparing.prepare`.

    Raises:
        ColocationError: the actor does not sign this paper now (`signatures.find_office`), or as `preparing.prepare`.
    """
    office = find_office(document, actor=actor, now=now)
    return preparing.prepare(document, method=method, actor=actor, signer=office.signer, now=now, means=means)


def start_wet_ink(document: Document, *, actor: AbstractUser, now: datetime.datetime) -> Signature:
    """Number the draft so that it can be printed and signed with ink.

    Raises:
        ColocationError: as `prepare`.
    """
    office = find_office(document, actor=actor, now=now)
    return preparing.start_wet_ink(document, actor=actor, signer=office.signer, now=now)


def plain_outcomes(office: SigningOffice) -> list[Outcome]:
    """Return the outcomes that a signature alone takes: they ask for nothing else."""
    return [outcome for outcome in office.outcomes if not outcome.comment_required]


def finish(
    document: Document,
    signature: str,
    *,
    outcome: str = '',
    actor: AbstractUser,
    now: datetime.datetime,
    comment: str = '',
) -> Finished:
    """Accept a signature: by closing the step that signs the paper, or, of a correction, without one.

    Args:
        signature: the answer of the step, see `signatures.read_signature`.
        outcome: the outcome that signs it; the only one when it is left out.

    Raises:
        ColocationError: whatever `find_office` and `engine.perform` raise; a prepared signature stays.
        OutcomeUnknown: several outcomes sign it, and none of them was named.
    """
    office = find_office(document, actor=actor, now=now)
    if office.task is None:
        return Finished(sign_alone(document, signature, actor=actor, now=now))
    keys = [each.key for each in office.outcomes]
    key = outcome or (keys[0] if len(keys) == 1 else '')
    if key not in keys:
        message = _('Say by which outcome the paper is signed: {outcomes}.').format(outcomes=', '.join(keys))
        raise OutcomeUnknown(message)
    performed = engine.perform(office.task, key, actor=actor, now=now, comment=comment, data={SIGNATURE: signature})
    return Finished(Document.objects.get(pk=document.pk), performed)
