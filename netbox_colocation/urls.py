"""Addresses of the pages; the views register themselves, so a model appears here once and never again."""

from django.urls import include, path

from utilities.urls import get_model_urls

from . import views  # noqa: F401  (registers the views)

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
    'capacitypool': 'capacity-pools',
    'capacitycheck': 'capacity-checks',
    'hold': 'holds',
    'documentregister': 'document-registers',
    'document': 'documents',
    'monitoringtarget': 'monitoring-targets',
}

urlpatterns = [
    pattern
    for model, name in PATHS.items()
    for pattern in (
        path(f'{name}/', include(get_model_urls(APP, model, detail=False))),
        path(f'{name}/<int:pk>/', include(get_model_urls(APP, model))),
    )
]
