"""How endpoints that answer with a file agree on a media type."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

__all__ = ('AnyMediaType',)


class AnyMediaType(DefaultContentNegotiation):
    """Serves whatever the client says it accepts: the file is what it is, and an error about it is JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type
