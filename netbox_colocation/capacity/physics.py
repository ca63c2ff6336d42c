"""What is known of a rack's load in kg and of its cooling. Pure, frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .findings import Evidence

__all__ = ('RackCooling', 'RackWeight')


@dataclass(frozen=True, slots=True)
class RackWeight:
    """Grams: `limit` is the rack's maximum (None: nobody knows), `carried` what is known of its contents and itself.

    `unknown` names at most 20 of the `unknown_count` devices and held servers whose weight nobody knows.
    """

    limit: int | None = None
    carried: int = 0
    unknown: tuple[Evidence, ...] = ()
    unknown_count: int = 0

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'RackWeight':
        """Restore what `dataclasses.asdict` gave, also after JSON."""
        return cls(**{**data, 'unknown': tuple(Evidence(**item) for item in data['unknown'])})


@dataclass(frozen=True, slots=True)
class RackCooling:
    """W of heat: `capacity` of the rack itself, `feeds` of its active cooling feeds (None: none is recorded).

    `capability` is NetBox's word for what the rack offers ('air-only', 'hybrid', 'liquid-only' or '').
    """

    capacity: int | None = None
    feeds: int | None = None
    capability: str = ''

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'RackCooling':
        """Restore what `dataclasses.asdict` gave, also after JSON."""
        return cls(**data)
