"""What every subject of a case has: the letter that asks for it, who is in charge, and its status."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import RequestStatusChoices

__all__ = ('Subject',)

# What the letter says and who stands behind it: fixed when the subject is submitted.
LETTER_FIELDS = (
    'letter_number', 'letter_date', 'letter_subject',
    'administrative_name', 'administrative_position', 'administrative_email', 'administrative_phone',
    'technical_name', 'technical_organisation', 'technical_email', 'technical_phone',
)  # fmt: skip


class Subject(models.Model):
    """A request, visit or ticket.

    A concrete subject adds `name`, `procedure`, `applicant`, `case`, `site` and `location`. `FIXED_FIELDS` and the sets
    in `FIXED_SETS` no longer change after submission; `ENGINE_FIELDS` are written by `save_state` only: forms,
    serializers and imports leave them alone.
    """

    SUBJECT_KINDS: tuple[str, ...] = ()
    FIXED_FIELDS: tuple[str, ...] = LETTER_FIELDS
    FIXED_SETS: tuple[str, ...] = ()
    ENGINE_FIELDS: tuple[str, ...] = ('status', 'case')

    if TYPE_CHECKING:  # what every concrete subject has
        objects: ClassVar[Any]
        name: str
        procedure: Any
        applicant: Any
        applicant_id: int
        case: Any
        case_id: int | None
        pk: Any
        documents: Any
        last_updated: Any
        snapshot: Any
        _changelog_message: str

    status = models.CharField(
        _('status'), max_length=20, choices=RequestStatusChoices, default=RequestStatusChoices.DRAFT, editable=False
    )
    letter_number = models.CharField(_('letter number'), max_length=100, blank=True)
    letter_date = models.DateField(_('letter date'), blank=True, null=True)
    letter_subject = models.CharField(_('letter subject'), max_length=200, blank=True)
    administrative_name = models.CharField(_('name'), max_length=100, blank=True)
    administrative_position = models.CharField(_('position'), max_length=100, blank=True)
    administrative_email = models.EmailField(_('e-mail'), blank=True)
    administrative_phone = models.CharField(_('phone'), max_length=50, blank=True)
    technical_name = models.CharField(_('name'), max_length=100, blank=True)
    technical_organisation = models.CharField(
        _('organisation'), max_length=100, blank=True, help_text=_('The agency’s unit, or the vendor')
    )
    technical_email = models.EmailField(_('e-mail'), blank=True)
    technical_phone = models.CharField(_('phone'), max_length=50, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def get_status_color(self) -> str:
        return RequestStatusChoices.colors.get(self.status)

    @property
    def is_draft(self) -> bool:
        """Whether it was never submitted."""
        return self.status == RequestStatusChoices.DRAFT

    @property
    def is_editable(self) -> bool:
        """Whether the applicant may change what it says: before submission, and when it was returned for that."""
        return self.status in (RequestStatusChoices.DRAFT, RequestStatusChoices.RETURNED)

    def save(self, *args, **kwargs) -> None:
        """Save all but what is the engine's: whoever edits the rest at the same time must not set it back."""
        if not self._state.adding and kwargs.get('update_fields') is None:
            engines = set(self.ENGINE_FIELDS)
            kwargs['update_fields'] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in engines
            ]
        super().save(*args, **kwargs)

    def save_state(self, *fields: str) -> None:
        """Save these of the engine's fields, and nothing else."""
        self.save(update_fields=[*fields, 'last_updated'])

    def clean(self) -> None:
        super().clean()
        errors = {}
        location, site_id = getattr(self, 'location', None), getattr(self, 'site_id', None)
        if location and site_id and location.site_id != site_id:
            errors['location'] = _('This location belongs to another site: choose one of the site’s.')
        procedure = self.procedure if self.procedure_id else None
        if procedure and procedure.subject_kind not in self.SUBJECT_KINDS:
            errors['procedure'] = _('This procedure is about something else ({kind}): choose another one.').format(
                kind=procedure.get_subject_kind_display()
            )
        if self.pk and not self.is_draft:
            errors |= {
                name: _('This request was submitted: what its letter says no longer changes.')
                for name in self._changed_after_submission()
            }
        if errors:
            raise ValidationError(errors)

    def chosen(self, name: str) -> list[models.Model]:
        """Return the related rows of a set: those that a form or serializer is about to store, else those stored."""
        about_to_be = getattr(self, '_m2m_values', {})  # NetBox's forms and serializers put them here before `clean()`
        if name in about_to_be:
            return list(about_to_be[name] or ())
        return list(getattr(self, name).all()) if self.pk else []

    def _changed_after_submission(self) -> list[str]:
        """Names of what differs from what is stored and may not; of what was returned, whose case it is stays."""
        fields = ('procedure', 'applicant') if self.is_editable else self.FIXED_FIELDS
        stored = type(self).objects.filter(pk=self.pk).values(*fields).first() or {}
        changed = [name for name, value in stored.items() if value != getattr(self, self._meta.get_field(name).attname)]
        if not self.is_editable:
            about_to_be = getattr(self, '_m2m_values', {})
            changed += [
                name
                for name in self.FIXED_SETS
                if name in about_to_be
                and {row.pk for row in about_to_be[name] or ()} != set(getattr(self, name).values_list('pk', flat=True))
            ]
        return changed

    def _refuse_elsewhere(self, name: str, *, tenants: set[int | None]) -> dict[str, str]:
        """Return the error of a set whose rows are of another site, or of a tenant that is none of these."""
        if not self.site_id:
            return {}
        wrong = [row for row in self.chosen(name) if row.site_id != self.site_id or row.tenant_id not in tenants]
        if not wrong:
            return {}
        # By name only what the applicant may know of: an ID that was guessed is not answered with a name.
        labels = ', '.join(str(row) if row.tenant_id in tenants else f'#{row.pk}' for row in wrong)
        return {name: _('Not at this site, or another agency’s: {names}').format(names=labels)}
