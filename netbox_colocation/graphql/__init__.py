"""GraphQL, to read: queries `colocation_<noun>` and `colocation_<noun>_list`. What a user may not view is not there."""

from .schema import schema

__all__ = ('schema',)
