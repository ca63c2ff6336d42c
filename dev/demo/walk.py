"""Walk one request through the whole West Sumatra procedure, over REST, each person with their own token.

Then, in short, a visit to the server that was placed, a ticket about it, and its way back to its agency.

    python -m dev.demo.walk [--again]

Prints every row as it happens, keeps the papers in `.run/demo-documents`, and ends with checks of what NetBox says. A
request that was walked before is looked at again; `--again` walks a new one. One that was left on the way is taken on
from where it stands. COLOCATION_URL names another address than that of this checkout's web process. The exit status is
1 when a check failed.
"""

import argparse
import datetime
import os
import sys
import time
from typing import Any
from zoneinfo import ZoneInfo

import requests as http

from dev import stand, watching
from dev.run_folder import RUN

from . import application
from .cast import ACCOUNTS, AGENCIES, OPERATOR, SCRIPT, SECOND_APPLICANT
from .course import STRAIGHT, SUBMISSION, answers
from .end_state import Promise, check_end_state, is_in_feed, promises, reservations
from .errands import Errands
from .sheet import Sheet, clock
from .visitor import PLUGIN, Refused, Visitor

__all__ = ('main',)

# What the walk calls objects; a label that says it itself needs no other word.
KINDS = {
    'capacitycheck': '',
    'colocationrequest': 'request',
    'document': '',
    'hold': '',
    'ipaddress': 'address',
    'monitoringtarget': 'with monitoring',
    'rackreservation': 'units:',
    'requestedserver': 'server',
}
PAPERS = RUN / 'demo-documents'
OFFICE_ZONE = ZoneInfo('Asia/Jakarta')  # that of dev.configuration
DOCUMENT = 'netbox_colocation.document'
# The step that monitoring may close by itself, and how long that is waited for.
ACCEPTANCE, MONITORING_SECONDS = '9.2', 90
RENDERED = ('drafted', 'signed')  # what gives a document a new file


