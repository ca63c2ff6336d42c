"""Calendar feeds in GraphQL; never what their addresses are."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from dcim.graphql.filters import LocationFilter, SiteFilter
    from dcim.graphql.types import LocationType, SiteType
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .enums import FeedContentEnum, FeedScopeEnum

__all__ = ('CalendarFeedFilter', 'CalendarFeedType')


@register_filter(models.CalendarFeed, lookups=True, name='ColocationCalendarFeedFilter')
class CalendarFeedFilter(NetBoxModelFilter):
    user: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    user_id: ID | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    scope: BaseFilterLookup[Annotated['FeedScopeEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    content: (
        BaseFilterLookup[Annotated['FeedContentEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    tenant: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    tenant_id: ID | None = strawberry_django.filter_field()
    expires_on: DateFilterLookup | None = strawberry_django.filter_field()
    revoked_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    last_read_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.CalendarFeed,
    exclude=['digest'],
    filters=CalendarFeedFilter,
    pagination=True,
    name='ColocationCalendarFeedType',
)
class CalendarFeedType(NetBoxObjectType):
    user: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None
    tenant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
