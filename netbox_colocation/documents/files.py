"""Private files: kept once per content under a name that says nothing, and uploads looked at before they are kept.

A refused file leaves nothing behind.
"""

import datetime
import hashlib
from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..choices import DocumentKindChoices, DocumentStateChoices
from ..conf import get_setting
from ..exceptions import FileRefused, Refusal
from ..models import Document
from .inspection import MAX_PAGES, FileProblem, MediaType, inspect
from .kinds import KINDS
from .removal import lock_name, open_storage, remove_on_failure
from .subjects import Subject, field_of

__all__ = ('EXTENSIONS', 'PROBLEMS', 'keep', 'name_of', 'read_bounded', 'read_upload', 'refused', 'store_upload')

MIB = 1024 * 1024
EXTENSIONS: Mapping[str, str] = {'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg'}
PROBLEMS: Mapping[str, str | Promise] = {
    'empty': gettext_lazy('the file is empty: choose another one.'),
    'unknown-type': gettext_lazy('only PDF, PNG and JPEG files are taken: save the paper as PDF.'),
    'unreadable': gettext_lazy('the file is damaged or incomplete: scan or save it again.'),
    'mixed': gettext_lazy('the file holds something else besides the paper: print it to PDF and choose that file.'),
    'encrypted': gettext_lazy('the PDF is encrypted: save it without a password.'),
    'active': gettext_lazy(
        'the PDF holds scripts, actions or attached files: print it to PDF again and choose that file.'
    ),
    'unpacks': gettext_lazy('the file unpacks to far more than a paper needs: print it to PDF again.'),
    'no-pages': gettext_lazy('the PDF has no pages: choose another one.'),
    'too-many-pages': format_lazy(gettext_lazy('the PDF has more than {pages} pages: split it.'), pages=MAX_PAGES),
    'too-many-pixels': gettext_lazy('the picture is too large: scan it at 300 dpi.'),
}


def keep(content: bytes, media_type: str) -> str:
    """Store the content once and return its name, for a row that is written in the same transaction.

    Until that transaction ends nobody removes the file; when it is rolled back, the file is swept away a day later.

    Raises:
        TransactionManagementError: there is no transaction.
        KeyError: files of that media type are not kept.
    """
    name = name_of(hashlib.sha256(content).hexdigest(), media_type)
    lock_name(name)
    storage = open_storage()
    if storage.exists(name):
        if storage.size(name) == len(content):
            return name
        storage.delete(name)  # a machine that stopped while it wrote has left a part of it
    return storage.save(name, ContentFile(content))


def name_of(digest: str, media_type: str) -> str:
    """Return the name under which content of that SHA-256 is kept.

    Raises:
        KeyError: files of that media type are not kept.
    """
    return f'documents/{digest[:2]}/{digest}.{EXTENSIONS[media_type]}'


def store_upload(
    subject: Subject,
    upload: UploadedFile,
    *,
    kind: str,
    actor: AbstractBaseUser,
    now: datetime.datetime,
    number: str = '',
    dated: datetime.date | None = None,
    title: str = '',
    field: str = 'file',
) -> Document:
    """Keep an uploaded paper as a filed document of the request, visit or ticket.

    Args:
        number: the number that stands on the paper; dated: its date; title: what it is about.
        field: the name of the form's field, for the refusal.

    Raises:
        FileRefused: the file is too large, not what it should be, or active; nothing was stored.
        ValidationError: number or title are too long; nothing was stored.
    """
    if kind == DocumentKindChoices.REQUEST_LETTER and not subject.is_editable:
        problem = _('the request was submitted, and its letter with it: it no longer changes.')
        raise refused('submitted', problem, upload, field)
    content, media_type = read_upload(upload, field=field)
    document = Document(
        case=subject.case,
        **{field_of(subject): subject},
        kind=kind,
        direction=KINDS[kind].direction,
        state=DocumentStateChoices.FILED,
        title=title or KINDS[kind].title,
        number=number,
        dated=dated,
        drafted_by=actor,
        media_type=media_type.name,
        digest=hashlib.sha256(content).hexdigest(),
        data={'uploaded_at': now.isoformat(), 'size': len(content)},
    )
    document._changelog_message = str(subject.case or subject)
    document.full_clean(exclude=['file'])
    with remove_on_failure(document.file):
        document.file = keep(content, media_type.name)
        document.save()
    return document


def read_upload(upload: UploadedFile, *, field: str = 'file') -> tuple[bytes, MediaType]:
    """Return the content and what it is; `field` is the name of the form's field, for the refusal.

    Raises:
        FileRefused: the file is too large, not what it should be, or active.
    """
    content = read_bounded(upload, field)
    try:
        return content, inspect(content)
    except FileProblem as problem:
        raise refused(problem.code, str(PROBLEMS[problem.code]), upload, field) from problem


def read_bounded(upload: UploadedFile, field: str) -> bytes:
    """Read the upload into memory, stopping at the limit whatever size it claims.

    Raises:
        FileRefused: it is larger than the setting `upload_limit_mib`.
    """
    limit = get_setting('upload_limit_mib')
    too_large = refused(
        'too-large',
        _('the file is larger than {limit} MiB: scan it at a lower resolution, or split it.').format(limit=limit),
        upload,
        field,
    )
    if upload.size is not None and upload.size > limit * MIB:
        raise too_large
    chunks, size = [], 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit * MIB:
            raise too_large
        chunks.append(chunk)
    return b''.join(chunks)


def refused(code: str, reason: str, upload: UploadedFile, field: str) -> FileRefused:
    """Return the refusal of an upload: its name, and the reason, which names the fix."""
    message = _('{file}: {reason}').format(file=upload.name or field, reason=reason)
    return FileRefused(message, refusals=[Refusal(code, message, field=field)])
