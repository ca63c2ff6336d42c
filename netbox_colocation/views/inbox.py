"""The inbox: what waits for me, what I wait for, what I did; and one outcome for many tasks at once."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from ..forms.inbox import InboxFilterForm
from ..models import Appointment, Case, Procedure, Task
from ..ui.inbox import build_groups, build_rows, collect_bulk
from ..workflows.inbox import (
    Filters,
    Standing,
    count_by_role,
    fetch,
    find_done,
    find_mine,
    find_waiting,
    standing_of,
)
from ..workflows.many import MOST_AT_ONCE, perform_many

__all__ = ('InboxView',)

PAGE_SIZE = 50
TABS = ('mine', 'waiting', 'done')
# Past this page nobody reads on, and the database would only skip rows: narrow the list instead.
LAST_PAGE = 200


class InboxView(LoginRequiredMixin, PermissionRequiredMixin, View):
    """`?tab=mine|waiting|done`, `role` (an ID, or 0 as representative), filters and `page`; POST takes an outcome."""

    permission_required = 'netbox_colocation.view_task'
    http_method_names = ['get', 'post', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the outcome for every ticked task, each by itself, and show what became of each."""
        keys = [int(pk) for pk in request.POST.getlist('pk') if pk.isdecimal()][:MOST_AT_ONCE]
        tasks = Task.objects.restrict(request.user, 'perform').filter(pk__in=keys).select_related('case__version')
        results = perform_many(
            tasks.order_by('pk'), request.POST.get('outcome', ''), actor=request.user, now=timezone.now()
        )
        return self._show(request, results=results)

    def _show(self, request: HttpRequest, **further: Any) -> HttpResponse:
        now = timezone.now()
        standing = standing_of(request.user, now=now)
        tab = request.GET.get('tab') if request.GET.get('tab') in TABS else 'mine'
        form = InboxFilterForm(
            request.GET, procedures=Procedure.objects.restrict(request.user, 'view').order_by('name', 'pk')
        )
        filters, role, page = _read_filters(form), _number(request, 'role'), max(1, _number(request, 'page') or 1)
        found = {
            'mine': lambda: find_mine(standing, filters, now=now, role=role),
            'waiting': lambda: find_waiting(standing, filters, now=now),
            'done': lambda: find_done(standing, filters, now=now),
        }[tab]()
        page = min(page, LAST_PAGE)
        visible = _visible(request, tab)
        tasks, has_more = fetch(found, offset=(page - 1) * PAGE_SIZE, size=PAGE_SIZE, visible=visible)
        may_open = set(tasks) if tab != 'waiting' else _may_open(request, tasks)
        rows = [row for task in tasks for row in build_rows([task], user=request.user, now=now, links=task in may_open)]
        context = {
            'tab': tab,
            'tabs': [('mine', _('Mine')), ('waiting', _('Waiting on others')), ('done', _('Done by me'))],
            'rows': rows,
            'groups': build_groups(standing, count_by_role(standing, now=now)),
            'role': role,
            'form': form,
            'is_filtered': bool(filters) or role is not None,
            'bulk': collect_bulk(rows) if tab == 'mine' else [],
            'page': page,
            'has_more': has_more and page < LAST_PAGE,
            'first': (page - 1) * PAGE_SIZE + 1,
            'last': (page - 1) * PAGE_SIZE + len(rows),
            'offices': _offices(standing, now) if tab == 'mine' else [],
            **further,
        }
        return render(request, 'netbox_colocation/inbox.html', context)


def _visible(request: HttpRequest, tab: str) -> Any:
    """Waiting on others, whoever may see a case sees where it stands; the rest is about tasks themselves."""
    if tab == 'waiting':
        return Task.objects.filter(case__in=Case.objects.restrict(request.user, 'view'))
    return Task.objects.restrict(request.user, 'view')


def _may_open(request: HttpRequest, tasks: list[Task]) -> set[Task]:
    return set(Task.objects.restrict(request.user, 'view').filter(pk__in=[task.pk for task in tasks]))


def _offices(standing: Standing, now: Any) -> list[Appointment]:
    """The appointments that the user can delegate: their own, held today, not delegated to them."""
    day = timezone.localtime(now).date()
    held = Appointment.objects.on(day).filter(user=standing.user, delegated_by__isnull=True)
    return list(held.select_related('role').order_by('role__name', 'pk'))


def _read_filters(form: InboxFilterForm) -> Filters:
    form.is_valid()
    sent = form.cleaned_data
    procedure = sent.get('procedure')
    return Filters(
        text=sent.get('q', '').strip(),
        procedure=procedure.pk if procedure else None,
        due=sent.get('due', ''),
        claim=sent.get('claim', ''),
        acted=sent.get('acted', False),
    )


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, '')
    return int(value) if value.isdecimal() and len(value) < 10 else None
