"""How the people of the demo act on each step of the West Sumatra procedure when all goes straight. Knows no Django."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ('PROCEDURE', 'STRAIGHT', 'SUBMISSION', 'Act', 'Server', 'answers')

PROCEDURE = 'sumbar-colocation'
SUBMISSION = '1'


@dataclass(frozen=True)
class Act:
    """What somebody answers. `hours` is the working time since the act before it."""

    outcome: str
    hours: float
    comment: str = ''
    data: Mapping[str, Any] = field(default_factory=dict)

    def but(self, **changes: Any) -> 'Act':
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True)
class Server:
    """What a form asks about one server; height in U."""

    pk: int
    name: str
    height: float
    power_supplies: int

    @property
    def serial(self) -> str:
        return f'NL-{self.name.upper()}'


# Keys are the steps; every row stays within its time limit.
STRAIGHT: Mapping[str, Act] = {
    SUBMISSION: Act('submitted', 0),
    '2.1': Act('passed-on', 1.1, data={'instruction': 'process', 'note': 'Proses sesuai ketentuan.'}),
    '2.2': Act('passed-on', 1.6, data={'instruction': 'examine', 'note': 'Telaah dan siapkan jawabannya.'}),
    '2.3': Act('passed-on', 0.9, data={'instruction': 'coordinate', 'note': 'Koordinasi dengan Subbagian Umum.'}),
    '3': Act(
        'checked',
        3.2,
        data={
            'building_electricity': 'enough',
            'confirmed_by': 'Laras Bayu',
            'note': 'Daya gedung telah dikonfirmasi.',
        },
    ),
    '4.1': Act('accepted', 1.9, data={'note': 'Server dikirim ke loket pusat data pada jam kerja.'}),
    '4.2': Act('agreed', 1.2),
    '5': Act('signed', 3.1),
    '6': Act('sent', 1.3, data={'sent_by': 'Surel dan ekspedisi'}),
    '7': Act('delivered', 4.8, data={'delivery_date': '', 'carrier': 'Kendaraan dinas'}),
    '8': Act('conforms', 0.7),
    '9': Act('installed', 6.2, data={'note': 'Kedua catu daya dan jaringan telah diuji.'}),
    '10': Act(
        'written',
        2.1,
        data={'note': 'Server telah dipasang, diberi alamat IP, diuji, dan masuk ke sistem pemantauan.'},
    ),
    '11.1': Act('agreed', 3.0),
    '11.2': Act('agreed', 1.4),
    '12': Act('reviewed', 3.3),
}


def answers(step: str, act: Act, servers: Iterable[Server]) -> dict[str, Any]:
    """Return the data of an act: what it says itself, and what the step's form asks about every server.

    What the act says about `u_height` or `power_supplies` is what was measured instead of what was promised.
    """
    measured = {name: act.data[name] for name in ('u_height', 'power_supplies') if name in act.data}
    data = {name: value for name, value in act.data.items() if name not in measured}
    for server in servers if step in ('7', '8') else ():
        facts: dict[str, Any] = {'serial': server.serial}
        if step == '8':
            facts |= {
                'u_height': server.height,
                'power_supplies': server.power_supplies,
                'rack_mountable': True,
                **measured,
            }
        data |= {f'server_{server.pk}_{name}': value for name, value in facts.items()}
    return data
