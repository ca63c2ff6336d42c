"""The page “Find places”: what it asks, what it answers, and for whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dcim.models import Device, Rack

from netbox_colocation.models import CapacityCheck, ColocationRequest, Hold
from tests import factories, subject_factories
from tests.base import permit

PAGE = reverse('plugins:netbox_colocation:find_places')
SERVER = {'s1-u_height': '2', 's1-power_draw': '300', 's1-is_full_depth': 'on', 's1-is_rack_mountable': 'on'}


@pytest.fixture
def site(db):
    return factories.make_site()


@pytest.fixture
def root(client, db):
    client.force_login(factories.make_user(is_superuser=True))
    return client


def ask(client, site, **data):
    return client.get(PAGE, {'site': site.pk, 'rows': 1, **SERVER, **data})


def names(answer) -> list[str]:
    return [rack.name for card in answer.context['cards'] for rack in card.place.racks]


def test_places_are_ranked_with_reasons_and_pictures(root, site):
    """The fullest rack first; each place says where, why, and shows the rack with the place marked."""
    empty, used = (factories.make_powered_rack(site=site, name=name) for name in ('empty', 'used'))
    factories.make_device(used, position=1)

    answer = ask(root, site)

    assert names(answer) == ['used', 'empty']
    first = answer.context['cards'][0]
    assert first.spots[0].startswith('server-1: used, U')
    assert first.spots[0].endswith('front and rear')
    assert any('the fullest rack goes first' in reason for reason in first.reasons)
    [picture] = first.pictures
    assert 'colo-el-place' in picture
    assert f'href="/dcim/racks/{empty.pk}/"' in answer.content.decode()


def test_every_rack_that_does_not_fit_says_why_by_reason(root, site):
    """Each in one sentence that names what would help, the commonest reason first, the rest counted."""
    fits = factories.make_powered_rack(site=site)
    planned = [factories.make_powered_rack(site=site, status='planned') for _ in range(2)]
    low = factories.make_powered_rack(site=site, u_height=1)

    answer = ask(root, site)

    assert names(answer) == [fits.name]
    titles = [(group.title, group.count) for group in answer.context['groups']]
    assert titles == [('Not in use', 2), ('Not enough units in a row', 1)]
    text = answer.content.decode()
    for rack in planned:
        assert f'{rack.name} is neither active nor available: put it into use.' in text
    assert f'{low.name} has 1 U left: free 1 U more' in text
    assert 'Of 4 racks that you may view, 1 take it.' in text


def test_reasons_are_paginated(root, site):
    for _ in range(12):
        factories.make_powered_rack(site=site, status='planned')

    first, second = (ask(root, site, per_page=6, page=page) for page in (1, 2))

    listed = [[row.rack for group in page.context['groups'] for row, _url in group.rows] for page in (first, second)]
    assert len(set(listed[0] + listed[1])) == 12
    assert [group.count for group in second.context['groups']] == [12]


def test_a_site_without_racks_says_so(root, site):
    """No place, and the check says what would help; nothing breaks."""
    answer = ask(root, site)

    assert names(answer) == []
    text = answer.content.decode()
    assert 'It fits nowhere' in text
    assert 'make a rack available, or choose another site or location' in text


def test_a_server_higher_than_any_rack_is_answered_not_refused(root, site):
    """60 U is a height like another; no rack has it."""
    factories.make_powered_rack(site=site)

    answer = ask(root, site, **{'s1-u_height': '60'})

    assert answer.status_code == 200
    assert [group.title for group in answer.context['groups']] == ['Not enough units in a row']
    assert 'needs 60 U in a row' in answer.content.decode()


@pytest.mark.parametrize(
    ('data', 'field'),
    [
        ({'s1-u_height': '0'}, 'u_height'),
        ({'s1-u_height': ''}, 'u_height'),
        ({'s1-power_draw': '-5'}, 'power_draw'),
        ({'s1-count': '51'}, 'count'),
        ({'s1-device_type': 'No such type'}, 'device_type'),
    ],
)
def test_bad_server_is_refused_at_its_field(root, site, data, field):
    answer = ask(root, site, **data)

    assert answer.status_code == 400
    assert field in answer.context['rows'][0].errors
    assert 'is_answered' not in answer.context


def test_neither_site_nor_request_is_refused(root):
    answer = root.get(PAGE, {'rows': 1, **SERVER})

    assert answer.status_code == 400
    assert list(answer.context['form'].errors) == ['site']


def test_location_elsewhere_is_refused(root, site):
    answer = ask(root, site, location=factories.make_location().pk)

    assert list(answer.context['form'].errors) == ['location']


def test_several_servers_all_or_none(root, site):
    """Two kinds, one of them twice; apart they need a rack each, and with one rack less there is no place at all."""
    racks = [factories.make_powered_rack(site=site) for _ in range(3)]
    more = {
        'rows': 2,
        'grouping': 'apart',
        's1-count': 2,
        's2-u_height': '4',
        's2-power_draw': '100',
        's2-is_rack_mountable': 'on',
        's2-name': 'storage',
    }

    answer = ask(root, site, **more)

    cards = answer.context['cards']
    assert {rack.pk for rack in cards[0].place.racks} == {rack.pk for rack in racks}
    assert {spot.split(':')[0] for spot in cards[0].spots} == {'server-1-1', 'server-1-2', 'storage'}
    assert 'Each was asked about' in answer.content.decode()
    Rack.objects.filter(pk=racks[0].pk).update(status='planned')
    assert ask(root, site, **more).context['cards'] == []


def test_a_row_can_be_added_and_is_left_out_when_it_stays_empty(root, site):
    """What was typed stays, nothing is judged yet; an empty second row is no server."""
    factories.make_powered_rack(site=site)

    added = ask(root, site, add=1)

    assert len(added.context['rows']) == 2
    assert 'is_answered' not in added.context
    text = added.content.decode()
    assert 'name="s1-u_height" value="2"' in text
    assert 'text-danger' not in text[text.index('colo-places-form') :]
    answered = ask(root, site, rows=2, **{'s2-count': '1', 's2-power_supplies': '2'})
    assert len(answered.context['servers']) == 1


def test_servers_of_a_request(root, office):
    """The request says where, for whom and what; what it holds itself does not stand against it. Nothing is stored."""
    request = office.make_request(servers=2)
    before = (CapacityCheck.objects.count(), Hold.objects.count())

    answer = root.get(PAGE, {'request': request.pk})

    assert sorted(answer.context['servers']) == sorted(request.servers.values_list('name', flat=True))
    assert names(answer)[0] == office.rack.name
    assert (CapacityCheck.objects.count(), Hold.objects.count()) == before
    page = root.get(request.get_absolute_url()).content.decode()
    assert f'href="{PAGE}?request={request.pk}"' in page


def test_a_retrieval_is_refused(root, office):
    answer = root.get(PAGE, {'request': subject_factories.make_retrieval().pk})

    assert list(answer.context['form'].errors) == ['request']


def test_rights(client, site):
    """Both permissions are needed; the menu and the page ask for the same."""
    user = factories.make_user()
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    permit(user, Rack, 'view')
    assert client.get(PAGE).status_code == 403
    permit(user, CapacityCheck, 'view')
    assert client.get(PAGE).status_code == 200


def test_racks_that_may_not_be_viewed_are_not_there(client, site):
    """Neither as a place, nor as a rack that refuses; the best of those that may be viewed is named."""
    user = factories.make_user()
    seen, hidden = (factories.make_powered_rack(site=site, name=name) for name in ('seen', 'secret-rack'))
    refused = factories.make_powered_rack(site=site, name='secret-too', status='planned')
    factories.make_device(hidden, position=1)  # the better one
    permit(user, Rack, 'view', name='seen')
    permit(user, CapacityCheck, 'view')
    permit(user, type(site), 'view')
    client.force_login(user)

    answer = ask(client, site)

    assert names(answer) == ['seen']
    assert answer.context['racks'] == 1
    text = answer.content.decode()
    assert hidden.name not in text
    assert refused.name not in text
    assert f'/dcim/racks/{seen.pk}/' in text


def test_a_site_that_may_not_be_viewed_cannot_be_asked_about(client, site):
    user = factories.make_user()
    factories.make_powered_rack(site=site)
    permit(user, Rack, 'view')
    permit(user, CapacityCheck, 'view')
    client.force_login(user)

    answer = ask(client, site)

    assert list(answer.context['form'].errors) == ['site']


def test_names_of_devices_that_may_not_be_viewed_are_not_drawn(client, site):
    """The picture shows that something stands there, not what."""
    user = factories.make_user()
    rack = factories.make_powered_rack(site=site)
    factories.make_device(rack, position=1, name='secret-device')
    for model in (Rack, CapacityCheck, type(site)):
        permit(user, model, 'view')
    client.force_login(user)

    before = ask(client, site).content.decode()
    permit(user, Device, 'view')
    after = ask(client, site).content.decode()

    assert 'secret-device' not in before
    assert 'colo-el-occupied' in before
    assert 'secret-device' in after


def test_queries_do_not_grow_with_racks_or_servers(root, site):
    """One more rack, device or server asks the database nothing more."""

    def build(count):
        for _ in range(count):
            rack = factories.make_powered_rack(site=site)
            factories.make_device(rack, position=1)
            factories.make_powered_rack(site=site, status='planned')

    build(2)
    ask(root, site)  # brings the summaries up to date, and fills what is cached once
    with CaptureQueriesContext(connection) as few:
        ask(root, site)
    build(6)
    ask(root, site)

    with CaptureQueriesContext(connection) as many:
        answer = ask(root, site)
    with CaptureQueriesContext(connection) as several:
        ask(root, site, **{'s1-count': '5'})

    assert answer.context['racks'] == 16
    assert len(many) == len(few), [query['sql'][:150] for query in many]
    assert len(several) == len(few), [query['sql'][:150] for query in several]


def test_a_request_that_is_decided_has_no_button(root, office):
    request = office.make_request()
    ColocationRequest.objects.filter(pk=request.pk).update(status='completed')

    assert f'{PAGE}?request=' not in root.get(request.get_absolute_url()).content.decode()
