"""How a refusal of the plugin is answered: the one place that turns an error into a problem (RFC 9457)."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.db import DataError, IntegrityError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from psycopg import errors
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from core.signals import clear_events

from ..exceptions import (
    CallRefused,
    ChangedMeanwhile,
    ColocationError,
    Refusal,
)
from ..ui.acting import status_of_refusal

__all__ = (
    'PROBLEM',
    'ColocationErrorSerializer',
    'ColocationErrorsMixin',
    'ColocationFindingSerializer',
)

PROBLEM = 'application/problem+json'

# What a check that went before the write cannot see: another transaction that was not over yet.
RACES = (errors.UniqueViolation, errors.ExclusionViolation, errors.ForeignKeyViolation)


class ColocationFindingSerializer(serializers.Serializer):
    """One reason of a refusal (`exceptions.Refusal`)."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True)
    data = serializers.DictField()


class ColocationErrorSerializer(serializers.Serializer):
    """A problem (RFC 9457): a stable code, a sentence, and all reasons at once."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    findings = ColocationFindingSerializer(many=True)


class ColocationErrorsMixin:
    """Answers the plugin's own errors as problems, and every other error so for who accepts problems.

    List it before NetBox's viewset.
    """

    def handle_exception(self, exc: Exception) -> HttpResponseBase:
        if isinstance(exc, IntegrityError) and isinstance(exc.__cause__, RACES):
            exc = ChangedMeanwhile(_('Somebody else was faster: read it anew, and try again.'))
        if isinstance(exc, DataError):
            # A filter by a pattern that is none, say; NetBox's own filters pass it on to the database.
            message = _('The database cannot read a value that was sent: look at patterns, numbers and dates.')
            exc = CallRefused(message, refusals=[Refusal('value-unreadable', message)])
        if not isinstance(exc, ColocationError):
            response = super().handle_exception(exc)
            if isinstance(exc, APIException) and isinstance(response, Response):
                response.reason_code = exc.default_code
            return response
        # What was written was rolled back: its events must not reach webhooks.
        clear_events.send(sender=self)
        status_code = status_of_refusal(exc)
        response = Response(exc.as_problem(status_code), status=status_code)
        response.exception = True
        response.is_problem = True
        return response

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> Any:
        if isinstance(response, Response) and response.status_code >= HTTPStatus.BAD_REQUEST:
            is_problem = getattr(response, 'is_problem', False)
            if not is_problem and PROBLEM in request.headers.get('Accept', ''):
                response.data = _rewritten(response)
                is_problem = True
            response = super().finalize_response(request, response, *args, **kwargs)
            if is_problem and response.accepted_renderer.format == 'json':
                response.content_type = PROBLEM
            return response
        return super().finalize_response(request, response, *args, **kwargs)


def _rewritten(response: Response) -> dict[str, Any]:
    """Return what Django REST framework says of an error, as a problem."""
    code = getattr(response, 'reason_code', 'error').replace('_', '-')
    refusals = [
        Refusal('field-invalid' if field else code, message, field=field)
        for field, message in _sentences(response.data)
    ]
    detail = ' '.join(refusal.message for refusal in refusals) or HTTPStatus(response.status_code).phrase
    error = ColocationError(detail, refusals=refusals)
    error.code = code
    return error.as_problem(response.status_code)


def _sentences(data: Any, field: str = '') -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for everything that an error says; fields inside others are joined by dots."""
    if isinstance(data, dict):
        for name, value in data.items():
            inner = '' if name in ('detail', 'non_field_errors') else str(name)
            yield from _sentences(value, '.'.join(part for part in (field, inner) if part))
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            is_nested = isinstance(value, dict | list)
            yield from _sentences(value, f'{field}.{place}' if is_nested and field else field)
    else:
        yield field, str(data)
