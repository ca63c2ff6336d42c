"""Words of capacity and allocation."""

from django.utils.translation import gettext_lazy as _

from utilities.choices import ChoiceSet

__all__ = (
    'AddressKindChoices',
    'CapacityResourceChoices',
    'CapacityVerdictChoices',
    'FillOrderChoices',
    'GroupingChoices',
    'HoldStateChoices',
    'PoolKindChoices',
)


class CapacityResourceChoices(ChoiceSet):
    """The resources of a capacity check, in the order in which a procedure names them."""

    PLACE = 'place'
    ELECTRICITY = 'electricity'
    UPS = 'ups'
    BANDWIDTH = 'bandwidth'
    ADDRESSES = 'addresses'
    OUTLETS = 'outlets'
    CABLE = 'cable'
    DOMAIN_NAME = 'domain-name'
    WEIGHT = 'weight'
    COOLING = 'cooling'

    CHOICES = [
        (PLACE, _('Place'), 'blue'),
        (ELECTRICITY, _('Electricity'), 'yellow'),
        (UPS, _('UPS'), 'orange'),
        (BANDWIDTH, _('Bandwidth'), 'cyan'),
        (ADDRESSES, _('IP addresses'), 'purple'),
        (OUTLETS, _('Power outlets'), 'yellow'),
        (CABLE, _('Cable'), 'teal'),
        (DOMAIN_NAME, _('Domain name'), 'indigo'),
        (WEIGHT, _('Weight'), 'gray'),
        (COOLING, _('Cooling'), 'green'),
    ]


class CapacityVerdictChoices(ChoiceSet):
    ENOUGH = 'enough'
    SHORT = 'short'
    UNKNOWN = 'unknown'

    CHOICES = [(ENOUGH, _('Enough'), 'green'), (SHORT, _('Short'), 'red'), (UNKNOWN, _('Unknown'), 'yellow')]


class PoolKindChoices(ChoiceSet):
    """What NetBox does not model itself and a pool stands for; with the unit in which its capacity counts."""

    UPS = 'ups'
    BANDWIDTH = 'bandwidth'

    CHOICES = [(UPS, _('UPS (W)'), 'orange'), (BANDWIDTH, _('Bandwidth (kbit/s)'), 'cyan')]


class FillOrderChoices(ChoiceSet):
    """Which of the racks that fit goes first."""

    CONSOLIDATE = 'consolidate'
    SPREAD = 'spread'
    BY_TENANT = 'by-tenant'

    CHOICES = [
        (CONSOLIDATE, _('The fullest rack first'), 'blue'),
        (SPREAD, _('The emptiest rack first'), 'cyan'),
        (BY_TENANT, _('Racks that hold servers of the applicant first'), 'purple'),
    ]


class GroupingChoices(ChoiceSet):
    """How the servers of one request stand to each other."""

    ANY = 'any'
    TOGETHER = 'together'
    APART = 'apart'

    CHOICES = [
        (ANY, _('Wherever they fit'), 'gray'),
        (TOGETHER, _('All in one rack'), 'blue'),
        (APART, _('Each in another rack'), 'purple'),
    ]


class AddressKindChoices(ChoiceSet):
    PUBLIC_IPV4 = 'public-ipv4'
    PRIVATE_IPV4 = 'private-ipv4'
    PUBLIC_IPV6 = 'public-ipv6'
    PRIVATE_IPV6 = 'private-ipv6'

    CHOICES = [
        (PUBLIC_IPV4, _('Public IPv4'), 'blue'),
        (PRIVATE_IPV4, _('Private IPv4'), 'gray'),
        (PUBLIC_IPV6, _('Public IPv6'), 'purple'),
        (PRIVATE_IPV6, _('Private IPv6'), 'gray'),
    ]


class HoldStateChoices(ChoiceSet):
    ACTIVE = 'active'
    CONVERTED = 'converted'
    RELEASED = 'released'
    EXPIRED = 'expired'

    CHOICES = [
        (ACTIVE, _('Active'), 'blue'),
        (CONVERTED, _('Converted'), 'green'),
        (RELEASED, _('Released'), 'gray'),
        (EXPIRED, _('Expired'), 'orange'),
    ]
