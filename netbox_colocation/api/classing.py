"""Giving a paper its class over REST."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..documents.classing import classify
from ..models import Classification
from .errors import ColocationErrorSerializer
from .permissions import ActionRights
from .serializers import DocumentSerializer

__all__ = ('CLASSING_RIGHTS', 'ClassingMixin')

CLASSING_RIGHTS = {'classify': ActionRights('netbox_colocation.classify_document', rows='classify')}


class ColocationClassifySerializer(serializers.Serializer):
    classification = serializers.PrimaryKeyRelatedField(queryset=Classification.objects.all())


class ClassingMixin:
    """Adds `classify/` to the viewset of documents, which takes `CLASSING_RIGHTS`."""

    @extend_schema(
        operation_id='plugins_colocation_documents_classify_create',
        request=ColocationClassifySerializer,
        responses={200: DocumentSerializer, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)},
    )
    @action(detail=True, methods=['post'], filter_backends=[], pagination_class=None)
    def classify(self, request: Request, pk: int | None = None) -> Response:
        """Give a paper that has none its class in the archive."""
        body = ColocationClassifySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        document = classify(self.get_object(), body.validated_data['classification'], now=timezone.now())
        return Response(DocumentSerializer(document, context=self.get_serializer_context()).data)
