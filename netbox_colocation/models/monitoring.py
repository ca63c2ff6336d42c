"""What the monitoring system is asked to watch, and how far what it watches differs."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel, PrimaryModel

from ..choices import (
    MonitoringHealthChoices,
    MonitoringKindChoices,
    MonitoringSchemeChoices,
    MonitoringSeverityChoices,
    MonitoringStateChoices,
)

__all__ = ('DriftReport', 'MonitoringTarget')

USER = settings.AUTH_USER_MODEL
# What Prometheus takes as the name of a label; names that begin with two underscores are its own.
LABEL_NAME = re.compile(r'^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$')
MOST_LABELS, LONGEST_VALUE = 20, 500


def validate_labels(value: object) -> None:
    """Labels are names that Prometheus takes, each with a text.

    Raises:
        ValidationError: with a sentence for each that is not.
    """
    if not isinstance(value, dict):
        raise ValidationError(_('Write labels as an object, like {"team": "network"}.'))
    problems = []
    if len(value) > MOST_LABELS:
        problems.append(_('At most {count} labels.').format(count=MOST_LABELS))
    for name, text in value.items():
        if not LABEL_NAME.match(name):
            message = _('“{name}” is no name of a label: letters, digits and _, not beginning with a digit or __.')
            problems.append(message.format(name=name))
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST_VALUE or '\0' in text:
            message = _('The label “{name}” needs a text of at most {length} characters.')
            problems.append(message.format(name=name, length=LONGEST_VALUE))
    if problems:
        raise ValidationError(problems)


class MonitoringTarget(PrimaryModel):
    """What to watch of a server: its exporter, its agent, or a service of it probed from outside.

    Its state, what monitoring reported of it, and its end are not written by hand (`monitoring.targets`,
    `monitoring.acknowledging`). A target is retired and never deleted: it outlives its device and its address.
    """

    device = models.ForeignKey(
        'dcim.Device', on_delete=models.SET_NULL, related_name='monitoring_targets', blank=True, null=True
    )
    # How it was called, for when the device is gone.
    device_name = models.CharField(_('name of the device'), max_length=64, blank=True, editable=False)
    request = models.ForeignKey(
        'netbox_colocation.ColocationRequest',
        on_delete=models.PROTECT,
        related_name='monitoring_targets',
        blank=True,
        null=True,
        editable=False,
    )
    # Empty once the target is retired: the address is free for others then.
    address = models.ForeignKey(
        'ipam.IPAddress',
        on_delete=models.SET_NULL,
        related_name='monitoring_targets',
        blank=True,
        null=True,
        help_text=_('Empty: the primary address of the device'),
    )
    kind = models.CharField(
        _('kind'), max_length=20, choices=MonitoringKindChoices, default=MonitoringKindChoices.EXPORTER
    )
    port = models.PositiveIntegerField(
        _('port'),
        validators=[MinValueValidator(1), MaxValueValidator(65535)],
        blank=True,
        null=True,
        help_text=_('Not needed by a probe that has none, like ping'),
    )
    service = models.ForeignKey(
        'ipam.Service',
        on_delete=models.SET_NULL,
        related_name='monitoring_targets',
        blank=True,
        null=True,
        help_text=_('What a probe asks for'),
    )
    module = models.CharField(
        _('module'),
        max_length=50,
        blank=True,
        validators=[RegexValidator(r'^[a-zA-Z0-9_.-]+$', _('Letters, digits and . _ - only.'))],
        help_text=_('Of a probe: the module of the blackbox exporter, like http_2xx, tcp_connect or icmp'),
    )
    scheme = models.CharField(
        _('scheme'), max_length=5, choices=MonitoringSchemeChoices, default=MonitoringSchemeChoices.HTTP
    )
    metrics_path = models.CharField(
        _('path'),
        max_length=200,
        default='/metrics',
        validators=[RegexValidator(r'^/[^\s?#]*$', _('A path begins with / and has no blank, ? or #.'))],
        help_text=_('Of an exporter: where its metrics are'),
    )
    labels = models.JSONField(
        _('labels'),
        default=dict,
        blank=True,
        validators=[validate_labels],
        help_text=_('Of your own, for every feed, as {"name": "text"}'),
    )
    severity = models.CharField(
        _('severity'), max_length=20, choices=MonitoringSeverityChoices, default=MonitoringSeverityChoices.MEDIUM
    )
    contact = models.ForeignKey(
        'tenancy.Contact',
        on_delete=models.SET_NULL,
        related_name='monitoring_targets',
        blank=True,
        null=True,
        help_text=_('Whom to call when it is down'),
    )
    state = models.CharField(
        _('state'),
        max_length=20,
        choices=MonitoringStateChoices,
        default=MonitoringStateChoices.REQUESTED,
        editable=False,
    )
    registered_at = models.DateTimeField(_('registered at'), default=timezone.now, editable=False)
    seen_at = models.DateTimeField(_('seen at'), blank=True, null=True, editable=False)
    accepted_at = models.DateTimeField(_('accepted at'), blank=True, null=True, editable=False)
    accepted_by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True, editable=False
    )
    accepted_by_name = models.CharField(_('accepted by'), max_length=150, blank=True, editable=False)
    retired_at = models.DateTimeField(_('retired at'), blank=True, null=True, editable=False)
    # Which monitoring system reported last, when, and what.
    source = models.CharField(_('monitoring system'), max_length=50, blank=True, editable=False)
    reported_at = models.DateTimeField(_('reported at'), blank=True, null=True, editable=False)
    health = models.CharField(
        _('health'),
        max_length=10,
        choices=MonitoringHealthChoices,
        default=MonitoringHealthChoices.UNKNOWN,
        editable=False,
    )
    health_since = models.DateTimeField(_('since'), blank=True, null=True, editable=False)
    # When it was told that monitoring has not seen it in time.
    unseen_told_at = models.DateTimeField(blank=True, null=True, editable=False)
    # Since when it was down when that was told last; empty once it was told that it is up again.
    down_told_since = models.DateTimeField(blank=True, null=True, editable=False)

    clone_fields = ('device', 'kind', 'module', 'scheme', 'metrics_path', 'severity', 'contact')
    prerequisite_models = ('dcim.Device',)

    class Meta:
        ordering = ('device_name', 'kind', 'port', 'pk')
        verbose_name = _('monitoring target')
        verbose_name_plural = _('monitoring targets')
        permissions = [
            ('acknowledge', 'Report what monitoring sees, accepts and finds up or down'),
            ('retire', 'Retire monitoring targets by hand'),
        ]
        indexes = [models.Index(fields=('device_name', 'kind', 'port', 'id'), name='netbox_colo_target_order')]
        constraints = [
            models.UniqueConstraint(
                fields=('device', 'kind', 'port', 'module'),
                condition=~Q(state=MonitoringStateChoices.RETIRED) & Q(device__isnull=False),
                nulls_distinct=False,
                name='%(app_label)s_%(class)s_watched_once',
                violation_error_message=_('This is watched on this device already.'),
            ),
            models.CheckConstraint(
                condition=Q(kind=MonitoringKindChoices.PROBE) | Q(port__isnull=False),
                name='%(app_label)s_%(class)s_port_unless_probe',
                violation_error_message=_('An exporter and an agent have a port.'),
            ),
        ]

    def __str__(self) -> str:
        name = str(self.device) if self.device else self.device_name
        return f'{name}:{self.port or self.module or self.kind}'

    def get_state_color(self) -> str:
        return MonitoringStateChoices.colors.get(self.state)

    def get_kind_color(self) -> str:
        return MonitoringKindChoices.colors.get(self.kind)

    def get_severity_color(self) -> str:
        return MonitoringSeverityChoices.colors.get(self.severity)

    def get_health_color(self) -> str:
        return MonitoringHealthChoices.colors.get(self.health)

    @property
    def is_retired(self) -> bool:
        return self.state == MonitoringStateChoices.RETIRED

    def save(self, *args, **kwargs) -> None:
        if self.device:
            self.device_name = self.device.name or ''
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.device and not self.address and not self.is_retired:
            self.address = self.device.primary_ip4 or self.device.primary_ip6
        if not self.address and not self.is_retired:
            errors['address'] = _('The device has no primary address: set one, or choose an address here.')
        if self.kind == MonitoringKindChoices.PROBE and not self.module:
            errors['module'] = _('Name the module that probes it, like http_2xx.')
        if self.kind != MonitoringKindChoices.PROBE and not self.port:
            errors['port'] = _('Name the port on which it answers.')
        if self.service and self.device and self.service.parent != self.device:
            errors['service'] = _('This service belongs to another object: choose one of the device’s.')
        if self.address and self.device and not self._is_of_device():
            errors['address'] = _('This address is not on an interface of the device: choose one that is.')
        if errors:
            raise ValidationError(errors)

    def _is_of_device(self) -> bool:
        holder = self.address.assigned_object
        return getattr(holder, 'device_id', None) == self.device_id


class DriftReport(NetBoxModel):
    """What one monitoring system watches, compared with what NetBox asks for, at one moment. Never changed.

    `missing`, `unknown` and `different` are lists of objects, at most `monitoring.drift.MOST_LINES` each; the counts
    are of all.
    """

    source = models.CharField(_('monitoring system'), max_length=50)
    made_at = models.DateTimeField(_('made at'))
    made_by = models.ForeignKey(USER, on_delete=models.SET_NULL, related_name='+', blank=True, null=True)
    made_by_name = models.CharField(_('made by'), max_length=150, blank=True)
    wanted_count = models.PositiveIntegerField(_('asked for'), help_text=_('Targets that NetBox asks to watch'))
    watched_count = models.PositiveIntegerField(_('watched'), help_text=_('What the monitoring system watches'))
    missing_count = models.PositiveIntegerField(_('not watched'))
    unknown_count = models.PositiveIntegerField(_('unknown to NetBox'))
    different_count = models.PositiveIntegerField(_('watched differently'))
    missing = models.JSONField(_('not watched'), default=list)
    unknown = models.JSONField(_('unknown to NetBox'), default=list)
    different = models.JSONField(_('watched differently'), default=list)

    class Meta:
        ordering = ('-made_at', '-pk')
        verbose_name = _('drift report')
        verbose_name_plural = _('drift reports')
        indexes = [models.Index(fields=('source', '-made_at'), name='netbox_colo_drift_source')]

    def __str__(self) -> str:
        return f'{self.source} {self.made_at:%Y-%m-%d %H:%M}'

    @property
    def is_clean(self) -> bool:
        return not (self.missing_count or self.unknown_count or self.different_count)
