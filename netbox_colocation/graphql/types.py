"""Every type, under the name by which NetBox looks it up: `<Model>Type`."""

from .allocation import HoldType
from .calendars import CalendarHoursType, CalendarType, HolidayType
from .capacity import CapacityCheckType, CapacityPoolType
from .cases import CaseType, TaskType
from .classifications import ClassificationType
from .dispatches import DispatchType
from .disposals import DisposalType
from .dispositions import DispositionInstructionType
from .documents import DocumentType
from .maintenance import MaintenanceTicketType
from .monitoring import MonitoringTargetType
from .policies import PlacementPolicyType
from .procedures import ProcedureType, ProcedureVersionType
from .registers import DocumentRegisterType, RegisterEntryType
from .requests import ColocationRequestType, RequestedServerType
from .roles import AppointmentType, ProcedureRoleType, RepresentativeType
from .stationery import DocumentTemplateType, LetterheadType
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
    'ClassificationType',
    'ColocationRequestType',
    'DispatchType',
    'DisposalType',
    'DispositionInstructionType',
    'DocumentRegisterType',
    'DocumentTemplateType',
    'DocumentType',
    'ExtensionType',
    'HoldType',
    'HolidayType',
    'LetterheadType',
    'MaintenanceTicketType',
    'MonitoringTargetType',
    'PlacementPolicyType',
    'ProcedureRoleType',
    'ProcedureType',
    'ProcedureVersionType',
    'RegisterEntryType',
    'RepresentativeType',
    'RequestedServerType',
    'TaskType',
)
