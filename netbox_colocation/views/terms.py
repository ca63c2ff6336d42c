"""Pages of extensions, to read; asking for one and answering it is in `extending`."""

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import Extension
from ..ui.terms import ExtensionAnswerPanel, ExtensionPanel
from .extending import DecideExtension

__all__ = ('ExtensionListView', 'ExtensionView')

EXTENSIONS = Extension.objects.select_related('request__applicant', 'asked_by', 'decided_by')


@register_model_view(Extension, 'list', path='', detail=False)
class ExtensionListView(generic.ObjectListView):
    queryset = EXTENSIONS
    table = tables.ExtensionTable
    filterset = filtersets.ExtensionFilterSet
    filterset_form = forms.ExtensionFilterForm
    actions = (BulkExport,)


@register_model_view(Extension)
class ExtensionView(generic.ObjectView):
    queryset = EXTENSIONS
    actions = (DecideExtension,)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('request', url=filtered_list_url('plugins:netbox_colocation:extension_list', 'request_id'))
        ],
        left_panels=[ExtensionPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[ExtensionAnswerPanel()],
    )
