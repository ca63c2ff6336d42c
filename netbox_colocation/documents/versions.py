"""Versions of a draft: what it said each time that it was written, so that a remark's effect can be seen.

A version is made by whoever writes the draft (`drafting`, `correcting`) and never changes. A party that confirms a
record of several (`confirming`) writes nothing: the words stay that version's.
"""

import datetime
import json
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from users.models import User

from ..exceptions import OutcomeRefused, Refusal
from ..models import Document, DocumentVersion, name_of_user

__all__ = ('MAX_VERSIONS', 'current', 'keep')

# No paper goes up the line so often; whatever writes a draft again and again is stopped here.
MAX_VERSIONS = 500


def keep(document: Document, *, actor: AbstractBaseUser | None, now: datetime.datetime) -> DocumentVersion:
    """Keep what a stored draft says now as its next version; unchanged data makes no new one.

    Call it in the transaction that wrote the draft: the document's row is locked, so numbers count up without gaps.

    Raises:
        OutcomeRefused: the draft has too many versions (`versions-exhausted`).
    """
    with transaction.atomic():
        Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        newest = current(document)
        data = _plain(document.data)
        if newest and newest.data == data:
            return newest
        number = newest.number + 1 if newest else 1
        if number > MAX_VERSIONS:
            message = _('This draft was written {count} times: sign it, or file it, before it is written again.')
            raise OutcomeRefused([Refusal('versions-exhausted', message.format(count=MAX_VERSIONS))])
        return DocumentVersion.objects.create(
            document=document,
            number=number,
            data=data,
            drafted_by=cast(User, actor) if actor else None,
            drafter_name=_name_of(document, actor),
            drafted_at=now,
        )


def current(document: Document) -> DocumentVersion | None:
    """Return the newest version of a paper; None for one that was drafted before versions were kept."""
    return document.versions.order_by('-number').first()


def _name_of(document: Document, actor: AbstractBaseUser | None) -> str:
    drafters = document.data.get('drafters') or ()
    if drafters:
        return str(drafters[-1]['name'])[:150]
    return name_of_user(actor)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data as the database gives it back, so that it can be compared with a stored version."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))
