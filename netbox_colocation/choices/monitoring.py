"""Words of monitoring."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'MonitoringHealthChoices',
    'MonitoringKindChoices',
    'MonitoringSchemeChoices',
    'MonitoringSeverityChoices',
    'MonitoringStateChoices',
)


class MonitoringStateChoices(ChoiceSet):
    """Where a target stands between the procedure and the monitoring system. Muted is no state: `monitoring.muting`."""

    REQUESTED = 'requested'
    SEEN = 'seen'
    ACCEPTED = 'accepted'
    RETIRED = 'retired'

    CHOICES = [
        (REQUESTED, _('Requested'), 'blue'),
        (SEEN, _('Seen by monitoring'), 'cyan'),
        (ACCEPTED, _('Accepted'), 'green'),
        (RETIRED, _('Retired'), 'gray'),
    ]


class MonitoringKindChoices(ChoiceSet):
    """How a target is watched: by what it says of itself, or from outside."""

    EXPORTER = 'exporter'
    AGENT = 'agent'
    PROBE = 'probe'

    CHOICES = [
        (EXPORTER, _('Exporter (Prometheus)'), 'orange'),
        (AGENT, _('Agent (Zabbix)'), 'red'),
        (PROBE, _('Probe from outside'), 'blue'),
    ]


class MonitoringSchemeChoices(ChoiceSet):
    HTTP = 'http'
    HTTPS = 'https'

    CHOICES = [(HTTP, 'HTTP'), (HTTPS, 'HTTPS')]


class MonitoringSeverityChoices(ChoiceSet):
    """How bad it is when the target is down; a site may have words of its own."""

    key = 'MonitoringTarget.severity'

    CRITICAL = 'critical'
    HIGH = 'high'
    MEDIUM = 'medium'
    LOW = 'low'

    CHOICES = [
        (CRITICAL, _('Critical'), 'red'),
        (HIGH, _('High'), 'orange'),
        (MEDIUM, _('Medium'), 'yellow'),
        (LOW, _('Low'), 'gray'),
    ]


class MonitoringHealthChoices(ChoiceSet):
    """What the monitoring system last said of a target."""

    UNKNOWN = 'unknown'
    UP = 'up'
    DOWN = 'down'

    CHOICES = [(UNKNOWN, _('Unknown'), 'gray'), (UP, _('Up'), 'green'), (DOWN, _('Down'), 'red')]
