"""The sentences of a rack's cooling."""

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

# Functions, so that gettext is asked in the language that is active then.
SENTENCES = {
    'cooling-carries': lambda: _(
        'The cooling of rack {rack} carries off {limit} W; {heat} W are drawn or held, so {have} W are left for {need} '
        'W.'
    ),
    'too-hot': lambda: _(
        'The cooling of rack {rack} carries off {limit} W; {heat} W are drawn or held, so {have} W are left and '
        '{planned} W are needed: free {missing} W, or add cooling.'
    ),
    'wrong-cooling': lambda: _(
        '{servers} need another cooling ({methods}) than rack {rack} has ({capability}): choose another rack, or '
        'another server.'
    ),
    'heat-unknown': lambda: _(
        'The cooling of rack {rack} has {have} W left by what is known, but {unknown_count} draws are unknown '
        '({unknown}): record them.'
    ),
    'cooling-kind-unknown': lambda: _(
        '{servers} need {methods} cooling, and nobody knows whether rack {rack} has it: record its cooling capability '
        'in NetBox.'
    ),
    'no-cooling-recorded': lambda: _(
        'No cooling capacity is recorded for rack {rack}, nor for its cooling feeds: record it in NetBox.'
    ),
    'no-rack-cooling': lambda: _('{servers} have no place yet, so there is no rack whose cooling could be checked.'),
}
