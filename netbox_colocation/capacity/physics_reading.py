"""Read what racks carry, in grams, and their cooling, in W of heat."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from dcim.choices import CoolingFeedStatusChoices
from dcim.models import CoolingFeed, Device, Module, Rack

from ..models import HeldUnits
from .findings import Evidence
from .physics import RackCooling, RackWeight

__all__ = ('read_coolings', 'read_weights')

MOST_NAMED = 20
GRAMS = 1000  # in a kg
WATTS = 1000  # in a kW


@dataclass
class _Contents:
    """What is gathered about one rack before it is frozen."""

    limit: int | None = None
    carried: int = 0
    unknown: set[Evidence] = field(default_factory=set)

    def add(self, grams: int | None, evidence: Evidence) -> None:
        if grams is None:
            self.unknown.add(evidence)
        else:
            self.carried += grams


def read_weights(racks: Collection[int], *, own: int | None) -> dict[int, RackWeight]:
    """Return what the racks carry, without what the request `own` holds (None: nobody's is left out).

    A device's weight is that of its type and of the types of its modules; when nobody knows one of them, the device is
    unknown, and what is known of it counts.
    """
    pks = sorted(set(racks))
    contents = {pk: _Contents() for pk in pks}
    rows = Rack.objects.filter(pk__in=pks).order_by().values_list('pk', '_abs_weight', '_abs_max_weight')
    for pk, itself, limit in rows:
        contents[pk].limit = limit
        contents[pk].carried = itself or 0
    for rack, evidence, grams in (*_devices(pks), *_modules(pks), *_held(pks, own)):
        contents[rack].add(grams, evidence)
    return {pk: _freeze(found) for pk, found in contents.items()}


def read_coolings(racks: Collection[int]) -> dict[int, RackCooling]:
    """Return the cooling of the racks; that of its feeds is unknown when an active one does not say what it carries."""
    pks = sorted(set(racks))
    feeds: dict[int, list[Decimal | None]] = {}
    rows = CoolingFeed.objects.filter(rack__in=pks).order_by()
    for rack, status, capacity in rows.values_list('rack_id', 'status', 'cooling_capacity'):
        of_rack = feeds.setdefault(rack, [])
        if status == CoolingFeedStatusChoices.STATUS_ACTIVE:
            of_rack.append(capacity)
    coolings = dict.fromkeys(pks, RackCooling())
    columns = ('pk', 'cooling_capacity', 'cooling_capability')
    for pk, capacity, capability in Rack.objects.filter(pk__in=pks).order_by().values_list(*columns):
        own = None if capacity is None else int(capacity * WATTS)
        coolings[pk] = RackCooling(own, _sum(feeds[pk]) if pk in feeds else None, capability or '')
    return coolings


def _sum(capacities: list[Decimal | None]) -> int | None:
    known = [capacity for capacity in capacities if capacity is not None]
    return int(sum(known) * WATTS) if len(known) == len(capacities) else None


def _devices(racks: list[int]) -> list[tuple[int, Evidence, int | None]]:
    rows = Device.objects.filter(rack__in=racks).order_by()
    columns = ('rack_id', 'pk', 'name', 'device_type___abs_weight')
    return [(rack, _device(pk, name), grams) for rack, pk, name, grams in rows.values_list(*columns)]


def _modules(racks: list[int]) -> list[tuple[int, Evidence, int | None]]:
    rows = Module.objects.filter(device__rack__in=racks).order_by()
    columns = ('device__rack_id', 'device_id', 'device__name', 'module_type___abs_weight')
    return [(rack, _device(pk, name), grams) for rack, pk, name, grams in rows.values_list(*columns)]


def _device(pk: int, name: str | None) -> Evidence:
    return Evidence(name or f'#{pk}', 'dcim.device', pk)


def _held(racks: list[int], own: int | None) -> list[tuple[int, Evidence, int | None]]:
    """Return the servers for which others hold units, each once, with the weight stated for it, else its type's."""
    rows = HeldUnits.objects.filter(is_active=True, rack__in=racks)
    if own is not None:
        rows = rows.exclude(hold__request=own)
    columns = ('rack_id', 'server_id', 'server__name', 'server__weight_kg', 'server__device_type___abs_weight')
    return [
        (rack, Evidence(name, 'netbox_colocation.requestedserver', pk), int(kg * GRAMS) if kg is not None else grams)
        for rack, pk, name, kg, grams in rows.order_by('rack_id', 'server_id').values_list(*columns).distinct()
    ]


def _freeze(found: _Contents) -> RackWeight:
    unknown = sorted(found.unknown, key=lambda item: (item.model, item.label, item.pk))
    return RackWeight(found.limit, found.carried, tuple(unknown[:MOST_NAMED]), len(unknown))
