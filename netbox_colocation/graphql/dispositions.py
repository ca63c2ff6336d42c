"""Disposition instructions in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType

__all__ = ('DispositionInstructionFilter', 'DispositionInstructionType')


@register_filter(models.DispositionInstruction, lookups=True, name='ColocationDispositionInstructionFilter')
class DispositionInstructionFilter(NetBoxModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    key: StrFilterLookup | None = strawberry_django.filter_field()
    text: StrFilterLookup | None = strawberry_django.filter_field()
    weight: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )


@register_type(
    models.DispositionInstruction,
    fields='__all__',
    filters=DispositionInstructionFilter,
    pagination=True,
    name='ColocationDispositionInstructionType',
)
class DispositionInstructionType(NetBoxObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
