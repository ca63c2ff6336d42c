"""Documents in GraphQL; neither a document's frozen data nor where its file is stored."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .cases import CaseFilter, CaseType
    from .classifications import ClassificationFilter, ClassificationType
    from .enums import ArchiveFateEnum, DocumentDirectionEnum, DocumentKindEnum, DocumentStateEnum
    from .maintenance import MaintenanceTicketFilter, MaintenanceTicketType
    from .requests import ColocationRequestFilter, ColocationRequestType
    from .roles import ProcedureRoleType
    from .stationery import DocumentTemplateType
    from .visits import AccessVisitFilter, AccessVisitType

__all__ = ('DocumentFilter', 'DocumentType')


@register_filter(models.Document, lookups=True, name='ColocationDocumentFilter')
class DocumentFilter(NetBoxModelFilter):
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    visit: Annotated['AccessVisitFilter', strawberry.lazy('netbox_colocation.graphql.visits')] | None = (
        strawberry_django.filter_field()
    )
    visit_id: ID | None = strawberry_django.filter_field()
    ticket: Annotated['MaintenanceTicketFilter', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None = (
        strawberry_django.filter_field()
    )
    ticket_id: ID | None = strawberry_django.filter_field()
    case: Annotated['CaseFilter', strawberry.lazy('netbox_colocation.graphql.cases')] | None = (
        strawberry_django.filter_field()
    )
    case_id: ID | None = strawberry_django.filter_field()
    kind: BaseFilterLookup[Annotated['DocumentKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    direction: (
        BaseFilterLookup[Annotated['DocumentDirectionEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    state: (
        BaseFilterLookup[Annotated['DocumentStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    title: StrFilterLookup | None = strawberry_django.filter_field()
    number: StrFilterLookup | None = strawberry_django.filter_field()
    dated: DateFilterLookup | None = strawberry_django.filter_field()
    digest: StrFilterLookup | None = strawberry_django.filter_field()
    classification: (
        Annotated['ClassificationFilter', strawberry.lazy('netbox_colocation.graphql.classifications')] | None
    ) = strawberry_django.filter_field()
    classification_id: ID | None = strawberry_django.filter_field()
    corrects_id: ID | None = strawberry_django.filter_field()
    signed_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    signed_by_id: ID | None = strawberry_django.filter_field()
    signed_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    sent_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    retain_until: DateFilterLookup | None = strawberry_django.filter_field()
    fate: BaseFilterLookup[Annotated['ArchiveFateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    destroyed_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.Document,
    fields=[
        'id',
        'kind',
        'direction',
        'state',
        'title',
        'number',
        'dated',
        'media_type',
        'digest',
        'signed_at',
        'sent_at',
        'closed_on',
        'retain_until',
        'fate',
        'destroyed_at',
        'created',
        'last_updated',
    ],
    filters=DocumentFilter,
    pagination=True,
    name='ColocationDocumentType',
)
class DocumentType(NetBoxObjectType):
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    visit: Annotated['AccessVisitType', strawberry.lazy('netbox_colocation.graphql.visits')] | None
    ticket: Annotated['MaintenanceTicketType', strawberry.lazy('netbox_colocation.graphql.maintenance')] | None
    case: Annotated['CaseType', strawberry.lazy('netbox_colocation.graphql.cases')] | None
    classification: Annotated['ClassificationType', strawberry.lazy('netbox_colocation.graphql.classifications')] | None
    template: Annotated['DocumentTemplateType', strawberry.lazy('netbox_colocation.graphql.stationery')] | None
    corrects: Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')] | None
    signed_role: Annotated['ProcedureRoleType', strawberry.lazy('netbox_colocation.graphql.roles')] | None
    drafted_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    signed_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
