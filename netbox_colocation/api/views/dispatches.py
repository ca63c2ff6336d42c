"""Dispatches: to read, to record a receipt, and to mail once more. A paper is handed out at `documents/`."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ...documents import dispatch
from ...filtersets import DispatchFilterSet
from ...models import Dispatch, Document
from ...workflows import handing
from ..base import ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..permissions import ActionRights
from ..serializers import DispatchSerializer
from ..serializers_.dispatches import ColocationReceiptSerializer

__all__ = ('DispatchViewSet',)

REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)


class DispatchViewSet(ColocationReadOnlyModelViewSet):
    queryset = Dispatch.objects.all()
    serializer_class = DispatchSerializer
    filterset_class = DispatchFilterSet
    action_rights = {
        'receive': ActionRights('netbox_colocation.receive_dispatch', rows='receive'),
        'send_again': ActionRights('netbox_colocation.dispatch_document', rows='view'),
    }
    field_prefetches = {('display',): ('document',)}

    @extend_schema(request=ColocationReceiptSerializer, responses={200: DispatchSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def receive(self, request: Request, pk: int | None = None) -> Response:
        """Record who received it, and when."""
        body = ColocationReceiptSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = dispatch.receive(self.get_object(), now=timezone.now(), **body.validated_data)
        return Response(DispatchSerializer(row, context=self.get_serializer_context()).data)

    @extend_schema(request=None, responses={200: DispatchSerializer, **REFUSALS})
    @action(detail=True, methods=['post'], url_path='send-again')
    def send_again(self, request: Request, pk: int | None = None) -> Response:
        """Mail it once more, for whoever may hand out its document."""
        row = self.get_object()
        get_object_or_404(Document.objects.restrict(request.user, 'dispatch'), pk=row.document_id)
        row = handing.send_again(row, now=timezone.now())
        return Response(DispatchSerializer(row, context=self.get_serializer_context()).data)
