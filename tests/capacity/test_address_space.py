"""Free addresses: the fast search and the fast count against a slow, obvious enumeration."""

from collections import Counter

import netaddr
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dcim.models import Location, Region, SiteGroup
from ipam.models import VLAN, VRF, IPAddress, IPRange, Prefix, VLANGroup

from netbox_colocation.capacity import address_search, address_space
from netbox_colocation.capacity.questions import Question
from netbox_colocation.models import AddressHint, FreedAddress
from tests import factories

pytestmark = pytest.mark.django_db

PRIVATE = {'private-ipv4': 1}
BASES = {4: ('10.77.0.0', 26), 6: ('fd00:77::', 122)}


def enumerate_free(prefix):
    """Return every free address of a small prefix, one by one."""
    lowest, highest = (int(address) for address in prefix.usable_ip_bounds)
    free = set(range(lowest, highest + 1))
    same = {'vrf': prefix.vrf}
    for row in IPAddress.objects.filter(**same):
        free.discard(int(row.address.ip))
    for row in IPRange.objects.filter(mark_populated=True, **same):
        free -= set(range(int(row.start_address.ip), int(row.end_address.ip) + 1))
    for row in Prefix.objects.filter(**same).exclude(pk=prefix.pk):
        if row.prefix in prefix.prefix and row.prefix != prefix.prefix:
            free -= set(range(row.prefix.first, row.prefix.last + 1))
    return [netaddr.IPAddress(value, version=prefix.family) for value in sorted(free)]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def fill(prefix, count, *, first=1, vrf=None):
    """Insert used addresses in a row, by SQL."""
    base = str(netaddr.IPAddress(prefix.prefix.first + first, version=prefix.family))
    sql(
        'INSERT INTO ipam_ipaddress (address, status, dns_name, description, comments, custom_field_data, vrf_id) '
        "SELECT %s::inet + i, 'active', '', '', '', '{}', %s FROM generate_series(0, %s) i",
        base,
        vrf,
        count - 1,
    )


def delete_by_sql(*addresses):
    sql('DELETE FROM ipam_ipaddress WHERE host(address) = ANY(%s)', [str(address) for address in addresses])


def paths(site):
    return {
        pk: tuple(int(label) for label in str(path).split('.'))
        for pk, path in Location.objects.filter(site=site).values_list('pk', 'path')
    }


def read(site, need=PRIVATE, **question):
    return address_space.read(Question(site.pk, **question), paths(site), need=need)


@pytest.fixture
def site():
    return factories.make_site()


@pytest.fixture
def small_steps(monkeypatch):
    """Windows, steps and pages so small that every way of the search is gone in a prefix of 64 addresses."""
    monkeypatch.setattr(address_search, 'SMALLEST_WINDOW', 4)
    monkeypatch.setattr(address_search, 'HINT_STEP', 1)
    monkeypatch.setattr(address_search, 'MARKS', 2)


