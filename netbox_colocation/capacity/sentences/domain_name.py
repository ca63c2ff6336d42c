"""Domain names: the sentences of `capacity.domain_names`."""

from collections.abc import Callable

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

SENTENCES: dict[str, Callable[[], str]] = {
    'no-name-asked': lambda: _('No domain name is asked for.'),
    'names-free': lambda: _('Free: {names}.'),
    'name-taken': lambda: _('{name} is taken by {holders}: ask for another name, or free it there.'),
    'name-invalid': lambda: _(
        'Not a full domain name: {names}. A name has at least two parts of letters, digits and inner hyphens, like '
        'app.example.go.id.'
    ),
    'name-asked-twice': lambda: _('Asked for by more than one server of the request: {names}. Leave it with one.'),
    'zone-not-allowed': lambda: _('{names} lies outside of what may be asked for ({allowed}): ask for a name there.'),
    'no-zone-recorded': lambda: _(
        'No DNS zone is recorded yet, so it is unknown whether {names} can be given: record the zones.'
    ),
    'zone-not-recorded': lambda: _(
        'No recorded DNS zone has {names} in it: record the zone, or ask for a name in one that is recorded.'
    ),
}
