"""Extensions in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models
from .display import display_with

if TYPE_CHECKING:
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .enums import ExtensionStateEnum
    from .requests import ColocationRequestFilter, ColocationRequestType

__all__ = ('ExtensionFilter', 'ExtensionType')


@register_filter(models.Extension, lookups=True, name='ColocationExtensionFilter')
class ExtensionFilter(NetBoxModelFilter):
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    until: DateFilterLookup | None = strawberry_django.filter_field()
    reason: StrFilterLookup | None = strawberry_django.filter_field()
    state: (
        BaseFilterLookup[Annotated['ExtensionStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    asked_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    asked_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    asked_by_id: ID | None = strawberry_django.filter_field()
    decided_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    decided_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    decided_by_id: ID | None = strawberry_django.filter_field()
    answer: StrFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.Extension, fields='__all__', filters=ExtensionFilter, pagination=True, name='ColocationExtensionType'
)
class ExtensionType(NetBoxObjectType):
    display: str = display_with(models.Extension, fields=['until'], relations=['request'])
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    asked_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    decided_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
