"""Capacity pools (what NetBox does not model) and the stored results of capacity checks."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel, PrimaryModel

from ..choices import CapacityVerdictChoices, PoolKindChoices

__all__ = ('CapacityCheck', 'CapacityPool')


class CapacityPool(PrimaryModel):
    """A UPS or an uplink budget that a site, or one of its locations, shares; it points at the objects behind it.

    `capacity` counts in the unit of its kind: W for a UPS, kbit/s for bandwidth. A bandwidth pool without a capacity
    of its own has the sum of its circuits' commit rates.
    """

    name = models.CharField(_('name'), max_length=100, unique=True)
    kind = models.CharField(_('kind'), max_length=20, choices=PoolKindChoices)
    site = models.ForeignKey('dcim.Site', on_delete=models.PROTECT, related_name='capacity_pools')
    location = models.ForeignKey(
        'dcim.Location', on_delete=models.PROTECT, related_name='capacity_pools', blank=True, null=True
    )
    capacity = models.PositiveBigIntegerField(
        _('capacity'), blank=True, null=True, help_text=_('W for a UPS, kbit/s for bandwidth')
    )
    reserve_percent = models.PositiveSmallIntegerField(
        _('kept free (%)'), default=0, help_text=_('Share of the capacity that is never promised')
    )
    devices = models.ManyToManyField('dcim.Device', related_name='capacity_pools', blank=True)
    power_panels = models.ManyToManyField(
        'dcim.PowerPanel',
        related_name='capacity_pools',
        blank=True,
        help_text=_('Of a UPS: the panels behind it. It then carries the racks that these panels feed.'),
    )
    circuits = models.ManyToManyField('circuits.Circuit', related_name='capacity_pools', blank=True)

    clone_fields = ('kind', 'site', 'location', 'reserve_percent')
    prerequisite_models = ('dcim.Site',)

    class Meta:
        ordering = ('name', 'pk')
        verbose_name = _('capacity pool')
        verbose_name_plural = _('capacity pools')

    def __str__(self) -> str:
        return self.name

    def get_kind_color(self) -> str:
        return PoolKindChoices.colors.get(self.kind)

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.location_id and self.site_id and self.location.site_id != self.site_id:
            errors['location'] = _('This location belongs to another site: choose one of the pool’s site.')
        if self.reserve_percent is not None and self.reserve_percent > 99:
            errors['reserve_percent'] = _('At most 99 % can be kept free.')
        if self.kind == PoolKindChoices.UPS and self.capacity is None:
            errors['capacity'] = _('A UPS needs its capacity in W.')
        if errors:
            raise ValidationError(errors)


class CapacityCheck(NetBoxModel):
    """What a capacity check found, as it was: never recalculated, so an approver sees what the helpdesk saw.

    `findings` is a list of `capacity.findings.Finding` as JSON; `placements` a list of `{server, rack, position,
    face}`, the place proposed for each server (position in U).
    """

    request = models.ForeignKey(
        'netbox_colocation.ColocationRequest', on_delete=models.CASCADE, related_name='capacity_checks'
    )
    checked_at = models.DateTimeField(_('checked at'))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name='+', blank=True, null=True
    )
    verdict = models.CharField(_('verdict'), max_length=20, choices=CapacityVerdictChoices)
    findings = models.JSONField(_('findings'), default=list)
    placements = models.JSONField(_('places'), default=list)
    # What the findings rest on, to tell later what changed: see `capacity.staleness`.
    basis = models.JSONField(default=dict, blank=True, editable=False)
    # The racks of the places as they stood, with the places marked: see `capacity.elevations`.
    elevations = models.JSONField(_('elevations'), default=list, blank=True, editable=False)
    # Other open requests that wanted the same, and what was left beside them: see `capacity.competition`.
    competing = models.JSONField(_('competing requests'), default=dict, blank=True, editable=False)

    class Meta:
        ordering = ('-checked_at', '-pk')
        verbose_name = _('capacity check')
        verbose_name_plural = _('capacity checks')

    def __str__(self) -> str:
        return _('Capacity check of {request}').format(request=self.request)

    def serialize_object(self, exclude=None):
        """Leave out of the change log and of events what is shown to each reader only as far as they may see it."""
        return super().serialize_object(exclude=[*(exclude or ()), 'basis', 'elevations', 'competing'])

    def get_verdict_color(self) -> str:
        return CapacityVerdictChoices.colors.get(self.verdict)
