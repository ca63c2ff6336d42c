"""Room policies, the no-entry list, access rights, the access log and its reviews; the acts are those of the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.models import Tenant

from ...choices import ReviewDecisionChoices
from ...filtersets import (
    AccessLogEntryFilterSet,
    AccessReviewFilterSet,
    AccessRightFilterSet,
    EntryBanFilterSet,
    RoomPolicyFilterSet,
)
from ...models import AccessLogEntry, AccessReview, AccessRight, EntryBan, RoomPolicy
from ...visits import reviews, rights
from ...workflows.access_reviews import Decision, decide, open_review
from ..base import ColocationModelViewSet, ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..permissions import ActionRights
from ..serializers import (
    AccessLogEntrySerializer,
    AccessReviewSerializer,
    AccessRightSerializer,
    EntryBanSerializer,
    RoomPolicySerializer,
)

__all__ = (
    'AccessLogEntryViewSet',
    'AccessReviewViewSet',
    'AccessRightViewSet',
    'EntryBanViewSet',
    'RoomPolicyViewSet',
)

REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)
MAY_REVIEW = ActionRights('netbox_colocation.review_accessreview', rows='view')


class RoomPolicyViewSet(ColocationModelViewSet):
    queryset = RoomPolicy.objects.all()
    serializer_class = RoomPolicySerializer
    filterset_class = RoomPolicyFilterSet


class EntryBanViewSet(ColocationModelViewSet):
    queryset = EntryBan.objects.all()
    serializer_class = EntryBanSerializer
    filterset_class = EntryBanFilterSet


class ColocationRevokeSerializer(serializers.Serializer):
    # What must not be empty, the service says, with its own code.
    reason = serializers.CharField(required=False, allow_blank=True, default='', max_length=300)


class AccessRightViewSet(ColocationModelViewSet):
    queryset = AccessRight.objects.all()
    serializer_class = AccessRightSerializer
    filterset_class = AccessRightFilterSet
    action_rights = {'revoke': ActionRights('netbox_colocation.revoke_accessright', rows='view')}

    @extend_schema(request=ColocationRevokeSerializer, responses={200: AccessRightSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def revoke(self, request: Request, pk: int | None = None) -> Response:
        """Take the right away; its row stays."""
        sent = _read(ColocationRevokeSerializer, request)
        right = rights.revoke(self.get_object(), actor=request.user, now=timezone.now(), **sent)
        return Response(AccessRightSerializer(right, context=self.get_serializer_context()).data)


class AccessLogEntryViewSet(ColocationReadOnlyModelViewSet):
    queryset = AccessLogEntry.objects.all()
    serializer_class = AccessLogEntrySerializer
    filterset_class = AccessLogEntryFilterSet


class ColocationOpenReviewSerializer(serializers.ModelSerializer):
    agency = serializers.PrimaryKeyRelatedField(queryset=Tenant.objects.all())

    class Meta:
        model = AccessReview
        fields = ('agency', 'year', 'quarter', 'description')
        validators = ()  # that a quarter has one review, the service says with its own code

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if request := self.context.get('request'):
            fields['agency'].queryset = Tenant.objects.restrict(request.user, 'view')
        return fields


class ColocationLineDecisionSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text='ID of a line of this review')
    decision = serializers.ChoiceField(
        choices=[(value, value) for value in (ReviewDecisionChoices.KEEP, ReviewDecisionChoices.REVOKE)]
    )
    remark = serializers.CharField(required=False, allow_blank=True, default='', max_length=300)


class ColocationDecideReviewSerializer(serializers.Serializer):
    decisions = ColocationLineDecisionSerializer(many=True, allow_empty=False)


class ColocationCloseReviewSerializer(serializers.Serializer):
    conclusion = serializers.CharField(required=False, allow_blank=True, default='', max_length=5000)


class AccessReviewViewSet(ColocationReadOnlyModelViewSet):
    queryset = AccessReview.objects.all()
    serializer_class = AccessReviewSerializer
    filterset_class = AccessReviewFilterSet
    action_rights = {
        'open': ActionRights('netbox_colocation.add_accessreview', rows='view'),
        'decide': MAY_REVIEW,
        'close': MAY_REVIEW,
    }

    @extend_schema(request=ColocationOpenReviewSerializer, responses={201: AccessReviewSerializer, **REFUSALS})
    @action(detail=False, methods=['post'])
    def open(self, request: Request) -> Response:
        """Open the review of a quarter; its lines are every way into the agency's rooms that there is now."""
        sent = _read(ColocationOpenReviewSerializer, request, context=self.get_serializer_context())
        review = open_review(AccessReview(**sent), actor=request.user, now=timezone.now())
        return self._answer(review, status.HTTP_201_CREATED)

    @extend_schema(request=ColocationDecideReviewSerializer, responses={200: AccessReviewSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def decide(self, request: Request, pk: int | None = None) -> Response:
        """Keep or revoke lines; what is revoked ends at once, and one refusal leaves everything as it is."""
        sent = _read(ColocationDecideReviewSerializer, request)['decisions']
        decisions = {one['line']: Decision(one['decision'], one['remark']) for one in sent}
        return self._answer(decide(self.get_object(), decisions, actor=request.user, now=timezone.now()))

    @extend_schema(request=ColocationCloseReviewSerializer, responses={200: AccessReviewSerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def close(self, request: Request, pk: int | None = None) -> Response:
        """Close the review; every line has to be decided."""
        sent = _read(ColocationCloseReviewSerializer, request)
        return self._answer(reviews.close(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    def _answer(self, review: AccessReview, code: int = status.HTTP_200_OK) -> Response:
        return Response(AccessReviewSerializer(review, context=self.get_serializer_context()).data, status=code)


def _read(serializer: type[serializers.Serializer], request: Request, **kwargs: Any) -> dict[str, Any]:
    body = serializer(data=request.data, **kwargs)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
