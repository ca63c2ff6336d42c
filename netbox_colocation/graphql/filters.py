"""Every filter, under the name by which NetBox looks it up: `<Model>Filter`."""

from .allocation import HoldFilter
from .calendars import CalendarFilter, CalendarHoursFilter, HolidayFilter
from .capacity import CapacityCheckFilter, CapacityPoolFilter
from .cases import CaseFilter, TaskFilter
from .dispositions import DispositionInstructionFilter
from .documents import DocumentFilter, DocumentRegisterFilter
from .maintenance import MaintenanceTicketFilter
from .monitoring import MonitoringTargetFilter
from .policies import PlacementPolicyFilter
from .procedures import ProcedureFilter, ProcedureVersionFilter
from .requests import ColocationRequestFilter, RequestedServerFilter
from .roles import AppointmentFilter, ProcedureRoleFilter, RepresentativeFilter
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
    'ColocationRequestFilter',
    'DispositionInstructionFilter',
    'DocumentFilter',
    'DocumentRegisterFilter',
    'ExtensionFilter',
    'HoldFilter',
    'HolidayFilter',
    'MaintenanceTicketFilter',
    'MonitoringTargetFilter',
    'PlacementPolicyFilter',
    'ProcedureFilter',
    'ProcedureRoleFilter',
    'ProcedureVersionFilter',
    'RepresentativeFilter',
    'RequestedServerFilter',
    'TaskFilter',
)
