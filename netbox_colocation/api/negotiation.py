"""How endpoints that answer with a file agree on a media type."""

from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

__all__ = ('AnyMediaType',)


class AnyMediaType(BaseContentNegotiation):
    """Serves whatever the client says it accepts: the file is what it is, and an error about it is JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type
