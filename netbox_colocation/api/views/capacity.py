"""Capacity pools, and capacity checks to read (`colocation-requests/{id}/check-capacity/` makes one)."""

from rest_framework.serializers import Serializer

from ...filtersets import CapacityCheckFilterSet, CapacityPoolFilterSet
from ...models import CapacityCheck, CapacityPool
from ..base import ColocationModelViewSet, ColocationReadOnlyModelViewSet
from ..serializers import CapacityCheckDetailSerializer, CapacityCheckSerializer, CapacityPoolSerializer

__all__ = ('CapacityCheckViewSet', 'CapacityPoolViewSet')


class CapacityPoolViewSet(ColocationModelViewSet):
    queryset = CapacityPool.objects.all()
    serializer_class = CapacityPoolSerializer
    filterset_class = CapacityPoolFilterSet


class CapacityCheckViewSet(ColocationReadOnlyModelViewSet):
    """One check is answered with its racks and how it stands now. A list leaves both out."""

    queryset = CapacityCheck.objects.all()
    serializer_class = CapacityCheckSerializer
    filterset_class = CapacityCheckFilterSet
    field_prefetches = {('display',): ('request',)}

    def get_serializer_class(self) -> type[Serializer]:
        return CapacityCheckDetailSerializer if self.action == 'retrieve' else CapacityCheckSerializer
