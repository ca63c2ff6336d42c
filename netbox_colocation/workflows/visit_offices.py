"""Which offices a visit's procedure gives a part of the visit to: escorting, keeping the door, naming the escort."""

from collections.abc import Iterable

from ..models import AccessVisit, ProcedureRole
from .publishing import document_of

__all__ = ('ESCORT', 'NAME_ESCORT', 'RECORD', 'escort_roles', 'roles_doing')

ESCORT, RECORD, NAME_ESCORT = 'visit.escort', 'visit.record', 'visit.name-escort'


def escort_roles(visit: AccessVisit) -> list[ProcedureRole]:
    """Return the offices that escort visits by the procedure of this one."""
    return roles_doing(visit, [ESCORT])


def roles_doing(visit: AccessVisit, keys: Iterable[str]) -> list[ProcedureRole]:
    """Return the agency's offices whose steps are, or whose outcomes do, one of these activities or effects."""
    keys, procedure = set(keys), visit.procedure
    version = visit.case.version if visit.case else procedure.published_version
    if version is None:
        return []
    chosen = procedure.settings.get('roles', {})
    names = set()
    for step in document_of(version).steps.values():
        done = {step.activity, *(key for outcome in step.outcomes for key in outcome.effects)}
        if done & keys:
            role = chosen.get(step.setting, step.role) if step.setting else step.role
            names.add(role if not step.setting or role in step.among else step.role)
    return list(ProcedureRole.objects.filter(agency=procedure.agency_id, key__in=names).order_by('key'))
