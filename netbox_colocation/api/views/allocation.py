"""Holds, to read: the procedure takes, frees and converts them."""

from ...filtersets import HoldFilterSet
from ...models import Hold
from ..base import ColocationReadOnlyModelViewSet
from ..serializers import HoldSerializer

__all__ = ('HoldViewSet',)


class HoldViewSet(ColocationReadOnlyModelViewSet):
    queryset = Hold.objects.all()
    serializer_class = HoldSerializer
    filterset_class = HoldFilterSet
    field_prefetches = {('display',): ('request',)}
