"""The answer to “where does it fit?” as the page shows it: places with reasons and pictures, and racks that refuse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dcim.choices import DeviceFaceChoices

from ..capacity.elevation_svg import units_label
from ..capacity.elevations import OCCUPIED, RackPicture, Thing, as_svg, read_pictures
from ..capacity.findings import Placement
from ..capacity.places import RankedPlace
from ..capacity.rack_answers import RackAnswer
from ..choices import CapacityResourceChoices

__all__ = ('AnswerGroup', 'PlaceCard', 'build_cards', 'group_answers', 'reasons_of', 'title_of')

# What the reasons of a rack are called together; those of a resource are called like it.
TITLES: dict[str, Promise] = {
    'rack-elsewhere': gettext_lazy('Outside the wished location'),
    'rack-status': gettext_lazy('Not in use'),
    'rack-of-others': gettext_lazy('Of other tenants'),
    'rack-serves-others': gettext_lazy('For other applicants by a policy'),
    'rack-too-narrow': gettext_lazy('Too narrow'),
    'rack-left-out': gettext_lazy('Left out'),
    'rack-takes-no-towers': gettext_lazy('No towers'),
    'rack-too-shallow': gettext_lazy('Too shallow'),
    'rack-gap': gettext_lazy('Not enough units in a row'),
    'rack-units-kept-free': gettext_lazy('Units kept free by a policy'),
    'rack-has-group': gettext_lazy('Has a server of the redundancy group'),
}


@dataclass(frozen=True)
class PlaceCard:
    """One of the ranked places; `spots` says where each server stands, `pictures` are SVGs of its racks."""

    place: RankedPlace
    racks: tuple[tuple[str, str], ...]
    spots: tuple[str, ...]
    reasons: tuple[str, ...]
    pictures: tuple[SafeString, ...]


@dataclass(frozen=True)
class AnswerGroup:
    """Racks of one page that refuse for the same reason; `count` is how many there are on all pages."""

    title: str
    count: int
    rows: tuple[tuple[RackAnswer, str], ...]


def build_cards(places: Sequence[RankedPlace], *, user: AbstractUser, own: int | None = None) -> list[PlaceCard]:
    """Return the places with their pictures; ten queries at most, however many places there are."""
    drawn = _draw(places, user=user, own=own)
    return [
        PlaceCard(
            place=place,
            racks=tuple((rack.name, reverse('dcim:rack', args=[rack.pk])) for rack in place.racks),
            spots=tuple(_spot(placement) for placement in place.placements),
            reasons=tuple(reasons_of(place)),
            pictures=drawn[place.number],
        )
        for place in places
    ]


def reasons_of(place: RankedPlace) -> list[str]:
    """Return why the place has its score, in sentences."""
    if place.racks[0].rules.fill_order == 'spread':
        score = _('{score} % stays free there: the emptiest rack goes first.')
    else:
        score = _('{score} % is taken there then: the fullest rack goes first.')
    reasons = [score.format(score=place.score)]
    if any(rack.is_home for rack in place.racks):
        reasons.append(_('A server of the applicant stands there already.'))
    if place.watts_left is None:
        reasons.append(_('How much power is left there is not recorded.'))
        return reasons
    left = localize(place.watts_left)
    reasons.append(_('{watts} W are left there, also when one of two feeds fails.').format(watts=left))
    if unknown := [server.name for rack in place.racks for server in rack.planned if server.power_draw is None]:
        reasons.append(_('What {servers} draws of it is not known.').format(servers=', '.join(unknown)))
    return reasons


def title_of(answer: RackAnswer) -> str:
    """Return what racks with the same reason are called together."""
    title = TITLES.get(answer.code) or dict(CapacityResourceChoices)[answer.resource]
    return _('{resource}: not recorded').format(resource=title) if answer.verdict == 'unknown' else str(title)


def group_answers(answers: Iterable[RackAnswer], everything: Sequence[RackAnswer]) -> list[AnswerGroup]:
    """Return the answers of one page by reason; they are in that order already."""
    counts: dict[tuple[str, str], int] = {}
    for answer in everything:
        counts[answer.code, answer.verdict] = counts.get((answer.code, answer.verdict), 0) + 1
    return [
        AnswerGroup(
            title=title_of(rows[0]),
            count=counts[key],
            rows=tuple((row, reverse('dcim:rack', args=[row.rack])) for row in rows),
        )
        for key, group in groupby(answers, key=lambda answer: (answer.code, answer.verdict))
        if (rows := list(group))
    ]


def _spot(placement: Placement) -> str:
    whole = int(placement.position)
    units = units_label(whole, int((placement.position - whole) * 2), placement.length)
    face = _('front and rear') if placement.is_full_depth else str(dict(DeviceFaceChoices)[placement.face]).lower()
    return _('{server}: {rack}, {units}, {face}').format(
        server=placement.server_name, rack=placement.rack_name, units=units, face=face
    )


def _draw(places: Sequence[RankedPlace], *, user: AbstractUser, own: int | None) -> dict[int, tuple[SafeString, ...]]:
    racks = {rack.pk: rack for place in places for rack in place.racks}
    bare = {picture.rack: picture for picture in read_pictures(list(racks.values()), own=own)}
    known = _viewable(bare.values(), user)
    drawn = {}
    for place in places:
        pictures = []
        for rack in place.racks:
            shown = [_shown(thing, known) for thing in bare[rack.pk].things]
            shown += [_proposed(placement) for placement in place.placements if placement.rack == rack.pk]
            picture = replace(bare[rack.pk], things=tuple(shown))
            # Everything written in it was escaped where it was drawn.
            pictures.append(mark_safe(as_svg(picture, key=f'place-{place.number}-{rack.pk}')))  # noqa: S308
        drawn[place.number] = tuple(pictures)
    return drawn


def _viewable(pictures: Iterable[RackPicture], user: AbstractUser) -> dict[str, set[int]]:
    """Return the keys, by model, of what the user may view; one query for each kind of thing."""
    keys: dict[str, set[int]] = {}
    for picture in pictures:
        for thing in picture.things:
            keys.setdefault(thing.model, set()).add(thing.pk)
    keys.pop('', None)
    return {
        model: set(apps.get_model(model).objects.restrict(user, 'view').filter(pk__in=pks).values_list('pk', flat=True))
        for model, pks in keys.items()
    }


def _shown(thing: Thing, known: dict[str, set[int]]) -> Thing:
    if not thing.model or thing.pk in known.get(thing.model, ()):
        return thing
    return replace(thing, kind=OCCUPIED, label='', detail='', colour='')


def _proposed(placement: Placement) -> Thing:
    return Thing(
        kind='place',
        label=placement.server_name,
        start=placement.start,
        length=placement.length,
        face=placement.face,
        is_full_depth=placement.is_full_depth,
    )
