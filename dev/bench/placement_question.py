"""What the benchmark wants to place, and where."""

from dataclasses import dataclass

from netbox_colocation.capacity.estate import Demand, ServerNeed

__all__ = ('OFFERED', 'WANTED', 'Wanted')

OFFERED = ('active', 'available')  # statuses of racks in which something new may be placed


@dataclass(frozen=True)
class Wanted:
    """One server with two supplies that takes both faces."""

    units: int = 2
    watts: int = 400
    kilograms: int = 20
    depth_mm: int = 700

    def as_demand(self) -> Demand:
        server = ServerNeed(
            pk=0,
            name='wanted',
            half_units=2 * self.units,
            is_full_depth=True,
            depth_mm=self.depth_mm,
            power_draw=self.watts,
            power_supplies=2,
            weight=self.kilograms * 1000,
            inlet='iec-60320-c14',
            interfaces=1,
        )
        return Demand((server,))


WANTED = Wanted()
