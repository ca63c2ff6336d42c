"""Statistics, and the yearly evidence of an agency: to look at, to print, and to take along as a file."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from utilities.views import ConditionalLoginRequiredMixin

from ..forms.statistics import EvidenceForm, StatisticsForm
from ..models import Procedure
from ..ui.spreadsheets import Listing, serve_csv, serve_xlsx
from ..ui.statistics import GROUP_LABELS, list_cases, list_evidence, list_tasks, show
from ..workflows.evidence import gather_evidence
from ..workflows.statistics import count_cases, count_tasks, default_scope, fetch_names

__all__ = ('EvidenceView', 'StatisticsView')


class StatisticsView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """Tasks by row, role, month or procedure, and cases by month; `?export=xlsx`, or `csv` with `table=tasks|cases`."""

    permission_required = 'netbox_colocation.view_task'
    http_method_names = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        default = default_scope(now=now)
        form = StatisticsForm(
            _sent(request, default), procedures=_procedures(request), groups=GROUP_LABELS, default=default
        )
        if not form.is_valid():
            return _show(request, 'statistics', form, [], status=400)
        listings = self._list(request, form, now)
        name = f'statistics-{form.scope.since:%Y%m%d}-{form.scope.until:%Y%m%d}'
        return _export(request, listings, name) or _show(request, 'statistics', form, listings)

    def _list(self, request: HttpRequest, form: StatisticsForm, now: Any) -> list[Listing]:
        scope, group, user = form.scope, form.cleaned_data['group'], request.user
        tasks, cases = count_tasks(scope, group=group, user=user, now=now), count_cases(scope, user=user)
        names = fetch_names([*tasks, *cases])
        return [list_tasks(tasks, names, group=group), list_cases(cases, names)]


class EvidenceView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """The evidence of one agency and year, `?agency=ID&year=YYYY`; `&export=xlsx` has a sheet for each section."""

    permission_required = ('netbox_colocation.view_task', 'netbox_colocation.view_case')
    http_method_names = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        today = timezone.localtime(now).date()
        sent = {'year': today.year, **{name: value for name, value in request.GET.items() if value}}
        form = EvidenceForm(sent, procedures=_procedures(request), today=today)
        if not form.is_valid():
            return _show(request, 'statistics_evidence', form, [], status=400)
        agency, year = form.cleaned_data['agency'], form.cleaned_data['year']
        if agency is None:
            return _show(request, 'statistics_evidence', form, [])
        evidence = gather_evidence(agency, year, user=request.user, now=now)
        listings = list_evidence(evidence, fetch_names([*evidence.rows, *evidence.cases]))
        export = _export(request, listings, f'evidence-{agency.slug}-{year}')
        return export or _show(request, 'statistics_evidence', form, listings, agency=agency, year=year, now=now)


def _procedures(request: HttpRequest) -> Any:
    return Procedure.objects.restrict(request.user, 'view').order_by('name', 'pk')


def _sent(request: HttpRequest, default: Any) -> dict[str, Any]:
    """What was asked for, with the default days written out: the page shows which days it counts."""
    days = {'since': default.since.isoformat(), 'until': default.until.isoformat()}
    return {**days, 'group': 'row', **{name: value for name, value in request.GET.items() if value}}


def _export(request: HttpRequest, listings: list[Listing], name: str) -> HttpResponse | None:
    """Return the file that was asked for, if any."""
    kind = request.GET.get('export')
    if kind == 'xlsx':
        return serve_xlsx(listings, name=name)
    if kind == 'csv':
        wanted = request.GET.get('table')
        listing = next((listing for listing in listings if listing.key == wanted), listings[0])
        return serve_csv(listing, name=f'{name}-{listing.key}')
    return None


def _show(
    request: HttpRequest, page: str, form: Any, listings: list[Listing], *, status: int = 200, **further: Any
) -> HttpResponse:
    context = {
        'form': form,
        'page': page,
        'tables': [show(listing) for listing in listings],
        'may_see_evidence': request.user.has_perms(EvidenceView.permission_required),
        **further,
    }
    return render(request, f'netbox_colocation/{page}.html', context, status=status)
