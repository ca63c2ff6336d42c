"""Pages of calendar feeds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkExport, DeleteObject, EditObject
from netbox.ui import layout
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..forms.acts import PlainForm
from ..models import CalendarFeed
from ..ui.feeds import FeedAddressPanel, FeedPanel, FeedUsePanel
from ..workflows.calendar_feeds import give_address, revoke_feed
from .act_pages import ActView
from .buttons import RowButton

__all__ = (
    'CalendarFeedBulkDeleteView',
    'CalendarFeedDeleteView',
    'CalendarFeedEditView',
    'CalendarFeedListView',
    'CalendarFeedRevokeView',
    'CalendarFeedView',
    'RevokeFeed',
)

FEEDS = CalendarFeed.objects.select_related('user', 'site', 'location', 'tenant')


class RevokeFeed(RowButton):
    """The button on a feed that can still be read."""

    name, label, icon = 'revoke', _('Revoke'), 'mdi-calendar-remove'

    @classmethod
    def is_offered(cls, obj: CalendarFeed, user: Any) -> bool:
        return obj.revoked_at is None and user.has_perm('netbox_colocation.change_calendarfeed', obj)


@register_model_view(CalendarFeed, 'list', path='', detail=False)
class CalendarFeedListView(generic.ObjectListView):
    queryset = FEEDS
    table = tables.CalendarFeedTable
    filterset = filtersets.CalendarFeedFilterSet
    filterset_form = forms.CalendarFeedFilterForm
    actions = (AddObject, BulkExport, BulkDelete)


@register_model_view(CalendarFeed)
class CalendarFeedView(generic.ObjectView):
    queryset = FEEDS
    actions = (RevokeFeed, EditObject, DeleteObject)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        left_panels=[FeedAddressPanel(), FeedPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[FeedUsePanel()],
    )

    def get_extra_context(self, request: HttpRequest, instance: CalendarFeed) -> dict[str, Any]:
        token = request.session.pop(_key_of(instance), None)
        return {'feed_address': address_of(request, token)} if token else {}


@register_model_view(CalendarFeed, 'add', detail=False)
@register_model_view(CalendarFeed, 'edit')
class CalendarFeedEditView(generic.ObjectEditView):
    """Makes a feed of one's own; its address lies in the session until its page was shown."""

    queryset = CalendarFeed.objects.all()
    form = forms.CalendarFeedForm
    made: tuple[CalendarFeed, str] | None = None

    def alter_object(self, obj: CalendarFeed, request: HttpRequest, url_args: Any, url_kwargs: Any) -> CalendarFeed:
        if not obj.pk:
            obj.user = request.user
            self.made = obj, give_address(obj)
        return obj

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.made is None or response.status_code != 302:
            return response
        feed, token = self.made
        request.session[_key_of(feed)] = token
        return redirect(feed.get_absolute_url())


@register_model_view(CalendarFeed, 'revoke')
class CalendarFeedRevokeView(ActView):
    queryset = CalendarFeed.objects.all()
    form = PlainForm
    asks_for = 'netbox_colocation.change_calendarfeed'
    title = _('Revoke this feed? Its address will answer nobody any more.')
    done = _('The feed was revoked.')

    def get_required_permission(self) -> str:
        return self.asks_for

    def act(self, obj: CalendarFeed, answers: dict[str, Any]) -> None:
        revoke_feed(obj, now=timezone.now())


@register_model_view(CalendarFeed, 'delete')
class CalendarFeedDeleteView(generic.ObjectDeleteView):
    queryset = CalendarFeed.objects.all()


@register_model_view(CalendarFeed, 'bulk_delete', path='delete', detail=False)
class CalendarFeedBulkDeleteView(generic.BulkDeleteView):
    queryset = FEEDS
    filterset = filtersets.CalendarFeedFilterSet
    table = tables.CalendarFeedTable


def address_of(request: HttpRequest, token: str) -> str:
    """Return the whole address that a calendar program reads."""
    return request.build_absolute_uri(reverse('plugins:netbox_colocation:feed', kwargs={'token': token}))


def _key_of(feed: CalendarFeed) -> str:
    return f'_colocation_feed_{feed.pk}'
