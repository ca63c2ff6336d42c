"""Placement: which racks take a server, and the ten best, beside NetBox's own methods and the bare SQL."""

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched

from django.db import transaction
from django.utils import timezone

from dcim.models import Location, Rack, Site

from netbox_colocation.allocation import locks
from netbox_colocation.capacity import checks, places, summaries
from netbox_colocation.capacity.findings import ENOUGH
from netbox_colocation.capacity.questions import Question
from netbox_colocation.models import RackSummary, StaleRack

from . import placement_naive, placement_sql
from .asking import Differs, ask, must_be_equal
from .measuring import Measure, Verdict, added_up, at_least_faster, at_most_ms, equal_queries, together
from .placement_question import WANTED
from .racks_estate import SITE

__all__ = ('run',)

SAMPLE = 200  # racks that NetBox's own methods are asked about where all of them would take minutes
CHUNKS = 5  # between which the others are asked, so that all ways meet the same other work of the machine
CHANGED = 20  # racks that were changed since somebody last asked
# The first ten places: at most so many ms, and so many times as fast as NetBox's own methods.
FIRST_TEN = {'S': (15, None), 'M': (20, 4_000), 'L': (40, 20_000)}
REASONS = 1_500
VERIFYING = 25
DEMAND = WANTED.as_demand()


@dataclass(frozen=True)
class Asked:
    """The ten best places with what they stand beside, and the racks that all ways have to name."""

    ours: Measure
    naive: Measure
    bare: Measure
    found: tuple[int, ...]
    fitting: frozenset[int]


def run(size: str) -> list[Verdict]:
    """Measure every way to the same answer, and end where two answers differ."""
    site = Site.objects.get(slug=SITE)
    hall = Location.objects.filter(site=site, parent=None).order_by('pk').first()
    question = Question(site=site.pk)
    summary = _build_summaries()
    asked = _side_by_side(size, question)
    racks = sorted(Rack.objects.filter(site=site).values_list('pk', flat=True))
    return [
        *_first_ten(size, asked, replace(question, location=hall.pk)),
        _after_changes(question, racks),
        *_reasons(question, asked),
        *_live(question, asked.found[0]),
        summary,
    ]


def _side_by_side(size: str, question: Question) -> Asked:
    """Ask NetBox's own methods (about a sample at L), and between their racks ours and the one statement."""
    racks = list(Rack.objects.filter(site=question.site).order_by('pk').values_list('pk', flat=True))
    sample = racks[:: max(1, len(racks) // SAMPLE)] if size == 'L' else racks
    print(f"asking NetBox's own methods about {len(sample):,} racks", flush=True)
    ours, naive, bare = [], [], []
    taken: set[int] = set()
    for chunk in batched(sample, math.ceil(len(sample) / CHUNKS)):
        measured, some = ask(
            "NetBox's own methods, rack by rack",
            partial(placement_naive.find_fitting, chunk, WANTED),
            once=True,
        )
        naive.append(measured)
        taken |= some
        measured, found = ask(
            f'ten best places of {len(racks):,} racks', lambda: places.find_places(question, DEMAND, now=_now())
        )
        ours.append(measured)
        measured, fitting = ask('one statement', lambda: placement_sql.find_fitting(question.site, WANTED))
        bare.append(measured)
    must_be_equal(
        'the racks that take the server',
        {"NetBox's own methods": frozenset(taken), 'one statement': fitting & frozenset(sample)},
    )
    print(f'  {len(fitting):,} of {len(racks):,} racks take the server', flush=True)
    slow = _extrapolated(added_up(naive), len(racks) / len(sample), len(sample))
    return Asked(together(ours), slow, together(bare), tuple(_racks_of(found)), fitting)


def _racks_of(found: Iterable[places.RankedPlace]) -> list[int]:
    return [placement.rack for place in found for placement in place.placements]


def _extrapolated(naive: Measure, factor: float, asked: int) -> Measure:
    if factor == 1:
        return naive
    return replace(
        naive,
        milliseconds=naive.milliseconds * factor,
        queries=int(naive.queries * factor),
        note=f'extrapolated from {asked} racks',
    )


def _build_summaries() -> Verdict:
    RackSummary.objects.all().delete()
    StaleRack.objects.all().delete()
    built, count = ask('build the summaries of all racks', summaries.refresh_stale, once=True)
    return Verdict(replace(built, note=f'{count:,} racks; once'))


def _first_ten(size: str, asked: Asked, hall: Question) -> list[Verdict]:
    """Judge the ten best places of the site, and measure those of one hall of it: as many queries."""
    in_hall, in_hall_found = ask('ten best places of one hall', lambda: places.find_places(hall, DEMAND, now=_now()))
    if wrong := {*asked.found, *_racks_of(in_hall_found)} - asked.fitting:
        raise Differs(f'find_places names racks that do not take the server: {sorted(wrong)}')
    if len(asked.found) != min(10, len(asked.fitting)):
        raise Differs(f'find_places names {len(asked.found)} racks, and {len(asked.fitting)} take the server')
    milliseconds, times = FIRST_TEN[size]
    targets = [at_most_ms(asked.ours, milliseconds), equal_queries(asked.ours, in_hall)]
    if times:
        targets.append(at_least_faster(asked.ours, asked.naive, times))
    return [Verdict(asked.ours, asked.naive, asked.bare, tuple(targets)), Verdict(in_hall)]


def _after_changes(question: Question, racks: Sequence[int]) -> Verdict:
    """Measure the same question when racks have just changed: they are read as they stand."""
    changed = [StaleRack(rack_id=pk) for pk in racks[:CHANGED]]

    def call() -> None:
        StaleRack.objects.bulk_create(changed)
        places.find_places(question, DEMAND, now=_now())

    return Verdict(ask(f'the same, {CHANGED} racks changed just now', call, note='with the marking')[0])


def _reasons(question: Question, asked: Asked) -> list[Verdict]:
    """Measure the answers of all racks, with and without their sentences."""
    plain, answers = ask('every rack: fits or why not', lambda: places.explain_racks(question, DEMAND, now=_now()))
    fitting = frozenset(answer.rack for answer in answers if answer.verdict == ENOUGH)
    must_be_equal('the racks that take the server', {'one statement': asked.fitting, 'explain_racks': fitting})
    worded, _ = ask('every rack: the same in sentences', lambda: _in_words(question))
    return [
        Verdict(plain, asked.naive, asked.bare, (at_most_ms(plain, REASONS),)),
        Verdict(worded, asked.naive, asked.bare, (at_most_ms(worded, REASONS),)),
    ]


def _in_words(question: Question) -> list[str]:
    return [answer.reason for answer in places.explain_racks(question, DEMAND, now=_now())]


def _live(question: Question, rack: int) -> list[Verdict]:
    """Measure a chosen place, verified on the live rows under the rack's lock, and one rack's summary."""

    def verify() -> str:
        with transaction.atomic():
            locks.lock_estate(site=question.site, racks=frozenset({rack}))
            return str(checks.answer(question, DEMAND, now=_now(), racks=frozenset({rack})).placements)

    verified, placements = ask('verify a chosen place, under its lock', verify)
    if str(rack) not in placements:
        raise Differs(f'the place in rack {rack} does not stand up to the live rows: {placements}')
    renewed, _ = ask('bring one summary up to date', lambda: summaries.read_and_keep([rack]))
    return [Verdict(verified, targets=(at_most_ms(verified, VERIFYING),)), Verdict(renewed)]


def _now() -> datetime.datetime:
    return timezone.now()
