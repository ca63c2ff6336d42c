"""Roles, appointments and representatives in GraphQL."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .cases import TaskType
    from .enums import HolderCapacityEnum

__all__ = (
    'AppointmentFilter',
    'AppointmentType',
    'ProcedureRoleFilter',
    'ProcedureRoleType',
    'RepresentativeFilter',
    'RepresentativeType',
)


@dataclass
class TermFilterMixin:
    """Filters of what is valid from one day until another."""

    valid_from: DateFilterLookup | None = strawberry_django.filter_field()  # noqa: RUF009 (as NetBox's own)
    valid_until: DateFilterLookup | None = strawberry_django.filter_field()  # noqa: RUF009 (as NetBox's own)
    is_current: FilterLookup[bool] | None = strawberry_django.filter_field()  # noqa: RUF009 (as NetBox's own)


@register_filter(models.ProcedureRole, lookups=True, name='ColocationProcedureRoleFilter')
class ProcedureRoleFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    superior: Annotated['ProcedureRoleFilter', strawberry.lazy('netbox_colocation.graphql.roles')] | None = (
        strawberry_django.filter_field()
    )
    superior_id: ID | None = strawberry_django.filter_field()
    key: StrFilterLookup | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()


@register_filter(models.Appointment, lookups=True, name='ColocationAppointmentFilter')
class AppointmentFilter(TermFilterMixin, PrimaryModelFilter):
    role: Annotated['ProcedureRoleFilter', strawberry.lazy('netbox_colocation.graphql.roles')] | None = (
        strawberry_django.filter_field()
    )
    role_id: ID | None = strawberry_django.filter_field()
    user: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    user_id: ID | None = strawberry_django.filter_field()
    holder_name: StrFilterLookup | None = strawberry_django.filter_field()
    employee_number: StrFilterLookup | None = strawberry_django.filter_field()
    rank: StrFilterLookup | None = strawberry_django.filter_field()
    capacity: (
        BaseFilterLookup[Annotated['HolderCapacityEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    decree: StrFilterLookup | None = strawberry_django.filter_field()
    delegated_by: Annotated['AppointmentFilter', strawberry.lazy('netbox_colocation.graphql.roles')] | None = (
        strawberry_django.filter_field()
    )
    delegated_by_id: ID | None = strawberry_django.filter_field()


@register_filter(models.Representative, lookups=True, name='ColocationRepresentativeFilter')
class RepresentativeFilter(TermFilterMixin, PrimaryModelFilter):
    tenant: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    tenant_id: ID | None = strawberry_django.filter_field()
    user: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    user_id: ID | None = strawberry_django.filter_field()
    position: StrFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.ProcedureRole,
    fields='__all__',
    filters=ProcedureRoleFilter,
    pagination=True,
    name='ColocationProcedureRoleType',
)
class ProcedureRoleType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    superior: Annotated['ProcedureRoleType', strawberry.lazy('netbox_colocation.graphql.roles')] | None

    subordinates: list[Annotated['ProcedureRoleType', strawberry.lazy('netbox_colocation.graphql.roles')]]
    appointments: list[Annotated['AppointmentType', strawberry.lazy('netbox_colocation.graphql.roles')]]
    tasks: list[Annotated['TaskType', strawberry.lazy('netbox_colocation.graphql.cases')]]


@register_type(
    models.Appointment,
    fields='__all__',
    filters=AppointmentFilter,
    pagination=True,
    name='ColocationAppointmentType',
)
class AppointmentType(PrimaryObjectType):
    display: str = display_with(models.Appointment, fields=['holder_name'], relations=['role'])
    role: Annotated['ProcedureRoleType', strawberry.lazy('netbox_colocation.graphql.roles')] | None
    user: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    delegated_by: Annotated['AppointmentType', strawberry.lazy('netbox_colocation.graphql.roles')] | None


@register_type(
    models.Representative,
    fields='__all__',
    filters=RepresentativeFilter,
    pagination=True,
    name='ColocationRepresentativeType',
)
class RepresentativeType(PrimaryObjectType):
    display: str = display_with(models.Representative, relations=['user', 'tenant'])
    tenant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    user: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
