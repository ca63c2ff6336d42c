"""How a paper came about, over REST: its versions, its initials, and its correction. Never for applicants."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from ..choices import InitialVerdictChoices
from ..documents.comparing import compare
from ..documents.initials import last_words
from ..models import Document
from ..workflows import correcting
from ..workflows.disclosure import sees_drafting
from .errors import ColocationErrorSerializer
from .permissions import ActionRights
from .serializers import DocumentSerializer

__all__ = ('VERSION_RIGHTS', 'VersionsMixin')

VERSION_RIGHTS = {
    'correct': ActionRights('netbox_colocation.correct_document', rows='correct'),
}


class ColocationVersionChangeSerializer(serializers.Serializer):
    """A line that two versions say differently; empty where one of them has no such line."""

    label = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class ColocationDocumentVersionSerializer(serializers.Serializer):
    """A draft as it was written once; `changes` is what differs from the version before."""

    number = serializers.IntegerField()
    drafter_name = serializers.CharField()
    drafted_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()
    changes = ColocationVersionChangeSerializer(many=True)


class ColocationInitialSerializer(serializers.Serializer):
    """An office's word on a version; it `counts` when it is the office's last word on the newest one."""

    version = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=InitialVerdictChoices)
    position = serializers.CharField()
    name = serializers.CharField()
    is_coordination = serializers.BooleanField()
    remark = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    counts = serializers.BooleanField()


class ColocationCorrectSerializer(serializers.Serializer):
    """What the correction says otherwise; of what is not given, the old words stay."""

    subject = serializers.CharField(required=False, max_length=300)
    addressee = serializers.ListField(child=serializers.CharField(max_length=200), required=False, max_length=10)
    addressee_place = serializers.CharField(required=False, max_length=100)
    nature = serializers.CharField(required=False, max_length=50)
    attachment = serializers.CharField(required=False, max_length=100)
    note = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    comment = serializers.CharField(required=False, max_length=5000)
    copies = serializers.ListField(child=serializers.CharField(max_length=200), required=False, max_length=50)
    reads_again = serializers.BooleanField(default=False)


class VersionsMixin:
    """Adds the actions to the viewset of documents, which takes `VERSION_RIGHTS` into its `action_rights`."""

    @extend_schema(responses=ColocationDocumentVersionSerializer(many=True), filters=False)
    @action(detail=True, methods=['get'], pagination_class=None)
    def versions(self, request: Request, pk: int | None = None) -> Response:
        """Every version of a draft, newest first, with what changed from the one before."""
        document = _find_drafting(self.get_object(), request)
        versions = list(document.versions.order_by('number'))
        rows: list[dict[str, Any]] = []
        for place, version in enumerate(versions):
            changes = compare(versions[place - 1].data, version.data) if place else []
            rows.insert(
                0,
                {
                    'number': version.number,
                    'drafter_name': version.drafter_name,
                    'drafted_at': version.drafted_at,
                    'is_current': place == len(versions) - 1,
                    'changes': [{'label': line.label, 'before': line.before, 'after': line.after} for line in changes],
                },
            )
        return Response(ColocationDocumentVersionSerializer(rows, many=True).data)

    @extend_schema(responses=ColocationInitialSerializer(many=True), filters=False)
    @action(detail=True, methods=['get'], pagination_class=None)
    def initials(self, request: Request, pk: int | None = None) -> Response:
        """Who initialled which version, or gave it back, with the remarks; newest first."""
        document = _find_drafting(self.get_object(), request)
        words = list(document.initials.select_related('version', 'task').order_by('-pk'))
        newest = document.versions.order_by('-number').values_list('number', flat=True).first()
        counting = {word.pk for word in last_words(word for word in words if word.version.number == newest)}
        rows = [
            {
                'version': word.version.number,
                'verdict': word.verdict,
                'position': word.position,
                'name': word.name,
                'is_coordination': word.is_coordination,
                'remark': word.remark,
                'at': word.at,
                'counts': word.pk in counting,
            }
            for word in words
        ]
        return Response(ColocationInitialSerializer(rows, many=True).data)

    @extend_schema(
        request=ColocationCorrectSerializer,
        responses={
            201: DocumentSerializer,
            400: ColocationErrorSerializer,
            403: ColocationErrorSerializer,
            409: ColocationErrorSerializer,
        },
    )
    @action(detail=True, methods=['post'], parser_classes=[JSONParser])
    def correct(self, request: Request, pk: int | None = None) -> Response:
        """Draft a correction of a paper that was issued; the answer is the new draft. Somebody else signs it."""
        document = _find_drafting(self.get_object(), request)
        body = ColocationCorrectSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        text = dict(body.validated_data)
        reads_again = text.pop('reads_again')
        correction = correcting.correct(
            document, text=text, actor=request.user, now=timezone.now(), reads_again=reads_again
        )
        return Response(self.get_serializer(correction).data, status=status.HTTP_201_CREATED)


def _find_drafting(document: Document, request: Request) -> Document:
    if not sees_drafting(request.user, document, now=timezone.now()):
        raise Http404
    return document
