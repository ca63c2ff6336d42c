"""The work log and equipment loans in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry.scalars import JSON
from strawberry_django import BaseFilterLookup, DateFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from dcim.graphql.filters import DeviceFilter
    from dcim.graphql.types import DeviceType
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .enums import WorkStatusEnum
    from .maintenance import MaintenanceTicketFilter, MaintenanceTicketType

__all__ = ('EquipmentLoanFilter', 'EquipmentLoanType', 'WorkLogEntryFilter', 'WorkLogEntryType')


@register_filter(models.WorkLogEntry, lookups=True, name='ColocationWorkLogEntryFilter')
class WorkLogEntryFilter(NetBoxModelFilter):
    ticket: Annotated['MaintenanceTicketFilter', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None = (
        strawberry_django.filter_field()
    )
    ticket_id: ID | None = strawberry_django.filter_field()
    at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    author: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    author_id: ID | None = strawberry_django.filter_field()
    author_name: StrFilterLookup | None = strawberry_django.filter_field()
    work_status: (
        BaseFilterLookup[Annotated['WorkStatusEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    text: StrFilterLookup | None = strawberry_django.filter_field()
    minutes: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )


@register_filter(models.EquipmentLoan, lookups=True, name='ColocationEquipmentLoanFilter')
class EquipmentLoanFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    borrower: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    borrower_id: ID | None = strawberry_django.filter_field()
    ticket: Annotated['MaintenanceTicketFilter', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None = (
        strawberry_django.filter_field()
    )
    ticket_id: ID | None = strawberry_django.filter_field()
    device: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    device_id: ID | None = strawberry_django.filter_field()
    person: StrFilterLookup | None = strawberry_django.filter_field()
    item: StrFilterLookup | None = strawberry_django.filter_field()
    serial: StrFilterLookup | None = strawberry_django.filter_field()
    lent_on: DateFilterLookup | None = strawberry_django.filter_field()
    due_on: DateFilterLookup | None = strawberry_django.filter_field()
    returned_on: DateFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.WorkLogEntry,
    fields='__all__',
    filters=WorkLogEntryFilter,
    pagination=True,
    name='ColocationWorkLogEntryType',
)
class WorkLogEntryType(NetBoxObjectType):
    display: str = display_with(models.WorkLogEntry, relations=['ticket'])
    ticket: Annotated['MaintenanceTicketType', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None
    author: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    materials: JSON


@register_type(
    models.EquipmentLoan,
    fields='__all__',
    filters=EquipmentLoanFilter,
    pagination=True,
    name='ColocationEquipmentLoanType',
)
class EquipmentLoanType(PrimaryObjectType):
    display: str = display_with(models.EquipmentLoan, relations=['borrower'])
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    borrower: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    ticket: Annotated['MaintenanceTicketType', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None
    device: Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')] | None
