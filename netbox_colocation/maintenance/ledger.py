"""What was found so far while an impact is followed: the worst mark of each object, and what nobody knows."""

from collections.abc import Iterable
from typing import Any

from ..choices import ImpactGradeChoices as Grade
from .impact_shapes import Mark, Reference, Trail, is_worse

__all__ = ('BAYS', 'DEVICE', 'MOST_HOPS', 'Ledger')

DEVICE = 'dcim.device'
# So many devices, one behind the other, are followed; a longer chain is said to be unknown beyond them.
MOST_HOPS = 12
BAYS = """
SELECT bay.device_id, bay.id, bay.installed_device_id FROM dcim_devicebay bay
WHERE bay.device_id = ANY(%(devices)s::bigint[]) AND bay.installed_device_id IS NOT NULL
ORDER BY bay.id
"""


class Ledger:
    """Marks by object, in the order in which they were found.

    Attributes:
        dead: devices without power, or taken out: nothing passes through them any more.
        isolated: devices that no network path reaches any more.
    """

    def __init__(self) -> None:
        self.marks: dict[Reference, Mark] = {}
        self.unknown: dict[str, dict[Reference, Trail]] = {}
        self.dead: set[int] = set()
        self.isolated: set[int] = set()

    def note(self, reference: Reference, grade: str, reason: str, trail: Trail, **facts: Any) -> bool:
        """Keep a mark unless the object has one that is as bad; returns whether it was kept."""
        known = self.marks.get(reference)
        if known is not None and not is_worse(grade, known.grade):
            return False
        self.marks[reference] = Mark(grade, reason, trail, facts)
        return True

    def note_dead(self, device: int, reason: str, trail: Trail, **facts: Any) -> None:
        """Mark a device as out: without power, or taken out."""
        self.note((DEVICE, device), Grade.OUTAGE, reason, trail, **facts)
        self.dead.add(device)

    def device(self, device: int) -> Mark | None:
        return self.marks.get((DEVICE, device))

    def devices(self, grades: Iterable[str]) -> list[int]:
        """Return the devices with one of these grades, lowest key first."""
        wanted = set(grades)
        return sorted(pk for (model, pk), mark in self.marks.items() if model == DEVICE and mark.grade in wanted)

    def say_unknown(self, code: str, trail: Trail) -> None:
        """Remember something that NetBox does not know about the last object of the trail."""
        self.unknown.setdefault(code, {}).setdefault((trail.model, trail.pk), trail)
