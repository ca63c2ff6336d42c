"""What NetBox's global search finds; a lower weight comes first."""

from netbox.search import SearchIndex, register_search

from . import models

__all__ = (
    'AccessReviewIndex',
    'AccessRightIndex',
    'AccessVisitIndex',
    'AppointmentIndex',
    'CalendarFeedIndex',
    'CalendarIndex',
    'CapacityPoolIndex',
    'CarriedItemIndex',
    'CaseIndex',
    'ClassificationIndex',
    'ColocationRequestIndex',
    'DispatchIndex',
    'DisposalIndex',
    'DispositionInstructionIndex',
    'DocumentIndex',
    'DocumentRegisterIndex',
    'DocumentTemplateIndex',
    'EntryBanIndex',
    'EquipmentLoanIndex',
    'ExtensionIndex',
    'HolidayIndex',
    'LetterheadIndex',
    'MaintenanceTicketIndex',
    'MaintenanceWindowIndex',
    'MonitoringTargetIndex',
    'PlacementPolicyIndex',
    'ProcedureIndex',
    'ProcedureRoleIndex',
    'RegisterEntryIndex',
    'RepresentativeIndex',
    'RequestedServerIndex',
    'RoomPolicyIndex',
    'VisitorIndex',
    'WindowNoticeIndex',
    'WorkLogEntryIndex',
)


@register_search
class ProcedureRoleIndex(SearchIndex):
    model = models.ProcedureRole
    fields = (('name', 100), ('key', 110), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'description')


