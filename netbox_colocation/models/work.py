"""The work on a ticket: its log, its photos, and equipment that is lent meanwhile."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import BaseModel, NetBoxModel, PrimaryModel

from ..choices import PhotoMomentChoices, WorkStatusChoices
from .documents import private_storage

__all__ = ('EquipmentLoan', 'WorkLogEntry', 'WorkPhoto')

USER = settings.AUTH_USER_MODEL


class WorkLogEntry(NetBoxModel):
    """What was done on a ticket, once: append-only, enforced by the database. Only `maintenance.work` writes one."""

    ticket = models.ForeignKey('netbox_colocation.MaintenanceTicket', on_delete=models.PROTECT, related_name='work_log')
    at = models.DateTimeField(_('at'))
    author = models.ForeignKey(USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    author_name = models.CharField(_('by'), max_length=150)
    work_status = models.CharField(_('work'), max_length=20, choices=WorkStatusChoices)
    text = models.TextField(_('what was done'))
    minutes = models.PositiveIntegerField(_('time spent (minutes)'), blank=True, null=True)
    # [{'name': …, 'quantity': '2.5', 'unit': 'm'}]
    materials = models.JSONField(_('material used'), default=list, blank=True)

    class Meta:
        ordering = ('-at', '-pk')
        verbose_name = _('work log entry')
        verbose_name_plural = _('work log')

    def __str__(self) -> str:
        return f'{self.ticket}: {self.text[:50]}'

    def get_work_status_color(self) -> str:
        return WorkStatusChoices.colors.get(self.work_status)


class WorkPhoto(BaseModel):
    """A picture of the work, before, during or after; kept like every private file, without its camera's metadata."""

    _netbox_private = True

    ticket = models.ForeignKey('netbox_colocation.MaintenanceTicket', on_delete=models.PROTECT, related_name='photos')
    entry = models.ForeignKey(WorkLogEntry, on_delete=models.PROTECT, related_name='photos', blank=True, null=True)
    moment = models.CharField(_('moment'), max_length=10, choices=PhotoMomentChoices)
    file = models.FileField(_('file'), upload_to='photos/', max_length=200, storage=private_storage)
    media_type = models.CharField(_('media type'), max_length=50)
    digest = models.CharField(_('digest'), max_length=64)
    caption = models.CharField(_('caption'), max_length=200, blank=True)
    taken_by = models.ForeignKey(USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    taken_at = models.DateTimeField(_('added at'))

    class Meta:
        ordering = ('ticket', 'pk')
        verbose_name = _('photo')
        verbose_name_plural = _('photos')

    def __str__(self) -> str:
        return self.caption or f'{self.get_moment_display()} #{self.pk}'


class EquipmentLoan(PrimaryModel):
    """Equipment that an agency lends, e.g. while the borrower's own is repaired (SOP Pinjam Pakai Barang TIK)."""

    agency = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='lent_equipment')
    borrower = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='borrowed_equipment')
    person = models.CharField(_('received by'), max_length=100)
    ticket = models.ForeignKey(
        'netbox_colocation.MaintenanceTicket',
        on_delete=models.PROTECT,
        related_name='loans',
        blank=True,
        null=True,
    )
    device = models.ForeignKey('dcim.Device', on_delete=models.PROTECT, related_name='loans', blank=True, null=True)
    item = models.CharField(_('item'), max_length=100, help_text=_('What is lent, as the loan record names it'))
    serial = models.CharField(_('serial number'), max_length=100, blank=True)
    condition = models.CharField(_('condition when lent'), max_length=200, blank=True)
    lent_on = models.DateField(_('lent on'))
    due_on = models.DateField(_('due on'))
    returned_on = models.DateField(_('returned on'), blank=True, null=True, editable=False)
    returned_condition = models.CharField(_('condition when returned'), max_length=200, blank=True, editable=False)
    returned_to = models.CharField(_('returned to'), max_length=150, blank=True, editable=False)
    overdue_told_at = models.DateTimeField(_('overdue told at'), blank=True, null=True, editable=False)

    clone_fields = ('agency', 'borrower', 'person', 'ticket', 'lent_on', 'due_on')
    prerequisite_models = ('tenancy.Tenant',)

    class Meta:
        ordering = ('-lent_on', '-pk')
        verbose_name = _('equipment loan')
        verbose_name_plural = _('equipment loans')
        permissions = [('take_back', 'Take lent equipment back')]
        constraints = [
            models.UniqueConstraint(
                fields=('device',),
                condition=models.Q(returned_on__isnull=True),
                name='%(app_label)s_%(class)s_one_borrower_at_a_time',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.item} → {self.borrower}'

    @property
    def is_open(self) -> bool:
        return self.returned_on is None

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.lent_on and self.due_on and self.due_on < self.lent_on:
            errors['due_on'] = _('It is due back after it was lent: correct the days.')
        if self.ticket and self.borrower_id and self.ticket.applicant_id != self.borrower_id:
            errors['ticket'] = _('This ticket is another agency’s: choose one of the borrower’s.')
        if errors:
            raise ValidationError(errors)
