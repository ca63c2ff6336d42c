"""The sentences of what a UPS carries."""

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

# Functions, so that gettext is asked in the language that is active then.
SENTENCES = {
    'ups-carries': lambda: _(
        '{pool} carries {promisable} W; {used} W are drawn or held, so {have} W are left for {need} W.'
    ),
    'ups-full': lambda: _(
        '{pool} carries {promisable} W; {used} W are drawn or held, so {have} W are left and {need} W are needed: free '
        '{missing} W, or enlarge the UPS.'
    ),
    'ups-draw-unknown': lambda: _(
        '{pool} has {have} W left by what is known, but {unknown_count} draws are unknown ({unknown}): record them.'
    ),
    'ups-capacity-unknown': lambda: _('It is unknown what {pool} carries: record its capacity.'),
    'no-ups-pool': lambda: _('No UPS is known that {servers} would hang on in {scope}: record one as a capacity pool.'),
}
