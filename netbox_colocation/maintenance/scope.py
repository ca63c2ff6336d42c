"""What is touched: from here an impact is followed."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Model

if TYPE_CHECKING:
    from ..models import MaintenanceTicket

__all__ = ('MODELS', 'Touched')

# The set of `Touched` (and of a ticket) for each model of NetBox.
MODELS = {
    'dcim.device': 'devices',
    'dcim.rack': 'racks',
    'dcim.location': 'rooms',
    'dcim.powerpanel': 'power_panels',
    'dcim.powerfeed': 'power_feeds',
    'circuits.circuit': 'circuits',
    'ipam.prefix': 'prefixes',
}


@dataclass(frozen=True)
class Touched:
    """Primary keys of everything that is out of service at the same time."""

    devices: frozenset[int] = frozenset()
    racks: frozenset[int] = frozenset()
    rooms: frozenset[int] = frozenset()
    power_panels: frozenset[int] = frozenset()
    power_feeds: frozenset[int] = frozenset()
    circuits: frozenset[int] = frozenset()
    prefixes: frozenset[int] = frozenset()

    @classmethod
    def of(cls, ticket: 'MaintenanceTicket') -> 'Touched':
        """Return what a ticket touches; in one query for each kind."""
        return cls(**{name: frozenset(_keys(ticket, name)) for name in MODELS.values()})

    @classmethod
    def of_object(cls, touched: Model) -> 'Touched':
        """Return what is touched when one object of NetBox goes.

        Raises:
            ValueError: from a model that no impact is followed from.
        """
        try:
            name = MODELS[touched._meta.label_lower]
        except KeyError:
            raise ValueError(f'no impact is followed from {touched._meta.label_lower}') from None
        return cls(**{name: frozenset({touched.pk})})

    @classmethod
    def together(cls, *touched: 'Touched') -> 'Touched':
        """Return what is touched when all of these go at once."""
        return reduce(or_, touched, cls())

    @property
    def counts(self) -> dict[str, int]:
        """Return how many of each kind are touched, without those of which none is."""
        return {name: len(getattr(self, name)) for name in MODELS.values() if getattr(self, name)}

    def __or__(self, other: 'Touched') -> 'Touched':
        return Touched(**{name: getattr(self, name) | getattr(other, name) for name in MODELS.values()})

    def __and__(self, other: 'Touched') -> 'Touched':
        return Touched(**{name: getattr(self, name) & getattr(other, name) for name in MODELS.values()})

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Give each touched object as its model and primary key, in a fixed order."""
        return ((model, pk) for model, name in MODELS.items() for pk in sorted(getattr(self, name)))


def _keys(ticket: 'MaintenanceTicket', name: str) -> Any:
    return getattr(ticket, name).order_by().values_list('pk', flat=True)
