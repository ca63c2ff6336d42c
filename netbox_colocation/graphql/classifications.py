"""The archive's classes in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType

    from .enums import ArchiveFateEnum

__all__ = ('ClassificationFilter', 'ClassificationType')


@register_filter(models.Classification, lookups=True, name='ColocationClassificationFilter')
class ClassificationFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    code: StrFilterLookup | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    scheme: StrFilterLookup | None = strawberry_django.filter_field()
    parent: Annotated['ClassificationFilter', strawberry.lazy('netbox_colocation.graphql.classifications')] | None = (
        strawberry_django.filter_field()
    )
    parent_id: ID | None = strawberry_django.filter_field()
    active_years: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    inactive_years: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    fate: BaseFilterLookup[Annotated['ArchiveFateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    is_in_force: FilterLookup[bool] | None = strawberry_django.filter_field()


@register_type(
    models.Classification,
    fields='__all__',
    filters=ClassificationFilter,
    pagination=True,
    name='ColocationClassificationType',
)
class ClassificationType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    parent: Annotated['ClassificationType', strawberry.lazy('netbox_colocation.graphql.classifications')] | None
