"""Holds, to read: the procedure takes, frees and converts them."""

from netbox.api.viewsets import NetBoxReadOnlyModelViewSet

from ...filtersets import HoldFilterSet
from ...models import Hold
from ..serializers import HoldSerializer

__all__ = ('HoldViewSet',)


class HoldViewSet(NetBoxReadOnlyModelViewSet):
    queryset = Hold.objects.all()
    serializer_class = HoldSerializer
    filterset_class = HoldFilterSet
    field_prefetches = {('display',): ('request',)}
