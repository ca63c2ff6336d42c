"""The words that a field may hold. None has a `key`: an agency's own values could leave a case without a next step."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'AddressKindChoices',
    'CapacityResourceChoices',
    'CapacityVerdictChoices',
    'CaseStateChoices',
    'DocumentDirectionChoices',
    'DocumentKindChoices',
    'DocumentStateChoices',
    'HoldStateChoices',
    'HolderCapacityChoices',
    'MonitoringStateChoices',
    'OutboxStateChoices',
    'PoolKindChoices',
    'RequestStatusChoices',
    'SubjectKindChoices',
    'TaskStateChoices',
    'VersionStateChoices',
)


class HolderCapacityChoices(ChoiceSet):
    """In which capacity somebody holds an office, as letters print it."""

    DEFINITIVE = 'definitive'
    ACTING = 'acting'
    DAILY_ACTING = 'daily-acting'
    ON_BEHALF = 'on-behalf'

    CHOICES = [
        (DEFINITIVE, _('Definitive'), 'green'),
        (ACTING, _('Acting (Plt.)'), 'yellow'),
        (DAILY_ACTING, _('Daily acting (Plh.)'), 'yellow'),
        (ON_BEHALF, _('On behalf (a.n.)'), 'cyan'),
    ]
    PREFIXES = {DEFINITIVE: '', ACTING: 'Plt.', DAILY_ACTING: 'Plh.', ON_BEHALF: 'a.n.'}


class SubjectKindChoices(ChoiceSet):
    """What a procedure is about."""

    COLOCATION_REQUEST = 'colocation-request'

    CHOICES = [(COLOCATION_REQUEST, _('Colocation request'), 'blue')]


class VersionStateChoices(ChoiceSet):
    DRAFT = 'draft'
    PUBLISHED = 'published'

    CHOICES = [(DRAFT, _('Draft'), 'gray'), (PUBLISHED, _('Published'), 'green')]


class RequestStatusChoices(ChoiceSet):
    DRAFT = 'draft'
    OPEN = 'open'
    ACCEPTED = 'accepted'
    REFUSED = 'refused'
    COMPLETED = 'completed'

    CHOICES = [
        (DRAFT, _('Draft'), 'gray'),
        (OPEN, _('In procedure'), 'blue'),
        (ACCEPTED, _('Accepted'), 'cyan'),
        (REFUSED, _('Refused'), 'red'),
        (COMPLETED, _('Completed'), 'green'),
    ]


class CaseStateChoices(ChoiceSet):
    OPEN = 'open'
    COMPLETED = 'completed'
    REFUSED = 'refused'

    CHOICES = [(OPEN, _('Open'), 'blue'), (COMPLETED, _('Completed'), 'green'), (REFUSED, _('Refused'), 'red')]


class TaskStateChoices(ChoiceSet):
    OPEN = 'open'
    CLOSED = 'closed'

    CHOICES = [(OPEN, _('Open'), 'blue'), (CLOSED, _('Closed'), 'green')]


class OutboxStateChoices(ChoiceSet):
    PENDING = 'pending'
    DONE = 'done'
    FAILED = 'failed'

    CHOICES = [(PENDING, _('Pending'), 'blue'), (DONE, _('Done'), 'green'), (FAILED, _('Failed'), 'red')]


class CapacityResourceChoices(ChoiceSet):
    """The resources of a capacity check, in the order in which a procedure names them."""

    PLACE = 'place'
    ELECTRICITY = 'electricity'
    UPS = 'ups'
    BANDWIDTH = 'bandwidth'
    ADDRESSES = 'addresses'

    CHOICES = [
        (PLACE, _('Place'), 'blue'),
        (ELECTRICITY, _('Electricity'), 'yellow'),
        (UPS, _('UPS'), 'orange'),
        (BANDWIDTH, _('Bandwidth'), 'cyan'),
        (ADDRESSES, _('IP addresses'), 'purple'),
    ]


class CapacityVerdictChoices(ChoiceSet):
    ENOUGH = 'enough'
    SHORT = 'short'
    UNKNOWN = 'unknown'

    CHOICES = [(ENOUGH, _('Enough'), 'green'), (SHORT, _('Short'), 'red'), (UNKNOWN, _('Unknown'), 'yellow')]


class PoolKindChoices(ChoiceSet):
    """What NetBox does not model itself and a pool stands for; with the unit in which its capacity counts."""

    UPS = 'ups'
    BANDWIDTH = 'bandwidth'

    CHOICES = [(UPS, _('UPS (W)'), 'orange'), (BANDWIDTH, _('Bandwidth (kbit/s)'), 'cyan')]


class AddressKindChoices(ChoiceSet):
    PUBLIC_IPV4 = 'public-ipv4'
    PRIVATE_IPV4 = 'private-ipv4'
    PUBLIC_IPV6 = 'public-ipv6'
    PRIVATE_IPV6 = 'private-ipv6'

    CHOICES = [
        (PUBLIC_IPV4, _('Public IPv4'), 'blue'),
        (PRIVATE_IPV4, _('Private IPv4'), 'gray'),
        (PUBLIC_IPV6, _('Public IPv6'), 'purple'),
        (PRIVATE_IPV6, _('Private IPv6'), 'gray'),
    ]


class HoldStateChoices(ChoiceSet):
    ACTIVE = 'active'
    CONVERTED = 'converted'
    RELEASED = 'released'
    EXPIRED = 'expired'

    CHOICES = [
        (ACTIVE, _('Active'), 'blue'),
        (CONVERTED, _('Converted'), 'green'),
        (RELEASED, _('Released'), 'gray'),
        (EXPIRED, _('Expired'), 'orange'),
    ]


class DocumentDirectionChoices(ChoiceSet):
    INCOMING = 'incoming'
    OUTGOING = 'outgoing'
    INTERNAL = 'internal'

    CHOICES = [(INCOMING, _('Incoming'), 'cyan'), (OUTGOING, _('Outgoing'), 'blue'), (INTERNAL, _('Internal'), 'gray')]


class DocumentKindChoices(ChoiceSet):
    REQUEST_LETTER = 'request-letter'
    CAPACITY_REPORT = 'capacity-report'
    REPLY_LETTER = 'reply-letter'
    INSTALLATION_RECORD = 'installation-record'
    WORK_REPORT = 'work-report'

    CHOICES = [
        (REQUEST_LETTER, _('Request letter'), 'cyan'),
        (CAPACITY_REPORT, _('Capacity check report'), 'gray'),
        (REPLY_LETTER, _('Reply letter'), 'blue'),
        (INSTALLATION_RECORD, _('Installation record'), 'green'),
        (WORK_REPORT, _('Work report'), 'purple'),
    ]


class DocumentStateChoices(ChoiceSet):
    DRAFT = 'draft'
    SIGNED = 'signed'
    SENT = 'sent'
    FILED = 'filed'

    CHOICES = [
        (DRAFT, _('Draft'), 'gray'),
        (SIGNED, _('Signed'), 'blue'),
        (SENT, _('Sent'), 'green'),
        (FILED, _('Filed'), 'green'),
    ]


class MonitoringStateChoices(ChoiceSet):
    """Where a target stands between the procedure and the monitoring system."""

    REQUESTED = 'requested'
    RETIRED = 'retired'

    CHOICES = [(REQUESTED, _('Requested'), 'blue'), (RETIRED, _('Retired'), 'gray')]
