"""An agency that can run a shipped procedure: its offices with a holder each, an applicant, room for servers."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from netbox.context import query_cache

from netbox_colocation.documents.files import store_upload
from netbox_colocation.management.access import APPLICANTS, OFFICERS, ensure_groups
from netbox_colocation.models import Case, ColocationRequest, Document, ProcedureVersion, Subject, Task
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures
from tests import factories

MONDAY = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)  # 09:00 in Padang


@dataclass
class Office:
    """Everybody and everything that a case needs."""

    agency: Any
    applicant: Any
    version: ProcedureVersion
    users: dict[str, Any]
    site: Any
    rack: Any
    now: datetime.datetime = MONDAY
    devices: list[Any] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What its procedure is about."""
        return self.version.procedure.subject_kind

    def running(self, procedure: str, *, devices: Iterable[Any] = ()) -> 'Office':
        """The same agency and applicant with another shipped procedure."""
        version = _publish(procedure, self.agency)
        users = {**_fill_offices(self.agency, ensure_groups()[OFFICERS]), 'applicant': self.users['applicant']}
        return replace(self, version=version, users=users, devices=list(devices))

    def draft_body(self) -> dict[str, Any]:
        """What an applicant posts to the API to begin a draft of the procedure's kind."""
        body = {
            'name': f'Subject {factories.number()}',
            'procedure': self.version.procedure_id,
            'applicant': self.applicant.pk,
            'site': self.site.pk,
            'letter_number': '045/65/2026',
            'letter_date': self.now.date().isoformat(),
            'letter_subject': 'Permohonan',
            'administrative_name': 'Person in charge',
            'technical_name': 'Technician',
        }
        if self.kind == 'maintenance-ticket':
            return {**body, 'problem': 'No network on floor 2'}
        if self.kind == 'access-visit':
            now = timezone.now()
            window = {
                'starts_at': (now + datetime.timedelta(minutes=10)).isoformat(),
                'ends_at': (now + datetime.timedelta(hours=3)).isoformat(),
            }
            return {**body, **window, 'purpose': 'Replace a disk', 'visitors': ['Ani', 'Budi'], 'racks': [self.rack.pk]}
        devices = {'returned_devices': [device.pk for device in self.devices]} if self.devices else {}
        return {**body, 'purpose': 'A service of the agency', **devices}

    def make_request(self, **overrides: Any) -> ColocationRequest:
        """A draft that is ready to be submitted: with its letter, persons in charge and one server."""
        fields = {
            'procedure': self.version.procedure,
            'applicant': self.applicant,
            'site': self.site,
            'letter_number': '045/65/2026',
            'letter_date': self.now.date(),
            'letter_subject': 'Permohonan penempatan server',
            'administrative_name': 'Person in charge',
            'technical_name': 'Technician',
            'servers': 1,
            **overrides,
        }
        request = factories.make_request(**fields)
        self.attach_letter(request)
        return request

    def attach_letter(self, subject: Subject) -> Document:
        """Put the applicant's letter into a draft."""
        return store_upload(
            subject,
            SimpleUploadedFile('letter.pdf', factories.make_pdf(), content_type='application/pdf'),
            kind='request-letter',
            actor=self.users['applicant'],
            now=self.now,
        )

    def submit(self, request: ColocationRequest | None = None) -> Case:
        request = request or self.make_request()
        return engine.submit(request, actor=self.users['applicant'], now=self.now).case

    def upload(self, case: Case, kind: str) -> Document:
        """Put a scan of that kind into the case's file."""
        return store_upload(
            case.subject,
            SimpleUploadedFile('scan.pdf', factories.make_pdf(), content_type='application/pdf'),
            kind=kind,
            actor=self.users['helpdesk'],
            now=self.now,
        )

    def request_of(self, case: Case) -> ColocationRequest:
        """The case's request as it is stored now."""
        return ColocationRequest.objects.get(case=case)

    def put_above(self, superior: str, role: str) -> None:
        """Let one office stand above another."""
        roles = {row.key: row for row in self.agency.procedure_roles.all()}
        roles[role].superior = roles[superior]
        roles[role].save()

    def open_task(self, case: Case) -> Task:
        return Task.objects.get(case=case, state='open')

    def act(self, case: Case, outcome: str, *, comment: str = '', **data: Any) -> engine.Performed:
        """Close the open task as whoever holds its role."""
        task = self.open_task(case)
        return engine.perform(task, outcome, actor=self.users[task.role_key], now=self.now, comment=comment, data=data)

    def walk_to(self, case: Case, step: str) -> Task:
        """Go on by the straight way until the task of that step is open."""
        while (task := self.open_task(case)).step != step:
            outcome = STRAIGHT[task.step]
            self.act(case, outcome, comment='ok', **self.straight_answers(task))
        return task

    def straight_answers(self, task: Task) -> dict[str, Any]:
        if task.step == '3':
            return {'building_electricity': 'enough', 'confirmed_by': 'General affairs'}
        if task.step == '10':
            return {'note': 'The server was installed.'}
        answers = {}
        for server in task.case.subject.servers.all() if task.step in ('7', '8') else ():
            answers[f'server_{server.pk}_serial'] = f'SN-{server.pk}'
            if task.step == '8':
                answers |= {
                    f'server_{server.pk}_u_height': str(server.height),
                    f'server_{server.pk}_power_supplies': server.power_supplies,
                    f'server_{server.pk}_power_draw': server.power_draw,
                    f'server_{server.pk}_network_interfaces': server.network_interfaces,
                    f'server_{server.pk}_rack_mountable': True,
                }
        return answers


