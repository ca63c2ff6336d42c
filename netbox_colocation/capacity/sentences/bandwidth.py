"""Sentences about bandwidth."""

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

SENTENCES = {
    'no-bandwidth-asked': lambda: _('No bandwidth is asked for.'),
    'bandwidth-left': lambda: _(
        '{pool} can promise {promisable} kbit/s; {used} kbit/s are promised, which leaves enough for {need} kbit/s.'
    ),
    'bandwidth-promised': lambda: _(
        '{pool} can promise {promisable} kbit/s; {used} kbit/s are promised, so {have} kbit/s are left and {need} '
        'kbit/s are needed: free {missing} kbit/s, or enlarge the uplink.'
    ),
    'bandwidth-unknown': lambda: _(
        'It is unknown what {pool} can promise (without a commit rate: {unknown}): record the commit rate of its '
        'circuits, or a capacity.'
    ),
    'no-bandwidth-pool': lambda: _(
        'No uplink is known that {servers} would share in {scope}: record one as a capacity pool.'
    ),
}