class Estate:
    """A prefix of 64 addresses in which anything happens, through Django and behind its back."""

    def __init__(self, version, *, is_pool, in_vrf):
        base, length = BASES[version]
        self.first = int(netaddr.IPAddress(base))
        self.version = version
        self.bits = 32 if version == 4 else 128
        self.vrf = VRF.objects.create(name=f'VRF {factories.number()}') if in_vrf else None
        self.prefix = factories.make_prefix(f'{base}/{length}', is_pool=is_pool, vrf=self.vrf)

    def text(self, offset):
        return str(netaddr.IPAddress(self.first + offset, version=self.version))

    def add(self, offset, mask):
        IPAddress.objects.create(address=f'{self.text(offset)}/{mask + self.bits - 32}', vrf=self.vrf)

    def add_by_sql(self, offset, mask):
        fill(self.prefix, 1 + mask % 5, first=offset, vrf=self.vrf and self.vrf.pk)

    def take(self, offset, count):
        for address in address_space.next_free(self.prefix, 1 + count % 9):
            IPAddress.objects.create(address=f'{address}/{self.bits}', vrf=self.vrf)

    def delete(self, offset, count):
        for row in IPAddress.objects.filter(vrf=self.vrf, address__net_host=self.text(offset)):
            row.delete()

    def delete_by_sql(self, offset, count):
        delete_by_sql(*(self.text(offset + step) for step in range(1 + count % 5)))

    def move_by_sql(self, offset, count):
        sql(
            'UPDATE ipam_ipaddress SET address = %s::inet WHERE host(address) = %s',
            self.text(count % 64),
            self.text(offset),
        )

    def add_range(self, offset, count):
        last = min(63, offset + count)
        if not IPRange.objects.filter(vrf=self.vrf).exists():
            row = IPRange(
                start_address=netaddr.IPNetwork(f'{self.text(offset)}/{self.bits}'),
                end_address=netaddr.IPNetwork(f'{self.text(last)}/{self.bits}'),
                vrf=self.vrf,
                mark_populated=True,
            )
            row.save()

    def toggle_range(self, offset, count):
        for row in IPRange.objects.filter(vrf=self.vrf):
            row.mark_populated = not row.mark_populated
            row.save()

    def delete_range_by_sql(self, offset, count):
        sql('DELETE FROM ipam_iprange WHERE vrf_id IS NOT DISTINCT FROM %s', self.vrf and self.vrf.pk)

    def add_child(self, offset, count):
        size = 1 << (count % 4)
        start = offset // size * size
        Prefix.objects.create(prefix=f'{self.text(start)}/{self.bits - count % 4}', vrf=self.vrf)

    def delete_children(self, offset, count):
        for row in Prefix.objects.exclude(pk=self.prefix.pk).filter(vrf=self.vrf)[: 1 + count % 2]:
            row.delete()

    def delete_children_by_sql(self, offset, count):
        sql('DELETE FROM ipam_prefix WHERE id <> %s', self.prefix.pk)

    def toggle_pool(self, offset, count):
        Prefix.objects.filter(pk=self.prefix.pk).update(is_pool=not self.prefix.is_pool)
        self.prefix.refresh_from_db()


ACTS = sorted(name for name, act in vars(Estate).items() if callable(act) and name not in ('__init__', 'text'))
MOST_ACTS = ('take', 'take', 'delete', 'delete_by_sql')


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    version=st.sampled_from([4, 6]),
    is_pool=st.booleans(),
    in_vrf=st.booleans(),
    acts=st.lists(
        st.tuples(
            st.sampled_from([*ACTS, 'take', 'take', 'delete', 'delete_by_sql']), st.integers(0, 63), st.integers(0, 31)
        ),
        max_size=25,
    ),
    asked=st.integers(1, 70),
)
def test_search_and_count_agree_with_an_enumeration_after_whatever_happens(
    small_steps, version, is_pool, in_vrf, acts, asked
):
    with transaction.atomic():
        estate = Estate(version, is_pool=is_pool, in_vrf=in_vrf)
        for name, offset, count in acts:
            getattr(estate, name)(offset, count)
            expected = enumerate_free(estate.prefix)

            assert address_space.next_free(estate.prefix, 1) == expected[:1], name
            assert address_space.next_free(estate.prefix, asked) == expected[:asked], name

        kind = f'private-ipv{version}'
        space = next(row for row in read(estate.prefix.scope, {kind: 1}) if row.pk == estate.prefix.pk)
        assert (space.free, space.is_least) == (len(enumerate_free(estate.prefix)), False)
        transaction.set_rollback(True)


