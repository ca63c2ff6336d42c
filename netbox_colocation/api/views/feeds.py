"""Calendar feeds: made for oneself, and revoked."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ...filtersets import CalendarFeedFilterSet
from ...models import CalendarFeed
from ...workflows.calendar_feeds import revoke_feed
from ..acts import ColocationNothingSerializer
from ..base import ColocationModelViewSet
from ..errors import ColocationErrorSerializer
from ..permissions import ActionRights
from ..serializers import CalendarFeedSerializer

__all__ = ('CalendarFeedViewSet',)


class CalendarFeedViewSet(ColocationModelViewSet):
    queryset = CalendarFeed.objects.all()
    serializer_class = CalendarFeedSerializer
    filterset_class = CalendarFeedFilterSet
    action_rights = {'revoke': ActionRights('netbox_colocation.change_calendarfeed', rows='change')}

    @extend_schema(
        request=ColocationNothingSerializer,
        responses={200: CalendarFeedSerializer, 403: ColocationErrorSerializer, 409: ColocationErrorSerializer},
    )
    @action(detail=True, methods=['post'])
    def revoke(self, request: Request, pk: int | None = None) -> Response:
        """End the feed: its address answers nobody any more."""
        feed = revoke_feed(self.get_object(), now=timezone.now())
        return Response(CalendarFeedSerializer(feed, context=self.get_serializer_context()).data)
