"""Where servers are to be moved, and what stands against it: the live racks answer, as they do to a capacity check.

What moves must be out of its old place already, or be lifted out of it for the moment of the question: everything that
stands or is held then counts as somebody else's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from dcim.choices import DeviceFaceChoices
from dcim.models import Location, Rack
from ipam.models import IPAddress, Prefix

from ..capacity import bitmaps, rules, snapshot
from ..capacity.checks import blocking
from ..capacity.estate import Demand, RackState, ServerNeed
from ..capacity.findings import ADDRESSES, DOMAIN_NAME, RESOURCES, Placement
from ..capacity.questions import Question
from ..capacity.wording import put_into_words
from ..choices import GroupingChoices
from ..conf import get_setting
from ..constants import HALF_UNITS_PER_UNIT
from ..exceptions import Refusal
from ..models import ColocationRequest, HeldUnits, RequestedServer
from . import holding
from .guarding import units_in_words

__all__ = ('Answer', 'Destination', 'ask', 'refuse_addresses', 'refuse_grouping', 'sockets_for')

FACES = (DeviceFaceChoices.FACE_FRONT, DeviceFaceChoices.FACE_REAR)
# A server keeps its addresses and its names wherever it stands.
MOVABLE = tuple(resource for resource in RESOURCES if resource not in (ADDRESSES, DOMAIN_NAME))


@dataclass(frozen=True)
class Destination:
    """Where one server is to stand: its lowest-numbered unit (U), and the face on which it is mounted."""

    server: RequestedServer
    rack: Rack
    position: Decimal
    face: str = DeviceFaceChoices.FACE_FRONT


@dataclass(frozen=True)
class Answer:
    """What the rack says: what stands against it, and with nothing against it the places."""

    refusals: tuple[Refusal, ...]
    placements: tuple[Placement, ...] = ()
    state: RackState | None = None


def ask(request: ColocationRequest, places: Sequence[Destination], needs: Mapping[int, ServerNeed]) -> Answer:
    """Ask one rack, locked by the caller, whether it takes these servers at these places; all go to the same rack.

    The wished location of the request is not asked about: whoever moves servers decides on that.
    """
    rack = places[0].rack
    question = replace(Question.of(request), location=None, request=None)
    demand = Demand(tuple(needs[place.server.pk] for place in places), request.grouping)
    estate = snapshot.read_chosen(question, demand, {rack.pk}, MOVABLE)
    state = next((entry for entry in estate.racks if entry.pk == rack.pk), None)
    if state is None:
        text = _('{rack} is not at {site}, the site of this request.').format(rack=rack, site=request.site)
        return Answer((Refusal('rack-elsewhere', text, 'rack', {'rack': rack.pk}),))
    if all(_is_on_rear(place, need) for place, need in _both(places, needs)):
        # The rules mount on the front: seen from behind, the rear is.
        estate = replace(estate, racks=(replace(state, front=state.rear, rear=state.front),))
    found = blocking(put_into_words(finding) for finding in rules.verify(estate, demand, MOVABLE).findings)
    refusals = [Refusal(entry.code, entry.reason, entry.resource, entry.as_dict()) for entry in found]
    placements = []
    front, rear = state.front, state.rear
    for place, need in _both(places, needs):
        start = (place.position - rack.starting_unit) * HALF_UNITS_PER_UNIT
        refusal = _against_place(place, need, start, state.half_units, front, rear)
        if refusal is not None:
            refusals.append(refusal)
            continue
        taken = bitmaps.span(int(start), need.half_units)
        front |= taken if need.is_full_depth or place.face == DeviceFaceChoices.FACE_FRONT else 0
        rear |= taken if need.is_full_depth or place.face == DeviceFaceChoices.FACE_REAR else 0
        placements.append(_placement(place, need, state, int(start)))
    return Answer(tuple(refusals), tuple(placements), state)


def sockets_for(answer: Answer, needs: Mapping[int, ServerNeed]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return the free outlets and the free switch ports for each server: primary keys, in the order of its supplies."""
    outlets: dict[int, list[int]] = {}
    if answer.state is not None and answer.state.power.has_outlets:
        outlets = holding.choose_outlets({answer.state.pk: answer.state}, answer.placements, needs)
    return outlets, holding.choose_ports(answer.placements, needs)


