"""IP addresses: the sentences of `capacity.addresses`."""

from collections.abc import Callable

from django.utils.translation import gettext as _

__all__ = ('SENTENCES',)

SENTENCES: dict[str, Callable[[], str]] = {
    'no-address-asked': lambda: _('No IP address is asked for.'),
    'addresses-free': lambda: _('{kind}: {have} are free in {prefixes}, {need} are needed.'),
    'addresses-free-at-least': lambda: _('{kind}: at least {have} are free in {prefixes}, {need} are needed.'),
    'addresses-taken': lambda: _(
        '{kind}: {have} are free in {prefixes} and {need} are needed: free {missing}, or add a prefix with the role '
        '{role}.'
    ),
    'addresses-taken-rest-refused': lambda: _(
        '{kind}: {have} are free in {prefixes} and {need} are needed: free {missing}, or add a prefix with the role '
        '{role}. Nothing is taken from containers ({containers}), prefixes that are not active ({inactive}), are '
        'marked as utilized ({utilized}) or on a deprecated VLAN ({vlan_gone}), or belong to others '
        '({other_tenants}).'
    ),
    'no-prefix': lambda: _(
        '{kind}: {need} are needed and no active prefix with the role {role} serves {scope}: add one, or correct its '
        'scope.'
    ),
    'prefixes-refused': lambda: _(
        '{kind}: {need} are needed and nothing is taken from the prefixes with the role {role} that serve {scope}: '
        'containers ({containers}), not active ({inactive}), marked as utilized ({utilized}), on a deprecated VLAN '
        '({vlan_gone}), of others ({other_tenants}). Activate one of them, or add one.'
    ),
}
