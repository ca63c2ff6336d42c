"""Placement policies."""

from ...filtersets import PlacementPolicyFilterSet
from ...models import PlacementPolicy
from ..base import ColocationModelViewSet
from ..serializers import PlacementPolicySerializer

__all__ = ('PlacementPolicyViewSet',)


class PlacementPolicyViewSet(ColocationModelViewSet):
    queryset = PlacementPolicy.objects.all()
    serializer_class = PlacementPolicySerializer
    filterset_class = PlacementPolicyFilterSet