# The outcome by which each step goes straight on to the end.
STRAIGHT = {
    '2.1': 'passed-on',
    '2.2': 'passed-on',
    '2.3': 'passed-on',
    '3': 'checked',
    '4.1': 'accepted',
    '4.2': 'agreed',
    '5': 'signed',
    '6': 'sent',
    '7': 'delivered',
    '8': 'conforms',
    '9.1': 'installed',
    '9.2': 'accepted',
    '10': 'written',
    '11.1': 'agreed',
    '11.2': 'agreed',
    '12': 'reviewed',
}


@contextmanager
def _asking_once() -> Iterator[None]:
    """NetBox asks for the custom fields of every row that is saved; in a request it remembers them, and so here."""
    token = query_cache.set(defaultdict(dict))
    try:
        yield
    finally:
        query_cache.reset(token)


@_asking_once()
def make_office(procedure: str = 'sumbar-colocation') -> Office:
    """Make an agency that runs a shipped procedure; of a retrieval, with a device of the applicant's in the rack."""
    agency, applicant, site = factories.make_tenant(), factories.make_tenant(), factories.make_site()
    factories.make_pool(site=site)
    factories.make_pool(site=site, kind='bandwidth', capacity=1_000_000)
    factories.make_prefix('10.9.0.0/24', site=site)
    # Pages and the API number by the clock's year.
    for year in {MONDAY.year, timezone.now().year}:
        factories.make_register(agency=agency, year=year)
    rack = factories.make_powered_rack(site=site)
    applicant_user = factories.make_user()
    groups = ensure_groups()
    applicant_user.groups.add(groups[APPLICANTS])
    factories.make_representative(tenant=applicant, user=applicant_user)
    version = _publish(procedure, agency)
    office = Office(
        agency=agency,
        applicant=applicant,
        version=version,
        users={**_fill_offices(agency, groups[OFFICERS]), 'applicant': applicant_user},
        site=site,
        rack=rack,
    )
    if office.kind == 'retrieval-request':
        office.devices.append(factories.make_device(rack, tenant=applicant, position=10, serial='SN-OLD'))
    return office


def _publish(procedure: str, agency: Any) -> ProcedureVersion:
    return publish(load_yaml(shipped_procedures()[procedure]), agency=agency, actor=None, now=MONDAY)


def _fill_offices(agency: Any, officers: Any) -> dict[str, Any]:
    """Give every office of the agency that has none a holder in the group of officers; return the holders by role."""
    users = {}
    for role in agency.procedure_roles.all():
        appointment = role.appointments.select_related('user').first()
        if appointment is None:
            user = factories.make_user()
            user.groups.add(officers)
            appointment = factories.make_appointment(role=role, user=user, holder_name=f'Holder of {role.key}')
        users[role.key] = appointment.user
    return users
