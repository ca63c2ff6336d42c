"""The serializer of calendar feeds."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from dcim.api.serializers import LocationSerializer, SiteSerializer
from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import FeedContentChoices, FeedScopeChoices
from ...models import CalendarFeed
from ...workflows.calendar_feeds import give_address

__all__ = ('ColocationCalendarFeedSerializer',)


class ColocationCalendarFeedSerializer(NetBoxModelSerializer):
    user = UserSerializer(nested=True, read_only=True)
    scope = ChoiceField(choices=FeedScopeChoices, required=False)
    content = ChoiceField(choices=FeedContentChoices, required=False)
    site = SiteSerializer(nested=True, required=False, allow_null=True, default=None)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    tenant = TenantSerializer(nested=True, required=False, allow_null=True, default=None)
    address = serializers.SerializerMethodField(
        help_text='What a calendar program reads; answered once, to the request that made the feed'
    )

    class Meta:
        model = CalendarFeed
        fields = (
            'id', 'url', 'display_url', 'display', 'user', 'name', 'scope', 'content', 'site', 'location', 'tenant',
            'expires_on', 'revoked_at', 'last_read_at', 'address', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('revoked_at', 'last_read_at')
        brief_fields = ('id', 'url', 'display', 'name', 'scope')

    def create(self, validated_data: dict) -> CalendarFeed:
        """Make a feed of the user's own; its token stays with the request, which is answered with it."""
        request = self.context['request']
        probe = CalendarFeed()
        token = give_address(probe)
        feed = super().create({**validated_data, 'user': request.user, 'digest': probe.digest})
        request._colocation_feed_tokens = {**getattr(request, '_colocation_feed_tokens', {}), feed.pk: token}
        return feed

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_address(self, feed: CalendarFeed) -> str | None:
        request = self.context.get('request')
        token = getattr(request, '_colocation_feed_tokens', {}).get(feed.pk)
        if token is None:
            return None
        return request.build_absolute_uri(reverse('plugins:netbox_colocation:feed', kwargs={'token': token}))
