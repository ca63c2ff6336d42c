"""Whether a stored verdict still rests on what is there: fresh, stale in a way that a new check mends, or gone.

Only what the check's `basis` names is read: its racks, and what they share with others. When that changed for the
worse, the request is assessed anew to say whether it is still possible. The request's own hold changes nothing; nor
does time. A check that stood against acceptance turns stale by any change, since a new one may say otherwise.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _

from ..choices import RequestStatusChoices
from ..models import CapacityCheck, ColocationRequest
from . import cabling, checks, domain_names, snapshot
from .basis import Basis
from .differences import Difference, compare_bases, compare_findings
from .elevation_svg import units_label
from .elevations import OWN, PLACE, RackPicture, Thing, read_pictures
from .estate import Demand, Estate, RackState
from .findings import CABLE, DOMAIN_NAME, Evidence, Finding
from .keeping import basis_of, scope_of
from .questions import Question
from .sentences.changes import NOT_OFFERED, SENTENCES
from .wording import put_into_words

__all__ = ('FRESH', 'HARD', 'SOFT', 'Change', 'Staleness', 'basis_of', 'compare')

FRESH, SOFT, HARD = 'fresh', 'soft', 'hard'
MOST_NAMES = 3
# What everybody draws on changes every day: as long as enough is left, that alone makes no check stale.
USED_BY_OTHERS = frozenset({'pool-used-more', 'prefix-free'})
# Nothing is promised to these any more.
ENDED = frozenset(
    {
        RequestStatusChoices.REFUSED,
        RequestStatusChoices.COMPLETED,
        RequestStatusChoices.WITHDRAWN,
        RequestStatusChoices.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed since the check.

    Attributes:
        sentence: names who takes what; `discreet` says the same without the names of other tenants' things.
        evidence: the NetBox objects that it is about.
        is_worse: whether it could stand against the request.
    """

    code: str
    sentence: str
    discreet: str
    evidence: tuple[Evidence, ...] = ()
    is_worse: bool = True

    def as_dict(self) -> dict[str, Any]:
        return {
            'code': self.code,
            'sentence': self.sentence,
            'evidence': [asdict(item) for item in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Staleness:
    """How a check stands now.

    Attributes:
        state: FRESH; SOFT when a new check would find enough; HARD when it would not.
        changes: what changed, and counts; of FRESH, what others used meanwhile of what is shared.
        findings: of HARD, what stands against it now.
    """

    state: str
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_fresh(self) -> bool:
        return self.state == FRESH

    def as_dict(self) -> dict[str, Any]:
        return {
            'state': self.state,
            'changes': [change.as_dict() for change in self.changes],
            'findings': [finding.as_dict() for finding in self.findings],
        }


def compare(check: CapacityCheck, *, now: datetime.datetime) -> Staleness:
    """Say whether the check still rests on what is there; in a constant number of queries, and as many as a check
    needs when it does not.

    A check of a request that is over, or whose servers are installed, stays as it is; so does one without a basis.
    """
    request = check.request
    if not check.basis or request.status in ENDED or _is_installed(request):
        return Staleness(FRESH)
    before = Basis.from_dict(check.basis)
    question, demand = Question.of(request), snapshot.read_demand(request)
    estate = snapshot.read_named(question, demand, [rack.pk for rack in before.racks], before.resources)
    racks = [rack for rack in estate.racks if rack.pk in {old.pk for old in before.racks}]
    after = Basis.of(
        estate,
        demand,
        scope=scope_of(question),
        resources=before.resources,
        racks=racks,
        placements=before.placements,
    )
    stored = checks.stored_findings(check)
    found = [*compare_bases(before, after), *_judged_again(stored, before, estate, demand)]
    was_against = bool(checks.blocking(stored))
    counted = [difference for difference in found if difference.is_worse or was_against]
    if not counted:
        return Staleness(FRESH)
    changes = _put_into_words(counted, racks, check, request)
    against = checks.blocking(checks.assess(request, now=now, resources=before.resources).findings)
    if not against and not was_against and all(difference.code in USED_BY_OTHERS for difference in counted):
        return Staleness(FRESH, changes)
    return Staleness(HARD if against else SOFT, changes, against)


def _is_installed(request: ColocationRequest) -> bool:
    servers = list(request.servers.values_list('device', flat=True))
    return bool(servers) and None not in servers


def _judged_again(stored: Sequence[Finding], basis: Basis, estate: Estate, demand: Demand) -> list[Difference]:
    """Compare the findings of resources that have no figures of their own in the basis: cables and domain names."""
    racks = {rack.pk: rack for rack in estate.racks}
    places = {place.server: racks.get(place.rack) for place in basis.placements}
    judged = {
        CABLE: lambda: cabling.findings(estate, demand, places),
        DOMAIN_NAME: lambda: domain_names.findings(estate, demand),
    }
    found: list[Difference] = []
    for resource, judge in judged.items():
        if resource in basis.resources:
            before = [put_into_words(finding) for finding in stored if finding.resource == resource]
            found += compare_findings(before, [put_into_words(finding) for finding in judge()])
    return found


# -- Words ------------------------------------------------------------------------------------------------------------


def _put_into_words(
    differences: Iterable[Difference], racks: Sequence[RackState], check: CapacityCheck, request: ColocationRequest
) -> tuple[Change, ...]:
    differences = list(differences)
    touched = {difference.rack for difference in differences if difference.units}
    pictures = {
        picture.rack: picture
        for picture in read_pictures([rack for rack in racks if rack.pk in touched], own=request.pk)
    }
    before = {data['rack']: RackPicture.from_dict(data) for data in check.elevations}
    return tuple(
        _change(difference, pictures.get(difference.rack), before.get(difference.rack), request.applicant_id)
        for difference in differences
    )


def _change(difference: Difference, picture: RackPicture | None, before: RackPicture | None, applicant: int) -> Change:
    facts = {key: _word(key, value) for key, value in difference.facts.items()}
    evidence = difference.evidence
    discreet = dict(facts)
    if difference.units and picture:
        start, length = difference.units
        facts['units'] = discreet['units'] = units_label(picture.starting_unit, start, length)
        takers = _takers(picture, before, start, length)
        facts['who'] = _names([thing.label for thing in takers])
        discreet['who'] = _names([thing.label if thing.tenant == applicant else _('somebody else') for thing in takers])
        evidence = (*evidence, *(Evidence(thing.label, thing.model, thing.pk) for thing in takers if thing.model))
    sentence = SENTENCES[difference.code]
    return Change(
        code=difference.code,
        sentence=sentence().format(**facts),
        discreet=sentence().format(**discreet),
        evidence=evidence,
        is_worse=difference.is_worse,
    )


def _takers(picture: RackPicture, before: RackPicture | None, start: int, length: int) -> list[Thing]:
    """Return what takes any of these half units now; what was not there before, when that is known."""
    known = set(before.things) if before else set()
    things = [
        thing
        for thing in picture.things
        if thing.kind not in (PLACE, OWN) and thing.start < start + length and start < thing.start + thing.length
    ]
    return [thing for thing in things if thing not in known] or things


def _names(names: Collection[str]) -> str:
    unique = list(dict.fromkeys(names))
    shown = ', '.join(unique[:MOST_NAMES])
    left = len(unique) - MOST_NAMES
    return _('{names} and {count} more').format(names=shown, count=left) if left > 0 else shown or _('somebody')


def _word(key: str, value: Any) -> str:
    if key == 'reason':
        return str(NOT_OFFERED[value]()) if value in NOT_OFFERED else str(value)
    if isinstance(value, list):
        return _names(value)
    if value is None:
        return '?'
    if isinstance(value, int | float):
        return str(localize(int(value) if value == int(value) else value))
    return str(value)
