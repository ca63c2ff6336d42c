"""An agency that can run the West Sumatra procedure: its offices with a holder each, an applicant, room for servers."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from netbox_colocation.documents.files import store_upload
from netbox_colocation.management.access import APPLICANTS, OFFICERS, ensure_groups
from netbox_colocation.models import Case, ColocationRequest, ProcedureVersion, Task
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
    answers: dict[str, Any] = field(default_factory=dict)

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
        store_upload(
            request,
            SimpleUploadedFile('letter.pdf', factories.make_pdf(), content_type='application/pdf'),
            kind='request-letter',
            actor=self.users['applicant'],
            now=self.now,
        )
        return request

    def submit(self, request: ColocationRequest | None = None) -> Case:
        request = request or self.make_request()
        return engine.submit(request, actor=self.users['applicant'], now=self.now).case

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
    '9': 'installed',
    '10': 'written',
    '11.1': 'agreed',
    '11.2': 'agreed',
    '12': 'reviewed',
}


def make_office() -> Office:
    agency = factories.make_tenant()
    applicant = factories.make_tenant()
    raw = load_yaml(shipped_procedures()['sumbar-colocation'])
    version = publish(raw, agency=agency, actor=None, now=MONDAY)
    groups = ensure_groups()
    users = {}
    for role in agency.procedure_roles.all():
        users[role.key] = factories.make_user()
        users[role.key].groups.add(groups[OFFICERS])
        factories.make_appointment(role=role, user=users[role.key], holder_name=f'Holder of {role.key}')
    users['applicant'] = factories.make_user()
    users['applicant'].groups.add(groups[APPLICANTS])
    factories.make_representative(tenant=applicant, user=users['applicant'])
    site = factories.make_site()
    factories.make_pool(site=site)
    factories.make_pool(site=site, kind='bandwidth', capacity=1_000_000)
    factories.make_prefix('10.9.0.0/24', site=site)
    factories.make_register(agency=agency)
    return Office(
        agency=agency,
        applicant=applicant,
        version=version,
        users=users,
        site=site,
        rack=factories.make_powered_rack(site=site),
    )
