"""Hands signed papers out: to whom, how and when; later who received them. One row for each receiver.

E-mail is only queued here: `mailing` sends it after the commit.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import (
    DispatchMethodChoices,
    DispatchStateChoices,
    DocumentDirectionChoices,
    DocumentKindChoices,
    DocumentStateChoices,
)
from ..conf import get_setting
from ..exceptions import OutcomeRefused, Refusal
from ..models import Dispatch, Document
from .indonesian import format_time
from .kinds import KINDS
from .subjects import Subject

__all__ = (
    'HANDED_OUT_KINDS',
    'Way',
    'find_addresses',
    'hand_out',
    'may_leave',
    'note_read',
    'receive',
    'send',
    'send_again',
    'suggest_way',
)

# Papers of the agency itself that leave it all the same: records go to everybody who signs them, a permit to whoever
# comes with it.
HANDED_OUT_KINDS = frozenset(
    kind
    for kind, facts in KINDS.items()
    if facts.direction == DocumentDirectionChoices.INTERNAL
    and (facts.is_signed_by_several or kind == DocumentKindChoices.VISIT_PERMIT)
)
LEFT = (DocumentStateChoices.SIGNED, DocumentStateChoices.SENT, DocumentStateChoices.FILED)
MOST_ADDRESSES = 20
# Papers are Indonesian, and so is what their book says; told by its first words.
READ = 'Dibaca di portal'


@dataclass(frozen=True)
class Way:
    """How a paper goes out.

    Attributes:
        method: a `DispatchMethodChoices` value.
        recipient: who gets it; '' for the applicant.
        address: of the post; of e-mail, one address or several, parted by commas.
        sent_on: None for today.
        received_by: who took it at once, or ''.
        is_done: whether an e-mail was sent by hand, from somebody's own mailbox: nothing is queued.
    """

    method: str
    recipient: str = ''
    address: str = ''
    sent_on: datetime.date | None = None
    tracking_number: str = ''
    received_by: str = ''
    note: str = ''
    is_done: bool = False

    @property
    def is_mailed(self) -> bool:
        return self.method == DispatchMethodChoices.EMAIL and not self.is_done


def may_leave(document: Document) -> bool:
    """Whether a paper of this kind goes out at all: letters to the outside, and records to those who sign them."""
    return document.direction == DocumentDirectionChoices.OUTGOING or document.kind in HANDED_OUT_KINDS


def find_addresses(subject: Subject) -> dict[str, str]:
    """Return the e-mail addresses of the applicant's persons in charge, each once, with the name of whose it is."""
    found: dict[str, str] = {}
    for name, address in (
        (subject.administrative_name, subject.administrative_email),
        (subject.technical_name, subject.technical_email),
    ):
        if address and _is_address(address):
            found.setdefault(address.strip().lower(), name or subject.applicant.name)
    return found


def suggest_way(subject: Subject) -> Way:
    """Return what a page proposes: e-mail to the persons in charge where the site sends letters, else by hand."""
    addresses = ', '.join(find_addresses(subject))
    if get_setting('mail_letters') and addresses:
        return Way(DispatchMethodChoices.EMAIL, recipient=subject.applicant.name, address=addresses)
    return Way(DispatchMethodChoices.HANDED_OVER, recipient=subject.applicant.name)


def send(
    document: Document, *, now: datetime.datetime, way: Way | None = None, actor: AbstractBaseUser | None = None
) -> Document:
    """Send a signed letter, for the first time; without a way it is only recorded that it was sent.

    Raises:
        OutcomeRefused: it is not a letter to the outside (`not-outgoing`), not signed (`not-signed`), was sent before
            (`already-sent`), or cannot go that way; see `hand_out`.
    """
    with transaction.atomic():
        document = _lock(document)
        if document.direction != DocumentDirectionChoices.OUTGOING:
            raise OutcomeRefused([Refusal('not-outgoing', _('Only an outgoing letter is sent.'))])
        if document.state == DocumentStateChoices.DRAFT:
            raise OutcomeRefused([Refusal('not-signed', _('This letter is not signed yet: have it signed first.'))])
        if document.state != DocumentStateChoices.SIGNED:
            raise OutcomeRefused([Refusal('already-sent', _('This letter was sent before.'))])
        if way:
            hand_out(document, way, actor=actor, now=now)
            document.refresh_from_db()
        else:
            _mark_sent(document, now)
    return document


