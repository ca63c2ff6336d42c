"""Speaks Indonesian to the users who chose it: `id` is not among NetBox's own languages, so it is set per request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from .constants import LANGUAGE_PREFERENCE

__all__ = ('ChosenLanguageMiddleware',)


class ChosenLanguageMiddleware:
    """Activates the language of the user's preference for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.user.config.get(LANGUAGE_PREFERENCE) if request.user.is_authenticated else ''
        if not language:
            return self.get_response(request)
        with translation.override(language):
            return self.get_response(request)
