"""Access visits in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, DatetimeFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from dcim.graphql.filters import DeviceFilter, LocationFilter, RackFilter, SiteFilter
    from dcim.graphql.types import DeviceType, LocationType, RackType, SiteType
    from netbox.graphql.filter_lookups import StringArrayLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType

    from .cases import CaseFilter, CaseType
    from .documents import DocumentType
    from .enums import RequestStatusEnum
    from .maintenance import MaintenanceTicketFilter, MaintenanceTicketType
    from .procedures import ProcedureFilter, ProcedureType
    from .requests import ColocationRequestFilter, ColocationRequestType
    from .roles import AppointmentType
    from .visitors import CarriedItemType, VisitorType

__all__ = ('AccessVisitFilter', 'AccessVisitType')


@register_filter(models.AccessVisit, lookups=True, name='ColocationAccessVisitFilter')
class AccessVisitFilter(PrimaryModelFilter):
    name: StrFilterLookup | None = strawberry_django.filter_field()
    procedure: Annotated['ProcedureFilter', strawberry.lazy('netbox_colocation.graphql.procedures')] | None = (
        strawberry_django.filter_field()
    )
    procedure_id: ID | None = strawberry_django.filter_field()
    applicant: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    applicant_id: ID | None = strawberry_django.filter_field()
    status: (
        BaseFilterLookup[Annotated['RequestStatusEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    case: Annotated['CaseFilter', strawberry.lazy('netbox_colocation.graphql.cases')] | None = (
        strawberry_django.filter_field()
    )
    case_id: ID | None = strawberry_django.filter_field()
    starts_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    ends_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    entered_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    left_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    escort_name: StrFilterLookup | None = strawberry_django.filter_field()
    site: Annotated['SiteFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    site_id: ID | None = strawberry_django.filter_field()
    location: Annotated['LocationFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    location_id: ID | None = strawberry_django.filter_field()
    racks: Annotated['RackFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    devices: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    ticket: Annotated['MaintenanceTicketFilter', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None = (
        strawberry_django.filter_field()
    )
    ticket_id: ID | None = strawberry_django.filter_field()
    escort_id: ID | None = strawberry_django.filter_field()
    is_emergency: FilterLookup[bool] | None = strawberry_django.filter_field()
    wants_photos: FilterLookup[bool] | None = strawberry_django.filter_field()
    extended_until: DatetimeFilterLookup | None = strawberry_django.filter_field()
    activities: Annotated['StringArrayLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    letter_number: StrFilterLookup | None = strawberry_django.filter_field()
    letter_date: DateFilterLookup | None = strawberry_django.filter_field()
    letter_subject: StrFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.AccessVisit, fields='__all__', filters=AccessVisitFilter, pagination=True, name='ColocationAccessVisitType'
)
class AccessVisitType(PrimaryObjectType):
    procedure: Annotated['ProcedureType', strawberry.lazy('netbox_colocation.graphql.procedures')] | None
    applicant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    case: Annotated['CaseType', strawberry.lazy('netbox_colocation.graphql.cases')] | None
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    ticket: Annotated['MaintenanceTicketType', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None
    escort: Annotated['AppointmentType', strawberry.lazy('netbox_colocation.graphql.roles')] | None
    activities: list[str]

    racks: list[Annotated['RackType', strawberry.lazy('dcim.graphql.types')]]
    devices: list[Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')]]
    visitors: list[Annotated['VisitorType', strawberry.lazy('netbox_colocation.graphql.visitors')]]
    items: list[Annotated['CarriedItemType', strawberry.lazy('netbox_colocation.graphql.visitors')]]
    documents: list[Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')]]
