"""Disposition instructions."""

from ...filtersets import DispositionInstructionFilterSet
from ...models import DispositionInstruction
from ..base import ColocationModelViewSet
from ..serializers import DispositionInstructionSerializer

__all__ = ('DispositionInstructionViewSet',)


class DispositionInstructionViewSet(ColocationModelViewSet):
    queryset = DispositionInstruction.objects.all()
    serializer_class = DispositionInstructionSerializer
    filterset_class = DispositionInstructionFilterSet
