"""Routes of the REST API."""

from django.urls import path

from netbox.api.routers import NetBoxRouter

from . import describing, views  # noqa: F401 (describing: drf-spectacular finds it once it is imported)

router = NetBoxRouter()
router.register('procedure-roles', views.ProcedureRoleViewSet)
router.register('appointments', views.AppointmentViewSet)
router.register('representatives', views.RepresentativeViewSet)
router.register('procedures', views.ProcedureViewSet)
router.register('procedure-versions', views.ProcedureVersionViewSet)
router.register('cases', views.CaseViewSet)
router.register('tasks', views.TaskViewSet)
router.register('colocation-requests', views.ColocationRequestViewSet)
router.register('requested-servers', views.RequestedServerViewSet)
router.register('access-visits', views.AccessVisitViewSet)
router.register('visitors', views.VisitorViewSet)
router.register('carried-items', views.CarriedItemViewSet)
router.register('room-policies', views.RoomPolicyViewSet)
router.register('entry-bans', views.EntryBanViewSet)
router.register('access-rights', views.AccessRightViewSet)
router.register('access-log', views.AccessLogEntryViewSet)
router.register('access-reviews', views.AccessReviewViewSet)
router.register('maintenance-tickets', views.MaintenanceTicketViewSet)
router.register('maintenance-windows', views.MaintenanceWindowViewSet)
router.register('window-notices', views.WindowNoticeViewSet)
router.register('work-log', views.WorkLogEntryViewSet)
router.register('equipment-loans', views.EquipmentLoanViewSet)
router.register('extensions', views.ExtensionViewSet)
router.register('disposition-instructions', views.DispositionInstructionViewSet)
router.register('capacity-pools', views.CapacityPoolViewSet)
router.register('placement-policies', views.PlacementPolicyViewSet)
router.register('capacity-checks', views.CapacityCheckViewSet)
router.register('holds', views.HoldViewSet)
router.register('document-registers', views.DocumentRegisterViewSet)
router.register('register-entries', views.RegisterEntryViewSet)
router.register('classifications', views.ClassificationViewSet)
router.register('documents', views.DocumentViewSet)
router.register('dispatches', views.DispatchViewSet)
router.register('disposals', views.DisposalViewSet)
router.register('letterheads', views.LetterheadViewSet)
router.register('document-templates', views.DocumentTemplateViewSet)
router.register('monitoring-targets', views.MonitoringTargetViewSet)
router.register('drift-reports', views.DriftReportViewSet)
router.register('calendar-feeds', views.CalendarFeedViewSet)
router.register('calendars', views.CalendarViewSet)
router.register('calendar-hours', views.CalendarHoursViewSet)
router.register('holidays', views.HolidayViewSet)

urlpatterns = [
    path('batch/', views.BatchView.as_view(), name='batch'),
    path('event-kinds/', views.EventKindsView.as_view(), name='event-kinds'),
    path('monitoring/prometheus/', views.PrometheusView.as_view(), name='monitoring-prometheus'),
    path('monitoring/changes/', views.ChangesView.as_view(), name='monitoring-changes'),
    path('monitoring/blackbox/', views.BlackboxView.as_view(), name='monitoring-blackbox'),
    path('monitoring/zabbix/', views.ZabbixView.as_view(), name='monitoring-zabbix'),
    path('monitoring/json/', views.PlainTargetsView.as_view(), name='monitoring-json'),
    path('monitoring/acknowledge/', views.AcknowledgeView.as_view(), name='monitoring-acknowledge'),
    path('monitoring/drift/', views.DriftView.as_view(), name='monitoring-drift'),
    path('monitoring/mutes/', views.MutesView.as_view(), name='monitoring-mutes'),
    path('statistics/tasks/', views.TaskStatisticsView.as_view(), name='statistics-tasks'),
    path('statistics/evidence/', views.EvidenceStatisticsView.as_view(), name='statistics-evidence'),
    path('capacity/usage/', views.CapacityUsageView.as_view(), name='capacity-usage'),
    path('capacity/what-if/', views.WhatIfView.as_view(), name='capacity-what-if'),
    path('capacity/metrics/', views.CapacityMetricsView.as_view(), name='capacity-metrics'),
    path('schedule/', views.ScheduleView.as_view(), name='schedule'),
    path('impact/', views.ImpactView.as_view(), name='impact'),
    path('imports/requests/', views.ImportRequestsView.as_view(), name='imports-requests'),
    path('imports/servers/', views.ImportServersView.as_view(), name='imports-servers'),
    path('places/', views.PlacesView.as_view(), name='places'),
    *router.urls,
]
