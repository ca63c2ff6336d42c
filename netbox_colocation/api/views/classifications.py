"""The archive's classes."""

from ...filtersets import ClassificationFilterSet
from ...models import Classification
from ..base import ColocationModelViewSet
from ..serializers import ClassificationSerializer

__all__ = ('ClassificationViewSet',)


class ClassificationViewSet(ColocationModelViewSet):
    queryset = Classification.objects.all()
    serializer_class = ClassificationSerializer
    filterset_class = ClassificationFilterSet
