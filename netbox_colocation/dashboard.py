"""The widget of NetBox's dashboard: what waits for me. Imported when the plugin starts, which registers it."""

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extras.dashboard.utils import register_widget
from extras.dashboard.widgets import DashboardWidget, WidgetConfigForm

from .models import Task
from .ui.inbox import build_rows, describe_count
from .workflows.inbox import MOST_IN_MENU, Filters, count_waiting, fetch, find_mine, standing_of

__all__ = ('MyTasksWidget',)

MOST_ROWS = 25


@register_widget
class MyTasksWidget(DashboardWidget):
    """The next tasks by deadline, with how many wait and how many of these are late; a constant number of queries."""

    default_title = _('My tasks')
    description = _('Colocation tasks that wait for you, soonest due first.')
    default_config = {'rows': 5}
    width, height = 4, 3

    class ConfigForm(WidgetConfigForm):
        rows = forms.IntegerField(label=_('Tasks shown'), min_value=1, max_value=MOST_ROWS, initial=5)

    def render(self, request) -> str:
        if not request.user.has_perm('netbox_colocation.view_task'):
            return ''
        now = timezone.now()
        standing = standing_of(request.user, now=now)
        waiting = count_waiting(request.user, now=now)
        visible = Task.objects.restrict(request.user, 'view')
        size = min(int(self.config.get('rows') or 5), MOST_ROWS)
        tasks, _has_more = fetch(find_mine(standing, Filters(), now=now), offset=0, size=size, visible=visible)
        context = {
            'rows': build_rows(tasks, user=request.user, now=now),
            'open': describe_count(waiting.open, most=MOST_IN_MENU),
            'late': describe_count(waiting.late, most=MOST_IN_MENU),
            'url': reverse('plugins:netbox_colocation:inbox'),
        }
        return render_to_string('netbox_colocation/inbox_widget.html', context)
