"""Every type, under the name by which NetBox looks it up: `<Model>Type`."""

from .access import AccessLogEntryType, AccessReviewType, AccessRightType, EntryBanType, RoomPolicyType
from .allocation import HoldType
from .calendars import CalendarHoursType, CalendarType, HolidayType
from .capacity import CapacityCheckType, CapacityPoolType
from .cases import CaseType, TaskType
from .classifications import ClassificationType
from .dispatches import DispatchType
from .disposals import DisposalType
from .dispositions import DispositionInstructionType
from .documents import DocumentType
from .feeds import CalendarFeedType
from .maintenance import MaintenanceTicketType
from .monitoring import DriftReportType, MonitoringTargetType
from .policies import PlacementPolicyType
from .procedures import ProcedureType, ProcedureVersionType
from .registers import DocumentRegisterType, RegisterEntryType
from .requests import ColocationRequestType, RequestedServerType
from .roles import AppointmentType, ProcedureRoleType, RepresentativeType
from .stationery import DocumentTemplateType, LetterheadType
from .terms import ExtensionType
from .visitors import CarriedItemType, VisitorType
from .visits import AccessVisitType
from .windows import MaintenanceWindowType, WindowNoticeType
from .work import EquipmentLoanType, WorkLogEntryType

__all__ = (
    'AccessLogEntryType',
    'AccessReviewType',
    'AccessRightType',
    'AccessVisitType',
    'AppointmentType',
    'CalendarFeedType',
    'CalendarHoursType',
    'CalendarType',
    'CapacityCheckType',
    'CapacityPoolType',
    'CarriedItemType',
    'CaseType',
    'ClassificationType',
    'ColocationRequestType',
    'DispatchType',
    'DisposalType',
    'DispositionInstructionType',
    'DocumentRegisterType',
    'DocumentTemplateType',
    'DocumentType',
    'DriftReportType',
    'EntryBanType',
    'EquipmentLoanType',
    'ExtensionType',
    'HoldType',
    'HolidayType',
    'LetterheadType',
    'MaintenanceTicketType',
    'MaintenanceWindowType',
    'MonitoringTargetType',
    'PlacementPolicyType',
    'ProcedureRoleType',
    'ProcedureType',
    'ProcedureVersionType',
    'RegisterEntryType',
    'RepresentativeType',
    'RequestedServerType',
    'RoomPolicyType',
    'TaskType',
    'VisitorType',
    'WindowNoticeType',
    'WorkLogEntryType',
)
