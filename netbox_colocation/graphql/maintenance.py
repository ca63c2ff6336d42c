"""Maintenance tickets in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models
from .subjects import SubjectFilterMixin

if TYPE_CHECKING:
    from circuits.graphql.types import CircuitType
    from dcim.graphql.filters import DeviceFilter, RackFilter
    from dcim.graphql.types import DeviceType, LocationType, PowerFeedType, PowerPanelType, RackType, SiteType
    from ipam.graphql.types import PrefixType
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.types import TenantType

    from .cases import CaseType
    from .documents import DocumentType
    from .enums import TicketKindEnum, TicketPriorityEnum, TicketTimingEnum, WorkStatusEnum
    from .procedures import ProcedureType
    from .roles import AppointmentType
    from .work import WorkLogEntryType

__all__ = ('MaintenanceTicketFilter', 'MaintenanceTicketType')


@register_filter(models.MaintenanceTicket, lookups=True, name='ColocationMaintenanceTicketFilter')
class MaintenanceTicketFilter(SubjectFilterMixin, PrimaryModelFilter):
    kind: BaseFilterLookup[Annotated['TicketKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    timing: (
        BaseFilterLookup[Annotated['TicketTimingEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    category: StrFilterLookup | None = strawberry_django.filter_field()
    racks: Annotated['RackFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    begun_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    finished_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    register_year: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    register_sequence: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    priority: (
        BaseFilterLookup[Annotated['TicketPriorityEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    work_status: (
        BaseFilterLookup[Annotated['WorkStatusEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    problem: StrFilterLookup | None = strawberry_django.filter_field()
    devices: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )


@register_type(
    models.MaintenanceTicket,
    fields='__all__',
    filters=MaintenanceTicketFilter,
    pagination=True,
    name='ColocationMaintenanceTicketType',
)
class MaintenanceTicketType(PrimaryObjectType):
    procedure: Annotated['ProcedureType', strawberry.lazy('netbox_colocation.graphql.procedures')] | None
    applicant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    case: Annotated['CaseType', strawberry.lazy('netbox_colocation.graphql.cases')] | None
    site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None
    location: Annotated['LocationType', strawberry.lazy('dcim.graphql.types')] | None

    devices: list[Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')]]
    racks: list[Annotated['RackType', strawberry.lazy('dcim.graphql.types')]]
    rooms: list[Annotated['LocationType', strawberry.lazy('dcim.graphql.types')]]
    power_panels: list[Annotated['PowerPanelType', strawberry.lazy('dcim.graphql.types')]]
    power_feeds: list[Annotated['PowerFeedType', strawberry.lazy('dcim.graphql.types')]]
    circuits: list[Annotated['CircuitType', strawberry.lazy('circuits.graphql.types')]]
    prefixes: list[Annotated['PrefixType', strawberry.lazy('ipam.graphql.types')]]
    technicians: list[Annotated['AppointmentType', strawberry.lazy('netbox_colocation.graphql.roles')]]
    register_agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    work_log: list[Annotated['WorkLogEntryType', strawberry.lazy('netbox_colocation.graphql.work')]]
    documents: list[Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')]]
