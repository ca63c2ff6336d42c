"""Capacity pools, and capacity checks to read (`colocation-requests/{id}/check-capacity/` makes one)."""

from netbox.api.viewsets import NetBoxModelViewSet, NetBoxReadOnlyModelViewSet

from ...filtersets import CapacityCheckFilterSet, CapacityPoolFilterSet
from ...models import CapacityCheck, CapacityPool
from ..serializers import CapacityCheckSerializer, CapacityPoolSerializer

__all__ = ('CapacityCheckViewSet', 'CapacityPoolViewSet')


class CapacityPoolViewSet(NetBoxModelViewSet):
    queryset = CapacityPool.objects.all()
    serializer_class = CapacityPoolSerializer
    filterset_class = CapacityPoolFilterSet


class CapacityCheckViewSet(NetBoxReadOnlyModelViewSet):
    queryset = CapacityCheck.objects.all()
    serializer_class = CapacityCheckSerializer
    filterset_class = CapacityCheckFilterSet
    field_prefetches = {('display',): ('request',)}
