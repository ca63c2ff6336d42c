"""The sentences of findings: from a code and its facts to a reason that names what would make it fit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _

from ..choices import AddressKindChoices
from ..conf import get_setting
from .findings import Finding

__all__ = ('put_into_words',)

MOST_NAMES = 5


def put_into_words(finding: Finding) -> Finding:
    """Return the finding with its reason in the active language."""
    return replace(finding, reason=_SENTENCES[finding.code]().format(**_words(finding)))


def _words(finding: Finding) -> dict[str, Any]:
    facts: Mapping[str, Any] = finding.facts
    words = {key: _word(key, value) for key, value in facts.items()}
    words.setdefault('need', '?' if finding.need is None else _number(finding.need))
    words.setdefault('have', '?' if finding.have is None else _number(finding.have))
    if 'is_full_depth' in facts:
        words['faces'] = _('on both faces') if facts['is_full_depth'] else _('on the front')
    if 'kind' in facts:
        words['role'] = get_setting(f'{facts["kind"].split("-")[0]}_prefix_role')
    return words


def _word(key: str, value: Any) -> str:
    if key == 'kind':
        return str(dict(AddressKindChoices)[value])
    if isinstance(value, list):
        return _names(value)
    if isinstance(value, Mapping):
        return ', '.join(value)
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float) -> str:
    return localize(int(value) if value == int(value) else value)


def _names(names: list[str]) -> str:
    shown = ', '.join(names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    return _('{names} and {count} more').format(names=shown, count=left) if left > 0 else shown or _('none')


# Functions, so that gettext is asked in the language that is active then.
_SENTENCES = {
    'no-server': lambda: _('The request names no server: add at least one.'),
    'place-found': lambda: _('{server} ({height} U) fits in rack {rack} at U{position}, {faces}.'),
    'no-rack-offered': lambda: _(
        '{server} finds no rack in {scope} that is offered to the applicant ({wrong_status} are neither active nor '
        'available, {other_tenant} belong to other tenants): make a rack available, or choose another site or location.'
    ),
    'too-shallow': lambda: _(
        '{server} is {depth_mm} mm deep and none of the {offered} racks offered in {scope} is that deep: offer a '
        'deeper rack, or choose another site or location.'
    ),
    'no-gap': lambda: _(
        '{server} needs {height} U in a row {faces}; the most that is left in the {offered} racks offered in {scope} '
        'is {gap} U ({rack}; {too_shallow} racks are too shallow): free {missing} U more beside it, or choose another '
        'site or location.'
    ),
    'feeds-carry': lambda: _(
        'The feeds of rack {rack} carry {usable} W even after the loss of one side; {load} W are drawn and {held} W '
        'held, so {have} W are left for {need} W.'
    ),
    'feed-carries': lambda: _(
        'The feeds of rack {rack} carry {usable} W; {load} W are drawn and {held} W held, so {have} W are left for '
        '{need} W.'
    ),
    'feed-full': lambda: _(
        'The feeds of rack {rack} carry {usable} W; {load} W are drawn and {held} W held, so {have} W are left and '
        '{planned} W are needed: free {missing} W, or add a feed.'
    ),
    'feeds-full': lambda: _(
        'The feeds of rack {rack} carry {usable} W after the loss of one side (A {primary} W, B {redundant} W); '
        '{load} W are drawn and {held} W held, so {have} W are left and {planned} W are needed: free {missing} W, or '
        'raise the weaker feed.'
    ),
    'no-second-feed': lambda: _(
        'A server with two power supplies needs an active primary and an active redundant feed, and rack {rack} does '
        'not have both (not active: {inactive}): activate or add the other feed.'
    ),
    'no-active-feed': lambda: _('No feed of rack {rack} is active ({inactive}): activate its feeds.'),
    'no-feed-recorded': lambda: _(
        'No power feed is recorded for rack {rack}, so what it can carry is unknown: record its feeds in NetBox.'
    ),
    'draw-unknown': lambda: _(
        'The feeds of rack {rack} have {have} W left by what is known, but the draw of {unknown} is unknown: record it.'
    ),
    'no-rack': lambda: _('{servers} have no place yet, so there is no rack whose feeds could be checked.'),
    'ups-carries': lambda: _(
        '{pool} carries {promisable} W; {used} W are drawn or held, so {have} W are left for {need} W.'
    ),
    'ups-full': lambda: _(
        '{pool} carries {promisable} W; {used} W are drawn or held, so {have} W are left and {need} W are needed: free '
        '{missing} W, or enlarge the UPS.'
    ),
    'ups-draw-unknown': lambda: _(
        '{pool} has {have} W left by what is known, but the draw of {unknown} is unknown: record it.'
    ),
    'no-ups-pool': lambda: _('No UPS is known that {servers} would hang on in {scope}: record one as a capacity pool.'),
    'no-bandwidth-asked': lambda: _('No bandwidth is asked for.'),
    'bandwidth-left': lambda: _(
        '{pool} can promise {promisable} kbit/s; {used} kbit/s are promised, which leaves enough for {need} kbit/s.'
    ),
    'bandwidth-promised': lambda: _(
        '{pool} can promise {promisable} kbit/s; {used} kbit/s are promised, so {have} kbit/s are left and {need} '
        'kbit/s are needed: free {missing} kbit/s, or enlarge the uplink.'
    ),
    'bandwidth-unknown': lambda: _(
        'It is unknown what {pool} can promise (without a commit rate: {unknown}): record the commit rate of its '
        'circuits, or a capacity.'
    ),
    'no-bandwidth-pool': lambda: _(
        'No uplink is known that {servers} would share in {scope}: record one as a capacity pool.'
    ),
    'no-address-asked': lambda: _('No IP address is asked for.'),
    'addresses-free': lambda: _('{kind}: {have} are free in {prefixes}, {need} are needed.'),
    'addresses-taken': lambda: _(
        '{kind}: {have} are free in {prefixes} and {need} are needed: free {missing}, or add a prefix with the role '
        '{role}.'
    ),
    'no-prefix': lambda: _(
        '{kind}: {need} are needed and no active prefix with the role {role} serves {scope}: add one, or correct its '
        'scope.'
    ),
}
