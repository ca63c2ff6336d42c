"""The registers that number an agency's letters, their entries (the agenda), and the classification of the archive."""

import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel, PrimaryModel

from ..choices import (
    ArchiveFateChoices,
    DocumentDirectionChoices,
    DocumentKindChoices,
    EntryOriginChoices,
    EntryStateChoices,
)

__all__ = ('Classification', 'DocumentRegister', 'RegisterEntry')

NUMBER_FIELDS = ('prefix', 'classification', 'sequence', 'suffix', 'unit', 'roman_month', 'month', 'year')
NUMBER_FIELD = re.compile(r'\{(?:prefix|classification|suffix|unit|roman_month|year|(?:sequence|month)(?::0[1-9])?)\}')


class DocumentRegister(PrimaryModel):
    """The book in which an agency numbers its letters of one kind and year, without gaps or doubles.

    Only `documents.registering` takes a number; it locks the row.
    """

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='document_registers')
    name = models.CharField(_('name'), max_length=100)
    year = models.PositiveSmallIntegerField(_('year'))
    kinds = ArrayField(
        models.CharField(max_length=50, choices=DocumentKindChoices),
        verbose_name=_('kinds'),
        default=list,
        blank=True,
        help_text=_('The papers that this book alone numbers; none: all that no other book names'),
    )
    direction = models.CharField(
        _('direction'), max_length=20, choices=DocumentDirectionChoices, default=DocumentDirectionChoices.OUTGOING
    )
    classification = models.CharField(_('classification code'), max_length=50, help_text=_('E.g. 500.12.6.2'))
    unit_code = models.CharField(_('unit code'), max_length=50)
    pattern = models.CharField(
        _('number pattern'),
        max_length=100,
        default='{classification}/{sequence}/{unit}/{roman_month}/{year}',
        help_text=_('With {prefix}, {classification}, {sequence}, {suffix}, {unit}, {roman_month}, {month} and {year}'),
    )
    first_sequence = models.PositiveIntegerField(
        _('first number'), default=1, help_text=_('Where a book that was begun on paper goes on')
    )
    is_closed = models.BooleanField(
        _('closed'),
        default=False,
        help_text=_('It gives no number any more; it can still be read and printed'),
    )
    next_sequence = models.PositiveIntegerField(_('next number'), default=1, editable=False)

    clone_fields = ('agency', 'year', 'direction', 'classification', 'unit_code', 'pattern')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', '-year', 'name', 'pk')
        verbose_name = _('document register')
        verbose_name_plural = _('document registers')
        permissions = [('take_number', 'Take numbers by hand')]
        constraints = [
            models.UniqueConstraint(
                fields=('agency', 'year', 'name'), name='netbox_colocation_register_unique_agency_year_name'
            ),
            # One book for all that no other names, so that it is never a question which one numbers a letter.
            models.UniqueConstraint(
                fields=('agency', 'year', 'direction'),
                condition=Q(kinds=[]),
                name='netbox_colocation_register_unique_agency_year_direction',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.name} {self.year}'

    def get_direction_color(self) -> str:
        return DocumentDirectionChoices.colors.get(self.direction)

    def clean(self) -> None:
        super().clean()
        errors = {**self._pattern_errors(), **self._kinds_errors(), **self._errors_of_given_numbers()}
        if errors:
            raise ValidationError(errors)

    def _pattern_errors(self) -> dict[str, str]:
        # Only plain fields, with a zero-padded width at most: a format string can do much more than number letters.
        rest = NUMBER_FIELD.sub('', self.pattern)
        if '{' in rest or '}' in rest:
            return {
                'pattern': _(
                    'This pattern cannot be filled in: it may use {fields}, and a width as in {width}.'
                ).format(fields=', '.join(f'{{{field}}}' for field in NUMBER_FIELDS), width='{sequence:03}')
            }
        if '{sequence' not in self.pattern:
            return {'pattern': _('A number needs {sequence}, or two letters would share it.')}
        return {}

    def _kinds_errors(self) -> dict[str, str]:
        """No kind may be in two books: it would be a question which one numbers it."""
        if not self.kinds:
            return {}
        others = DocumentRegister.objects.filter(
            agency=self.agency_id, year=self.year, direction=self.direction, kinds__overlap=self.kinds
        ).exclude(pk=self.pk)
        if (other := others.first()) is None:
            return {}
        labels = {value: str(label) for value, label, *_color in DocumentKindChoices.CHOICES}
        shared = ', '.join(labels.get(kind, kind) for kind in self.kinds if kind in other.kinds)
        message = _('{register} numbers these already: {kinds}. Take them out of one of the books.')
        return {'kinds': message.format(register=other, kinds=shared)}

    def _errors_of_given_numbers(self) -> dict[str, str]:
        """Numbers that were given stay what they are: the book stays whose it is, and does not go back."""
        before = DocumentRegister.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None or not before.entries.exists():
            return {}
        stays = _('This book has given numbers: add another book instead.')
        errors = {
            name: stays
            for name in ('agency', 'year', 'direction')
            if getattr(before, before._meta.get_field(name).attname)
            != getattr(self, self._meta.get_field(name).attname)
        }
        if self.first_sequence != before.first_sequence and self.first_sequence < before.next_sequence:
            message = _('Numbers up to {number} were given: go on from {next} or later.')
            errors['first_sequence'] = message.format(number=before.next_sequence - 1, next=before.next_sequence)
        return errors


class RegisterEntry(NetBoxModel):
    """One line of a register (agenda): a number and the letter that has it. Only `documents.registering` writes one.

    A letter that was written elsewhere has an entry without a `document`. A number is never given twice: one that was
    cancelled stays cancelled.
    """

    register = models.ForeignKey(DocumentRegister, on_delete=models.PROTECT, related_name='entries')
    sequence = models.PositiveIntegerField(
        _('sequence'), blank=True, null=True, help_text=_('None for a number that was given elsewhere')
    )
    suffix = models.CharField(_('suffix'), max_length=5, blank=True)
    number = models.CharField(_('number'), max_length=100)
    origin = models.CharField(
        _('origin'), max_length=20, choices=EntryOriginChoices, default=EntryOriginChoices.AUTOMATIC
    )
    state = models.CharField(_('state'), max_length=20, choices=EntryStateChoices, default=EntryStateChoices.TAKEN)
    dated = models.DateField(_('date of the letter'), blank=True, null=True)
    received_on = models.DateField(_('received on'), blank=True, null=True)
    classification = models.CharField(_('classification code'), max_length=50, blank=True)
    nature = models.CharField(_('nature'), max_length=50, blank=True, help_text=_('Ordinary, urgent, confidential …'))
    correspondent = models.CharField(
        _('from or to'), max_length=200, blank=True, help_text=_('Who wrote it, or whom it is for')
    )
    letter_number = models.CharField(
        _('number of the letter'), max_length=100, blank=True, help_text=_('The sender’s own, of a letter that came in')
    )
    matter = models.CharField(_('matter'), max_length=300, blank=True)
    attachments = models.CharField(_('attachments'), max_length=100, blank=True)
    note = models.CharField(_('note'), max_length=300, blank=True)
    document = models.OneToOneField(
        'netbox_colocation.Document', on_delete=models.PROTECT, related_name='entry', blank=True, null=True
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    taken_at = models.DateTimeField(_('taken at'))
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    cancelled_at = models.DateTimeField(_('cancelled at'), blank=True, null=True)
    cancel_reason = models.CharField(_('reason'), max_length=300, blank=True)

    class Meta:
        ordering = ('register', '-sequence', '-suffix', '-pk')
        verbose_name = _('register entry')
        verbose_name_plural = _('register entries')
        permissions = [('cancel', 'Cancel numbers')]
        indexes = [models.Index(fields=('register', 'dated'), name='netbox_colo_entry_dated')]
        constraints = [
            models.UniqueConstraint(
                fields=('register', 'sequence', 'suffix'), name='%(app_label)s_%(class)s_unique_sequence'
            ),
            models.UniqueConstraint(fields=('register', 'number'), name='%(app_label)s_%(class)s_unique_number'),
            models.CheckConstraint(
                condition=Q(state=EntryStateChoices.TAKEN, cancelled_at__isnull=True)
                | Q(state=EntryStateChoices.CANCELLED, cancelled_at__isnull=False),
                name='%(app_label)s_%(class)s_cancelled_has_time',
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_origin_color(self) -> str:
        return EntryOriginChoices.colors.get(self.origin)

    def get_state_color(self) -> str:
        return EntryStateChoices.colors.get(self.state)


class Classification(PrimaryModel):
    """A class of the archive: its code on letters, how long papers of it are kept, and what becomes of them then.

    Years count from the day on which the file is closed. Codes of a scheme that is no longer in force stay, for the
    letters that have them.
    """

    agency = models.ForeignKey(
        'tenancy.Tenant',
        on_delete=models.PROTECT,
        related_name='archive_classifications',
        blank=True,
        null=True,
        help_text=_('Whose schedule says so; none: every agency’s'),
    )
    code = models.CharField(_('code'), max_length=50, help_text=_('E.g. 500.12.6.2'))
    name = models.CharField(_('name'), max_length=200)
    scheme = models.CharField(_('scheme'), max_length=100, blank=True, help_text=_('E.g. Permendagri 83/2022'))
    parent = models.ForeignKey('self', on_delete=models.PROTECT, related_name='children', blank=True, null=True)
    active_years = models.PositiveSmallIntegerField(_('active years'), blank=True, null=True)
    inactive_years = models.PositiveSmallIntegerField(_('inactive years'), blank=True, null=True)
    fate = models.CharField(_('fate'), max_length=20, choices=ArchiveFateChoices, blank=True)
    is_in_force = models.BooleanField(
        _('in force'), default=True, help_text=_('Whether new letters may get it; old ones keep it')
    )

    clone_fields = ('agency', 'scheme', 'parent', 'active_years', 'inactive_years', 'fate')

    class Meta:
        ordering = ('code', 'pk')
        verbose_name = _('classification')
        verbose_name_plural = _('classifications')
        constraints = [
            models.UniqueConstraint(
                fields=('agency', 'code'), nulls_distinct=False, name='%(app_label)s_%(class)s_unique_agency_code'
            ),
        ]

    def __str__(self) -> str:
        return f'{self.code} {self.name}'

    def get_fate_color(self) -> str:
        return ArchiveFateChoices.colors.get(self.fate)

    @property
    def retention_years(self) -> int | None:
        """Active and inactive years together; None where the schedule says nothing."""
        if self.active_years is None and self.inactive_years is None:
            return None
        return (self.active_years or 0) + (self.inactive_years or 0)
