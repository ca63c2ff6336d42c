"""Colocation requests and their servers in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models
from .subjects import SubjectFilterMixin

if TYPE_CHECKING:
    from dcim.graphql.enums import CoolingMethodEnum, InterfaceTypeEnum, PowerPortTypeEnum
    from dcim.graphql.filters import DeviceFilter, DeviceTypeFilter
    from dcim.graphql.types import DeviceType, DeviceTypeType, LocationType, SiteType
    from netbox.graphql.filter_lookups import FloatLookup, IntegerLookup, StringArrayLookup
    from tenancy.graphql.types import TenantType

    from .allocation import HoldType
    from .capacity import CapacityCheckType
    from .cases import CaseType
    from .documents import DocumentType
    from .enums import GroupingEnum
    from .monitoring import MonitoringTargetType
    from .procedures import ProcedureType
    from .terms import ExtensionType

__all__ = ('ColocationRequestFilter', 'ColocationRequestType', 'RequestedServerFilter', 'RequestedServerType')


@register_filter(models.ColocationRequest, lookups=True)
class ColocationRequestFilter(SubjectFilterMixin, PrimaryModelFilter):
    grouping: BaseFilterLookup[Annotated['GroupingEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    returned_devices: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    valid_until: DateFilterLookup | None = strawberry_django.filter_field()
    technical_organisation: StrFilterLookup | None = strawberry_django.filter_field()


@register_filter(models.RequestedServer, lookups=True, name='ColocationRequestedServerFilter')
class RequestedServerFilter(NetBoxModelFilter):
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    device_type: Annotated['DeviceTypeFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    device_type_id: ID | None = strawberry_django.filter_field()
    manufacturer: StrFilterLookup | None = strawberry_django.filter_field()
    model: StrFilterLookup | None = strawberry_django.filter_field()
    serial: StrFilterLookup | None = strawberry_django.filter_field()
    u_height: Annotated['FloatLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    is_full_depth: FilterLookup[bool] | None = strawberry_django.filter_field()
    is_rack_mountable: FilterLookup[bool] | None = strawberry_django.filter_field()
    cooling_method: BaseFilterLookup[Annotated['CoolingMethodEnum', strawberry.lazy('dcim.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    redundancy_group: StrFilterLookup | None = strawberry_django.filter_field()
    power_connector: BaseFilterLookup[Annotated['PowerPortTypeEnum', strawberry.lazy('dcim.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    network_connector: (
        BaseFilterLookup[Annotated['InterfaceTypeEnum', strawberry.lazy('dcim.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    mac_addresses: Annotated['StringArrayLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    power_draw: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    power_supplies: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    bandwidth: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    domain_names: Annotated['StringArrayLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    services: Annotated['StringArrayLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    operating_system: StrFilterLookup | None = strawberry_django.filter_field()
    device: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    device_id: ID | None = strawberry_django.filter_field()


@register_type(models.ColocationRequest, fields='__all__', filters=ColocationRequestFilter, pagination=True)
class ColocationRequestType(PrimaryObjectType):
    procedure: Annotated['ProcedureType', strawberry.lazy('netbox_colocation.graphql.procedures')] | None
    applicant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    case: Annotated['CaseType', strawberry.lazy('netbox_colocation.graphql.cases')] | None
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None

    returned_devices: list[Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')]]
    extensions: list[Annotated['ExtensionType', strawberry.lazy('netbox_colocation.graphql.terms')]]
    servers: list[Annotated['RequestedServerType', strawberry.lazy('netbox_colocation.graphql.requests')]]
    capacity_checks: list[Annotated['CapacityCheckType', strawberry.lazy('netbox_colocation.graphql.capacity')]]
    holds: list[Annotated['HoldType', strawberry.lazy('netbox_colocation.graphql.allocation')]]
    documents: list[Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')]]
    monitoring_targets: list[Annotated['MonitoringTargetType', strawberry.lazy('netbox_colocation.graphql.monitoring')]]


@register_type(
    models.RequestedServer,
    fields='__all__',
    filters=RequestedServerFilter,
    pagination=True,
    name='ColocationRequestedServerType',
)
class RequestedServerType(NetBoxObjectType):
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    device_type: Annotated['DeviceTypeType', strawberry.lazy('dcim.graphql.types')] | None
    device: Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')] | None
