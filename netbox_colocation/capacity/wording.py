"""The sentences of findings: from a code and its facts to a reason that names what would make it fit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.formats import localize
from django.utils.translation import gettext as _

from ..choices import AddressKindChoices, CapacityResourceChoices
from ..conf import get_setting
from .findings import Finding
from .sentences import addresses, bandwidth, cable, cooling, domain_name, electricity, outlets, place, ups, weight

__all__ = ('put_into_words', 'sentence_of')

MOST_NAMES = 5


def put_into_words(finding: Finding) -> Finding:
    """Return the finding with its reason in the active language."""
    return replace(finding, reason=sentence_of(finding))


def sentence_of(finding: Finding) -> str:
    """Return the finding's reason in the active language."""
    return _SENTENCES[finding.code]().format_map(_Words(finding))


class _Words:
    """The facts of a finding as words; each is made only when the sentence has a place for it."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding

    def __getitem__(self, key: str) -> str:
        facts = self.finding.facts
        if key in facts:
            return _word(key, facts[key])
        match key:
            case 'need' | 'have':
                value = getattr(self.finding, key)
                return '?' if value is None else _number(value)
            case 'faces':
                return _('on both faces') if facts['is_full_depth'] else _('on the front')
            case 'resource':
                return str(dict(CapacityResourceChoices)[self.finding.resource]).lower()
            case 'role':
                return get_setting(f'{facts["kind"].split("-")[0]}_prefix_role')
        raise KeyError(key)


def _word(key: str, value: Any) -> str:
    if key == 'kind':
        return str(dict(AddressKindChoices)[value])
    if isinstance(value, list):
        return _names(value)
    if isinstance(value, Mapping):
        return ', '.join(value)
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float) -> str:
    whole = int(value)
    if whole != value:
        return localize(value)
    return localize(whole) if settings.USE_THOUSAND_SEPARATOR else str(whole)


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
