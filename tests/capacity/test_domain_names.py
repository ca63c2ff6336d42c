"""Domain names: whether what is asked for can be given."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.capacity import domain_name_reading, domain_names
from netbox_colocation.capacity.domain_names import NameFacts, is_allowed, is_name
from netbox_colocation.capacity.estate import Demand, Estate, ServerNeed
from netbox_colocation.capacity.findings import DOMAIN_NAME, Evidence
from netbox_colocation.capacity.questions import Question
from netbox_colocation.capacity.wording import put_into_words
from tests import factories

SCOPE = Evidence('S', 'dcim.site', 1)
ZONE = Evidence('example.go.id', 'netbox_dns.zone', 3)
HOLDER = Evidence('192.0.2.1/24', 'ipam.ipaddress', 5)


def demand(*names):
    return Demand(tuple(ServerNeed(pk, f'srv-{pk}', 2, domain_names=(name,)) for pk, name in enumerate(names, 1)))


def findings(*names, **facts):
    estate = Estate(SCOPE, frozenset(), (), facts={DOMAIN_NAME: NameFacts(**facts)})
    found = domain_names.findings(estate, demand(*names))
    assert all(put_into_words(finding).reason for finding in found)
    return [(row.code, row.verdict, row.facts.get('names') or row.facts.get('name')) for row in found]


class TestRules:
    def test_nothing_asked_is_enough(self):
        assert findings() == [('no-name-asked', 'enough', None)]

    def test_free_names_are_said_beside_what_stands_against_the_others(self):
        found = findings(
            'App.example.go.id',
            'www.example.com',
            'db.example.go.id',
            allowed=('*.go.id',),
            taken={'db.example.go.id': (HOLDER,)},
        )

        assert found == [
            ('names-free', 'enough', ['app.example.go.id']),
            ('zone-not-allowed', 'short', ['www.example.com']),
            ('name-taken', 'short', 'db.example.go.id'),
        ]

    def test_name_that_two_servers_ask_for_is_refused(self):
        assert findings('a.example.go.id', 'A.example.go.id.') == [('name-asked-twice', 'short', ['a.example.go.id'])]

    def test_without_any_recorded_zone_it_is_unknown(self):
        assert findings('a.example.go.id', zones={}) == [('no-zone-recorded', 'unknown', ['a.example.go.id'])]

    def test_name_outside_of_the_recorded_zones_is_short(self):
        assert findings('a.example.go.id', 'b.other.go.id', zones={'example.go.id': ZONE}, has_zones=True) == [
            ('names-free', 'enough', ['a.example.go.id']),
            ('zone-not-recorded', 'short', ['b.other.go.id']),
        ]

    @pytest.mark.parametrize(
        'name', ['host', 'a_b.go.id', '-a.go.id', 'a..go.id', 'a b.go.id', '10.0.0.1', 'a' * 64 + '.id']
    )
    def test_what_is_no_full_domain_name_is_refused(self, name):
        assert not is_name(name)
        assert [code for code, *_rest in findings(name)] == ['name-invalid']

    @pytest.mark.parametrize(
        ('name', 'zone', 'expected'),
        [
            ('a.go.id', '*.go.id', True),
            ('a.b.go.id', '*.go.id', True),
            ('go.id', '*.go.id', False),
            ('ago.id', '*.go.id', False),
            ('x.go.id', 'x.go.id', True),
            ('a.x.go.id', 'x.go.id', True),
            ('ax.go.id', 'x.go.id', False),
        ],
    )
    def test_zone_policy(self, name, zone, expected):
        assert is_allowed(name, [zone]) is expected
        assert is_allowed(name, [])


@pytest.mark.django_db
class TestReading:
    NAME = 'app.example.go.id'

    def holders(self, request=None, applicant=None):
        question = Question(1, applicant=applicant and applicant.pk, request=request and request.pk)
        facts = domain_name_reading.read(question, demand('App.Example.go.id'))
        return [(item.label, item.model) for item in facts.taken.get(self.NAME, ())]

    def test_address_of_somebody_else_has_the_name_and_ones_own_does_not_stand_in_the_way(self):
        mine, other = factories.make_tenant(), factories.make_tenant()
        factories.make_address('192.0.2.1/24', dns_name='App.example.go.id', tenant=other)
        factories.make_address('192.0.2.2/24', dns_name=self.NAME)
        factories.make_address('192.0.2.3/24', dns_name=self.NAME, tenant=mine)

        assert self.holders(applicant=mine) == [('192.0.2.1/24', 'ipam.ipaddress'), ('192.0.2.2/24', 'ipam.ipaddress')]

    @pytest.mark.parametrize(
        ('status', 'taken'), [('open', True), ('accepted', True), ('draft', False), ('refused', False)]
    )
    def test_another_request_in_its_procedure_has_the_name(self, status, taken):
        other = factories.make_request(
            name='Theirs', status=status, servers=1, server={'domain_names': ['x.go.id', 'APP.example.go.id']}
        )

        assert bool(self.holders()) is taken
        assert not self.holders(request=other)

    def test_installed_server_keeps_its_names(self):
        other = factories.make_request(name='Theirs', status='completed')
        factories.make_server(other, domain_names=[self.NAME], device=factories.make_device())

        assert self.holders() == [('Theirs', 'netbox_colocation.colocationrequest')]

    def test_queries_are_few_and_none_without_names(self):
        with CaptureQueriesContext(connection) as queries:
            domain_name_reading.read(Question(1), demand('a.go.id', 'b.go.id', 'c.go.id'))
        assert len(queries) == 2
        with CaptureQueriesContext(connection) as queries:
            domain_name_reading.read(Question(1), demand())
        assert not queries
