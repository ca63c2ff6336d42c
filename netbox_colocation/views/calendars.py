"""Pages of calendars, opening hours and holidays; the pages that enter many at once are in `calendar_filling`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport
from netbox.ui import actions, layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import Calendar, CalendarHours, Holiday
from ..ui.calendars import CalendarHoursPanel, CalendarPanel, HolidayPanel, WeeksPanel

__all__ = (
    'CalendarBulkDeleteView',
    'CalendarBulkEditView',
    'CalendarBulkImportView',
    'CalendarDeleteView',
    'CalendarEditView',
    'CalendarHoursBulkDeleteView',
    'CalendarHoursBulkEditView',
    'CalendarHoursBulkImportView',
    'CalendarHoursDeleteView',
    'CalendarHoursEditView',
    'CalendarHoursListView',
    'CalendarHoursView',
    'CalendarListView',
    'CalendarView',
    'HolidayBulkDeleteView',
    'HolidayBulkEditView',
    'HolidayBulkImportView',
    'HolidayDeleteView',
    'HolidayEditView',
    'HolidayListView',
    'HolidayView',
)

HOURS = CalendarHours.objects.select_related('calendar')
HOLIDAYS = Holiday.objects.select_related('calendar')


def _new_year(context: dict) -> str:
    return f'{timezone.localdate():%Y}-01-01'


def _of_calendar(model: str, title: str, **filters: Callable[[dict], Any]) -> panels.ObjectsTablePanel:
    """Return the table of a calendar's rows, with a button to add one."""
    return panels.ObjectsTablePanel(
        f'netbox_colocation.{model}',
        filters={'calendar_id': lambda context: context['object'].pk, **filters},
        exclude_columns=['calendar'],
        title=title,
        actions=[
            actions.AddObject(
                f'netbox_colocation.{model}', url_params={'calendar': lambda context: context['object'].pk}
            )
        ],
    )


@register_model_view(Calendar, 'list', path='', detail=False)
class CalendarListView(generic.ObjectListView):
    queryset = Calendar.objects.all()
    table = tables.CalendarTable
    filterset = filtersets.CalendarFilterSet
    filterset_form = forms.CalendarFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(Calendar)
class CalendarView(generic.ObjectView):
    queryset = Calendar.objects.all()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        left_panels=[
            CalendarPanel(),
            WeeksPanel(),
            _of_calendar('calendarhours', _('Opening hours')),
            CustomFieldsPanel(),
            TagsPanel(),
            panels.CommentsPanel(),
        ],
        right_panels=[
            _of_calendar('holiday', _('Holidays from this year on'), date__gte=_new_year),
            panels.ObjectsTablePanel(
                'netbox_colocation.procedure', filters={'calendar_id': lambda context: context['object'].pk}
            ),
        ],
    )


@register_model_view(Calendar, 'add', detail=False)
@register_model_view(Calendar, 'edit')
class CalendarEditView(generic.ObjectEditView):
    queryset = Calendar.objects.all()
    form = forms.CalendarForm

    def alter_object(self, obj: Calendar, request: HttpRequest, url_args: tuple, url_kwargs: dict) -> Calendar:
        obj._may_fill = request.user.has_perm('netbox_colocation.add_calendarhours')
        return obj


@register_model_view(Calendar, 'delete')
class CalendarDeleteView(generic.ObjectDeleteView):
    queryset = Calendar.objects.all()


@register_model_view(Calendar, 'bulk_import', path='import', detail=False)
class CalendarBulkImportView(generic.BulkImportView):
    queryset = Calendar.objects.all()
    model_form = forms.CalendarImportForm


@register_model_view(Calendar, 'bulk_edit', path='edit', detail=False)
class CalendarBulkEditView(generic.BulkEditView):
    queryset = Calendar.objects.all()
    filterset = filtersets.CalendarFilterSet
    table = tables.CalendarTable
    form = forms.CalendarBulkEditForm


