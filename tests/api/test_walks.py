"""The whole walk of each shipped procedure over REST: one token per person, refusals and loops included."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dcim.models import Device

from netbox_colocation.models import Case, MonitoringTarget
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.replaying import find_deviations
from tests import factories
from tests.courses import COURSES, Course
from tests.office import Office, make_office

from .base import ROOT, log_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ENDPOINTS = {
    'colocation-request': 'colocation-requests',
    'retrieval-request': 'colocation-requests',
    'access-visit': 'access-visits',
    'maintenance-ticket': 'maintenance-tickets',
}
SERVER = re.compile(r'^server_(\d+)_(.+)$')
VISITOR = re.compile(r'^visitor_(\d+)_(.+)$')


class Walk:
    """An agency's people, each with a token, and one case on its way."""

    def __init__(self, course: Course, office: Office | None = None) -> None:
        self.course = course
        self.office = office or make_office(course.procedure)
        self.clients = {role: log_in(user) for role, user in self.office.users.items()}
        self.subject = self._write()
        self.case: dict[str, Any] = {}

    def go(self) -> None:
        """Submit, then act as the course says; every act is by whoever the API says holds the task."""
        path = f'{ROOT}{self._endpoint}/{self.subject["id"]}/submit/'
        self.case = self._good(self.clients['applicant'].post(path, {}, format='json'))['case']
        for step, outcome in self.course.steps:
            task = self._open_task(step)
            client = self.clients[task['role_key']]
            offered = {row['key']: row for row in self._good(client.get(f'{ROOT}tasks/{task["id"]}/outcomes/'))}
            assert outcome in offered, f'step {step} offers {list(offered)}'
            body = {
                'outcome': outcome,
                'comment': 'As the course says',
                'data': self._answers(f'{step} {outcome}', offered[outcome]['schema']),
            }
            answer = client.post(f'{ROOT}tasks/{task["id"]}/perform/', body, format='json')
            assert answer.status_code == 200, f'step {step}, {outcome}: {answer.data}'
            self.case = answer.data['case']

    def _open_task(self, step: str) -> dict[str, Any]:
        officer = next(client for role, client in self.clients.items() if role != 'applicant')
        path = f'{ROOT}tasks/?case_id={self.case["id"]}&state=open'
        tasks = {task['step']: task for task in self._good(officer.get(path))['results']}
        assert step in tasks, f'open are {list(tasks)}, the course says {step}'
        return tasks[step]

    def _write(self) -> dict[str, Any]:
        """The applicant writes a draft with its letter and what it is about."""
        applicant = self.clients['applicant']
        body = self.office.draft_body()
        subject = self._good(applicant.post(f'{ROOT}{self._endpoint}/', body, format='json'), 201)
        letter = SimpleUploadedFile('letter.pdf', factories.make_pdf(), content_type='application/pdf')
        path = f'{ROOT}{self._endpoint}/{subject["id"]}/letter/'
        self._good(applicant.post(path, {'file': letter}, format='multipart'), 201)
        if self.office.kind == 'colocation-request':
            server = {
                'request': subject['id'],
                'name': f'srv-{factories.number()}',
                'u_height': '1.0',
                'power_draw': 400,
            }
            self._good(applicant.post(f'{ROOT}requested-servers/', server, format='json'), 201)
        return subject

    @property
    def _endpoint(self) -> str:
        return ENDPOINTS[self.office.kind]

    def _answers(self, act: str, schema: dict[str, Any]) -> dict[str, Any]:
        told = self.course.data.get(act, {})
        answers = {}
        for key, question in schema['properties'].items():
            server, visitor = SERVER.match(key), VISITOR.match(key)
            general = f'server_{{server}}_{server[2]}' if server else key
            if visitor:
                answer = told.get(f'visitor_{{visitor}}_{visitor[2]}')
                answers[key] = answer.format(visitor=visitor[1]) if isinstance(answer, str) else answer
            elif general in told:
                answers[key] = told[general]
            elif server:
                answers[key] = self._as_promised(int(server[1]), server[2])
            elif key in schema['required']:
                answers[key] = _plausible(question)
        return {key: value for key, value in answers.items() if value is not None}

    def _as_promised(self, pk: int, name: str) -> Any:
        server = self._good(self.clients['applicant'].get(f'{ROOT}requested-servers/{pk}/'))
        if name in ('rack_mountable', 'serial'):
            return True if name == 'rack_mountable' else f'SN-{pk}'
        return server[name]

    def _good(self, answer: Any, status: int = 200) -> Any:
        assert answer.status_code == status, answer.data
        return answer.data


def _plausible(question: dict[str, Any]) -> Any:
    if question['type'] == 'array':
        return question['items']['enum'][:1]
    if 'enum' in question:
        return question['enum'][0]
    if question.get('format') == 'date-time':
        return timezone.now().isoformat()
    if question.get('format') == 'date':
        return timezone.localdate().isoformat()
    return {'string': 'As asked', 'integer': 1, 'number': 1, 'boolean': True}[question['type']]


@pytest.mark.parametrize('name', COURSES)
def test_a_procedure_is_walked_to_its_end(name):
    course = COURSES[name]
    walk = Walk(course)

    walk.go()

    assert walk.case['state'] == course.end
    case = Case.objects.get(pk=walk.case['id'])
    assert not case.tasks.filter(state='open').exists()
    assert case.subject.status == course.end
    assert find_deviations(case) == []
    assert find_broken_links(case) == []


def test_a_placement_stands_in_netbox_and_a_retrieval_takes_it_back():
    """The reverse of each other: what the one made, the other leaves free again."""
    walk = Walk(COURSES['temanggung-colocation, every loop'])
    walk.go()
    device = Device.objects.get(tenant=walk.office.applicant)
    assert device.rack == walk.office.rack
    assert device.primary_ip4 is not None
    assert MonitoringTarget.objects.get(device=device).state == 'accepted'

    office = walk.office
    back = Walk(COURSES['server-retrieval, every loop'], office.running('server-retrieval', devices=[device]))
    back.go()

    device.refresh_from_db()
    assert (device.rack, device.position, device.primary_ip4) == (None, None, None)
    assert not device.interfaces.filter(ip_addresses__isnull=False).exists()
    assert MonitoringTarget.objects.get(device=device).state == 'retired'
    assert not walk.office.rack.reservations.exists()
