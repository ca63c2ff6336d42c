"""Capacity figures in words: what a resource is called, amounts with their units, and forecasts as sentences."""

from collections.abc import Mapping

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..capacity.forecast import LEAST_DAYS, Forecast
from ..capacity.usage import Figure, RackSums

__all__ = (
    'HELP', 'LABELS', 'describe', 'describe_forecast', 'describe_share', 'help_of', 'label_of', 'list_remarks',
    'list_warnings',
)  # fmt: skip

LABELS: Mapping[str, Promise] = {
    'place': gettext_lazy('Units'),
    'electricity': gettext_lazy('Electricity, one side failed'),
    'primary': gettext_lazy('Primary feeds'),
    'redundant': gettext_lazy('Redundant feeds'),
    'ups': gettext_lazy('UPS'),
    'cooling': gettext_lazy('Cooling'),
    'weight': gettext_lazy('Weight'),
    'bandwidth': gettext_lazy('Bandwidth'),
    'public-ipv4': gettext_lazy('Public IPv4 addresses'),
    'private-ipv4': gettext_lazy('Private IPv4 addresses'),
    'public-ipv6': gettext_lazy('Public IPv6 addresses'),
    'private-ipv6': gettext_lazy('Private IPv6 addresses'),
    'addresses': gettext_lazy('IP addresses'),
}
HELP: Mapping[str, Promise] = {
    'place': gettext_lazy(
        'A unit is used when a device or a reservation takes its front or its rear, and held when a hold does'
    ),
    'electricity': gettext_lazy(
        'What the racks fed twice draw, and what they may still draw so that either side alone carries everything'
    ),
    'primary': gettext_lazy(
        'What hangs on the active primary feeds; a device counts in full on each feed, as if the others had failed'
    ),
    'redundant': gettext_lazy(
        'What hangs on the active redundant feeds; a device counts in full on each feed, as if the others had failed'
    ),
    'ups': gettext_lazy('Capacity pools of the kind UPS, less the share that is kept free'),
    'cooling': gettext_lazy('All that is drawn becomes heat; racks whose cooling is recorded'),
    'weight': gettext_lazy('Racks whose maximum weight is recorded; the rack itself counts as used'),
    'bandwidth': gettext_lazy('Capacity pools of the kind bandwidth, and what servers were promised'),
    'addresses': gettext_lazy('Addresses that belong to the tenant, of every kind'),
}
ADDRESS_HELP = gettext_lazy(
    'Usable addresses of the active prefixes of this role, without the areas of child prefixes and populated ranges'
)
# From this many on, an amount is told in the next larger unit.
LARGER = {'W': (10_000, 1000, 'kW'), 'kbit/s': (10_000, 1000, 'Mbit/s'), 'kg': (10_000, 1000, 't')}
STATES = {
    'full': gettext_lazy('It is full.'),
    'no-total': gettext_lazy('No forecast: nobody recorded how much there is.'),
    'no-growth': gettext_lazy('No growth: it does not fill up.'),
    'far': gettext_lazy('It will not be full within ten years.'),
}


def describe(amount: float | None, unit: str) -> str:
    """Return “12.4 kW”, “42 U”, “1,024” (addresses); a dash when nobody knows."""
    if amount is None:
        return '—'
    most, divisor, larger = LARGER.get(unit, (None, 1, unit))
    if most and abs(amount) >= most:
        amount, unit = amount / divisor, larger
    digits = 0 if amount == round(amount) or abs(amount) >= 1000 else 1
    text = number_format(amount, digits, use_l10n=True, force_grouping=True)
    return text if unit == 'addresses' else f'{text} {unit}'


def describe_share(share: float | None) -> str:
    """Return whole percents; what is not all is never shown as 100 %, nor what is something as 0 %."""
    if share is None:
        return '—'
    percent = round(share * 100)
    if 0 < share < 1:
        percent = min(99, max(1, percent))
    return f'{percent} %'


def label_of(figure: Figure) -> str:
    """Return what a figure is called; what a tenant draws has no sides that could fail."""
    return _('Electricity') if _is_draw(figure) else str(LABELS[figure.resource])


def help_of(figure: Figure) -> str:
    if _is_draw(figure):
        return _('What its devices and held servers draw')
    return str(HELP.get(figure.resource, ADDRESS_HELP))


def _is_draw(figure: Figure) -> bool:
    return figure.resource == 'electricity' and figure.total is None and not figure.uncounted


def list_remarks(figure: Figure) -> list[str]:
    """Return what of a figure nobody knows, in sentences."""
    remarks = []
    if figure.unknown:
        remarks.append(_unknown(figure))
    if figure.uncounted:
        remarks.append(_uncounted(figure))
    return remarks


def list_warnings(sums: RackSums) -> list[str]:
    """Return what is wrong with the electricity of some racks."""
    warnings = []
    if sums.overloaded:
        warnings.append(
            ngettext(
                '{count} rack draws more than one side alone carries: {watts} too much at the worst.',
                '{count} racks draw more than one side alone carries: {watts} too much at the worst.',
                sums.overloaded,
            ).format(count=sums.overloaded, watts=describe(-(sums.worst or 0), 'W'))
        )
    if sums.fed_once:
        warnings.append(
            ngettext(
                '{count} rack is fed from one side only.', '{count} racks are fed from one side only.', sums.fed_once
            ).format(count=sums.fed_once)
        )
    return warnings


def describe_forecast(forecast: Forecast) -> str:
    """Return the forecast as a sentence, with its uncertainty."""
    if forecast.state == 'too-few':
        return _('Too few samples for a forecast: {days} of at least {least} days.').format(
            days=forecast.samples, least=LEAST_DAYS
        )
    if forecast.state != 'growing':
        return str(STATES[forecast.state])
    days = {
        name: date_format(day, 'Y-m-d') if day else ''
        for name, day in (('day', forecast.day), ('earliest', forecast.earliest), ('latest', forecast.latest))
    }
    if not forecast.latest:
        return _('Full on {day} (not before {earliest}; perhaps never).').format(**days)
    if forecast.earliest == forecast.latest:
        return _('Full on {day}.').format(**days)
    return _('Full on {day} (between {earliest} and {latest}).').format(**days)


def _unknown(figure: Figure) -> str:
    words = {
        'weight': ngettext('{count} weight unknown', '{count} weights unknown', figure.unknown),
        'bandwidth': ngettext('{count} circuit without a rate', '{count} circuits without a rate', figure.unknown),
    }
    draws = ngettext('{count} draw unknown', '{count} draws unknown', figure.unknown)
    return words.get(figure.resource, draws).format(count=figure.unknown)


def _uncounted(figure: Figure) -> str:
    count = figure.uncounted
    words = {
        'electricity': ngettext('{count} rack not fed twice', '{count} racks not fed twice', count),
        'primary': ngettext('{count} rack without a primary feed', '{count} racks without a primary feed', count),
        'redundant': ngettext('{count} rack without a redundant feed', '{count} racks without a redundant feed', count),
        'cooling': ngettext('{count} rack without recorded cooling', '{count} racks without recorded cooling', count),
        'weight': ngettext('{count} rack without a maximum weight', '{count} racks without a maximum weight', count),
        'ups': ngettext('{count} pool without a capacity', '{count} pools without a capacity', count),
        'bandwidth': ngettext('{count} pool without a capacity', '{count} pools without a capacity', count),
    }
    large = ngettext('{count} prefix too large to count', '{count} prefixes too large to count', count)
    return words.get(figure.resource, large).format(count=count)
