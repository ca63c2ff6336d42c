"""Impact of losing a power panel, beside NetBox's own objects asked one by one and beside one statement for the answer.

Every server hangs on two feeds, so that the loss of a panel of A feeds takes the PDUs on it out and leaves the others
with less; the loss of a panel of A and B feeds takes everything in its racks out, and the network with it.
"""

from dataclasses import replace
from functools import partial

from dcim.models import PowerPanel

from netbox_colocation.choices import ImpactGradeChoices as Grade
from netbox_colocation.maintenance.impact import Impact, Touched, assess

from . import impact_estate
from .asking import ask, fetch, must_be_equal
from .measuring import Measure, Target, Verdict, at_most_ms, equal_queries

__all__ = ('run',)

MOST_MS = 3_000
MOST_MB = 200
ROUNDS = 5
# The devices that lose a supply: on the panel's feeds, and on the outlets behind them.
HIT = """
WITH inlet AS (
    SELECT port.id, port.device_id FROM dcim_powerfeed feed JOIN dcim_powerport port ON port.cable_id = feed.cable_id
    WHERE feed.power_panel_id = %(panel)s
)
SELECT device_id FROM inlet
UNION
SELECT port.device_id
FROM inlet
JOIN dcim_poweroutlet outlet ON outlet.power_port_id = inlet.id
JOIN dcim_powerport port ON port.cable_id = outlet.cable_id
"""


def run(size: str) -> list[Verdict]:
    """Measure panels of few and of many racks; all ways have to name the same devices."""
    impact_estate.prepare()
    few, many, whole = (
        PowerPanel.objects.get(name=name) for name in (impact_estate.SMALL, impact_estate.LARGE, impact_estate.WHOLE)
    )
    feeds = {panel.pk: panel.powerfeeds.count() for panel in (few, many, whole)}
    small, of_few = _ask(few, f'lose a panel, {feeds[few.pk]} racks')
    naive, named = ask("NetBox's own objects, one by one", partial(_one_by_one, few), once=True)
    large, of_many = _ask(many, f'lose a panel, {feeds[many.pk]} racks')
    bare, rows = ask('devices that lose a supply, one statement', partial(fetch, HIT, {'panel': many.pk}))
    every, of_whole = _ask(whole, f'lose a panel, A and B of {feeds[whole.pk] // 2} racks')
    must_be_equal('the devices of few racks', {'NetBox': named, 'ours': frozenset(of_few.devices())})
    must_be_equal(
        'the devices of many racks', {'SQL': frozenset(pk for (pk,) in rows), 'ours': frozenset(of_many.devices())}
    )
    outages = frozenset(pk for pk, grade in of_whole.devices().items() if grade == Grade.OUTAGE)
    must_be_equal('devices out with both sides', {'hit': frozenset(of_whole.devices()), 'out': outages})
    return [
        Verdict(small, naive, targets=(at_most_ms(small, MOST_MS),)),
        Verdict(large, bare=bare, targets=(at_most_ms(large, MOST_MS), equal_queries(large, small), _fits(large))),
        Verdict(every, targets=(at_most_ms(every, MOST_MS), _fits(every))),
    ]


def _ask(panel: PowerPanel, name: str) -> tuple[Measure, Impact]:
    measured, impact = ask(name, partial(assess, Touched.of_object(panel)), rounds=ROUNDS)
    note = f'{len(impact.lines):,} objects hit, {sum(len(line.path) for line in impact.lines):,} steps of evidence'
    return replace(measured, note=note), impact


def _fits(measured: Measure) -> Target:
    return Target(f'≤ {MOST_MB} MB', (measured.peak or 0) <= MOST_MB * 1024)


def _one_by_one(panel: PowerPanel) -> frozenset[int]:
    """Follow NetBox's objects as its pages do: feed, cable, inlet, outlets, cable, supply."""
    devices = set()
    for feed in panel.powerfeeds.all():
        for inlet in feed.link_peers:
            devices.add(inlet.device_id)
            for outlet in inlet.poweroutlets.all():
                devices |= {port.device_id for port in outlet.link_peers}
    return frozenset(devices)
