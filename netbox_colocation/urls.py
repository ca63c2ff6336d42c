"""Addresses of the pages; the views register themselves, so a model appears here once and never again."""

from django.urls import include, path

from utilities.urls import get_model_urls

from . import views

APP = 'netbox_colocation'

# Path of each model, in the plural as people read it.
PATHS = {
    'procedurerole': 'roles',
    'appointment': 'appointments',
    'representative': 'representatives',
    'procedure': 'procedures',
    'procedureversion': 'procedure-versions',
    'case': 'cases',
    'task': 'tasks',
    'colocationrequest': 'requests',
    'requestedserver': 'servers',
    'accessvisit': 'visits',
    'visitor': 'visitors',
    'carrieditem': 'carried-items',
    'roompolicy': 'room-policies',
    'entryban': 'entry-bans',
    'accessright': 'access-rights',
    'accesslogentry': 'access-log',
    'accessreview': 'access-reviews',
    'maintenanceticket': 'tickets',
    'maintenancewindow': 'windows',
    'windownotice': 'notices',
    'worklogentry': 'work-log',
    'equipmentloan': 'equipment-loans',
    'extension': 'extensions',
    'dispositioninstruction': 'disposition-instructions',
    'capacitypool': 'capacity-pools',
    'placementpolicy': 'placement-policies',
    'capacitycheck': 'capacity-checks',
    'hold': 'holds',
    'documentregister': 'document-registers',
    'registerentry': 'register-entries',
    'classification': 'classifications',
    'document': 'documents',
    'dispatch': 'dispatches',
    'disposal': 'disposals',
    'letterhead': 'letterheads',
    'documenttemplate': 'document-templates',
    'monitoringtarget': 'monitoring-targets',
    'driftreport': 'drift-reports',
    'calendarfeed': 'calendar-feeds',
    'calendar': 'calendars',
    'calendarhours': 'calendar-hours',
    'holiday': 'holidays',
}

urlpatterns = [
    path('inbox/', views.InboxView.as_view(), name='inbox'),
    path('statistics/', views.StatisticsView.as_view(), name='statistics'),
    path('statistics/evidence/', views.EvidenceView.as_view(), name='statistics_evidence'),
    path('capacity/', views.CapacityOverviewView.as_view(), name='capacity'),
    path('capacity/what-if/', views.WhatIfView.as_view(), name='what_if'),
    path('capacity/find-places/', views.FindPlacesView.as_view(), name='find_places'),
    path('monitoring/connect/', views.MonitoringConnectView.as_view(), name='monitoring_connect'),
    path('monitoring/connect/<str:name>', views.MonitoringFileView.as_view(), name='monitoring_file'),
    path('imports/requests/', views.ImportRequestsView.as_view(), name='import_requests'),
    path('imports/requests/template/', views.RequestsTemplateView.as_view(), name='import_requests_template'),
    path('imports/servers/', views.ImportServersView.as_view(), name='import_servers'),
    path('imports/servers/template/', views.ServersTemplateView.as_view(), name='import_servers_template'),
    path('guest-book/', views.GuestBookView.as_view(), name='guest_book'),
    path('my-agency/', views.MyAgencyView.as_view(), name='my_agency'),
    path('my-agency/applications/add/', views.ApplicationStartView.as_view(), name='application_add'),
    *(
        path(f'my-agency/applications/<int:pk>/{step}/', view.as_view(), name=f'application_{step}')
        for step, view in (
            ('purpose', views.ApplicationPurposeView),
            ('servers', views.ApplicationServersView),
            ('persons', views.ApplicationPersonsView),
            ('letter', views.ApplicationLetterView),
            ('review', views.ApplicationReviewView),
        )
    ),
    path('door/', views.DoorView.as_view(), name='door'),
    path('door/code/', views.DoorCodeView.as_view(), name='door_code'),
    path('door/turn-away/', views.DoorTurnAwayView.as_view(), name='door_turn_away'),
    path('door/walk-in/', views.DoorWalkInView.as_view(), name='door_walk_in'),
    path('door/emergency/', views.DoorEmergencyView.as_view(), name='door_emergency'),
    path('door/visits/<int:pk>/', views.DoorVisitView.as_view(), name='door_visit'),
    *(
        path(f'door/visits/<int:pk>/{act}/', view.as_view(), name=f'door_{act.replace("-", "_")}')
        for act, view in (
            ('task', views.DoorTaskView),
            ('check-in', views.DoorCheckInView),
            ('check-out', views.DoorCheckOutView),
            ('leave', views.DoorLeaveView),
            ('items', views.DoorItemsView),
            ('badge', views.DoorBadgeView),
        )
    ),
    path('decisions/<str:token>/', views.DecisionView.as_view(), name='decision'),
    path('calendar/', views.ScheduleView.as_view(), name='schedule'),
    path('calendar/<str:token>.ics', views.FeedView.as_view(), name='feed'),
    path('verify/', views.VerificationEntryView.as_view(), name='verification_entry'),
    path('verify/<str:code>/', views.VerificationView.as_view(), name='verification'),
    *(
        pattern
        for model, name in PATHS.items()
        for pattern in (
            path(f'{name}/', include(get_model_urls(APP, model, detail=False))),
            path(f'{name}/<int:pk>/', include(get_model_urls(APP, model))),
        )
    ),
]
