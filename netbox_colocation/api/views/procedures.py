"""Procedures, and their versions: to read, and, while they are drafts, to change by the actions of `api.drafting`."""

from netbox.api.viewsets import NetBoxModelViewSet, NetBoxReadOnlyModelViewSet

from ...filtersets import ProcedureFilterSet, ProcedureVersionFilterSet
from ...models import Procedure, ProcedureVersion
from ..drafting import DRAFTING_RIGHTS, DraftingMixin
from ..errors import ColocationErrorsMixin
from ..permissions import ActionRightsMixin
from ..serializers import ProcedureSerializer, ProcedureVersionSerializer
from ..sheets import VersionSheetMixin

__all__ = ('ProcedureVersionViewSet', 'ProcedureViewSet')


class ProcedureViewSet(NetBoxModelViewSet):
    queryset = Procedure.objects.all()
    serializer_class = ProcedureSerializer
    filterset_class = ProcedureFilterSet


class ProcedureVersionViewSet(
    ColocationErrorsMixin, ActionRightsMixin, DraftingMixin, VersionSheetMixin, NetBoxReadOnlyModelViewSet
):
    queryset = ProcedureVersion.objects.all()
    serializer_class = ProcedureVersionSerializer
    filterset_class = ProcedureVersionFilterSet
    action_rights = DRAFTING_RIGHTS
    field_prefetches = {('display',): ('procedure',)}
