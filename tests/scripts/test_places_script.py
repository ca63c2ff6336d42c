"""The script “Find places” runs as NetBox runs it, from its file; it tells the same as the page, and keeps nothing."""

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from utilities.exceptions import AbortScript

from netbox_colocation.models import CapacityCheck, Hold, RequestedServer
from tests import factories

FILE = Path(__file__).parents[2] / 'scripts' / 'colocation_places.py'


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location('colocation_places', FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FindPlaces()


def messages(script) -> list[str]:
    return [entry['message'] for entry in script.messages]


def test_places_of_a_request(office, script):
    request = office.make_request()

    result = script.run({'colocation_request': request}, commit=True)

    [first, *_rest] = result.splitlines()
    assert first.startswith(f'1. {request.servers.get().name}: {office.rack.name} U')
    assert not CapacityCheck.objects.exists()
    assert not Hold.objects.exists()


@pytest.mark.django_db
def test_places_of_servers_that_nobody_asked_for(script):
    """Ranked, all or none, with the reason of every rack that refuses in the log."""
    site = factories.make_site()
    for name in ('R-A', 'R-B'):
        factories.make_powered_rack(site=site, name=name)
    factories.make_powered_rack(site=site, name='R-C', status='planned')

    asked = {'site': site, 'height': Decimal(2), 'power_draw': 300, 'count': 2, 'grouping': 'apart'}
    result = script.run(asked, commit=False)

    assert result.startswith('1. server-1: R-')
    assert 'server-2: R-' in result
    assert 'R-C is neither active nor available: put it into use.' in messages(script)
    assert not RequestedServer.objects.exists()


@pytest.mark.django_db
def test_nowhere_is_said_with_the_reason(script):
    site = factories.make_site()

    assert script.run({'site': site, 'height': Decimal(1)}, commit=False) == 'It fits nowhere.'
    assert any('make a rack available' in message for message in messages(script))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ('data', 'reason'),
    [
        ({}, 'Choose a request, or a site.'),
        ({'height': Decimal(0)}, 'The height is between 0.5 and 100 U'),
        ({'height': None}, 'Give the height in U, or choose a device type.'),
        ({'height': Decimal(1), 'power_draw': -5}, 'greater than or equal to 1'),
    ],
)
def test_bad_question_stops_it_with_the_reason(script, data, reason):
    given = {'site': factories.make_site(), **data} if data else {}

    with pytest.raises(AbortScript, match=reason):
        script.run(given, commit=False)
