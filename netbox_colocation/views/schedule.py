"""The calendar of visits and maintenance windows: a month, a week or a day."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from utilities.views import ConditionalLoginRequiredMixin

from ..forms.schedule import SPANS, ScheduleForm
from ..ui.schedule_page import lay_out, period_of
from ..workflows.schedule import MOST, read_schedule, zone_of

__all__ = ('ScheduleView', 'may_see_schedule')

RIGHTS = ('netbox_colocation.view_accessvisit', 'netbox_colocation.view_maintenancewindow')


def may_see_schedule(user: Any) -> bool:
    """Whether there is anything in the calendar that a user may view."""
    return any(user.has_perm(right) for right in RIGHTS)


class ScheduleView(ConditionalLoginRequiredMixin, View):
    """Days are those of the chosen site's time zone, without one of NetBox's."""

    http_method_names: ClassVar[list[str]] = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        if not may_see_schedule(request.user):
            return self.handle_no_permission()
        now = timezone.now()
        # What the address leaves out is written out, so that the form shows what the page does.
        sent = {'date': timezone.localdate(now).isoformat(), 'span': 'month', 'content': 'all'}
        sent |= {name: value for name, value in request.GET.items() if value}
        form = ScheduleForm(sent, user=request.user, today=timezone.localdate(now))
        context = {'form': form, 'spans': SPANS, 'may_subscribe': self._may_subscribe(request)}
        if not form.is_valid():
            return render(request, 'netbox_colocation/schedule.html', context, status=400)
        context |= self._lay_out(form, now)
        return render(request, 'netbox_colocation/schedule.html', context)

    def handle_no_permission(self) -> HttpResponse:
        if self.request.user.is_authenticated:
            return render(self.request, '403.html', status=403)
        return super().handle_no_permission()

    def _lay_out(self, form: ScheduleForm, now: Any) -> dict[str, Any]:
        asked, zone = form.cleaned_data, zone_of(form.place)
        period = period_of(asked['span'], asked['date'])
        since, until = period.bounds(zone)
        entries = read_schedule(form.scope, since=since, until=until, user=self.request.user)
        today = now.astimezone(zone).date()
        kept = {name: asked[name].pk for name in ('site', 'location') if asked[name]}
        kept |= {'content': asked['content']} | ({'mine': 'on'} if asked['mine'] else {})
        return {
            'page': lay_out(entries, period, zone=zone, today=today),
            'period': period,
            'today': today,
            'kept': kept,
            'is_cut': len(entries) >= MOST,
        }

    def _may_subscribe(self, request: HttpRequest) -> bool:
        return request.user.has_perm('netbox_colocation.add_calendarfeed')
