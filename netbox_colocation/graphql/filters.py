"""Every filter, under the name by which NetBox looks it up: `<Model>Filter`."""

from .access import (
    AccessLogEntryFilter,
    AccessReviewFilter,
    AccessRightFilter,
    EntryBanFilter,
    RoomPolicyFilter,
)
from .allocation import HoldFilter
from .calendars import CalendarFilter, CalendarHoursFilter, HolidayFilter
from .capacity import CapacityCheckFilter, CapacityPoolFilter
from .cases import CaseFilter, TaskFilter
from .classifications import ClassificationFilter
from .dispatches import DispatchFilter
from .disposals import DisposalFilter
from .dispositions import DispositionInstructionFilter
from .documents import DocumentFilter
from .feeds import CalendarFeedFilter
from .maintenance import MaintenanceTicketFilter
from .monitoring import DriftReportFilter, MonitoringTargetFilter
from .policies import PlacementPolicyFilter
from .procedures import ProcedureFilter, ProcedureVersionFilter
from .registers import DocumentRegisterFilter, RegisterEntryFilter
from .requests import ColocationRequestFilter, RequestedServerFilter
from .roles import AppointmentFilter, ProcedureRoleFilter, RepresentativeFilter
from .stationery import DocumentTemplateFilter, LetterheadFilter
from .terms import ExtensionFilter
from .visitors import CarriedItemFilter, VisitorFilter
from .visits import AccessVisitFilter
from .windows import MaintenanceWindowFilter, WindowNoticeFilter
from .work import EquipmentLoanFilter, WorkLogEntryFilter

__all__ = (
    'AccessLogEntryFilter',
    'AccessReviewFilter',
    'AccessRightFilter',
    'AccessVisitFilter',
    'AppointmentFilter',
    'CalendarFeedFilter',
    'CalendarFilter',
    'CalendarHoursFilter',
    'CapacityCheckFilter',
    'CapacityPoolFilter',
    'CarriedItemFilter',
    'CaseFilter',
    'ClassificationFilter',
    'ColocationRequestFilter',
    'DispatchFilter',
    'DisposalFilter',
    'DispositionInstructionFilter',
    'DocumentFilter',
    'DocumentRegisterFilter',
    'DocumentTemplateFilter',
    'DriftReportFilter',
    'EntryBanFilter',
    'EquipmentLoanFilter',
    'ExtensionFilter',
    'HoldFilter',
    'HolidayFilter',
    'LetterheadFilter',
    'MaintenanceTicketFilter',
    'MaintenanceWindowFilter',
    'MonitoringTargetFilter',
    'PlacementPolicyFilter',
    'ProcedureFilter',
    'ProcedureRoleFilter',
    'ProcedureVersionFilter',
    'RegisterEntryFilter',
    'RepresentativeFilter',
    'RequestedServerFilter',
    'RoomPolicyFilter',
    'TaskFilter',
    'VisitorFilter',
    'WindowNoticeFilter',
    'WorkLogEntryFilter',
)
