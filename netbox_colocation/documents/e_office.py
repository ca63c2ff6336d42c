"""What an e-office gives back for a paper that was drafted here: its number and date, entered as an external line."""

import dataclasses
import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentDirectionChoices, EntryOriginChoices, EntryStateChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document, RegisterEntry
from .numbering import find_register, require_register
from .registering import describe_letter, take_by_hand
from .subjects import agency_of

__all__ = ('register_external',)


def register_external(
    document: Document, *, number: str, dated: datetime.date, actor: AbstractBaseUser, now: datetime.datetime
) -> RegisterEntry | None:
    """Enter the e-office's number of a draft, and set it on the draft, which the caller saves; idempotent.

    Call it in a transaction that holds the draft's row. An internal paper has a line only where the agency keeps a book
    of them.

    Raises:
        OutcomeRefused: the draft has another number already (`numbered-otherwise`), it was cancelled
            (`number-cancelled`), the date is in the future (`date-in-future`), or whatever `take_by_hand` refuses.
    """
    if dated > timezone.localtime(now).date():
        message = _('{day} has not come yet: correct the date.').format(day=dated)
        raise OutcomeRefused([Refusal('date-in-future', message, field='dated')])
    if entry := RegisterEntry.objects.filter(document=document).first():
        return _same(entry, number)
    where = {'agency': agency_of(document.subject), 'now': now, 'direction': document.direction, 'kind': document.kind}
    is_outgoing = document.direction == DocumentDirectionChoices.OUTGOING
    register = require_register(**where) if is_outgoing else find_register(**where)
    document.number = number
    if register is None:
        return None
    facts = dataclasses.replace(describe_letter(document, now=now), dated=dated)
    return take_by_hand(
        register,
        origin=EntryOriginChoices.EXTERNAL,
        actor=actor,
        now=now,
        facts=facts,
        number=number,
        document=document,
    )


def _same(entry: RegisterEntry, number: str) -> RegisterEntry:
    if entry.state == EntryStateChoices.CANCELLED:
        message = _('The number {number} of this paper was cancelled: draft it again.').format(number=entry.number)
        raise OutcomeRefused([Refusal('number-cancelled', message, field='number')])
    if entry.number != number:
        message = _(
            'This paper has the number {number} in the register already: sign it with that, or cancel that number and '
            'draft it again.'
        ).format(number=entry.number)
        raise OutcomeRefused([Refusal('numbered-otherwise', message, field='number', data={'entry': entry.pk})])
    return entry
