"""Every filter, under the name by which NetBox looks it up: `<Model>Filter`."""

from .allocation import HoldFilter
from .capacity import CapacityCheckFilter, CapacityPoolFilter
from .cases import CaseFilter, TaskFilter
from .documents import DocumentFilter, DocumentRegisterFilter
from .monitoring import MonitoringTargetFilter
from .procedures import ProcedureFilter, ProcedureVersionFilter
from .requests import ColocationRequestFilter, RequestedServerFilter
from .roles import AppointmentFilter, ProcedureRoleFilter, RepresentativeFilter

__all__ = (
    'AppointmentFilter',
    'CapacityCheckFilter',
    'CapacityPoolFilter',
    'CaseFilter',
    'ColocationRequestFilter',
    'DocumentFilter',
    'DocumentRegisterFilter',
    'HoldFilter',
    'MonitoringTargetFilter',
    'ProcedureFilter',
    'ProcedureRoleFilter',
    'ProcedureVersionFilter',
    'RepresentativeFilter',
    'RequestedServerFilter',
    'TaskFilter',
)
