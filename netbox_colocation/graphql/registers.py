"""Document registers and their lines in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, DatetimeFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup, StringArrayLookup
    from tenancy.graphql.filters import TenantFilter
    from tenancy.graphql.types import TenantType
    from users.graphql.filters import UserFilter
    from users.graphql.types import UserType

    from .documents import DocumentFilter, DocumentType
    from .enums import DocumentDirectionEnum, EntryOriginEnum, EntryStateEnum

__all__ = ('DocumentRegisterFilter', 'DocumentRegisterType', 'RegisterEntryFilter', 'RegisterEntryType')


@register_filter(models.DocumentRegister, lookups=True, name='ColocationDocumentRegisterFilter')
class DocumentRegisterFilter(PrimaryModelFilter):
    agency: Annotated['TenantFilter', strawberry.lazy('tenancy.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    agency_id: ID | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    year: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    direction: (
        BaseFilterLookup[Annotated['DocumentDirectionEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    kinds: Annotated['StringArrayLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    classification: StrFilterLookup | None = strawberry_django.filter_field()
    unit_code: StrFilterLookup | None = strawberry_django.filter_field()
    is_closed: FilterLookup[bool] | None = strawberry_django.filter_field()


@register_filter(models.RegisterEntry, lookups=True, name='ColocationRegisterEntryFilter')
class RegisterEntryFilter(NetBoxModelFilter):
    register: Annotated['DocumentRegisterFilter', strawberry.lazy('netbox_colocation.graphql.registers')] | None = (
        strawberry_django.filter_field()
    )
    register_id: ID | None = strawberry_django.filter_field()
    sequence: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    suffix: StrFilterLookup | None = strawberry_django.filter_field()
    number: StrFilterLookup | None = strawberry_django.filter_field()
    origin: (
        BaseFilterLookup[Annotated['EntryOriginEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    state: BaseFilterLookup[Annotated['EntryStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    dated: DateFilterLookup | None = strawberry_django.filter_field()
    received_on: DateFilterLookup | None = strawberry_django.filter_field()
    classification: StrFilterLookup | None = strawberry_django.filter_field()
    correspondent: StrFilterLookup | None = strawberry_django.filter_field()
    letter_number: StrFilterLookup | None = strawberry_django.filter_field()
    matter: StrFilterLookup | None = strawberry_django.filter_field()
    document: Annotated['DocumentFilter', strawberry.lazy('netbox_colocation.graphql.documents')] | None = (
        strawberry_django.filter_field()
    )
    document_id: ID | None = strawberry_django.filter_field()
    taken_by: Annotated['UserFilter', strawberry.lazy('users.graphql.filters')] | None = (
        strawberry_django.filter_field()
    )
    taken_by_id: ID | None = strawberry_django.filter_field()
    taken_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    cancelled_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.DocumentRegister,
    fields='__all__',
    filters=DocumentRegisterFilter,
    pagination=True,
    name='ColocationDocumentRegisterType',
)
class DocumentRegisterType(PrimaryObjectType):
    agency: Annotated['TenantType', strawberry.lazy('tenancy.graphql.types')] | None

    entries: list[Annotated['RegisterEntryType', strawberry.lazy('netbox_colocation.graphql.registers')]]


@register_type(
    models.RegisterEntry,
    fields='__all__',
    filters=RegisterEntryFilter,
    pagination=True,
    name='ColocationRegisterEntryType',
)
class RegisterEntryType(NetBoxObjectType):
    register: Annotated['DocumentRegisterType', strawberry.lazy('netbox_colocation.graphql.registers')] | None
    document: Annotated['DocumentType', strawberry.lazy('netbox_colocation.graphql.documents')] | None
    taken_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
    cancelled_by: Annotated['UserType', strawberry.lazy('users.graphql.types')] | None
