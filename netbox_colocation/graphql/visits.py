"""Access visits in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import DatetimeFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models
from .subjects import SubjectFilterMixin

if TYPE_CHECKING:
    from dcim.graphql.filters import DeviceFilter, RackFilter
    from dcim.graphql.types import DeviceType, LocationType, RackType, SiteType
    from netbox.graphql.filter_lookups import StringArrayLookup
    from tenancy.graphql.types import TenantType

    from .cases import CaseType
    from .documents import DocumentType
    from .maintenance import MaintenanceTicketFilter, MaintenanceTicketType
    from .procedures import ProcedureType
    from .requests import ColocationRequestFilter, ColocationRequestType
    from .roles import AppointmentType
    from .visitors import CarriedItemType, VisitorType

__all__ = ('AccessVisitFilter', 'AccessVisitType')


@register_filter(models.AccessVisit, lookups=True, name='ColocationAccessVisitFilter')
class AccessVisitFilter(SubjectFilterMixin, PrimaryModelFilter):
    starts_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    ends_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    entered_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    left_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    escort_name: StrFilterLookup | None = strawberry_django.filter_field()
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
