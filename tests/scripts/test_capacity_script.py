"""The custom script runs as NetBox runs it, from its file, and changes nothing unless asked to."""

import importlib.util
from pathlib import Path

import pytest

from netbox_colocation.models import CapacityCheck, ColocationRequest
from tests import factories

FILE = Path(__file__).parents[2] / 'scripts' / 'colocation_capacity.py'


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location('colocation_capacity', FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CheckCapacity()


def test_it_reports_every_undecided_request_and_keeps_nothing(office, script):
    fits, too_hungry = office.make_request(), office.make_request(server={'power_draw': 60_000})
    decided = factories.make_request(status='completed')

    result = script.run({}, commit=False)

    lines = dict(line.split(': ', 1) for line in result.splitlines())
    assert lines[fits.name].startswith('enough (')
    assert lines[too_hungry.name].startswith('short')
    assert decided.name not in lines
    assert not CapacityCheck.objects.exists()


def test_it_keeps_the_results_when_changes_are_committed(office, script):
    request = office.make_request()
    office.make_request()

    script.run({'requests': ColocationRequest.objects.filter(pk=request.pk)}, commit=True)

    assert [check.request for check in CapacityCheck.objects.all()] == [request]
