"""Holding places for a request, renewing and releasing them over REST: the acts of `workflows.holding`."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..workflows import holding
from .errors import ColocationErrorSerializer
from .permissions import ActionRights
from .repeating import ColocationRehearsableSerializer
from .serializers import HoldSerializer

__all__ = ('HOLD_RIGHTS', 'HoldMixin')

# The rows are requests that the user may view; whether the hold itself may be added or changed, the act asks.
HOLD_RIGHTS = {
    'hold': ActionRights('netbox_colocation.add_hold', rows='view'),
    'renew': ActionRights('netbox_colocation.change_hold', rows='view'),
    'release': ActionRights('netbox_colocation.change_hold', rows='view'),
}
REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)
HELD = {200: HoldSerializer, **REFUSALS}


class ColocationHoldPlacesSerializer(ColocationRehearsableSerializer):
    """Asks for nothing but, perhaps, to hold nothing."""


class ColocationRenewHoldSerializer(ColocationRehearsableSerializer):
    """Until when, or for how many days from now; without either, for the setting `hold_days`."""

    until = serializers.DateTimeField(required=False)
    days = serializers.IntegerField(required=False, min_value=1, max_value=3650)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if 'until' in attrs and 'days' in attrs:
            raise serializers.ValidationError({'days': _('Give either a moment or a number of days.')})
        return attrs


class ColocationReleaseHoldSerializer(ColocationRehearsableSerializer):
    reason = serializers.CharField(max_length=5000)


class HoldMixin:
    """Adds `hold/`, `renew/` and `release/` to the viewset of requests, which takes `HOLD_RIGHTS`."""

    @extend_schema(request=ColocationHoldPlacesSerializer, responses={**HELD, 201: HoldSerializer})
    @action(detail=True, methods=['post'])
    def hold(self, request: Request, pk: int | None = None) -> Response:
        """Hold places, power, addresses, outlets and ports for all servers, or say with every reason why not."""
        sent = self._read(ColocationHoldPlacesSerializer, request)
        held = self._act(holding.hold_places, request, sent)
        if self.terms.is_rehearsal:
            # Nothing of it is stored, so there is nothing to ask for later.
            held |= dict.fromkeys(('id', 'url', 'display_url'))
        return Response(held, status=status.HTTP_200_OK if self.terms.is_rehearsal else status.HTTP_201_CREATED)

    @extend_schema(request=ColocationRenewHoldSerializer, responses=HELD)
    @action(detail=True, methods=['post'])
    def renew(self, request: Request, pk: int | None = None) -> Response:
        """Keep what is held until later; nothing is let go of meanwhile."""
        sent = self._read(ColocationRenewHoldSerializer, request)
        return Response(self._act(holding.renew_places, request, sent))

    @extend_schema(request=ColocationReleaseHoldSerializer, responses=HELD)
    @action(detail=True, methods=['post'])
    def release(self, request: Request, pk: int | None = None) -> Response:
        """Give back what is held."""
        sent = self._read(ColocationReleaseHoldSerializer, request)
        return Response(self._act(holding.release_places, request, sent))

    def _read(self, serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
        body = serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data

    def _act(self, act: Any, request: Request, sent: dict[str, Any]) -> dict[str, Any]:
        hold = act(self.get_object(), actor=request.user, now=timezone.now(), **sent)
        return dict(HoldSerializer(hold, context=self.get_serializer_context()).data)
