"""Extensions: to read, to ask for one, and to answer one. Asking and answering are acts of `workflows.terms`."""

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from ...filtersets import ExtensionFilterSet
from ...models import Extension
from ...workflows import terms
from ..base import ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..permissions import ActionRights
from ..serializers import ExtensionSerializer
from ..serializers_.terms import ColocationExtensionAnswerSerializer, ColocationExtensionQuestionSerializer

__all__ = ('ExtensionViewSet',)

REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)


class ExtensionViewSet(ColocationReadOnlyModelViewSet):
    queryset = Extension.objects.all()
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilterSet
    action_rights = {
        'ask': ActionRights('netbox_colocation.add_extension', rows='add'),
        'decide': ActionRights('netbox_colocation.extend_colocationrequest', rows='view'),
    }
    field_prefetches = {('display',): ('request',)}

    @extend_schema(
        request=ColocationExtensionQuestionSerializer, responses={201: ExtensionSerializer, **REFUSALS}, filters=False
    )
    @action(detail=False, methods=['post'])
    def ask(self, request: Request) -> Response:
        """Ask, as the applicant's representative, to keep the servers in place until a later day."""
        body = ColocationExtensionQuestionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        question = body.validated_data
        with transaction.atomic():
            extension = terms.ask_extension(
                question['request'],
                until=question['until'],
                reason=question['reason'],
                actor=request.user,
                now=timezone.now(),
            )
            # A constrained `add` permission is checked on the stored row, as NetBox does after a create.
            if not Extension.objects.restrict(request.user, 'add').filter(pk=extension.pk).exists():
                raise PermissionDenied
        return Response(self.get_serializer(extension).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ColocationExtensionAnswerSerializer, responses={200: ExtensionSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def decide(self, request: Request, pk: int | None = None) -> Response:
        """Grant or refuse; who may is asked of the request (`extend`)."""
        extension = self.get_object()
        body = ColocationExtensionAnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        decided = terms.decide_extension(extension, actor=request.user, now=timezone.now(), **body.validated_data)
        return Response(self.get_serializer(decided).data)
