"""What a capacity check found, as a table: need, have, verdict, reason and the NetBox objects behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dcim.choices import DeviceFaceChoices
from netbox.ui.panels import ObjectPanel
from utilities.views import get_viewname

from ..capacity.findings import Evidence, Finding, Placement
from ..capacity.wording import put_into_words
from ..choices import CapacityResourceChoices, CapacityVerdictChoices
from ..models import CapacityCheck, ColocationRequest

__all__ = ('FindingRow', 'FindingsPanel', 'PlacementRow', 'build_finding_rows', 'build_placement_rows')


# Beyond this a number says no more to a reader: think of the addresses of an IPv6 prefix.
MANY = 1_000_000_000


@dataclass(frozen=True)
class Link:
    """A name and the page of what it names, '' where there is none."""

    label: str
    url: str


@dataclass(frozen=True)
class FindingRow:
    """A finding as the table shows it."""

    resource: str
    verdict: str
    colour: str
    need: str
    have: str
    reason: str
    evidence: tuple[Link, ...]


@dataclass(frozen=True)
class PlacementRow:
    """A proposed place as the table shows it; `position` is the lowest unit."""

    server: Link
    rack: Link
    position: str
    height: str
    face: str


def build_finding_rows(findings: Iterable[Mapping[str, Any]]) -> list[FindingRow]:
    """Return the stored findings, put into words in the reader's language; no query."""
    return [_build_row(Finding.from_dict(finding)) for finding in findings]


def build_placement_rows(placements: Iterable[Mapping[str, Any]]) -> list[PlacementRow]:
    """Return the stored places; no query."""
    faces = dict(DeviceFaceChoices)
    return [
        PlacementRow(
            server=Link(place.server_name, _url('netbox_colocation.requestedserver', place.server)),
            rack=Link(place.rack_name, _url('dcim.rack', place.rack)),
            position=f'U{place.position:g}',
            height=f'{place.height:g} U',
            face=_('Front and rear') if place.is_full_depth else faces.get(place.face, place.face),
        )
        for place in (Placement(**placement) for placement in placements)
    ]


def _build_row(finding: Finding) -> FindingRow:
    return FindingRow(
        resource=dict(CapacityResourceChoices).get(finding.resource, finding.resource),
        verdict=dict(CapacityVerdictChoices).get(finding.verdict, finding.verdict),
        colour=CapacityVerdictChoices.colors.get(finding.verdict, 'gray'),
        need=_amount(finding.need, finding.unit),
        have=_amount(finding.have, finding.unit),
        reason=_reason(finding),
        evidence=tuple(_link(evidence) for evidence in finding.evidence),
    )


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return '?'
    if value > MANY:
        return _('more than {number} {unit}').format(number=localize(MANY), unit=unit)
    number = localize(int(value) if value == int(value) else value)
    if unit == 'addresses':
        return ngettext('{number} address', '{number} addresses', int(value)).format(number=number)
    return f'{number} {unit}'


def _reason(finding: Finding) -> str:
    try:
        return put_into_words(finding).reason
    except KeyError:
        # A sentence that this version no longer knows: as it was written then.
        return finding.reason


def _link(evidence: Evidence) -> Link:
    return Link(evidence.label, _url(evidence.model, evidence.pk))


def _url(model: str, pk: int) -> str:
    try:
        return reverse(get_viewname(apps.get_model(model)), kwargs={'pk': pk})
    except (LookupError, NoReverseMatch):
        return ''


class FindingsPanel(ObjectPanel):
    """The capacity check at `accessor`, or the newest one of the request there that the user may see; one query."""

    template_name = 'netbox_colocation/panels/findings.html'
    title = _('Capacity')

    def get_context(self, context):
        prepared = super().get_context(context)
        obj = prepared['object']
        if isinstance(obj, ColocationRequest):
            check = obj.capacity_checks.restrict(prepared['request'].user, 'view').first()
        else:
            check = obj if isinstance(obj, CapacityCheck) else None  # a visit or a ticket takes no capacity
        return {
            **prepared,
            'check': check,
            'is_summary': check is not obj,
            'findings': build_finding_rows(check.findings) if check else [],
            'placements': build_placement_rows(check.placements) if check else [],
        }

    def should_render(self, context) -> bool:
        return context['check'] is not None
