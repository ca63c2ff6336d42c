"""The queries: one row by `id`, and a list with filters and pagination, of every model."""

import strawberry
import strawberry_django

from .types import (
    AccessLogEntryType,
    AccessReviewType,
    AccessRightType,
    AccessVisitType,
    AppointmentType,
    CalendarFeedType,
    CalendarHoursType,
    CalendarType,
    CapacityCheckType,
    CapacityPoolType,
    CarriedItemType,
    CaseType,
    ClassificationType,
    ColocationRequestType,
    DispatchType,
    DisposalType,
    DispositionInstructionType,
    DocumentRegisterType,
    DocumentTemplateType,
    DocumentType,
    DriftReportType,
    EntryBanType,
    EquipmentLoanType,
    ExtensionType,
    HoldType,
    HolidayType,
    LetterheadType,
    MaintenanceTicketType,
    MaintenanceWindowType,
    MonitoringTargetType,
    PlacementPolicyType,
    ProcedureRoleType,
    ProcedureType,
    ProcedureVersionType,
    RegisterEntryType,
    RepresentativeType,
    RequestedServerType,
    RoomPolicyType,
    TaskType,
    VisitorType,
    WindowNoticeType,
    WorkLogEntryType,
)

__all__ = ('schema',)


@strawberry.type(name='Query')
class ColocationQuery:
    colocation_procedure_role: ProcedureRoleType = strawberry_django.field()
    colocation_procedure_role_list: list[ProcedureRoleType] = strawberry_django.field()

    colocation_appointment: AppointmentType = strawberry_django.field()
    colocation_appointment_list: list[AppointmentType] = strawberry_django.field()

    colocation_representative: RepresentativeType = strawberry_django.field()
    colocation_representative_list: list[RepresentativeType] = strawberry_django.field()

    colocation_procedure: ProcedureType = strawberry_django.field()
    colocation_procedure_list: list[ProcedureType] = strawberry_django.field()

    colocation_procedure_version: ProcedureVersionType = strawberry_django.field()
    colocation_procedure_version_list: list[ProcedureVersionType] = strawberry_django.field()

    colocation_case: CaseType = strawberry_django.field()
    colocation_case_list: list[CaseType] = strawberry_django.field()

    colocation_task: TaskType = strawberry_django.field()
    colocation_task_list: list[TaskType] = strawberry_django.field()

    colocation_request: ColocationRequestType = strawberry_django.field()
    colocation_request_list: list[ColocationRequestType] = strawberry_django.field()

    colocation_requested_server: RequestedServerType = strawberry_django.field()
    colocation_requested_server_list: list[RequestedServerType] = strawberry_django.field()

    colocation_calendar: CalendarType = strawberry_django.field()
    colocation_calendar_list: list[CalendarType] = strawberry_django.field()

    colocation_calendar_hours: CalendarHoursType = strawberry_django.field()
    colocation_calendar_hours_list: list[CalendarHoursType] = strawberry_django.field()

    colocation_holiday: HolidayType = strawberry_django.field()
    colocation_holiday_list: list[HolidayType] = strawberry_django.field()

    colocation_access_visit: AccessVisitType = strawberry_django.field()
    colocation_access_visit_list: list[AccessVisitType] = strawberry_django.field()

    colocation_visitor: VisitorType = strawberry_django.field()
    colocation_visitor_list: list[VisitorType] = strawberry_django.field()

    colocation_carried_item: CarriedItemType = strawberry_django.field()
    colocation_carried_item_list: list[CarriedItemType] = strawberry_django.field()

    colocation_room_policy: RoomPolicyType = strawberry_django.field()
    colocation_room_policy_list: list[RoomPolicyType] = strawberry_django.field()

    colocation_entry_ban: EntryBanType = strawberry_django.field()
    colocation_entry_ban_list: list[EntryBanType] = strawberry_django.field()

    colocation_access_right: AccessRightType = strawberry_django.field()
    colocation_access_right_list: list[AccessRightType] = strawberry_django.field()

    colocation_access_log_entry: AccessLogEntryType = strawberry_django.field()
    colocation_access_log_entry_list: list[AccessLogEntryType] = strawberry_django.field()

    colocation_access_review: AccessReviewType = strawberry_django.field()
    colocation_access_review_list: list[AccessReviewType] = strawberry_django.field()

    colocation_maintenance_window: MaintenanceWindowType = strawberry_django.field()
    colocation_maintenance_window_list: list[MaintenanceWindowType] = strawberry_django.field()

    colocation_window_notice: WindowNoticeType = strawberry_django.field()
    colocation_window_notice_list: list[WindowNoticeType] = strawberry_django.field()

    colocation_maintenance_ticket: MaintenanceTicketType = strawberry_django.field()
    colocation_maintenance_ticket_list: list[MaintenanceTicketType] = strawberry_django.field()

    colocation_work_log_entry: WorkLogEntryType = strawberry_django.field()
    colocation_work_log_entry_list: list[WorkLogEntryType] = strawberry_django.field()

    colocation_equipment_loan: EquipmentLoanType = strawberry_django.field()
    colocation_equipment_loan_list: list[EquipmentLoanType] = strawberry_django.field()

    colocation_extension: ExtensionType = strawberry_django.field()
    colocation_extension_list: list[ExtensionType] = strawberry_django.field()

    colocation_disposition_instruction: DispositionInstructionType = strawberry_django.field()
    colocation_disposition_instruction_list: list[DispositionInstructionType] = strawberry_django.field()

    colocation_capacity_pool: CapacityPoolType = strawberry_django.field()
    colocation_capacity_pool_list: list[CapacityPoolType] = strawberry_django.field()

    colocation_placement_policy: PlacementPolicyType = strawberry_django.field()
    colocation_placement_policy_list: list[PlacementPolicyType] = strawberry_django.field()

    colocation_calendar_feed: CalendarFeedType = strawberry_django.field()
    colocation_calendar_feed_list: list[CalendarFeedType] = strawberry_django.field()

    colocation_capacity_check: CapacityCheckType = strawberry_django.field()
    colocation_capacity_check_list: list[CapacityCheckType] = strawberry_django.field()

    colocation_hold: HoldType = strawberry_django.field()
    colocation_hold_list: list[HoldType] = strawberry_django.field()

    colocation_classification: ClassificationType = strawberry_django.field()
    colocation_classification_list: list[ClassificationType] = strawberry_django.field()

    colocation_register_entry: RegisterEntryType = strawberry_django.field()
    colocation_register_entry_list: list[RegisterEntryType] = strawberry_django.field()

    colocation_document_register: DocumentRegisterType = strawberry_django.field()
    colocation_document_register_list: list[DocumentRegisterType] = strawberry_django.field()

    colocation_disposal: DisposalType = strawberry_django.field()
    colocation_disposal_list: list[DisposalType] = strawberry_django.field()

    colocation_document: DocumentType = strawberry_django.field()
    colocation_document_list: list[DocumentType] = strawberry_django.field()

    colocation_letterhead: LetterheadType = strawberry_django.field()
    colocation_letterhead_list: list[LetterheadType] = strawberry_django.field()

    colocation_document_template: DocumentTemplateType = strawberry_django.field()
    colocation_document_template_list: list[DocumentTemplateType] = strawberry_django.field()

    colocation_dispatch: DispatchType = strawberry_django.field()
    colocation_dispatch_list: list[DispatchType] = strawberry_django.field()

    colocation_monitoring_target: MonitoringTargetType = strawberry_django.field()
    colocation_monitoring_target_list: list[MonitoringTargetType] = strawberry_django.field()

    colocation_drift_report: DriftReportType = strawberry_django.field()
    colocation_drift_report_list: list[DriftReportType] = strawberry_django.field()


schema = [ColocationQuery]
