"""Every procedure that is shipped can be walked to its good end, by whoever holds each role, with plain answers."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dcim.models import Device
from ipam.models import IPAddress

from netbox_colocation.allocation import holds, installation
from netbox_colocation.documents.files import store_upload
from netbox_colocation.management.access import APPLICANTS, OFFICERS, ensure_groups
from netbox_colocation.models import AccessVisit, Case, ColocationRequest, MaintenanceTicket, Task
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures
from tests import factories
from tests.allocation.conftest import make_estate
from tests.subject_factories import LETTER, make_retrieval, make_ticket, make_visit

pytestmark = pytest.mark.django_db

NOW = factories.NOW
MOST_STEPS = 60


class Walk:
    """An agency with a holder for each role, and a case that is walked by the first outcome that is possible."""

    def __init__(self, procedure: str) -> None:
        self.agency, self.applicant, self.now = factories.make_tenant(), factories.make_tenant(), NOW
        self.version = publish(load_yaml(shipped_procedures()[procedure]), agency=self.agency, actor=None, now=NOW)
        factories.make_register(agency=self.agency)
        groups = ensure_groups()
        self.users: dict[str, Any] = {'applicant': factories.make_user()}
        self.users['applicant'].groups.add(groups[APPLICANTS])
        factories.make_representative(tenant=self.applicant, user=self.users['applicant'])
        for role in self.agency.procedure_roles.all():
            self.users[role.key] = factories.make_user()
            self.users[role.key].groups.add(groups[OFFICERS])
            factories.make_appointment(role=role, user=self.users[role.key], holder_name=f'Holder of {role.key}')

    @property
    def fields(self) -> dict[str, Any]:
        return {'procedure': self.version.procedure, 'applicant': self.applicant, **LETTER}

    def submit(self, subject: Any) -> Any:
        upload = SimpleUploadedFile('letter.pdf', factories.make_pdf(), content_type='application/pdf')
        store_upload(subject, upload, kind='request-letter', actor=self.users['applicant'], now=self.now)
        return engine.submit(subject, actor=self.users['applicant'], now=self.now).case

    def to_the_end(self, case: Any) -> list[str]:
        """Close task after task; return the steps in the order in which they were closed."""
        steps: list[str] = []
        while task := Task.objects.filter(case=case.pk, state='open').order_by('pk').first():
            assert len(steps) < MOST_STEPS, steps
            user = self.users[task.role_key]
            possible = [entry for entry in offered(task, actor=user, now=self.now) if entry.is_possible]
            assert possible, (task.step, offered(task, actor=user, now=self.now))
            data = {
                field.key: self.answer(field)
                for field in possible[0].fields
                if field.required or field.initial or field.kind == 'boolean' or field.key.endswith('_badge')
            }
            engine.perform(task, possible[0].key, actor=user, now=self.now, comment='As it should be.', data=data)
            steps.append(task.step)
            self.now += datetime.timedelta(minutes=1)
        return steps

    def answer(self, field: Any) -> Any:
        """Some answer that fits: what the form begins with, the first choice, or what is promised."""
        if field.initial not in (None, ''):
            return field.initial
        if field.kind in ('choice', 'multi-choice'):
            first = field.choices[0][0]
            return first if field.kind == 'choice' else [first]
        name = field.key.split('_', 2)[-1]
        if name == 'badge':
            return f'B-{field.key}'
        if field.key.startswith('server_'):
            server = ColocationRequest.objects.get(case__isnull=False).servers.get(pk=field.key.split('_')[1])
            promised = {'serial': server.serial or 'SN-1', 'u_height': str(server.height), 'rack_mountable': True}
            return promised[name] if name in promised else getattr(server, name)
        return {'integer': 1, 'decimal': 1, 'boolean': True}.get(field.kind, 'Some text')


def assert_completed(case: Any) -> None:
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.subject.status) == ('completed', 'completed')
    assert not case.tasks.filter(state='open').exists()
    assert find_broken_links(case) == []


@pytest.mark.parametrize('procedure', ['sumbar-colocation', 'sumbawa-colocation', 'temanggung-colocation'])
def test_a_placement_ends_with_a_watched_server_in_its_rack(procedure):
    walk = Walk(procedure)
    site = make_estate()
    factories.make_prefix('203.0.113.0/28', site=site, kind='public')
    request = factories.make_request(site=site, servers=1, server={'serial': 'SN-1'}, **walk.fields)

    case = walk.submit(request)
    walk.to_the_end(case)

    assert_completed(case)
    device = request.servers.get().device
    assert (device.rack.site, device.status, device.serial) == (site, 'active', 'SN-1')
    assert device.monitoring_targets.get().state == 'accepted'


def test_a_retrieval_ends_with_everything_free_and_the_device_as_history():
    walk = Walk('server-retrieval')
    site = make_estate()
    placement = factories.make_request(site=site, servers=1, server={'serial': 'SN-1'}, applicant=walk.applicant)
    holds.hold(placement, actor=walk.users['applicant'], now=NOW)
    [device] = installation.install(placement, actor=walk.users['applicant'], now=NOW)
    devices = Device.objects.filter(pk=device.pk)

    case = walk.submit(make_retrieval(devices=devices, **walk.fields))
    walk.to_the_end(case)

    assert_completed(case)
    assert (devices.get().rack, devices.get().status) == (None, 'offline')
    assert not IPAddress.objects.exists()
    assert placement.holds.get().state == 'released'


def test_a_visit_ends_with_who_was_in_the_room_and_when():
    walk = Walk('sumbar-access')
    minute = datetime.timedelta(minutes=1)
    visit = make_visit(starts_at=NOW + minute, ends_at=NOW + 120 * minute, **walk.fields)

    case = walk.submit(visit)
    walk.to_the_end(case)

    assert_completed(case)
    visit = AccessVisit.objects.get(pk=visit.pk)
    assert NOW < visit.entered_at <= visit.left_at < walk.now
    assert visit.escort_name.startswith('Holder of ')


def test_a_ticket_ends_with_its_solution():
    walk = Walk('sumbar-maintenance')
    ticket = make_ticket(**walk.fields)

    case = walk.submit(ticket)
    walk.to_the_end(case)

    assert_completed(case)
    ticket = MaintenanceTicket.objects.get(pk=ticket.pk)
    assert (ticket.work_status, bool(ticket.analysis), bool(ticket.solution)) == ('done', True, True)
