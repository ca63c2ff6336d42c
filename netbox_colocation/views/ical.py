"""What calendar programs read: a feed's secret address answers with an iCal file, without a login."""

import hashlib
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.debug import sensitive_variables
from django.views.generic import View

from ..constants import LANGUAGE_PREFERENCE
from ..ui.ical import CONTENT_TYPE, write_ical
from ..workflows.calendar_feeds import find_feed, read_feed
from ..workflows.notices import address_of

__all__ = ('FeedView',)

# The address is the key: it must not go to other sites, nor into a search engine.
_HEADERS = {
    'Cache-Control': 'private, max-age=300, must-revalidate',
    'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex, nofollow',
    'X-Content-Type-Options': 'nosniff',
}


class FeedView(View):
    """A feed that is unknown, revoked or expired, and one whose owner may not log in any more, get the same answer."""

    http_method_names: ClassVar[list[str]] = ['get', 'head', 'options']

    @sensitive_variables('token')
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        feed = find_feed(token, now=now)
        if feed is None:
            missing = HttpResponse(status=404, content_type='text/plain; charset=utf-8')
            return _with_headers(missing, {'Cache-Control': 'private, no-store'})
        with translation.override(feed.user.config.get(LANGUAGE_PREFERENCE) or translation.get_language()):
            body = write_ical(
                read_feed(feed, now=now), address_of=lambda path: address_of(path) or request.build_absolute_uri(path)
            )
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if _has(request, etag):
            return _with_headers(HttpResponseNotModified(), {'ETag': etag})
        name = f'attachment; filename="colocation-{feed.pk}.ics"'
        response = HttpResponse(body, content_type=CONTENT_TYPE)
        return _with_headers(response, {'ETag': etag, 'Content-Disposition': name})


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether the program says that it has this answer already; a proxy may have made its tag a weak one."""
    known = parse_etags(request.headers.get('If-None-Match', ''))
    return known == ['*'] or etag in {tag.removeprefix('W/') for tag in known}


def _with_headers(response: HttpResponse, further: dict[str, str]) -> HttpResponse:
    for name, value in {**_HEADERS, **further}.items():
        response[name] = value
    patch_vary_headers(response, ['Accept-Language'])
    return response
