"""What stands in the racks, as a table, and the names of the devices that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from .cast import OPERATOR, ROOM_A, ROOM_B
from .hardware import (
    FIREWALL,
    PDU,
    ROUTER,
    SERVER_1U,
    SERVER_2U,
    SERVER_4U,
    SERVER_SHALLOW,
    STORAGE_4U,
    SWITCH,
    UPS_12,
    UPS_40,
)
from .rooms import RACKS

__all__ = ('CORE_ROUTERS', 'SWITCHED_RACKS', 'UPS_WATTS', 'Planned', 'pdu_name', 'planned', 'switch_name')

CORE_ROUTERS = ('core-r1', 'core-r2')
# The UPS units of each room; each alone carries its room.
UPS_WATTS = {'ups-a1': 40_000, 'ups-a2': 40_000, 'ups-b1': 12_000, 'ups-b2': 12_000}
FREE_STANDING = (
    ('ups-a1', UPS_40, ROOM_A),
    ('ups-a2', UPS_40, ROOM_A),
    ('ups-b1', UPS_12, ROOM_B),
    ('ups-b2', UPS_12, ROOM_B),
)


@dataclass(frozen=True)
class Planned:
    """One device to be; without a unit it takes none (a PDU), without a rack it stands on the floor."""

    name: str
    make: str
    role: str
    owner: str
    rack: str = ''
    unit: int | None = None
    room: str = ''


@dataclass(frozen=True)
class Run:
    """Servers of one type whose lowest units are these; they belong to the agencies in turn."""

    rack: str
    make: str
    units: range
    owners: tuple[str, ...]


_FIRST = ('dinkes', 'bappeda', 'disdik')
_SECOND = ('dukcapil', 'dpmptsp', 'bkd', 'dinsos')
_THIRD = ('dishub', 'dpupr', 'bapenda', 'disperindag')

SERVERS = (
    Run('A-02', STORAGE_4U, range(1, 41, 4), (OPERATOR, *_SECOND)),  # with the next one: 42 units of 42
    Run('A-02', SERVER_2U, range(41, 42), (OPERATOR,)),
    Run('A-03', SERVER_2U, range(1, 31, 2), _FIRST + _SECOND),
    Run('A-04', SERVER_2U, range(1, 13, 2), _FIRST),
    Run('A-04', SERVER_1U, range(15, 17), _THIRD),
    Run('A-05', SERVER_2U, range(1, 11, 2), _SECOND),
    Run('A-05', SERVER_1U, range(11, 13), _THIRD),
    Run('A-06', SERVER_1U, range(1, 7), _THIRD),
    Run('A-06', SERVER_4U, range(10, 11), ('bappeda',)),
    Run('A-07', SERVER_2U, range(1, 9, 2), _FIRST),
    Run('A-08', SERVER_4U, range(1, 2), ('bapenda',)),
    Run('A-08', STORAGE_4U, range(5, 13, 4), ('bapenda',)),
    Run('A-09', SERVER_4U, range(1, 17, 4), (OPERATOR, 'bappeda')),  # 5200 W of the 5888 W that a feed carries
    Run('A-10', SERVER_SHALLOW, range(1, 6), _THIRD),
    Run('B-01', SERVER_2U, range(1, 17, 2), _SECOND + _THIRD),
    Run('B-02', SERVER_1U, range(1, 42, 2), _FIRST + _SECOND + _THIRD),
    Run('B-03', SERVER_2U, range(1, 13, 2), ('rsud',)),
    Run('B-04', SERVER_2U, range(10, 14, 2), ('dinsos',)),
    Run('B-05', SERVER_2U, range(1, 9, 2), ('disdik', 'bkd')),
)
SWITCHED_RACKS = ('A-03', 'A-04', 'A-06', 'A-11', 'B-01', 'B-08')
CORE = (
    ('core-fw1', FIREWALL, 'firewall', 30),
    ('core-fw2', FIREWALL, 'firewall', 32),
    ('core-r1', ROUTER, 'router', 34),
    ('core-r2', ROUTER, 'router', 36),
    ('core-sw1', SWITCH, 'switch', 38),
    ('core-sw2', SWITCH, 'switch', 40),
)
TOP_UNIT = 42


def pdu_name(rack_short: str, panel: str) -> str:
    return f'pdu-{rack_short}-{panel.lower()}'


def switch_name(rack: str) -> str:
    return f'sw-{_short(rack)}'


def planned() -> Iterator[Planned]:
    """Yield every device of the demo, in the order in which addresses and outlets are given out."""
    for name, make, role, unit in CORE:
        yield Planned(name, make, role, OPERATOR, 'A-01', unit)
    for rack in SWITCHED_RACKS:
        yield Planned(switch_name(rack), SWITCH, 'switch', OPERATOR, rack, TOP_UNIT)
    for run in SERVERS:
        for number, unit in enumerate(run.units):
            owner = run.owners[number % len(run.owners)]
            name = f'{owner}-{_short(run.rack)}u{unit:02}'
            yield Planned(name, run.make, 'colocation-server', owner, run.rack, unit)
    for plan in RACKS:
        for panel in plan.feeds if plan.status != 'planned' else '':
            yield Planned(pdu_name(plan.short, panel), PDU, 'pdu', OPERATOR, plan.name)
    for name, make, room in FREE_STANDING:
        yield Planned(name, make, 'ups', OPERATOR, room=room)


def _short(rack: str) -> str:
    return next(plan.short for plan in RACKS if plan.name == rack)
