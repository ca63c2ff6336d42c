"""Records of an installed server's names in netbox-plugin-dns, which need not be there."""

import pytest
from django.apps import apps

from netbox_colocation.allocation.domain_records import create_records, remove_records
from netbox_colocation.capacity import domain_name_reading, domain_names
from netbox_colocation.capacity.estate import Demand, Estate, ServerNeed
from netbox_colocation.capacity.findings import DOMAIN_NAME, Evidence
from netbox_colocation.capacity.questions import Question
from tests import factories

HAS_DNS = apps.is_installed('netbox_dns')
NAMES = ('App.example.go.id', 'x.other.go.id')

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    request = factories.make_request(servers=1, server={'domain_names': list(NAMES)})
    return request.servers.get()


@pytest.fixture
def addresses():
    return [factories.make_address('192.0.2.7/24'), factories.make_address('2001:db8::7/64')]


@pytest.fixture
def zone():
    model = {name: apps.get_model('netbox_dns', name) for name in ('Zone', 'View', 'NameServer')}
    view = model['View'].objects.filter(default_view=True).first()
    server = model['NameServer'].objects.create(name='ns1.example.go.id')
    times = dict.fromkeys(('default_ttl', 'soa_ttl', 'soa_refresh', 'soa_retry', 'soa_minimum'), 3600)
    row = model['Zone'](
        name='example.go.id',
        view=view or model['View'].objects.create(name='_default_', default_view=True),
        soa_mname=server,
        soa_rname='hostmaster.example.go.id',
        soa_expire=86400,
        soa_serial=1,
        **times,
    )
    row.full_clean()
    row.save()
    return row


def asked(applicant=None):
    demand = Demand((ServerNeed(1, 'srv-1', 2, domain_names=NAMES),))
    facts = domain_name_reading.read(Question(1, applicant=applicant), demand)
    estate = Estate(Evidence('S', 'dcim.site', 1), frozenset(), (), facts={DOMAIN_NAME: facts})
    return [finding.code for finding in domain_names.findings(estate, demand)]


@pytest.mark.skipif(HAS_DNS, reason='netbox-plugin-dns is installed')
def test_without_the_dns_plugin_nothing_is_done(server, addresses):
    assert create_records(server, addresses, message='Colocation K-1') == ()
    assert remove_records(server, addresses, message='Colocation K-1') == 0
    assert asked() == ['names-free']


@pytest.mark.skipif(not HAS_DNS, reason='netbox-plugin-dns is not installed')
class TestWithTheDNSPlugin:
    def test_without_any_zone_it_is_unknown(self):
        assert asked() == ['no-zone-recorded']

    def test_names_get_a_record_for_each_address_in_the_zone_that_there_is(self, server, addresses, zone):
        made = create_records(server, addresses, message='Colocation K-1')

        assert sorted((record.fqdn, record.type, record.value) for record in made) == [
            ('app.example.go.id.', 'A', '192.0.2.7'),
            ('app.example.go.id.', 'AAAA', '2001:db8::7'),
        ]
        assert create_records(server, addresses, message='again') == ()

    def test_recorded_name_is_taken_for_others_and_free_for_the_applicant(self, server, addresses, zone):
        assert asked() == ['names-free', 'zone-not-recorded']

        create_records(server, addresses, message='Colocation K-1')

        assert asked() == ['name-taken', 'zone-not-recorded']
        assert asked(server.request.applicant_id) == ['names-free', 'zone-not-recorded']

    def test_only_the_plugins_own_records_are_removed(self, server, addresses, zone):
        create_records(server, addresses, message='Colocation K-1')
        records = apps.get_model('netbox_dns', 'Record').objects
        records.create(zone=zone, name='app', type='A', value='192.0.2.9')

        assert remove_records(server, addresses, message='Colocation K-1') == 2
        assert list(records.filter(fqdn='app.example.go.id.').values_list('value', flat=True)) == ['192.0.2.9']
