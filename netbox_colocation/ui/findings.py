"""What a capacity check found, as tables: need, have, verdict, reason, sum and the NetBox objects behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dcim.choices import DeviceFaceChoices
from utilities.views import get_viewname

from ..capacity.findings import Evidence, Finding, Placement
from ..capacity.wording import put_into_words
from ..choices import CapacityResourceChoices, CapacityVerdictChoices

__all__ = ('FindingRow', 'Link', 'PlacementRow', 'build_finding_rows', 'build_placement_rows', 'link_to', 'url_of')


# Beyond this a number says no more to a reader: think of the addresses of an IPv6 prefix.
MANY = 1_000_000_000
MOST_PARTS = 5
ROUNDING = 0.01

# (model, primary key) of what a reader may open.
type Viewable = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Link:
    """A name and the page of what it names, '' where there is none."""

    label: str
    url: str


@dataclass(frozen=True)
class FindingRow:
    """A finding as the table shows it; `sum` is how `have` comes about, '' where it is no sum."""

    resource: str
    verdict: str
    colour: str
    need: str
    have: str
    reason: str
    evidence: tuple[Link, ...]
    sum: str = ''
    is_blocking: bool = False


@dataclass(frozen=True)
class PlacementRow:
    """A proposed place as the table shows it; `position` is the lowest unit."""

    server: Link
    rack: Link
    position: str
    height: str
    face: str


def build_finding_rows(
    findings: Iterable[Finding | Mapping[str, Any]], viewable: Viewable | None = None
) -> list[FindingRow]:
    """Return findings, stored ones as well, put into words in the reader's language; no query.

    What is not among the `viewable` has no link; without them, everything has one.
    """
    return [
        _build_row(finding if isinstance(finding, Finding) else Finding.from_dict(finding), viewable)
        for finding in findings
    ]


def build_placement_rows(
    placements: Iterable[Mapping[str, Any]], viewable: Viewable | None = None
) -> list[PlacementRow]:
    """Return the stored places; no query."""
    faces = dict(DeviceFaceChoices)
    return [
        PlacementRow(
            server=link_to(Evidence(place.server_name, 'netbox_colocation.requestedserver', place.server), viewable),
            rack=link_to(Evidence(place.rack_name, 'dcim.rack', place.rack), viewable),
            position=f'U{place.position:g}',
            height=f'{place.height:g} U',
            face=_('Front and rear') if place.is_full_depth else faces.get(place.face, place.face),
        )
        for place in (Placement(**placement) for placement in placements)
    ]


def _build_row(finding: Finding, viewable: Viewable | None) -> FindingRow:
    return FindingRow(
        resource=dict(CapacityResourceChoices).get(finding.resource, finding.resource),
        verdict=dict(CapacityVerdictChoices).get(finding.verdict, finding.verdict),
        colour=CapacityVerdictChoices.colors.get(finding.verdict, 'gray'),
        need=_amount(finding.need, finding.unit),
        have=_amount(finding.have, finding.unit),
        reason=_reason(finding),
        evidence=tuple(link_to(evidence, viewable) for evidence in finding.evidence),
        sum=_sum(finding),
        is_blocking=finding.is_blocking,
    )


# What each of these has less what is taken of it; the keys are those of the finding's facts.
SUMS = {
    'electricity': ('usable', 'carried'),
    'ups': ('promisable', 'used'),
    'bandwidth': ('promisable', 'used'),
    'weight': ('limit', 'carried'),
    'cooling': ('limit', 'heat'),
}


def _sum(finding: Finding) -> str:
    """Return how `have` comes about: of a pool what may be used less what is used, of prefixes what each has free."""
    facts = finding.facts
    if finding.have is None:
        return ''
    if finding.resource in SUMS:
        total, taken = (facts.get(key) for key in SUMS[finding.resource])
        if total is None or taken is None or abs(total - taken - finding.have) > ROUNDING:
            return ''
        return f'{_number(total)} − {_number(taken)} = {_amount(finding.have, finding.unit)}'
    parts = facts.get('prefixes') if finding.resource == 'addresses' else facts.get('switches')
    if not isinstance(parts, Mapping) or len(parts) < 2:
        return ''
    return ' + '.join(f'{_number(count)} ({name})' for name, count in list(parts.items())[:MOST_PARTS])


def _number(value: float) -> str:
    return localize(int(value) if value == int(value) else value)


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return '?'
    if value > MANY:
        return _('more than {number} {unit}').format(number=localize(MANY), unit=unit)
    number = _number(value)
    if unit == 'addresses':
        return ngettext('{number} address', '{number} addresses', int(value)).format(number=number)
    return f'{number} {unit}'


def _reason(finding: Finding) -> str:
    try:
        return put_into_words(finding).reason
    except KeyError:
        # A sentence that this version no longer knows: as it was written then.
        return finding.reason


def link_to(evidence: Evidence, viewable: Viewable | None = None) -> Link:
    """Return the name of what a finding rests on, with a link when the reader may view it."""
    is_open = viewable is None or (evidence.model, evidence.pk) in viewable
    return Link(evidence.label, url_of(evidence.model, evidence.pk) if is_open else '')


def url_of(model: str, pk: int) -> str:
    """Return the address of an object's page; '' where it has none."""
    try:
        return reverse(get_viewname(apps.get_model(model)), kwargs={'pk': pk})
    except (LookupError, NoReverseMatch):
        return ''
