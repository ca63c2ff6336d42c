"""How the people of the demo act on each step of the procedures when all goes straight. Knows no Django."""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = (
    'ACCESS', 'COURSES', 'MAINTENANCE', 'PROCEDURE', 'RETRIEVAL', 'STRAIGHT', 'STRAIGHT_ACCESS', 'SUBMISSION', 'Act',
    'Server', 'answers', 'visit_answers', 'with_moments',
)  # fmt: skip

PROCEDURE = 'sumbar-colocation'
ACCESS, MAINTENANCE, RETRIEVAL = 'sumbar-access', 'sumbar-maintenance', 'server-retrieval'
SUBMISSION = '1'
# In an answer: the moment of the act.
NOW = 'now'


@dataclass(frozen=True)
class Act:
    """What somebody answers. `hours` is the working time since the act before it, `ago` that before now instead,
    `clock` minutes before now at whatever hour: a room has no office hours.

    `verb` is `perform`, or what is done beside the sheet (`claim`, `ask`, `return`, `withdraw`, `paper`, `extend`);
    `by` is the user who does it, where that is not the first one of the role.
    """

    outcome: str = ''
    hours: float = 0
    comment: str = ''
    data: Mapping[str, Any] = field(default_factory=dict)
    verb: str = 'perform'
    by: str = ''
    ago: float | None = None
    clock: int | None = None

    def but(self, **changes: Any) -> 'Act':
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True)
class Server:
    """What a form asks about one server; height in U, depth in mm, power draw in W."""

    pk: int
    name: str
    height: float
    power_supplies: int
    power_draw: int | None
    network_interfaces: int
    depth_mm: int | None

    @property
    def serial(self) -> str:
        return f'NL-{self.name.upper()}'


_PROCESS = {'instructions': ['process'], 'note': 'Proses sesuai ketentuan.'}
_EXAMINE = {'instructions': ['examine', 'prepare'], 'note': 'Telaah dan siapkan jawabannya.'}
_FOLLOW_UP = {'instructions': ['follow-up'], 'note': ''}

# Keys are the steps; every row stays within its time limit.
STRAIGHT: Mapping[str, Act] = {
    SUBMISSION: Act('submitted', 0),
    '2.1': Act('passed-on', 1.1, data=_PROCESS),
    '2.2': Act('passed-on', 1.6, data=_EXAMINE),
    '2.3': Act('passed-on', 0.9, data={'instructions': ['coordinate'], 'note': 'Koordinasi dengan Subbagian Umum.'}),
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
    '9.1': Act('installed', 6.2, data={'note': 'Kedua catu daya dan jaringan telah diuji.'}),
    '9.2': Act('accepted', 1.1, comment='Eksporter menjawab; dicatat pada sistem pemantauan.'),
    '10': Act(
        'written',
        2.1,
        data={'note': 'Server telah dipasang, diberi alamat IP, diuji, dan masuk ke sistem pemantauan.'},
    ),
    '11.1': Act('agreed', 3.0),
    '11.2': Act('agreed', 1.4),
    '12': Act('reviewed', 3.3),
}


