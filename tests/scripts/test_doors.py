"""A script does the same through NetBox's Scripts page, its REST API and a scheduled run, in NetBox's own worker."""

import datetime

import django_rq
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rq import SimpleWorker

from core.choices import JobStatusChoices
from core.models import Job
from extras.models import Script
from users.models import User

from netbox_colocation.constants import LANGUAGE_PREFERENCE
from netbox_colocation.models import ColocationRequest, Hold
from tests import factories
from tests.api.base import log_in
from tests.base import permit
from tests.scripts.conftest import codes, script_of
from tests.scripts.test_allocation_scripts import ALLOCATE, make_estate, make_request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures('installed')]


class Worker:
    """NetBox's worker: one that the queue knows of, and one that works when a test says so."""

    def __init__(self) -> None:
        self.queue = django_rq.get_queue('default')
        self.known = self._make()
        self.known.register_birth()

    def work(self) -> None:
        self._make().work(burst=True, with_scheduler=False)

    def _make(self) -> SimpleWorker:
        return SimpleWorker([self.queue], connection=self.queue.connection)


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    worker.known.register_death()
    worker.queue.empty()


@pytest.fixture
def request_():
    return make_request(make_estate(u_height=6))


def last_job() -> Job:
    return script_of(ALLOCATE).jobs.latest('pk')


def test_on_the_page_the_form_is_a_dry_run_until_somebody_ticks_commit(worker, request_, superuser):
    script, client = script_of(ALLOCATE), Client()
    client.force_login(superuser)
    form = client.get(script.get_absolute_url()).context['form']
    assert form.fields['_commit'].initial is False

    answers = []
    for commit in ({}, {'_commit': 'on'}):
        answer = client.post(script.get_absolute_url(), {'colocation_request': request_.pk, **commit})
        assert answer.status_code == 302
        worker.work()
        answers.append(client.get(answer.url).content.decode())
        assert Hold.objects.count() == len(commit)

    job = last_job()
    assert job.status == JobStatusChoices.STATUS_COMPLETED
    result = client.get(reverse('extras:script_result', args=[job.pk]), headers={'HX-Request': 'true'})
    for text in (request_.servers.get().name, 'A1', '10.20.0.1', 'Held until'):
        assert text in result.content.decode()
    download = client.get(reverse('extras:script_result', args=[job.pk]), {'export': 'output'})
    assert download.content.decode() == job.data['output']


def test_over_rest_a_program_reads_rows_and_codes(worker, request_, superuser):
    client = log_in(superuser)
    too_high = make_request(request_.site, server={'u_height': 7})
    path = f'/api/extras/scripts/{ALLOCATE}/'

    jobs = []
    for request in (request_, too_high):
        answer = client.post(path, {'data': {'colocation_request': request.pk}, 'commit': True}, format='json')
        assert answer.status_code == 200, answer.content
        worker.work()
        jobs.append(client.get(answer.json()['result']['url']).json())

    done, refused = jobs
    assert done['status']['value'] == 'completed'
    assert done['data']['result'][0]['rack'] == 'A1'
    assert refused['status']['value'] == 'errored'
    assert 'no-gap' in {finding['code'] for finding in refused['data']['findings']}
    assert Hold.objects.count() == 1


def test_what_is_wrong_with_the_form_is_said_before_anything_runs(worker, request_, superuser):
    answer = log_in(superuser).post(
        f'/api/extras/scripts/{ALLOCATE}/', {'data': {'colocation_request': 0}, 'commit': True}, format='json'
    )

    assert answer.status_code == 400
    assert 'colocation_request' in answer.json()['data']
    assert not script_of(ALLOCATE).jobs.exists()


def test_who_may_run_scripts_still_needs_the_right_to_hold_and_to_see(worker, request_):
    user = factories.make_user()
    permit(user, Script, 'view', 'run')
    path, body = f'/api/extras/scripts/{ALLOCATE}/', {'data': {'colocation_request': request_.pk}, 'commit': True}

    def run() -> set[str]:
        assert log_in(user).post(path, body, format='json').status_code == 200
        worker.work()
        return codes(last_job())

    assert run() == {'permission-missing'}
    permit(user, Hold, 'add')
    assert run() == {'not-found'}
    assert not Hold.objects.exists()
    permit(user, ColocationRequest, 'view')
    assert run() == set()
    assert Hold.objects.count() == 1


def test_who_may_not_run_scripts_runs_none(worker, request_):
    user = factories.make_user()
    permit(user, Hold, 'add')
    permit(user, ColocationRequest, 'view')

    answer = log_in(user).post(
        f'/api/extras/scripts/{ALLOCATE}/', {'data': {'colocation_request': request_.pk}, 'commit': True}, format='json'
    )

    assert answer.status_code == 404
    assert not script_of(ALLOCATE).jobs.exists()


def test_somebody_who_left_meanwhile_runs_nothing(worker, request_, superuser):
    body = {'data': {'colocation_request': request_.pk}, 'commit': True}
    assert log_in(superuser).post(f'/api/extras/scripts/{ALLOCATE}/', body, format='json').status_code == 200
    User.objects.filter(pk=superuser.pk).update(is_active=False)

    worker.work()

    assert last_job().status == JobStatusChoices.STATUS_ERRORED
    assert not Hold.objects.exists()


def test_it_answers_in_the_language_of_whoever_runs_it(worker, request_, superuser):
    superuser.config.set(LANGUAGE_PREFERENCE, 'id', commit=True)
    make_request(request_.site)
    body = {'data': {'colocation_request': make_request(request_.site, status='draft').pk}, 'commit': True}
    log_in(superuser).post(f'/api/extras/scripts/{ALLOCATE}/', body, format='json')

    worker.work()

    [finding] = last_job().data['findings']
    assert finding['code'] == 'not-in-procedure'
    assert finding['message'].startswith('Hanya permohonan dalam proses')


def test_it_can_be_scheduled(worker, superuser):
    moment = timezone.now() + datetime.timedelta(hours=1)
    body = {'data': {}, 'commit': True, 'schedule_at': moment.isoformat(), 'interval': 60}

    answer = log_in(superuser).post('/api/extras/scripts/colocation_release.ReleaseExpiredHolds/', body, format='json')

    assert answer.status_code == 200
    assert script_of('colocation_release.ReleaseExpiredHolds').jobs.get().status == JobStatusChoices.STATUS_SCHEDULED
