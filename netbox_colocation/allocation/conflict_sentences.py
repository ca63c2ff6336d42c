"""The sentences of conflicts, by their codes; stored ones are put into words again in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

__all__ = ('in_words',)

# Whose device, address or cable it is, the sentences do not say: the applicant reads them, too.
SENTENCES: dict[str, Callable[[], str]] = {
    'units-taken': lambda: _(
        'A device stands on {units} of rack {rack}, which are held: move it, or hold another place.'
    ),
    'rack-withdrawn': lambda: _(
        'Rack {rack}, where units are held, is no longer in use: make it active or planned, or hold another place.'
    ),
    'reservation-gone': lambda: _(
        'The reservation that shows the held units of rack {rack} was deleted or changed: hold the places again.'
    ),
    'address-deleted': lambda: _('An address held for {server} was deleted from NetBox: hold its addresses again.'),
    'address-taken': lambda: _(
        '{address}, held for {server}, was given to something else: take it back, or hold another one.'
    ),
    'address-twice': lambda: _('{address}, which is held, was entered in NetBox a second time: delete that one.'),
    'outlet-deleted': lambda: _('A power outlet held for {server} was deleted from NetBox: hold its places again.'),
    'outlet-taken': lambda: _(
        'Something was plugged into {end}, held for {server}: unplug it, or hold its places again.'
    ),
    'port-deleted': lambda: _('A switch port held for {server} was deleted from NetBox: hold its places again.'),
    'port-taken': lambda: _(
        'Something was plugged into {end}, held for {server}: unplug it, or hold its places again.'
    ),
}


def in_words(code: str, data: Mapping[str, Any]) -> str:
    """Return the sentence of a conflict; of a code that nobody knows any more, the code."""
    sentence = SENTENCES.get(code)
    return sentence().format(**data) if sentence else code
