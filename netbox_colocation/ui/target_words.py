"""The words for what happens to monitoring targets, as the record of a case tells it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..workflows.document import ProcedureDocument

__all__ = ('TARGET_EVENTS',)

type Words = Callable[[Mapping[str, Any], ProcedureDocument, str], str]
# Named in a sentence; of more, how many they are.
MOST_NAMES = 5


def _named(sentence: Any) -> Words:
    """Words with the names of the targets, the reason or comment behind them."""

    def fill(data: Mapping[str, Any], _document: ProcedureDocument, _language: str) -> str:
        names = [row.get('name', '') for row in data.get('targets', ())]
        shown = ', '.join(names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            shown = str(_('{names} and {count} more')).format(names=shown, count=len(names) - MOST_NAMES)
        text = str(sentence).format(names=shown, minutes=data.get('minutes', ''))
        said = data.get('reason') or data.get('comment')
        return f'{text} ({said})' if said else text

    return fill


TARGET_EVENTS: dict[str, Words] = {
    'target-requested': _named(_('Monitoring asked to watch {names}')),
    'target-seen': _named(_('Monitoring sees {names}')),
    'target-accepted': _named(_('Accepted by monitoring: {names}')),
    'target-down': _named(_('Monitoring finds down: {names}')),
    'target-up': _named(_('Monitoring finds up again: {names}')),
    'target-unseen': _named(_('Monitoring has not seen {names} within {minutes} minutes')),
    'target-retired': _named(_('No longer watched: {names}')),
}
