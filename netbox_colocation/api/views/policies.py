"""Placement policies."""

from netbox.api.viewsets import NetBoxModelViewSet

from ...filtersets import PlacementPolicyFilterSet
from ...models import PlacementPolicy
from ..serializers import PlacementPolicySerializer

__all__ = ('PlacementPolicyViewSet',)


class PlacementPolicyViewSet(NetBoxModelViewSet):
    queryset = PlacementPolicy.objects.all()
    serializer_class = PlacementPolicySerializer
    filterset_class = PlacementPolicyFilterSet
