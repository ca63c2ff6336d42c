"""Placement policies in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from dcim.graphql.filters import LocationFilter, RackRoleFilter, SiteFilter
    from dcim.graphql.types import LocationType, RackRoleType, SiteType
    from netbox.graphql.filter_lookups import IntegerLookup, StringArrayLookup
    from tenancy.graphql.filters import TenantFilter, TenantGroupFilter
    from tenancy.graphql.types import TenantGroupType, TenantType

    from .enums import FillOrderEnum

__all__ = ('PlacementPolicyFilter', 'PlacementPolicyType')


@register_filter(models.PlacementPolicy, lookups=True, name='ColocationPlacementPolicyFilter')
class PlacementPolicyFilter(PrimaryModelFilter):
    name: StrFilterLookup | None = strawberry_django.filter_field()
    weight: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    rack_role: Annotated['RackRoleFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    rack_role_id: ID | None = strawberry_django.filter_field()
    tenant_group: Annotated['TenantGroupFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    tenant_group_id: ID | None = strawberry_django.filter_field()
    derating_percent: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    units_kept_free: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    fill_order: (
        BaseFilterLookup[Annotated['FillOrderEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    accepts_towers: FilterLookup[bool] | None = strawberry_django.filter_field()
    unknown_blocks: Annotated['StringArrayLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    serves_groups: Annotated['TenantGroupFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    serves_tenants: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )


@register_type(
    models.PlacementPolicy,
    fields='__all__',
    filters=PlacementPolicyFilter,
    pagination=True,
    name='ColocationPlacementPolicyType',
)
class PlacementPolicyType(PrimaryObjectType):
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None
    rack_role: Annotated['RackRoleType', strawberry.lazy('dcim.graphql.types')] | None
    tenant_group: Annotated['TenantGroupType', strawberry.lazy('tenancy.graphql.types')] | None

    serves_groups: list[Annotated['TenantGroupType', strawberry.lazy('tenancy.graphql.types')]]
    serves_tenants: list[Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')]]
