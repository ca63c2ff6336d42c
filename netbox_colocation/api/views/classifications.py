"""The archive's classes."""

from netbox.api.viewsets import NetBoxModelViewSet

from ...filtersets import ClassificationFilterSet
from ...models import Classification
from ..serializers import ClassificationSerializer

__all__ = ('ClassificationViewSet',)


class ClassificationViewSet(NetBoxModelViewSet):
    queryset = Classification.objects.all()
    serializer_class = ClassificationSerializer
    filterset_class = ClassificationFilterSet
