"""Power outlets: whether the PDUs of a rack have free ones of the right kind, on the right side. Pure.

A server needs one outlet for each supply. In a rack that is fed twice its supplies alternate between the sides,
beginning with the primary one; an odd one may take either. An outlet behind a feed that is not active is no use; one
whose feed nobody knows may be on either side, and one whose kind nobody knows may be of any.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .electricity import LEGS, left, sides
from .estate import RackState, ServerNeed
from .findings import ENOUGH, OUTLETS, SHORT, UNKNOWN, Evidence, Finding, Judgement
from .power import OutletGroup

__all__ = ('FITTING', 'Group', 'assign', 'findings', 'fits', 'judge')

Group = tuple[str, int, str]  # the kind, feed and leg of an OutletGroup

NO_KIND = frozenset({'', 'other'})  # kinds that say nothing

_NEMA = (
    '1-15', '5-15', '5-20', '5-30', '5-50', '6-15', '6-20', '6-30', '6-50', '10-30', '10-50', '14-20', '14-30', '14-50',
    '14-60', '15-15', '15-20', '15-30', '15-50', '15-60', 'l1-15', 'l5-15', 'l5-20', 'l5-30', 'l5-50', 'l6-15', 'l6-20',
    'l6-30', 'l6-50', 'l10-30', 'l14-20', 'l14-30', 'l14-50', 'l14-60', 'l15-20', 'l15-30', 'l15-50', 'l15-60',
    'l21-20', 'l21-30', 'l22-20', 'l22-30',
)  # fmt: skip
_SAME = (
    *(f'iec-60309-{poles}-{hour}h' for poles in ('p-n-e', '2p-e', '3p-e', '3p-n-e') for hour in (4, 6, 9)),
    'iec-60906-1', 'nbr-14136-10a', 'nbr-14136-20a', 'usb-a', 'usb-c', 'usb-micro-b', 'molex-micro-fit-1x2',
    'molex-micro-fit-2x2', 'molex-micro-fit-2x3', 'molex-micro-fit-2x4', 'dc-terminal', 'saf-d-grid',
    'neutrik-powercon-true1', 'neutrik-powercon-true1-top', 'ubiquiti-smartpower', 'hardwired',
)  # fmt: skip
_ITA = 'efghijklmno'

# Inlet -> the outlets into which its cord goes, the usual one first. The words of dcim.choices.PowerPortTypeChoices and
# PowerOutletTypeChoices, which pure modules cannot import.
_C13 = ('iec-60320-c13', 'iec-60320-c15', 'eaton-c39', 'hdot-cx')
_C19 = ('iec-60320-c19', 'iec-60320-c21', 'eaton-c39', 'hdot-cx')
FITTING: dict[str, tuple[str, ...]] = {
    'iec-60320-c6': ('iec-60320-c5',),
    'iec-60320-c8': ('iec-60320-c7',),
    'iec-60320-c14': _C13,
    'iec-60320-c16': _C13,
    'iec-60320-c18': ('iec-60320-c17', 'iec-60320-c13'),
    'iec-60320-c20': _C19,
    'iec-60320-c22': _C19,
    **{f'nema-{kind}p': (f'nema-{kind}r',) for kind in _NEMA},
    # The receptacles of 20 A take the plugs of 15 A as well.
    'nema-5-15p': ('nema-5-15r', 'nema-5-20r'),
    'nema-6-15p': ('nema-6-15r', 'nema-6-20r'),
    **{f'cs{number + 1}c': (f'CS{number}C',) for number in (6360, 6364, 8164, 8264, 8364, 8464)},
    **{f'ita-{letter}': (f'ita-{letter}', 'ita-multistandard') for letter in _ITA},
    'ita-c': (*(f'ita-{letter}' for letter in 'efhjklno'), 'ita-multistandard'),
    'ita-ef': ('ita-e', 'ita-f', 'ita-multistandard'),
    'neutrik-powercon-20': ('neutrik-powercon-20a',),
    'neutrik-powercon-32': ('neutrik-powercon-32a',),
    **{kind: (kind,) for kind in _SAME},
}


@dataclass(frozen=True, slots=True)
class _Supply:
    """A supply of a server: its connector, and its side ('primary', 'redundant', or '' for either)."""

    inlet: str
    side: str


@dataclass(frozen=True, slots=True)
class _Free:
    """The free outlets of a rack that are of use, without those behind a feed that is not active."""

    groups: tuple[OutletGroup, ...]
    is_redundant: Mapping[int, bool]  # feed -> its side
    is_paired: bool
    is_of_one_kind: bool

    @classmethod
    def of(cls, rack: RackState) -> '_Free':
        dead = {feed.pk for feed in rack.power.feeds if not feed.is_active}
        groups = tuple(group for group in rack.power.outlets if group.count > 0 and group.feed not in dead)
        return cls(
            groups=groups,
            is_redundant={feed.pk: feed.is_redundant for feed in rack.power.feeds},
            is_paired=all(sides(rack)),
            is_of_one_kind=len({group.type for group in groups}) == 1,
        )

    def serves(self, group: OutletGroup, supply: _Supply, *, for_sure: bool) -> bool:
        """Say whether the group's outlets serve the supply: certainly, or by all that is known."""
        if not for_sure:
            right_kind = _may_fit(supply.inlet, group.type)
        else:
            right_kind = self.is_of_one_kind if supply.inlet in NO_KIND else fits(supply.inlet, group.type)
        if not right_kind or not supply.side:
            return right_kind
        if group.feed not in self.is_redundant:
            return not for_sure
        return self.is_redundant[group.feed] == (supply.side == 'redundant')

    def supplies_of(self, server: ServerNeed) -> list[_Supply]:
        count = server.power_supplies
        in_pairs = count - count % 2 if self.is_paired else 0
        alternating = [('primary', 'redundant')[number % 2] for number in range(in_pairs)]
        return [_Supply(server.inlet, side) for side in [*alternating, *[''] * (count - in_pairs)]]

    def missing(self, supplies: Sequence[_Supply], *, for_sure: bool) -> list[_Supply]:
        """Return the supplies that get no outlet when as many as possible get one (a matching by augmenting paths)."""
        serving = {
            supply: [n for n, group in enumerate(self.groups) if self.serves(group, supply, for_sure=for_sure)]
            for supply in set(supplies)
        }
        seated: list[list[int]] = [[] for _ in self.groups]  # group -> the supplies that it serves

        def seat(number: int, tried: set[int]) -> bool:
            for group in serving[supplies[number]]:
                if group in tried:
                    continue
                tried.add(group)
                if len(seated[group]) < self.groups[group].count:
                    seated[group].append(number)
                    return True
                for place, other in enumerate(seated[group]):
                    if seat(other, tried):
                        seated[group][place] = number
                        return True
            return False

        return [supply for number, supply in enumerate(supplies) if not seat(number, set())]


