"""The script “Find places” tells the same as the page, of every rack, and keeps nothing."""

import csv

import pytest

from core.choices import JobStatusChoices

from netbox_colocation.models import CapacityCheck, Hold, RequestedServer
from tests import factories
from tests.scripts.conftest import codes, logged, run_script

NAME = 'colocation_places.FindPlaces'

pytestmark = pytest.mark.usefixtures('installed')


def test_places_of_a_request(office, superuser):
    request = office.make_request()

    job = run_script(NAME, {'colocation_request': request.pk}, user=superuser, commit=True)

    first = job.data['result'][0]
    assert (first['place'], first['rack'], first['server']) == (1, office.rack.name, request.servers.get().name)
    assert office.rack.name in job.data['output']
    assert not CapacityCheck.objects.exists()
    assert not Hold.objects.exists()


def test_places_of_servers_that_nobody_asked_for(superuser):
    """Ranked, all or none, with the reason of every rack that refuses in the same table."""
    site = factories.make_site()
    for name in ('R-A', 'R-B'):
        factories.make_powered_rack(site=site, name=name)
    factories.make_powered_rack(site=site, name='R-C', status='planned')

    asked = {'site': site.pk, 'height': '2', 'power_draw': 300, 'count': 2, 'grouping': 'apart', 'explain': True}
    job = run_script(NAME, asked, user=superuser)

    best = [row for row in job.data['result'] if row['place'] == 1]
    assert {row['rack'] for row in best} == {'R-A', 'R-B'}
    assert {row['server'] for row in best} == {'server-1', 'server-2'}
    [refusing] = [row for row in job.data['result'] if row['verdict'] != 'enough']
    assert (refusing['rack'], refusing['code']) == ('R-C', 'rack-status')
    assert refusing['reason'] == 'R-C is neither active nor available: put it into use.'
    assert not RequestedServer.objects.exists()


def test_the_table_can_be_downloaded_as_csv(superuser):
    site = factories.make_site()
    factories.make_powered_rack(site=site, name='=R-A')  # a spreadsheet would take it for a formula

    job = run_script(NAME, {'site': site.pk, 'height': '1', 'output_format': 'csv'}, user=superuser)

    first = next(csv.DictReader(job.data['output'].splitlines()))
    assert (first['place'], first['rack'], first['position']) == ('1', "'=R-A", '1.0')


def test_nowhere_is_said_with_the_reason(superuser):
    site = factories.make_site()

    job = run_script(NAME, {'site': site.pk, 'height': '1'}, user=superuser)

    assert 'It fits nowhere.' in job.data['output']
    assert any('make a rack available' in message for message in logged(job, 'failure'))


@pytest.mark.parametrize(
    ('data', 'reason'),
    [
        ({}, 'Choose a request, or a site.'),
        ({'height': '0'}, 'The height is between 0.5 and 100 U'),
        ({'height': ''}, 'Give the height in U, or choose a device type.'),
    ],
)
def test_bad_question_stops_it_with_the_reason(superuser, data, reason):
    given = {'site': factories.make_site().pk, **data} if data else {}

    job = run_script(NAME, given, user=superuser)

    assert job.status == JobStatusChoices.STATUS_ERRORED
    assert codes(job)
    assert any(reason in message for message in logged(job, 'failure'))
