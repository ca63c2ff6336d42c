"""Mails signed letters: one e-mail for each dispatch, with the PDF, through NetBox's mailer.

SMTP has no transaction. That an e-mail is being handed over is committed before the mail server hears of it. When the
connection breaks, or the worker dies, after that and before the server's answer was stored, nobody can know whether the
server took it: the dispatch then fails and says so, and a person decides to send it again. So no e-mail goes out twice
by itself. One sent again has the same Message-ID.
"""

import hashlib
import re
from email.utils import parseaddr
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import DispatchStateChoices
from ..models import Dispatch, Document
from .indonesian import format_date
from .rendering import store_rendition

__all__ = ('REFUSED', 'UNDER_WAY', 'LetterNotReady', 'compose', 'deliver', 'is_permanent', 'say_unknown', 'words_of')

# What the mail server's own answer proves: it did not take the e-mail.
REFUSED = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)
# Stands in `error` while the mail server is talked to.
UNDER_WAY = 'under way'
ERROR_LIMIT = 300  # characters


class LetterNotReady(Exception):
    """The letter's file is not there yet, or is not what was signed."""


def deliver(dispatch_pk: int, *, is_last: bool) -> None:
    """Send the e-mail of a dispatch that waits; any other is left alone. Call it outside a transaction.

    Args:
        is_last: whether nobody tries again after this.

    Raises:
        Exception: it was not sent, and may be tried again.
    """
    dispatch = _find_waiting(dispatch_pk)
    if dispatch is None:
        return
    connection = mailers.default
    try:
        message = compose(dispatch)
        connection.open()
    except Exception as error:
        _fail(dispatch_pk, str(error) or type(error).__name__, is_over=is_last)
        raise
    try:
        if _begin(dispatch_pk):
            _hand_over(dispatch_pk, connection, message, is_last=is_last)
    finally:
        connection.close()


def compose(dispatch: Dispatch) -> EmailMessage:
    """Return the e-mail of a dispatch: in Indonesian, as offices write them, with the signed PDF.

    Raises:
        LetterNotReady: there is no file yet, or it is not the one that was signed.
    """
    document = dispatch.document
    if not document.file:
        store_rendition(document.pk)
        document.refresh_from_db()
    if not document.is_readable:
        raise LetterNotReady(_('The file of this letter is not there yet.'))
    with document.file.open('rb') as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != document.digest:
        raise LetterNotReady(_('The file of this letter is not the one that was stored with it.'))
    message = EmailMessage(
        subject=_subject_of(document),
        body=_body_of(dispatch),
        from_email=settings.SERVER_EMAIL,
        to=[dispatch.address],
        headers={'Message-ID': _message_id(dispatch), 'Auto-Submitted': 'auto-generated'},
    )
    message.attach(_file_name(document), content, document.media_type)
    return message


def _find_waiting(dispatch_pk: int) -> Dispatch | None:
    """Return the dispatch when it waits to be sent; an attempt that was begun and never ended ends here, unknown."""
    with transaction.atomic():
        dispatch = _lock(dispatch_pk)
        if dispatch.state != DispatchStateChoices.QUEUED:
            return None
        if dispatch.error == UNDER_WAY:
            _put(dispatch, DispatchStateChoices.FAILED, say_unknown())
            return None
        return dispatch


def _begin(dispatch_pk: int) -> bool:
    """Commit that the mail server is about to be asked; False when somebody else did meanwhile."""
    with transaction.atomic():
        dispatch = _lock(dispatch_pk)
        if dispatch.state != DispatchStateChoices.QUEUED or dispatch.error == UNDER_WAY:
            return False
        dispatch.attempts += 1
        _put(dispatch, DispatchStateChoices.QUEUED, UNDER_WAY)
        return True


