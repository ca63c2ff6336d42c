"""Procedures and their versions in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.types import UserType

    from .calendars import CalendarFilter, CalendarType
    from .cases import CaseType
    from .enums import SubjectKindEnum, VersionStateEnum
    from .maintenance import MaintenanceTicketType
    from .requests import ColocationRequestType
    from .visits import AccessVisitType

__all__ = ('ProcedureFilter', 'ProcedureType', 'ProcedureVersionFilter', 'ProcedureVersionType')


@register_filter(models.Procedure, lookups=True, name='ColocationProcedureFilter')
class ProcedureFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    calendar: Annotated['CalendarFilter', strawberry.lazy('netbox_colocation.graphql.calendars')] | None = (
        strawberry_django.filter_field()
    )
    calendar_id: ID | None = strawberry_django.filter_field()
    key: StrFilterLookup | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    subject_kind: (
        BaseFilterLookup[Annotated['SubjectKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()


@register_filter(models.ProcedureVersion, lookups=True, name='ColocationProcedureVersionFilter')
class ProcedureVersionFilter(NetBoxModelFilter):
    procedure: Annotated['ProcedureFilter', strawberry.lazy('netbox_colocation.graphql.procedures')] | None = (
        strawberry_django.filter_field()
    )
    procedure_id: ID | None = strawberry_django.filter_field()
    number: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    state: (
        BaseFilterLookup[Annotated['VersionStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    note: StrFilterLookup | None = strawberry_django.filter_field()
    based_on: Annotated['ProcedureVersionFilter', strawberry.lazy('netbox_colocation.graphql.procedures')] | None = (
        strawberry_django.filter_field()
    )
    based_on_id: ID | None = strawberry_django.filter_field()
    digest: StrFilterLookup | None = strawberry_django.filter_field()
    published_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.Procedure, fields='__all__', filters=ProcedureFilter, pagination=True, name='ColocationProcedureType'
)
class ProcedureType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    calendar: Annotated['CalendarType', strawberry.lazy('netbox_colocation.graphql.calendars')] | None

    versions: list[Annotated['ProcedureVersionType', strawberry.lazy('netbox_colocation.graphql.procedures')]]
    colocation_requests: list[Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')]]
    access_visits: list[Annotated['AccessVisitType', strawberry.lazy('netbox_colocation.graphql.visits')]]
    maintenance_tickets: list[
        Annotated['MaintenanceTicketType', strawberry.lazy('netbox_colocation.graphql.maintenance')]
    ]


@register_type(
    models.ProcedureVersion,
    fields='__all__',
    filters=ProcedureVersionFilter,
    pagination=True,
    name='ColocationProcedureVersionType',
)
class ProcedureVersionType(NetBoxObjectType):
    display: str = display_with(models.ProcedureVersion, fields=['number'], relations=['procedure'])
    procedure: Annotated['ProcedureType', strawberry.lazy('netbox_colocation.graphql.procedures')] | None
    published_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    based_on: Annotated['ProcedureVersionType', strawberry.lazy('netbox_colocation.graphql.procedures')] | None

    cases: list[Annotated['CaseType', strawberry.lazy('netbox_colocation.graphql.cases')]]
