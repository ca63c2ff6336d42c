"""The widgets of NetBox's dashboard: what waits for me, what is down. The plugin imports them when it starts."""

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extras.dashboard.utils import register_widget
from extras.dashboard.widgets import DashboardWidget, WidgetConfigForm

from .choices import MonitoringHealthChoices, MonitoringStateChoices
from .models import MonitoringTarget, Task
from .monitoring.muting import muted
from .ui.connecting import count_states
from .ui.inbox import build_rows, describe_count
from .workflows.inbox import MOST_IN_MENU, Filters, count_waiting, fetch, find_mine, standing_of

__all__ = ('MonitoringWidget', 'MyTasksWidget')

MOST_ROWS = 25
TARGETS = 'plugins:netbox_colocation:monitoringtarget_list'


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


@register_widget
class MonitoringWidget(DashboardWidget):
    """What is down, longest first and without what maintenance mutes; how many targets wait. Two queries."""

    default_title = _('Monitoring of colocation')
    description = _('Targets that are down, and how many monitoring has not accepted yet.')
    default_config = {'rows': 5}
    width, height = 4, 3

    class ConfigForm(WidgetConfigForm):
        rows = forms.IntegerField(label=_('Targets shown'), min_value=1, max_value=MOST_ROWS, initial=5)

    def render(self, request) -> str:
        if not request.user.has_perm('netbox_colocation.view_monitoringtarget'):
            return ''
        targets = MonitoringTarget.objects.restrict(request.user, 'view')
        down = targets.filter(health=MonitoringHealthChoices.DOWN).exclude(state=MonitoringStateChoices.RETIRED)
        down = muted(down, now=timezone.now()).filter(is_muted=False).order_by('health_since', 'pk')
        size = min(int(self.config.get('rows') or 5), MOST_ROWS)
        context = {
            'counts': count_states(targets),
            'targets': down.select_related('device__tenant')[:size],
            'url': reverse(TARGETS),
        }
        return render_to_string('netbox_colocation/monitoring_widget.html', context)
