"""Acting over REST: submit a request, see what a task's outcomes are, perform one."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..workflows import engine
from ..workflows.fields import describe_fields
from ..workflows.outcomes import OfferedOutcome, offered
from .errors import ColocationErrorSerializer, ColocationFindingSerializer

__all__ = ('PerformMixin', 'SubmitMixin')


class ColocationSubmitSerializer(serializers.Serializer):
    comment = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class ColocationPerformSerializer(serializers.Serializer):
    outcome = serializers.CharField(max_length=50)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    data = serializers.DictField(required=False)


class ColocationOutcomeSerializer(serializers.Serializer):
    """An outcome as the token's user sees it now; `schema` is the JSON schema of `data`."""

    key = serializers.CharField()
    label = serializers.CharField()
    possible = serializers.BooleanField()
    comment_required = serializers.BooleanField()
    findings = ColocationFindingSerializer(many=True)
    schema = serializers.DictField()


class ColocationChangeSerializer(serializers.Serializer):
    verb = serializers.CharField()
    model = serializers.CharField()
    pk = serializers.IntegerField()
    label = serializers.CharField()


class ColocationTaskReferenceSerializer(serializers.Serializer):
    """A task as the answer to an act names it."""

    id = serializers.IntegerField()
    step = serializers.CharField()
    role_key = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)


class ColocationCaseReferenceSerializer(serializers.Serializer):
    """A case as the answer to an act names it."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    state = serializers.CharField()


class ColocationPerformedSerializer(serializers.Serializer):
    """What an act did."""

    case = ColocationCaseReferenceSerializer()
    task = ColocationTaskReferenceSerializer(allow_null=True)
    opened = ColocationTaskReferenceSerializer(many=True)
    changes = ColocationChangeSerializer(many=True)


# How an act is answered: what it did, or why nothing was done.
ANSWERS = {
    200: ColocationPerformedSerializer,
    400: ColocationErrorSerializer,
    403: ColocationErrorSerializer,
    409: ColocationErrorSerializer,
}


def _describe(outcome: OfferedOutcome) -> dict:
    return {
        'key': outcome.key,
        'label': outcome.label,
        'possible': outcome.is_possible,
        'comment_required': outcome.comment_required,
        'findings': [refusal.as_dict() for refusal in outcome.refusals],
        'schema': describe_fields(outcome.fields),
    }


class SubmitMixin:
    """Adds `submit/` to the viewset of requests, which names the rights in its `action_rights`."""

    @extend_schema(request=ColocationSubmitSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def submit(self, request: Request, pk: int | None = None) -> Response:
        """Hand the draft in: its case is opened, and its first step is done."""
        body = ColocationSubmitSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        performed = engine.submit(
            self.get_object(),
            actor=request.user,
            now=timezone.now(),
            **body.validated_data,
        )
        return Response(ColocationPerformedSerializer(performed).data)


class PerformMixin:
    """Adds `outcomes/` and `perform/` to the viewset of tasks, which names the rights in its `action_rights`."""

    @extend_schema(responses={200: ColocationOutcomeSerializer(many=True)}, filters=False)
    @action(detail=True, methods=['get'], pagination_class=None)
    def outcomes(self, request: Request, pk: int | None = None) -> Response:
        """What the token's user can do about the task now, and what stands against it."""
        outcomes = offered(self.get_object(), actor=request.user, now=timezone.now())
        return Response([_describe(outcome) for outcome in outcomes])

    @extend_schema(request=ColocationPerformSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def perform(self, request: Request, pk: int | None = None) -> Response:
        """Close the task with an outcome: all that the outcome does happens, or nothing."""
        body = ColocationPerformSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        performed = engine.perform(
            self.get_object(),
            actor=request.user,
            now=timezone.now(),
            **body.validated_data,
        )
        return Response(ColocationPerformedSerializer(performed).data)
