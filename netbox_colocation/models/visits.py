"""Visits to the server room."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel

from ..choices import SubjectKindChoices, VisitActivityChoices
from .subjects import LETTER_FIELDS, Subject

__all__ = ('AccessVisit',)


class AccessVisit(Subject, PrimaryModel):
    """An applicant's request to enter the server room in a window, escorted, and what became of it.

    Who comes are its `visitors`, what they carry its `items`; what the door recorded is in its `log`.
    """

    SUBJECT_KINDS = (SubjectKindChoices.ACCESS_VISIT,)
    FIXED_FIELDS = (
        'name', 'procedure', 'applicant', 'purpose', 'site', 'location', 'starts_at', 'ends_at', 'request', 'ticket',
        'activities', 'wants_photos', 'accepts_rules', *LETTER_FIELDS,
    )  # fmt: skip
    FIXED_SETS = ('racks', 'devices')
    ENGINE_FIELDS = (
        'status', 'case', 'entered_at', 'left_at', 'escort', 'escort_name', 'extended_until', 'photos_allowed',
        'word_given', 'is_emergency', 'overstay_told_at', 'missed_told_at',
    )  # fmt: skip

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
    activities = ArrayField(
        models.CharField(max_length=50, choices=VisitActivityChoices),
        verbose_name=_('activities'),
        default=list,
        blank=True,
        help_text=_('What the visitors do in the room'),
    )
    request = models.ForeignKey(
        'netbox_colocation.ColocationRequest',
        on_delete=models.PROTECT,
        related_name='visits',
        blank=True,
        null=True,
        help_text=_('The request that the visit serves'),
    )
    ticket = models.ForeignKey(
        'netbox_colocation.MaintenanceTicket',
        on_delete=models.PROTECT,
        related_name='visits',
        blank=True,
        null=True,
        help_text=_('The ticket that the visit serves'),
    )
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='access_visits')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='access_visits', blank=True, null=True
    )
    racks = models.ManyToManyField('dcim.Rack', related_name='access_visits', blank=True)
    devices = models.ManyToManyField('dcim.Device', related_name='access_visits', blank=True)
    starts_at = models.DateTimeField(_('from'), help_text=_('When the visitors want to enter'))
    ends_at = models.DateTimeField(_('until'))
    wants_photos = models.BooleanField(
        _('wants to take pictures'), default=False, help_text=_('Pictures are taken only where that was allowed')
    )
    accepts_rules = models.BooleanField(
        _('accepts the house rules'), default=False, help_text=_('For everybody who comes')
    )
    # What the procedure and the door found.
    word_given = models.TextField(
        _('the coordinator’s word'),
        blank=True,
        editable=False,
        help_text=_('Why they may go to racks that hold nothing of theirs'),
    )
    photos_allowed = models.BooleanField(_('pictures allowed'), blank=True, null=True, editable=False)
    is_emergency = models.BooleanField(
        _('emergency'), default=False, editable=False, help_text=_('Let in first, the procedure after')
    )
    escort = models.ForeignKey(
        'netbox_colocation.Appointment',
        on_delete=models.PROTECT,
        related_name='escorted_visits',
        blank=True,
        null=True,
        editable=False,
    )
    escort_name = models.CharField(_('escort'), max_length=150, blank=True, editable=False)
    entered_at = models.DateTimeField(_('entered at'), blank=True, null=True, editable=False)
    left_at = models.DateTimeField(_('left at'), blank=True, null=True, editable=False)
    extended_until = models.DateTimeField(_('extended until'), blank=True, null=True, editable=False)
    overstay_told_at = models.DateTimeField(_('overstay told at'), blank=True, null=True, editable=False)
    missed_told_at = models.DateTimeField(_('no-show told at'), blank=True, null=True, editable=False)

    clone_fields = ('procedure', 'applicant', 'purpose', 'activities', 'site', 'location', 'racks')
    # For queries: whose people are in the room now, and until when it may last (`allowed_until`).
    INSIDE = models.Q(entered_at__isnull=False, left_at__isnull=True)
    LASTS_UNTIL = Coalesce('extended_until', 'ends_at')
    prerequisite_models = ('tenancy.Tenant', 'dcim.Site', 'netbox_colocation.Procedure')

    class Meta:
        ordering = ('-starts_at', '-pk')
        verbose_name = _('access visit')
        verbose_name_plural = _('access visits')
        permissions = [
            ('submit', 'Submit access visits'),
            ('attend', 'Keep the door: let visitors in and out'),
            ('extend', 'Extend visits and change their escort'),
        ]
        indexes = [
            models.Index(fields=('-starts_at', '-id'), name='netbox_colo_visit_starts'),
            models.Index(
                fields=('entered_at',),
                name='netbox_colo_visit_inside',
                condition=models.Q(entered_at__isnull=False, left_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F('starts_at')), name='%(app_label)s_%(class)s_ends_after_start'
            ),
        ]

    @property
    def allowed_until(self) -> datetime.datetime:
        """Until when they may stay: the end that was asked for, or a later one that was granted."""
        return self.extended_until or self.ends_at

    @property
    def is_inside(self) -> bool:
        return self.entered_at is not None and self.left_at is None

    @property
    def visitor_names(self) -> list[str]:
        return [visitor.name for visitor in self.visitors.all()]

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors['ends_at'] = _('The visit ends after it starts: correct the times.')
        if self.applicant_id and self.procedure_id:
            tenants = {None, self.applicant_id, self.procedure.agency_id}
            errors |= self._refuse_elsewhere('racks', tenants=tenants)
            errors |= self._refuse_elsewhere('devices', tenants=tenants)
        for name in ('request', 'ticket'):
            served = getattr(self, name)
            if served and self.applicant_id and served.applicant_id != self.applicant_id:
                errors[name] = _('This is another agency’s: choose one of the applicant’s.')
        if errors:
            raise ValidationError(errors)
