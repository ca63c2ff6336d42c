"""Handing papers out, over the page, the API and a step of a procedure: the acts of `documents.dispatch`, and the
outbox that mails."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DispatchMethodChoices, DispatchStateChoices
from ..conf import get_setting
from ..documents import dispatch
from ..documents.dispatch import Way
from ..documents.subjects import Subject
from ..exceptions import OutcomeRefused, Refusal
from ..models import Case, Dispatch, Document, Representative, name_of_user
from . import outbox
from .fields import Field

__all__ = ('MAIL', 'hand_out', 'methods', 'note_read', 'read_way', 'send_again', 'sending_fields')

MAIL = 'document.mail'
# What people wrote while the way was a free text, by words of it; the first that fits.
WORDS = (
    (DispatchMethodChoices.E_OFFICE, ('srikandi', 'e-office', 'eoffice')),
    (DispatchMethodChoices.COURIER, ('kurir', 'courier', 'ekspedisi', 'jne', 'j&t', 'tiki', 'sicepat')),
    (DispatchMethodChoices.EMAIL, ('surel', 'e-mail', 'email', 'surat elektronik')),
    (DispatchMethodChoices.POST, ('pos', 'post', 'mail')),
)


def hand_out(document: Document, way: Way, *, actor: AbstractBaseUser, now: datetime.datetime) -> list[Dispatch]:
    """Hand a signed paper out, to the applicant or somebody else; e-mail goes out after the commit.

    Raises:
        OutcomeRefused: see `documents.dispatch.hand_out`.
    """
    with transaction.atomic():
        rows = dispatch.hand_out(document, way, actor=actor, now=now)
        for row in rows:
            _put(row, now)
    return rows


def send_again(row: Dispatch, *, now: datetime.datetime) -> Dispatch:
    """Mail a paper once more.

    Raises:
        OutcomeRefused: see `documents.dispatch.send_again`.
    """
    with transaction.atomic():
        row = dispatch.send_again(row)
        _put(row, now)
    return row


def methods() -> list[tuple[str, str]]:
    """Return the ways that this site can send a paper, with their names."""
    choices = [(value, str(label)) for value, label, *_colour in DispatchMethodChoices.CHOICES]
    return [choice for choice in choices if choice[0] != DispatchMethodChoices.EMAIL or get_setting('mail_letters')]


def sending_fields(subject: Subject, *, now: datetime.datetime) -> list[Field]:
    """Return what the sending of a letter asks. All of it may be left out: then only that it was sent is recorded."""
    suggested = dispatch.suggest_way(subject)
    return [
        Field('method', 'choice', _('Way'), required=False, choices=methods(), initial=suggested.method),
        Field('recipient', 'text', _('Recipient'), required=False, initial=suggested.recipient),
        Field(
            'address',
            'long-text',
            _('Address'),
            required=False,
            initial=suggested.address,
            help=_('Of the post, or e-mail addresses parted by commas'),
        ),
        Field('sent_on', 'date', _('Sent on'), required=False, initial=timezone.localtime(now).date()),
        Field('received_by', 'text', _('Received by'), required=False, help=_('Who took it at once')),
        Field('tracking_number', 'text', _('Tracking number'), required=False),
        # Older than the others: clients that know only this one still say how it was sent.
        Field('sent_by', 'text', _('Note'), required=False, help=_('What else is to be said about the sending')),
    ]


def read_way(answers: Mapping[str, Any], subject: Subject) -> Way | None:
    """Return how a step's answers say that a letter goes out; None when they say nothing about it.

    A step that did not ask mails the letter to the persons in charge, where the site sends letters.
    """
    note = str(answers.get('sent_by') or '').strip()
    if method := answers.get('method'):
        return Way(
            method,
            recipient=str(answers.get('recipient') or '')[:200],
            address=str(answers.get('address') or '')[:2000],
            sent_on=datetime.date.fromisoformat(answers['sent_on']) if answers.get('sent_on') else None,
            tracking_number=str(answers.get('tracking_number') or '')[:100],
            received_by=str(answers.get('received_by') or '')[:150],
            note=note,
        )
    if note:
        return Way(_method_in(note), note=note, is_done=True)
    suggested = dispatch.suggest_way(subject)
    return suggested if suggested.method == DispatchMethodChoices.EMAIL and 'method' not in answers else None


def note_read(document: Document, *, reader: AbstractUser, now: datetime.datetime) -> None:
    """Note that the applicant opened a paper in the portal; officers leave no note."""
    day = timezone.localtime(now).date()
    represents = Representative.objects.on(day).filter(user=reader.pk, tenant=document.subject.applicant_id)
    if represents.exists():
        dispatch.note_read(document, reader=name_of_user(reader), now=now)


def _method_in(note: str) -> str:
    words = note.lower()
    return next(
        (method for method, known in WORDS if any(word in words for word in known)),
        DispatchMethodChoices.HANDED_OVER,
    )


def _put(row: Dispatch, now: datetime.datetime) -> None:
    """Have an e-mail sent after the commit; anything else went out by hand."""
    if row.state == DispatchStateChoices.QUEUED:
        outbox.put(_case_of(row.document), MAIL, {'dispatch': row.pk}, now=now)


def _case_of(document: Document) -> Case:
    case = document.case or document.subject.case
    if case is None:
        message = _('This paper belongs to no case yet: hand it over, or post it.')
        raise OutcomeRefused([Refusal('case-missing', message, field='method')])
    return case
