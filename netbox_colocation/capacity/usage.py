"""How much of each resource there is, and what of it is taken: the figures of the capacity pages. Pure.

A figure adds up: total = used + held + free. What nobody knows is in no sum: `unknown` counts what takes an amount that
nobody recorded, `uncounted` the racks (or prefixes) that are left out because nobody recorded how much there is.

*place*: a unit counts as taken when either of its faces is. *primary*, *redundant*: what hangs on the active feeds of
each side; a consumer counts in full on every feed that its supplies hang on, as if the others had failed.
*electricity*: the racks that are fed twice, with what they draw and may still draw so that either side alone carries
everything. *cooling*, *weight*: the racks whose limit is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Self

__all__ = ('ADDRESS_KINDS', 'FIGURES', 'UNITS', 'Figure', 'Pending', 'RackSums', 'Usage', 'add_up', 'figures_of')

# The words of choices.AddressKindChoices, which pure modules cannot import.
ADDRESS_KINDS = ('public-ipv4', 'private-ipv4', 'public-ipv6', 'private-ipv6')
UNITS: Mapping[str, str] = {
    'place': 'U',
    'electricity': 'W',
    'primary': 'W',
    'redundant': 'W',
    'ups': 'W',
    'cooling': 'W',
    'weight': 'kg',
    'bandwidth': 'kbit/s',
    **dict.fromkeys((*ADDRESS_KINDS, 'addresses'), 'addresses'),
}
# In their order; 'addresses' are those of all kinds, where nobody can tell the kinds apart.
FIGURES = tuple(UNITS)
GRAMS = 1000  # in a kg


@dataclass(frozen=True, slots=True)
class Figure:
    """One resource of one place, in its unit (`UNITS`).

    Attributes:
        total: what there is; None when nobody knows.
        used, held: what is taken, and what holds keep; a held amount is in `held` alone.
        pending: what open requests without a hold ask for; None where requests do not say so much (a rack).
    """

    resource: str
    total: float | None
    used: float = 0
    held: float = 0
    pending: float | None = None
    unknown: int = 0
    uncounted: int = 0

    @property
    def unit(self) -> str:
        return UNITS[self.resource]

    @property
    def free(self) -> float | None:
        """What is left; below 0 when too much is taken already."""
        return None if self.total is None else self.total - self.used - self.held

    @property
    def share(self) -> float | None:
        """The part (0-1, or more) that is used or held."""
        return (self.used + self.held) / self.total if self.total else None

    def __add__(self, other: 'Figure') -> 'Figure':
        known = [total for total in (self.total, other.total) if total is not None]
        asked = [pending for pending in (self.pending, other.pending) if pending is not None]
        return Figure(
            self.resource,
            sum(known) if known else None,
            self.used + other.used,
            self.held + other.held,
            sum(asked) if asked else None,
            self.unknown + other.unknown,
            self.uncounted + other.uncounted,
        )


@dataclass(frozen=True, slots=True)
class RackSums:
    """What some racks have and carry together; W, g and half units.

    Attributes:
        taken: half units taken on either face, those in `held_half_units` included.
        fed_twice, fed_once: racks with active feeds of both types, and of one only; the others have none.
        left: W that the racks fed twice may still draw; `overloaded` of them draw too much, `worst` is the least left.
        primary_racks, redundant_racks: how many have an active feed of the type.
        weight_racks, cooling_racks: how many have a limit; the sums beside are of those.
    """

    racks: int = 0
    half_units: int = 0
    taken: int = 0
    held_half_units: int = 0
    load: int = 0
    held: int = 0
    unknown_draws: int = 0
    fed_twice: int = 0
    fed_once: int = 0
    twice_load: int = 0
    twice_held: int = 0
    left: int = 0
    overloaded: int = 0
    worst: int | None = None
    primary_racks: int = 0
    primary_watts: int = 0
    primary_load: int = 0
    primary_held: int = 0
    redundant_racks: int = 0
    redundant_watts: int = 0
    redundant_load: int = 0
    redundant_held: int = 0
    weight_racks: int = 0
    weight_limit: int = 0
    carried: int = 0
    held_weight: int = 0
    unknown_weights: int = 0
    cooling_racks: int = 0
    cooling: int = 0
    cooled_load: int = 0
    cooled_held: int = 0

    def __add__(self, other: Self) -> 'RackSums':
        values = {name: getattr(self, name) + getattr(other, name) for name in _SUMMED}
        worst = [value for value in (self.worst, other.worst) if value is not None]
        return RackSums(**values, worst=min(worst, default=None))


_SUMMED = tuple(item.name for item in fields(RackSums) if item.name != 'worst')


@dataclass(frozen=True, slots=True)
class Pending:
    """What the servers of open requests ask for that hold nothing yet; W, g, half units and kbit/s."""

    servers: int = 0
    half_units: int = 0
    draw: int = 0
    unknown_draws: int = 0
    weight: int = 0
    unknown_weights: int = 0
    bandwidth: int = 0
    addresses: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Self) -> 'Pending':
        names = ('servers', 'half_units', 'draw', 'unknown_draws', 'weight', 'unknown_weights', 'bandwidth')
        kinds = {*self.addresses, *other.addresses}
        return Pending(
            **{name: getattr(self, name) + getattr(other, name) for name in names},
            addresses={kind: self.addresses.get(kind, 0) + other.addresses.get(kind, 0) for kind in kinds},
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """The figures of one place, by resource, in the order of `FIGURES`; `pending` None for a rack."""

    sums: RackSums
    pending: Pending | None
    figures: Mapping[str, Figure]


def add_up(parts: Iterable[RackSums]) -> RackSums:
    return sum(parts, RackSums())


def figures_of(
    sums: RackSums, pending: Pending | None = None, supplies: Mapping[str, Figure] | None = None
) -> dict[str, Figure]:
    """Return the figures of some racks; `supplies` are those of pools and prefixes, without what is pending."""
    asked = _asked(pending)
    figures = [
        Figure('place', sums.half_units / 2, (sums.taken - sums.held_half_units) / 2, sums.held_half_units / 2),
        Figure(
            'electricity',
            sums.twice_load + sums.twice_held + sums.left if sums.fed_twice else None,
            sums.twice_load,
            sums.twice_held,
            unknown=sums.unknown_draws,
            uncounted=sums.racks - sums.fed_twice,
        ),
        _side(sums, 'primary'),
        _side(sums, 'redundant'),
        *(supplies or {}).values(),
        Figure(
            'cooling',
            sums.cooling if sums.cooling_racks else None,
            sums.cooled_load,
            sums.cooled_held,
            unknown=sums.unknown_draws,
            uncounted=sums.racks - sums.cooling_racks,
        ),
        Figure(
            'weight',
            sums.weight_limit / GRAMS if sums.weight_racks else None,
            (sums.carried - sums.held_weight) / GRAMS,
            sums.held_weight / GRAMS,
            unknown=sums.unknown_weights,
            uncounted=sums.racks - sums.weight_racks,
        ),
    ]
    found = {figure.resource: _with_pending(figure, asked) for figure in figures}
    return {resource: found[resource] for resource in FIGURES if resource in found}


def _side(sums: RackSums, side: str) -> Figure:
    racks, watts = getattr(sums, f'{side}_racks'), getattr(sums, f'{side}_watts')
    held = getattr(sums, f'{side}_held')
    return Figure(
        side,
        watts if racks else None,
        getattr(sums, f'{side}_load') - held,
        held,
        unknown=sums.unknown_draws,
        uncounted=sums.racks - racks,
    )


def _asked(pending: Pending | None) -> dict[str, float]:
    """Return what is asked for of each resource; nothing at all where nobody can say."""
    if pending is None:
        return {}
    watts = dict.fromkeys(('electricity', 'primary', 'redundant', 'ups', 'cooling'), pending.draw)
    addresses = {kind: pending.addresses.get(kind, 0) for kind in ADDRESS_KINDS}
    return {
        'place': pending.half_units / 2,
        **watts,
        'weight': pending.weight / GRAMS,
        'bandwidth': pending.bandwidth,
        **addresses,
    }


def _with_pending(figure: Figure, asked: Mapping[str, float]) -> Figure:
    return Figure(
        figure.resource,
        figure.total,
        figure.used,
        figure.held,
        asked.get(figure.resource),
        figure.unknown,
        figure.uncounted,
    )
