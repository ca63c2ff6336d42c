"""Procedures, and their versions to read."""

from netbox.api.viewsets import NetBoxModelViewSet, NetBoxReadOnlyModelViewSet

from ...filtersets import ProcedureFilterSet, ProcedureVersionFilterSet
from ...models import Procedure, ProcedureVersion
from ..serializers import ProcedureSerializer, ProcedureVersionSerializer

__all__ = ('ProcedureVersionViewSet', 'ProcedureViewSet')


class ProcedureViewSet(NetBoxModelViewSet):
    queryset = Procedure.objects.all()
    serializer_class = ProcedureSerializer
    filterset_class = ProcedureFilterSet


class ProcedureVersionViewSet(NetBoxReadOnlyModelViewSet):
    queryset = ProcedureVersion.objects.all()
    serializer_class = ProcedureVersionSerializer
    filterset_class = ProcedureVersionFilterSet
    field_prefetches = {('display',): ('procedure',)}
