"""The access log, which the door writes, and the guest book that is printed from it."""

import datetime
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from dcim.models import Location, Site
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from tenancy.models import Tenant
from utilities.views import ConditionalLoginRequiredMixin, register_model_view

from .. import filtersets, forms, tables
from ..documents.guest_book import Book, open_book
from ..models import AccessLogEntry, AccessVisit, Procedure
from ..ui.access import AccessLogEntryPanel, AccessLogPersonPanel
from ..ui.guest_book import FORMATS, list_guests, list_refused, serve_book
from .books import show_book
from .buttons import ListButton

__all__ = ('AccessLogEntryListView', 'AccessLogEntryView', 'GuestBookView')

ENTRIES = AccessLogEntry.objects.select_related('agency', 'site', 'location', 'visit', 'visitor', 'actor')


class PrintBook(ListButton):
    """The button that leads from the log to its guest book."""

    name, label, icon = 'book', _('Guest book'), 'mdi-book-open-variant'
    permissions_required = {'view'}

    @classmethod
    def get_url(cls, obj: Any) -> str:
        return reverse('plugins:netbox_colocation:guest_book')


@register_model_view(AccessLogEntry, 'list', path='', detail=False)
class AccessLogEntryListView(generic.ObjectListView):
    queryset = ENTRIES
    table = tables.AccessLogEntryTable
    filterset = filtersets.AccessLogEntryFilterSet
    filterset_form = forms.AccessLogEntryFilterForm
    actions = (PrintBook, BulkExport)


@register_model_view(AccessLogEntry)
class AccessLogEntryView(generic.ObjectView):
    queryset = ENTRIES
    actions = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:accesslogentry_list', 'agency_id'))
        ],
        left_panels=[AccessLogEntryPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[AccessLogPersonPanel()],
    )


class GuestBookView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """The book of an agency, a room and some days: `?agency=&site=&location=&since=&until=`, `&export=` for a file."""

    permission_required = ('netbox_colocation.view_accesslogentry', 'netbox_colocation.view_accessvisit')
    http_method_names = ('get', 'head', 'options')

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request)
        if not form.is_valid():
            # Who may see no agency's procedures has no book; that is no fault of what was asked.
            is_empty = not form.fields['agency'].queryset.exists()
            return self._show(request, form, None, status=200 if is_empty else 400)
        asked = dict(form.cleaned_data)
        book = open_book(
            **asked,
            visits=AccessVisit.objects.restrict(request.user, 'view'),
            entries=AccessLogEntry.objects.restrict(request.user, 'view'),
        )
        kind = request.GET.get('export')
        return serve_book(book, kind=kind) if kind in FORMATS else self._show(request, form, book)

    def _form(self, request: HttpRequest) -> forms.GuestBookForm:
        user, today = request.user, timezone.localdate()
        agencies = Tenant.objects.filter(pk__in=Procedure.objects.restrict(user, 'view').values('agency'))
        places = AccessVisit.objects.restrict(user, 'view')
        agencies = agencies.order_by('name', 'pk')
        sent = {
            'agency': agencies.values_list('pk', flat=True).first() or '',
            'since': f'{today - datetime.timedelta(days=today.day - 1)}',
            'until': f'{today}',
            **{name: value for name, value in request.GET.items() if value},
        }
        return forms.GuestBookForm(
            sent,
            agencies=agencies,
            sites=Site.objects.restrict(user, 'view').filter(pk__in=places.values('site')).order_by('name', 'pk'),
            locations=Location.objects.restrict(user, 'view')
            .filter(pk__in=places.values('location'))
            .order_by('site__name', 'name', 'pk'),
        )

    def _show(
        self, request: HttpRequest, form: forms.GuestBookForm, book: Book | None, *, status: int = 200
    ) -> HttpResponse:
        listings = [list_guests(book), *([list_refused(book)] if book.refused else [])] if book else []
        cut = _('There are more lines than one book shows: choose fewer days.') if book and book.is_cut else ''
        heading = _('Guest book')
        return show_book(request, form, listings, heading=heading, formats=FORMATS, cut=cut, status=status)
