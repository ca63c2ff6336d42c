"""Find places over REST: the same answer as on the page. Nothing is stored, whatever the method."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from dcim.models import Rack
from netbox.api.authentication import TokenPermissions

from ...capacity.estate import Demand
from ...capacity.questions import Question
from ...capacity.searching import Found, search
from ...capacity.snapshot import read_demand
from ...ui.places import reasons_of
from ..base import ColocationGenericView
from ..serializers_.places import (
    ColocationPlacesAnswerSerializer,
    ColocationPlacesOfRequestSerializer,
    ColocationPlacesQuerySerializer,
    ColocationPlacesQuestionSerializer,
)

__all__ = ('FindPlacesMixin', 'PlacesView')

RIGHTS = ['dcim.view_rack', 'netbox_colocation.view_capacitycheck']


class _PlacesPermission(TokenPermissions):
    """Looking at racks and at capacity checks, also with POST; a token must then be allowed to write, as everywhere."""

    perms_map = {**TokenPermissions.perms_map, 'GET': RIGHTS, 'POST': RIGHTS}


class PlacesView(ColocationGenericView):
    """Places for servers that nobody has asked for yet."""

    queryset = Rack.objects.all()
    renderer_classes = [JSONRenderer]
    filter_backends = []
    pagination_class = None

    def get_permissions(self) -> list[BasePermission]:
        return [_PlacesPermission()]

    @extend_schema(
        operation_id='plugins_colocation_places_of_one',
        parameters=[ColocationPlacesQuerySerializer],
        responses=ColocationPlacesAnswerSerializer,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say where servers of one kind fit, the best places first."""
        sent = request.query_params.dict()
        if 'domain_names' in sent:
            sent['domain_names'] = request.query_params.getlist('domain_names')
        return self._answer(ColocationPlacesQuerySerializer, sent)

    @extend_schema(
        operation_id='plugins_colocation_places_of_several',
        request=ColocationPlacesQuestionSerializer,
        responses=ColocationPlacesAnswerSerializer,
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say where several servers fit, all of them or none."""
        return self._answer(ColocationPlacesQuestionSerializer, request.data)

    def _answer(self, kind: type, data: Any) -> Response:
        asked = kind(data=data, context={'request': self.request})
        asked.is_valid(raise_exception=True)
        sent = asked.validated_data
        return respond(self.request, sent['question'], sent['demand'], sent)


class FindPlacesMixin:
    """The action `find-places/` of colocation requests."""

    @extend_schema(request=ColocationPlacesOfRequestSerializer, responses=ColocationPlacesAnswerSerializer)
    @action(detail=True, methods=['post'], url_path='find-places', parser_classes=[JSONParser])
    def find_places(self, request: Request, pk: int | None = None) -> Response:
        """Say where the servers of the request fit; what it holds itself does not stand against it."""
        colocation_request = self.get_object()
        if not request.user.has_perms(RIGHTS):
            raise PermissionDenied
        body = ColocationPlacesOfRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        question, demand = Question.of(colocation_request), read_demand(colocation_request)
        return respond(request, question, demand, body.validated_data)


def respond(request: Request, question: Question, demand: Demand, sent: dict[str, Any]) -> Response:
    """Return the answer for the user of the call."""
    found = search(
        question, demand, user=request.user, now=timezone.now(), limit=sent['limit'], explain=sent['explain']
    )
    return Response(ColocationPlacesAnswerSerializer(_describe(found, demand)).data)


def _describe(found: Found, demand: Demand) -> dict[str, Any]:
    is_partial = len(found.asked.servers) < len(demand.servers)
    return {
        'places': [{**place.as_dict(), 'reasons': reasons_of(place)} for place in found.places],
        'findings': [finding.as_dict() for finding in found.findings],
        'asked_alone': found.asked.servers[0].name if is_partial else None,
        'refused': [answer.as_dict() for answer in found.refusals],
    }
