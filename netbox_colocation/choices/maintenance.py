"""Words of maintenance tickets, their windows and what they touch."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'ImpactGradeChoices',
    'NoticeKindChoices',
    'NoticeStateChoices',
    'PhotoMomentChoices',
    'TicketCategoryChoices',
    'TicketKindChoices',
    'TicketPriorityChoices',
    'TicketTimingChoices',
    'WindowStateChoices',
    'WorkStatusChoices',
)


class TicketKindChoices(ChoiceSet):
    """The two registers of the procedure: service requests and incidents."""

    REQUEST = 'request'
    INCIDENT = 'incident'

    CHOICES = [(REQUEST, _('Service request'), 'blue'), (INCIDENT, _('Incident'), 'red')]


class TicketPriorityChoices(ChoiceSet):
    LOW = 'low'
    NORMAL = 'normal'
    HIGH = 'high'
    URGENT = 'urgent'

    CHOICES = [
        (LOW, _('Low'), 'gray'),
        (NORMAL, _('Normal'), 'blue'),
        (HIGH, _('High'), 'orange'),
        (URGENT, _('Urgent'), 'red'),
    ]


class WorkStatusChoices(ChoiceSet):
    """How far the work on a ticket is."""

    WAITING = 'waiting'
    UNDER_WAY = 'under-way'
    ON_HOLD = 'on-hold'
    DONE = 'done'

    CHOICES = [
        (WAITING, _('Waiting'), 'gray'),
        (UNDER_WAY, _('Under way'), 'blue'),
        (ON_HOLD, _('On hold'), 'orange'),
        (DONE, _('Done'), 'green'),
    ]


class TicketTimingChoices(ChoiceSet):
    PLANNED = 'planned'
    URGENT = 'urgent'

    CHOICES = [(PLANNED, _('Planned'), 'blue'), (URGENT, _('Urgent'), 'red')]


class TicketCategoryChoices(ChoiceSet):
    """What a ticket is about. No procedure decides by it, so a site may have its own."""

    key = 'MaintenanceTicket.category'

    CHOICES = [
        ('network', _('Network'), 'cyan'),
        ('server', _('Server'), 'blue'),
        ('power', _('Electricity and UPS'), 'orange'),
        ('cooling', _('Cooling'), 'teal'),
        ('cabling', _('Cabling'), 'purple'),
        ('application', _('Application or website'), 'indigo'),
        ('building', _('Room and building'), 'gray'),
        ('other', _('Other'), 'gray'),
    ]


class WindowStateChoices(ChoiceSet):
    """How far a maintenance window is."""

    PROPOSED = 'proposed'
    AGREED = 'agreed'
    UNDER_WAY = 'under-way'
    DONE = 'done'
    CANCELLED = 'cancelled'

    CHOICES = [
        (PROPOSED, _('Proposed'), 'yellow'),
        (AGREED, _('Agreed'), 'blue'),
        (UNDER_WAY, _('Under way'), 'orange'),
        (DONE, _('Done'), 'green'),
        (CANCELLED, _('Cancelled'), 'gray'),
    ]


class ImpactGradeChoices(ChoiceSet):
    """How badly something is hit, the worst first."""

    OUTAGE = 'outage'
    DEGRADED = 'degraded'
    REDUCED_REDUNDANCY = 'reduced-redundancy'
    UNKNOWN = 'unknown'
    NONE = 'none'

    CHOICES = [
        (OUTAGE, _('Outage'), 'red'),
        (DEGRADED, _('Degraded'), 'orange'),
        (REDUCED_REDUNDANCY, _('Reduced redundancy'), 'yellow'),
        (UNKNOWN, _('Unknown'), 'gray'),
        (NONE, _('None'), 'green'),
    ]


class NoticeKindChoices(ChoiceSet):
    """What the affected are told."""

    ANNOUNCEMENT = 'announcement'
    CHANGE = 'change'
    EXTENSION = 'extension'
    COMPLETION = 'completion'
    CANCELLATION = 'cancellation'

    CHOICES = [
        (ANNOUNCEMENT, _('Announcement'), 'blue'),
        (CHANGE, _('Change of time'), 'yellow'),
        (EXTENSION, _('Extension'), 'orange'),
        (COMPLETION, _('Completion'), 'green'),
        (CANCELLATION, _('Cancellation'), 'gray'),
    ]


class NoticeStateChoices(ChoiceSet):
    DRAFTED = 'drafted'
    APPROVED = 'approved'
    SENT = 'sent'
    FAILED = 'failed'
    DROPPED = 'dropped'

    CHOICES = [
        (DRAFTED, _('Drafted'), 'gray'),
        (APPROVED, _('Approved'), 'blue'),
        (SENT, _('Sent'), 'green'),
        (FAILED, _('Failed'), 'red'),
        (DROPPED, _('Dropped'), 'gray'),
    ]


class PhotoMomentChoices(ChoiceSet):
    BEFORE = 'before'
    DURING = 'during'
    AFTER = 'after'

    CHOICES = [(BEFORE, _('Before'), 'gray'), (DURING, _('During'), 'blue'), (AFTER, _('After'), 'green')]
