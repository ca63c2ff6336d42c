"""Many calls in one: each as it would be alone, or all of them or none."""

import json
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from core.signals import clear_events
from netbox.api.authentication import TokenAuthentication

from ...exceptions import DataInvalid, Refusal
from ..base import ColocationAPIView
from ..bodies import LargeBodyMixin
from ..errors import ColocationErrorSerializer

__all__ = ('BatchView',)

MOST_CALLS = 200
METHODS = ('POST', 'PATCH', 'PUT', 'DELETE')
ROOT = f'/{settings.BASE_PATH}api/plugins/colocation/'
# Headers of the batch itself, which are not those of its calls.
OWN_HEADERS = frozenset({'HTTP_IF_MATCH', 'HTTP_IDEMPOTENCY_KEY', 'HTTP_ACCEPT', 'HTTP_CONTENT_ENCODING'})
EXAMPLE = {
    'atomic': True,
    'calls': [
        {'method': 'POST', 'path': 'colocation-requests/12/hold/', 'body': {}},
        {'method': 'POST', 'path': 'colocation-requests/13/hold/', 'body': {}},
    ],
}


class ColocationCallSerializer(serializers.Serializer):
    """One call. `path` is below `/api/plugins/colocation/`, and may have a query."""

    method = serializers.ChoiceField(choices=[(method, method) for method in METHODS], default='POST')
    path = serializers.CharField(max_length=2000)
    body = serializers.JSONField(required=False, default=dict)
    if_match = serializers.CharField(required=False, allow_blank=True, default='', max_length=200)


class ColocationBatchSerializer(serializers.Serializer):
    """Calls in their order. With `atomic`, none of them happens when one of them is refused."""

    atomic = serializers.BooleanField(required=False, default=False)
    calls = serializers.ListField(child=ColocationCallSerializer(), min_length=1, max_length=MOST_CALLS)


class ColocationCallAnswerSerializer(serializers.Serializer):
    """What one call was answered with, under its own status."""

    status = serializers.IntegerField()
    body = serializers.JSONField(allow_null=True)


class ColocationBatchAnswerSerializer(serializers.Serializer):
    """The answers in the order of the calls. `done` says whether what they did stands."""

    done = serializers.BooleanField()
    answers = ColocationCallAnswerSerializer(many=True)


class BatchView(LargeBodyMixin, ColocationAPIView):
    """Many calls that write, in one: acts on many cases, holds, visits or targets.

    Each is checked as it would be alone, with the caller's own permissions. 200 with an answer for each; with `atomic`,
    409 as soon as one is refused, and nothing of the others stands.

    The body may be 16 MiB large, and packed with gzip (`Content-Encoding: gzip`).
    """

    body_path = 'batch/'
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id='plugins_colocation_batch',
        request=ColocationBatchSerializer,
        responses={
            200: ColocationBatchAnswerSerializer,
            400: ColocationErrorSerializer,
            409: ColocationBatchAnswerSerializer,
            413: ColocationErrorSerializer,
        },
        examples=[OpenApiExample('two holds or none', value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        body = ColocationBatchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        calls, is_atomic = body.validated_data['calls'], body.validated_data['atomic']
        views = _find_views(calls)
        answers = []
        with transaction.atomic():
            for call, found in zip(calls, views, strict=True):
                answers.append(_answer(request, call, found))
                if is_atomic and answers[-1]['status'] >= HTTPStatus.BAD_REQUEST:
                    transaction.set_rollback(True)
                    clear_events.send(sender=type(self))
                    return Response({'done': False, 'answers': answers}, status=HTTPStatus.CONFLICT)
        return Response({'done': True, 'answers': answers})


def _find_views(calls: list[dict[str, Any]]) -> list[Any]:
    """Return the view behind every path.

    Raises:
        DataInvalid: paths that lead nowhere, or to a batch again; nothing was called.
    """
    found, refusals = [], []
    for place, call in enumerate(calls):
        try:
            match = resolve(ROOT + call['path'].partition('?')[0].lstrip('/'))
        except Resolver404:
            match = None
        if match is None or getattr(match.func, 'cls', None) is BatchView:
            message = _('“{path}” is no path of this API that a batch may call.').format(path=call['path'])
            refusals.append(Refusal('path-unknown', message, field=f'calls.{place}.path'))
        found.append(match)
    if refusals:
        raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)
    return found


def _answer(request: Request, call: dict[str, Any], match: Any) -> dict[str, Any]:
    """Call a view as the caller, in a savepoint of its own."""
    with transaction.atomic():
        response = match.func(_as_request(request, call), *match.args, **match.kwargs)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            transaction.set_rollback(True)
    if hasattr(response, 'render'):
        response.render()
    content = b'' if response.streaming else response.content
    is_json = 'json' in response.get('Content-Type', '')
    return {'status': response.status_code, 'body': json.loads(content) if is_json and content else None}


def _as_request(request: Request, call: dict[str, Any]) -> HttpRequest:
    """Return the call as a request of its own, with the caller's session or token."""
    own, content = request._request, json.dumps(call['body']).encode()
    path, _mark, query = call['path'].partition('?')
    environ = {name: value for name, value in own.META.items() if name not in OWN_HEADERS} | {
        'REQUEST_METHOD': call['method'],
        'PATH_INFO': ROOT + path.lstrip('/'),
        'QUERY_STRING': query,
        'CONTENT_TYPE': 'application/json',
        'CONTENT_LENGTH': str(len(content)),
        'HTTP_ACCEPT': 'application/json',
        'wsgi.input': BytesIO(content),
    }
    if call['if_match']:
        environ['HTTP_IF_MATCH'] = call['if_match']
    one = WSGIRequest(environ)
    one.csrf_processing_done = True  # the batch was checked, and its calls are authenticated as it was
    for name in ('session', 'id'):
        if hasattr(own, name):
            setattr(one, name, getattr(own, name))
    # A token is read again from its header, with what it may; a session's user is known already.
    has_token = isinstance(request.successful_authenticator, TokenAuthentication)
    one.user = AnonymousUser() if has_token else request.user
    return one
