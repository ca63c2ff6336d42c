"""What every feed of monitoring is built on.

A feed restricts the targets to what its user may view, filters them by the query string, publishes what is stale, and
answers 304 before any content is read. Content is streamed, compressed where the client takes that: what a worker needs
does not grow with the targets.

    @extend_schema_view(get=extend_schema(operation_id=…, parameters=[MUTED], responses=…))
    class ZabbixView(FeedView):
        content_type = 'application/json'

        def write(self, targets, now):
            yield from json_list(json.dumps(host(each)) for each in read_published(targets))
"""

import datetime
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from ..filtersets import MonitoringTargetFilterSet
from ..models import MonitoringTarget
from ..monitoring.prometheus import LABEL, OMIT
from ..monitoring.publishing import publish, state_of
from .base import ColocationGenericView
from .negotiation import AnyMediaType

__all__ = ('MUTED', 'FeedView', 'json_list')

# Bytes that are written at once.
BLOCK = 1 << 17
# A feed of a monitoring system is read every minute: time counts more than size.
COMPRESSION = 1
# What may stand in the query string and is no filter.
UNFILTERED = frozenset({'muted', 'since', 'limit', 'format'})
MUTED = OpenApiParameter(
    'muted',
    str,
    enum=[LABEL, OMIT],
    description='What becomes of targets that maintenance mutes: labelled (so by itself), or left out meanwhile',
)


class FeedView(ColocationGenericView):
    """A feed of what monitoring is asked to watch.

    A subclass gives `content_type` and `write`; where what it says rests on more than the targets, also `state`.
    `when_muted` is what the client asked for by `?muted=`: LABEL or OMIT.
    """

    queryset = MonitoringTarget.objects.all()
    filterset_class = MonitoringTargetFilterSet
    filter_backends = [DjangoFilterBackend]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = AnyMediaType
    pagination_class = None
    content_type = 'application/json'
    when_muted = LABEL

    def get_queryset(self) -> QuerySet[MonitoringTarget]:
        return super().get_queryset().restrict(self.request.user, 'view')

    def write(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> Iterator[bytes]:
        """Yield the content, from what is published of the targets."""
        raise NotImplementedError

    def state(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> str:
        """Return a text that is another one whenever the content is: cheaply, since it is asked for at each call."""
        return state_of(targets)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        self.when_muted = _when_muted(request)
        targets = self.get_queryset()
        # Making the filters costs more than a feed that is unchanged.
        if request.query_params.keys() - UNFILTERED:
            targets = self.filter_queryset(targets)
        publish(now=now)
        etag = self._etag(request, self.state(targets, now))
        response = get_conditional_response(request, etag=etag) or self._answer(request, self.write(targets, now))
        response['ETag'] = etag
        # For nobody's cache but the client's own, which asks again: NetBox writes its own `Vary` over ours.
        response['Cache-Control'] = 'private, no-cache'
        return response

    def _etag(self, request: Request, state: str) -> str:
        """Return a weak tag: compressed or not, the content is the same."""
        version = apps.get_app_config('netbox_colocation').version
        parts = (version, self.content_type, request.path, request.META.get('QUERY_STRING', ''), state)
        return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:40]}"'

    def _answer(self, request: Request, content: Iterator[bytes]) -> HttpResponseBase:
        """Answer little at once and much as a stream; what goes wrong before the first block is an error as others."""
        blocks = _in_blocks(content)
        is_compressed = _takes_gzip(request)
        if is_compressed:
            blocks = _compress(blocks)
        first, second = next(blocks, b''), next(blocks, None)
        response: HttpResponseBase
        if second is None:
            response = HttpResponse(first, content_type=self.content_type)
        else:
            response = StreamingHttpResponse(_rest(first, second, blocks), content_type=self.content_type)
        if is_compressed:
            response['Content-Encoding'] = 'gzip'
        return response


def json_list(items: Iterable[str]) -> Iterator[bytes]:
    """Yield a JSON list of items that are JSON already."""
    yield b'['
    separator = ''
    for item in items:
        yield f'{separator}{item}'.encode()
        separator = ',\n'
    yield b']\n'


def _when_muted(request: Request) -> str:
    when_muted = request.query_params.get('muted', LABEL)
    if when_muted not in (LABEL, OMIT):
        raise ValidationError({'muted': [_('Write “label” or “omit”.')]})
    return when_muted


def _takes_gzip(request: Request) -> bool:
    for part in request.META.get('HTTP_ACCEPT_ENCODING', '').lower().split(','):
        name, *parameters = (text.strip() for text in part.split(';'))
        if name in ('gzip', '*'):
            return not any(text.replace(' ', '') in ('q=0', 'q=0.0', 'q=0.00', 'q=0.000') for text in parameters)
    return False


def _in_blocks(content: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what is written in blocks of some size: each that is sent costs a system call."""
    parts: list[bytes] = []
    size = 0
    for part in content:
        parts.append(part)
        size += len(part)
        if size >= BLOCK:
            yield b''.join(parts)
            parts, size = [], 0
    if parts:
        yield b''.join(parts)


def _compress(blocks: Iterator[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for block in blocks:
        if compressed := compressor.compress(block):
            yield compressed
    yield compressor.flush()


def _rest(first: bytes, second: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield all blocks; closing this one closes what reads the database."""
    yield first
    yield second
    yield from blocks
