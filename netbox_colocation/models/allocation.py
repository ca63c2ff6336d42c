"""Holds: units, power and addresses that are taken for a request before its devices exist.

Only `allocation` writes them. The database itself refuses two holds on the same units of a rack's face, or on the
same address.
"""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dcim.choices import DeviceFaceChoices
from netbox.models import BaseModel, NetBoxModel

from ..choices import AddressKindChoices, HoldStateChoices
from ..constants import HALF_UNITS_PER_UNIT

__all__ = ('HeldAddress', 'HeldOutlet', 'HeldPort', 'HeldUnits', 'Hold')


class Hold(NetBoxModel):
    """Everything that is taken for one request; the power held is that of its servers."""

    request = models.ForeignKey('netbox_colocation.ColocationRequest', on_delete=models.PROTECT, related_name='holds')
    state = models.CharField(_('state'), max_length=20, choices=HoldStateChoices, default=HoldStateChoices.ACTIVE)
    held_at = models.DateTimeField(_('held at'))
    expires_at = models.DateTimeField(_('expires at'))
    ended_at = models.DateTimeField(_('ended at'), blank=True, null=True)
    # What others did to it behind our back and the case was told: refusals as JSON.
    conflicts = models.JSONField(_('conflicts'), default=list, blank=True, editable=False)

    class Meta:
        ordering = ('-held_at', '-pk')
        verbose_name = _('hold')
        verbose_name_plural = _('holds')
        constraints = [
            models.UniqueConstraint(
                fields=('request',),
                condition=Q(state=HoldStateChoices.ACTIVE),
                name='%(app_label)s_%(class)s_one_active_per_request',
            ),
        ]

    def __str__(self) -> str:
        return _('Hold for {request}').format(request=self.request)

    def get_state_color(self) -> str:
        return HoldStateChoices.colors.get(self.state)


class HeldUnits(BaseModel):
    """Contiguous units on one face of a rack, held for one server; a full-depth server holds both faces.

    `half_units` is `[start, end)`, counted in half units from the rack's starting unit: U3 of 2 U is `[4, 8)` in a
    rack that starts at 1.
    """

    _netbox_private = True

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name='units')
    server = models.ForeignKey('netbox_colocation.RequestedServer', on_delete=models.PROTECT, related_name='held_units')
    rack = models.ForeignKey('dcim.Rack', on_delete=models.PROTECT, related_name='held_units')
    face = models.CharField(_('face'), max_length=50, choices=DeviceFaceChoices)
    half_units = IntegerRangeField(_('half units'))
    is_active = models.BooleanField(_('active'), default=True)
    reservation = models.ForeignKey(
        'dcim.RackReservation', on_delete=models.SET_NULL, related_name='held_units', blank=True, null=True
    )

    class Meta:
        ordering = ('hold', 'rack', 'half_units', 'face', 'pk')
        verbose_name = _('held units')
        verbose_name_plural = _('held units')
        constraints = [
            ExclusionConstraint(
                name='netbox_colocation_heldunits_no_overlap',
                expressions=[
                    ('rack', RangeOperators.EQUAL),
                    ('face', RangeOperators.EQUAL),
                    ('half_units', RangeOperators.OVERLAPS),
                ],
                condition=Q(is_active=True),
            ),
            models.CheckConstraint(
                condition=Q(half_units__startswith__gte=0, half_units__isempty=False),
                name='%(app_label)s_%(class)s_within_rack',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.rack} U{self.position} {self.face}'

    @property
    def position(self) -> Decimal:
        """The lowest unit, as NetBox counts it (U)."""
        return Decimal(self.half_units.lower) / HALF_UNITS_PER_UNIT + self.rack.starting_unit


class HeldAddress(BaseModel):
    """An address that is held for one server; NetBox shows it as a reserved IP address."""

    _netbox_private = True

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name='addresses')
    server = models.ForeignKey(
        'netbox_colocation.RequestedServer', on_delete=models.PROTECT, related_name='held_addresses'
    )
    kind = models.CharField(_('kind'), max_length=20, choices=AddressKindChoices)
    address = models.ForeignKey(
        'ipam.IPAddress', on_delete=models.SET_NULL, related_name='held_addresses', blank=True, null=True
    )
    is_active = models.BooleanField(_('active'), default=True)

    class Meta:
        ordering = ('hold', 'server', 'kind', 'pk')
        verbose_name = _('held address')
        verbose_name_plural = _('held addresses')
        constraints = [
            models.UniqueConstraint(
                fields=('address',), condition=Q(is_active=True), name='%(app_label)s_%(class)s_one_hold'
            ),
        ]

    def __str__(self) -> str:
        return str(self.address or self.kind)


class HeldOutlet(BaseModel):
    """An outlet of a PDU that is held for a supply of one server; the feed behind it carries the server's draw."""

    _netbox_private = True

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name='outlets')
    server = models.ForeignKey(
        'netbox_colocation.RequestedServer', on_delete=models.PROTECT, related_name='held_outlets'
    )
    outlet = models.ForeignKey(
        'dcim.PowerOutlet', on_delete=models.SET_NULL, related_name='held_outlets', blank=True, null=True
    )
    is_active = models.BooleanField(_('active'), default=True)

    class Meta:
        ordering = ('hold', 'server', 'pk')
        verbose_name = _('held outlet')
        verbose_name_plural = _('held outlets')
        constraints = [
            models.UniqueConstraint(
                fields=('outlet',), condition=Q(is_active=True), name='%(app_label)s_%(class)s_one_hold'
            ),
        ]

    def __str__(self) -> str:
        return str(self.outlet or _('deleted outlet'))


class HeldPort(BaseModel):
    """A free switch port that is held for an interface of one server."""

    _netbox_private = True

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name='ports')
    server = models.ForeignKey('netbox_colocation.RequestedServer', on_delete=models.PROTECT, related_name='held_ports')
    port = models.ForeignKey(
        'dcim.Interface', on_delete=models.SET_NULL, related_name='held_ports', blank=True, null=True
    )
    is_active = models.BooleanField(_('active'), default=True)

    class Meta:
        ordering = ('hold', 'server', 'pk')
        verbose_name = _('held port')
        verbose_name_plural = _('held ports')
        constraints = [
            models.UniqueConstraint(
                fields=('port',), condition=Q(is_active=True), name='%(app_label)s_%(class)s_one_hold'
            ),
        ]

    def __str__(self) -> str:
        return str(self.port or _('deleted port'))
