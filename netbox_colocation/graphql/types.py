"""Every type, under the name by which NetBox looks it up: `<Model>Type`."""

from .allocation import HoldType
from .capacity import CapacityCheckType, CapacityPoolType
from .cases import CaseType, TaskType
from .documents import DocumentRegisterType, DocumentType
from .monitoring import MonitoringTargetType
from .procedures import ProcedureType, ProcedureVersionType
from .requests import ColocationRequestType, RequestedServerType
from .roles import AppointmentType, ProcedureRoleType, RepresentativeType

__all__ = (
    'AppointmentType',
    'CapacityCheckType',
    'CapacityPoolType',
    'CaseType',
    'ColocationRequestType',
    'DocumentRegisterType',
    'DocumentType',
    'HoldType',
    'MonitoringTargetType',
    'ProcedureRoleType',
    'ProcedureType',
    'ProcedureVersionType',
    'RepresentativeType',
    'RequestedServerType',
    'TaskType',
)
