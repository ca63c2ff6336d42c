"""What is kept of capacity to answer fast: a summary of each rack, and daily samples of what is used.

Summaries are never the truth: the database marks a rack as stale with whatever changes it (also by SQL), and whoever
reads them reads stale racks anew. `capacity.summaries` alone writes them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from netbox.models import BaseModel

from ..choices import CapacityResourceChoices

__all__ = ('AddressHint', 'CapacitySample', 'FreedAddress', 'RackSummary', 'StaleRack')


class RackSummary(models.Model):
    """One rack as the rules see it. Without foreign keys: whoever deletes a rack by SQL is not stopped by it.

    Gaps in half units: the longest height that still fits, of whole units and (`_odd`) with a half unit in it, on both
    faces and on the front alone. `watts_left` is the most that the weaker side can still give without any derating,
    None without feeds.
    """

    _netbox_private = True

    rack_id = models.BigIntegerField(primary_key=True)
    site_id = models.BigIntegerField()
    gap_both = models.PositiveSmallIntegerField()
    gap_both_odd = models.PositiveSmallIntegerField()
    gap_front = models.PositiveSmallIntegerField()
    gap_front_odd = models.PositiveSmallIntegerField()
    free_count = models.PositiveSmallIntegerField(help_text='Free half units of both faces together')
    watts_left = models.IntegerField(null=True)
    is_paired = models.BooleanField()
    has_unknown_draw = models.BooleanField()
    load = models.BigIntegerField(help_text='W drawn by devices')
    held = models.BigIntegerField(help_text='W of held servers')
    unknown_count = models.PositiveIntegerField(help_text='Devices and held servers whose draw nobody knows')
    state = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=('site_id', 'free_count'), name='netbox_colo_summary_site')]

    def __str__(self) -> str:
        return f'#{self.rack_id}'


class StaleRack(models.Model):
    """A mark, written by the database, that a rack changed since its summary was made."""

    _netbox_private = True

    rack_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f'#{self.rack_id}'


class AddressHint(models.Model):
    """Where the search for a prefix's lowest free address may begin: below it, all was taken. Without foreign keys.

    The database writes a `FreedAddress` when an address goes, and forgets the hint when areas become free; a search
    that finds nothing from its hint on begins anew at the prefix's first address.
    """

    _netbox_private = True

    prefix_id = models.BigIntegerField(primary_key=True)
    address = models.GenericIPAddressField()

    def __str__(self) -> str:
        return self.address


class FreedAddress(models.Model):
    """A mark, written by the database, that an address of a prefix that has a hint may be free again."""

    _netbox_private = True

    prefix_id = models.BigIntegerField()
    address = models.GenericIPAddressField()

    class Meta:
        indexes = [models.Index(fields=('prefix_id', 'address'), name='netbox_colo_freed_address')]

    def __str__(self) -> str:
        return self.address


class CapacitySample(BaseModel):
    """How much of a resource was there and taken on one day, in a site or one of its locations, for trends.

    `total` is None when nobody knows it. In the unit of the resource (U, W, kg, addresses, kbit/s).
    """

    _netbox_private = True

    day = models.DateField(_('day'))
    site = models.ForeignKey('dcim.Site', on_delete=models.CASCADE, related_name='+')
    location = models.ForeignKey('dcim.Location', on_delete=models.CASCADE, related_name='+', blank=True, null=True)
    resource = models.CharField(_('resource'), max_length=20, choices=CapacityResourceChoices)
    total = models.BigIntegerField(_('total'), blank=True, null=True)
    used = models.BigIntegerField(_('used'))
    held = models.BigIntegerField(_('held'), default=0)
    unknown = models.PositiveIntegerField(_('unknown'), default=0)

    class Meta:
        ordering = ('day', 'site', 'location', 'resource', 'pk')
        verbose_name = _('capacity sample')
        verbose_name_plural = _('capacity samples')
        constraints = [
            models.UniqueConstraint(
                fields=('site', 'location', 'resource', 'day'),
                nulls_distinct=False,
                name='%(app_label)s_%(class)s_once_a_day',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.day} {self.location or self.site} {self.resource}'
