"""Letters, reports and records of a request's file, and the registers that number them."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel, PrimaryModel

from ..choices import DocumentDirectionChoices, DocumentKindChoices, DocumentStateChoices
from ..conf import get_setting

__all__ = ('Document', 'DocumentRegister', 'private_storage')

STORAGE_ALIAS = 'netbox_colocation'
NUMBER_FIELDS = ('classification', 'sequence', 'unit', 'roman_month', 'month', 'year')
NUMBER_FIELD = re.compile(r'\{(?:classification|unit|roman_month|year|(?:sequence|month)(?::0[1-9])?)\}')


def private_storage() -> Storage:
    """The storage of private files: never below MEDIA_ROOT, which NetBox serves to every logged-in user."""
    if STORAGE_ALIAS in settings.STORAGES:
        return storages[STORAGE_ALIAS]
    root = get_setting('files_root') or f'{settings.MEDIA_ROOT.rstrip("/")}-colocation'
    return FileSystemStorage(location=root, base_url=None)


class DocumentRegister(PrimaryModel):
    """The book in which an agency numbers its letters of one kind and year, without gaps or doubles.

    Only `documents.numbering` takes a number; it locks the row.
    """

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='document_registers')
    name = models.CharField(_('name'), max_length=100)
    year = models.PositiveSmallIntegerField(_('year'))
    direction = models.CharField(
        _('direction'), max_length=20, choices=DocumentDirectionChoices, default=DocumentDirectionChoices.OUTGOING
    )
    classification = models.CharField(_('classification code'), max_length=50, help_text=_('E.g. 500.12.6.2'))
    unit_code = models.CharField(_('unit code'), max_length=50)
    pattern = models.CharField(
        _('number pattern'),
        max_length=100,
        default='{classification}/{sequence}/{unit}/{roman_month}/{year}',
        help_text=_('With {classification}, {sequence}, {unit}, {roman_month}, {month} and {year}'),
    )
    place = models.CharField(_('place'), max_length=100, blank=True, help_text=_('Where letters are dated'))
    letterhead = models.TextField(
        _('letterhead'), blank=True, help_text=_('Address lines below the agency’s name, one per line')
    )
    next_sequence = models.PositiveIntegerField(_('next number'), default=1, editable=False)

    clone_fields = ('agency', 'year', 'direction', 'classification', 'unit_code', 'pattern')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', '-year', 'name', 'pk')
        verbose_name = _('document register')
        verbose_name_plural = _('document registers')
        constraints = [
            models.UniqueConstraint(
                fields=('agency', 'year', 'name'), name='netbox_colocation_register_unique_agency_year_name'
            ),
            # One book per direction and year, so that it is never a question which one numbers a letter.
            models.UniqueConstraint(
                fields=('agency', 'year', 'direction'), name='netbox_colocation_register_unique_agency_year_direction'
            ),
        ]

    def __str__(self) -> str:
        return f'{self.name} {self.year}'

    def get_direction_color(self) -> str:
        return DocumentDirectionChoices.colors.get(self.direction)

    def clean(self) -> None:
        super().clean()
        # Only plain fields, with a zero-padded width at most: a format string can do much more than number letters.
        rest = NUMBER_FIELD.sub('', self.pattern)
        if '{' in rest or '}' in rest:
            raise ValidationError(
                {
                    'pattern': _(
                        'This pattern cannot be filled in: it may use {fields}, and a width as in {width}.'
                    ).format(fields=', '.join(f'{{{field}}}' for field in NUMBER_FIELDS), width='{sequence:03}')
                }
            )
        if '{sequence' not in self.pattern:
            raise ValidationError({'pattern': _('A number needs {sequence}, or two letters would share it.')})


class Document(NetBoxModel):
    """A paper of a subject's file: uploaded (incoming), or rendered from frozen data (outgoing, internal).

    `data` is frozen when the document is drafted and again when it is signed; the file is rendered from it
    afterwards: the same data gives the same bytes. A signed document never changes.
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
    register = models.ForeignKey(
        DocumentRegister, on_delete=models.PROTECT, related_name='documents', blank=True, null=True
    )
    sequence = models.PositiveIntegerField(_('sequence'), blank=True, null=True)
    dated = models.DateField(_('date'), blank=True, null=True)
    data = models.JSONField(_('data'), default=dict)
    file = models.FileField(_('file'), storage=private_storage, upload_to='documents/', blank=True)
    media_type = models.CharField(_('media type'), max_length=50, blank=True)
    digest = models.CharField(_('SHA-256'), max_length=64, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    signed_at = models.DateTimeField(_('signed at'), blank=True, null=True)
    sent_at = models.DateTimeField(_('sent at'), blank=True, null=True)

    class Meta:
        ordering = ('-created', '-pk')
        verbose_name = _('document')
        verbose_name_plural = _('documents')
        constraints = [
            models.UniqueConstraint(
                fields=('register', 'sequence'), name='%(app_label)s_%(class)s_unique_register_sequence'
            ),
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
