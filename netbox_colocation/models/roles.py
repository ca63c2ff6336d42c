"""Who may act: roles (offices), appointments to them, and representatives of applicants."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel
from utilities.querysets import RestrictedQuerySet

from ..choices import HolderCapacityChoices
from ..constants import APPLICANT

__all__ = ('Appointment', 'ProcedureRole', 'Representative')


class TermQuerySet(RestrictedQuerySet):
    """Rows that are valid from one day until another."""

    def on(self, day: datetime.date) -> 'TermQuerySet':
        """Only the rows that are valid on that day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class Term(models.Model):
    """The days on which something is valid, both included; without an end it goes on.

    `is_current` repeats for today what the days say, because an object permission's constraint can't compare with
    today's date; it is brought up to date by `save()` and every hour by a job. The engine reads the days.
    """

    valid_from = models.DateField(_('valid from'), default=timezone.localdate)
    valid_until = models.DateField(_('valid until'), blank=True, null=True)
    is_current = models.BooleanField(_('current'), default=False, editable=False)

    class Meta:
        abstract = True

    def is_valid_on(self, day: datetime.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({'valid_until': _('The last day cannot be before the first one.')})

    def save(self, *args, **kwargs):
        self.is_current = self.is_valid_on(timezone.localdate())
        super().save(*args, **kwargs)


class ProcedureRole(PrimaryModel):
    """An office of an agency that a procedure's rows are addressed to (head, helpdesk, ...), never a person."""

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='procedure_roles')
    key = models.SlugField(
        _('key'), max_length=50, help_text=_('The name that procedure documents use, e.g. head-of-division')
    )
    name = models.CharField(_('name'), max_length=100, help_text=_('The office as letters print it'))

    superior = models.ForeignKey(
        'self',
        on_delete=models.SET_NULL,
        related_name='subordinates',
        blank=True,
        null=True,
        help_text=_('The office that is told when a task is late, and that may grant a step back'),
    )

    clone_fields = ('agency', 'superior', 'description')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('agency', 'key', 'pk')
        verbose_name = _('role')
        verbose_name_plural = _('roles')
        constraints = [
            models.UniqueConstraint(fields=('agency', 'key'), name='%(app_label)s_%(class)s_unique_agency_key'),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.key == APPLICANT:
            errors['key'] = _('The applicant is not an office: representatives act for it. Choose another key.')
        if self.superior and self.superior.agency_id != self.agency_id:
            errors['superior'] = _('The superior is an office of the same agency: choose one of them.')
        elif self.pk and self.pk in [role.pk for role in self.superiors]:
            errors['superior'] = _('This office would stand above itself: choose another superior.')
        if errors:
            raise ValidationError(errors)

    @property
    def superiors(self) -> list['ProcedureRole']:
        """The offices above this one, nearest first; one that meets itself again is the last."""
        found: list[ProcedureRole] = []
        role = self.superior
        while role and role not in found:
            found.append(role)
            role = role.superior
        return found


class Appointment(Term, PrimaryModel):
    """Who holds a role, in which capacity, from when until when. The name is kept as letters print it."""

    role = models.ForeignKey(ProcedureRole, on_delete=models.PROTECT, related_name='appointments')
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name='colocation_appointments',
        blank=True,
        null=True,
    )
    holder_name = models.CharField(_('holder'), max_length=100, help_text=_('Name and titles, as letters print them'))
    rank = models.CharField(_('rank'), max_length=100, blank=True)
    employee_number = models.CharField(
        _('employee number'), max_length=30, blank=True, help_text=_('NIP, printed below signatures when given')
    )
    capacity = models.CharField(
        _('capacity'), max_length=20, choices=HolderCapacityChoices, default=HolderCapacityChoices.DEFINITIVE
    )
    delegated_by = models.ForeignKey(
        'self',
        on_delete=models.PROTECT,
        related_name='delegations',
        blank=True,
        null=True,
        editable=False,
        help_text=_('The appointment whose holder delegated it for an absence'),
    )
    decree = models.CharField(_('decree'), max_length=100, blank=True, help_text=_('Number of the appointing decree'))

    objects = TermQuerySet.as_manager()

    clone_fields = ('role', 'capacity', 'valid_from', 'valid_until')
    prerequisite_models = ('netbox_colocation.ProcedureRole',)

    class Meta:
        ordering = ('role', 'holder_name', 'pk')
        verbose_name = _('appointment')
        verbose_name_plural = _('appointments')

    def __str__(self) -> str:
        return f'{self.holder_name} ({self.role})'

    def get_capacity_color(self) -> str:
        return HolderCapacityChoices.colors.get(self.capacity)


class Representative(Term, PrimaryModel):
    """A user who acts for an applicant agency: its requests, its letters, its answers."""

    tenant = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='representatives')
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='colocation_representations'
    )
    position = models.CharField(_('position'), max_length=100, blank=True)

    objects = TermQuerySet.as_manager()

    clone_fields = ('tenant', 'valid_from', 'valid_until')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('tenant', 'user', 'pk')
        verbose_name = _('representative')
        verbose_name_plural = _('representatives')
        constraints = [
            models.UniqueConstraint(fields=('tenant', 'user'), name='%(app_label)s_%(class)s_unique_tenant_user'),
        ]

    def __str__(self) -> str:
        return f'{self.user} ({self.tenant})'
