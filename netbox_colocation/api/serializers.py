"""Every serializer under the name by which NetBox looks it up: `<Model>Serializer`.

The classes themselves are called `Colocation<Model>Serializer`: OpenAPI components are named after the class and are
global, and a bare `Task` or `Document` would clash with another plugin's.
"""

from .serializers_.access import ColocationAccessLogEntrySerializer as AccessLogEntrySerializer
from .serializers_.access import ColocationAccessReviewSerializer as AccessReviewSerializer
from .serializers_.access import ColocationAccessRightSerializer as AccessRightSerializer
from .serializers_.access import ColocationEntryBanSerializer as EntryBanSerializer
from .serializers_.access import ColocationReviewLineSerializer as ReviewLineSerializer
from .serializers_.access import ColocationRoomPolicySerializer as RoomPolicySerializer
from .serializers_.allocation import ColocationHoldSerializer as HoldSerializer
from .serializers_.calendars import ColocationCalendarHoursSerializer as CalendarHoursSerializer
from .serializers_.calendars import ColocationCalendarSerializer as CalendarSerializer
from .serializers_.calendars import ColocationHolidaySerializer as HolidaySerializer
from .serializers_.capacity import ColocationCapacityCheckDetailSerializer as CapacityCheckDetailSerializer
from .serializers_.capacity import ColocationCapacityCheckSerializer as CapacityCheckSerializer
from .serializers_.capacity import ColocationCapacityPoolSerializer as CapacityPoolSerializer
from .serializers_.case_file import ColocationCaseDetailSerializer as CaseDetailSerializer
from .serializers_.cases import ColocationCaseSerializer as CaseSerializer
from .serializers_.cases import ColocationTaskSerializer as TaskSerializer
from .serializers_.classifications import ColocationClassificationSerializer as ClassificationSerializer
from .serializers_.dispatches import ColocationDispatchSerializer as DispatchSerializer
from .serializers_.disposals import ColocationDisposalSerializer as DisposalSerializer
from .serializers_.dispositions import (
    ColocationDispositionInstructionSerializer as DispositionInstructionSerializer,
)
from .serializers_.documents import ColocationDocumentSerializer as DocumentSerializer
from .serializers_.feeds import ColocationCalendarFeedSerializer as CalendarFeedSerializer
from .serializers_.maintenance import ColocationMaintenanceTicketSerializer as MaintenanceTicketSerializer
from .serializers_.monitoring import ColocationDriftReportSerializer as DriftReportSerializer
from .serializers_.monitoring import ColocationMonitoringTargetSerializer as MonitoringTargetSerializer
from .serializers_.policies import ColocationPlacementPolicySerializer as PlacementPolicySerializer
from .serializers_.procedures import ColocationProcedureSerializer as ProcedureSerializer
from .serializers_.procedures import ColocationProcedureVersionSerializer as ProcedureVersionSerializer
from .serializers_.registers import ColocationDocumentRegisterSerializer as DocumentRegisterSerializer
from .serializers_.registers import ColocationRegisterEntrySerializer as RegisterEntrySerializer
from .serializers_.requests import ColocationRequestedServerSerializer as RequestedServerSerializer
from .serializers_.requests import ColocationRequestSerializer
from .serializers_.roles import ColocationAppointmentSerializer as AppointmentSerializer
from .serializers_.roles import ColocationProcedureRoleSerializer as ProcedureRoleSerializer
from .serializers_.roles import ColocationRepresentativeSerializer as RepresentativeSerializer
from .serializers_.stationery import ColocationDocumentTemplateSerializer as DocumentTemplateSerializer
from .serializers_.stationery import ColocationLetterheadSerializer as LetterheadSerializer
from .serializers_.terms import ColocationExtensionSerializer as ExtensionSerializer
from .serializers_.visitors import ColocationCarriedItemSerializer as CarriedItemSerializer
from .serializers_.visitors import ColocationVisitorSerializer as VisitorSerializer
from .serializers_.visits import ColocationAccessVisitSerializer as AccessVisitSerializer
from .serializers_.windows import ColocationMaintenanceWindowSerializer as MaintenanceWindowSerializer
from .serializers_.windows import ColocationWindowNoticeSerializer as WindowNoticeSerializer
from .serializers_.work import ColocationEquipmentLoanSerializer as EquipmentLoanSerializer
from .serializers_.work import ColocationWorkLogEntrySerializer as WorkLogEntrySerializer

__all__ = (
    'AccessLogEntrySerializer',
    'AccessReviewSerializer',
    'AccessRightSerializer',
    'AccessVisitSerializer',
    'AppointmentSerializer',
    'CalendarFeedSerializer',
    'CalendarHoursSerializer',
    'CalendarSerializer',
    'CapacityCheckDetailSerializer',
    'CapacityCheckSerializer',
    'CapacityPoolSerializer',
    'CarriedItemSerializer',
    'CaseDetailSerializer',
    'CaseSerializer',
    'ClassificationSerializer',
    'ColocationRequestSerializer',
    'DispatchSerializer',
    'DisposalSerializer',
    'DispositionInstructionSerializer',
    'DocumentRegisterSerializer',
    'DocumentSerializer',
    'DocumentTemplateSerializer',
    'DriftReportSerializer',
    'EntryBanSerializer',
    'EquipmentLoanSerializer',
    'ExtensionSerializer',
    'HoldSerializer',
    'HolidaySerializer',
    'LetterheadSerializer',
    'MaintenanceTicketSerializer',
    'MaintenanceWindowSerializer',
    'MonitoringTargetSerializer',
    'PlacementPolicySerializer',
    'ProcedureRoleSerializer',
    'ProcedureSerializer',
    'ProcedureVersionSerializer',
    'RegisterEntrySerializer',
    'RepresentativeSerializer',
    'RequestedServerSerializer',
    'ReviewLineSerializer',
    'RoomPolicySerializer',
    'TaskSerializer',
    'VisitorSerializer',
    'WindowNoticeSerializer',
    'WorkLogEntrySerializer',
)