def _hand_over(dispatch_pk: int, connection: Any, message: EmailMessage, *, is_last: bool) -> None:
    try:
        connection.send_messages([message])
    except REFUSED as error:
        is_over = is_last or is_permanent(error)
        _fail(dispatch_pk, words_of(error), is_over=is_over)
        if not is_permanent(error):
            raise
    except Exception:  # noqa: BLE001 – recorded, and decided by a person
        # The server may have taken it before the connection broke: nobody knows, so nobody tries again unasked.
        _fail(dispatch_pk, say_unknown(), is_over=True)
    else:
        with transaction.atomic():
            _put(_lock(dispatch_pk), DispatchStateChoices.SENT, '')


def _fail(dispatch_pk: int, error: str, *, is_over: bool) -> None:
    with transaction.atomic():
        dispatch = _lock(dispatch_pk)
        if dispatch.state == DispatchStateChoices.QUEUED:
            _put(dispatch, DispatchStateChoices.FAILED if is_over else DispatchStateChoices.QUEUED, error)


def _lock(dispatch_pk: int) -> Dispatch:
    return Dispatch.objects.select_for_update(of=('self',)).select_related('document').get(pk=dispatch_pk)


def _put(dispatch: Dispatch, state: str, error: str) -> None:
    dispatch.snapshot()
    dispatch.state, dispatch.error = state, error[:ERROR_LIMIT]
    dispatch.save()


def say_unknown() -> str:
    return _('Nobody knows whether the mail server took it: ask the receiver, and send it again if it is not there.')


def is_permanent(error: Exception) -> bool:
    """Whether the server says that trying again is of no use: a code of 500 and above (RFC 5321, 4.2.1)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, SMTPNotSupportedError)


def words_of(error: Exception) -> str:
    answers = error.recipients.values() if isinstance(error, SMTPRecipientsRefused) else [error.args]
    texts = []
    for answer in answers:
        parts = [part.decode(errors='replace') if isinstance(part, bytes) else str(part) for part in answer]
        texts.append(' '.join(parts))
    return ' '.join('; '.join(texts).split())


def _subject_of(document: Document) -> str:
    matter = document.data.get('subject') or document.data.get('title') or document.title
    number = f'Nomor {document.number}: ' if document.number else ''
    return ' '.join(f'{number}{matter}'.split())


def _body_of(dispatch: Dispatch) -> str:
    document = dispatch.document
    data = document.data
    agency = data.get('agency', {})
    facts = [
        ('Nomor', document.number),
        ('Tanggal', format_date(document.dated) if document.dated else ''),
        ('Hal', data.get('subject') or data.get('title') or document.title),
        ('Berkas', document.case.number if document.case else ''),
    ]
    verification = (data.get('verification') or {}).get('url', '')
    # A letter may be to another agency than the one whose case it stands in.
    organisation = (data.get('applicant') or {}).get('name') or document.subject.applicant.name
    lines = [
        f'Yth. {dispatch.recipient}',
        *([organisation] if dispatch.recipient != organisation else []),
        '',
        'Dengan hormat,',
        '',
        'Bersama ini kami sampaikan naskah dinas berikut:',
        '',
        *(f'{name:<8}: {value}' for name, value in facts if value),
        '',
        'Naskah yang telah ditandatangani terlampir dalam bentuk PDF.',
        *([f'Keaslian naskah dapat diperiksa pada {verification}'] if verification else []),
        '',
        'Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih.',
        '',
        *filter(None, (agency.get('parent'), agency.get('name'), *agency.get('address', ()))),
        '',
        '--',
        'Surel ini dikirim oleh aplikasi layanan. Mohon hubungi kami melalui alamat di atas untuk membalasnya.',
    ]
    return '\n'.join(lines)


def _message_id(dispatch: Dispatch) -> str:
    """The same for every attempt, so that a receiver's system can tell a second copy from a second letter."""
    _name, address = parseaddr(settings.SERVER_EMAIL)
    domain = address.rpartition('@')[2] or 'localhost'
    return f'<colocation.dispatch.{dispatch.pk}.{dispatch.document.digest[:16]}@{domain}>'


def _file_name(document: Document) -> str:
    name = re.sub(r'[^A-Za-z0-9.]+', '-', document.number).strip('-.') or str(document.pk)
    return f'{document.kind}-{name}.pdf'
