"""Dispatches in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .documents import DocumentFilter, DocumentType
    from .enums import DispatchMethodEnum, DispatchStateEnum

__all__ = ('DispatchFilter', 'DispatchType')


@register_filter(models.Dispatch, lookups=True, name='ColocationDispatchFilter')
class DispatchFilter(NetBoxModelFilter):
    document: Annotated['DocumentFilter', strawberry.lazy('netbox_colocation.graphql.documents')] | None = (
        strawberry_django.filter_field()
    )
    document_id: ID | None = strawberry_django.filter_field()
    method: (
        BaseFilterLookup[Annotated['DispatchMethodEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    state: (
        BaseFilterLookup[Annotated['DispatchStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    recipient: StrFilterLookup | None = strawberry_django.filter_field()
    address: StrFilterLookup | None = strawberry_django.filter_field()
    tracking_number: StrFilterLookup | None = strawberry_django.filter_field()
    sent_on: DateFilterLookup | None = strawberry_django.filter_field()
    sent_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = strawberry_django.filter_field()
    sent_by_id: ID | None = strawberry_django.filter_field()
    received_by: StrFilterLookup | None = strawberry_django.filter_field()
    received_on: DateFilterLookup | None = strawberry_django.filter_field()
    attempts: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    error: StrFilterLookup | None = strawberry_django.filter_field()
    note: StrFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.Dispatch, fields='__all__', filters=DispatchFilter, pagination=True, name='ColocationDispatchType'
)
class DispatchType(NetBoxObjectType):
    display: str = display_with(models.Dispatch, fields=['recipient'], relations=['document'])
    document: Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')] | None
    sent_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
