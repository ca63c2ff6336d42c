"""How a refusal of the plugin is answered: the one place that turns a `ColocationError` into a response."""

from rest_framework import serializers, status
from rest_framework.response import Response

from core.signals import clear_events

from ..exceptions import (
    ColocationError,
    DataInvalid,
    DocumentInvalid,
    FileRefused,
    OutcomeUnknown,
    RoleNotHeld,
)

__all__ = ('ColocationErrorSerializer', 'ColocationErrorsMixin', 'ColocationFindingSerializer', 'status_of')

# What is wrong with the request itself is 400, who asks is 403; everything else is a conflict with the state of things.
_STATUS_CODES: tuple[tuple[type[ColocationError], int], ...] = (
    (RoleNotHeld, status.HTTP_403_FORBIDDEN),
    (DataInvalid, status.HTTP_400_BAD_REQUEST),
    (DocumentInvalid, status.HTTP_400_BAD_REQUEST),
    (FileRefused, status.HTTP_400_BAD_REQUEST),
    (OutcomeUnknown, status.HTTP_400_BAD_REQUEST),
)


class ColocationFindingSerializer(serializers.Serializer):
    """One reason of a refusal (`exceptions.Refusal`)."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField()
    data = serializers.DictField()


class ColocationErrorSerializer(serializers.Serializer):
    """The body of every refusal: a stable code, a sentence, and all reasons at once."""

    code = serializers.CharField()
    detail = serializers.CharField()
    findings = ColocationFindingSerializer(many=True)


def status_of(error: ColocationError) -> int:
    """Return the HTTP status that a refusal is answered with."""
    return next((code for kind, code in _STATUS_CODES if isinstance(error, kind)), status.HTTP_409_CONFLICT)


class ColocationErrorsMixin:
    """Lets the actions of a view raise the plugin's own errors. List it before NetBox's viewset."""

    def handle_exception(self, exc: Exception) -> Response:
        if not isinstance(exc, ColocationError):
            return super().handle_exception(exc)
        # What was written was rolled back: its events must not reach webhooks.
        clear_events.send(sender=self)
        response = Response(exc.as_dict(), status=status_of(exc))
        response.exception = True
        return response
