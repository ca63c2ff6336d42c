"""Which racks take one server, asked of NetBox's own methods, rack by rack."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from dcim.models import PowerFeed, Rack

from netbox_colocation.models import HeldUnits

from .placement_question import OFFERED, Wanted

__all__ = ('find_fitting',)

# All draws of the estate are multiples of it, so that a percentage rounded by NetBox tells the watts exactly.
STEP = 40


def find_fitting(racks: Iterable[int], wanted: Wanted) -> frozenset[int]:
    """Return the racks that take the server; every rack is asked everything, as whoever has to say why not asks."""
    held = _held_loads()
    fitting = set()
    for pk in racks:
        rack = Rack.objects.get(pk=pk)
        answers = (
            rack.status in OFFERED and rack.tenant_id is None,
            (rack.mounting_depth or 0) >= wanted.depth_mm,
            _has_units(rack, wanted.units),
            _has_power(rack, wanted.watts + held[pk][0]),
            rack.total_weight + held[pk][1] + wanted.kilograms <= rack.max_weight,
        )
        if all(answers):
            fitting.add(pk)
    return frozenset(fitting)


def _has_units(rack: Rack, height: int) -> bool:
    reserved = rack.get_reserved_units()
    return any(
        unit % 1 == 0 and not any(touched in reserved for touched in range(int(unit), int(unit) + height))
        for unit in rack.get_available_units(u_height=Decimal(height))
    )


def _has_power(rack: Rack, watts: int) -> bool:
    """Either feed has to carry everything alone: all servers have a supply on each."""
    feeds = [feed.available_power for feed in PowerFeed.objects.filter(rack=rack)]
    load = round(float(rack.get_power_utilization()) / 100 * sum(feeds) / STEP) * STEP
    return load + watts <= min(feeds)


def _held_loads() -> dict[int, tuple[int, float]]:
    """Return W and kg of the servers for which units are held: NetBox knows their reservation only."""
    rows = (
        HeldUnits.objects.filter(is_active=True)
        .order_by()
        .values_list('rack', 'server', 'server__power_draw', 'server__weight_kg')
        .distinct()
    )
    loads: dict[int, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for rack, _server, watts, kilograms in rows:
        loads[rack] = (loads[rack][0] + watts, loads[rack][1] + float(kilograms))
    return loads