@register_model_view(Calendar, 'bulk_delete', path='delete', detail=False)
class CalendarBulkDeleteView(generic.BulkDeleteView):
    queryset = Calendar.objects.all()
    filterset = filtersets.CalendarFilterSet
    table = tables.CalendarTable


@register_model_view(CalendarHours, 'list', path='', detail=False)
class CalendarHoursListView(generic.ObjectListView):
    queryset = HOURS
    table = tables.CalendarHoursTable
    filterset = filtersets.CalendarHoursFilterSet
    filterset_form = forms.CalendarHoursFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(CalendarHours)
class CalendarHoursView(generic.ObjectView):
    queryset = HOURS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('calendar', url=filtered_list_url('plugins:netbox_colocation:calendarhours_list', 'calendar_id'))
        ],
        left_panels=[CalendarHoursPanel()],
        right_panels=[CustomFieldsPanel(), TagsPanel()],
    )


@register_model_view(CalendarHours, 'add', detail=False)
@register_model_view(CalendarHours, 'edit')
class CalendarHoursEditView(generic.ObjectEditView):
    queryset = CalendarHours.objects.all()
    form = forms.CalendarHoursForm


@register_model_view(CalendarHours, 'delete')
class CalendarHoursDeleteView(generic.ObjectDeleteView):
    queryset = CalendarHours.objects.all()


@register_model_view(CalendarHours, 'bulk_import', path='import', detail=False)
class CalendarHoursBulkImportView(generic.BulkImportView):
    queryset = CalendarHours.objects.all()
    model_form = forms.CalendarHoursImportForm


@register_model_view(CalendarHours, 'bulk_edit', path='edit', detail=False)
class CalendarHoursBulkEditView(generic.BulkEditView):
    queryset = HOURS
    filterset = filtersets.CalendarHoursFilterSet
    table = tables.CalendarHoursTable
    form = forms.CalendarHoursBulkEditForm


@register_model_view(CalendarHours, 'bulk_delete', path='delete', detail=False)
class CalendarHoursBulkDeleteView(generic.BulkDeleteView):
    queryset = HOURS
    filterset = filtersets.CalendarHoursFilterSet
    table = tables.CalendarHoursTable


@register_model_view(Holiday, 'list', path='', detail=False)
class HolidayListView(generic.ObjectListView):
    queryset = HOLIDAYS
    table = tables.HolidayTable
    filterset = filtersets.HolidayFilterSet
    filterset_form = forms.HolidayFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(Holiday)
class HolidayView(generic.ObjectView):
    queryset = HOLIDAYS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('calendar', url=filtered_list_url('plugins:netbox_colocation:holiday_list', 'calendar_id'))
        ],
        left_panels=[HolidayPanel()],
        right_panels=[CustomFieldsPanel(), TagsPanel()],
    )


@register_model_view(Holiday, 'add', detail=False)
@register_model_view(Holiday, 'edit')
class HolidayEditView(generic.ObjectEditView):
    queryset = Holiday.objects.all()
    form = forms.HolidayForm


@register_model_view(Holiday, 'delete')
class HolidayDeleteView(generic.ObjectDeleteView):
    queryset = Holiday.objects.all()


@register_model_view(Holiday, 'bulk_import', path='import', detail=False)
class HolidayBulkImportView(generic.BulkImportView):
    queryset = Holiday.objects.all()
    model_form = forms.HolidayImportForm


@register_model_view(Holiday, 'bulk_edit', path='edit', detail=False)
class HolidayBulkEditView(generic.BulkEditView):
    queryset = HOLIDAYS
    filterset = filtersets.HolidayFilterSet
    table = tables.HolidayTable
    form = forms.HolidayBulkEditForm


@register_model_view(Holiday, 'bulk_delete', path='delete', detail=False)
class HolidayBulkDeleteView(generic.BulkDeleteView):
    queryset = HOLIDAYS
    filterset = filtersets.HolidayFilterSet
    table = tables.HolidayTable
