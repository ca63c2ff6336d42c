"""Disposals, to read, and the acts on them: the same as those of the pages."""

from typing import Any

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.models import Tenant

from ...documents import disposal_record, disposing
from ...filtersets import DisposalFilterSet
from ...models import Disposal, Document
from ...ui.downloads import serve_content
from ..base import ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..negotiation import AnyMediaType
from ..permissions import ActionRights
from ..serializers import DisposalSerializer

__all__ = ('DisposalViewSet',)

REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)
ANSWERS = {200: DisposalSerializer, **REFUSALS}


class ColocationProposeDisposalSerializer(serializers.ModelSerializer):
    """Without documents: all that are due and that the token's user may see."""

    agency = serializers.PrimaryKeyRelatedField(queryset=Tenant.objects.all())
    documents = serializers.PrimaryKeyRelatedField(queryset=Document.objects.all(), many=True, required=False)

    class Meta:
        model = Disposal
        fields = ('agency', 'name', 'reason', 'documents', 'approval_number', 'description')

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if request := self.context.get('request'):
            fields['documents'].child_relation.queryset = Document.objects.restrict(request.user, 'view')
            fields['agency'].queryset = Tenant.objects.restrict(request.user, 'view')
        return fields


class ColocationApproveDisposalSerializer(serializers.Serializer):
    approval_number = serializers.CharField(required=False, allow_blank=True, max_length=100)
    remark = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class ColocationRefuseDisposalSerializer(serializers.Serializer):
    remark = serializers.CharField(max_length=5000)


class DisposalViewSet(ColocationReadOnlyModelViewSet):
    queryset = Disposal.objects.all()
    serializer_class = DisposalSerializer
    filterset_class = DisposalFilterSet
    action_rights = {
        'propose': ActionRights('netbox_colocation.add_disposal', rows='view'),
        'approve': ActionRights('netbox_colocation.approve_disposal', rows='view'),
        'refuse': ActionRights('netbox_colocation.approve_disposal', rows='view'),
        'carry_out': ActionRights('netbox_colocation.carry_out_disposal', rows='view'),
    }

    @extend_schema(request=ColocationProposeDisposalSerializer, responses={201: DisposalSerializer, **REFUSALS})
    @action(detail=False, methods=['post'])
    def propose(self, request: Request) -> Response:
        """Propose to destroy papers whose time is over; what may not be destroyed is named with its reason."""
        sent = self._read(ColocationProposeDisposalSerializer, request)
        papers = sent.pop('documents', None)
        disposal = disposing.propose(Disposal(**sent), papers=papers, actor=request.user, now=timezone.now())
        return self._answer(disposal, status.HTTP_201_CREATED)

    @extend_schema(request=ColocationApproveDisposalSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def approve(self, request: Request, pk: int | None = None) -> Response:
        """Approve a proposal of somebody else."""
        sent = self._read(ColocationApproveDisposalSerializer, request)
        return self._answer(disposing.approve(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationRefuseDisposalSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def refuse(self, request: Request, pk: int | None = None) -> Response:
        """Refuse a proposal of somebody else."""
        sent = self._read(ColocationRefuseDisposalSerializer, request)
        return self._answer(disposing.refuse(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=None, responses=ANSWERS)
    @action(detail=True, methods=['post'], url_path='carry-out')
    def carry_out(self, request: Request, pk: int | None = None) -> Response:
        """Destroy the files; when that was interrupted, asking again goes on."""
        return self._answer(disposing.carry_out(self.get_object(), actor=request.user, now=timezone.now()))

    @extend_schema(responses={(200, 'application/pdf'): OpenApiTypes.BINARY})
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def record(self, request: Request, pk: int | None = None) -> FileResponse:
        """The record (berita acara) with the list of papers, to print and sign."""
        disposal = self.get_object()
        with transaction.atomic():
            content = disposal_record.render_record(disposal, now=timezone.now())
        return serve_content(content, 'application/pdf', f'disposal-{disposal.pk}')

    def _read(self, serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
        body = serializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def _answer(self, disposal: Disposal, code: int = status.HTTP_200_OK) -> Response:
        return Response(DisposalSerializer(disposal, context=self.get_serializer_context()).data, status=code)
