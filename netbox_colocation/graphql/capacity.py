"""Capacity pools and checks in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.scalars import BigInt
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from circuits.graphql.filters import CircuitFilter
    from circuits.graphql.types import CircuitType
    from dcim.graphql.filters import DeviceFilter, LocationFilter, PowerPanelFilter, SiteFilter
    from dcim.graphql.types import DeviceType, LocationType, PowerPanelType, SiteType
    from netbox.graphql.filter_lookups import BigIntegerLookup, IntegerLookup
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .enums import CapacityVerdictEnum, PoolKindEnum
    from .requests import ColocationRequestFilter, ColocationRequestType

__all__ = ('CapacityCheckFilter', 'CapacityCheckType', 'CapacityPoolFilter', 'CapacityPoolType')


@register_filter(models.CapacityPool, lookups=True, name='ColocationCapacityPoolFilter')
class CapacityPoolFilter(PrimaryModelFilter):
    name: StrFilterLookup | None = strawberry_django.filter_field()
    kind: BaseFilterLookup[Annotated['PoolKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    capacity: Annotated['BigIntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    reserve_percent: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    devices: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    power_panels: Annotated['PowerPanelFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    circuits: Annotated['CircuitFilter', strawberry.lazy('circuits.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )


@register_filter(models.CapacityCheck, lookups=True, name='ColocationCapacityCheckFilter')
class CapacityCheckFilter(NetBoxModelFilter):
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    checked_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    checked_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    checked_by_id: ID | None = strawberry_django.filter_field()
    verdict: (
        BaseFilterLookup[Annotated['CapacityVerdictEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()


@register_type(
    models.CapacityPool,
    fields='__all__',
    filters=CapacityPoolFilter,
    pagination=True,
    name='ColocationCapacityPoolType',
)
class CapacityPoolType(PrimaryObjectType):
    capacity: BigInt | None
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None

    devices: list[Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')]]
    power_panels: list[Annotated['PowerPanelType', strawberry.lazy('dcim.graphql.types')]]
    circuits: list[Annotated['CircuitType', strawberry.lazy('circuits.graphql.types')]]


# What a check rests on, the racks as they stood and who else asked are read one check at a time, over REST: they have
# names of things that not every reader of the check may view.
@register_type(
    models.CapacityCheck,
    exclude=['basis', 'elevations', 'competing'],
    filters=CapacityCheckFilter,
    pagination=True,
    name='ColocationCapacityCheckType',
)
class CapacityCheckType(NetBoxObjectType):
    display: str = display_with(models.CapacityCheck, relations=['request'])
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    checked_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
