"""The words that a field may hold. None has a `key`: an agency's own values could leave a case without a next step."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'AddressKindChoices',
    'ArchiveFateChoices',
    'CapacityResourceChoices',
    'CapacityVerdictChoices',
    'CaseStateChoices',
    'DayCountChoices',
    'DispatchMethodChoices',
    'DispatchStateChoices',
    'DisposalStateChoices',
    'DocumentDirectionChoices',
    'DocumentKindChoices',
    'DocumentStateChoices',
    'EntryOriginChoices',
    'EntryStateChoices',
    'ExtensionStateChoices',
    'FillOrderChoices',
    'GroupingChoices',
    'HoldStateChoices',
    'HolderCapacityChoices',
    'HolidayKindChoices',
    'InitialVerdictChoices',
    'LetterFontChoices',
    'MonitoringStateChoices',
    'OutboxStateChoices',
    'PaperSizeChoices',
    'PoolKindChoices',
    'RequestStatusChoices',
    'SignatureMethodChoices',
    'SubjectKindChoices',
    'TaskStateChoices',
    'TicketKindChoices',
    'TicketPriorityChoices',
    'VersionStateChoices',
    'WeekdayChoices',
    'WorkStatusChoices',
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


class WeekdayChoices(ChoiceSet):
    """ISO weekdays."""

    CHOICES = [
        (1, _('Monday'), 'blue'),
        (2, _('Tuesday'), 'blue'),
        (3, _('Wednesday'), 'blue'),
        (4, _('Thursday'), 'blue'),
        (5, _('Friday'), 'blue'),
        (6, _('Saturday'), 'gray'),
        (7, _('Sunday'), 'gray'),
    ]


class HolidayKindChoices(ChoiceSet):
    NATIONAL = 'national'
    COLLECTIVE_LEAVE = 'collective-leave'
    LOCAL = 'local'

    CHOICES = [
        (NATIONAL, _('National holiday'), 'red'),
        (COLLECTIVE_LEAVE, _('Collective leave'), 'orange'),
        (LOCAL, _('Local holiday'), 'purple'),
    ]


class ExtensionStateChoices(ChoiceSet):
    ASKED = 'asked'
    GRANTED = 'granted'
    REFUSED = 'refused'

    CHOICES = [(ASKED, _('Asked'), 'blue'), (GRANTED, _('Granted'), 'green'), (REFUSED, _('Refused'), 'red')]


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
    OUTLETS = 'outlets'
    CABLE = 'cable'
    DOMAIN_NAME = 'domain-name'
    WEIGHT = 'weight'
    COOLING = 'cooling'

    CHOICES = [
        (PLACE, _('Place'), 'blue'),
        (ELECTRICITY, _('Electricity'), 'yellow'),
        (UPS, _('UPS'), 'orange'),
        (BANDWIDTH, _('Bandwidth'), 'cyan'),
        (ADDRESSES, _('IP addresses'), 'purple'),
        (OUTLETS, _('Power outlets'), 'yellow'),
        (CABLE, _('Cable'), 'teal'),
        (DOMAIN_NAME, _('Domain name'), 'indigo'),
        (WEIGHT, _('Weight'), 'gray'),
        (COOLING, _('Cooling'), 'green'),
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


class FillOrderChoices(ChoiceSet):
    """Which of the racks that fit goes first."""

    CONSOLIDATE = 'consolidate'
    SPREAD = 'spread'
    BY_TENANT = 'by-tenant'

    CHOICES = [
        (CONSOLIDATE, _('The fullest rack first'), 'blue'),
        (SPREAD, _('The emptiest rack first'), 'cyan'),
        (BY_TENANT, _('Racks that hold servers of the applicant first'), 'purple'),
    ]


class GroupingChoices(ChoiceSet):
    """How the servers of one request stand to each other."""

    ANY = 'any'
    TOGETHER = 'together'
    APART = 'apart'

    CHOICES = [
        (ANY, _('Wherever they fit'), 'gray'),
        (TOGETHER, _('All in one rack'), 'blue'),
        (APART, _('Each in another rack'), 'purple'),
    ]


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
    APPLICATION_FORM = 'application-form'
    WITHDRAWAL_FORM = 'withdrawal-form'
    DISPOSITION_SHEET = 'disposition-sheet'
    CAPACITY_REPORT = 'capacity-report'
    REPLY_LETTER = 'reply-letter'
    HANDOVER_RECORD = 'handover-record'
    RETURN_RECORD = 'return-record'
    VERIFICATION_RECORD = 'verification-record'
    INSTALLATION_RECORD = 'installation-record'
    TEST_RECORD = 'test-record'
    WORK_REPORT = 'work-report'
    MINUTES_OF_WORK = 'minutes-of-work'
    VISIT_PERMIT = 'visit-permit'
    GUEST_BOOK = 'guest-book'
    ACCESS_REPORT = 'access-report'
    MAINTENANCE_REPORT = 'maintenance-report'
    PAPER_PROOF = 'paper-proof'

    CHOICES = [
        (REQUEST_LETTER, _('Request letter'), 'cyan'),
        (APPLICATION_FORM, _('Application form'), 'cyan'),
        (WITHDRAWAL_FORM, _('Withdrawal form'), 'cyan'),
        (DISPOSITION_SHEET, _('Disposition sheet'), 'yellow'),
        (CAPACITY_REPORT, _('Capacity check report'), 'gray'),
        (REPLY_LETTER, _('Reply letter'), 'blue'),
        (HANDOVER_RECORD, _('Handover record'), 'orange'),
        (RETURN_RECORD, _('Return record'), 'orange'),
        (VERIFICATION_RECORD, _('Verification record'), 'teal'),
        (INSTALLATION_RECORD, _('Installation record'), 'green'),
        (TEST_RECORD, _('Performance test record'), 'teal'),
        (WORK_REPORT, _('Work report'), 'purple'),
        (MINUTES_OF_WORK, _('Minutes of work'), 'purple'),
        (VISIT_PERMIT, _('Visit permit'), 'green'),
        (GUEST_BOOK, _('Guest-book page'), 'gray'),
        (ACCESS_REPORT, _('Access report'), 'purple'),
        (MAINTENANCE_REPORT, _('Maintenance report'), 'purple'),
        (PAPER_PROOF, _('Scanned proof'), 'gray'),
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


class EntryOriginChoices(ChoiceSet):
    """How a letter came to its number."""

    AUTOMATIC = 'automatic'
    MANUAL = 'manual'
    BACK_DATED = 'back-dated'
    EXTERNAL = 'external'

    CHOICES = [
        (AUTOMATIC, _('Next in line'), 'blue'),
        (MANUAL, _('Chosen by hand'), 'orange'),
        (BACK_DATED, _('Back-dated'), 'yellow'),
        (EXTERNAL, _('Given by the e-office'), 'purple'),
    ]


class EntryStateChoices(ChoiceSet):
    """A cancelled number stays in the book and is never given again."""

    TAKEN = 'taken'
    CANCELLED = 'cancelled'

    CHOICES = [(TAKEN, _('Taken'), 'green'), (CANCELLED, _('Cancelled'), 'red')]


class ArchiveFateChoices(ChoiceSet):
    """What becomes of a paper when its retention ends."""

    DESTROY = 'destroy'
    PERMANENT = 'permanent'
    REASSESS = 'reassess'

    CHOICES = [
        (DESTROY, _('Destroyed'), 'red'),
        (PERMANENT, _('Kept for good'), 'green'),
        (REASSESS, _('Assessed again'), 'yellow'),
    ]


class DisposalStateChoices(ChoiceSet):
    """How far the destruction of papers is."""

    PROPOSED = 'proposed'
    APPROVED = 'approved'
    REFUSED = 'refused'
    CARRIED_OUT = 'carried-out'

    CHOICES = [
        (PROPOSED, _('Proposed'), 'blue'),
        (APPROVED, _('Approved'), 'orange'),
        (REFUSED, _('Refused'), 'gray'),
        (CARRIED_OUT, _('Carried out'), 'red'),
    ]


class SignatureMethodChoices(ChoiceSet):
    """How a paper is signed; only the last three are in the file itself."""

    APPLICATION = 'application'
    WET_INK = 'wet-ink'
    CERTIFICATE = 'certificate'
    ESIGN = 'esign'
    E_OFFICE = 'e-office'

    CHOICES = [
        (APPLICATION, _('Approved in the application'), 'blue'),
        (WET_INK, _('Signed on paper and scanned'), 'gray'),
        (CERTIFICATE, _('Signed with the agency’s key'), 'green'),
        (ESIGN, _('Signed through BSrE'), 'green'),
        (E_OFFICE, _('Signed in the e-office'), 'purple'),
    ]


class InitialVerdictChoices(ChoiceSet):
    INITIALLED = 'initialled'
    RETURNED = 'returned'

    CHOICES = [(INITIALLED, _('Initialled'), 'green'), (RETURNED, _('Returned'), 'orange')]


class DispatchMethodChoices(ChoiceSet):
    """How a letter reaches whom it is for."""

    EMAIL = 'e-mail'
    POST = 'post'
    HANDED_OVER = 'handed-over'
    COURIER = 'courier'
    E_OFFICE = 'e-office'

    CHOICES = [
        (EMAIL, _('E-mail'), 'blue'),
        (POST, _('Post'), 'gray'),
        (HANDED_OVER, _('Handed over'), 'green'),
        (COURIER, _('Courier'), 'cyan'),
        (E_OFFICE, _('E-office'), 'purple'),
    ]


class DispatchStateChoices(ChoiceSet):
    QUEUED = 'queued'
    SENT = 'sent'
    FAILED = 'failed'
    RECEIVED = 'received'

    CHOICES = [
        (QUEUED, _('Waiting to be sent'), 'blue'),
        (SENT, _('Sent'), 'cyan'),
        (FAILED, _('Failed'), 'red'),
        (RECEIVED, _('Received'), 'green'),
    ]


class PaperSizeChoices(ChoiceSet):
    """Paper in portrait: A4 is 210 × 297 mm; F4, as Indonesian offices buy it, 215 × 330 mm."""

    A4 = 'a4'
    F4 = 'f4'

    CHOICES = [(A4, 'A4', 'blue'), (F4, 'F4', 'cyan')]
    SIZES_MM = {A4: (210, 297), F4: (215, 330)}


class LetterFontChoices(ChoiceSet):
    """The shipped fonts, by what regulations call them."""

    SANS = 'sans'
    SERIF = 'serif'
    BOOKMAN = 'bookman'

    CHOICES = [
        (SANS, _('Like Arial'), 'blue'),
        (SERIF, _('Like Times New Roman'), 'cyan'),
        (BOOKMAN, _('Like Bookman Old Style'), 'purple'),
    ]


class MonitoringStateChoices(ChoiceSet):
    """Where a target stands between the procedure and the monitoring system."""

    REQUESTED = 'requested'
    RETIRED = 'retired'

    CHOICES = [(REQUESTED, _('Requested'), 'blue'), (RETIRED, _('Retired'), 'gray')]
