"""A stored capacity check as one person may read it: what was found, how it stands now, and who else asks.

Nothing that a reader may not view has a link; the applicant reads no names of other tenants' things at all. What was
deleted since is shown as it was to whoever may view its kind.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from utilities.permissions import get_permission_for_model

from ..capacity.checks import stored_findings, verify_capacity
from ..capacity.competition import Competition, Competitor, read_competition
from ..capacity.elevations import OWN, PLACE, RackPicture, as_occupied, disclosed
from ..capacity.findings import RESOURCES, Evidence, Finding
from ..capacity.staleness import ENDED, Staleness, compare
from ..models import CapacityCheck, Case, ColocationRequest
from .checking import VERIFICATION
from .disclosure import reads_as_applicant
from .publishing import document_of

__all__ = ('Verdict', 'check_again', 'disclose_findings', 'read_verdict')

REQUEST = 'netbox_colocation.colocationrequest'


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check for one reader.

    Attributes:
        competition: who asked for the same then; `competition_now` who does now, None when it was not asked for.
        viewable: (model, primary key) of what the reader may open.
        is_newest: whether the request has no newer check.
        is_open: whether the request is not over yet, so that a new check makes sense.
    """

    check: CapacityCheck
    findings: tuple[Finding, ...]
    pictures: tuple[RackPicture, ...]
    staleness: Staleness
    competition: Competition
    competition_now: Competition | None
    viewable: frozenset[tuple[str, int]]
    is_newest: bool
    is_open: bool


def read_verdict(
    check: CapacityCheck, *, reader: AbstractUser, now: datetime.datetime, with_competition: bool = False
) -> Verdict:
    """Return a check as the reader may see it; in a constant number of queries."""
    request = check.request
    is_newest = request.capacity_checks.values_list('pk', flat=True).first() == check.pk
    stale = compare(check, now=now) if is_newest else Staleness('fresh')
    is_applicant = reads_as_applicant(reader, _case_of(request), now=now)
    findings = stored_findings(check)
    pictures = [RackPicture.from_dict(data) for data in check.elevations]
    then = Competition.from_dict(check.competing)
    competition_now = read_competition(request) if with_competition else None
    named = {
        *((item.model, item.pk) for finding in (*findings, *stale.findings) for item in finding.evidence),
        *((item.model, item.pk) for change in stale.changes for item in change.evidence),
        *((thing.model, thing.pk) for picture in pictures for thing in picture.things if thing.model),
        *(
            item
            for place in check.placements
            for item in (('dcim.rack', place['rack']), ('netbox_colocation.requestedserver', place['server']))
        ),
        *((REQUEST, entry.request) for side in (then, competition_now) if side for entry in side.competitors),
    }
    viewable, readable = _viewable(reader, named)
    return Verdict(
        check=check,
        findings=disclose_findings(findings, viewable) if is_applicant else findings,
        pictures=tuple(
            disclosed(picture, tenant=request.applicant_id) if is_applicant else _readable(picture, readable)
            for picture in pictures
        ),
        staleness=_discreet(stale, viewable) if is_applicant else stale,
        competition=_anonymous(then, readable),
        competition_now=_anonymous(competition_now, viewable) if competition_now else competition_now,
        viewable=viewable,
        is_newest=is_newest,
        is_open=request.status not in ENDED,
    )


def check_again(request: ColocationRequest, *, actor: AbstractUser, now: datetime.datetime) -> CapacityCheck:
    """Check what the procedure of the request verifies once more, on whichever step it is; everything, without one."""
    document = document_of(request.case.version) if request.case else None
    steps = document.steps.values() if document else ()
    verified = {name for step in steps if step.activity == VERIFICATION for name in step.params['resources']}
    resources = [name for name in RESOURCES if name in verified] or RESOURCES
    return verify_capacity(request, actor=actor, now=now, resources=resources)


def disclose_findings(findings: Iterable[Finding], viewable: frozenset[tuple[str, int]]) -> tuple[Finding, ...]:
    """Return findings without the names of what the reader may not view."""
    return tuple(_disclose(finding, viewable) for finding in findings)


def _disclose(finding: Finding, viewable: frozenset[tuple[str, int]]) -> Finding:
    evidence = tuple(item for item in finding.evidence if (item.model, item.pk) in viewable or _is_own(item))
    facts = dict(finding.facts)
    if facts.get('unknown'):
        facts['unknown'] = [_('devices of others')]
    return replace(finding, evidence=evidence, facts=facts)


def _is_own(item: Evidence) -> bool:
    return item.model == 'netbox_colocation.requestedserver'


def _case_of(request: ColocationRequest) -> Case:
    """Return the case, or one like that which a draft would have."""
    return request.case or Case(applicant_id=request.applicant_id, agency_id=request.procedure.agency_id)


def _viewable(
    reader: AbstractUser, named: Iterable[tuple[str, int]]
) -> tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]:
    """Return what the reader may open, and that with what was deleted of kinds that the reader may view at all."""
    by_model: dict[str, set[int]] = defaultdict(set)
    for label, pk in named:
        by_model[label].add(pk)
    viewable: set[tuple[str, int]] = set()
    readable: set[tuple[str, int]] = set()
    for label, pks in by_model.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            continue  # of a plugin that is gone
        if not reader.has_perm(get_permission_for_model(model, 'view')):
            continue
        rows = model._default_manager.filter(pk__in=pks).order_by()
        allowed = set(rows.restrict(reader, 'view').values_list('pk', flat=True))
        viewable |= {(label, pk) for pk in allowed}
        gone = pks - allowed - set(rows.values_list('pk', flat=True)) if allowed != pks else set()
        readable |= {(label, pk) for pk in allowed | gone}
    return frozenset(viewable), frozenset(readable)


def _readable(picture: RackPicture, readable: frozenset[tuple[str, int]]) -> RackPicture:
    things = (
        thing if thing.kind in (PLACE, OWN) or (thing.model, thing.pk) in readable else as_occupied(thing)
        for thing in picture.things
    )
    return replace(picture, things=tuple(things))


def _discreet(stale: Staleness, viewable: frozenset[tuple[str, int]]) -> Staleness:
    changes = tuple(
        replace(
            change,
            sentence=change.discreet,
            evidence=tuple(item for item in change.evidence if (item.model, item.pk) in viewable),
        )
        for change in stale.changes
    )
    return replace(stale, changes=changes, findings=disclose_findings(stale.findings, viewable))


def _anonymous(competition: Competition, known: frozenset[tuple[str, int]]) -> Competition:
    competitors: tuple[Competitor, ...] = tuple(
        entry if (REQUEST, entry.request) in known else replace(entry, request=0, name='', case='', applicant='')
        for entry in competition.competitors
    )
    return replace(competition, competitors=competitors)
