"""The sentences of the free outlets of a rack's PDUs."""

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

# Functions, so that gettext is asked in the language that is active then.
SENTENCES = {
    'outlets-free': lambda: _('The PDUs of rack {rack} have {have} free outlets for {need} power supplies ({free}).'),
    'outlets-taken': lambda: _(
        'The PDUs of rack {rack} have too few free outlets for {need} power supplies (free: {free}); missing: '
        '{missing}: free them, or add a PDU.'
    ),
    'connector-unknown': lambda: _(
        'Rack {rack} has free outlets of several kinds ({free}) and nobody knows the power connector of {unknown}: '
        'record it.'
    ),
    'outlet-unknown': lambda: _(
        'Whether the free outlets of rack {rack} serve {need} power supplies is unknown ({free}): record the kind of '
        'each outlet, its inlet, and the cable from the inlet to the feed.'
    ),
    'no-outlet-recorded': lambda: _(
        'No power outlet is recorded in rack {rack}, so whether one is free is unknown: record its PDUs in NetBox.'
    ),
    'no-rack-outlets': lambda: _('{servers} have no place yet, so there is no rack whose outlets could be checked.'),
}
