"""Lists that are larger than Django reads: how much is taken, plain and packed, and what is said of the rest."""

import gzip
import json

import pytest

from netbox_colocation.constants import LARGEST_BODIES_MIB
from netbox_colocation.management.access import MONITORING, ensure_groups
from netbox_colocation.models import DriftReport
from tests import factories

from .base import ROOT, log_in

pytestmark = pytest.mark.django_db

DRIFT = f'{ROOT}monitoring/drift/'
MIB = 1024 * 1024


@pytest.fixture
def monitoring():
    """The client of a monitoring system, with the shipped group."""
    user = factories.make_user()
    user.groups.add(ensure_groups()[MONITORING])
    return log_in(user)


@pytest.fixture
def small_bound(monkeypatch):
    """A bound that a test reaches quickly."""
    monkeypatch.setitem(LARGEST_BODIES_MIB, 'monitoring/drift/', 1)


def list_of(count, **more):
    return json.dumps({'source': 'x', 'watched': [{'instance': f'host-{n}:9100', **more} for n in range(count)]})


def post(client, content, packing=None):
    headers = {'Content-Encoding': packing} if packing else {}
    return client.post(DRIFT, content, content_type='application/json', headers=headers)


@pytest.mark.parametrize('packing', [None, 'gzip'])
def test_a_list_that_is_larger_than_django_reads_is_compared(monitoring, settings, packing):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    content = list_of(100).encode()

    answer = post(monitoring, gzip.compress(content) if packing else content, packing)

    assert answer.status_code == 201, answer.data
    assert DriftReport.objects.get().watched_count == 100


@pytest.mark.parametrize(
    ('content', 'packing'),
    [
        (list_of(30_000, labels={}), None),
        (gzip.compress(list_of(30_000, labels={}).encode()), 'gzip'),
        (gzip.compress(b'[' * 20 * MIB, compresslevel=1), 'gzip'),
    ],
    ids=['plain', 'packed', 'a bomb'],
)
def test_what_is_larger_is_refused_with_its_bound(monitoring, small_bound, content, packing):
    answer = post(monitoring, content, packing)

    assert answer.status_code == 413
    problem = json.loads(answer.content)
    assert (problem['findings'][0]['code'], problem['detail']) == (
        'too-large',
        'The body is larger than 1 MiB: send less at once.',
    )
    assert not DriftReport.objects.exists()


@pytest.mark.parametrize(
    ('content', 'packing', 'status'),
    [
        (gzip.compress(list_of(5).encode())[:-1], 'gzip', 400),
        (gzip.compress(list_of(5).encode()) + b'more', 'gzip', 400),
        (list_of(5), 'gzip', 400),
        (list_of(5), 'br', 415),
        (gzip.compress(list_of(5).encode()), None, 400),
        ('{"source": NaN}', None, 400),
        (b'\xff\xfe', None, 400),
    ],
    ids=['cut off', 'with more behind it', 'not packed', 'brotli', 'packed unsaid', 'no number', 'no text'],
)
def test_what_is_no_json_or_packed_otherwise_is_refused(monitoring, content, packing, status):
    assert post(monitoring, content, packing).status_code == status
    assert not DriftReport.objects.exists()
