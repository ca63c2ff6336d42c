"""Mails approved notices that are no letters: one e-mail to all addresses of an agency, once, after the commit.

As with letters (`documents.mailing`), that the mail server is about to be asked is committed before it is: whatever
then ends without its answer has failed, says so, and a person sends it again.
"""

import datetime
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.utils import timezone

from ..choices import NoticeStateChoices
from ..constants import OUTBOX_ATTEMPTS
from ..documents.mailing import REFUSED, UNDER_WAY, is_permanent, say_unknown, words_of
from ..models import MaintenanceWindow, OutboxEntry, WindowNotice
from .event_kinds import EVENT_KINDS
from .notices import notify
from .registry import outer_effect
from .window_notices import MAIL_NOTICE, note_mailed

__all__ = ('compose',)

ERROR_LIMIT = 300  # characters


@outer_effect('notify.window')
def notify_of_window(entry: OutboxEntry) -> None:
    """Tell the people whom an act on a maintenance window concerns."""
    window = MaintenanceWindow.objects.select_related('ticket').get(pk=entry.data['window'])
    users = get_user_model().objects.filter(pk__in=entry.data['users'], is_active=True)
    notify(users, window, EVENT_KINDS[entry.data['kind']])


@outer_effect(MAIL_NOTICE, is_alone=True)
def mail_notice(entry: OutboxEntry) -> None:
    """Send the e-mail of a notice that was approved; one that was sent or dropped meanwhile is left alone."""
    pk, is_last = entry.data['notice'], entry.attempts >= OUTBOX_ATTEMPTS
    notice = _find_waiting(pk)
    if notice is None:
        return
    connection = mailers.default
    try:
        message = compose(notice)
        connection.open()
    except Exception as error:
        _fail(pk, str(error) or type(error).__name__, is_over=is_last)
        raise
    try:
        if _begin(pk):
            _hand_over(pk, connection, message, is_last=is_last, now=timezone.now())
    finally:
        connection.close()


def compose(notice: WindowNotice) -> EmailMessage:
    """Return the e-mail of a notice: its text, as it was drafted and approved."""
    case = notice.window.ticket.case
    _name, address = parseaddr(settings.SERVER_EMAIL)
    domain = address.rpartition('@')[2] or 'localhost'
    return EmailMessage(
        subject=' '.join(filter(None, (notice.subject, f'({case.number})' if case else ''))),
        body=notice.body,
        from_email=settings.SERVER_EMAIL,
        to=notice.recipients,
        headers={'Message-ID': f'<colocation.notice.{notice.pk}@{domain}>', 'Auto-Submitted': 'auto-generated'},
    )


def _hand_over(pk: int, connection: object, message: EmailMessage, *, is_last: bool, now: datetime.datetime) -> None:
    try:
        connection.send_messages([message])  # type: ignore[attr-defined]
    except REFUSED as error:
        _fail(pk, words_of(error), is_over=is_last or is_permanent(error))
        if not is_permanent(error):
            raise
    except Exception:  # noqa: BLE001 – recorded, and decided by a person
        # The server may have taken it before the connection broke: nobody knows, so nobody tries again unasked.
        _fail(pk, say_unknown(), is_over=True)
    else:
        note_mailed(pk, now=now)


def _find_waiting(pk: int) -> WindowNotice | None:
    with transaction.atomic():
        notice = _lock(pk)
        if notice.state != NoticeStateChoices.APPROVED:
            return None
        if notice.error == UNDER_WAY:
            _put(notice, NoticeStateChoices.FAILED, say_unknown())
            return None
        return notice


def _begin(pk: int) -> bool:
    with transaction.atomic():
        notice = _lock(pk)
        if notice.state != NoticeStateChoices.APPROVED or notice.error == UNDER_WAY:
            return False
        _put(notice, NoticeStateChoices.APPROVED, UNDER_WAY)
        return True


def _fail(pk: int, error: str, *, is_over: bool) -> None:
    with transaction.atomic():
        notice = _lock(pk)
        if notice.state == NoticeStateChoices.APPROVED:
            _put(notice, NoticeStateChoices.FAILED if is_over else NoticeStateChoices.APPROVED, error)


def _lock(pk: int) -> WindowNotice:
    rows = WindowNotice.objects.select_for_update(of=('self',)).select_related('window__ticket__case')
    return rows.get(pk=pk)


def _put(notice: WindowNotice, state: str, error: str) -> None:
    notice.snapshot()
    notice.state, notice.error = state, error[:ERROR_LIMIT]
    notice.save()
