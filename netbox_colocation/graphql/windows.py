"""Maintenance windows and the notices about them in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .documents import DocumentFilter, DocumentType
    from .enums import ImpactGradeEnum, NoticeKindEnum, NoticeStateEnum, WindowStateEnum
    from .maintenance import MaintenanceTicketFilter, MaintenanceTicketType
    from .roles import ProcedureRoleType

__all__ = ('MaintenanceWindowFilter', 'MaintenanceWindowType', 'WindowNoticeFilter', 'WindowNoticeType')

ENUMS = 'netbox_colocation.graphql.enums'


@register_filter(models.MaintenanceWindow, lookups=True, name='ColocationMaintenanceWindowFilter')
class MaintenanceWindowFilter(PrimaryModelFilter):
    ticket: Annotated['MaintenanceTicketFilter', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None = (
        strawberry_django.filter_field()
    )
    ticket_id: ID | None = strawberry_django.filter_field()
    purpose: StrFilterLookup | None = strawberry_django.filter_field()
    state: BaseFilterLookup[Annotated['WindowStateEnum', strawberry.lazy(ENUMS)]] | None = (
        strawberry_django.filter_field()
    )
    starts_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    ends_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    extended_until: DatetimeFilterLookup | None = strawberry_django.filter_field()
    begun_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    ended_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    mutes_monitoring: FilterLookup[bool] | None = strawberry_django.filter_field()
    revision: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )


@register_type(
    models.MaintenanceWindow,
    fields='__all__',
    filters=MaintenanceWindowFilter,
    pagination=True,
    name='ColocationMaintenanceWindowType',
)
class MaintenanceWindowType(PrimaryObjectType):
    display: str = display_with(models.MaintenanceWindow, fields=['id'], relations=['ticket'])
    ticket: Annotated['MaintenanceTicketType', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None
    proposed_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    agreed_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    agreed_role: Annotated['ProcedureRoleType', strawberry.lazy('netbox_colocation.graphql.roles')] | None

    notices: list[Annotated['WindowNoticeType', strawberry.lazy('netbox_colocation.graphql.windows')]]


@register_filter(models.WindowNotice, lookups=True, name='ColocationWindowNoticeFilter')
class WindowNoticeFilter(NetBoxModelFilter):
    window: Annotated['MaintenanceWindowFilter', strawberry.lazy('netbox_colocation.graphql.windows')] | None = (
        strawberry_django.filter_field()
    )
    window_id: ID | None = strawberry_django.filter_field()
    tenant: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    tenant_id: ID | None = strawberry_django.filter_field()
    kind: BaseFilterLookup[Annotated['NoticeKindEnum', strawberry.lazy(ENUMS)]] | None = (
        strawberry_django.filter_field()
    )
    state: BaseFilterLookup[Annotated['NoticeStateEnum', strawberry.lazy(ENUMS)]] | None = (
        strawberry_django.filter_field()
    )
    grade: BaseFilterLookup[Annotated['ImpactGradeEnum', strawberry.lazy(ENUMS)]] | None = (
        strawberry_django.filter_field()
    )
    subject: StrFilterLookup | None = strawberry_django.filter_field()
    body: StrFilterLookup | None = strawberry_django.filter_field()
    document: Annotated['DocumentFilter', strawberry.lazy('netbox_colocation.graphql.documents')] | None = (
        strawberry_django.filter_field()
    )
    document_id: ID | None = strawberry_django.filter_field()
    drafted_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    drafted_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    approved_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    sent_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.WindowNotice,
    fields='__all__',
    filters=WindowNoticeFilter,
    pagination=True,
    name='ColocationWindowNoticeType',
)
class WindowNoticeType(NetBoxObjectType):
    display: str = display_with(models.WindowNotice, fields=['subject'], relations=['tenant'])
    window: Annotated['MaintenanceWindowType', strawberry.lazy('netbox_colocation.graphql.windows')] | None
    tenant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    document: Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')] | None
    drafted_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    approved_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
