"""Monitoring targets in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from dcim.graphql.filters import DeviceFilter
    from dcim.graphql.types import DeviceType
    from ipam.graphql.filters import IPAddressFilter
    from ipam.graphql.types import IPAddressType
    from netbox.graphql.filter_lookups import IntegerLookup

    from .enums import MonitoringStateEnum
    from .requests import ColocationRequestFilter, ColocationRequestType

__all__ = ('MonitoringTargetFilter', 'MonitoringTargetType')


@register_filter(models.MonitoringTarget, lookups=True, name='ColocationMonitoringTargetFilter')
class MonitoringTargetFilter(NetBoxModelFilter):
    device: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    device_id: ID | None = strawberry_django.filter_field()
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    address: Annotated['IPAddressFilter', strawberry.lazy('ipam.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    address_id: ID | None = strawberry_django.filter_field()
    port: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    state: (
        BaseFilterLookup[Annotated['MonitoringStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    registered_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.MonitoringTarget,
    fields='__all__',
    filters=MonitoringTargetFilter,
    pagination=True,
    name='ColocationMonitoringTargetType',
)
class MonitoringTargetType(NetBoxObjectType):
    display: str = display_with(models.MonitoringTarget, fields=['port'], relations=['device'])
    device: Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')] | None
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    address: Annotated['IPAddressType', strawberry.lazy('ipam.graphql.types')] | None
