"""Daily samples of what is used, for trends: one row a day for each site and location, and each resource."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from dcim.models import Location

from ..models import CapacitySample
from .forecast import Sample
from .usage import Figure
from .usage_scopes import all_sites, locations_of

__all__ = ('KEPT_YEARS', 'SAMPLED', 'read_series', 'take_samples')

KEPT_YEARS = 5
# What hangs on a side follows from the racks' feeds and has no trend of its own.
SAMPLED = (
    'place', 'electricity', 'ups', 'bandwidth', 'cooling', 'weight', 'public-ipv4', 'private-ipv4', 'public-ipv6',
    'private-ipv6',
)  # fmt: skip
CHUNK = 2_000


def take_samples(*, day: datetime.date) -> int:
    """Write the samples of a day, over those that were written on it before; return how many.

    Drops those older than `KEPT_YEARS`. The number of queries depends on the number of rows written only.
    """
    sites = all_sites(None)
    rows = [row for site, usage in sites.items() for row in _rows(day, site, None, usage.figures.values())]
    of_site = dict(Location.objects.order_by().values_list('pk', 'site_id'))
    for location, usage in locations_of(None).items():
        rows += _rows(day, of_site[location], location, usage.figures.values())
    with transaction.atomic():
        CapacitySample.objects.bulk_create(
            rows,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=['site', 'location', 'resource', 'day'],
            update_fields=['total', 'used', 'held', 'unknown'],
        )
        CapacitySample.objects.filter(day__lt=_years_before(day, KEPT_YEARS)).delete()
    return len(rows)


def read_series(
    *, site: int, location: int | None = None, since: datetime.date | None = None
) -> dict[str, list[Sample]]:
    """Return the samples of a site or location by resource, in the order of their days; one query."""
    rows = CapacitySample.objects.filter(site=site, location=location)
    if since is not None:
        rows = rows.filter(day__gte=since)
    series: dict[str, list[Sample]] = {}
    columns = ('resource', 'day', 'total', 'used', 'held')
    for resource, day, total, used, held in rows.order_by('day').values_list(*columns):
        series.setdefault(resource, []).append(Sample(day, used + held, total))
    return series


def _rows(day: datetime.date, site: int, location: int | None, figures: Iterable[Figure]) -> Iterable[CapacitySample]:
    for figure in figures:
        if figure.resource in SAMPLED and (figure.total is not None or figure.used or figure.held):
            yield CapacitySample(
                day=day,
                site_id=site,
                location_id=location,
                resource=figure.resource,
                total=None if figure.total is None else round(figure.total),
                used=round(figure.used),
                held=round(figure.held),
                unknown=figure.unknown,
            )


def _years_before(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
