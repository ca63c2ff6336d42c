"""What happens to a draft on its way up: its versions, the initials on them, and its signatures.

The database refuses to change or delete a row of these that is part of the record (migration `paper_guards`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import BaseModel

from ..choices import InitialVerdictChoices, SignatureMethodChoices
from .documents import private_storage

__all__ = ('DocumentVersion', 'Initial', 'Signature')


class DocumentVersion(BaseModel):
    """A draft as it was written once, so that what a remark changed can be seen side by side."""

    _netbox_private = True

    document = models.ForeignKey('netbox_colocation.Document', on_delete=models.CASCADE, related_name='versions')
    number = models.PositiveSmallIntegerField(_('number'))
    data = models.JSONField(_('data'))
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    drafter_name = models.CharField(_('drafted by'), max_length=150)
    drafted_at = models.DateTimeField(_('drafted at'))

    class Meta:
        ordering = ('document', 'number')
        verbose_name = _('version')
        verbose_name_plural = _('versions')
        constraints = [
            models.UniqueConstraint(fields=('document', 'number'), name='%(app_label)s_%(class)s_unique_number'),
        ]

    def __str__(self) -> str:
        return f'{self.document} v{self.number}'


class Initial(BaseModel):
    """The initials (paraf) of one office on a version: it agrees, or it gives the draft back with a remark."""

    _netbox_private = True

    document = models.ForeignKey('netbox_colocation.Document', on_delete=models.CASCADE, related_name='initials')
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name='initials')
    task = models.ForeignKey(
        'netbox_colocation.Task', on_delete=models.PROTECT, related_name='initials', blank=True, null=True
    )
    role = models.ForeignKey(
        'netbox_colocation.ProcedureRole', on_delete=models.PROTECT, related_name='+', blank=True, null=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    name = models.CharField(_('name'), max_length=150)
    position = models.CharField(_('position'), max_length=200, blank=True)
    employee_number = models.CharField(_('employee number'), max_length=30, blank=True)
    verdict = models.CharField(_('verdict'), max_length=20, choices=InitialVerdictChoices)
    is_coordination = models.BooleanField(
        _('coordination'), default=False, help_text=_('Of a unit beside the line (paraf koordinasi)')
    )
    remark = models.TextField(_('remark'), blank=True)
    at = models.DateTimeField(_('at'))

    class Meta:
        ordering = ('document', 'at', 'pk')
        verbose_name = _('initials')
        verbose_name_plural = _('initials')

    def __str__(self) -> str:
        return f'{self.name} ({self.get_verdict_display()})'

    def get_verdict_color(self) -> str:
        return InitialVerdictChoices.colors.get(self.verdict)


class Signature(BaseModel):
    """A signature that was prepared for a paper, or that a step accepted; then it is the paper's.

    A signature in a file (scan, certificate, e-office) is made before the step that accepts it: the file is ready, and
    nothing waits for a card, a network or a passphrase while the step holds its locks. `data` is what the file says.
    """

    _netbox_private = True

    document = models.ForeignKey('netbox_colocation.Document', on_delete=models.CASCADE, related_name='signatures')
    method = models.CharField(_('method'), max_length=20, choices=SignatureMethodChoices)
    role = models.ForeignKey(
        'netbox_colocation.ProcedureRole', on_delete=models.PROTECT, related_name='+', blank=True, null=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    signer = models.JSONField(_('signer'), default=dict, help_text=_('The signature block as the paper prints it'))
    data = models.JSONField(_('data'), default=dict)
    file = models.FileField(_('file'), storage=private_storage, upload_to='documents/', blank=True)
    media_type = models.CharField(_('media type'), max_length=50, blank=True)
    digest = models.CharField(_('SHA-256'), max_length=64, blank=True)
    findings = models.JSONField(
        _('findings'), default=list, blank=True, help_text=_('What was found of the signatures in the file')
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    prepared_at = models.DateTimeField(_('prepared at'))
    accepted_at = models.DateTimeField(_('accepted at'), blank=True, null=True)

    class Meta:
        ordering = ('document', '-prepared_at', '-pk')
        verbose_name = _('signature')
        verbose_name_plural = _('signatures')
        indexes = [
            models.Index(fields=('digest',), name='netbox_colo_signature_digest'),
            models.Index(fields=('file',), name='netbox_colo_signature_file'),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=('document',),
                condition=Q(accepted_at__isnull=False),
                name='%(app_label)s_%(class)s_one_accepted',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.get_method_display()}: {self.signer.get("name", "")}'

    def get_method_color(self) -> str:
        return SignatureMethodChoices.colors.get(self.method)
