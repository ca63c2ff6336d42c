"""Two power panels, a feed from each to every rack, and the cables from the feeds over the PDUs to the servers."""

from collections import defaultdict

from dcim.choices import CableTypeChoices, LinkStatusChoices, PowerFeedStatusChoices, PowerFeedTypeChoices
from dcim.models import Cable, PowerFeed, PowerOutlet, PowerPanel, PowerPort, Rack
from netbox.models import NetBoxModel

from .book import Book
from .cast import SITE
from .filling import pdu_name, planned
from .rooms import RACKS, RackPlan, racks, site

__all__ = ('CABLED_RACKS', 'PANELS', 'build_cables', 'build_feeds', 'connect')

# Panel A feeds the primary feeds, panel B the redundant ones.
PANELS = {
    'A': ('Panel A', PowerFeedTypeChoices.TYPE_PRIMARY),
    'B': ('Panel B', PowerFeedTypeChoices.TYPE_REDUNDANT),
}
VOLTAGE, AMPERAGE, MAX_UTILIZATION = 230, 32, 80  # 5888 W a feed
# A cable costs some 70 queries. In the other racks only the PDUs are cabled; the loads are known everywhere.
CABLED_RACKS = ('A-04', 'A-05', 'A-06', 'A-07', 'A-10', 'B-03')


def build_feeds(book: Book) -> None:
    """Make the panels and the feeds."""
    place, stock = site(), racks()
    for letter, (name, kind) in PANELS.items():
        panel = book.ensure(PowerPanel, key={'site': place, 'name': name})
        for plan in RACKS:
            if letter in plan.feeds:
                _feed(book, plan, letter, panel, stock[plan.name], kind)


def _feed(book: Book, plan: RackPlan, letter: str, panel: PowerPanel, rack: Rack, kind: str) -> None:
    status = PowerFeedStatusChoices.STATUS_ACTIVE
    if letter in plan.failed:
        status = PowerFeedStatusChoices.STATUS_FAILED
    elif plan.status == 'planned':
        status = PowerFeedStatusChoices.STATUS_PLANNED
    book.ensure(
        PowerFeed,
        key={'power_panel': panel, 'name': f'{plan.name} {letter}'},
        rack=rack,
        status=status,
        type=kind,
        voltage=VOLTAGE,
        amperage=AMPERAGE,
        max_utilization=MAX_UTILIZATION,
    )


def build_cables(book: Book) -> None:
    """Connect every PDU to its feed, and in some racks every supply to a PDU: PSU1 to A, PSU2 to B."""
    feeds = {feed.name: feed for feed in PowerFeed.objects.filter(power_panel__site__slug=SITE, cable__isnull=True)}
    inlets = {
        port.device.name: port
        for port in PowerPort.objects.filter(device__site__slug=SITE, name='Input', cable__isnull=True).select_related(
            'device'
        )
    }
    for plan in RACKS:
        for letter in plan.feeds:
            feed, inlet = feeds.get(f'{plan.name} {letter}'), inlets.get(pdu_name(plan.short, letter))
            if feed and inlet:
                connect(book, feed, inlet)
    for plan in RACKS:
        if plan.name in CABLED_RACKS:
            _cable_rack(book, plan)


def _cable_rack(book: Book, plan: RackPlan) -> None:
    outlets = _free_outlets(plan)
    ours = [device.name for device in planned() if device.rack == plan.name]
    supplies = PowerPort.objects.filter(device__site__slug=SITE, device__name__in=ours, name__startswith='PSU')
    supplies = supplies.filter(device__rack__name=plan.name)  # a server that was taken back stands there no more
    for supply in supplies.filter(cable__isnull=True).select_related('device').order_by('device__position', 'name'):
        letter = plan.feeds[(int(supply.name.removeprefix('PSU')) - 1) % len(plan.feeds)]
        free = outlets[letter, supply.type.replace('c14', 'c13').replace('c20', 'c19')]
        if free:
            connect(book, free.pop(0), supply)


def _free_outlets(plan: RackPlan) -> dict[tuple[str, str], list[PowerOutlet]]:
    """Return the outlets of the rack's PDUs that are free, by panel and kind."""
    outlets = defaultdict(list)
    for letter in plan.feeds:
        name = pdu_name(plan.short, letter)
        rows = PowerOutlet.objects.filter(device__site__slug=SITE, device__name=name, cable__isnull=True)
        for outlet in rows.select_related('device').order_by('name'):
            outlets[letter, outlet.type].append(outlet)
    return outlets


def connect(book: Book, one: NetBoxModel, other: NetBoxModel, *, kind: str = CableTypeChoices.TYPE_POWER) -> None:
    """Put a cable between two free ends."""
    cable = Cable(a_terminations=[one], b_terminations=[other], type=kind, status=LinkStatusChoices.STATUS_CONNECTED)
    cable.full_clean()
    cable.save()
    book.count(Cable)
