"""The public page behind the QR code of a paper: what it is, and whether a file is that paper. Nothing is uploaded."""

from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from utilities.request import get_client_ip

from ..conf import get_setting
from ..documents.verification import find_code, find_paper

__all__ = ('VerificationEntryView', 'VerificationView')

MINUTE = 60  # seconds
# Of IPv6, what one subscriber has is counted together.
NETWORKS = {4: 32, 6: 64}
LANGUAGES = ('id', 'en')


@method_decorator(never_cache, name='dispatch')
class PublicView(View):
    """A page for everybody: counted per address, in Indonesian unless English is asked for, never kept or indexed."""

    http_method_names = ('get', 'head', 'options')

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not get_setting('verification_page'):
            raise Http404
        language = request.GET.get('lang')
        with translation.override(language if language in LANGUAGES else LANGUAGES[0]):
            if _count(request) > get_setting('verifications_per_minute'):
                response = self.answer({'is_throttled': True}, status=429)
                response['Retry-After'] = str(MINUTE)
                return response
            return super().dispatch(request, *args, **kwargs)

    def answer(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        context |= {'language': translation.get_language(), 'languages': LANGUAGES}
        response = render(self.request, 'netbox_colocation/verification.html', context, status=status)
        response['Content-Security-Policy'] = _policy()
        # The address is the key: it must not go to other sites, nor into a search engine.
        response['Referrer-Policy'] = 'no-referrer'
        response['X-Robots-Tag'] = 'noindex, nofollow, noarchive'
        response['X-Content-Type-Options'] = 'nosniff'
        return response


class VerificationEntryView(PublicView):
    """Asks for a code that is typed in: for people without a camera."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get('code', '')
        if not typed.strip():
            return self.answer({})
        if code := find_code(typed[:500]):
            address = reverse('plugins:netbox_colocation:verification', args=[code])
            return HttpResponseRedirect(f'{address}?lang={translation.get_language()}')
        return self.answer({'is_unknown': True}, status=404)


class VerificationView(PublicView):
    """Shows the paper of a code. Every other code gets the same answer, whatever is wrong with it."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        paper = find_paper(code)
        if paper is None:
            return self.answer({'is_unknown': True}, status=404)
        return self.answer({'paper': paper})


def _count(request: HttpRequest) -> int:
    """Count this look-up and return how many there were from that address in about a minute."""
    key = f'netbox_colocation.verifications.{_origin_of(request)}'
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key)
    except ValueError:  # the minute ended in between
        cache.set(key, 1, MINUTE)
        return 1


def _origin_of(request: HttpRequest) -> str:
    """Return the network that the request comes from, as NetBox's setting HTTP_CLIENT_IP_HEADERS tells it."""
    try:
        address = get_client_ip(request)
    except ValueError:
        return 'unknown'
    if address is None:
        return 'unknown'
    network = ip_network(f'{address}/{NETWORKS[address.version]}', strict=False)
    return network.network_address.exploded.replace(':', '-')


def _policy() -> str:
    """Return a policy that lets the page load its own style and script, and send nothing anywhere."""
    parts = urlsplit(static('netbox_colocation/verification.js'))
    source = f"'self' {parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"
    return (
        f"default-src 'none'; script-src {source}; style-src {source}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
