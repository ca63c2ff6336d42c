"""The sentences of findings: from a code and its facts to a reason that names what would make it fit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _

from ..choices import AddressKindChoices, CapacityResourceChoices
from ..conf import get_setting
from .findings import Finding
from .sentences import addresses, bandwidth, cable, cooling, domain_name, electricity, outlets, place, ups, weight

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
    words['resource'] = str(dict(CapacityResourceChoices)[finding.resource]).lower()
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


_SENTENCES = {
    code: sentence
    for module in (
        place,
        electricity,
        ups,
        bandwidth,
        addresses,
        outlets,
        cable,
        domain_name,
        weight,
        cooling,
    )
    for code, sentence in module.SENTENCES.items()
}
