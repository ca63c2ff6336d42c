"""Tickets of network and equipment maintenance."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel

from ..choices import SubjectKindChoices, TicketKindChoices, TicketPriorityChoices, WorkStatusChoices
from .subjects import LETTER_FIELDS, Subject

__all__ = ('MaintenanceTicket',)


class MaintenanceTicket(Subject, PrimaryModel):
    """An applicant's request for maintenance, or an incident, and the work on it."""

    SUBJECT_KINDS = (SubjectKindChoices.MAINTENANCE_TICKET,)
    FIXED_FIELDS = (
        'name', 'procedure', 'applicant', 'kind', 'priority', 'problem', 'site', 'location', *LETTER_FIELDS,
    )  # fmt: skip
    FIXED_SETS = ('devices',)
    ENGINE_FIELDS = ('status', 'case', 'work_status', 'analysis', 'solution')

    name = models.CharField(_('name'), max_length=100, help_text=_('A short title, e.g. “No network on floor 2”'))
    procedure = models.ForeignKey(
        'netbox_colocation.Procedure',
        on_delete=models.PROTECT,
        related_name='maintenance_tickets',
        limit_choices_to={'subject_kind': SubjectKindChoices.MAINTENANCE_TICKET},
    )
    applicant = models.ForeignKey('tenancy.Tenant', on_delete=models.PROTECT, related_name='maintenance_tickets')
    case = models.OneToOneField(
        'netbox_colocation.Case',
        on_delete=models.PROTECT,
        related_name='maintenance_ticket',
        blank=True,
        null=True,
        editable=False,
    )
    kind = models.CharField(_('kind'), max_length=20, choices=TicketKindChoices, default=TicketKindChoices.REQUEST)
    priority = models.CharField(
        _('priority'), max_length=20, choices=TicketPriorityChoices, default=TicketPriorityChoices.NORMAL
    )
    problem = models.TextField(_('problem'), help_text=_('What is wanted or does not work, since when, and where'))
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='maintenance_tickets')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='maintenance_tickets', blank=True, null=True
    )
    devices = models.ManyToManyField('dcim.Device', related_name='maintenance_tickets', blank=True)
    work_status = models.CharField(
        _('work'), max_length=20, choices=WorkStatusChoices, default=WorkStatusChoices.WAITING, editable=False
    )
    analysis = models.TextField(_('analysis'), blank=True, editable=False)
    solution = models.TextField(_('solution'), blank=True, editable=False)

    clone_fields = ('procedure', 'applicant', 'kind', 'priority', 'site', 'location')
    prerequisite_models = ('tenancy.Tenant', 'dcim.Site', 'netbox_colocation.Procedure')

    class Meta:
        ordering = ('-created', '-pk')
        verbose_name = _('maintenance ticket')
        verbose_name_plural = _('maintenance tickets')
        permissions = [('submit', 'Submit maintenance tickets')]
        indexes = [models.Index(fields=('-created', '-id'), name='netbox_colo_ticket_created')]

    def clean(self) -> None:
        super().clean()
        if self.applicant_id and self.procedure_id:
            tenants = {None, self.applicant_id, self.procedure.agency_id}
            if errors := self._refuse_elsewhere('devices', tenants=tenants):
                raise ValidationError(errors)

    def get_kind_color(self) -> str:
        return TicketKindChoices.colors.get(self.kind)

    def get_priority_color(self) -> str:
        return TicketPriorityChoices.colors.get(self.priority)

    def get_work_status_color(self) -> str:
        return WorkStatusChoices.colors.get(self.work_status)
