"""Who acts: a user in a role that they hold on the day of the act."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import HolderCapacityChoices, TaskStateChoices
from ..constants import APPLICANT
from ..exceptions import RoleNotHeld
from ..models import Appointment, Case, ProcedureRole, Representative, Task, name_of_user

__all__ = ('Actor', 'as_actor', 'by_permission', 'find_actor', 'find_holders', 'tasks_of')


@dataclass(frozen=True)
class Actor:
    """A user in a role, as letters and events name them.

    `user` is the holder; None for an official without an account, whose act on paper `recorded_by` writes down.
    """

    user: AbstractUser | None
    name: str
    position: str
    rank: str = ''
    employee_number: str = ''
    capacity: str = ''
    recorded_by: AbstractUser | None = None

    @property
    def account(self) -> AbstractUser:
        """The user for rows that need one: the holder, or whoever records for them."""
        account = self.user or self.recorded_by
        if account is None:
            raise ValueError('an actor is a user, or is recorded by one')
        return account

    def is_user(self, pk: int | None) -> bool:
        """Whether the holder is the user of that key; nobody is the same person as somebody without an account."""
        return pk is not None and self.user is not None and self.user.pk == pk


def find_actor(
    user: AbstractUser,
    *,
    case: Case,
    role: ProcedureRole | None,
    now: datetime.datetime,
) -> Actor:
    """Return the user as the holder of the role on that day; `role` None means the case's applicant.

    Who holds it definitively acts as such; an acting or delegated appointment counts otherwise.

    Raises:
        RoleNotHeld: the user does not hold it.
    """
    day = timezone.localtime(now).date()
    if role is None:
        return _find_representative(user, case, day)
    held = list(Appointment.objects.on(day).filter(role=role, user=user).order_by('pk'))
    if not held:
        raise RoleNotHeld(
            _('This waits for {role} of {agency}; you do not hold that role today.').format(
                role=role, agency=role.agency
            )
        )
    held.sort(key=lambda appointment: appointment.capacity != HolderCapacityChoices.DEFINITIVE)
    return as_actor(held[0], role=role)


def as_actor(
    holder: Appointment | Representative, *, role: ProcedureRole | None, recorded_by: AbstractUser | None = None
) -> Actor:
    """Return the holder of a role, or the representative of an applicant, as an actor."""
    user: Any = holder.user  # django-stubs know the user's class as another name of it
    if isinstance(holder, Representative):
        return Actor(
            user=user,
            name=name_of_user(user),
            position=holder.position,
            recorded_by=recorded_by,
        )
    return Actor(
        user=user,
        name=holder.holder_name,
        position=(role or holder.role).name,
        rank=holder.rank,
        employee_number=holder.employee_number,
        capacity=holder.capacity,
        recorded_by=recorded_by,
    )


def by_permission(user: AbstractUser) -> Actor:
    """Return a user who acts by a permission of their own, for no office."""
    return Actor(user=user, name=name_of_user(user), position='')


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
    """Return the condition on tasks that wait for this user: their roles, and the agencies that they represent.

    Both are few and are looked up first: the database then reads the index of open tasks of just these.
    """
    day = timezone.localtime(now).date()
    roles = list(Appointment.objects.on(day).filter(user=user.pk).values_list('role', flat=True))
    tenants = list(Representative.objects.on(day).filter(user=user.pk).values_list('tenant', flat=True))
    mine = Q(role__in=roles)
    if tenants:
        mine |= Q(role_key=APPLICANT, case__applicant__in=tenants)
    return Q(state=TaskStateChoices.OPEN) & mine


def _find_representative(user: AbstractUser, case: Case, day: datetime.date) -> Actor:
    representative = (
        Representative.objects.on(day).filter(tenant=case.applicant_id, user=user).select_related('user').first()
    )
    if representative is None:
        raise RoleNotHeld(
            _('This waits for the applicant, {applicant}; you do not represent it today.').format(
                applicant=case.applicant
            )
        )
    return as_actor(representative, role=None)