class Walk:
    """One request on its way, and everybody who has to do with it."""

    def __init__(self, address: str, sheet: Sheet) -> None:
        self.sheet = sheet
        self.people = {account.username: Visitor(account, address) for account in ACCOUNTS}
        self.applicant = self._holder('applicant', application.APPLICANT)
        self.helpdesk = self._holder('helpdesk')
        self.request: dict[str, Any] = {}
        self.activities: dict[str, str] = {}

    @property
    def case(self) -> str:
        return str(self.request['case']['number'])

    def find(self, *, again: bool) -> bool:
        """Take up the request of the last walk, or write a new one; tell whether there is anything to walk."""
        walked = application.find(self.applicant)
        state = walked[0]['status']['value'] if walked else 'refused'
        numbers = [application.number_of(row['name']) for row in walked]
        if again or state == 'refused':
            self._read(application.write(self.applicant, number=max(numbers, default=0) + 1))
        elif state == 'draft':  # a walk that was interrupted early
            self._read(application.write(self.applicant, number=numbers[0]))
        else:
            self._read(walked[0]['id'])
        return self.request['status']['value'] != 'completed'

    def go(self) -> None:
        """Act until the case is closed."""
        if self.request['case'] is None:
            self._submit()
        self._learn_activities()
        while tasks := self.helpdesk.find(f'{PLUGIN}tasks/', case_id=self.request['case']['id'], state='open'):
            if tasks[0]['step'] != ACCEPTANCE or not self._is_closed_by_monitoring(tasks[0]):
                self._act(tasks[0])
        self._read(self.request['id'])
        self._collect('applicant', self.applicant)

    def finish(self) -> None:
        """Look at the end state, and walk what comes after a placement, up to the server's way back."""
        name = application.servers_of(self.helpdesk, self.request['id'])[0].name
        errands = Errands(
            self.sheet, server=name, holder=self._holder, applicant=self.applicant, reader=self.people[SCRIPT]
        )
        errands.go([] if errands.is_taken_back() else self.check())

    def check(self) -> list[Promise]:
        """Look at the end state through NetBox's own API; return what the servers were promised."""
        self.sheet.title(f'What NetBox says now about “{self.request["name"]}”, {self.case}')
        state = self.helpdesk.get(f'{PLUGIN}cases/{self.request["case"]["id"]}/')['state']['value']
        self.sheet.check(state == 'completed', f'the case is {state}')
        promised = promises(self.helpdesk, self.request['id'], tenant=application.APPLICANT)
        for promise in promised:
            check_end_state(
                self.sheet, officer=self.helpdesk, reader=self.people[SCRIPT], promise=promise, case=self.case
            )
        return promised

    # -- acting -------------------------------------------------------------------------------------------------------

    def _submit(self) -> None:
        began = time.monotonic()
        self.sheet.block(f'row {SUBMISSION}', self.applicant.account.who)
        performed = self.applicant.post(f'{PLUGIN}colocation-requests/{self.request["id"]}/submit/', json={})
        self._read(self.request['id'])
        self._learn_activities()
        self.sheet.line('asked', self.activities[SUBMISSION])
        self.sheet.line('written', f'“{self.request["name"]}”, letter {self.request["letter_number"]}, one server')
        self._tell(performed, 'submitted', began)

    def _act(self, task: dict[str, Any]) -> None:
        step, person = task['step'], self._person(task['role_key'])
        self.sheet.block(f'row {step}', person.account.who)
        if not step.partition('.')[2].strip('1'):  # the others of a row are asked the same
            self.sheet.line('asked', self.activities[step.partition('.')[0]])
        self._look_before(step, task)
        began = time.monotonic()
        mine = person.find(f'{PLUGIN}tasks/', mine=True, state='open', case_id=self.request['case']['id'])
        if [row['id'] for row in mine] != [task['id']]:
            self.sheet.check(False, f'the task is not among the open tasks of {person.account.username}')
        act = STRAIGHT[step]
        offered = {row['key']: row for row in person.get(f'{PLUGIN}tasks/{task["id"]}/outcomes/')}[act.outcome]
        data = answers(step, act, application.servers_of(person, self.request['id']) if step in '78' else ())
        titles = {key: field['title'] for key, field in offered['schema']['properties'].items()}
        self.sheet.lines('answered', [f'{titles[key]}: {value}' for key, value in data.items() if value != ''])
        body = {'outcome': act.outcome, 'comment': act.comment, 'data': data}
        performed = person.post(f'{PLUGIN}tasks/{task["id"]}/perform/', json=body)
        self._tell(performed, f'{offered["label"]} ({act.outcome})', began)
        for change in performed['changes']:
            if change['model'] == DOCUMENT and change['verb'] in RENDERED:
                self._keep_paper(person, step, change)

    def _is_closed_by_monitoring(self, task: dict[str, Any]) -> bool:
        """Let the demo's Prometheus find the new server and accept it; tell whether the row closed by that."""
        if not watching.address():
            return False
        began, path = time.monotonic(), f'{PLUGIN}tasks/{task["id"]}/'
        self.sheet.block(f'row {ACCEPTANCE}', f'nobody: Prometheus ({watching.address()}) finds the server by itself')
        while (found := self.helpdesk.get(path))['state']['value'] == 'open':
            if time.monotonic() - began > MONITORING_SECONDS:
                self.sheet.check(
                    False, f'row {ACCEPTANCE} was not closed by monitoring: see .run/logs/acknowledger.log'
                )
                return False
            time.sleep(0.5)
        after = f'{time.monotonic() - began:.1f} s'
        self.sheet.check(True, f'seen, up and accepted: the row closed by itself after {after} ({found["outcome"]})')
        for promise in promises(self.helpdesk, self.request['id'], tenant=application.APPLICANT):
            target = self.helpdesk.find(f'{PLUGIN}monitoring-targets/', q=promise.server)[0]
            told = f'{target["state"]["value"]}, {target["health"]["value"]}, by {target["source"]}'
            self.sheet.line('target', f'{promise.server}: {told}')
        return True

    def _look_before(self, step: str, task: dict[str, Any]) -> None:
        if step == '3':
            self._try_without_role(task)
        elif step == '9.1':
            for promise in promises(self.helpdesk, self.request['id'], tenant=application.APPLICANT):
                found = [row['units'] for row in reservations(self.helpdesk, promise, self.case)]
                text = f'before: NetBox reserves U{promise.position:g} of rack {promise.rack_name} for {self.case}'
                self.sheet.check(found == [promise.units], f'{text}, {promise.height:g} U')
                is_listed = is_in_feed(self.people[SCRIPT], promise.server)
                self.sheet.check(not is_listed, f'before: the monitoring feed does not list {promise.server}')

    def _try_without_role(self, task: dict[str, Any]) -> None:
        """Somebody of another agency, and an officer of another role, try to act: both must be refused."""
        path, body = f'{PLUGIN}tasks/{task["id"]}/perform/', {'outcome': STRAIGHT[task['step']].outcome}
        stranger, officer = self._holder('applicant', SECOND_APPLICANT), self._holder('technical-team')
        for person, wanted in ((stranger, (403, 404)), (officer, (403,))):
            status = person.is_refused('POST', path, json=body)
            text = f'{person.account.name} ({person.account.username}) tries to act on it: HTTP {status or "200"}'
            self.sheet.check(status in wanted, text)
        status = stranger.is_refused('GET', f'{PLUGIN}colocation-requests/{self.request["id"]}/')
        self.sheet.check(status == 404, f'{stranger.account.name} tries to read the request: HTTP {status or "200"}')

    def _tell(self, performed: dict[str, Any], outcome: str, began: float) -> None:
        sheet = self.sheet
        sheet.line('outcome', outcome)
        sheet.lines('changed', [_told(change) for change in performed['changes']])
        now = datetime.datetime.now(OFFICE_ZONE)
        sheet.line('time', f'{now:%a %d %b %H:%M:%S}, took {time.monotonic() - began:.2f} s')
        for task in performed['opened']:
            who = self._person(task['role_key']).account
            sheet.line(
                'next', f'row {task["step"]}: {who.name}{f", until {clock(task['due_at'])}" if task["due_at"] else ""}'
            )
        if not performed['opened']:
            sheet.line('next', f'row 13, done: the case is {performed["case"]["state"]}')

    # -- papers -------------------------------------------------------------------------------------------------------

    def _keep_paper(self, person: Visitor, step: str, change: dict[str, Any]) -> None:
        document, seconds = person.wait_for_file(change['pk'])
        row, dot, hand_over = step.partition('.')
        name = f'{row:>02}{dot}{hand_over}-{document["kind"]["value"]}-{document["state"]["value"]}'
        self.sheet.line('paper', f'rendered by the worker after {seconds:.1f} s: {self._save(person, name, document)}')

    def _collect(self, name: str, person: Visitor) -> None:
        """Keep every paper of the request that a person may see."""
        self.sheet.block('papers', f'{person.account.who}: what the applicant may see of the file')
        for document in reversed(person.find(f'{PLUGIN}documents/', request_id=self.request['id'])):
            kind, state = document['kind']['value'], document['state']['value']
            self.sheet.line('paper', self._save(person, f'{name}-{kind}-{state}', document))

    def _save(self, person: Visitor, name: str, document: dict[str, Any]) -> str:
        folder = PAPERS / self.case
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f'{name}.{document["media_type"].split("/")[1]}'
        file.write_bytes(person.download(document['download_url']))
        return f'{file.relative_to(RUN.parent)}{f", number {document['number']}" if document["number"] else ""}'

    # -- looking things up --------------------------------------------------------------------------------------------

    def _read(self, request: int) -> None:
        self.request = self.applicant.get(f'{PLUGIN}colocation-requests/{request}/')

    def _learn_activities(self) -> None:
        """Read what the sheet says for each row, from the version of the procedure that the case follows."""
        case = self.helpdesk.get(f'{PLUGIN}cases/{self.request["case"]["id"]}/')
        version = self.helpdesk.get(f'{PLUGIN}procedure-versions/{case["version"]["id"]}/')
        self.activities = {str(row['row']): row['activity']['en'] for row in version['document']['rows']}

    def _holder(self, role: str, tenant: str = OPERATOR) -> Visitor:
        name = next(account.username for account in ACCOUNTS if (account.role, account.tenant) == (role, tenant))
        return self.people[name]

    def _person(self, role: str) -> Visitor:
        return self.applicant if role == self.applicant.account.role else self._holder(role)


def _told(change: dict[str, Any]) -> str:
    model = change['model'].split('.')[1]
    kind = KINDS.get(model, model)
    return ' '.join(filter(None, (change['verb'], kind, change['label'])))


def main() -> int:
    """Walk, or look again at what was walked before."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--again', action='store_true', help='walk a new request')
    again = parser.parse_args().again
    address, sheet, began = os.environ.get('COLOCATION_URL') or stand.address(), Sheet(), time.monotonic()
    try:
        walk = Walk(address, sheet)
        if walk.find(again=again):
            agency = next(agency for agency in AGENCIES if agency.slug == application.APPLICANT)
            sheet.title(f'{walk.request["name"]}: a request of {agency.name}, through the whole procedure')
            walk.go()
        else:
            sheet.title(f'{walk.case} was walked before; to walk a new one: .venv/bin/python -m dev.demo.walk --again')
        walk.finish()
    except (Refused, http.ConnectionError) as error:
        sheet.check(False, f'{error}')
    sheet.title(
        f'{"The walk is whole" if not sheet.failed else f"FAILED: {sheet.failed}"}; {time.monotonic() - began:.1f} s'
    )
    return 1 if sheet.failed else 0


if __name__ == '__main__':
    sys.exit(main())
