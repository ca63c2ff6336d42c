"""Visitors and carried items, each under its own address; `access-visits/` has them as a part of their visit."""

from netbox.api.viewsets import NetBoxModelViewSet

from ...filtersets import CarriedItemFilterSet, VisitorFilterSet
from ...models import CarriedItem, Visitor
from ..errors import ColocationErrorsMixin
from ..serializers import CarriedItemSerializer, VisitorSerializer

__all__ = ('CarriedItemViewSet', 'VisitorViewSet')


class VisitorViewSet(ColocationErrorsMixin, NetBoxModelViewSet):
    queryset = Visitor.objects.all()
    serializer_class = VisitorSerializer
    filterset_class = VisitorFilterSet


class CarriedItemViewSet(ColocationErrorsMixin, NetBoxModelViewSet):
    queryset = CarriedItem.objects.all()
    serializer_class = CarriedItemSerializer
    filterset_class = CarriedItemFilterSet
