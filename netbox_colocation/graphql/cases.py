"""Cases with their file, and tasks, in GraphQL."""

import datetime
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
import strawberry_django
from django.utils import timezone
from strawberry import ID
from strawberry.scalars import JSON
from strawberry.types import Info
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models
from ..workflows.disclosure import disclose, reads_as_applicant
from .display import display_with

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .documents import DocumentType
    from .enums import CaseStateEnum, TaskStateEnum
    from .maintenance import MaintenanceTicketFilter, MaintenanceTicketType
    from .procedures import ProcedureVersionFilter, ProcedureVersionType
    from .requests import ColocationRequestFilter, ColocationRequestType
    from .roles import ProcedureRoleFilter, ProcedureRoleType
    from .visits import AccessVisitFilter, AccessVisitType

__all__ = ('CaseEventType', 'CaseFilter', 'CaseType', 'TaskFilter', 'TaskType')


@register_filter(models.Case, lookups=True, name='ColocationCaseFilter')
class CaseFilter(NetBoxModelFilter):
    number: StrFilterLookup | None = strawberry_django.filter_field()
    version: Annotated['ProcedureVersionFilter', strawberry.lazy('netbox_colocation.graphql.procedures')] | None = (
        strawberry_django.filter_field()
    )
    version_id: ID | None = strawberry_django.filter_field()
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    applicant: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    applicant_id: ID | None = strawberry_django.filter_field()
    colocation_request: (
        Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    ) = strawberry_django.filter_field()
    access_visit: Annotated['AccessVisitFilter', strawberry.lazy('netbox_colocation.graphql.visits')] | None = (
        strawberry_django.filter_field()
    )
    maintenance_ticket: (
        Annotated['MaintenanceTicketFilter', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None
    ) = strawberry_django.filter_field()
    state: BaseFilterLookup[Annotated['CaseStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    opened_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    closed_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_filter(models.Task, lookups=True, name='ColocationTaskFilter')
class TaskFilter(NetBoxModelFilter):
    case: Annotated['CaseFilter', strawberry.lazy('netbox_colocation.graphql.cases')] | None = (
        strawberry_django.filter_field()
    )
    case_id: ID | None = strawberry_django.filter_field()
    step: StrFilterLookup | None = strawberry_django.filter_field()
    row: StrFilterLookup | None = strawberry_django.filter_field()
    round: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    role_key: StrFilterLookup | None = strawberry_django.filter_field()
    role: Annotated['ProcedureRoleFilter', strawberry.lazy('netbox_colocation.graphql.roles')] | None = (
        strawberry_django.filter_field()
    )
    role_id: ID | None = strawberry_django.filter_field()
    state: BaseFilterLookup[Annotated['TaskStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    opened_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    target_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    due_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    paused_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    claimed_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    claimed_by_id: ID | None = strawberry_django.filter_field()
    parent: Annotated['TaskFilter', strawberry.lazy('netbox_colocation.graphql.cases')] | None = (
        strawberry_django.filter_field()
    )
    parent_id: ID | None = strawberry_django.filter_field()
    on_paper: FilterLookup[bool] | None = strawberry_django.filter_field()
    acted_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    worked_minutes: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    closed_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    closed_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    closed_by_id: ID | None = strawberry_django.filter_field()
    outcome: StrFilterLookup | None = strawberry_django.filter_field()


@strawberry.type(name='ColocationCaseEventType')
class CaseEventType:
    """What happened to a case, as the reader may read it. Events are shown inside their case only."""

    id: ID
    sequence: int
    kind: str
    at: datetime.datetime
    actor_name: str
    data: JSON


@register_type(models.Case, fields='__all__', filters=CaseFilter, pagination=True, name='ColocationCaseType')
class CaseType(NetBoxObjectType):
    version: Annotated['ProcedureVersionType', strawberry.lazy('netbox_colocation.graphql.procedures')] | None
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    applicant: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    colocation_request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    access_visit: Annotated['AccessVisitType', strawberry.lazy('netbox_colocation.graphql.visits')] | None
    maintenance_ticket: (
        Annotated['MaintenanceTicketType', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None
    )

    tasks: list[Annotated['TaskType', strawberry.lazy('netbox_colocation.graphql.cases')]]
    documents: list[Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')]]

    @strawberry_django.field(select_related=['version'], prefetch_related=['events'])
    def events(self, info: Info) -> list[CaseEventType]:
        """In their order; an applicant reads what concerns it (`workflows.disclosure`)."""
        case = cast(models.Case, self)
        recorded = sorted(case.events.all(), key=lambda event: event.sequence)
        to_applicant = reads_as_applicant(info.context.request.user, case, now=timezone.now())
        return [
            CaseEventType(
                id=ID(str(event.pk)),
                sequence=event.sequence,
                kind=event.kind,
                at=event.at,
                actor_name=event.actor_name,
                data=event.data,
            )
            for event in disclose(case, recorded, to_applicant=to_applicant)
        ]


@register_type(models.Task, fields='__all__', filters=TaskFilter, pagination=True, name='ColocationTaskType')
class TaskType(NetBoxObjectType):
    display: str = display_with(models.Task, fields=['step'], relations=['case'])
    case: Annotated['CaseType', strawberry.lazy('netbox_colocation.graphql.cases')] | None
    role: Annotated['ProcedureRoleType', strawberry.lazy('netbox_colocation.graphql.roles')] | None
    parent: Annotated['TaskType', strawberry.lazy('netbox_colocation.graphql.cases')] | None
    claimed_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    closed_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    recorded_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None

    questions: list[Annotated['TaskType', strawberry.lazy('netbox_colocation.graphql.cases')]]
