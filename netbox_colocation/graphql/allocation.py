"""Holds in GraphQL, with what they hold."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import F
from strawberry import ID
from strawberry_django import BaseFilterLookup, DatetimeFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, register_type

from .. import models
from ..constants import HALF_UNITS_PER_UNIT
from .display import display_with

if TYPE_CHECKING:
    from dcim.graphql.types import InterfaceType, PowerOutletType, RackType
    from ipam.graphql.types import IPAddressType

    from .enums import HoldStateEnum
    from .requests import ColocationRequestFilter, ColocationRequestType, RequestedServerType

__all__ = ('HeldAddressType', 'HeldOutletType', 'HeldPortType', 'HeldUnitsType', 'HoldFilter', 'HoldType')


@register_filter(models.Hold, lookups=True, name='ColocationHoldFilter')
class HoldFilter(NetBoxModelFilter):
    request: Annotated['ColocationRequestFilter', strawberry.lazy('netbox_colocation.graphql.requests')] | None = (
        strawberry_django.filter_field()
    )
    request_id: ID | None = strawberry_django.filter_field()
    state: BaseFilterLookup[Annotated['HoldStateEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    held_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    expires_at: DatetimeFilterLookup | None = strawberry_django.filter_field()
    ended_at: DatetimeFilterLookup | None = strawberry_django.filter_field()


@strawberry_django.type(models.HeldUnits, fields=['id', 'face'], name='ColocationHeldUnitsType')
class HeldUnitsType:
    """Units of one face of a rack, in U. Their permission is the hold's; rack and server have their own."""

    server: Annotated['RequestedServerType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    rack: Annotated['RackType', strawberry.lazy('dcim.graphql.types')] | None

    # Not through `rack`: it is not there when the user may not view it.
    @strawberry_django.field(only=['half_units'], annotate={'_starting_unit': F('rack__starting_unit')})
    def position(self) -> Decimal:
        return Decimal(self.half_units.lower) / HALF_UNITS_PER_UNIT + self._starting_unit

    @strawberry_django.field(only=['half_units'])
    def height(self) -> Decimal:
        return Decimal(self.half_units.upper - self.half_units.lower) / HALF_UNITS_PER_UNIT


@strawberry_django.type(models.HeldAddress, fields=['id', 'kind'], name='ColocationHeldAddressType')
class HeldAddressType:
    """An address that is held. Its permission is the hold's; the address itself and the server have their own."""

    server: Annotated['RequestedServerType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    address: Annotated['IPAddressType', strawberry.lazy('ipam.graphql.types')] | None


@strawberry_django.type(models.HeldOutlet, fields=['id'], name='ColocationHeldOutletType')
class HeldOutletType:
    """An outlet that is held. Its permission is the hold's; the outlet itself and the server have their own."""

    server: Annotated['RequestedServerType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    outlet: Annotated['PowerOutletType', strawberry.lazy('dcim.graphql.types')] | None


@strawberry_django.type(models.HeldPort, fields=['id'], name='ColocationHeldPortType')
class HeldPortType:
    """A switch port that is held. Its permission is the hold's; the port itself and the server have their own."""

    server: Annotated['RequestedServerType', strawberry.lazy('netbox_colocation.graphql.requests')] | None
    port: Annotated['InterfaceType', strawberry.lazy('dcim.graphql.types')] | None


@register_type(models.Hold, fields='__all__', filters=HoldFilter, pagination=True, name='ColocationHoldType')
class HoldType(NetBoxObjectType):
    display: str = display_with(models.Hold, relations=['request'])
    request: Annotated['ColocationRequestType', strawberry.lazy('netbox_colocation.graphql.requests')] | None

    units: list[Annotated['HeldUnitsType', strawberry.lazy('netbox_colocation.graphql.allocation')]]
    addresses: list[Annotated['HeldAddressType', strawberry.lazy('netbox_colocation.graphql.allocation')]]
    outlets: list[Annotated['HeldOutletType', strawberry.lazy('netbox_colocation.graphql.allocation')]]
    ports: list[Annotated['HeldPortType', strawberry.lazy('netbox_colocation.graphql.allocation')]]
