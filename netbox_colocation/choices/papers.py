"""Words of papers: their kinds, numbers, signatures, ways and ends."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'ArchiveFateChoices',
    'DispatchMethodChoices',
    'DispatchStateChoices',
    'DisposalStateChoices',
    'DocumentDirectionChoices',
    'DocumentKindChoices',
    'DocumentStateChoices',
    'EntryOriginChoices',
    'EntryStateChoices',
    'InitialVerdictChoices',
    'LetterFontChoices',
    'PaperSizeChoices',
    'SignatureMethodChoices',
)


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
    WORK_ORDER = 'work-order'
    MAINTENANCE_NOTICE = 'maintenance-notice'
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
        (WORK_ORDER, _('Order to work'), 'teal'),
        (MAINTENANCE_NOTICE, _('Notice of maintenance'), 'orange'),
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
