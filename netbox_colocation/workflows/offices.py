"""Who decides beside the steps of a procedure: an office above that of whoever proposed it, and never themselves.

So maintenance windows are agreed to, and the papers signed that no step signs.
"""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import HolderCapacityChoices
from ..documents.subjects import Subject, agency_of
from ..exceptions import RoleNotHeld
from ..models import Appointment, ProcedureRole
from .actors import Actor, as_actor
from .publishing import document_of

__all__ = ('DecidingOffice', 'decides_here', 'find_deciding_office')


@dataclass(frozen=True)
class DecidingOffice:
    """The office in which somebody decides on what another proposed."""

    role: ProcedureRole
    actor: Actor


def find_deciding_office(
    subject: Subject, proposer: int | None, *, user: AbstractUser, now: datetime.datetime
) -> DecidingOffice:
    """Return the office in which this user decides on what somebody proposed about the subject.

    It stands above an office of the proposer's (`ProcedureRole.superior`, at any distance; the nearest counts first),
    or, where none stands above, it is an office of the subject's procedure that the proposer does not hold.

    Args:
        proposer: the key of the user who proposed or drafted it; None for the application itself.

    Raises:
        RoleNotHeld: the user proposed it, or holds no such office today.
    """
    if proposer is not None and proposer == user.pk:
        raise RoleNotHeld(_('You proposed this yourself: somebody of an office above yours has to agree.'))
    agency, day = agency_of(subject), timezone.localtime(now).date()
    offices = _deciding_roles(subject, agency, proposer, day)
    held = Appointment.objects.on(day).filter(user=user, role__in=offices).select_related('role__agency')
    order = {role.pk: index for index, role in enumerate(offices)}
    found = sorted(
        held.order_by('pk'),
        key=lambda one: (order[one.role_id], one.capacity != HolderCapacityChoices.DEFINITIVE),
    )
    if not found:
        names = ', '.join(str(role) for role in offices) or _('nobody: set which office stands above which')
        message = _('This is decided by {roles} of {agency}; you hold none of these offices today.')
        raise RoleNotHeld(message.format(roles=names, agency=agency))
    return DecidingOffice(found[0].role, as_actor(found[0], role=found[0].role))


def decides_here(subject: Subject, proposer: int | None, *, user: AbstractUser, now: datetime.datetime) -> bool:
    """Whether this user may decide now; see `find_deciding_office`."""
    try:
        find_deciding_office(subject, proposer, user=user, now=now)
    except RoleNotHeld:
        return False
    return True


def _deciding_roles(subject: Subject, agency: Tenant, proposer: int | None, day: datetime.date) -> list[ProcedureRole]:
    """The offices that may decide, the nearest above first; none that the proposer holds."""
    roles = {role.pk: role for role in ProcedureRole.objects.filter(agency=agency).order_by('pk')}
    held = set(Appointment.objects.on(day).filter(user=proposer, role__in=roles).values_list('role', flat=True))
    above: dict[int, ProcedureRole] = {}
    for distance in range(len(roles)):
        for pk in sorted(held):
            chain = _chain(roles[pk], roles)
            if distance < len(chain):
                above.setdefault(chain[distance].pk, chain[distance])
    found = [role for role in above.values() if role.pk not in held]
    if found:
        return found
    keys = _role_keys(subject)
    return [role for role in roles.values() if role.pk not in held and (keys is None or role.key in keys)]


def _chain(role: ProcedureRole, roles: dict[int, ProcedureRole]) -> list[ProcedureRole]:
    """The offices above one, nearest first, without a query for each."""
    found: list[ProcedureRole] = []
    above = roles.get(role.superior_id) if role.superior_id else None
    while above is not None and above not in found:
        found.append(above)
        above = roles.get(above.superior_id) if above.superior_id else None
    return found


def _role_keys(subject: Subject) -> set[str] | None:
    """The offices of the subject's procedure; None while no version of it is published."""
    version = subject.case.version if subject.case else subject.procedure.published_version
    return set(document_of(version).roles) if version else None