def fits(inlet: str, outlet: str) -> bool:
    """Say whether the inlet's cord goes into the outlet; a kind that nobody knows fits nothing for sure."""
    return outlet in FITTING.get(inlet, ())


def judge(rack: RackState) -> Judgement:
    """Say whether every supply of the planned servers gets an outlet; `have` is how many free ones could serve them."""
    if not rack.power.has_outlets:
        return Judgement(UNKNOWN, 'no-outlet-recorded', None)
    free = _Free.of(rack)
    supplies = _supplies(rack, free)
    inlets = {supply.inlet for supply in supplies}
    have = sum(group.count for group in free.groups if any(_may_fit(inlet, group.type) for inlet in inlets))
    if free.missing(supplies, for_sure=False):
        return Judgement(SHORT, 'outlets-taken', have)
    if not free.missing(supplies, for_sure=True):
        return Judgement(ENOUGH, 'outlets-free', have)
    return Judgement(UNKNOWN, 'connector-unknown' if inlets & NO_KIND else 'outlet-unknown', have)


def findings(racks: Sequence[RackState], unplaced: Sequence[ServerNeed]) -> list[Finding]:
    """Return one finding for every rack that is planned for, and one for all servers without a place."""
    found = [_finding(rack) for rack in racks]
    if unplaced:
        facts = {'servers': [server.name for server in unplaced]}
        need = sum(server.power_supplies for server in unplaced)
        evidence = tuple(server.evidence for server in unplaced)
        found.append(Finding(OUTLETS, UNKNOWN, need, None, 'outlets', 'no-rack-outlets', facts, evidence=evidence))
    return found


