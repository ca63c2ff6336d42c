"""Who closed a task, as papers print them: name, office, rank and number of that day. Two queries for any number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from ..choices import HolderCapacityChoices
from ..models import Appointment, Representative, Task
from .indonesian import format_time

__all__ = ('AGENCY_SIDE', 'APPLICANT_SIDE', 'People', 'appointee', 'find_people', 'person_of')

APPLICANT_SIDE, AGENCY_SIDE = 'applicant', 'agency'


@dataclass(frozen=True)
class People:
    """Who held the roles of some tasks, and who represents their applicants."""

    appointments: dict[tuple[int | None, int], list[Appointment]] = field(default_factory=dict)
    representatives: dict[tuple[int, int], list[Representative]] = field(default_factory=dict)


def find_people(tasks: Iterable[Task]) -> People:
    """Read the offices of everybody who closed one of the tasks."""
    tasks = list(tasks)
    people = People()
    users = {task.closed_by_id for task in tasks if task.closed_by_id}
    roles = {task.role_id for task in tasks if task.role_id}
    for appointment in Appointment.objects.filter(user__in=users, role__in=roles).order_by('pk'):
        people.appointments.setdefault((appointment.user_id, appointment.role_id), []).append(appointment)
    tenants = {task.case.applicant_id for task in tasks if not task.role_id}
    for representative in Representative.objects.filter(user__in=users, tenant__in=tenants).order_by('pk'):
        people.representatives.setdefault((representative.user_id, representative.tenant_id), []).append(representative)
    return people


def person_of(task: Task, people: People) -> dict[str, Any]:
    """Return who closed the task, and when and how, as plain JSON."""
    at = timezone.localtime(task.acted_at or task.closed_at)
    facts: dict[str, Any] = {
        'side': AGENCY_SIDE if task.role_id else APPLICANT_SIDE,
        'name': task.closed_by_name,
        'position': task.role.name if task.role else '',
        'rank': '',
        'employee_number': '',
        'organisation': task.case.agency.name if task.role_id else task.case.applicant.name,
        'at_text': format_time(at),
        'how': 'paper' if task.on_paper else 'application',
    }
    if task.role_id:
        held = people.appointments.get((task.closed_by_id, task.role_id), [])
        held = [appointment for appointment in held if appointment.is_valid_on(at.date())]
        held.sort(key=lambda appointment: appointment.capacity != HolderCapacityChoices.DEFINITIVE)
        return {**facts, **(appointee(held[0], position=facts['position']) if held else {})}
    represented = people.representatives.get((task.closed_by_id, task.case.applicant_id), [])
    return {**facts, 'position': next((row.position for row in represented if row.position), '')}


def appointee(appointment: Appointment, *, position: str) -> dict[str, str]:
    """Return the holder of an office as papers print them."""
    prefix = HolderCapacityChoices.PREFIXES[appointment.capacity]
    return {
        'name': appointment.holder_name,
        'position': f'{prefix} {position}'.strip(),
        'rank': appointment.rank,
        'employee_number': appointment.employee_number,
    }
