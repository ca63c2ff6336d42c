"""Letterheads and templates in GraphQL; not where a logo is stored."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, StrFilterLookup

from netbox.graphql.filters import PrimaryModelFilter, register_filter
from netbox.graphql.types import PrimaryObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .enums import DocumentKindEnum, LetterFontEnum, PaperSizeEnum, VersionStateEnum

__all__ = ('DocumentTemplateFilter', 'DocumentTemplateType', 'LetterheadFilter', 'LetterheadType')

PAGE = ['paper', 'margin_top', 'margin_bottom', 'margin_left', 'margin_right', 'font', 'font_size']


@register_filter(models.Letterhead, lookups=True, name='ColocationLetterheadFilter')
class LetterheadFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    parent_name: StrFilterLookup | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    place: StrFilterLookup | None = strawberry_django.filter_field()
    paper: BaseFilterLookup[Annotated['PaperSizeEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    font: BaseFilterLookup[Annotated['LetterFontEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )


@register_filter(models.DocumentTemplate, lookups=True, name='ColocationDocumentTemplateFilter')
class DocumentTemplateFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    kind: BaseFilterLookup[Annotated['DocumentKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    version: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    state: (
        BaseFilterLookup[Annotated['VersionStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    source: StrFilterLookup | None = strawberry_django.filter_field()
    published_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    published_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    published_by_id: ID | None = strawberry_django.filter_field()


@register_type(
    models.Letterhead,
    fields=['id', 'parent_name', 'name', 'lines', 'place', *PAGE, 'description', 'comments', 'created', 'last_updated'],
    filters=LetterheadFilter,
    pagination=True,
    name='ColocationLetterheadType',
)
class LetterheadType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None


@register_type(
    models.DocumentTemplate,
    fields='__all__',
    filters=DocumentTemplateFilter,
    pagination=True,
    name='ColocationDocumentTemplateType',
)
class DocumentTemplateType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None
    published_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
