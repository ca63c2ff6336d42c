"""What a procedure, a case and a task may be."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'CaseStateChoices',
    'DayCountChoices',
    'ExtensionStateChoices',
    'HolderCapacityChoices',
    'OutboxStateChoices',
    'RequestStatusChoices',
    'SubjectKindChoices',
    'TaskStateChoices',
    'VersionStateChoices',
)


class SubjectKindChoices(ChoiceSet):
    """What a procedure is about."""

    COLOCATION_REQUEST = 'colocation-request'
    RETRIEVAL_REQUEST = 'retrieval-request'
    ACCESS_VISIT = 'access-visit'
    MAINTENANCE_TICKET = 'maintenance-ticket'

    CHOICES = [
        (COLOCATION_REQUEST, _('Colocation request'), 'blue'),
        (RETRIEVAL_REQUEST, _('Retrieval request'), 'orange'),
        (ACCESS_VISIT, _('Access visit'), 'purple'),
        (MAINTENANCE_TICKET, _('Maintenance ticket'), 'cyan'),
    ]
    # Where a case finds its subject, and what its number starts with.
    RELATIONS = {
        COLOCATION_REQUEST: 'colocation_request',
        RETRIEVAL_REQUEST: 'colocation_request',
        ACCESS_VISIT: 'access_visit',
        MAINTENANCE_TICKET: 'maintenance_ticket',
    }
    PREFIXES = {COLOCATION_REQUEST: 'COL', RETRIEVAL_REQUEST: 'RET', ACCESS_VISIT: 'VIS', MAINTENANCE_TICKET: 'TIC'}


class VersionStateChoices(ChoiceSet):
    DRAFT = 'draft'
    PUBLISHED = 'published'

    CHOICES = [(DRAFT, _('Draft'), 'gray'), (PUBLISHED, _('Published'), 'green')]


class RequestStatusChoices(ChoiceSet):
    DRAFT = 'draft'
    RETURNED = 'returned'
    OPEN = 'open'
    ACCEPTED = 'accepted'
    REFUSED = 'refused'
    COMPLETED = 'completed'
    WITHDRAWN = 'withdrawn'
    CANCELLED = 'cancelled'

    CHOICES = [
        (DRAFT, _('Draft'), 'gray'),
        (RETURNED, _('Returned to the applicant'), 'yellow'),
        (OPEN, _('In procedure'), 'blue'),
        (ACCEPTED, _('Accepted'), 'cyan'),
        (REFUSED, _('Refused'), 'red'),
        (COMPLETED, _('Completed'), 'green'),
        (WITHDRAWN, _('Withdrawn'), 'gray'),
        (CANCELLED, _('Cancelled'), 'gray'),
    ]


class CaseStateChoices(ChoiceSet):
    OPEN = 'open'
    COMPLETED = 'completed'
    REFUSED = 'refused'
    WITHDRAWN = 'withdrawn'
    CANCELLED = 'cancelled'

    CHOICES = [
        (OPEN, _('Open'), 'blue'),
        (COMPLETED, _('Completed'), 'green'),
        (REFUSED, _('Refused'), 'red'),
        (WITHDRAWN, _('Withdrawn'), 'gray'),
        (CANCELLED, _('Cancelled'), 'gray'),
    ]


class TaskStateChoices(ChoiceSet):
    """A cancelled task was closed by nobody: its case went elsewhere."""

    OPEN = 'open'
    CLOSED = 'closed'
    CANCELLED = 'cancelled'

    CHOICES = [(OPEN, _('Open'), 'blue'), (CLOSED, _('Closed'), 'green'), (CANCELLED, _('Cancelled'), 'gray')]


class DayCountChoices(ChoiceSet):
    """What “1 day” means in a limit."""

    WORKING = 'working'
    CALENDAR = 'calendar'

    CHOICES = [(WORKING, _('Working days'), 'blue'), (CALENDAR, _('Calendar days'), 'cyan')]


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


class OutboxStateChoices(ChoiceSet):
    PENDING = 'pending'
    DONE = 'done'
    FAILED = 'failed'

    CHOICES = [(PENDING, _('Pending'), 'blue'), (DONE, _('Done'), 'green'), (FAILED, _('Failed'), 'red')]


class ExtensionStateChoices(ChoiceSet):
    ASKED = 'asked'
    GRANTED = 'granted'
    REFUSED = 'refused'

    CHOICES = [(ASKED, _('Asked'), 'blue'), (GRANTED, _('Granted'), 'green'), (REFUSED, _('Refused'), 'red')]
