"""Visits to the server room."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel

from ..choices import SubjectKindChoices
from .subjects import LETTER_FIELDS, Subject

__all__ = ('AccessVisit',)


class AccessVisit(Subject, PrimaryModel):
    """An applicant's request to enter the server room in a window, escorted, and what became of it."""

    SUBJECT_KINDS = (SubjectKindChoices.ACCESS_VISIT,)
    FIXED_FIELDS = (
        'name', 'procedure', 'applicant', 'purpose', 'site', 'location', 'visitors', 'starts_at', 'ends_at',
        *LETTER_FIELDS,
    )  # fmt: skip
    FIXED_SETS = ('racks',)
    ENGINE_FIELDS = ('status', 'case', 'entered_at', 'left_at', 'escort_name')

    name = models.CharField(_('name'), max_length=100, help_text=_('A short title, e.g. “Replace a disk”'))
    procedure = models.ForeignKey(
        'netbox_colocation.Procedure',
        on_delete=models.PROTECT,
        related_name='access_visits',
        limit_choices_to={'subject_kind': SubjectKindChoices.ACCESS_VISIT},
    )
    applicant = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='access_visits')
    case = models.OneToOneField(
        'netbox_colocation.Case',
        on_delete=models.PROTECT,
        related_name='access_visit',
        blank=True,
        null=True,
        editable=False,
    )
    purpose = models.TextField(_('purpose'))
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='access_visits')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='access_visits', blank=True, null=True
    )
    racks = models.ManyToManyField('dcim.Rack', related_name='access_visits', blank=True)
    visitors = ArrayField(
        models.CharField(max_length=100), verbose_name=_('visitors'), default=list, help_text=_('Names, one per line')
    )
    starts_at = models.DateTimeField(_('from'), help_text=_('When the visitors want to enter'))
    ends_at = models.DateTimeField(_('until'))
    entered_at = models.DateTimeField(_('entered at'), blank=True, null=True, editable=False)
    left_at = models.DateTimeField(_('left at'), blank=True, null=True, editable=False)
    escort_name = models.CharField(_('escort'), max_length=150, blank=True, editable=False)

    clone_fields = ('procedure', 'applicant', 'purpose', 'site', 'location', 'visitors')
    prerequisite_models = ('tenancy.Tenant', 'dcim.Site', 'netbox_colocation.Procedure')

    class Meta:
        ordering = ('-starts_at', '-pk')
        verbose_name = _('access visit')
        verbose_name_plural = _('access visits')
        permissions = [('submit', 'Submit access visits')]
        indexes = [models.Index(fields=('-starts_at', '-id'), name='netbox_colo_visit_starts')]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F('starts_at')), name='%(app_label)s_%(class)s_ends_after_start'
            ),
        ]

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors['ends_at'] = _('The visit ends after it starts: correct the times.')
        if any(not visitor.strip() for visitor in self.visitors or ()):
            errors['visitors'] = _('Every visitor has a name: leave no line empty.')
        if self.applicant_id and self.procedure_id:
            errors |= self._refuse_elsewhere('racks', tenants={None, self.applicant_id, self.procedure.agency_id})
        if errors:
            raise ValidationError(errors)
