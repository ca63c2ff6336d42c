"""Tickets of network and equipment maintenance."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel

from ..choices import (
    SubjectKindChoices,
    TicketCategoryChoices,
    TicketKindChoices,
    TicketPriorityChoices,
    TicketTimingChoices,
    WorkStatusChoices,
)
from .subjects import LETTER_FIELDS, Subject

__all__ = ('MaintenanceTicket',)


class MaintenanceTicket(Subject, PrimaryModel):
    """An applicant's request for maintenance, or an incident, and the work on it.

    `TOUCHED` are the sets of what the work touches: from them its impact is followed.
    """

    TOUCHED = ('devices', 'racks', 'power_panels', 'power_feeds', 'circuits', 'prefixes', 'rooms')

    SUBJECT_KINDS = (SubjectKindChoices.MAINTENANCE_TICKET,)
    FIXED_FIELDS = (
        'name', 'procedure', 'applicant', 'kind', 'timing', 'category', 'priority', 'problem', 'site', 'location',
        *LETTER_FIELDS,
    )  # fmt: skip
    FIXED_SETS = TOUCHED
    ENGINE_FIELDS = (
        'status', 'case', 'work_status', 'analysis', 'solution', 'begun_at', 'finished_at', 'register_agency',
        'register_year', 'register_sequence',
    )  # fmt: skip

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
    timing = models.CharField(
        _('timing'), max_length=20, choices=TicketTimingChoices, default=TicketTimingChoices.PLANNED
    )
    category = models.CharField(_('category'), max_length=50, choices=TicketCategoryChoices, blank=True)
    problem = models.TextField(_('problem'), help_text=_('What is wanted or does not work, since when, and where'))
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='maintenance_tickets')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='maintenance_tickets', blank=True, null=True
    )
    # What the work touches.
    devices = models.ManyToManyField('dcim.Device', related_name='maintenance_tickets', blank=True)
    racks = models.ManyToManyField('dcim.Rack', related_name='maintenance_tickets', blank=True)
    power_panels = models.ManyToManyField('dcim.PowerPanel', related_name='maintenance_tickets', blank=True)
    power_feeds = models.ManyToManyField('dcim.PowerFeed', related_name='maintenance_tickets', blank=True)
    circuits = models.ManyToManyField('circuits.Circuit', related_name='maintenance_tickets', blank=True)
    prefixes = models.ManyToManyField('ipam.Prefix', related_name='maintenance_tickets', blank=True)
    rooms = models.ManyToManyField(
        'dcim.Location', related_name='touching_tickets', blank=True, help_text=_('Whole rooms that the work touches')
    )
    technicians = models.ManyToManyField(
        'netbox_colocation.Appointment', related_name='maintenance_tickets', blank=True, editable=False
    )
    work_status = models.CharField(
        _('work'), max_length=20, choices=WorkStatusChoices, default=WorkStatusChoices.WAITING, editable=False
    )
    analysis = models.TextField(_('analysis'), blank=True, editable=False)
    solution = models.TextField(_('solution'), blank=True, editable=False)
    begun_at = models.DateTimeField(_('begun at'), blank=True, null=True, editable=False)
    finished_at = models.DateTimeField(_('finished at'), blank=True, null=True, editable=False)
    # Its line of the register of service requests and incidents.
    register_agency = models.ForeignKey(
        'tenancy.Tenant', on_delete=models.PROTECT, related_name='+', blank=True, null=True, editable=False
    )
    register_year = models.PositiveSmallIntegerField(_('register year'), blank=True, null=True, editable=False)
    register_sequence = models.PositiveIntegerField(_('register number'), blank=True, null=True, editable=False)

    clone_fields = ('procedure', 'applicant', 'kind', 'timing', 'category', 'priority', 'site', 'location')
    prerequisite_models = ('tenancy.Tenant', 'dcim.Site', 'netbox_colocation.Procedure')

    class Meta:
        ordering = ('-created', '-pk')
        verbose_name = _('maintenance ticket')
        verbose_name_plural = _('maintenance tickets')
        permissions = [('submit', 'Submit maintenance tickets'), ('work', 'Write the work log of tickets')]
        indexes = [models.Index(fields=('-created', '-id'), name='netbox_colo_ticket_created')]
        constraints = [
            models.UniqueConstraint(
                fields=('register_agency', 'register_year', 'register_sequence'),
                name='%(app_label)s_%(class)s_unique_register_number',
            ),
        ]

    def clean(self) -> None:
        super().clean()
        # What officers add after submission may be elsewhere, or another agency’s: the act that adds it looks at that.
        if self.is_editable and self.applicant_id and self.procedure_id:
            tenants = {None, self.applicant_id, self.procedure.agency_id}
            if errors := self._refuse_elsewhere('devices', tenants=tenants):
                raise ValidationError(errors)

    @property
    def register_number(self) -> str:
        """Number and year in the register of service requests and incidents; empty before the helpdesk entered it."""
        return f'{self.register_sequence}/{self.register_year}' if self.register_sequence else ''

    def get_kind_color(self) -> str:
        return TicketKindChoices.colors.get(self.kind)

    def get_timing_color(self) -> str:
        return TicketTimingChoices.colors.get(self.timing)

    def get_category_color(self) -> str:
        return TicketCategoryChoices.colors.get(self.category)

    def get_priority_color(self) -> str:
        return TicketPriorityChoices.colors.get(self.priority)

    def get_work_status_color(self) -> str:
        return WorkStatusChoices.colors.get(self.work_status)
