"""Disposals in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.types import UserType

    from .documents import DocumentFilter, DocumentType
    from .enums import DisposalStateEnum

__all__ = ('DisposalFilter', 'DisposalType')


@register_filter(models.Disposal, lookups=True, name='ColocationDisposalFilter')
class DisposalFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    state: (
        BaseFilterLookup[Annotated['DisposalStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    approval_number: StrFilterLookup | None = strawberry_django.filter_field()
    documents: Annotated['DocumentFilter', strawberry.lazy('netbox_colocation.graphql.documents')] | None = (
        strawberry_django.filter_field()
    )
    decided_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    carried_out_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.Disposal, fields='__all__', filters=DisposalFilter, pagination=True, name='ColocationDisposalType'
)
class DisposalType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    proposed_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    decided_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    carried_out_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None

    documents: list[Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')]]
