"""What is hit when something goes: NetBox's own data followed from what is touched, set by set.

In this order: what the work takes out (`removal`), power (`power`, `overload`), network (`network`), stacks, addresses
(`addresses`), and what depends on devices (`dependents`). Each hop takes a fixed number of queries, whatever the number
of objects, and the order of everything is fixed: the same data gives the same answer. What NetBox does not know is said
(`Impact.unknown`, and lines of the grade *unknown*), never guessed.
"""

from collections.abc import Mapping
from typing import Any

from ..choices import ImpactGradeChoices as Grade
from . import addresses, dependents, network, overload, power, removal
from .impact_shapes import GRADES, SEVERITY, Impact, Line, Mark, Reference, Step, Trail, Unknown, is_worse
from .labels import read_labels, read_owners
from .ledger import DEVICE, Ledger
from .scope import Touched

__all__ = (
    'GRADES',
    'SEVERITY',
    'Impact',
    'Line',
    'Step',
    'Touched',
    'Unknown',
    'assess',
    'is_worse',
    'worse_together',
)

MODELS = (DEVICE, addresses.MACHINE, dependents.SERVICE, 'circuits.circuit')
EXAMPLES = 10


def assess(touched: Touched) -> Impact:
    """Follow what is touched to everything it hits."""
    ledger = Ledger()
    start = removal.take_out(touched, ledger)
    loss = power.follow(start, ledger)
    overload.follow(ledger, loss)
    network.follow(start, ledger)
    dependents.follow_chassis(ledger)
    lost = addresses.follow(touched, ledger)
    dependents.follow_blades(ledger)
    dependents.follow_machines(ledger)
    dependents.follow_services(ledger, lost)
    return _write(ledger)


def worse_together(
    one: Touched, other: Touched, *, alone: tuple[Impact | None, Impact | None] = (None, None)
) -> tuple[Line, ...]:
    """Return the devices that both together hit worse than either alone: redundant partners.

    `alone` are the impacts of the two, where they are known already.
    """
    first, second = ((known or assess(touched)).devices() for known, touched in zip(alone, (one, other), strict=True))
    return tuple(
        line
        for line in assess(one | other).lines
        if line.model == DEVICE
        and is_worse(line.grade, first.get(line.pk, Grade.NONE))
        and is_worse(line.grade, second.get(line.pk, Grade.NONE))
    )


def _write(ledger: Ledger) -> Impact:
    """Turn marks and trails into lines with labels."""
    examples = {
        code: [found[key] for key in sorted(found)[:EXAMPLES]] for code, found in sorted(ledger.unknown.items())
    }
    writer = _Writer([mark.trail for mark in ledger.marks.values()], examples, ledger.marks)
    lines = [writer.line(reference, mark) for reference, mark in ledger.marks.items()]
    lines.sort(key=lambda line: (SEVERITY[line.grade], MODELS.index(line.model), line.label, line.pk))
    unknown = tuple(
        Unknown(code, len(ledger.unknown[code]), tuple(writer.path(trail)[-1] for trail in trails))
        for code, trails in examples.items()
    )
    return Impact(tuple(lines), unknown)


class _Writer:
    """Names everything on the trails at once, and writes paths that share their beginnings."""

    def __init__(
        self, trails: list[Trail], examples: Mapping[str, list[Trail]], marks: Mapping[Reference, Mark]
    ) -> None:
        references: set[Reference] = set()
        seen: set[int] = set()
        trail: Trail | None
        for trail in (*trails, *(each for some in examples.values() for each in some)):
            while trail is not None and id(trail) not in seen:
                seen.add(id(trail))
                references.add((trail.model, trail.pk))
                trail = trail.before
        references |= {reference for mark in marks.values() for reference in mark.facts.get('on', ())}
        self._labels = read_labels(references)
        self._owners = read_owners(marks)
        self._paths: dict[int, tuple[Step, ...]] = {}
        self._steps: dict[Reference, dict[str, Any]] = {}

    def line(self, reference: Reference, mark: Mark) -> Line:
        model, pk = reference
        device, tenant = self._owners.get(reference, (None, None))
        path = self.path(mark.trail)
        return Line(
            model, pk, self._labels[reference], device, tenant, mark.grade, mark.reason, path, self._facts(mark)
        )

    def path(self, trail: Trail) -> tuple[Step, ...]:
        known = self._paths.get(id(trail))
        if known is None:
            before = self.path(trail.before) if trail.before is not None else ()
            label = self._labels[trail.model, trail.pk]
            known = self._paths[id(trail)] = (*before, Step(trail.joined, trail.model, trail.pk, label))
        return known

    def _facts(self, mark: Mark) -> dict[str, Any]:
        facts = dict(mark.facts)
        if references := facts.pop('on', ()):
            facts['on'] = [self._on(reference) for reference in references]
        return facts

    def _on(self, reference: Reference) -> dict[str, Any]:
        if reference not in self._steps:
            self._steps[reference] = Step('on', *reference, self._labels[reference])._asdict()
        return self._steps[reference]