def hand_out(document: Document, way: Way, *, actor: AbstractBaseUser | None, now: datetime.datetime) -> list[Dispatch]:
    """Record that a paper goes out, to one receiver or to each e-mail address; e-mail is queued, not sent.

    Raises:
        OutcomeRefused: the paper may not leave (`not-outgoing`), is not signed (`not-signed`) or no longer there
            (`document-destroyed`); the site sends no letters by e-mail (`mail-off`); an address is missing, invalid or
            had it before (`address-missing`, `address-invalid`, `address-used`); a date is in the future or before the
            paper's own (`date-in-future`, `date-before-letter`).
    """
    with transaction.atomic():
        document = _lock(document)
        today = timezone.localtime(now).date()
        way = replace(way, sent_on=way.sent_on or today)
        if refusals := [*_find_paper_refusals(document), *_find_way_refusals(document, way, today)]:
            raise OutcomeRefused(refusals)
        rows = list(_rows(document, way, actor))
        for row in rows:
            row.full_clean()
            row.save()
        if document.state == DocumentStateChoices.SIGNED and document.direction == DocumentDirectionChoices.OUTGOING:
            _mark_sent(document, now)
    return rows


def receive(
    dispatch: Dispatch, *, received_by: str, received_on: datetime.date, now: datetime.datetime, note: str = ''
) -> Dispatch:
    """Record who received a paper, and when: for e-mail, who confirmed it.

    Raises:
        OutcomeRefused: it was recorded before (`already-received`), has not gone out yet (`not-sent`), nobody is named
            (`receiver-missing`), or the day is in the future (`date-in-future`) or before it went out
            (`date-before-letter`).
    """
    with transaction.atomic():
        dispatch = Dispatch.objects.select_for_update(of=('self',)).get(pk=dispatch.pk)
        refusals = list(_find_receipt_refusals(dispatch, received_by, received_on, timezone.localtime(now).date()))
        if refusals:
            raise OutcomeRefused(refusals)
        dispatch.snapshot()
        dispatch.state = DispatchStateChoices.RECEIVED
        dispatch.received_by = received_by.strip()
        dispatch.received_on = received_on
        dispatch.note = _joined(dispatch.note, note)
        dispatch.full_clean()
        dispatch.save()
    return dispatch


def send_again(dispatch: Dispatch) -> Dispatch:
    """Queue an e-mail once more: one that failed, or that its receiver never saw.

    Raises:
        OutcomeRefused: it did not go by e-mail (`not-mailed`), waits to be sent (`mail-waiting`) or was received
            (`already-received`), or the site sends no letters by e-mail any more (`mail-off`).
    """
    with transaction.atomic():
        dispatch = Dispatch.objects.select_for_update(of=('self',)).get(pk=dispatch.pk)
        if dispatch.method != DispatchMethodChoices.EMAIL:
            raise OutcomeRefused([Refusal('not-mailed', _('This did not go by e-mail: hand it out again.'))])
        if dispatch.state == DispatchStateChoices.QUEUED:
            raise OutcomeRefused([Refusal('mail-waiting', _('This e-mail still waits to be sent.'))])
        if dispatch.state == DispatchStateChoices.RECEIVED:
            raise OutcomeRefused([Refusal('already-received', _('This was received: hand it out to somebody else.'))])
        if refusals := [*_find_paper_refusals(dispatch.document), *_find_mail_refusals()]:
            raise OutcomeRefused(refusals)
        dispatch.snapshot()
        dispatch.state, dispatch.error = DispatchStateChoices.QUEUED, ''
        dispatch.save()
    return dispatch


def note_read(document: Document, *, reader: str, now: datetime.datetime) -> None:
    """Note once, on the last dispatch of a paper, that its applicant read it in the portal. That is no receipt."""
    with transaction.atomic():
        rows = Dispatch.objects.filter(document=document.pk)
        if rows.filter(note__contains=READ).exists():
            return
        dispatch = rows.select_for_update(of=('self',)).order_by('-pk').first()
        if dispatch is None or READ in dispatch.note:
            return
        dispatch.snapshot()
        at = format_time(timezone.localtime(now))
        dispatch.note = _joined(dispatch.note, f'{READ} oleh {reader} pada {at}')
        dispatch.save()


def _rows(document: Document, way: Way, actor: AbstractBaseUser | None) -> Iterator[Dispatch]:
    recipient = way.recipient.strip() or document.subject.applicant.name
    common = {
        'document': document,
        'method': way.method,
        'sent_on': way.sent_on,
        'sent_by': actor,
        'tracking_number': way.tracking_number.strip(),
        'note': way.note.strip(),
    }
    if way.is_mailed:
        names = find_addresses(document.subject)
        for address in _addresses_of(way):
            name = names.get(address, recipient)
            yield Dispatch(**common, recipient=name, address=address, state=DispatchStateChoices.QUEUED)
        return
    received_by = way.received_by.strip()
    yield Dispatch(
        **common,
        recipient=recipient,
        address=way.address.strip(),
        state=DispatchStateChoices.RECEIVED if received_by else DispatchStateChoices.SENT,
        received_by=received_by,
        received_on=way.sent_on if received_by else None,
    )


