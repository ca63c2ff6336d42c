"""Every filter, under the name by which NetBox looks it up: `<Model>Filter`."""

from .allocation import HoldFilter
from .calendars import CalendarFilter, CalendarHoursFilter, HolidayFilter
from .capacity import CapacityCheckFilter, CapacityPoolFilter
from .cases import CaseFilter, TaskFilter
from .classifications import ClassificationFilter
from .dispatches import DispatchFilter
from .disposals import DisposalFilter
from .dispositions import DispositionInstructionFilter
from .documents import DocumentFilter
from .maintenance import MaintenanceTicketFilter
from .monitoring import MonitoringTargetFilter
from .policies import PlacementPolicyFilter
from .procedures import ProcedureFilter, ProcedureVersionFilter
from .registers import DocumentRegisterFilter, RegisterEntryFilter
from .requests import ColocationRequestFilter, RequestedServerFilter
from .roles import AppointmentFilter, ProcedureRoleFilter, RepresentativeFilter
from .stationery import DocumentTemplateFilter, LetterheadFilter
from .terms import ExtensionFilter
from .visits import AccessVisitFilter

__all__ = (
    'AccessVisitFilter',
    'AppointmentFilter',
    'CalendarFilter',
    'CalendarHoursFilter',
    'CapacityCheckFilter',
    'CapacityPoolFilter',
    'CaseFilter',
    'ClassificationFilter',
    'ColocationRequestFilter',
    'DispatchFilter',
    'DisposalFilter',
    'DispositionInstructionFilter',
    'DocumentFilter',
    'DocumentRegisterFilter',
    'DocumentTemplateFilter',
    'ExtensionFilter',
    'HoldFilter',
    'HolidayFilter',
    'LetterheadFilter',
    'MaintenanceTicketFilter',
    'MonitoringTargetFilter',
    'PlacementPolicyFilter',
    'ProcedureFilter',
    'ProcedureRoleFilter',
    'ProcedureVersionFilter',
    'RegisterEntryFilter',
    'RepresentativeFilter',
    'RequestedServerFilter',
    'TaskFilter',
)
