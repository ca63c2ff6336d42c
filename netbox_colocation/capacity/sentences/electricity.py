"""The sentences of what a rack's feeds carry."""

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

# Functions, so that gettext is asked in the language that is active then.
SENTENCES = {
    'feeds-carry': lambda: _(
        'When one side of rack {rack} fails, {feed} carries it alone: {usable} W may hang on it and {carried} W do '
        '(with what is held), so {have} W are left for {need} W.'
    ),
    'feed-carries': lambda: _(
        'On {feed} of rack {rack} {usable} W may hang and {carried} W do (with what is held), so {have} W are left for '
        '{need} W.'
    ),
    'feed-full': lambda: _(
        'On {feed} of rack {rack} {usable} W may hang and {carried} W do (with what is held), so {have} W are left and '
        '{planned} W are needed: free {missing} W, or add a feed.'
    ),
    'feeds-full': lambda: _(
        'When one side of rack {rack} fails, the other carries all of it (A {primary} W, B {redundant} W); on {feed} '
        '{carried} of {usable} W hang (with what is held), so {have} W are left and {planned} W are needed: free '
        '{missing} W, or raise the weaker feed.'
    ),
    'phase-full': lambda: _(
        'No phase of {feed} of rack {rack} has room for a server: leg {leg} is the least loaded one and has at most '
        '{leg_left_at_most} W left ({imbalance} W less hang on it than on the fullest leg): free a leg, or move '
        'devices to another one.'
    ),
    'phase-unknown': lambda: _(
        'It is unknown whether a phase of {feed} of rack {rack} has room for {planned} W: nobody recorded on which leg '
        '{unlegged} W hang, so leg {leg} has between {leg_left} and {leg_left_at_most} W left: record the legs of the '
        'outlets, and the cables.'
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
        'The feeds of rack {rack} have {have} W left by what is known, but {unknown_count} draws are unknown '
        '({unknown}): record them.'
    ),
    'no-rack': lambda: _('{servers} have no place yet, so there is no rack whose feeds could be checked.'),
}
