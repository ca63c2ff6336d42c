"""What can be done with every subject: attach its letter, submit it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from ...choices import DocumentKindChoices
from ...documents import files
from ..acting import SubmitMixin
from ..base import ColocationModelViewSet
from ..errors import ColocationErrorSerializer
from ..permissions import ActionRights
from ..serializers import DocumentSerializer

__all__ = ('SubjectViewSet', 'rights_on')


class ColocationLetterSerializer(serializers.Serializer):
    """The body of `letter/`: the scanned or signed letter."""

    file = serializers.FileField(help_text='PDF, PNG or JPEG; what it is is read from its content')


def rights_on(model: str) -> dict[str, ActionRights]:
    """Return the rights behind `submit/` and `letter/` of a subject."""
    return {
        'submit': ActionRights(f'netbox_colocation.submit_{model}', rows='submit'),
        'letter': ActionRights(f'netbox_colocation.change_{model}', rows='change'),
    }


class SubjectViewSet(SubmitMixin, ColocationModelViewSet):
    """The viewset of a subject, which names the rights of its actions in `action_rights`."""

    @extend_schema(
        request={'multipart/form-data': ColocationLetterSerializer},
        responses={201: DocumentSerializer, 400: ColocationErrorSerializer},
    )
    @action(detail=True, methods=['post'], parser_classes=[MultiPartParser])
    def letter(self, request: Request, pk: int | None = None) -> Response:
        """Attach the letter, under the number, date and subject that the row names."""
        subject = self.get_object()
        body = ColocationLetterSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            document = files.store_upload(
                subject,
                body.validated_data['file'],
                kind=DocumentKindChoices.REQUEST_LETTER,
                actor=request.user,
                now=timezone.now(),
                number=subject.letter_number,
                dated=subject.letter_date,
                title=subject.letter_subject,
            )
        return Response(self._render(DocumentSerializer, document), status=status.HTTP_201_CREATED)

    def _render(self, serializer_class: type, instance: Any) -> dict[str, Any]:
        return serializer_class(instance, context=self.get_serializer_context()).data
