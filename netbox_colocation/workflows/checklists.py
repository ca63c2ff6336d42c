"""Checklists: every item is done, does not apply (with the reason) or failed (with what was seen).

A document lists the items under `with`: `{item: KEY, id: …, en: …}`. The answers about an item are `item_KEY` and
`item_KEY_remark`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..exceptions import DataInvalid, Refusal
from .document import Text
from .fields import Field
from .registry import Change, Situation, activity, guard

__all__ = ('DONE', 'FAILED', 'NOT_APPLICABLE', 'item_field', 'items_of')

DONE, NOT_APPLICABLE, FAILED = 'done', 'not-applicable', 'failed'


def item_field(item: str) -> str:
    """Return the key of the field about an item; its remark is asked for under this key and `_remark`."""
    return f'item_{item}'


def items_of(params: Mapping[str, Any]) -> dict[str, str]:
    """Return the items that a checklist asks about, key and label, in their order."""
    language = get_language() or 'en'
    return {
        entry['item']: Text(entry.get('id', ''), entry.get('en', '')).in_language(language) or entry['item']
        for entry in params['items']
    }


def _require_remarks(situation: Situation) -> list[Change]:
    """Nothing is left out or fails without a word, whichever outcome is chosen."""
    refusals = list(_missing_remarks(situation))
    if refusals:
        raise DataInvalid(' '.join(str(refusal.message) for refusal in refusals), refusals=refusals)
    return []


@activity('checklist', effect=_require_remarks, params=('items',))
def checklist(situation: Situation) -> list[Field]:
    choices = [(DONE, _('Done')), (NOT_APPLICABLE, _('Does not apply')), (FAILED, _('Failed'))]
    fields = []
    for item, label in items_of(situation.params).items():
        fields += [
            Field(item_field(item), 'choice', label, choices=choices),
            Field(
                f'{item_field(item)}_remark',
                'long-text',
                _('{item}: remark').format(item=label),
                required=False,
                help=_('Needed when it failed or does not apply: say why'),
            ),
        ]
    return fields


@guard('checklist.passed')
def checklist_passed(situation: Situation) -> Iterator[Refusal]:
    """No item failed."""
    for item, label in _failed(situation).items():
        yield Refusal('item-failed', _('{item} failed.').format(item=label), field=item_field(item))


@guard('checklist.failed')
def checklist_failed(situation: Situation) -> Iterator[Refusal]:
    """The opposite: something failed."""
    if situation.data is not None and not _failed(situation):
        yield Refusal('nothing-failed', _('No item of the list failed.'))


def _failed(situation: Situation) -> dict[str, str]:
    answers = situation.data or {}
    items = items_of(situation.params) if answers else {}
    return {item: label for item, label in items.items() if answers.get(item_field(item)) == FAILED}


def _missing_remarks(situation: Situation) -> Iterator[Refusal]:
    for item, label in items_of(situation.params).items():
        verdict, key = situation.answers[item_field(item)], f'{item_field(item)}_remark'
        if verdict == DONE or (situation.answers.get(key) or '').strip():
            continue
        if verdict == FAILED:
            message = _('{item} failed: say what was seen.').format(item=label)
        else:
            message = _('{item} does not apply: say why.').format(item=label)
        yield Refusal('remark-missing', message, field=key)
