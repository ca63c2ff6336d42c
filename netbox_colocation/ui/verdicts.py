"""The capacity check on pages: what was found and where, how it stands now, and who else asks for the same."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from netbox.ui.panels import ObjectPanel

from ..capacity.competition import AMOUNTS, Amount, Competition
from ..capacity.elevations import RackPicture, as_svg
from ..capacity.findings import Evidence
from ..capacity.staleness import HARD, SOFT, Staleness
from ..choices import AddressKindChoices, CapacityResourceChoices
from ..models import CapacityCheck, ColocationRequest
from ..workflows.verdicts import REQUEST, Verdict, read_verdict
from .findings import FindingRow, Link, Viewable, build_finding_rows, build_placement_rows, link_to

__all__ = ('FindingsPanel', 'build_competition', 'build_pictures', 'build_state')

# Up to so many pictures are shown at once on the page of a request or task.
FEW = 2


@dataclass(frozen=True)
class Picture:
    """A rack as it stood, drawn."""

    rack: Link
    svg: SafeString


@dataclass(frozen=True)
class ChangeRow:
    sentence: str
    evidence: tuple[Link, ...]


@dataclass(frozen=True)
class StateRow:
    """How the check stands now; `colour` and `icon` are those of its banner."""

    state: str
    title: str
    colour: str
    icon: str
    changes: tuple[ChangeRow, ...]
    against: tuple[FindingRow, ...]


@dataclass(frozen=True)
class AmountRow:
    label: str
    own: str
    older: str
    others: str
    left: str
    after_all: str
    is_short: bool


@dataclass(frozen=True)
class CompetitorRow:
    name: Link
    case: str
    applicant: str
    asks: str
    is_older: bool


@dataclass(frozen=True)
class CompetitionView:
    """Who else asks; `warnings` say where not everybody can be served."""

    warnings: tuple[str, ...]
    amounts: tuple[AmountRow, ...]
    competitors: tuple[CompetitorRow, ...]


def build_pictures(verdict: Verdict) -> list[Picture]:
    """Return the drawn racks of a check, as its reader may see them."""
    return [
        Picture(
            rack=link_to(Evidence(picture.name, 'dcim.rack', picture.rack), verdict.viewable),
            svg=_draw(verdict.check, picture),
        )
        for picture in verdict.pictures
    ]


def _draw(check: CapacityCheck, picture: RackPicture) -> SafeString:
    svg = as_svg(picture, key=f'check-{check.pk}-rack-{picture.rack}')
    return mark_safe(svg)  # noqa: S308 - the drawing escapes every text


def build_state(stale: Staleness, viewable: Viewable) -> StateRow:
    """Return how a check stands now, in words."""
    title, colour, icon = {
        SOFT: (
            _('What this check rests on has changed. A new check would find enough: check again.'),
            'warning',
            'mdi-update',
        ),
        HARD: (_('What this check found is gone, and a new check would not find enough.'), 'danger', 'mdi-alert'),
    }.get(stale.state, (_('Nothing that this check rests on has changed for the worse.'), 'success', 'mdi-check'))
    return StateRow(
        state=stale.state,
        title=title,
        colour=colour,
        icon=icon,
        changes=tuple(
            ChangeRow(change.sentence, tuple(link_to(item, viewable) for item in change.evidence))
            for change in stale.changes
        ),
        against=tuple(build_finding_rows(stale.findings, viewable)),
    )


def build_competition(competition: Competition, viewable: Viewable) -> CompetitionView | None:
    """Return who else asks for the same, in words; None when nobody does."""
    if not competition.competitors:
        return None
    older = sum(entry.is_older for entry in competition.competitors)
    return CompetitionView(
        warnings=tuple(_warn(amount, older) for amount in competition.short),
        amounts=tuple(_amount_row(amount) for amount in competition.amounts),
        competitors=tuple(
            CompetitorRow(
                name=link_to(Evidence(entry.name or _('Another request'), REQUEST, entry.request), viewable),
                case=entry.case,
                applicant=entry.applicant,
                asks=', '.join(_in_unit(amount, key) for key, amount in entry.asks.items()),
                is_older=entry.is_older,
            )
            for entry in competition.competitors
        ),
    )


def _warn(amount: Amount, older: int) -> str:
    after, left = amount.after_older, amount.left
    if after is not None and amount.older and after < amount.own:
        return ngettext(
            '{count} older request asks for {asked}; after it {left} are left, and this one asks for {own}.',
            '{count} older requests ask for {asked}; after them {left} are left, and this one asks for {own}.',
            older,
        ).format(
            count=older,
            asked=_in_unit(amount.older, amount.resource),
            left=_in_unit(max(0, after), amount.resource),
            own=_in_unit(amount.own, amount.resource),
        )
    return _('The open requests ask for {asked} together and {left} are left: not everybody can be served.').format(
        asked=_in_unit(amount.own + amount.others, amount.resource), left=_in_unit(left or 0, amount.resource)
    )


def _amount_row(amount: Amount) -> AmountRow:
    def show(value: float | None) -> str:
        return '?' if value is None else _in_unit(value, '' if amount.unit == 'addresses' else amount.resource)

    return AmountRow(
        label=str({**dict(CapacityResourceChoices), **dict(AddressKindChoices)}[amount.resource]),
        own=show(amount.own),
        older=show(amount.older),
        others=show(amount.others),
        left=show(amount.left),
        after_all=show(amount.after_all),
        is_short=amount.is_short,
    )


def _in_unit(value: float, resource: str) -> str:
    """Return an amount as people write it; of '' the bare number."""
    number = str(localize(int(value) if value == int(value) else round(value, 1)))
    if resource in AMOUNTS and AMOUNTS[resource] == 'addresses':
        return _('{number} addresses ({kind})').format(number=number, kind=dict(AddressKindChoices)[resource])
    return f'{number} {AMOUNTS[resource]}' if resource else number


class FindingsPanel(ObjectPanel):
    """The capacity check at `accessor`, or the newest one of the request there that the user may see.

    On the page of a check it has everything of the moment of the check; elsewhere who else asks now.
    """

    template_name = 'netbox_colocation/panels/findings.html'
    title = gettext_lazy('Capacity')

    def get_context(self, context: Any) -> dict[str, Any]:
        prepared = super().get_context(context)
        obj, user = prepared['object'], prepared['request'].user
        check = _check_of(obj, user)
        if check is None:
            return {**prepared, 'check': None}
        is_summary = check is not obj
        verdict = read_verdict(check, reader=user, now=timezone.now(), with_competition=is_summary)
        competition = verdict.competition_now if is_summary else verdict.competition
        pictures = build_pictures(verdict)
        return {
            **prepared,
            'check': check,
            'verdict': verdict,
            'is_summary': is_summary,
            'findings': build_finding_rows(verdict.findings, verdict.viewable),
            'placements': build_placement_rows(check.placements, verdict.viewable),
            'state': build_state(verdict.staleness, verdict.viewable) if verdict.is_newest else None,
            'competition': build_competition(competition, verdict.viewable) if competition else None,
            'pictures': pictures,
            'is_unfolded': not is_summary or len(pictures) <= FEW,
            'may_check_again': verdict.is_open and user.has_perm('netbox_colocation.add_capacitycheck'),
            'return_url': prepared['request'].get_full_path() if prepared['request'].method == 'GET' else '',
        }

    def should_render(self, context: Any) -> bool:
        return context['check'] is not None


def _check_of(obj: Any, user: Any) -> CapacityCheck | None:
    if isinstance(obj, CapacityCheck):
        return obj
    if not isinstance(obj, ColocationRequest):
        return None  # a visit or a ticket takes no capacity
    check = obj.capacity_checks.restrict(user, 'view').first()
    if check is not None:
        check.request = obj
    return check