@register_search
class AppointmentIndex(SearchIndex):
    model = models.Appointment
    fields = (('holder_name', 100), ('decree', 300), ('rank', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('role', 'capacity', 'valid_from', 'valid_until', 'description')


@register_search
class RepresentativeIndex(SearchIndex):
    model = models.Representative
    fields = (('position', 300), ('description', 500), ('comments', 5000))
    display_attrs = ('tenant', 'user', 'valid_from', 'valid_until', 'description')


@register_search
class ProcedureIndex(SearchIndex):
    model = models.Procedure
    fields = (('name', 100), ('key', 110), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'subject_kind', 'description')


@register_search
class CaseIndex(SearchIndex):
    model = models.Case
    fields = (('number', 60),)
    display_attrs = ('applicant', 'agency', 'state')


@register_search
class ColocationRequestIndex(SearchIndex):
    model = models.ColocationRequest
    fields = (
        ('name', 100),
        ('letter_number', 60),
        ('letter_subject', 200),
        ('purpose', 500),
        ('administrative_name', 500),
        ('technical_name', 500),
        ('technical_organisation', 500),
        ('description', 500),
        ('comments', 5000),
    )
    display_attrs = ('applicant', 'status', 'case', 'site', 'description')


@register_search
class RequestedServerIndex(SearchIndex):
    model = models.RequestedServer
    fields = (('name', 100), ('serial', 60), ('manufacturer', 500), ('model', 500), ('operating_system', 800))
    display_attrs = ('request', 'device_type', 'device')


@register_search
class CalendarIndex(SearchIndex):
    model = models.Calendar
    fields = (('name', 100), ('description', 500), ('comments', 5000))
    display_attrs = ('time_zone', 'days_count', 'description')


@register_search
class HolidayIndex(SearchIndex):
    model = models.Holiday
    fields = (('name', 100), ('decree', 300))
    display_attrs = ('calendar', 'date', 'kind')


@register_search
class AccessVisitIndex(SearchIndex):
    model = models.AccessVisit
    fields = (
        ('name', 100),
        ('letter_number', 60),
        ('letter_subject', 200),
        ('purpose', 500),
        ('administrative_name', 500),
        ('technical_name', 500),
        ('technical_organisation', 500),
        ('description', 500),
        ('comments', 5000),
    )
    display_attrs = ('applicant', 'status', 'case', 'site', 'starts_at', 'description')


@register_search
class VisitorIndex(SearchIndex):
    # Nothing personal but the name: the index would keep it beyond its time.
    model = models.Visitor
    fields = (('name', 100), ('organisation', 300))
    display_attrs = ('visit', 'organisation', 'admitted_at', 'checked_out_at')


@register_search
class CarriedItemIndex(SearchIndex):
    model = models.CarriedItem
    fields = (('serial', 60), ('name', 100))
    display_attrs = ('visit', 'quantity', 'direction', 'device')


@register_search
class MaintenanceTicketIndex(SearchIndex):
    model = models.MaintenanceTicket
    fields = (
        ('name', 100),
        ('letter_number', 60),
        ('letter_subject', 200),
        ('problem', 500),
        ('administrative_name', 500),
        ('technical_name', 500),
        ('technical_organisation', 500),
        ('description', 500),
        ('analysis', 800),
        ('solution', 800),
        ('comments', 5000),
    )
    display_attrs = ('applicant', 'kind', 'priority', 'status', 'case', 'site', 'description')


@register_search
class WorkLogEntryIndex(SearchIndex):
    model = models.WorkLogEntry
    fields = (('text', 500), ('author_name', 800))
    display_attrs = ('ticket', 'at', 'work_status')


@register_search
class EquipmentLoanIndex(SearchIndex):
    model = models.EquipmentLoan
    fields = (('item', 100), ('serial', 60), ('person', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'borrower', 'due_on', 'returned_on', 'description')


@register_search
class ExtensionIndex(SearchIndex):
    model = models.Extension
    fields = (('reason', 500), ('answer', 500))
    display_attrs = ('request', 'until', 'state')


@register_search
class DispositionInstructionIndex(SearchIndex):
    model = models.DispositionInstruction
    fields = (('text', 100), ('key', 110))
    display_attrs = ('agency', 'weight')


@register_search
class CapacityPoolIndex(SearchIndex):
    model = models.CapacityPool
    fields = (('name', 100), ('description', 500), ('comments', 5000))
    display_attrs = ('kind', 'site', 'location', 'capacity', 'description')


@register_search
class CalendarFeedIndex(SearchIndex):
    model = models.CalendarFeed
    fields = (('name', 100),)
    display_attrs = ('scope', 'content', 'site', 'location', 'tenant')


@register_search
class PlacementPolicyIndex(SearchIndex):
    model = models.PlacementPolicy
    fields = (('name', 100), ('description', 500), ('comments', 5000))
    display_attrs = ('site', 'location', 'rack_role', 'tenant_group', 'fill_order', 'description')


@register_search
class MonitoringTargetIndex(SearchIndex):
    model = models.MonitoringTarget
    fields = (('device_name', 100), ('description', 500), ('comments', 5000))
    display_attrs = ('kind', 'address', 'state', 'health', 'description')


@register_search
class DisposalIndex(SearchIndex):
    model = models.Disposal
    fields = (
        ('name', 100),
        ('approval_number', 200),
        ('reason', 500),
        ('description', 500),
        ('comments', 5000),
    )
    display_attrs = ('agency', 'state', 'description')


@register_search
class DocumentRegisterIndex(SearchIndex):
    model = models.DocumentRegister
    fields = (('name', 100), ('classification', 300), ('unit_code', 300), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'year', 'direction', 'description')


@register_search
class RegisterEntryIndex(SearchIndex):
    model = models.RegisterEntry
    fields = (
        ('number', 60),
        ('letter_number', 60),
        ('matter', 100),
        ('correspondent', 300),
        ('note', 5000),
        ('cancel_reason', 5000),
    )
    display_attrs = ('register', 'dated', 'received_on', 'state', 'document')


@register_search
class ClassificationIndex(SearchIndex):
    model = models.Classification
    fields = (('code', 60), ('name', 100), ('scheme', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'scheme', 'is_in_force', 'description')


@register_search
class DispatchIndex(SearchIndex):
    model = models.Dispatch
    fields = (('tracking_number', 60), ('recipient', 200), ('received_by', 300), ('address', 500), ('note', 800))
    display_attrs = ('document', 'method', 'state', 'sent_on')


@register_search
class DocumentIndex(SearchIndex):
    model = models.Document
    fields = (('number', 60), ('title', 100))
    display_attrs = ('kind', 'state', 'dated', 'request', 'visit', 'ticket', 'case')


@register_search
class LetterheadIndex(SearchIndex):
    model = models.Letterhead
    fields = (('name', 100), ('parent_name', 300), ('lines', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'paper', 'font', 'description')


@register_search
class DocumentTemplateIndex(SearchIndex):
    model = models.DocumentTemplate
    fields = (('kind', 300), ('source', 5000), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'kind', 'version', 'state', 'description')


@register_search
class RoomPolicyIndex(SearchIndex):
    model = models.RoomPolicy
    fields = (('description', 500), ('rules', 1000), ('comments', 5000))
    display_attrs = ('site', 'location', 'most_people', 'description')


@register_search
class EntryBanIndex(SearchIndex):
    model = models.EntryBan
    fields = (('name', 100), ('organisation', 300), ('reason', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'valid_from', 'valid_until', 'description')


@register_search
class AccessRightIndex(SearchIndex):
    model = models.AccessRight
    fields = (('holder_name', 100), ('number', 60), ('reason', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'tenant', 'site', 'location', 'means', 'valid_until', 'description')


@register_search
class AccessReviewIndex(SearchIndex):
    model = models.AccessReview
    fields = (('conclusion', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('agency', 'year', 'quarter', 'state', 'description')


@register_search
class MaintenanceWindowIndex(SearchIndex):
    model = models.MaintenanceWindow
    fields = (('purpose', 300), ('outcome', 500), ('description', 500), ('comments', 5000))
    display_attrs = ('ticket', 'state', 'starts_at', 'ends_at', 'description')


@register_search
class WindowNoticeIndex(SearchIndex):
    model = models.WindowNotice
    fields = (('subject', 300), ('body', 1000))
    display_attrs = ('tenant', 'kind', 'state')
