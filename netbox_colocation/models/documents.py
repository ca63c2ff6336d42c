"""Letters, reports and records of a request's, visit's or ticket's file."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel

from ..choices import (
    ArchiveFateChoices,
    DocumentDirectionChoices,
    DocumentKindChoices,
    DocumentStateChoices,
)
from ..conf import get_setting

__all__ = ('Document', 'private_storage')

STORAGE_ALIAS = 'netbox_colocation'


def private_storage() -> Storage:
    """The storage of private files: never below MEDIA_ROOT, which NetBox serves to every logged-in user."""
    if STORAGE_ALIAS in settings.STORAGES:
        return storages[STORAGE_ALIAS]
    root = get_setting('files_root') or f'{settings.MEDIA_ROOT.rstrip("/")}-colocation'
    return FileSystemStorage(location=root, base_url=None)


class Document(NetBoxModel):
    """A paper of a subject's file: uploaded (incoming), or rendered from frozen data (outgoing, internal).

    `data` is frozen when the document is drafted and again when it is signed; the file is rendered from it
    afterwards: the same data gives the same bytes. A signed document never changes: a correction is a new document that
    names the old one. Its place in a register is its `entry`.
    """

    # Only a draft subject can be deleted (see `signals`), and with it the letter that was uploaded to it.
    request = models.ForeignKey(
        'netbox_colocation.ColocationRequest',
        on_delete=models.CASCADE,
        related_name='documents',
        blank=True,
        null=True,
    )
    visit = models.ForeignKey(
        'netbox_colocation.AccessVisit', on_delete=models.CASCADE, related_name='documents', blank=True, null=True
    )
    ticket = models.ForeignKey(
        'netbox_colocation.MaintenanceTicket', on_delete=models.CASCADE, related_name='documents', blank=True, null=True
    )
    case = models.ForeignKey(
        'netbox_colocation.Case', on_delete=models.PROTECT, related_name='documents', blank=True, null=True
    )
    kind = models.CharField(_('kind'), max_length=50, choices=DocumentKindChoices)
    direction = models.CharField(_('direction'), max_length=20, choices=DocumentDirectionChoices)
    state = models.CharField(
        _('state'), max_length=20, choices=DocumentStateChoices, default=DocumentStateChoices.DRAFT
    )
    title = models.CharField(_('title'), max_length=200)
    number = models.CharField(_('number'), max_length=100, blank=True)
    dated = models.DateField(_('date'), blank=True, null=True)
    classification = models.ForeignKey(
        'netbox_colocation.Classification', on_delete=models.PROTECT, related_name='documents', blank=True, null=True
    )
    template = models.ForeignKey(
        'netbox_colocation.DocumentTemplate',
        on_delete=models.PROTECT,
        related_name='documents',
        blank=True,
        null=True,
        help_text=_('The agency’s own template that it is rendered with; none: the shipped one'),
    )
    corrects = models.ForeignKey(
        'self', on_delete=models.PROTECT, related_name='corrections', verbose_name=_('corrects'), blank=True, null=True
    )
    data = models.JSONField(_('data'), default=dict)
    content = models.TextField(_('content'), blank=True, editable=False, help_text=_('Its words, to be searched'))
    file = models.FileField(_('file'), storage=private_storage, upload_to='documents/', blank=True)
    media_type = models.CharField(_('media type'), max_length=50, blank=True)
    digest = models.CharField(_('SHA-256'), max_length=64, blank=True)
    verification_code = models.CharField(
        _('verification code'),
        max_length=43,
        unique=True,
        blank=True,
        null=True,
        editable=False,
        help_text=_('Leads from the QR code to the public page; nobody can guess it'),
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    signed_role = models.ForeignKey(
        'netbox_colocation.ProcedureRole', on_delete=models.PROTECT, related_name='+', blank=True, null=True
    )
    signed_at = models.DateTimeField(_('signed at'), blank=True, null=True)
    sent_at = models.DateTimeField(_('sent at'), blank=True, null=True)
    # Retention counts from the day on which its file was closed.
    closed_on = models.DateField(_('file closed on'), blank=True, null=True)
    retain_until = models.DateField(_('retain until'), blank=True, null=True)
    fate = models.CharField(_('fate'), max_length=20, choices=ArchiveFateChoices, blank=True)
    disposal = models.ForeignKey(
        'netbox_colocation.Disposal', on_delete=models.PROTECT, related_name='destroyed', blank=True, null=True
    )
    destroyed_at = models.DateTimeField(_('destroyed at'), blank=True, null=True)

    class Meta:
        ordering = ('-created', '-pk')
        verbose_name = _('document')
        verbose_name_plural = _('documents')
        permissions = [
            ('classify', 'Classify documents'),
            ('correct', 'Correct signed documents'),
            ('dispatch', 'Hand documents out'),
        ]
        indexes = [
            GinIndex(SearchVector('content', config='simple'), name='netbox_colo_document_content'),
            models.Index(fields=('digest',), name='netbox_colo_document_digest'),
            models.Index(fields=('file',), name='netbox_colo_document_file'),
            models.Index(
                fields=('retain_until',),
                condition=Q(retain_until__isnull=False, destroyed_at__isnull=True),
                name='netbox_colo_document_retained',
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, visit__isnull=True, ticket__isnull=True)
                | Q(request__isnull=True, visit__isnull=False, ticket__isnull=True)
                | Q(request__isnull=True, visit__isnull=True, ticket__isnull=False),
                name='%(app_label)s_%(class)s_one_subject',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.get_kind_display()} {self.number}'.strip()

    @property
    def subject(self):
        """The request, visit or ticket whose file the paper is in."""
        return self.request or self.visit or self.ticket

    def get_kind_color(self) -> str:
        return DocumentKindChoices.colors.get(self.kind)

    def get_direction_color(self) -> str:
        return DocumentDirectionChoices.colors.get(self.direction)

    def get_state_color(self) -> str:
        return DocumentStateChoices.colors.get(self.state)

    def get_fate_color(self) -> str:
        return ArchiveFateChoices.colors.get(self.fate)

    @property
    def is_readable(self) -> bool:
        """Whether there is a file to read: it was rendered or uploaded, and not destroyed since."""
        return bool(self.file) and self.destroyed_at is None
