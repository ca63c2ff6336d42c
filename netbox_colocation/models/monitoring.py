"""What the monitoring system is asked to watch."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel

from ..choices import MonitoringStateChoices

__all__ = ('MonitoringTarget',)


class MonitoringTarget(NetBoxModel):
    """An exporter of an installed server, for the monitoring feeds. Written by the procedure's step only."""

    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='monitoring_targets')
    request = models.ForeignKey(
        'netbox_colocation.ColocationRequest',
        on_delete=models.PROTECT,
        related_name='monitoring_targets',
        blank=True,
        null=True,
    )
    # Empty once the target is retired: the address is free for others then.
    address = models.ForeignKey(
        'ipam.IPAddress', on_delete=models.PROTECT, related_name='monitoring_targets', blank=True, null=True
    )
    port = models.PositiveIntegerField(_('port'), validators=[MinValueValidator(1), MaxValueValidator(65535)])
    state = models.CharField(
        _('state'), max_length=20, choices=MonitoringStateChoices, default=MonitoringStateChoices.REQUESTED
    )
    registered_at = models.DateTimeField(_('registered at'))

    class Meta:
        ordering = ('device', 'port', 'pk')
        verbose_name = _('monitoring target')
        verbose_name_plural = _('monitoring targets')
        constraints = [
            models.UniqueConstraint(
                fields=('device', 'port'),
                condition=~Q(state=MonitoringStateChoices.RETIRED),
                name='%(app_label)s_%(class)s_unique_device_port',
            ),
            models.CheckConstraint(
                condition=Q(state=MonitoringStateChoices.RETIRED) | Q(address__isnull=False),
                name='%(app_label)s_%(class)s_watched_has_address',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.device}:{self.port}'

    def get_state_color(self) -> str:
        return MonitoringStateChoices.colors.get(self.state)
