"""Telling people: by NetBox's notifications, and by e-mail where a site sends any."""

from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage
from django.db.models import Model
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.models import ObjectType
from extras.models import Notification

from ..conf import get_setting
from ..constants import LANGUAGE_PREFERENCE
from ..models import Task
from .event_kinds import EventKind
from .publishing import document_of

__all__ = ('address_of', 'describe', 'mail', 'notify', 'send')


def notify(users: Iterable[AbstractUser], about: Model, kind: EventKind) -> None:
    """Put a notification about an object into NetBox's bell of every user."""
    object_type = ObjectType.objects.get_for_model(about)
    for user in users:
        Notification.objects.update_or_create(
            user=user,
            object_type=object_type,
            object_id=about.pk,
            defaults={'object_repr': str(about), 'event_type': kind.event_type, 'read': None},
        )


def mail(users: Iterable[AbstractUser], task: Task, kind: EventKind) -> int:
    """E-mail every user who has an address about a task, where the site sends any; return how many went out."""
    if not get_setting('send_mail'):
        return 0
    return sum(send(user, kind, task) for user in users if user.email)


def send(user: AbstractUser, kind: EventKind, task: Task, *, further: Iterable[str | Promise] = ()) -> int:
    """Send one e-mail about a task, in the language that the user chose, through NetBox's mailer; return 1.

    Raises:
        Exception: whatever the mailer raises; the outbox tries again.
    """
    language = cast(Any, user).config.get(LANGUAGE_PREFERENCE) or settings.LANGUAGE_CODE
    with translation.override(language):
        message = EmailMessage(
            subject=f'{task.case.number}: {kind.text}',
            body='\n'.join(map(str, (*describe(task), *further))),
            from_email=settings.SERVER_EMAIL,
            to=[user.email],
        )
        return message.send(fail_silently=False)


def describe(task: Task) -> list[str]:
    """Return what a task is about, in lines: what is asked, for whom, until when, and where to act."""
    row = document_of(task.case.version).rows_by_number[task.row]
    lines = [
        str(task.case.subject),
        _('Applicant: {applicant}').format(applicant=task.case.applicant),
        _('Row {row}: {activity}').format(
            row=task.row, activity=row.activity.in_language(translation.get_language() or 'en')
        ),
    ]
    if task.due_at:
        due = date_format(timezone.localtime(task.due_at), 'DATETIME_FORMAT')
        lines.append(_('Due: {due}').format(due=due))
    if address := address_of(task.get_absolute_url()):
        lines += ['', address]
    return lines


def address_of(path: str) -> str:
    """Return the address of a page as the setting `public_url` has it; '' without one."""
    base = get_setting('public_url')
    return f'{base.rstrip("/")}{path}' if base else ''
