"""Room policies, the no-entry list, access rights, the access log and its reviews in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models
from .display import display_with
from .roles import TermFilterMixin

if TYPE_CHECKING:
    from dcim.graphql.filters import LocationFilter, SiteFilter
    from dcim.graphql.types import LocationType, SiteType
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .enums import (
        AccessLogKindEnum,
        AccessMeansEnum,
        IdentityKindEnum,
        ReviewStateEnum,
    )
    from .roles import AppointmentType, RepresentativeType
    from .visitors import VisitorType
    from .visits import AccessVisitFilter, AccessVisitType

__all__ = (
    'AccessLogEntryFilter',
    'AccessLogEntryType',
    'AccessReviewFilter',
    'AccessReviewType',
    'AccessRightFilter',
    'AccessRightType',
    'EntryBanFilter',
    'EntryBanType',
    'ReviewLineType',
    'RoomPolicyFilter',
    'RoomPolicyType',
)


@register_filter(models.RoomPolicy, lookups=True, name='ColocationRoomPolicyFilter')
class RoomPolicyFilter(PrimaryModelFilter):
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    most_people: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    rules: StrFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.RoomPolicy, fields='__all__', filters=RoomPolicyFilter, pagination=True, name='ColocationRoomPolicyType'
)
class RoomPolicyType(PrimaryObjectType):
    display: str = display_with(models.RoomPolicy, relations=['site', 'location'])
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None


@register_filter(models.EntryBan, lookups=True, name='ColocationEntryBanFilter')
class EntryBanFilter(TermFilterMixin, PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    organisation: StrFilterLookup | None = strawberry_django.filter_field()
    identity_kind: (
        BaseFilterLookup[Annotated['IdentityKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    reason: StrFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.EntryBan, fields='__all__', filters=EntryBanFilter, pagination=True, name='ColocationEntryBanType'
)
class EntryBanType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None


@register_filter(models.AccessRight, lookups=True, name='ColocationAccessRightFilter')
class AccessRightFilter(TermFilterMixin, PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    holder_name: StrFilterLookup | None = strawberry_django.filter_field()
    tenant: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    tenant_id: ID | None = strawberry_django.filter_field()
    user: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    user_id: ID | None = strawberry_django.filter_field()
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    means: BaseFilterLookup[Annotated['AccessMeansEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    number: StrFilterLookup | None = strawberry_django.filter_field()
    revoked_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.AccessRight, fields='__all__', filters=AccessRightFilter, pagination=True, name='ColocationAccessRightType'
)
class AccessRightType(PrimaryObjectType):
    display: str = display_with(models.AccessRight, fields=['holder_name'], relations=['site', 'location'])
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    tenant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    user: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None
    revoked_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None


@register_filter(models.AccessLogEntry, lookups=True, name='ColocationAccessLogEntryFilter')
class AccessLogEntryFilter(NetBoxModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    visit: Annotated['AccessVisitFilter', strawberry.lazy('netbox_colocation.graphql.visits')] | None = (
        strawberry_django.filter_field()
    )
    visit_id: ID | None = strawberry_django.filter_field()
    visitor_id: ID | None = strawberry_django.filter_field()
    kind: (
        BaseFilterLookup[Annotated['AccessLogKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    person: StrFilterLookup | None = strawberry_django.filter_field()
    organisation: StrFilterLookup | None = strawberry_django.filter_field()
    badge_number: StrFilterLookup | None = strawberry_django.filter_field()
    actor: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    actor_id: ID | None = strawberry_django.filter_field()


@register_type(
    models.AccessLogEntry,
    fields='__all__',
    filters=AccessLogEntryFilter,
    pagination=True,
    name='ColocationAccessLogEntryType',
)
class AccessLogEntryType(NetBoxObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None
    visit: Annotated['AccessVisitType', strawberry.lazy('netbox_colocation.graphql.visits')] | None
    visitor: Annotated['VisitorType', strawberry.lazy('netbox_colocation.graphql.visitors')] | None
    actor: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None


@register_filter(models.AccessReview, lookups=True, name='ColocationAccessReviewFilter')
class AccessReviewFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    year: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    quarter: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    state: BaseFilterLookup[Annotated['ReviewStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    opened_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    closed_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    conclusion: StrFilterLookup | None = strawberry_django.filter_field()


@strawberry_django.type(
    models.ReviewLine,
    fields=['id', 'kind', 'person', 'text', 'last_seen_at', 'decision', 'remark', 'decided_at'],
    name='ColocationReviewLineType',
)
class ReviewLineType:
    """A line of a review. Its permission is the review's; what it is about has its own."""

    right: Annotated['AccessRightType', strawberry.lazy('netbox_colocation.graphql.access')] | None
    appointment: Annotated['AppointmentType', strawberry.lazy('netbox_colocation.graphql.roles')] | None
    representative: Annotated['RepresentativeType', strawberry.lazy('netbox_colocation.graphql.roles')] | None
    visit: Annotated['AccessVisitType', strawberry.lazy('netbox_colocation.graphql.visits')] | None
    decided_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None


@register_type(
    models.AccessReview,
    fields='__all__',
    filters=AccessReviewFilter,
    pagination=True,
    name='ColocationAccessReviewType',
)
class AccessReviewType(PrimaryObjectType):
    display: str = display_with(models.AccessReview, fields=['year', 'quarter'], relations=['agency'])
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    opened_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    closed_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None

    lines: list[Annotated['ReviewLineType', strawberry.lazy('netbox_colocation.graphql.access')]]