STRAIGHT_ACCESS: Mapping[str, Act] = {
    SUBMISSION: Act('submitted', 0),
    '2': Act('passed-on', 0.03, data=_FOLLOW_UP),
    '3': Act('passed-on', 0.03, data=_FOLLOW_UP),
    '4': Act('reported', 0.04, data={'conforms': 'yes', 'remark': 'Pendamping tersedia.'}),
    '5': Act('approved', 0.04),
    '6.1': Act('instructed', 0.03, data={'instructions': ['coordinate'], 'recipients': ['technical-team']}),
    '6.2': Act('recorded', 1.5),
    '7.1': Act('entered', 0.04, data={'entered_at': NOW}),
    '7.2': Act('left', 0.9, data={'left_at': NOW}),
    '9': Act('written', 0.04, data={'note': 'Kunjungan berjalan sesuai rencana dan didampingi.'}),
    '10': Act('submitted', 0.03),
    '11': Act('submitted', 0.05),
    '12': Act('received', 0.05),
}
STRAIGHT_MAINTENANCE: Mapping[str, Act] = {
    SUBMISSION: Act('submitted', 0),
    '2': Act('passed-on', 1.5, data=_FOLLOW_UP),
    '3': Act('passed-on', 0.4, data=_FOLLOW_UP),
    '4': Act('passed-on', 0.5, data=_FOLLOW_UP),
    '5': Act(
        'analysed',
        0.6,
        data={'analysis': 'Sambungan serat ke gedung terputus-putus.', 'kind': 'incident', 'priority': 'high'},
    ),
    '6.1': Act('begun', 0.7),
    '6.2': Act(
        'finished',
        3.5,
        data={'work': 'Konektor serat dibersihkan dan penerima optik diganti.', 'materials': '1 penerima optik 10G'},
    ),
    '6.3': Act('written', 0.8, data={'note': 'Sambungan diuji satu jam tanpa putus.'}),
    '6.4': Act('acknowledged', 1.0),
    '7': Act('submitted', 0.5),
    '8.1': Act('agreed', 1.0),
    '8.2': Act('agreed', 0.8),
    '9': Act('reviewed', 1.5),
}
STRAIGHT_RETRIEVAL: Mapping[str, Act] = {
    SUBMISSION: Act('submitted', 0),
    '2': Act('passed-on', 1.2, data=_PROCESS),
    '3': Act('passed-on', 1.0, data=_EXAMINE),
    '4': Act('passed-on', 0.8, data=_FOLLOW_UP),
    '5': Act(
        'agreed',
        2.1,
        data={
            'item_identity': 'done',
            'item_ownership': 'done',
            'item_services': 'done',
            'item_dependencies': 'not-applicable',
            'item_dependencies_remark': 'Server berdiri sendiri.',
        },
    ),
    '6': Act('drafted', 1.6, data={'note': 'Server diambil pada jam kerja dengan membawa surat ini.'}),
    '7': Act('agreed', 0.7),
    '8': Act('agreed', 0.9),
    '9': Act('signed', 1.4),
    '10': Act('sent', 0.8, data={'sent_by': 'Surel'}),
    '11': Act('retired', 1.1),
    '12': Act('dismounted', 2.5, data={'note': 'Server dilepas dan diserahkan di loket pusat data.'}),
    '13.1': Act('confirmed', 0.6),
    '13.2': Act('confirmed', 1.0),
    '14': Act('released', 0.5),
    '15': Act('written', 1.2, data={'note': 'Server telah diserahkan; unit rak dan alamat IP telah dibebaskan.'}),
    '16.1': Act('agreed', 1.0),
    '16.2': Act('agreed', 0.8),
    '17': Act('received', 1.3),
}
COURSES: Mapping[str, Mapping[str, Act]] = {
    PROCEDURE: STRAIGHT,
    ACCESS: STRAIGHT_ACCESS,
    MAINTENANCE: STRAIGHT_MAINTENANCE,
    RETRIEVAL: STRAIGHT_RETRIEVAL,
}


def with_moments(data: Mapping[str, Any], at: datetime.datetime) -> dict[str, Any]:
    """Return the answers with the moment of the act where they say `NOW`."""
    return {name: at.isoformat() if value == NOW else value for name, value in data.items()}


def visit_answers(asked: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Return what is answered at the door: everybody comes, with a badge, and the first escort who is free.

    `asked` are the keys of the step's fields, each with its choices.
    """
    data: dict[str, Any] = {}
    for key, choices in asked.items():
        who, _underline, fact = key.removeprefix('visitor_').partition('_')
        if key == 'escort':
            data[key] = next(iter(choices), '')
        elif key.startswith('visitor_') and fact != 'remark':
            data[key] = f'T-{who}' if fact == 'badge' else True
    return data


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
                'power_draw': server.power_draw,
                'network_interfaces': server.network_interfaces,
                'depth_mm': server.depth_mm,
                'rack_mountable': True,
                **measured,
            }
        data |= {f'server_{server.pk}_{name}': value for name, value in facts.items() if value is not None}
    return data
