"""Every type, under the name by which NetBox looks it up: `<Model>Type`."""

from .allocation import HoldType
from .calendars import CalendarHoursType, CalendarType, HolidayType
from .capacity import CapacityCheckType, CapacityPoolType
from .cases import CaseType, TaskType
from .dispositions import DispositionInstructionType
from .documents import DocumentRegisterType, DocumentType
from .maintenance import MaintenanceTicketType
from .monitoring import MonitoringTargetType
from .policies import PlacementPolicyType
from .procedures import ProcedureType, ProcedureVersionType
from .requests import ColocationRequestType, RequestedServerType
from .roles import AppointmentType, ProcedureRoleType, RepresentativeType
from .terms import ExtensionType
from .visits import AccessVisitType

__all__ = (
    'AccessVisitType',
    'AppointmentType',
    'CalendarHoursType',
    'CalendarType',
    'CapacityCheckType',
    'CapacityPoolType',
    'CaseType',
    'ColocationRequestType',
    'DispositionInstructionType',
    'DocumentRegisterType',
    'DocumentType',
    'ExtensionType',
    'HoldType',
    'HolidayType',
    'MaintenanceTicketType',
    'MonitoringTargetType',
    'PlacementPolicyType',
    'ProcedureRoleType',
    'ProcedureType',
    'ProcedureVersionType',
    'RepresentativeType',
    'RequestedServerType',
    'TaskType',
)
