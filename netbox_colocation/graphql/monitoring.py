"""Monitoring targets and drift reports in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry.scalars import JSON
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from dcim.graphql.filters import DeviceFilter
    from dcim.graphql.types import DeviceType
    from ipam.graphql.filters import IPAddressFilter, ServiceFilter
    from ipam.graphql.types import IPAddressType, ServiceType
    from netbox.graphql.filter_lookups import IntegerLookup, JSONFilter
    from tenancy.graphql.filters import ContactFilter
    from tenancy.graphql.types import ContactType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .enums import (
        MonitoringHealthEnum,
        MonitoringKindEnum,
        MonitoringSchemeEnum,
        MonitoringSeverityEnum,
        MonitoringStateEnum,
    )
    from .requests import ColocationRequestFilter, ColocationRequestType

__all__ = ('DriftReportFilter', 'DriftReportType', 'MonitoringTargetFilter', 'MonitoringTargetType')


@register_filter(models.MonitoringTarget, lookups=True, name='ColocationMonitoringTargetFilter')
class MonitoringTargetFilter(PrimaryModelFilter):
    device: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    device_id: ID | None = strawberry_django.filter_field()
    device_name: StrFilterLookup | None = strawberry_django.filter_field()
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    address: Annotated['IPAddressFilter', strawberry.lazy('ipam.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    address_id: ID | None = strawberry_django.filter_field()
    kind: (
        BaseFilterLookup[Annotated['MonitoringKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    port: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    service: Annotated['ServiceFilter', strawberry.lazy('ipam.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    service_id: ID | None = strawberry_django.filter_field()
    module: StrFilterLookup | None = strawberry_django.filter_field()
    scheme: (
        BaseFilterLookup[Annotated['MonitoringSchemeEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    metrics_path: StrFilterLookup | None = strawberry_django.filter_field()
    labels: Annotated['JSONFilter', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    severity: (
        BaseFilterLookup[Annotated['MonitoringSeverityEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    contact: Annotated['ContactFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    contact_id: ID | None = strawberry_django.filter_field()
    state: (
        BaseFilterLookup[Annotated['MonitoringStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    registered_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    seen_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    accepted_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    accepted_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    accepted_by_id: ID | None = strawberry_django.filter_field()
    accepted_by_name: StrFilterLookup | None = strawberry_django.filter_field()
    retired_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    source: StrFilterLookup | None = strawberry_django.filter_field()
    reported_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    health: (
        BaseFilterLookup[Annotated['MonitoringHealthEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    health_since: DatetimeFilterLookup | None = strawberry_django.filter_field()
    unseen_told_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    down_told_since: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_filter(models.DriftReport, lookups=True, name='ColocationDriftReportFilter')
class DriftReportFilter(NetBoxModelFilter):
    source: StrFilterLookup | None = strawberry_django.filter_field()
    made_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    made_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    made_by_id: ID | None = strawberry_django.filter_field()
    made_by_name: StrFilterLookup | None = strawberry_django.filter_field()
    wanted_count: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    watched_count: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    missing_count: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    unknown_count: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    different_count: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )


@register_type(
    models.MonitoringTarget,
    fields='__all__',
    filters=MonitoringTargetFilter,
    pagination=True,
    name='ColocationMonitoringTargetType',
)
class MonitoringTargetType(PrimaryObjectType):
    display: str = display_with(
        models.MonitoringTarget, fields=['device_name', 'kind', 'port', 'module'], relations=['device']
    )
    device: Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')] | None
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    address: Annotated['IPAddressType', strawberry.lazy('ipam.graphql.types')] | None
    service: Annotated['ServiceType', strawberry.lazy('ipam.graphql.types')] | None
    contact: Annotated['ContactType', strawberry.lazy('tenancy.graphql.types')] | None
    accepted_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    labels: JSON


@register_type(
    models.DriftReport,
    fields='__all__',
    filters=DriftReportFilter,
    pagination=True,
    name='ColocationDriftReportType',
)
class DriftReportType(NetBoxObjectType):
    made_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    missing: JSON
    unknown: JSON
    different: JSON
