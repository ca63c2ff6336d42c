"""Visitors and carried items, each under its own address; `access-visits/` has them as a part of their visit."""

from ...filtersets import CarriedItemFilterSet, VisitorFilterSet
from ...models import CarriedItem, Visitor
from ..base import ColocationModelViewSet
from ..serializers import CarriedItemSerializer, VisitorSerializer

__all__ = ('CarriedItemViewSet', 'VisitorViewSet')


class VisitorViewSet(ColocationModelViewSet):
    queryset = Visitor.objects.all()
    serializer_class = VisitorSerializer
    filterset_class = VisitorFilterSet


class CarriedItemViewSet(ColocationModelViewSet):
    queryset = CarriedItem.objects.all()
    serializer_class = CarriedItemSerializer
    filterset_class = CarriedItemFilterSet
