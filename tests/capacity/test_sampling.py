"""Daily samples: one for each place, resource and day, however often somebody asks; and kept for five years."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.capacity.forecast import Sample
from netbox_colocation.capacity.sampling import read_series, take_samples
from netbox_colocation.jobs import SampleCapacityJob
from netbox_colocation.models import CapacitySample
from tests import factories
from tests.capacity.estates import make_estate

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 23)


@pytest.fixture
def estate():
    return make_estate()


def test_site_and_locations_have_a_sample_of_each_resource(estate):
    take_samples(day=DAY)

    place = CapacitySample.objects.get(site=estate.site, location=None, resource='place', day=DAY)
    assert (place.total, place.used, place.held) == (126, 7, 2)
    hall = CapacitySample.objects.get(location=estate.hall, resource='electricity', day=DAY)
    assert (hall.used, hall.held, hall.unknown) == (650, 300, 1)
    resources = set(CapacitySample.objects.filter(location=None).values_list('resource', flat=True))
    assert resources == {'place', 'electricity', 'ups', 'bandwidth', 'cooling', 'weight', 'private-ipv4'}


def test_taken_twice_on_a_day_the_last_counts(estate):
    first = take_samples(day=DAY)
    factories.make_device(estate.racks[2], position=10)

    assert take_samples(day=DAY) == first == CapacitySample.objects.count()
    assert CapacitySample.objects.get(location=None, resource='place').used == 8


def test_five_years_are_kept(estate):
    for year in (2021, 2020):
        CapacitySample.objects.create(day=datetime.date(year, 11, 24), site=estate.site, resource='place', used=1)

    take_samples(day=DAY)

    assert CapacitySample.objects.order_by('day').first().day == datetime.date(2021, 11, 24)


def test_leap_day_is_no_stumbling_block(estate):
    take_samples(day=datetime.date(2028, 2, 29))

    assert CapacitySample.objects.exists()


def test_series_is_in_the_order_of_days(estate):
    for days in (2, 0, 1):
        CapacitySample.objects.create(
            day=DAY - datetime.timedelta(days=days), site=estate.site, resource='place', total=10, used=3, held=days
        )

    series = read_series(site=estate.site.pk, since=DAY - datetime.timedelta(days=1))

    assert series == {'place': [Sample(DAY - datetime.timedelta(days=1), 4, 10), Sample(DAY, 3, 10)]}
    assert read_series(site=estate.site.pk, location=estate.hall.pk) == {}


def test_queries_do_not_grow_with_the_estate(estate):
    def count():
        take_samples(day=DAY)
        with CaptureQueriesContext(connection) as queries:
            take_samples(day=DAY)
        return len(queries)

    before = count()
    for _number in range(3):
        factories.make_powered_rack(location=factories.make_location())

    assert count() == before


def test_job_takes_them(estate):
    SampleCapacityJob.enqueue(immediate=True)

    assert CapacitySample.objects.exists()
