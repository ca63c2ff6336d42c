"""Visitors and carried items in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup, FilterLookup, StrFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from dcim.graphql.filters import DeviceFilter
    from dcim.graphql.types import DeviceType, SiteType
    from netbox.graphql.filter_lookups import IntegerLookup

    from .enums import CarryDirectionEnum, IdentityKindEnum
    from .visits import AccessVisitFilter, AccessVisitType

__all__ = ('CarriedItemFilter', 'CarriedItemType', 'VisitorFilter', 'VisitorType')


@register_filter(models.Visitor, lookups=True, name='ColocationVisitorFilter')
class VisitorFilter(NetBoxModelFilter):
    visit: Annotated['AccessVisitFilter', strawberry.lazy('netbox_colocation.graphql.visits')] | None = (
        strawberry_django.filter_field()
    )
    visit_id: ID | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    organisation: StrFilterLookup | None = strawberry_django.filter_field()
    identity_kind: (
        BaseFilterLookup[Annotated['IdentityKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    is_leader: FilterLookup[bool] | None = strawberry_django.filter_field()
    badge_number: StrFilterLookup | None = strawberry_django.filter_field()
    admitted_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    checked_out_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@register_filter(models.CarriedItem, lookups=True, name='ColocationCarriedItemFilter')
class CarriedItemFilter(NetBoxModelFilter):
    visit: Annotated['AccessVisitFilter', strawberry.lazy('netbox_colocation.graphql.visits')] | None = (
        strawberry_django.filter_field()
    )
    visit_id: ID | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    serial: StrFilterLookup | None = strawberry_django.filter_field()
    quantity: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    direction: (
        BaseFilterLookup[Annotated['CarryDirectionEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()
    device: Annotated['DeviceFilter', strawberry.lazy('dcim.graphql.filters')] | None = strawberry_django.filter_field()
    device_id: ID | None = strawberry_django.filter_field()
    came_in_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    went_out_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    is_unannounced: FilterLookup[bool] | None = strawberry_django.filter_field()


@register_type(models.Visitor, fields='__all__', filters=VisitorFilter, pagination=True, name='ColocationVisitorType')
class VisitorType(NetBoxObjectType):
    visit: Annotated['AccessVisitType', strawberry.lazy('netbox_colocation.graphql.visits')] | None
    badge_site: Annotated['SiteType', strawberry.lazy('dcim.graphql.types')] | None


@register_type(
    models.CarriedItem, fields='__all__', filters=CarriedItemFilter, pagination=True, name='ColocationCarriedItemType'
)
class CarriedItemType(NetBoxObjectType):
    visit: Annotated['AccessVisitType', strawberry.lazy('netbox_colocation.graphql.visits')] | None
    device: Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')] | None