def _find_paper_refusals(document: Document) -> Iterator[Refusal]:
    if not may_leave(document):
        message = _('Only an outgoing letter, or a record that several sign, is handed out.')
        yield Refusal('not-outgoing', message)
    elif document.state not in LEFT or not _was_agreed(document):
        yield Refusal('not-signed', _('This paper is not signed yet: have it signed first.'))
    if document.destroyed_at is not None:
        yield Refusal('document-destroyed', _('The file of this paper was destroyed when its retention ended.'))


def _was_agreed(document: Document) -> bool:
    """Whether somebody signed it: a record may be filed unsigned when its case ends, and is still a draft then."""
    parties = document.data.get('parties') or ()
    return document.signed_at is not None or any(party.get('how') for party in parties)


def _find_way_refusals(document: Document, way: Way, today: datetime.date) -> Iterator[Refusal]:
    if way.method not in DispatchMethodChoices.values():
        yield Refusal('method-unknown', _('{method}: there is no such way.').format(method=way.method), field='method')
    if way.is_mailed:
        yield from _find_mail_refusals()
        yield from _find_address_refusals(document, _addresses_of(way))
    assert way.sent_on is not None
    if way.sent_on > today:
        yield Refusal('date-in-future', _('This day has not come yet: give the day it went out.'), field='sent_on')
    if document.dated and way.sent_on < document.dated:
        message = _('The paper is of {day}: it cannot have gone out before.').format(day=document.dated.isoformat())
        yield Refusal('date-before-letter', message, field='sent_on')


def _find_mail_refusals() -> Iterator[Refusal]:
    if not get_setting('mail_letters'):
        message = _('This site sends no letters by e-mail: choose another way, or have mail_letters switched on.')
        yield Refusal('mail-off', message, field='method')


def _find_address_refusals(document: Document, addresses: Iterable[str]) -> Iterator[Refusal]:
    addresses = list(addresses)
    if not addresses:
        yield Refusal('address-missing', _('Give an e-mail address.'), field='address')
    if len(addresses) > MOST_ADDRESSES:
        message = _('At most {most} addresses at once.').format(most=MOST_ADDRESSES)
        yield Refusal('address-too-many', message, field='address')
    used = set(
        Dispatch.objects.filter(document=document.pk, method=DispatchMethodChoices.EMAIL).values_list(
            'address', flat=True
        )
    )
    for address in addresses:
        if not _is_address(address):
            message = _('{address} is not an e-mail address.').format(address=address)
            yield Refusal('address-invalid', message, field='address')
        elif address in used:
            message = _('{address} had this before: send that e-mail again.').format(address=address)
            yield Refusal('address-used', message, field='address')


def _find_receipt_refusals(
    dispatch: Dispatch, received_by: str, received_on: datetime.date, today: datetime.date
) -> Iterator[Refusal]:
    if dispatch.state == DispatchStateChoices.RECEIVED:
        yield Refusal('already-received', _('Who received this was recorded before.'))
    if dispatch.state == DispatchStateChoices.QUEUED:
        yield Refusal('not-sent', _('This has not gone out yet.'))
    if not received_by.strip():
        yield Refusal('receiver-missing', _('Say who received it.'), field='received_by')
    if received_on > today:
        yield Refusal('date-in-future', _('This day has not come yet.'), field='received_on')
    if received_on < dispatch.sent_on:
        message = _('It went out on {day}: nobody received it before.').format(day=dispatch.sent_on.isoformat())
        yield Refusal('date-before-letter', message, field='received_on')


def _lock(document: Document) -> Document:
    return Document.objects.select_for_update(of=('self',)).get(pk=document.pk)


def _mark_sent(document: Document, now: datetime.datetime) -> None:
    document.snapshot()
    document.state = DocumentStateChoices.SENT
    document.sent_at = now
    document._changelog_message = str(document.case or document.subject)
    document.save()


def _addresses_of(way: Way) -> list[str]:
    """The addresses, each once, in lower case."""
    parts = way.address.replace(';', ',').replace('\n', ',').split(',')
    return list(dict.fromkeys(part.strip().lower() for part in parts if part.strip()))


def _is_address(address: str) -> bool:
    try:
        validate_email(address.strip())
    except ValidationError:
        return False
    return True


def _joined(note: str, more: str) -> str:
    return '; '.join(filter(None, (note, more.strip())))[: Dispatch._meta.get_field('note').max_length]
