"""What the capacity pages show of usage: rows of figures with their bars, heat maps, trends, and tables for files."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..capacity.forecast import Sample, foresee
from ..capacity.power import RackPower
from ..capacity.supply_usage import PoolUsage, PrefixUsage
from ..capacity.usage import FIGURES, UNITS, Figure, Usage
from .capacity_charts import Bar, TrendChart, draw_bar, draw_trend, heat_level
from .capacity_words import LABELS, describe, describe_forecast, describe_share, help_of, label_of, list_remarks
from .spreadsheets import Column, Listing

__all__ = (
    'FeedRow', 'FigureRow', 'HeatCell', 'TrendCard', 'build_cells', 'build_feeds', 'build_figures', 'build_pools',
    'build_prefixes', 'build_trends', 'list_usage',
)  # fmt: skip

MOST_POINTS = 12  # rows of the table beside a trend


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as a page shows it: amounts as texts with their units."""

    label: str
    help: str
    figure: Figure
    bar: Bar | None
    total: str
    used: str
    held: str
    pending: str
    free: str
    share: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A rack in a heat map."""

    name: str
    url: str
    level: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class TrendCard:
    """The trend of one resource, with its forecast as a sentence and some of its samples as a table."""

    label: str
    sentence: str
    per_month: str
    chart: TrendChart | None
    points: tuple[tuple[datetime.date, str, str], ...]


def build_figures(figures: Mapping[str, Figure]) -> list[FigureRow]:
    """Return the rows of a place's figures; a resource of which there is nothing at all is left out."""
    return [_row(label_of(figure), help_of(figure), figure) for figure in figures.values() if _says_something(figure)]


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed of a rack with what hangs on it."""

    pk: int
    name: str
    type: str
    panel: str
    is_active: bool
    bar: Bar | None
    watts: str
    load: str
    left: str
    is_over: bool
    legs: str


def build_feeds(power: RackPower) -> list[FeedRow]:
    """Return the feeds of a rack; what has no recorded cable counts on each."""
    rows = []
    for feed in power.feeds:
        load = feed.load + power.loose
        legs = ', '.join(describe(watts, 'W') for watts in feed.legs) if feed.phases == 3 else ''
        rows.append(
            FeedRow(
                pk=feed.pk,
                name=feed.name,
                type=_('redundant') if feed.is_redundant else _('primary'),
                panel=feed.panel_name,
                is_active=feed.is_active,
                bar=draw_bar(Figure('primary', feed.watts, load)),
                watts=describe(feed.watts, 'W'),
                load=describe(load, 'W'),
                left=describe(feed.watts - load, 'W'),
                is_over=load > feed.watts,
                legs=legs,
            )
        )
    return rows


def build_pools(pools: Iterable[PoolUsage]) -> list[tuple[PoolUsage, FigureRow]]:
    return [(pool, _row(pool.name, '', pool.figure)) for pool in pools]


def build_prefixes(prefixes: Iterable[PrefixUsage]) -> list[tuple[PrefixUsage, FigureRow, str]]:
    """Return the rows of prefixes; the last text says what is free at least in one that is too large to count."""
    rows = []
    for prefix in prefixes:
        least = ''
        if prefix.least_free is not None:
            least = _('at least {count}').format(count=describe(prefix.least_free, 'addresses'))
        rows.append((prefix, _row(str(LABELS[prefix.kind]), '', prefix.figure), least))
    return rows


def build_cells(racks: Iterable[tuple[str, str, Usage]], *, resource: str = 'place') -> list[HeatCell]:
    """Return a cell for each rack (name, address, usage), by how full it is of the resource."""
    cells = []
    for name, url, usage in racks:
        share = usage.figures[resource].share
        level = heat_level(share)
        text = '' if share is None else str(min(99, round(share * 100)))
        title = f'{name}: {describe_share(share)}'
        cells.append(HeatCell(name, url, 'none' if level < 0 else str(level), text, title))
    return cells


def build_trends(series: Mapping[str, Sequence[Sample]], *, today: datetime.date) -> list[TrendCard]:
    """Return a card for each resource that has samples, in the order of the figures."""
    return [_card(resource, series[resource], today) for resource in FIGURES if series.get(resource)]


USAGE_COLUMNS = (
    Column('site', 'site'),
    Column('location', 'location'),
    Column('rack', 'rack'),
    Column('resource', 'resource'),
    Column('unit', 'unit'),
    *(Column(name, name, 'number') for name in ('total', 'used', 'held', 'pending', 'free')),
    Column('unknown', 'unknown', 'count'),
    Column('uncounted', 'uncounted', 'count'),
)


def list_usage(places: Iterable[tuple[str, str, str, Mapping[str, Figure]]]) -> Listing:
    """Return the figures of places (site, location, rack, figures) as a table for a file, a line for each resource."""
    rows = [
        (site, location, rack, name, UNITS[name], *_amounts(figure), figure.unknown, figure.uncounted)
        for site, location, rack, figures in places
        for name, figure in figures.items()
        if _says_something(figure)
    ]
    labels = {
        'site': _('Site'), 'location': _('Location'), 'rack': _('Rack'), 'resource': _('Resource'), 'unit': _('Unit'),
        'total': _('Total'), 'used': _('Used'), 'held': _('Held'), 'pending': _('Asked for'), 'free': _('Free'),
        'unknown': _('Unknown'), 'uncounted': _('Left out'),
    }  # fmt: skip
    columns = tuple(Column(column.key, str(labels[column.key]), column.kind) for column in USAGE_COLUMNS)
    note = _('Used, held and free make the total. What nobody recorded is in no amount: it is counted under “unknown”.')
    return Listing('usage', _('Capacity'), columns, rows, note=note)


def _says_something(figure: Figure) -> bool:
    return bool(figure.total is not None or figure.used or figure.held or figure.pending or figure.uncounted)


def _amounts(figure: Figure) -> tuple[float | None, ...]:
    return figure.total, figure.used, figure.held, figure.pending, figure.free


def _row(label: str, explanation: str, figure: Figure) -> FigureRow:
    total, used, held, pending, free = (describe(amount, figure.unit) for amount in _amounts(figure))
    return FigureRow(
        label=label,
        help=explanation,
        figure=figure,
        bar=draw_bar(figure),
        total=total,
        used=used,
        held=held,
        pending=pending,
        free=free,
        share=describe_share(figure.share),
        remarks=tuple(list_remarks(figure)),
    )


def _card(resource: str, samples: Sequence[Sample], today: datetime.date) -> TrendCard:
    forecast, unit = foresee(samples, today=today), UNITS[resource]
    per_month = ''
    if forecast.per_day is not None:
        per_month = _('{amount} a month').format(amount=_signed(forecast.per_day * 30, unit))
    step = max(1, -(-len(samples) // MOST_POINTS))
    chosen = list(samples[::-1][::step])
    return TrendCard(
        label=str(LABELS[resource]),
        sentence=describe_forecast(forecast),
        per_month=per_month,
        chart=draw_trend(samples, forecast, today=today),
        points=tuple((entry.day, describe(entry.taken, unit), describe(entry.total, unit)) for entry in chosen),
    )


def _signed(amount: float, unit: str) -> str:
    rounded = round(amount, 1)
    return ('+' if rounded > 0 else '') + describe(rounded, unit)
