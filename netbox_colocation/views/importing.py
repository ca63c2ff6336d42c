"""Pages that import tables, of requests and of servers that stand already: first a rehearsal, then the same file."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from utilities.views import ConditionalLoginRequiredMixin

from ..exceptions import ColocationError, Evidence, Refusal
from ..forms.importing import ImportForm, ImportRequestsForm, ImportServersForm, keep
from ..intake.columns import REQUEST_COLUMNS, SERVER_COLUMNS, Column
from ..intake.files import read_grids
from ..intake.headings import MOST_LINES, Table, read_table
from ..intake.reports import Made, Report
from ..intake.requests import RequestDefaults, import_requests
from ..intake.servers import ServerDefaults, import_servers
from ..ui.importing import list_columns, list_template
from ..ui.spreadsheets import serve_csv, serve_xlsx
from ..ui.statistics import show

__all__ = ('ImportRequestsView', 'ImportServersView', 'RequestsTemplateView', 'ServersTemplateView')

REQUEST_RIGHTS = ('netbox_colocation.add_colocationrequest', 'netbox_colocation.add_requestedserver')
SERVER_RIGHTS = ('dcim.add_device',)


class ImportView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """The form, and after a click on “Check” or “Import” what became of the file."""

    http_method_names = ['get', 'head', 'options', 'post']
    form_class: ClassVar[type[ImportForm]]
    columns: ClassVar[Mapping[str, Column]]
    title: ClassVar[Promise]
    explanation: ClassVar[Promise]
    template_url: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, self.form_class(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self._show(request, form, status=400)
        sent = form.cleaned_data
        dry_run = request.POST.get('act') != 'import'
        try:
            grids = read_grids(sent['content'], most_lines=MOST_LINES, sheet=sent['sheet'])
            table = read_table(grids, self.columns, most_lines=MOST_LINES)
            report = self.carry_out(table, sent, request, dry_run=dry_run)
        except ColocationError as error:
            refusals = error.refusals or (Refusal(error.code, str(error.message)),)
            report = Report(refusals=list(refusals), is_rehearsal=dry_run)
        kept = keep(sent['content']) if dry_run and not report.refusals else ''
        status = 400 if report.refusals else 200
        return self._show(request, form, report=report, kept=kept, status=status)

    def carry_out(self, table: Table, sent: Mapping[str, Any], request: HttpRequest, *, dry_run: bool) -> Report:
        raise NotImplementedError

    def _show(
        self, request: HttpRequest, form: ImportForm, *, report: Report | None = None, kept: str = '', status: int = 200
    ) -> HttpResponse:
        context = {
            'form': form,
            'title': self.title,
            'explanation': self.explanation,
            'template_url': reverse(f'plugins:netbox_colocation:{self.template_url}'),
            'columns': show(list_columns(self.columns)),
            'report': report,
            'made': [(made, _links(made)) for made in report.made] if report and not report.refusals else [],
            'kept': kept,
            'kept_name': form.cleaned_data.get('name', '') if form.is_bound and form.is_valid() else '',
        }
        return render(request, 'netbox_colocation/import_table.html', context, status=status)


class ImportRequestsView(ImportView):
    permission_required = REQUEST_RIGHTS
    form_class = ImportRequestsForm
    columns = REQUEST_COLUMNS
    title = _('Import requests')
    explanation = _(
        'A line is a server; lines with the same agency and title become one request. The requests are drafts: their '
        'letters are uploaded and they are submitted as always.'
    )
    template_url = 'import_requests_template'

    def carry_out(self, table: Table, sent: Mapping[str, Any], request: HttpRequest, *, dry_run: bool) -> Report:
        defaults = RequestDefaults(site=sent['site'], procedure=sent['procedure'], applicant=sent['agency'])
        return import_requests(table, defaults, actor=request.user, dry_run=dry_run)


class ImportServersView(ImportView):
    permission_required = SERVER_RIGHTS
    form_class = ImportServersForm
    columns = SERVER_COLUMNS
    title = _('Import existing servers')
    explanation = _(
        'A line is a server that stands in a rack already; it becomes a device with its addresses and persons in '
        'charge. What is held for requests, or is somebody else’s, is refused as at an installation.'
    )
    template_url = 'import_servers_template'

    def carry_out(self, table: Table, sent: Mapping[str, Any], request: HttpRequest, *, dry_run: bool) -> Report:
        defaults = ServerDefaults(site=sent['site'], agency=sent['agency'], monitor=sent['monitor'])
        return import_servers(table, defaults, actor=request.user, now=timezone.now(), dry_run=dry_run)


class TemplateView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """An empty table to fill in: `?format=xlsx|csv`, `?language=id|en`."""

    http_method_names = ['get', 'head', 'options']
    columns: ClassVar[Mapping[str, Column]]
    names: ClassVar[Mapping[str, str]]

    def get(self, request: HttpRequest) -> HttpResponse:
        language, kind = request.GET.get('language', 'id'), request.GET.get('format', 'xlsx')
        if language not in self.names or kind not in ('xlsx', 'csv'):
            raise Http404
        listings = list_template(self.columns, language, title=self.names[language].capitalize())
        name = self.names[language].replace(' ', '-')
        return serve_xlsx(listings, name=name) if kind == 'xlsx' else serve_csv(listings[0], name=name)


class RequestsTemplateView(TemplateView):
    permission_required = REQUEST_RIGHTS
    columns = REQUEST_COLUMNS
    names = {'id': 'permohonan', 'en': 'requests'}


class ServersTemplateView(TemplateView):
    permission_required = SERVER_RIGHTS
    columns = SERVER_COLUMNS
    names = {'id': 'inventaris server', 'en': 'server inventory'}


def _links(made: Made) -> list[tuple[str, str]]:
    """Return what was made with its address; what a rehearsal made has none."""
    return [(entry.label, _url_of(entry)) for entry in made.objects]


def _url_of(entry: Evidence) -> str:
    if not entry.pk:
        return ''
    model = ContentType.objects.get_by_natural_key(*entry.model.split('.')).model_class()
    try:
        return model(pk=entry.pk).get_absolute_url() if model else ''
    except NoReverseMatch:
        return ''
