"""What is walked after the placement, in short: a visit to its server, a ticket, and the server's way back.

Each is found again by its name: one that was finished is only looked at, one that was left on the way is taken on.
"""

import datetime
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import letters
from .cast import ROOM_A, SITE
from .course import ACCESS, COURSES, MAINTENANCE, RETRIEVAL, visit_answers, with_moments
from .end_state import Promise, is_in_feed
from .sheet import Sheet
from .visitor import PLUGIN, Visitor

__all__ = ('Errands',)

ENDED = ('completed', 'refused', 'withdrawn', 'cancelled')
VISIT_AHEAD, VISIT_LASTS = datetime.timedelta(minutes=5), datetime.timedelta(hours=2)


@dataclass(frozen=True)
class Kind:
    """One kind of errand: where the API keeps it, its procedure, and the words of its name and letter."""

    endpoint: str
    procedure: str
    relation: str
    name: str
    asks: str
    purpose: str


VISIT = Kind(
    'access-visits', ACCESS, 'visit', 'Kunjungan ke {server}', 'akses ke ruang server', 'Memeriksa pemasangan {server}.'
)
TICKET = Kind(
    'maintenance-tickets',
    MAINTENANCE,
    'ticket',
    'Sambungan {server} lambat',
    'pemeliharaan jaringan',
    'Sambungan ke {server} lambat sejak pagi.',
)
BACK = Kind(
    'colocation-requests',
    RETRIEVAL,
    'request',
    'Pengambilan {server}',
    'pengambilan server',
    'Layanan pada {server} pindah ke komputasi awan.',
)


