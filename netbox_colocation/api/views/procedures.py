"""Procedures, and their versions: to read, and, while they are drafts, to change by the actions of `api.drafting`."""

from ...filtersets import ProcedureFilterSet, ProcedureVersionFilterSet
from ...models import Procedure, ProcedureVersion
from ..base import ColocationModelViewSet, ColocationReadOnlyModelViewSet
from ..drafting import DRAFTING_RIGHTS, DraftingMixin
from ..serializers import ProcedureSerializer, ProcedureVersionSerializer
from ..sheets import VersionSheetMixin

__all__ = ('ProcedureVersionViewSet', 'ProcedureViewSet')


class ProcedureViewSet(ColocationModelViewSet):
    queryset = Procedure.objects.all()
    serializer_class = ProcedureSerializer
    filterset_class = ProcedureFilterSet


class ProcedureVersionViewSet(DraftingMixin, VersionSheetMixin, ColocationReadOnlyModelViewSet):
    queryset = ProcedureVersion.objects.all()
    serializer_class = ProcedureVersionSerializer
    filterset_class = ProcedureVersionFilterSet
    action_rights = DRAFTING_RIGHTS
    field_prefetches = {('display',): ('procedure',)}
