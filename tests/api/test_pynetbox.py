"""The API through pynetbox, against a real server: what an agency's own script would do."""

from collections.abc import Iterator
from contextlib import contextmanager

import pynetbox
import pytest
from pynetbox.core.endpoint import DetailEndpoint

from users.constants import TOKEN_PREFIX
from users.models import Token

from netbox_colocation.api.urls import router
from netbox_colocation.management.access import APPLICANTS, ensure_groups
from netbox_colocation.models import ColocationRequest
from tests import factories
from tests.api import fuzzing


@pytest.mark.django_db(transaction=True)
def test_applicants_script_writes_its_request(live_server):
    """A representative's script makes a request with a server, changes and lists it; another agency's is not there."""
    user, agency = factories.make_user(), factories.make_tenant()
    user.groups.add(ensure_groups()[APPLICANTS])
    factories.make_representative(user=user, tenant=agency)
    procedure, site = factories.make_procedure(), factories.make_site()
    factories.make_request()
    token = Token.objects.create(user=user)
    client = pynetbox.api(live_server.url, token=f'{TOKEN_PREFIX}{token.key}.{token.token}')
    api = client.plugins.colocation

    request = api.colocation_requests.create(
        name='Health records', procedure=procedure.pk, applicant=agency.pk, site=site.pk, purpose='Public service'
    )
    server = api.requested_servers.create(request=request.id, name='simrs-1', u_height=2, services=['tcp/443'])
    request.letter_number = '045/65/2026'

    assert request.save() is True
    assert [(row.name, row.status.value) for row in api.colocation_requests.all()] == [('Health records', 'draft')]
    assert [row.name for row in api.requested_servers.filter(request_id=request.id)] == ['simrs-1']
    stored = ColocationRequest.objects.get(pk=request.id)
    assert (stored.letter_number, stored.servers.get().pk) == ('045/65/2026', server.id)
    with pytest.raises(pynetbox.RequestError) as refused:
        api.colocation_requests.create(
            name='x', procedure=procedure.pk, applicant=factories.make_tenant().pk, site=site.pk, purpose='x'
        )
    assert refused.value.req.status_code == 403
    client.http_session.close()  # or the server's thread keeps its connection to the test database


@pytest.mark.django_db(transaction=True)
def test_operators_script_finds_places(live_server):
    """Places for servers of a list and of a request, as an operator's script asks for them."""
    rack = factories.make_powered_rack(name='A-07')
    request = factories.make_request(site=rack.site, servers=1)
    token = Token.objects.create(user=factories.make_user(is_superuser=True))
    client = pynetbox.api(live_server.url, token=f'{TOKEN_PREFIX}{token.key}.{token.token}')
    api = client.plugins.colocation

    found = api.places.create(site_id=rack.site.pk, servers=[{'u_height': 2, 'power_draw': 400, 'count': 2}], limit=3)
    of_request = DetailEndpoint(api.colocation_requests.get(request.pk), 'find-places').create({'limit': 3})

    assert [spot['rack_name'] for spot in found.places[0]['placements']] == ['A-07', 'A-07']
    assert of_request['places'][0]['placements'][0]['server'] == request.servers.get().pk
    client.http_session.close()


@contextmanager
def suppress_without_office() -> Iterator[None]:
    """Let pass that some rows are for officers of their agency alone: a superuser holds no office."""
    try:
        yield
    except pynetbox.RequestError as error:
        if error.req.json()['code'] != 'role-not-held':
            raise


@pytest.mark.django_db(transaction=True)
def test_every_endpoint_is_read_and_written(live_server):
    """Lists, rows, filters and counts of every endpoint; what people write is changed with `save()`."""
    world = fuzzing.make_world()
    client = pynetbox.api(live_server.url)
    client.http_session.headers.update(world.tokens['superuser'])
    read, written = {}, []

    for prefix, viewset, _ in router.registry:
        endpoint = getattr(client.plugins.colocation, prefix.replace('-', '_'))
        stored = sorted(viewset.queryset.model.objects.values_list('pk', flat=True))
        read[prefix] = (sorted(row.id for row in endpoint.all()) == stored, endpoint.count() == len(stored))
        row = endpoint.get(stored[0])
        assert [found.id for found in endpoint.filter(id=[row.id])] == [row.id]
        assert str(row)
        if hasattr(viewset, 'partial_update') and 'description' in dict(row):
            row.description = 'Changed by a script'
            with suppress_without_office():
                written += [prefix] if row.save() else []

    assert {prefix: seen for prefix, seen in read.items() if seen != (True, True)} == {}
    assert 'colocation-requests' in written
    assert len(written) > 15
    client.http_session.close()