class TestHint:
    def test_search_begins_where_everything_below_is_taken(self, site):
        prefix = factories.make_prefix('10.1.0.0/16', site=site)
        fill(prefix, 3000)
        with transaction.atomic():
            found = address_space.next_free(prefix, 2)

        assert [str(address) for address in found] == ['10.1.11.185', '10.1.11.186']
        assert AddressHint.objects.get(pk=prefix.pk).address == '10.1.11.185'

    @pytest.mark.parametrize('by', ['orm', 'sql'])
    def test_address_that_is_freed_below_the_hint_is_the_next(self, site, by):
        prefix = factories.make_prefix('10.1.0.0/16', site=site)
        fill(prefix, 3000)
        address_space.next_free(prefix, 1)

        if by == 'orm':
            IPAddress.objects.get(address__net_host='10.1.0.7').delete()
        else:
            delete_by_sql('10.1.0.7')

        found = [str(address) for address in address_space.next_free(prefix, 2)]
        assert found == ['10.1.0.7', '10.1.11.185']
        assert AddressHint.objects.get(pk=prefix.pk).address == '10.1.11.185'

    def test_mark_goes_when_its_address_is_used_again(self, site):
        prefix = factories.make_prefix('10.1.0.0/16', site=site)
        fill(prefix, 3000)
        address_space.next_free(prefix, 1)
        delete_by_sql('10.1.0.7')
        factories.make_address('10.1.0.7/16')

        assert str(address_space.next_free(prefix, 1)[0]) == '10.1.11.185'
        assert not FreedAddress.objects.exists()

    def test_thousands_freed_at_once_make_the_search_begin_anew(self, site):
        prefix = factories.make_prefix('10.1.0.0/16', site=site)
        fill(prefix, 3000)
        address_space.next_free(prefix, 1)

        sql("DELETE FROM ipam_ipaddress WHERE address << '10.1.0.0/21'")

        assert not AddressHint.objects.exists()
        assert str(address_space.next_free(prefix, 1)[0]) == '10.1.0.1'

    def test_hint_that_is_wrong_never_makes_a_prefix_full(self, site):
        prefix = factories.make_prefix('10.1.0.0/16', site=site)
        AddressHint.objects.create(prefix_id=prefix.pk, address='10.1.255.254')

        assert str(address_space.next_free(prefix, 3)[0]) == '10.1.0.1'

    def test_triggers_do_nothing_when_the_plugins_tables_are_gone(self, site):
        prefix = factories.make_prefix('10.1.0.0/28', site=site)
        address = factories.make_address('10.1.0.1/28')
        with transaction.atomic():
            sql('DROP TABLE netbox_colocation_addresshint')

            address.delete()
            prefix.delete()

            transaction.set_rollback(True)

    @pytest.mark.parametrize('length', [8, 16, 30])
    def test_search_takes_the_same_few_queries_however_much_is_used(self, site, length):
        prefix = factories.make_prefix(f'10.0.0.0/{length}', site=site)
        fill(prefix, min(2 ** (32 - length) - 3, 40_000))
        address_space.next_free(prefix, 1)

        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = address_space.next_free(prefix, 1)

        assert len(found) == 1
        assert len(queries) <= 3


