"""The sentences of what a rack carries in kg."""

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

# Functions, so that gettext is asked in the language that is active then.
SENTENCES = {
    'weight-carried': lambda: _(
        'Rack {rack} may carry {limit} kg and carries {carried} kg (with what is held), so {have} kg are left for '
        '{need} kg.'
    ),
    'too-heavy': lambda: _(
        'Rack {rack} may carry {limit} kg and carries {carried} kg (with what is held), so {have} kg are left and '
        '{planned} kg are needed: take out {missing} kg, or choose another rack.'
    ),
    'weight-unknown': lambda: _(
        'Rack {rack} can carry {have} kg more by what is known, but {unknown_count} weights are unknown ({unknown}): '
        'record them with the device types, or with the request.'
    ),
    'no-weight-limit': lambda: _('It is unknown what rack {rack} may carry: record its maximum weight in NetBox.'),
    'no-rack-weight': lambda: _('{servers} have no place yet, so there is no rack whose load could be checked.'),
}
