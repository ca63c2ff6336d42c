"""Sentences of an impact: why something is hit, how one object hangs on the one before it, what nobody knows."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

__all__ = ('JOINED', 'MODELS', 'REASONS', 'UNKNOWN', 'describe_reason', 'describe_step', 'describe_unknown')

MODELS = {
    'dcim.device': gettext_lazy('Devices'),
    'virtualization.virtualmachine': gettext_lazy('Virtual machines'),
    'ipam.service': gettext_lazy('Services'),
    'circuits.circuit': gettext_lazy('Circuits'),
}
# By the code of a reason; the figures are those of `Line.facts`.
REASONS = {
    'touched': gettext_lazy('The work takes it out.'),
    'in-rack': gettext_lazy('It stands in a rack that the work takes out.'),
    'in-room': gettext_lazy('It is in a room that the work takes out.'),
    'parent-lost': gettext_lazy('It stands in a bay of a device that is out.'),
    'power-lost': gettext_lazy('No power: {lost} of its supplies lost, none is left.'),
    'supply-lost': gettext_lazy('{lost} of its supplies lost, {left} left, on {on}.'),
    'feed-overloaded': gettext_lazy('{on} cannot carry what moves to it: {load} W of {limit} W.'),
    'leg-overloaded': gettext_lazy('Leg {leg} of {on} cannot carry what moves to it: {load} W of {limit} W.'),
    'other-supply-unknown': gettext_lazy(
        '{lost} of its supplies lost; of {unknown} more NetBox does not know what feeds them. Record their cables.'
    ),
    'supply-unknown': gettext_lazy(
        'In the rack of a lost feed; of {unknown} of its supplies NetBox does not know what feeds them. '
        'Record their cables.'
    ),
    'power-not-cabled': gettext_lazy(
        'In the rack of a lost feed; none of its power ports has a cable in NetBox. Record them.'
    ),
    'no-power-port': gettext_lazy('In the rack of a lost feed; NetBox has no power port of it. Record it.'),
    'unreachable': gettext_lazy('No network path left: all {lost} lead to or over something that is out.'),
    'management-unreachable': gettext_lazy('It works on, but no network path leads to it any more.'),
    'path-lost': gettext_lazy('{lost} of its network paths lost, {left} left.'),
    'other-paths-unknown': gettext_lazy(
        '{lost} of its network paths lost; of {unknown} more NetBox does not know where they lead. Record their cables.'
    ),
    'cut-off': gettext_lazy('No recorded way out of the network is left for it and {with_} more devices.'),
    'circuit-end-lost': gettext_lazy('It ends at, or leads over, something that is out.'),
    'chassis-members-lost': gettext_lazy('Its virtual chassis lost {lost} members, {left} are left.'),
    'addresses-lost': gettext_lazy('All of its addresses ({lost}) are in prefixes that are lost.'),
    'addresses-partly-lost': gettext_lazy('{lost} of its addresses are in prefixes that are lost, {left} are not.'),
    'host-lost': gettext_lazy('Its host is out.'),
    'host-hit': gettext_lazy('Its host is hit.'),
    'cluster-lost': gettext_lazy('All {lost} hosts of its cluster are out.'),
    'cluster-lost-hosts': gettext_lazy('Its cluster lost {lost} hosts, {left} are left.'),
    'host-not-recorded': gettext_lazy(
        'Its cluster lost {lost} hosts, {left} are left; NetBox does not know on which one it runs. Record its device.'
    ),
    'service-addresses-lost': gettext_lazy('All {lost} addresses it is bound to are lost.'),
    'service-addresses-partly-lost': gettext_lazy('{lost} of the addresses it is bound to are lost, {left} are not.'),
    'parent-hit': gettext_lazy('What it depends on is hit.'),
}
# How an object of a path hangs on the one before it.
JOINED = {
    'touched': gettext_lazy('touched'),
    'left': gettext_lazy('left over'),
    'feed': gettext_lazy('feeds'),
    'feed-of-rack': gettext_lazy('feed of the rack'),
    'cable': gettext_lazy('cable'),
    'plugged': gettext_lazy('plugged in'),
    'of': gettext_lazy('of'),
    'outlet': gettext_lazy('passes on through'),
    'overloads': gettext_lazy('moves its load to'),
    'in-rack': gettext_lazy('in the rack'),
    'in-room': gettext_lazy('in the room'),
    'inside': gettext_lazy('inside'),
    'bay': gettext_lazy('has the bay'),
    'stands-in': gettext_lazy('in the bay'),
    'port': gettext_lazy('port'),
    'path': gettext_lazy('path'),
    'end': gettext_lazy('end'),
    'circuit': gettext_lazy('circuit'),
    'member-of': gettext_lazy('member of'),
    'member': gettext_lazy('other member'),
    'address': gettext_lazy('address'),
    'assigned': gettext_lazy('assigned to'),
    'bound-to': gettext_lazy('bound to it'),
    'offered-by': gettext_lazy('offered by it'),
    'runs-on': gettext_lazy('runs on it'),
    'host-of': gettext_lazy('host of'),
    'cut-off-with': gettext_lazy('leads to'),
}
UNKNOWN = {
    'feed-not-cabled': gettext_lazy('Power feeds without a cable: NetBox does not know what they feed.'),
    'panel-without-feeds': gettext_lazy('Power panels without feeds: NetBox does not know what they feed.'),
    'outlet-without-inlet': gettext_lazy(
        'Devices with outlets of which no power port is recorded: NetBox does not know which inlet feeds them.'
    ),
    'draw-unknown': gettext_lazy('Power feeds that may be too weak: not every draw on them is recorded.'),
    'leg-unknown': gettext_lazy(
        'Power feeds of three phases that may be too weak on one leg: record the feed leg of every outlet behind them.'
    ),
    'limit-unknown': gettext_lazy('Power feeds without a known capacity.'),
    'network-not-cabled': gettext_lazy(
        'Devices that are out, whose network cables NetBox does not have: who depends on them is not known.'
    ),
    'circuit-not-connected': gettext_lazy('Circuits that are cabled to nothing: who depends on them is not known.'),
    'address-not-assigned': gettext_lazy('Addresses in the prefix that are assigned to nothing.'),
    'prefix-without-addresses': gettext_lazy('Prefixes without any address: who uses them is not known.'),
    'too-many-hops': gettext_lazy('Chains that are longer than is followed: what lies beyond them is not known.'),
    'way-out-not-followed': gettext_lazy(
        'Networks too large to follow: whether they still have a way out is not known.'
    ),
}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return '?'


def describe_reason(code: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of a reason with its figures; the code itself where there is none."""
    on = ', '.join(each['label'] for each in facts.get('on', ()))
    sentence = str(REASONS.get(code, code))
    return sentence.format_map(_Known({**facts, 'on': on or '?', 'with_': facts.get('with', '?')}))


def describe_step(joined: str) -> str:
    return str(JOINED.get(joined, joined))


def describe_unknown(code: str, count: int) -> str:
    """Return what is not known, and of how many objects."""
    counted = ngettext('{count} object', '{count} objects', count).format(count=count)
    return _('{what} ({counted})').format(what=UNKNOWN.get(code, code), counted=counted)
