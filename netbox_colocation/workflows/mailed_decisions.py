"""Deciding from an e-mail: a link that one holder may use once, for officials who never log in. Off by default.

The link stands for the user and nothing else: role, permission, four eyes and every guard are checked as always.
"""

import datetime
import hashlib
import secrets
from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..conf import get_setting
from ..exceptions import LinkInvalid
from ..models import DecisionLink, Task
from . import engine
from .engine import Performed
from .event_kinds import EVENT_KINDS
from .notices import address_of, send
from .outcomes import OfferedOutcome, offered

__all__ = ('decide', 'find_link', 'make_link', 'offer_links', 'plain_outcomes')

_BYTES = 32


def offer_links(task: Task, users: Iterable[AbstractUser], *, now: datetime.datetime) -> int:
    """Send every holder who has an address a link of their own, where the site allows it; return how many were sent."""
    if not get_setting('decision_links'):
        return 0
    sent = 0
    for user in users:
        if user.email and plain_outcomes(task, user, now=now):
            token = make_link(task, user, now=now)
            path = reverse('plugins:netbox_colocation:decision', kwargs={'token': token})
            invitation = gettext_lazy('Decide without logging in (once, for you alone):')
            sent += send(user, EVENT_KINDS['task-opened'], task, further=('', invitation, address_of(path)))
    return sent


def make_link(task: Task, user: AbstractUser, *, now: datetime.datetime) -> str:
    """Make a link for one user and return its token, which is kept nowhere; earlier links of the user for it end."""
    DecisionLink.objects.filter(task=task, user=user, used_at__isnull=True).delete()
    token = secrets.token_urlsafe(_BYTES)
    DecisionLink.objects.create(
        task=task,
        user=user,
        digest=_digest(token),
        created_at=now,
        expires_at=now + datetime.timedelta(hours=get_setting('decision_link_hours')),
    )
    return token


def find_link(token: str, *, now: datetime.datetime) -> DecisionLink:
    """Return the link of a token while it can be used.

    Raises:
        LinkInvalid: it is unknown, used, expired, of a user who may not log in any more, or links are switched off.
    """
    links = DecisionLink.objects.select_related('user', 'task__role', 'task__case__version__procedure')
    link = links.filter(digest=_digest(token)).first() if get_setting('decision_links') else None
    if link is None or not link.user.is_active:
        raise LinkInvalid(_('This link is not valid.'))
    if link.used_at:
        raise LinkInvalid(_('This link was used before: it works once.'))
    if link.expires_at <= now:
        raise LinkInvalid(_('This link has expired: log in to act.'))
    return link


def plain_outcomes(task: Task, user: AbstractUser, *, now: datetime.datetime) -> list[OfferedOutcome]:
    """Return the outcomes that can be taken by a link: those that ask for nothing but a comment."""
    return [
        outcome
        for outcome in offered(task, actor=user, now=now)
        if outcome.is_possible and not any(field.required for field in outcome.fields)
    ]


def decide(token: str, outcome: str, *, comment: str, now: datetime.datetime) -> Performed:
    """Close the task of a link with an outcome, as its user; the link is used up when that succeeds.

    Raises:
        LinkInvalid: see `find_link`.
        ColocationError: whatever `engine.perform` raises; the link stays good then.
    """
    with transaction.atomic():
        link = find_link(token, now=now)
        # Two clicks at once: the second waits here, and finds the link used.
        link = DecisionLink.objects.select_for_update(of=('self',)).select_related('user', 'task').get(pk=link.pk)
        if link.used_at:
            raise LinkInvalid(_('This link was used before: it works once.'))
        performed = engine.perform(link.task, outcome, actor=link.user, now=now, comment=comment)
        link.used_at = now
        link.save()
        return performed


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
