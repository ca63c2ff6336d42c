"""Letterheads with their logo; templates to write, preview, check and publish."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ...documents.files import keep
from ...documents.logos import inspect_logo
from ...documents.removal import remove_later
from ...documents.template_checks import check, preview, publish
from ...filtersets import DocumentTemplateFilterSet, LetterheadFilterSet
from ...models import DocumentTemplate, Letterhead
from ..base import ColocationModelViewSet
from ..errors import ColocationErrorSerializer, ColocationFindingSerializer
from ..negotiation import AnyMediaType
from ..permissions import ActionRights
from ..serializers import DocumentTemplateSerializer, LetterheadSerializer

__all__ = ('DocumentTemplateViewSet', 'LetterheadViewSet')

MEDIA_TYPES = {'png': 'image/png', 'pdf': 'application/pdf'}


class ColocationLogoSerializer(serializers.Serializer):
    """A picture: PNG or JPEG."""

    file = serializers.FileField()


class ColocationPreviewSerializer(serializers.Serializer):
    """What to render: a page as a picture, or all of it as PDF; with which sample, by its name."""

    output = serializers.ChoiceField(choices=sorted(MEDIA_TYPES), default='png')
    page = serializers.IntegerField(min_value=1, max_value=4, default=1)
    sample = serializers.CharField(required=False, allow_blank=True, default='')


class ColocationTemplateCheckSerializer(serializers.Serializer):
    """What stands against publishing a template; nothing: it can be published."""

    findings = ColocationFindingSerializer(many=True)


class LetterheadViewSet(ColocationModelViewSet):
    queryset = Letterhead.objects.all()
    serializer_class = LetterheadSerializer
    filterset_class = LetterheadFilterSet
    action_rights = {'logo': ActionRights('netbox_colocation.change_letterhead', 'change')}

    @extend_schema(
        request=ColocationLogoSerializer, responses={200: LetterheadSerializer, 400: ColocationErrorSerializer}
    )
    @action(detail=True, methods=['post'], parser_classes=[MultiPartParser])
    def logo(self, request: Request, pk: int | None = None) -> Response:
        """Put a logo in the place of the old one."""
        sent = ColocationLogoSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        letterhead = self.get_object()
        upload: UploadedFile = sent.validated_data['file']
        content, media_type = inspect_logo(upload, field='file')
        with transaction.atomic():
            letterhead.snapshot()
            remove_later(letterhead.logo)
            letterhead.logo = keep(content, media_type)
            letterhead.save()
        return Response(self.get_serializer(letterhead).data)


class DocumentTemplateViewSet(ColocationModelViewSet):
    queryset = DocumentTemplate.objects.all()
    serializer_class = DocumentTemplateSerializer
    filterset_class = DocumentTemplateFilterSet
    action_rights = {
        'preview': ActionRights('netbox_colocation.change_documenttemplate', 'change'),
        'check': ActionRights('netbox_colocation.change_documenttemplate', 'change'),
        'publish': ActionRights('netbox_colocation.publish_documenttemplate', 'publish'),
    }
    field_prefetches = {('display',): ('agency',)}

    @extend_schema(
        request=ColocationPreviewSerializer,
        responses={
            **{(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES.values()},
            409: ColocationErrorSerializer,
        },
    )
    @action(detail=True, methods=['post'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def preview(self, request: Request, pk: int | None = None) -> HttpResponse:
        """A sample paper with this template; nothing is stored."""
        sent = ColocationPreviewSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        asked: dict[str, Any] = sent.validated_data
        rendition = preview(self.get_object(), output=asked['output'], sample_name=asked['sample'])
        place = asked['page'] - 1 if asked['output'] == 'png' else 0
        if place >= len(rendition.parts):
            raise serializers.ValidationError({'page': f'The paper has {rendition.pages}.'})
        response = HttpResponse(rendition.parts[place], content_type=MEDIA_TYPES[asked['output']])
        response['X-Pages'] = str(rendition.pages)
        response['X-Content-Type-Options'] = 'nosniff'
        response['Cache-Control'] = 'private, no-store'
        return response

    @extend_schema(request=None, responses={200: ColocationTemplateCheckSerializer})
    @action(detail=True, methods=['post'])
    def check(self, request: Request, pk: int | None = None) -> Response:
        """Render every sample, and say what stands against publishing."""
        return Response({'findings': [refusal.as_dict() for refusal in check(self.get_object())]})

    @extend_schema(request=None, responses={200: DocumentTemplateSerializer, 409: ColocationErrorSerializer})
    @action(detail=True, methods=['post'])
    def publish(self, request: Request, pk: int | None = None) -> Response:
        """Publish the draft: new papers of its kind follow it."""
        published = publish(self.get_object(), actor=request.user, now=timezone.now())
        return Response(self.get_serializer(published).data)
