"""Tables of sites, locations and racks by how much of them is taken; `row_of` makes their rows."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from netbox.tables import BaseTable

from ..capacity.usage import Usage
from ..ui.capacity_charts import draw_bar
from ..ui.capacity_words import describe, describe_share, list_remarks

__all__ = ('LocationUsageTable', 'RackUsageTable', 'SiteUsageTable', 'row_of')

SHOWN = ('place', 'electricity', 'primary', 'redundant', 'cooling', 'weight')


def row_of(name: str, url: str, usage: Usage, **further: Any) -> dict[str, Any]:
    """Return the row of a place; what nobody knows is None, and sorts below everything that is known."""
    figures = usage.figures
    shares = {resource: _sortable(figures[resource].share) for resource in SHOWN}
    return {
        'name': name,
        'url': url,
        'usage': usage,
        'racks': usage.sums.racks,
        'free': figures['place'].free,
        'left': _sortable(figures['electricity'].free),
        'worst': _sortable(usage.sums.worst),
        'overloaded': usage.sums.overloaded,
        'unknown': usage.sums.unknown_draws,
        **shares,
        **further,
    }


def _sortable(amount: float | None) -> float:
    return float('-inf') if amount is None else amount


class NameColumn(tables.Column):
    """The name of a place, indented by how deep it lies, with a link to its capacity."""

    def render(self, value: str, record: Mapping[str, Any]) -> SafeString:
        indent = format_html('<span style="padding-inline-start: {}rem"></span>', record.get('depth', 0) * 1.25)
        return format_html('{}<a href="{}">{}</a>', indent, record['url'], value)


class ShareColumn(tables.Column):
    """How full a place is of one resource: a bar with the percents, and the amounts when pointed at."""

    def render(self, record: Mapping[str, Any], bound_column: Any) -> str:
        figure = record['usage'].figures[bound_column.name]
        title = f'{describe(figure.used + figure.held, figure.unit)} / {describe(figure.total, figure.unit)}'
        context = {
            'bar': draw_bar(figure),
            'share': describe_share(figure.share),
            'title': ' · '.join((title, *list_remarks(figure))),
        }
        return render_to_string('netbox_colocation/capacity_share.html', context)


class AmountColumn(tables.Column):
    """An amount in a unit; a dash when nobody knows."""

    def __init__(self, *args: Any, unit: str = '', **kwargs: Any) -> None:
        super().__init__(*args, attrs={'td': {'class': 'colo-amount'}, 'th': {'class': 'colo-amount'}}, **kwargs)
        self.unit = unit

    def render(self, value: float) -> str:
        if value == float('-inf'):
            return '—'
        return describe(value, self.unit) if self.unit else str(value)


class _UsageTable(BaseTable):
    name = NameColumn(verbose_name=_('Name'), attrs={'td': {'class': 'colo-name'}})
    place = ShareColumn(verbose_name=_('Units'))
    free = AmountColumn(verbose_name=_('Free'), unit='U')
    electricity = ShareColumn(verbose_name=_('Electricity, one side failed'))
    left = AmountColumn(verbose_name=_('Remaining'), unit='W')
    worst = AmountColumn(verbose_name=_('Least in a rack'), unit='W')
    overloaded = AmountColumn(verbose_name=_('Overloaded'))
    primary = ShareColumn(verbose_name=_('Primary feeds'))
    redundant = ShareColumn(verbose_name=_('Redundant feeds'))
    cooling = ShareColumn(verbose_name=_('Cooling'))
    weight = ShareColumn(verbose_name=_('Weight'))
    unknown = AmountColumn(verbose_name=_('Draws unknown'))

    class Meta(BaseTable.Meta):
        fields: tuple[str, ...] = ()


class SiteUsageTable(_UsageTable):
    racks = AmountColumn(verbose_name=_('Racks'))

    class Meta(BaseTable.Meta):
        fields = sequence = (
            'name', 'racks', 'place', 'free', 'electricity', 'left', 'overloaded', 'primary', 'redundant', 'cooling',
            'weight', 'worst', 'unknown',
        )  # fmt: skip
        default_columns = (
            'name', 'racks', 'place', 'free', 'electricity', 'left', 'overloaded', 'cooling', 'weight', 'unknown',
        )  # fmt: skip
        empty_text = _('You may view no site with racks, pools or prefixes.')


class LocationUsageTable(SiteUsageTable):
    class Meta(SiteUsageTable.Meta):
        empty_text = _('This site has no locations that you may view.')


class RackUsageTable(_UsageTable):
    location = tables.Column(verbose_name=_('Location'))
    group = tables.Column(verbose_name=_('Rack group'))

    class Meta(BaseTable.Meta):
        fields = sequence = (
            'name', 'location', 'group', 'place', 'free', 'electricity', 'left', 'primary', 'redundant', 'cooling',
            'weight', 'unknown',
        )  # fmt: skip
        default_columns = (
            'name', 'location', 'place', 'free', 'electricity', 'left', 'primary', 'redundant', 'cooling', 'weight',
            'unknown',
        )  # fmt: skip
        empty_text = _('There are no racks here that you may view.')
