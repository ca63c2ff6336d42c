"""Pages of dispatches, and the expedition book; the acts are in `handing`."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from tenancy.models import Tenant
from utilities.views import ConditionalLoginRequiredMixin, register_model_view

from .. import filtersets, forms, tables
from ..documents.expedition import Book, list_dispatches
from ..models import Dispatch, Procedure
from ..ui.dispatches import FORMATS, DispatchPanel, DispatchReceiptPanel, list_book, serve_book
from .books import say_cut, show_book
from .handing import Receive, SendAgain

__all__ = ('DispatchListView', 'DispatchView', 'ExpeditionBookView')

DISPATCHES = Dispatch.objects.select_related('document', 'sent_by').defer('document__data', 'document__content')


@register_model_view(Dispatch, 'list', path='', detail=False)
class DispatchListView(generic.ObjectListView):
    queryset = DISPATCHES
    table = tables.DispatchTable
    filterset = filtersets.DispatchFilterSet
    filterset_form = forms.DispatchFilterForm
    actions = (BulkExport,)


@register_model_view(Dispatch)
class DispatchView(generic.ObjectView):
    queryset = Dispatch.objects.select_related('document', 'sent_by')
    actions = (Receive, SendAgain)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('document', url=filtered_list_url('plugins:netbox_colocation:dispatch_list', 'document_id'))
        ],
        left_panels=[DispatchPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[DispatchReceiptPanel()],
    )


@register_model_view(Dispatch, 'book', path='book', detail=False)
class ExpeditionBookView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """The book of an agency and month, `?agency=ID&month=YYYY-MM`; `&export=pdf` to sign, `xlsx` to take along."""

    permission_required = 'netbox_colocation.view_dispatch'
    http_method_names = ('get', 'head', 'options')

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        sent = {'month': f'{today:%Y-%m}', **{name: value for name, value in request.GET.items() if value}}
        visible = Procedure.objects.restrict(request.user, 'view')
        agencies = Tenant.objects.filter(pk__in=visible.values('agency')).order_by('name', 'pk')
        form = forms.ExpeditionBookForm(sent, agencies=agencies, today=today)
        if not form.is_valid() or form.cleaned_data['agency'] is None:
            return self._show(request, form, None, status=200 if form.is_valid() else 400)
        book = list_dispatches(
            form.cleaned_data['agency'],
            form.cleaned_data['month'],
            dispatches=Dispatch.objects.restrict(request.user, 'view'),
        )
        kind = request.GET.get('export')
        return serve_book(book, kind=kind) if kind in FORMATS else self._show(request, form, book)

    def _show(
        self, request: HttpRequest, form: forms.ExpeditionBookForm, book: Book | None, *, status: int = 200
    ) -> HttpResponse:
        listings, cut = ([list_book(book)], say_cut(len(book.dispatches), book.count)) if book else ([], '')
        heading = _('Expedition book')
        return show_book(request, form, listings, heading=heading, formats=FORMATS, cut=cut, status=status)
