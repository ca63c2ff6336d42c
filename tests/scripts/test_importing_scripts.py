"""The scripts that import, compare with monitoring and gather evidence, as NetBox runs them."""

import json

import pytest
from django.core import mail

from core.choices import JobStatusChoices
from dcim.models import Device

from netbox_colocation.models import ColocationRequest, DriftReport
from tests import factories
from tests.scripts.conftest import codes, logged, run_script

SERVERS = 'colocation_import_servers.ImportServers'
REQUESTS = 'colocation_import_requests.ImportRequests'
DRIFT = 'colocation_drift.DriftReports'
EVIDENCE = 'colocation_evidence.YearlyEvidence'

pytestmark = pytest.mark.usefixtures('installed')


def sheet(rack, agency, *rows):
    return '\n'.join(['Instansi;Nama Server;Rak;Posisi U;Tinggi (U);Warna', *rows]).format(
        rack=rack.name, agency=agency.name
    )


def test_servers_are_imported_when_changes_are_committed_and_only_checked_otherwise(superuser):
    rack, agency = factories.make_powered_rack(), factories.make_tenant()
    text = sheet(rack, agency, '{agency};web-1;{rack};3;2;red', '{agency};web-2;{rack};5;2;red')
    data = {'text': text, 'site': rack.site.pk}

    checked = run_script(SERVERS, data, user=superuser)
    assert not Device.objects.exists()
    done = run_script(SERVERS, data, user=superuser, commit=True)

    assert checked.status == done.status == JobStatusChoices.STATUS_COMPLETED
    assert [row['label'] for row in done.data['result']] == ['web-1', 'web-2']
    assert [message for message in logged(done, 'warning') if 'Warna' in message]
    assert Device.objects.count() == 2


def test_every_problem_is_in_the_log_and_nothing_is_stored(superuser):
    rack, agency = factories.make_powered_rack(), factories.make_tenant()
    text = sheet(rack, agency, '{agency};web-1;{rack};3;2;', '{agency};web-2;{rack};4;2;', '{agency};web-3;R-x;9;2;')

    job = run_script(SERVERS, {'text': text, 'site': rack.site.pk}, user=superuser, commit=True)

    assert job.status != JobStatusChoices.STATUS_COMPLETED
    assert codes(job) == {'netbox-refuses', 'name-unknown'}
    assert [message.split(':')[0] for message in logged(job, 'failure')][:2] == ['Line 3, Posisi U', 'Line 4, Rak']
    assert not Device.objects.exists()


def test_requests_are_imported(office, superuser):
    text = f'agency,request,name,u_height\n{office.applicant.name},Web,web-1,2\n'
    data = {'text': text, 'site': office.site.pk, 'procedure': office.version.procedure_id}

    job = run_script(REQUESTS, data, user=superuser, commit=True)

    assert job.status == JobStatusChoices.STATUS_COMPLETED, logged(job)
    assert ColocationRequest.objects.get().servers.get().name == 'web-1'


def test_whoever_may_not_add_is_told_so(installed):
    user = factories.make_user()

    assert codes(run_script(SERVERS, {'text': 'x'}, user=user, commit=True)) == {'permission-missing'}


def test_no_file_is_said(superuser):
    assert codes(run_script(SERVERS, {}, user=superuser)) == {'table-empty'}


@pytest.mark.parametrize('kind', ['prometheus', 'groups', 'table'])
def test_a_list_of_what_is_watched_is_compared(superuser, kind):
    """In the words of Prometheus' API, of its files, or as a table."""
    seen, unseen = factories.make_target(), factories.make_target()
    instance = f'{seen.address.address.ip}:{seen.port}'
    text = {
        'prometheus': json.dumps(
            {'data': {'activeTargets': [{'labels': {'instance': each}} for each in (instance, 'ghost:1')]}}
        ),
        'groups': json.dumps([{'targets': [instance, 'ghost:1'], 'labels': {'job': 'node'}}]),
        'table': f'instance,job\n{instance},node\nghost:1,node\n',
    }[kind]

    job = run_script(DRIFT, {'text': text, 'source': 'zabbix'}, user=superuser, commit=True)

    assert job.status == JobStatusChoices.STATUS_COMPLETED, logged(job)
    report = DriftReport.objects.get()
    assert (report.source, report.missing_count, report.unknown_count) == ('zabbix', 1, 1)
    assert report.missing[0]['target'] == unseen.pk
    assert {row['name'] or row['address'] for row in job.data['result']} == {str(unseen), 'ghost:1'}


@pytest.mark.parametrize('text', ['{"a": 1}', '[' * 100_000, '[1, 2]', 'a,b\n1,2\n', '{"data": {"activeTargets": 5}}'])
def test_a_list_that_is_none_is_refused(superuser, text):
    assert codes(run_script(DRIFT, {'text': text}, user=superuser, commit=True)) == {'unreadable'}
    assert not DriftReport.objects.exists()


def test_drift_without_a_prometheus_says_which_setting(superuser):
    assert codes(run_script(DRIFT, {}, user=superuser)) == {'server-unknown'}


def test_evidence_is_shown_and_sent(office, superuser, django_capture_on_commit_callbacks):
    office.submit()
    superuser.email = 'head@example.go.id'
    superuser.save()
    data = {'agency': office.agency.pk, 'year': 2026, 'send': True}

    rehearsed = run_script(EVIDENCE, data, user=superuser)
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        sent = run_script(EVIDENCE, data, user=superuser, commit=True)

    assert rehearsed.status == sent.status == JobStatusChoices.STATUS_COMPLETED, logged(sent)
    assert {row['section'] for row in sent.data['result']} >= {'Agencies', 'Requests by month'}
    [letter] = mail.outbox
    assert letter.to == ['head@example.go.id']
    assert [name.rpartition('.')[2] for name, _content, _type in letter.attachments] == ['xlsx', 'zip']


def test_evidence_cannot_be_sent_nowhere(office, superuser):
    data = {'agency': office.agency.pk, 'year': 2026, 'send': True}

    assert codes(run_script(EVIDENCE, data, user=superuser, commit=True)) == {'address-missing'}
