"""A small data centre for allocations."""

import pytest

from tests import factories


@pytest.fixture
def site():
    """A site with one rack, a UPS, an uplink and 14 private addresses; everything is known and enough."""
    return make_estate()


def make_estate(*, racks=1, u_height=42, prefix='10.20.0.0/28'):
    site = factories.make_site()
    for number in range(racks):
        factories.make_powered_rack(site=site, name=f'A{number + 1}', u_height=u_height)
    factories.make_pool(site=site)
    factories.make_pool(site=site, kind='bandwidth', capacity=100_000)
    factories.make_prefix(prefix, site=site)
    return site
