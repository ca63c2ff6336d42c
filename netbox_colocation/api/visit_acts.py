"""What there is to know about a visit, who can escort it, and the two acts of `workflows.visit_acts` over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..models import AccessVisit
from ..workflows import visit_acts
from ..workflows.visit_findings import read_findings
from .errors import ColocationErrorSerializer
from .permissions import ActionRights
from .serializers import AccessVisitSerializer
from .serializers_.capacity import ColocationEvidenceSerializer

__all__ = ('VISIT_RIGHTS', 'ColocationVisitFindingSerializer', 'VisitActsMixin')

EXTEND = ActionRights('netbox_colocation.extend_accessvisit', rows='extend')
VISIT_RIGHTS = {'extend': EXTEND, 'change_escort': EXTEND}
CHANGED = {200: AccessVisitSerializer, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)}


class ColocationVisitFindingSerializer(serializers.Serializer):
    """One thing to know before anybody decides; one that `stops` stands against it."""

    code = serializers.CharField()
    message = serializers.CharField()
    stops = serializers.BooleanField()
    field = serializers.CharField(allow_blank=True, help_text='The field that it is about, or empty')
    data = serializers.DictField()
    links = ColocationEvidenceSerializer(many=True)


class ColocationEscortSerializer(serializers.Serializer):
    """Somebody who holds the office that escorts; `reasons` say why they are not free in the visit’s time."""

    appointment = serializers.IntegerField(help_text='ID of the appointment')
    name = serializers.CharField()
    is_free = serializers.BooleanField()
    reasons = ColocationVisitFindingSerializer(many=True)


class ColocationExtendVisitSerializer(serializers.Serializer):
    until = serializers.DateTimeField()
    # What must not be empty, the act says, with its own code.
    reason = serializers.CharField(required=False, allow_blank=True, default='', max_length=200)


class ColocationChangeEscortSerializer(serializers.Serializer):
    escort = serializers.IntegerField(help_text='ID of the appointment of whoever escorts from now on')
    reason = serializers.CharField(required=False, allow_blank=True, default='', max_length=200)


class VisitActsMixin:
    """Adds `findings/`, `escorts/`, `extend/` and `change-escort/` to the viewset of visits."""

    @extend_schema(request=None, responses=ColocationVisitFindingSerializer(many=True), filters=False)
    @action(detail=True, methods=['get'], pagination_class=None)
    def findings(self, request: Request, pk: int | None = None) -> Response:
        """What is to be known about the visit now, those that stand against it first; nothing once it is over."""
        found = read_findings(self.get_object(), user=request.user, now=timezone.now())
        return Response([finding.as_dict() for finding in found])

    @extend_schema(request=None, responses=ColocationEscortSerializer(many=True), filters=False)
    @action(detail=True, methods=['get'], pagination_class=None)
    def escorts(self, request: Request, pk: int | None = None) -> Response:
        """Who can escort the visit, those who are free first; for who may extend visits."""
        visit = self.get_object()
        if not AccessVisit.objects.restrict(request.user, 'extend').filter(pk=visit.pk).exists():
            self.permission_denied(request)
        return Response(
            [
                {
                    'appointment': candidate.appointment.pk,
                    'name': candidate.name,
                    'is_free': candidate.is_free,
                    'reasons': [reason.as_dict() for reason in candidate.reasons],
                }
                for candidate in visit_acts.escorts_of(visit, now=timezone.now())
            ]
        )

    @extend_schema(request=ColocationExtendVisitSerializer, responses=CHANGED)
    @action(detail=True, methods=['post'])
    def extend(self, request: Request, pk: int | None = None) -> Response:
        """Let the visitors stay longer."""
        return self._change(visit_acts.extend_visit, ColocationExtendVisitSerializer, request)

    @extend_schema(request=ColocationChangeEscortSerializer, responses=CHANGED)
    @action(detail=True, methods=['post'], url_path='change-escort')
    def change_escort(self, request: Request, pk: int | None = None) -> Response:
        """Give the visit another escort."""
        return self._change(visit_acts.change_escort, ColocationChangeEscortSerializer, request)

    def _change(self, act: Any, serializer: type[serializers.Serializer], request: Request) -> Response:
        body = serializer(data=request.data)
        body.is_valid(raise_exception=True)
        act(self.get_object(), actor=request.user, now=timezone.now(), **body.validated_data)
        changed = type(self).queryset.get(pk=self.kwargs['pk'])
        return Response(AccessVisitSerializer(changed, context=self.get_serializer_context()).data)