class TestRead:
    def test_offers_what_is_scoped_to_the_site_or_around_it(self, site):
        outer = Region.objects.create(name='Outer', slug='outer')
        inner = Region.objects.create(name='Inner', slug='inner', parent=outer)
        group = SiteGroup.objects.create(name='Group', slug='group')
        site.region, site.group = inner, group
        site.save()
        room = factories.make_location(site=site)
        factories.make_prefix('10.0.1.0/24', scope=room)
        factories.make_prefix('10.0.2.0/24', scope=site)
        factories.make_prefix('10.0.3.0/24', scope=inner)
        factories.make_prefix('10.0.4.0/24', scope=outer)
        factories.make_prefix('10.0.5.0/24', scope=group)
        factories.make_prefix('10.0.6.0/24', scope=factories.make_site(region=inner))
        factories.make_prefix('10.0.7.0/24', scope=None)
        factories.make_prefix('10.0.8.0/24', scope=Region.objects.create(name='Other', slug='other'))

        found = {space.name: (space.location, space.depth) for space in read(site)}

        assert found == {
            '10.0.1.0/24': (room.pk, 1),
            '10.0.2.0/24': (None, 0),
            '10.0.3.0/24': (None, -1),
            '10.0.4.0/24': (None, -1),
            '10.0.5.0/24': (None, -1),
        }

    def test_prefix_without_a_scope_serves_where_its_vlan_does(self, site):
        room = factories.make_location(site=site)
        in_room = VLANGroup.objects.create(name='Room', slug='room', scope=room)
        elsewhere = VLANGroup.objects.create(name='Elsewhere', slug='elsewhere', scope=factories.make_site())
        vlans = {
            '10.0.1.0/24': VLAN.objects.create(vid=1, name='A', site=site),
            '10.0.2.0/24': VLAN.objects.create(vid=2, name='B', group=in_room),
            '10.0.3.0/24': VLAN.objects.create(vid=3, name='C', group=elsewhere),
            '10.0.4.0/24': VLAN.objects.create(vid=4, name='D'),
            '10.0.5.0/24': VLAN.objects.create(vid=5, name='E', site=site, status='deprecated'),
        }
        for name, vlan in vlans.items():
            factories.make_prefix(name, scope=None, vlan=vlan)

        found = {space.name: (space.location, space.not_offered) for space in read(site)}

        assert found == {'10.0.1.0/24': (None, ''), '10.0.2.0/24': (room.pk, ''), '10.0.5.0/24': (None, 'vlan')}

    def test_nothing_is_taken_from_a_container_or_what_is_not_there_for_the_applicant(self, site):
        applicant, agency, other = (factories.make_tenant() for _ in range(3))
        foreign = VRF.objects.create(name='Foreign', tenant=other)
        own = VRF.objects.create(name='Own', tenant=applicant)
        factories.make_prefix('10.0.0.0/16', site=site, status='container')
        factories.make_prefix('10.0.1.0/24', site=site, status='reserved')
        factories.make_prefix('10.0.2.0/24', site=site, mark_utilized=True)
        factories.make_prefix('10.0.3.0/24', site=site, tenant=other)
        factories.make_prefix('10.0.4.0/24', site=site, vrf=foreign)
        factories.make_prefix('10.0.5.0/24', site=site, vrf=own)
        factories.make_prefix('10.0.6.0/24', site=site, tenant=agency)

        found = {space.name: space for space in read(site, applicant=applicant.pk, agency=agency.pk)}

        reasons = {name: space.not_offered for name, space in found.items()}
        assert reasons == {
            '10.0.0.0/16': 'container',
            '10.0.1.0/24': 'status',
            '10.0.2.0/24': 'utilized',
            '10.0.3.0/24': 'tenant',
            '10.0.4.0/24': 'tenant',
            '10.0.5.0/24': '',
            '10.0.6.0/24': '',
        }
        assert all(space.free == 0 for space in found.values() if space.not_offered)

    def test_only_kinds_that_are_needed_are_counted(self, site):
        factories.make_prefix('10.0.1.0/24', site=site)
        factories.make_prefix('192.0.2.0/24', kind='public', site=site)

        assert [space.kind for space in read(site, {'public-ipv4': 1, 'private-ipv4': 0})] == ['public-ipv4']
        with CaptureQueriesContext(connection) as queries:
            assert address_space.read(Question(site.pk), {}, need={}) == ()
        assert not queries

    def test_huge_prefix_is_counted_as_far_as_the_need_goes(self, site):
        prefix = factories.make_prefix('10.0.0.0/8', site=site)
        fill(prefix, 5000)

        (space,) = read(site)

        assert space.is_least
        assert 1 <= space.free <= 70_000

    def test_huge_prefix_that_begins_full_is_counted_to_its_end(self, site):
        prefix = factories.make_prefix('10.0.0.0/14', site=site)
        fill(prefix, 70_000)

        (space,) = read(site)

        assert (space.free, space.is_least) == (2**18 - 2 - 70_000, False)

    def test_number_of_queries_does_not_grow(self, site):
        counts = Counter()
        for rows in (1, 9):
            for number in range(rows):
                prefix = factories.make_prefix(f'10.{rows}.{number}.0/24', site=site)
                fill(prefix, number + 1)
                factories.make_range(f'10.{rows}.{number}.80/24', f'10.{rows}.{number}.90/24', mark_populated=True)
            with CaptureQueriesContext(connection) as queries:
                address_space.read(Question(site.pk), {}, need=PRIVATE)
            counts[rows] = len(queries)

        assert set(counts.values()) == {4}
