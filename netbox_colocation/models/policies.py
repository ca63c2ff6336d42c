"""Placement policies: how an operator wants racks to be filled, and for whom they are there."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import PrimaryModel

from ..choices import CapacityResourceChoices, FillOrderChoices
from ..constants import MAX_RACK_UNITS

__all__ = ('PlacementPolicy',)


class PlacementPolicy(PrimaryModel):
    """Rules for the racks of a site, location, rack role, or for the applicants of a tenant group.

    A policy that names nothing is for every rack and applicant. Each rule is taken from the most specific policy that
    sets it: a deeper location before a higher one, a location before a site, then a rack role, a tenant group, and the
    smaller `weight`. What no policy sets is as the settings and the defaults say.
    """

    name = models.CharField(_('name'), max_length=100, unique=True)
    weight = models.PositiveSmallIntegerField(
        _('weight'), default=100, help_text=_('Of two policies that are equally specific, the lighter one counts')
    )
    site = models.ForeignKey('dcim.Site', on_delete=models.CASCADE, related_name='+', blank=True, null=True)
    location = models.ForeignKey('dcim.Location', on_delete=models.CASCADE, related_name='+', blank=True, null=True)
    rack_role = models.ForeignKey('dcim.RackRole', on_delete=models.CASCADE, related_name='+', blank=True, null=True)
    tenant_group = models.ForeignKey(
        'tenancy.TenantGroup', on_delete=models.CASCADE, related_name='+', blank=True, null=True
    )

    derating_percent = models.PositiveSmallIntegerField(
        _('derating (%)'),
        blank=True,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_('Share of each feed’s available power that may be used'),
    )
    units_kept_free = models.PositiveSmallIntegerField(
        _('units kept free'),
        blank=True,
        null=True,
        validators=[MaxValueValidator(MAX_RACK_UNITS)],
        help_text=_('U of each rack that stay free'),
    )
    fill_order = models.CharField(_('fill order'), max_length=20, choices=FillOrderChoices, blank=True)
    accepts_towers = models.BooleanField(
        _('accepts towers'), blank=True, null=True, help_text=_('Whether servers that are not rack-mountable may come')
    )
    serves_groups = models.ManyToManyField(
        'tenancy.TenantGroup',
        related_name='+',
        blank=True,
        verbose_name=_('serves tenant groups'),
        help_text=_('The racks serve these applicants only (with the tenants below); none at all: everybody'),
    )
    serves_tenants = models.ManyToManyField(
        'tenancy.Tenant', related_name='+', blank=True, verbose_name=_('serves tenants')
    )
    unknown_blocks = ArrayField(
        models.CharField(max_length=20, choices=CapacityResourceChoices),
        verbose_name=_('unknown blocks'),
        blank=True,
        null=True,
        help_text=_('Resources whose verdict “unknown” stands against acceptance'),
    )

    clone_fields = (
        'weight', 'site', 'location', 'rack_role', 'tenant_group', 'derating_percent', 'units_kept_free', 'fill_order',
        'accepts_towers', 'unknown_blocks',
    )  # fmt: skip

    class Meta:
        ordering = ('weight', 'name', 'pk')
        verbose_name = _('placement policy')
        verbose_name_plural = _('placement policies')

    def __str__(self) -> str:
        return self.name

    def get_fill_order_color(self) -> str:
        return FillOrderChoices.colors.get(self.fill_order)

    def clean(self) -> None:
        super().clean()
        if self.location_id:
            if self.site_id and self.location.site_id != self.site_id:
                raise ValidationError(
                    {'location': _('This location belongs to another site: choose one of the policy’s site.')}
                )
            self.site = self.location.site
