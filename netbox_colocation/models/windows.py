"""Maintenance windows of tickets: when work takes place, what it hits, and who was told."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from netbox.models import BaseModel, NetBoxModel, PrimaryModel

from ..choices import ImpactGradeChoices, NoticeKindChoices, NoticeStateChoices, WindowStateChoices

__all__ = ('ImpactLine', 'MaintenanceWindow', 'WindowNotice')

USER = settings.AUTH_USER_MODEL


class MaintenanceWindow(PrimaryModel):
    """The time in which the work of a ticket takes place. What it touches is the ticket's.

    Only `workflows.windows` writes what is not editable; its times change by an act once it was agreed to.
    """

    ticket = models.ForeignKey('netbox_colocation.MaintenanceTicket', on_delete=models.PROTECT, related_name='windows')
    purpose = models.TextField(_('work'), help_text=_('What is done in this time'))
    starts_at = models.DateTimeField(_('from'))
    ends_at = models.DateTimeField(_('until'))
    mutes_monitoring = models.BooleanField(
        _('mutes monitoring'), default=True, help_text=_('Alarms of what it hits are silenced while it lasts')
    )
    state = models.CharField(
        _('state'), max_length=20, choices=WindowStateChoices, default=WindowStateChoices.PROPOSED, editable=False
    )
    revision = models.PositiveSmallIntegerField(_('revision'), default=1, editable=False)
    extended_until = models.DateTimeField(_('extended until'), blank=True, null=True, editable=False)
    begun_at = models.DateTimeField(_('begun at'), blank=True, null=True, editable=False)
    ended_at = models.DateTimeField(_('ended at'), blank=True, null=True, editable=False)
    outcome = models.TextField(_('result'), blank=True, editable=False)
    # Who proposed and who agreed: never the same person.
    proposed_by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    proposed_by_name = models.CharField(_('proposed by'), max_length=150, blank=True, editable=False)
    agreed_by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    agreed_by_name = models.CharField(_('agreed by'), max_length=150, blank=True, editable=False)
    agreed_role = models.ForeignKey(
        'netbox_colocation.ProcedureRole',
        on_delete=models.PROTECT,
        related_name='+',
        blank=True,
        null=True,
        editable=False,
    )
    agreed_at = models.DateTimeField(_('agreed at'), blank=True, null=True, editable=False)
    # How many of each grade, and what NetBox does not know, as found at `assessed_at`; its lines are `impact_lines`.
    impact = models.JSONField(_('impact'), default=dict, blank=True, editable=False)
    assessed_at = models.DateTimeField(_('assessed at'), blank=True, null=True, editable=False)

    # For queries: its end (`lasts_until`).
    LASTS_UNTIL = Coalesce('extended_until', 'ends_at')
    clone_fields = ('ticket', 'purpose', 'mutes_monitoring')
    prerequisite_models = ('netbox_colocation.MaintenanceTicket',)

    class Meta:
        ordering = ('-starts_at', '-pk')
        verbose_name = _('maintenance window')
        verbose_name_plural = _('maintenance windows')
        permissions = [
            ('agree', 'Agree to maintenance windows'),
            ('run', 'Begin, extend, end and cancel maintenance windows'),
        ]
        indexes = [models.Index(fields=('-starts_at', '-id'), name='netbox_colo_window_starts')]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F('starts_at')), name='%(app_label)s_%(class)s_ends_after_start'
            ),
        ]

    def __str__(self) -> str:
        return _('{ticket}, window {number}').format(ticket=self.ticket, number=self.pk or '–')

    def get_state_color(self) -> str:
        return WindowStateChoices.colors.get(self.state)

    @property
    def lasts_until(self) -> datetime.datetime:
        """Its end: the agreed one, or a later one after an extension."""
        return self.extended_until or self.ends_at

    @property
    def is_editable(self) -> bool:
        return self.state == WindowStateChoices.PROPOSED

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({'ends_at': _('The window ends after it starts: correct the times.')})


class ImpactLine(BaseModel):
    """One object that a window hits, how badly, and the path that says so. Written anew by each assessment."""

    _netbox_private = True

    window = models.ForeignKey(MaintenanceWindow, on_delete=models.CASCADE, related_name='impact_lines')
    # `dcim.device`, `virtualization.virtualmachine`, `ipam.service`, `circuits.circuit`
    object_model = models.CharField(_('model'), max_length=100)
    object_pk = models.PositiveBigIntegerField(_('ID'))
    label = models.CharField(_('object'), max_length=200)
    device = models.ForeignKey(
        'dcim.Device', on_delete=models.SET_NULL, related_name='impact_lines', blank=True, null=True
    )
    tenant = models.ForeignKey('tenancy.Tenant', on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    grade = models.CharField(_('grade'), max_length=20, choices=ImpactGradeChoices)
    reason = models.CharField(_('reason code'), max_length=50)
    path = models.JSONField(_('path'), default=list)

    class Meta:
        ordering = ('window', 'pk')
        verbose_name = _('impact')
        verbose_name_plural = _('impact')
        indexes = [models.Index(fields=('device', 'window'), name='netbox_colo_impact_device')]

    def __str__(self) -> str:
        return f'{self.label}: {self.get_grade_display()}'

    def get_grade_color(self) -> str:
        return ImpactGradeChoices.colors.get(self.grade)


class WindowNotice(NetBoxModel):
    """What one affected agency is told about a window: drafted, approved by an office above, sent.

    On paper (`document`) where the agency of the procedure writes such letters, by e-mail otherwise. Only
    `workflows.notices_of_windows` writes one.
    """

    window = models.ForeignKey(MaintenanceWindow, on_delete=models.PROTECT, related_name='notices')
    tenant = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='maintenance_notices')
    kind = models.CharField(_('kind'), max_length=20, choices=NoticeKindChoices)
    revision = models.PositiveSmallIntegerField(_('revision'), default=1)
    state = models.CharField(_('state'), max_length=20, choices=NoticeStateChoices, default=NoticeStateChoices.DRAFTED)
    grade = models.CharField(_('worst grade'), max_length=20, choices=ImpactGradeChoices)
    subject = models.CharField(_('subject'), max_length=200)
    body = models.TextField(_('text'))
    document = models.OneToOneField(
        'netbox_colocation.Document', on_delete=models.PROTECT, related_name='notice', blank=True, null=True
    )
    recipients = ArrayField(models.EmailField(), verbose_name=_('recipients'), default=list, blank=True)
    drafted_by = models.ForeignKey(USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    drafted_at = models.DateTimeField(_('drafted at'))
    approved_by = models.ForeignKey(USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    approved_by_name = models.CharField(_('approved by'), max_length=150, blank=True)
    approved_at = models.DateTimeField(_('approved at'), blank=True, null=True)
    sent_at = models.DateTimeField(_('sent at'), blank=True, null=True)
    error = models.CharField(_('error'), max_length=300, blank=True)

    class Meta:
        ordering = ('-drafted_at', '-pk')
        verbose_name = _('maintenance notice')
        verbose_name_plural = _('maintenance notices')
        permissions = [('approve', 'Approve and send maintenance notices')]
        constraints = [
            models.UniqueConstraint(
                fields=('window', 'tenant', 'kind', 'revision'), name='%(app_label)s_%(class)s_told_once'
            ),
        ]

    def __str__(self) -> str:
        return f'{self.subject} → {self.tenant}'

    def get_state_color(self) -> str:
        return NoticeStateChoices.colors.get(self.state)

    def get_kind_color(self) -> str:
        return NoticeKindChoices.colors.get(self.kind)

    def get_grade_color(self) -> str:
        return ImpactGradeChoices.colors.get(self.grade)