def refuse_grouping(request: ColocationRequest, places: Iterable[Destination], *, is_held: bool) -> Iterator[Refusal]:
    """Say where servers that want to stand apart would meet, and whether those that want one rack would not share it.

    Only what is held is kept together: installed servers leave a rack one after the other.
    """
    places = list(places)
    others = request.servers.exclude(pk__in=[place.server.pk for place in places])
    racks = set(others.filter(device__rack__isnull=False).values_list('device__rack', flat=True))
    racks |= set(HeldUnits.objects.filter(server__in=others, is_active=True).order_by().values_list('rack', flat=True))
    if request.grouping == GroupingChoices.APART:
        for place in places:
            if place.rack.pk in racks:
                text = _('{server} would stand in {rack} with another server of this request, which wants them apart.')
                message = text.format(server=place.server, rack=place.rack)
                yield Refusal('not-apart', message, 'rack', {'server': place.server.name, 'rack': place.rack.pk})
    racks |= {place.rack.pk for place in places}
    if request.grouping == GroupingChoices.TOGETHER and is_held and len(racks) > 1:
        text = _('This request wants all of its servers in one rack: move all of them, into the same one.')
        yield Refusal('not-together', text, 'rack')


def refuse_addresses(server: RequestedServer, addresses: Iterable[IPAddress], rack: Rack) -> Iterator[Refusal]:
    """Say which addresses are of a prefix that does not serve the rack's location."""
    above = set()
    if rack.location_id:
        location = Location.objects.get(pk=rack.location_id)
        above = set(location.get_ancestors(include_self=True).values_list('pk', flat=True))
    roles = (get_setting('public_prefix_role'), get_setting('private_prefix_role'))
    for address in addresses:
        found = Prefix.objects.filter(
            prefix__net_contains_or_equals=str(address.address.ip), vrf=address.vrf_id, role__slug__in=roles
        )
        prefix = found.select_related('_location').order_by('-prefix__net_mask_length', 'pk').first()
        if prefix and prefix._location_id and prefix._location_id not in above:
            text = _('{address} of {server} is of {prefix}, which serves {location} only: choose a rack there.')
            message = text.format(address=address, server=server, prefix=prefix, location=prefix._location)
            yield Refusal('address-elsewhere', message, 'rack', {'server': server.name, 'address': str(address)})


def _both(places: Iterable[Destination], needs: Mapping[int, ServerNeed]) -> Iterator[tuple[Destination, ServerNeed]]:
    for place in places:
        yield place, needs[place.server.pk]


def _is_on_rear(place: Destination, need: ServerNeed) -> bool:
    return place.face == DeviceFaceChoices.FACE_REAR and not need.is_full_depth


def _against_place(
    place: Destination, need: ServerNeed, start: Decimal, half_units: int, front: int, rear: int
) -> Refusal | None:
    data = {'server': place.server.name, 'rack': place.rack.pk, 'position': float(place.position)}
    if place.face not in FACES:
        return Refusal('face-unknown', _('Choose the front or the rear of the rack.'), 'face', data)
    if start != int(start) or (start % HALF_UNITS_PER_UNIT and not need.half_units % HALF_UNITS_PER_UNIT):
        text = _('{server} cannot begin at U{position}: whole units begin at a unit, others at a half one, too.')
        message = text.format(server=place.server, position=place.position)
        return Refusal('position-invalid', message, 'position', data)
    if start < 0 or start + need.half_units > half_units:
        text = _('{server} would not end within {rack}, which has U{first} to U{last}.')
        last = place.rack.starting_unit + half_units // HALF_UNITS_PER_UNIT - 1
        message = text.format(server=place.server, rack=place.rack, first=place.rack.starting_unit, last=last)
        return Refusal('position-outside', message, 'position', data)
    taken = front | rear if need.is_full_depth else front if place.face == DeviceFaceChoices.FACE_FRONT else rear
    if taken & bitmaps.span(int(start), need.half_units):
        units = units_in_words(int(start), int(start) + need.half_units, place.rack.starting_unit)
        text = _('{units} of {rack} are taken, reserved or held: choose another place.')
        return Refusal('units-taken', text.format(units=units, rack=place.rack), 'position', data)
    return None


def _placement(place: Destination, need: ServerNeed, state: RackState, start: int) -> Placement:
    return Placement(
        server=need.pk,
        server_name=need.name,
        rack=state.pk,
        rack_name=state.name,
        position=float(place.position),
        height=need.half_units / HALF_UNITS_PER_UNIT,
        face=place.face,
        is_full_depth=need.is_full_depth,
        start=start,
        length=need.half_units,
    )
