"""What stands before every page: the user's language, and a bound on what may be sent to the plugin."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from .conf import get_setting
from .constants import LANGUAGE_PREFERENCE, LARGEST_BODIES_MIB
from .exceptions import FileRefused, Refusal

__all__ = ('BoundedBodyMiddleware', 'ChosenLanguageMiddleware')

MIB = 1024 * 1024
# What a form says besides its file, in bytes.
BESIDES = MIB


class ChosenLanguageMiddleware:
    """Activates the language of the user's preference for the length of a request.

    `id` is not among NetBox's own languages, so it is set per request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.user.config.get(LANGUAGE_PREFERENCE) if request.user.is_authenticated else ''
        if not language:
            return self.get_response(request)
        with translation.override(language):
            return self.get_response(request)


class BoundedBodyMiddleware:
    """Refuses bodies that are too large, or do not say how large they are, before a byte of them is read or stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.page_root = f'/{settings.BASE_PATH}plugins/colocation/'
        self.api_root = f'/{settings.BASE_PATH}api/plugins/colocation/'

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith((self.page_root, self.api_root)) and (
            refused := _find_refusal(request, LARGEST_BODIES_MIB.get(request.path_info.removeprefix(self.api_root)))
        ):
            return self._answer(request, *refused)
        return self.get_response(request)

    def _answer(self, request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
        refused = FileRefused(refusal.message, refusals=[refusal])
        if request.path_info.startswith(self.api_root):
            return JsonResponse(refused.as_problem(status), status=status, content_type='application/problem+json')
        return HttpResponse(
            render_to_string('netbox_colocation/body_refused.html', {'refusal': refused}), status=status
        )


def _find_refusal(request: HttpRequest, own_limit: int | None) -> tuple[Refusal, int] | None:
    """Return why the body is not read, and the HTTP status that says so.

    Args:
        own_limit: of this call, in MiB; None for those that bring files.
    """
    if request.META.get('HTTP_TRANSFER_ENCODING'):
        message = _('Send the file with its length (Content-Length), not in chunks.')
        return Refusal('length-missing', message), 411
    try:
        length = int(request.META.get('CONTENT_LENGTH') or 0)
    except ValueError:
        length = 0  # Django reads no body then
    if own_limit is not None:
        message = _('The body is larger than {limit} MiB: send less at once.').format(limit=own_limit)
        return (Refusal('too-large', message), 413) if length > own_limit * MIB else None
    limit = get_setting('upload_limit_mib')
    if length <= limit * MIB + BESIDES:
        return None
    message = _('The file is larger than {limit} MiB: scan it at a lower resolution, or split it.').format(limit=limit)
    return Refusal('too-large', message), 413