class Errands:
    """The three errands about one server, and everybody who has to do with them.

    `holder` gives who acts for a role; `reader` reads the monitoring feed.
    """

    def __init__(
        self, sheet: Sheet, *, server: str, holder: Callable[[str], Visitor], applicant: Visitor, reader: Visitor
    ) -> None:
        self.sheet, self.server = sheet, server
        self.holder, self.applicant, self.reader = holder, applicant, reader
        self.helpdesk = holder('helpdesk')

    @property
    def device(self) -> dict[str, Any]:
        """The server as NetBox knows it."""
        device: dict[str, Any] = self.helpdesk.find('dcim/devices/', name=self.server)[0]
        return device

    @property
    def _agency(self) -> str:
        return self.applicant.account.tenant.upper()

    def is_taken_back(self) -> bool:
        """Tell whether the server stands in no rack any more."""
        return self.device['rack'] is None

    def go(self, promises: list[Promise]) -> None:
        """Walk what was not walked and look at all of it; `promises` is what the server had until it was taken back."""
        if not self.is_taken_back() or self._find(VISIT):
            self._check_visit(self._walk(VISIT, self._visit_body))
        if not self.is_taken_back() or self._find(TICKET):
            self._check_ticket(self._walk(TICKET, self._ticket_body))
        self._check_retrieval(self._walk(BACK, self._retrieval_body), promises)

    # -- walking ------------------------------------------------------------------------------------------------------

    def _find(self, kind: Kind) -> dict[str, Any] | None:
        """Return the newest errand of a kind; a visit whose time went by unused does not count."""
        return next((row for row in self._find_all(kind) if not _is_missed(row)), None)

    def _find_all(self, kind: Kind) -> list[dict[str, Any]]:
        """Return the errands of a kind, the newest first; all but the first one have a number behind their name."""
        name = kind.name.format(server=self.server)
        rows = self.applicant.find(f'{PLUGIN}{kind.endpoint}/', name__isw=name, ordering='-id')
        return [row for row in rows if row['name'] == name or row['name'].startswith(f'{name} ')]

    def _walk(self, kind: Kind, body: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Go from wherever it stands to its end, and return it as it is then."""
        found = self._find(kind)
        if found and found['status']['value'] in ENDED:
            self.sheet.title(f'“{found["name"]}”, {found["case"]["number"]}, was walked before')
            return found
        if found is None or found['status']['value'] == 'draft':
            found = self._submit(kind, self._write(kind, found, body()))
        self.sheet.title(f'“{found["name"]}”, {found["case"]["number"]}: {kind.procedure}')
        self.sheet.line('row 1', f'{self.applicant.account.name}: submitted, letter {found["letter_number"]}')
        while tasks := self.helpdesk.find(f'{PLUGIN}tasks/', case_id=found['case']['id'], state='open'):
            waiting = sorted(tasks, key=lambda task: task['id'])
            while waiting:
                waiting += self._act(kind, waiting.pop(0))
        found = self.applicant.get(f'{PLUGIN}{kind.endpoint}/{found["id"]}/')
        state = found['status']['value']
        self.sheet.check(state == 'completed', f'{found["case"]["number"]} is {state}')
        return found

    def _act(self, kind: Kind, task: dict[str, Any]) -> list[dict[str, Any]]:
        """Close one task by the straight way, with what the outcome's schema asks for; return what it opened."""
        began = time.monotonic()
        role = task['role_key']
        person = self.applicant if role == self.applicant.account.role else self.holder(role)
        act = COURSES[kind.procedure][task['step']]
        offered = {row['key']: row for row in person.get(f'{PLUGIN}tasks/{task["id"]}/outcomes/')}[act.outcome]
        data = _answers(act.data, offered['schema'])
        body = {'outcome': act.outcome, 'comment': act.comment, 'data': data}
        performed = person.post(f'{PLUGIN}tasks/{task["id"]}/perform/', json=body)
        changes = [f'{change["verb"]} {change["label"]}' for change in performed['changes']]
        text = f'{person.account.name}: {offered["label"]} ({act.outcome}), {time.monotonic() - began:.2f} s'
        self.sheet.line(f'row {task["step"]}', '; '.join((text, *changes)))
        return list(performed['opened'])

    def _write(self, kind: Kind, draft: dict[str, Any] | None, body: dict[str, Any]) -> dict[str, Any]:
        """Write the draft with its letter, or bring one that was left up to date."""
        path = f'{PLUGIN}{kind.endpoint}/'
        if draft:
            written = self.applicant.patch(f'{path}{draft["id"]}/', json=body | {'name': draft['name']})
        else:
            earlier = len(self._find_all(kind))
            number = f' {earlier + 1}' if earlier else ''
            written = self.applicant.post(path, json=body | {'name': f'{body["name"]}{number}'})
        if not self.applicant.find(f'{PLUGIN}documents/', **{f'{kind.relation}_id': written['id']}):
            self._attach_letter(kind, written)
        return dict(written)

    def _attach_letter(self, kind: Kind, subject: dict[str, Any]) -> None:
        content = letters.write(
            letters.Letter(
                agency=self.applicant.account.agency,
                number=subject['letter_number'],
                dated=datetime.date.fromisoformat(subject['letter_date']),
                subject=subject['letter_subject'],
                purpose=kind.purpose.format(server=self.server),
                administrative=f'{subject["administrative_name"]}, {subject["administrative_position"]}',
                technical=subject['technical_name'],
                asks=kind.asks,
            )
        )
        file = {'file': ('surat-permohonan.pdf', content, 'application/pdf')}
        self.applicant.post(f'{PLUGIN}{kind.endpoint}/{subject["id"]}/letter/', files=file)

    def _submit(self, kind: Kind, subject: dict[str, Any]) -> dict[str, Any]:
        self.applicant.post(f'{PLUGIN}{kind.endpoint}/{subject["id"]}/submit/', json={})
        return dict(self.applicant.get(f'{PLUGIN}{kind.endpoint}/{subject["id"]}/'))

    # -- what is written ----------------------------------------------------------------------------------------------

    def _body(self, kind: Kind) -> dict[str, Any]:
        """What every draft says."""
        netbox, person = self.applicant.netbox, self.applicant.account
        today = datetime.datetime.now().astimezone().date()
        name = kind.name.format(server=self.server)
        return {
            'name': name,
            'procedure': netbox.plugins.colocation.procedures.get(key=kind.procedure).id,
            'applicant': netbox.tenancy.tenants.get(slug=person.tenant).id,
            'site': netbox.dcim.sites.get(slug=SITE).id,
            'letter_number': f'000.8/{self.device["id"]}-{kind.relation[0].upper()}/{self._agency}/{today.year}',
            'letter_date': today.isoformat(),
            'letter_subject': f'Permohonan {kind.asks}: {name}'[:200],
            'administrative_name': person.name,
            'administrative_position': person.position,
            'administrative_email': person.email,
            'technical_name': 'Kabut Samudra',
        }

    def _visit_body(self) -> dict[str, Any]:
        starts_at = datetime.datetime.now(datetime.UTC) + VISIT_AHEAD
        return {
            **self._body(VISIT),
            'purpose': VISIT.purpose.format(server=self.server),
            'location': self.applicant.netbox.dcim.locations.get(slug=ROOM_A).id,
            'visitors': ['Kabut Samudra', 'Rona Senja'],
            'accepts_rules': True,
            'starts_at': starts_at.isoformat(),
            'ends_at': (starts_at + VISIT_LASTS).isoformat(),
            'racks': [self.device['rack']['id']],
        }

    def _ticket_body(self) -> dict[str, Any]:
        return {
            **self._body(TICKET),
            'problem': TICKET.purpose.format(server=self.server),
            'kind': 'incident',
            'devices': [self.device['id']],
        }

    def _retrieval_body(self) -> dict[str, Any]:
        return {
            **self._body(BACK),
            'purpose': BACK.purpose.format(server=self.server),
            'returned_devices': [self.device['id']],
        }

    # -- the end states -----------------------------------------------------------------------------------------------

    def _check_visit(self, visit: dict[str, Any]) -> None:
        came, went = visit['entered_at'], visit['left_at']
        is_right = bool(came and went and came <= went)
        self.sheet.check(is_right, f'the guest book says who escorted ({visit["escort_name"]}) from when until when')
        self._check_paper(VISIT, visit, 'access-report')

    def _check_ticket(self, ticket: dict[str, Any]) -> None:
        work = ticket['work_status']['value']
        self.sheet.check(work == 'done' and bool(ticket['solution']), f'the work is {work}: {ticket["solution"]}')
        self._check_paper(TICKET, ticket, 'maintenance-report')

    def _check_retrieval(self, retrieval: dict[str, Any], promises: list[Promise]) -> None:
        check, device = self.sheet.check, self.device
        status = device['status']['value']
        check(device['rack'] is None and status == 'offline', f'dcim/devices: {self.server} is {status}, in no rack')
        rows = self.helpdesk.find('ipam/ip-addresses/', device_id=device['id'])
        check(not rows, f'ipam/ip-addresses: none are assigned to {self.server}')
        check(not is_in_feed(self.reader, self.server), f'monitoring feed: does not list {self.server}')
        for promise in promises:
            slots = self.helpdesk.find(f'dcim/racks/{promise.rack}/elevation/', face='front')
            is_free = not any(slot['occupied'] for slot in slots if float(slot['id']) in promise.units)
            units = ', '.join(f'U{unit}' for unit in promise.units)
            check(is_free, f'dcim/racks/elevation: {units} of rack {promise.rack_name} can be given to others')
            left = [row for name in promise.addresses for row in self.helpdesk.find('ipam/ip-addresses/', address=name)]
            check(not left, f'ipam/ip-addresses: {", ".join(promise.addresses)} can be given to others')

    def _check_paper(self, kind: Kind, subject: dict[str, Any], wanted: str) -> None:
        rows = self.helpdesk.find(f'{PLUGIN}documents/', **{f'{kind.relation}_id': subject['id'], 'kind': wanted})
        states = [row['state']['value'] for row in rows]
        self.sheet.check(states == ['filed'], f'the {wanted} is {", ".join(states) or "missing"}')


def _is_missed(row: Mapping[str, Any]) -> bool:
    ends_at = row.get('ends_at')
    if not ends_at or row['status']['value'] in ENDED or row['status']['value'] == 'draft':
        return False
    return not row['entered_at'] and datetime.datetime.fromisoformat(ends_at) < datetime.datetime.now(datetime.UTC)


def _answers(told: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told, and something plausible for whatever else the schema demands."""
    data = with_moments(told, datetime.datetime.now().astimezone())
    data |= visit_answers({key: question.get('enum', ()) for key, question in schema['properties'].items()})
    for key in schema['required']:
        data.setdefault(key, _plausible(schema['properties'][key]))
    return data


def _plausible(question: Mapping[str, Any]) -> Any:
    now = datetime.datetime.now().astimezone()
    if question['type'] == 'array':
        return question['items']['enum'][:1]
    if 'enum' in question:
        return question['enum'][0]
    moments = {'date-time': now.isoformat(), 'date': now.date().isoformat()}
    if question.get('format') in moments:
        return moments[question['format']]
    return {'string': 'Sesuai', 'integer': 1, 'number': 1, 'boolean': True}[question['type']]
