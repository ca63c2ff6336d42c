"""`GET` and `POST places/`, and `POST colocation-requests/{id}/find-places/`: nothing is stored by any of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import Rack, Site

from netbox_colocation.models import CapacityCheck, ColocationRequest, Hold, RequestedServer
from tests import factories
from tests.api.base import ROOT, log_in, permit

PLACES = f'{ROOT}places/'


@pytest.fixture
def site(db):
    return factories.make_site()


@pytest.fixture
def api(db):
    return log_in(factories.make_user(is_superuser=True))


def test_one_server_by_query(api, site):
    """The best rack first, with score, place, reasons and the whole check of it; full depth unless told otherwise."""
    used, empty = (factories.make_powered_rack(site=site) for _ in range(2))
    factories.make_device(used, position=1)

    answer = api.get(PLACES, {'site_id': site.pk, 'u_height': 2, 'power_draw': 300})

    assert answer.status_code == 200
    body = answer.json()
    assert [place['placements'][0]['rack'] for place in body['places']] == [used.pk, empty.pk]
    first = body['places'][0]
    assert (first['number'], first['placements'][0]['height'], first['placements'][0]['is_full_depth']) == (1, 2, True)
    assert first['watts_left'] == 5888 - 300
    assert len(first['reasons']) >= 2
    assert {finding['resource'] for finding in body['findings']} >= {'place', 'electricity', 'ups'}
    assert body['refused'] == []


def test_count_and_limit(api, site):
    for _ in range(3):
        factories.make_powered_rack(site=site)

    body = api.get(PLACES, {'site_id': site.pk, 'u_height': 1, 'count': 2, 'grouping': 'apart', 'limit': 1}).json()

    [place] = body['places']
    assert len({placement['rack'] for placement in place['placements']}) == 2
    assert [placement['server_name'] for placement in place['placements']] == ['server-1-1', 'server-1-2']


def test_explain_says_of_every_other_rack_why(api, site):
    factories.make_powered_rack(site=site)
    planned = factories.make_powered_rack(site=site, status='planned', name='P1')

    body = api.get(PLACES, {'site_id': site.pk, 'u_height': 1, 'explain': 'true'}).json()

    [refused] = body['refused']
    assert (refused['rack'], refused['verdict'], refused['resource']) == (planned.pk, 'short', 'place')
    assert (refused['code'], refused['reason']) == (
        'rack-status',
        'P1 is neither active nor available: put it into use.',
    )


def test_several_servers_all_or_none(api, site):
    """Together they need one rack; a list that fits nowhere has no place, and the findings say why."""
    rack = factories.make_powered_rack(site=site, u_height=10)
    factories.make_powered_rack(site=site, u_height=4)
    servers = [{'name': 'db', 'u_height': 4, 'power_draw': 200}, {'u_height': 1.5, 'power_draw': 100, 'count': 2}]

    fits = api.post(PLACES, {'site_id': site.pk, 'grouping': 'together', 'servers': servers}, format='json').json()
    too_much = api.post(
        PLACES, {'site_id': site.pk, 'grouping': 'together', 'servers': [*servers, *servers]}, format='json'
    ).json()

    assert {entry['rack'] for entry in fits['places'][0]['placements']} == {rack.pk}
    assert [entry['server_name'] for entry in fits['places'][0]['placements']].count('db') == 1
    assert too_much['places'] == []
    assert any(finding['verdict'] == 'short' for finding in too_much['findings'])


def test_redundancy_group_stands_in_different_racks(api, site):
    for _ in range(2):
        factories.make_powered_rack(site=site)
    servers = [{'u_height': 1, 'power_draw': 100, 'redundancy_group': 'db', 'count': 2}]

    body = api.post(PLACES, {'site_id': site.pk, 'servers': servers, 'explain': True}, format='json').json()

    assert len({entry['rack'] for entry in body['places'][0]['placements']}) == 2
    assert body['asked_alone'] == 'server-1-1'


def test_servers_of_a_request(api, office):
    request = office.make_request(servers=2)

    answer = api.post(f'{ROOT}colocation-requests/{request.pk}/find-places/', {'limit': 3}, format='json')

    assert answer.status_code == 200
    placements = answer.json()['places'][0]['placements']
    assert {entry['server'] for entry in placements} == set(request.servers.values_list('pk', flat=True))


def test_nothing_is_stored(api, office):
    request = office.make_request()
    before = [model.objects.count() for model in (CapacityCheck, Hold, RequestedServer, ColocationRequest)]

    api.get(PLACES, {'site_id': office.site.pk, 'u_height': 1})
    api.post(PLACES, {'site_id': office.site.pk, 'servers': [{'u_height': 1}]}, format='json')
    api.post(f'{ROOT}colocation-requests/{request.pk}/find-places/', {}, format='json')

    assert [model.objects.count() for model in (CapacityCheck, Hold, RequestedServer, ColocationRequest)] == before


@pytest.mark.parametrize(
    ('query', 'field'),
    [
        ({'u_height': 0}, 'u_height'),
        ({'u_height': 0.3}, 'u_height'),
        ({}, 'u_height'),
        ({'u_height': 1, 'power_draw': -5}, 'power_draw'),
        ({'u_height': 1, 'name': 'two words'}, 'name'),
        ({'u_height': 1, 'power_connector': 'banana'}, 'power_connector'),
        ({'u_height': 1, 'count': 51}, 'count'),
        ({'u_height': 1, 'limit': 0}, 'limit'),
        ({'u_height': 1, 'location_id': 0}, 'location_id'),
        ({'u_height': 1, 'site_id': 0}, 'site_id'),
        ({'device_type_id': 0}, 'device_type_id'),
        ({'u_height': 1, 'grouping': 'apartheid'}, 'grouping'),
    ],
)
def test_bad_question_is_refused_at_its_field(api, site, query, field):
    answer = api.get(PLACES, {'site_id': site.pk, **query})

    assert answer.status_code == 400
    assert list(answer.json()) == [field]


def test_bad_server_of_a_list_is_named_by_its_number(api, site):
    servers = [{'u_height': 1}, {'u_height': 0}]

    answer = api.post(PLACES, {'site_id': site.pk, 'servers': servers}, format='json')

    assert answer.status_code == 400
    assert {number: list(errors) for number, errors in answer.json()['servers'].items()} == {'1': ['u_height']}
    assert list(api.post(PLACES, {'site_id': site.pk, 'servers': []}, format='json').json()) == ['servers']
    many = [{'u_height': 1, 'count': 30}] * 2
    assert list(api.post(PLACES, {'site_id': site.pk, 'servers': many}, format='json').json()) == ['servers']


def test_60_units_and_a_site_without_racks_are_answered(api, site):
    """Both are questions like others: no place, and a finding that says what would help."""
    without = api.get(PLACES, {'site_id': site.pk, 'u_height': 1}).json()
    factories.make_powered_rack(site=site)
    too_high = api.get(PLACES, {'site_id': site.pk, 'u_height': 60}).json()

    for body, code in ((without, 'no-rack-offered'), (too_high, 'no-gap')):
        assert body['places'] == []
        assert [finding['code'] for finding in body['findings'] if finding['resource'] == 'place'] == [code]


def test_rights(site):
    """Both permissions, for every method; a token for reading only cannot POST; rows of others are not there."""
    user = factories.make_user()
    client, reader = log_in(user), log_in(user, write_enabled=False)
    query, body = {'site_id': site.pk, 'u_height': 1}, {'site_id': site.pk, 'servers': [{'u_height': 1}]}
    permit(user, CapacityCheck, 'view')
    permit(user, Site, 'view')
    assert client.get(PLACES, query).status_code == 403
    assert client.post(PLACES, body, format='json').status_code == 403
    permit(user, Rack, 'view')
    assert client.get(PLACES, query).status_code == 200
    assert client.post(PLACES, body, format='json').status_code == 200
    assert reader.get(PLACES, query).status_code == 200
    assert reader.post(PLACES, body, format='json').status_code == 403
    request = factories.make_request(servers=1)
    url = f'{ROOT}colocation-requests/{request.pk}/find-places/'
    assert client.post(url, {}, format='json').status_code == 404
    permit(user, ColocationRequest, 'view')
    assert client.post(url, {}, format='json').status_code == 200


@pytest.mark.django_db
def test_rights_on_a_request_need_racks_as_well():
    user, request = factories.make_user(), factories.make_request(servers=1)
    permit(user, ColocationRequest, 'view')
    url = f'{ROOT}colocation-requests/{request.pk}/find-places/'
    assert log_in(user).post(url, {}, format='json').status_code == 403
    permit(user, CapacityCheck, 'view')
    assert log_in(user).post(url, {}, format='json').status_code == 403


def test_racks_that_may_not_be_viewed_are_not_there(site):
    """Not as a place, not among the refusals, not in a finding."""
    user = factories.make_user()
    seen = factories.make_powered_rack(site=site, name='seen')
    better = factories.make_powered_rack(site=site, name='secret-1')
    factories.make_device(better, position=1)
    factories.make_powered_rack(site=site, name='secret-2', status='planned')
    permit(user, Rack, 'view', name='seen')
    for model in (CapacityCheck, Site):
        permit(user, model, 'view')
    client = log_in(user)

    fits = client.get(PLACES, {'site_id': site.pk, 'u_height': 1, 'explain': 'true'})
    fits_not = client.get(PLACES, {'site_id': site.pk, 'u_height': 50, 'explain': 'true'})

    assert [place['placements'][0]['rack'] for place in fits.json()['places']] == [seen.pk]
    assert [entry['name'] for entry in fits_not.json()['refused']] == ['seen']
    for answer in (fits, fits_not):
        assert 'secret' not in answer.content.decode()


def test_what_may_not_be_viewed_cannot_be_asked_about(site):
    user = factories.make_user()
    permit(user, Rack, 'view')
    permit(user, CapacityCheck, 'view')

    answer = log_in(user).get(PLACES, {'site_id': site.pk, 'u_height': 1})

    assert (answer.status_code, list(answer.json())) == (400, ['site_id'])


def test_queries_do_not_grow_with_racks(api, site):
    def build(count):
        for _ in range(count):
            factories.make_device(factories.make_powered_rack(site=site), position=1)

    query = {'site_id': site.pk, 'u_height': 1, 'power_draw': 100, 'explain': 'true'}
    build(2)
    api.get(PLACES, query)
    with CaptureQueriesContext(connection) as few:
        api.get(PLACES, query)
    build(6)
    api.get(PLACES, query)

    with CaptureQueriesContext(connection) as many:
        api.get(PLACES, query)

    assert len(many) == len(few)
