"""Signatures: the holder of an office approves a draft in the application. After that the paper never changes.

This is a recorded approval, not a certified electronic signature, and the paper says so.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from users.models import User

from ..choices import DocumentDirectionChoices, DocumentStateChoices, HolderCapacityChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document, RegisterEntry
from .confirming import with_parties
from .indonesian import date_block, format_time
from .kinds import DRAFTED_KINDS
from .numbering import TakenNumber, find_register, take_number
from .removal import detach_file
from .subjects import agency_of

__all__ = ('Signer', 'sign')


@dataclass(frozen=True)
class Signer:
    """Who signs, as the signature block prints it.

    Attributes:
        name: with titles.
        rank: e.g. *Pembina Utama Muda (IV/c)*, or ''.
        position: the office. Several lines are printed as several: *Kepala Dinas* and, below, *Sekretaris* for one who
            signs on behalf.
        capacity: a `HolderCapacityChoices` value.
        user: the account that signs; None for an official without one, who signed on paper.
        employee_number: the NIP, or ''.
        recorded_by: who records a signature that was put on paper; None for one in the application.
    """

    name: str
    rank: str
    position: str
    capacity: str
    user: AbstractBaseUser | None
    employee_number: str = ''
    recorded_by: AbstractBaseUser | None = None

    @property
    def account(self) -> AbstractBaseUser | None:
        """Who is logged in: the signer, or whoever records the signature."""
        return self.recorded_by or self.user


def sign(document: Document, *, actor: AbstractBaseUser, signer: Signer, now: datetime.datetime) -> Document:
    """Sign a draft: number it when its kind is outgoing, freeze it for good, date it today.

    An internal paper is numbered too when the agency keeps a register of internal papers.

    Raises:
        OutcomeRefused: it is signed already (`already-signed`), the actor worked on the draft (`own-draft`), it is not
            a paper that is signed here (`not-signable`), the signer is somebody else or nameless (`signer-invalid`), or
            there is no register to number it (`register-missing`).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        if refusals := list(_refusals(document, actor, signer)):
            raise OutcomeRefused(refusals)
        document.snapshot()
        taken = _take_number(document, now)
        if taken:
            document.number = taken.number
        today = timezone.localtime(now).date()
        document.data = {
            **with_parties(document),
            'status': 'signed',
            'number': document.number,
            'dated': date_block(today),
            'signer': _signature_block(signer, now),
        }
        detach_file(document)
        document.state = DocumentStateChoices.SIGNED
        document.dated = today
        document.signed_by = signer.user
        document.signed_at = now
        document._changelog_message = str(document.case or document.subject)
        document.full_clean()
        document.save()
        if taken:
            RegisterEntry.objects.create(
                register=taken.register,
                sequence=taken.sequence,
                number=taken.number,
                dated=today,
                document=document,
                taken_by=actor,
                taken_at=now,
            )
    return document


def _refusals(document: Document, actor: AbstractBaseUser, signer: Signer) -> Iterator[Refusal]:
    if document.kind not in DRAFTED_KINDS:
        yield Refusal('not-signable', _('This paper came from outside: it is not signed here.'))
    elif document.state != DocumentStateChoices.DRAFT:
        message = _('This paper was signed or filed before, and never changes: draft a new one.')
        yield Refusal('already-signed', message)
    drafters = {drafter['user'] for drafter in document.data.get('drafters', ())}
    if signer.user and signer.user.pk in drafters | {document.drafted_by_id}:
        yield Refusal('own-draft', _('You drafted this yourself: somebody else has to sign it.'))
    if (
        signer.account is None
        or signer.account.pk != actor.pk
        or not signer.name.strip()
        or not signer.position.strip()
    ):
        yield Refusal('signer-invalid', _('A paper is signed by the holder of an office, with name and position.'))


def _take_number(document: Document, now: datetime.datetime) -> TakenNumber | None:
    agency = agency_of(document.subject)
    is_internal = document.direction == DocumentDirectionChoices.INTERNAL
    if is_internal and find_register(agency=agency, now=now, direction=document.direction) is None:
        return None
    return take_number(agency=agency, now=now, direction=document.direction)


def _signature_block(signer: Signer, now: datetime.datetime) -> dict[str, Any]:
    prefix = HolderCapacityChoices.PREFIXES.get(signer.capacity, '')
    position = [line.strip() for line in signer.position.splitlines() if line.strip()]
    return {
        'user': signer.user.pk if signer.user else None,
        'name': signer.name,
        'rank': signer.rank,
        'position': position,
        'title': f'{prefix} {", ".join(position)}'.strip(),
        'capacity': signer.capacity,
        'prefix': prefix,
        'employee_number': signer.employee_number,
        'at': now.isoformat(),
        'at_text': format_time(timezone.localtime(now)),
        'how': 'paper' if signer.recorded_by else 'application',
        'recorded_by': _name_of(signer.recorded_by),
    }


def _name_of(user: AbstractBaseUser | None) -> str:
    return (cast(User, user).get_full_name() or user.get_username()) if user else ''
