"""Disposition instructions."""

from netbox.api.viewsets import NetBoxModelViewSet

from ...filtersets import DispositionInstructionFilterSet
from ...models import DispositionInstruction
from ..serializers import DispositionInstructionSerializer

__all__ = ('DispositionInstructionViewSet',)


class DispositionInstructionViewSet(NetBoxModelViewSet):
    queryset = DispositionInstruction.objects.all()
    serializer_class = DispositionInstructionSerializer
    filterset_class = DispositionInstructionFilterSet
