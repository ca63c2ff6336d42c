"""Photos of the work on a ticket, in the private storage of papers."""

import datetime
import hashlib
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..choices import PhotoMomentChoices
from ..documents.files import keep
from ..documents.photos import PHOTO, read_photo
from ..documents.removal import remove_on_failure
from ..exceptions import OutcomeRefused, Refusal
from ..models import MaintenanceTicket, WorkLogEntry, WorkPhoto
from . import events
from .disclosure import reads_as_applicant
from .ticket_acts import ANALYSES, WORKS, acting_on

__all__ = ('MOST_PHOTOS', 'add_photo', 'visible_photos')

# Of one ticket.
MOST_PHOTOS = 200
CAPTION_LENGTH = 200


def add_photo(
    ticket: MaintenanceTicket,
    upload: 'UploadedFile[Any]',
    *,
    moment: str,
    actor: AbstractUser,
    now: datetime.datetime,
    caption: str = '',
    entry: WorkLogEntry | None = None,
    field: str = 'file',
) -> WorkPhoto:
    """Keep a photo of the work: without what the camera wrote into it, at a bearable size.

    Args:
        moment: a `PhotoMomentChoices` value.
        entry: the entry of the log that it belongs to.
        field: the name of the form's field, for the refusal.

    Raises:
        RoleNotHeld: the actor holds no office that works on this ticket or analyses it.
        OutcomeRefused: the ticket has too many (`photos-too-many`), the moment is none (`moment-unknown`), the caption
            is too long (`caption-too-long`), or the entry is another ticket's (`entry-of-another`).
        FileRefused: it is too large, or no picture that can be read.
    """
    with acting_on(ticket, actor=actor, now=now, activities=(WORKS, ANALYSES)) as hand:
        if refusals := _refusals(hand.ticket, moment, caption, entry):
            raise OutcomeRefused(refusals)
        content = read_photo(upload, field=field)
        photo = WorkPhoto(
            ticket=hand.ticket,
            entry=entry,
            moment=moment,
            media_type=PHOTO,
            digest=hashlib.sha256(content).hexdigest(),
            caption=caption.strip(),
            taken_by=actor,
            taken_at=now,
        )
        with remove_on_failure(photo.file):
            photo.file = keep(content, PHOTO)
            photo.save()
        data = {'photo': photo.pk, 'moment': moment, 'digest': photo.digest}
        events.record(hand.case, 'photo-added', now=now, actor=hand.actor, data=data)
    return photo


def visible_photos(ticket: MaintenanceTicket, *, reader: AbstractUser, now: datetime.datetime) -> QuerySet[WorkPhoto]:
    """Return the photos that somebody who may view the ticket sees; an applicant sees those of the report only there.

    The room that they show is others', too.
    """
    if ticket.case is None or reads_as_applicant(reader, ticket.case, now=now):
        return WorkPhoto.objects.none()
    return WorkPhoto.objects.filter(ticket=ticket).select_related('taken_by').order_by('taken_at', 'pk')


def _refusals(ticket: MaintenanceTicket, moment: str, caption: str, entry: WorkLogEntry | None) -> list[Refusal]:
    found = []
    if ticket.photos.count() >= MOST_PHOTOS:
        message = _('A ticket has at most {limit} photos: choose the telling ones.').format(limit=MOST_PHOTOS)
        found.append(Refusal('photos-too-many', message))
    if moment not in PhotoMomentChoices.values():
        message = _('Say whether it was taken before, during or after the work.')
        found.append(Refusal('moment-unknown', message, field='moment'))
    if len(caption.strip()) > CAPTION_LENGTH:
        message = _('A caption has at most {limit} characters: shorten it.').format(limit=CAPTION_LENGTH)
        found.append(Refusal('caption-too-long', message, field='caption'))
    if entry is not None and entry.ticket_id != ticket.pk:
        message = _('This entry is in the log of another ticket: choose one of this ticket.')
        found.append(Refusal('entry-of-another', message, field='entry'))
    return found
