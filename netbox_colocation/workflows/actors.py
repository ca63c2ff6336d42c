"""Who acts: a user in a role that they hold on the day of the act."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import TaskStateChoices
from ..constants import APPLICANT
from ..exceptions import RoleNotHeld
from ..models import Appointment, Case, ProcedureRole, Representative, Task

__all__ = ('Actor', 'find_actor', 'find_holders', 'tasks_of')


@dataclass(frozen=True)
class Actor:
    """A user in a role, as letters and events name them."""

    user: AbstractUser
    name: str
    position: str
    rank: str = ''
    employee_number: str = ''
    capacity: str = ''


def find_actor(
    user: AbstractUser,
    *,
    case: Case,
    role: ProcedureRole | None,
    now: datetime.datetime,
) -> Actor:
    """Return the user as the holder of the role on that day; `role` None means the case's applicant.

    Raises:
        RoleNotHeld: the user does not hold it.
    """
    day = timezone.localtime(now).date()
    if role is None:
        return _find_representative(user, case, day)
    appointment = Appointment.objects.on(day).filter(role=role, user=user).order_by('pk').first()
    if appointment is None:
        raise RoleNotHeld(
            _('This waits for {role} of {agency}; you do not hold that role today.').format(
                role=role, agency=role.agency
            )
        )
    return Actor(
        user=user,
        name=appointment.holder_name,
        position=role.name,
        rank=appointment.rank,
        employee_number=appointment.employee_number,
        capacity=appointment.capacity,
    )


def find_holders(task: Task, *, now: datetime.datetime) -> QuerySet[Any]:
    """Return the active users who may act on the task on that day."""
    day = timezone.localtime(now).date()
    users = get_user_model().objects.filter(is_active=True)
    if task.role_key == APPLICANT:
        rows = Representative.objects.on(day).filter(tenant=task.case.applicant_id, user=OuterRef('pk'))
    else:
        rows = Appointment.objects.on(day).filter(role=task.role_id, user=OuterRef('pk'))
    return users.filter(Exists(rows))


def tasks_of(user: AbstractUser, *, now: datetime.datetime) -> Q:
    """Return the condition on tasks that wait for this user: their roles, and the agencies that they represent."""
    day = timezone.localtime(now).date()
    roles = Appointment.objects.on(day).filter(user=user.pk).values('role')
    tenants = Representative.objects.on(day).filter(user=user.pk).values('tenant')
    mine = Q(role__in=roles) | Q(role_key=APPLICANT, case__applicant__in=tenants)
    return Q(state=TaskStateChoices.OPEN) & mine


def _find_representative(user: AbstractUser, case: Case, day: datetime.date) -> Actor:
    representative = Representative.objects.on(day).filter(tenant=case.applicant_id, user=user).first()
    if representative is None:
        raise RoleNotHeld(
            _('This waits for the applicant, {applicant}; you do not represent it today.').format(
                applicant=case.applicant
            )
        )
    return Actor(
        user=user,
        name=user.get_full_name() or user.get_username(),
        position=representative.position,
    )