def assign(rack: RackState, server: ServerNeed, taken: Mapping[Group, int]) -> list[Group]:
    """Return the group from which each supply of the server takes an outlet; fewer when there are not enough.

    They come in the order of the supplies: in a rack that is fed twice the first one is on the primary side. `taken`
    counts what earlier servers of the same request took. Of the groups that serve a supply, a sure one goes before one
    of unknown kind or feed, then the feed with the most left, then the least loaded leg.
    """
    free = _Free.of(rack)
    used = Counter(taken)
    chosen = []
    for supply in free.supplies_of(server):
        serving = [
            group
            for group in free.groups
            if group.count > used[_key(group)] and free.serves(group, supply, for_sure=False)
        ]
        if serving:
            best = _key(min(serving, key=_preference(rack, free, server, supply, used)))
            used[best] += 1
            chosen.append(best)
    return chosen


def _key(group: OutletGroup) -> Group:
    return group.type, group.feed, group.leg


def _may_fit(inlet: str, outlet: str) -> bool:
    return inlet in NO_KIND or outlet in NO_KIND or fits(inlet, outlet)


def _supplies(rack: RackState, free: _Free) -> list[_Supply]:
    return [supply for server in rack.planned for supply in free.supplies_of(server)]


def _preference(
    rack: RackState, free: _Free, server: ServerNeed, supply: _Supply, used: Mapping[Group, int]
) -> Callable[[OutletGroup], tuple[object, ...]]:
    """Return the order of the groups for one supply; on a leg, earlier servers count as if they drew what this does."""
    feeds = {feed.pk: feed for feed in rack.power.feeds}
    draw = server.power_draw or 1

    def key(group: OutletGroup) -> tuple[object, ...]:
        feed = feeds.get(group.feed)
        on_leg = draw * sum(count for (_, of, leg), count in used.items() if (of, leg) == (group.feed, group.leg))
        if feed and group.leg in LEGS:
            on_leg += feed.legs[LEGS.index(group.leg)]
        is_sure = free.serves(group, supply, for_sure=True)
        return not is_sure, bool(feed and feed.is_redundant), -left(rack, feed) if feed else 0, on_leg, _key(group)

    return key


def _finding(rack: RackState) -> Finding:
    judgement = judge(rack)
    free = _Free.of(rack)
    is_short = judgement.verdict == SHORT
    missing = free.missing(_supplies(rack, free), for_sure=False) if is_short else []
    facts = {
        'rack': rack.name,
        'connectors': sorted({server.inlet for server in rack.planned} - NO_KIND),
        'unknown': [server.name for server in rack.planned if server.inlet in NO_KIND],
        'free': _free_in_words(rack, free),
        'missing': _missing_in_words(rack, missing),
        'missing_count': len(missing),
    }
    feeds = tuple(Evidence(feed.name, 'dcim.powerfeed', feed.pk) for feed in rack.power.feeds)
    evidence = (rack.evidence, *feeds, *(server.evidence for server in rack.planned))
    need = sum(server.power_supplies for server in rack.planned)
    return Finding(
        OUTLETS, judgement.verdict, need, judgement.have, 'outlets', judgement.code, facts, evidence=evidence
    )


def _free_in_words(rack: RackState, free: _Free) -> list[str]:
    names = {feed.pk: feed.name for feed in rack.power.feeds}
    counts: Counter[tuple[str, str]] = Counter()
    for group in free.groups:
        counts[group.type or '?', names.get(group.feed, '')] += group.count
    return _in_words(counts)


def _missing_in_words(rack: RackState, missing: Sequence[_Supply]) -> list[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for supply in missing:
        feeds = [
            feed.name
            for feed in rack.power.feeds
            if feed.is_active and (not supply.side or feed.is_redundant == (supply.side == 'redundant'))
        ]
        counts[FITTING.get(supply.inlet, ('?',))[0], '/'.join(feeds)] += 1
    return _in_words(counts)


def _in_words(counts: Mapping[tuple[str, str], int]) -> list[str]:
    """Return outlets by kind and feed like '12 × iec-60320-c13 (Feed A)'; '?' for a kind that nobody knows."""
    return [
        f'{count} × {kind} ({feed})' if feed else f'{count} × {kind}' for (kind, feed), count in sorted(counts.items())
    ]
