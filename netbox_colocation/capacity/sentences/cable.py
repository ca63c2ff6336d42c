"""Cable: the sentences of `capacity.cabling`."""

from collections.abc import Callable

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

SENTENCES: dict[str, Callable[[], str]] = {
    'ports-free': lambda: _(
        '{server} needs {need} ports of the kind {port_type}: {have} are free near rack {rack} ({in_rack} in it), on '
        '{switches}.'
    ),
    'ports-taken': lambda: _(
        '{server} needs {need} ports of the kind {port_type}, and {have} are free near rack {rack}, on {switches}: '
        'free {missing} more, or add a switch in the rack or its location.'
    ),
    'any-ports-taken': lambda: _(
        '{server} needs {need} ports, and {have} of any kind are free near rack {rack}, on {switches}: free {missing} '
        'more, or add a switch in the rack or its location.'
    ),
    'port-type-unknown': lambda: _(
        '{have} ports of any kind are free near rack {rack}, on {switches}, but the kind that {server} needs is '
        'unknown: give its network connector, or a device type with interfaces.'
    ),
    'no-switch-recorded': lambda: _(
        'No access switch is recorded in rack {rack} or its location, so it is unknown where {server} could be '
        'connected: give its switches one of the roles of the setting access_switch_roles.'
    ),
    'no-rack-for-cable': lambda: _('{server} has no place yet, so there is no rack near which ports could be counted.'),
}
