"""Capacity usage, what-if and metrics over REST."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack, Site
from ipam.models import Prefix
from tenancy.models import Tenant

from netbox_colocation.models import CapacityPool
from tests import factories
from tests.api import base
from tests.capacity.estates import make_estate

USAGE, WHAT_IF = f'{base.ROOT}capacity/usage/', f'{base.ROOT}capacity/what-if/'
METRICS = f'{base.ROOT}capacity/metrics/'
EVERYTHING = (Site, Location, Rack, Prefix, Tenant, Device, PowerFeed, PowerPanel, CapacityPool)

NAME = r'[a-zA-Z_:][a-zA-Z0-9_:]*'
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
SAMPLE = re.compile(rf'^({NAME})\{{({LABEL}(?:,{LABEL})*)\}} (-?\d+(?:\.\d+)?)$')


def parse(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Read Prometheus' text format as strictly as promtool: HELP and TYPE once, before their samples, none twice."""
    assert text.endswith('\n')
    samples, described, typed = {}, set(), ''
    for line in text.splitlines():
        if line.startswith('# HELP '):
            name = line.split(' ', 3)[2]
            assert name not in described, name
            described.add(name)
        elif line.startswith('# TYPE '):
            _hash, _type, typed, kind = line.split(' ')
            assert typed in described
            assert kind == 'gauge'
        else:
            match = SAMPLE.match(line)
            assert match, line
            assert match[1] == typed, line
            labels = frozenset(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2]))
            assert (match[1], labels) not in samples, line
            samples[match[1], labels] = float(match[3])
    return samples


class _CapacityTestCase(base.PluginAPITestCase):
    model = CapacityPool

    @classmethod
    def setUpTestData(cls) -> None:
        cls.estate = make_estate(name='Padang', slug='padang')

    def permit_all(self) -> None:
        for model in EVERYTHING:
            base.permit(self.user, model, 'view')

    def queries(self, url: str, **query: object) -> int:
        self.client.get(url, query)
        with CaptureQueriesContext(connection) as queries:
            self.assertHttpStatus(self.client.get(url, query), 200)
        return len(queries)

    def grow(self) -> None:
        for number in range(3):
            location = factories.make_location(site=self.estate.site)
            factories.make_powered_rack(location=location)
            factories.make_powered_rack(location=self.estate.hall)
            factories.make_pool(site=self.estate.site, location=location)
            factories.make_prefix(f'10.40.{number}.0/24', site=self.estate.site)
            factories.make_powered_rack()


_CapacityTestCase.__test__ = False


class UsageTests(_CapacityTestCase):
    """`GET capacity/usage/`."""

    __test__ = True

    def figures(self, place: dict) -> dict[str, dict]:
        return {figure['resource']: figure for figure in place['figures']}

    def test_without_permission_it_is_forbidden(self) -> None:
        self.assertHttpStatus(self.client.get(USAGE), 403)

    def test_site_comes_with_its_locations(self) -> None:
        self.permit_all()

        site, hall, row = self.client.get(USAGE, {'site_id': self.estate.site.pk}).json()['results']

        self.assertEqual([place['kind'] for place in (site, hall, row)], ['site', 'location', 'location'])
        units = self.figures(site)['place']
        self.assertEqual((units['total'], units['used'], units['held'], units['free']), (126.0, 7.0, 2.0, 117.0))
        self.assertEqual((units['pending'], units['unit'], units['forecast']), (4.0, 'U', None))
        self.assertEqual(self.figures(hall)['place']['total'], 84.0)
        self.assertEqual(self.figures(row)['electricity']['unknown'], 1)
        self.assertEqual(self.figures(site)['electricity']['uncounted'], 1)

    def test_location_comes_with_its_racks(self) -> None:
        self.permit_all()

        hall, *racks = self.client.get(USAGE, {'location_id': self.estate.hall.pk}).json()['results']

        self.assertEqual((hall['name'], hall['racks']), ('Hall 1', 2))
        self.assertEqual([(rack['kind'], rack['name']) for rack in racks], [('rack', 'B01'), ('rack', 'A01')])
        self.assertIsNone(self.figures(racks[0])['place']['pending'])

    def test_tenant_comes_by_site_without_totals(self) -> None:
        self.permit_all()
        tenant = Tenant.objects.get(name='Health Agency')

        everywhere, site = self.client.get(USAGE, {'tenant_id': tenant.pk}).json()['results']

        self.assertEqual((everywhere['kind'], site['name']), ('tenant', 'Padang'))
        self.assertEqual(self.figures(site)['place']['used'], 4.0)
        self.assertIsNone(self.figures(site)['place']['total'])

    def test_what_nobody_may_view_is_refused_with_the_field(self) -> None:
        base.permit(self.user, CapacityPool, 'view')

        answer = self.client.get(USAGE, {'site_id': self.estate.site.pk})

        self.assertHttpStatus(answer, 400)
        self.assertIn('site_id', answer.json())
        self.assertEqual(self.client.get(USAGE).json(), {'results': []})

    def test_two_places_at_once_are_refused(self) -> None:
        self.permit_all()

        asked = {'site_id': self.estate.site.pk, 'location_id': self.estate.hall.pk}

        self.assertHttpStatus(self.client.get(USAGE, asked), 400)

    def test_queries_do_not_grow_with_the_estate(self) -> None:
        self.permit_all()
        asked = ({}, {'site_id': self.estate.site.pk}, {'location_id': self.estate.hall.pk})
        before = [self.queries(USAGE, **query) for query in asked]

        self.grow()

        self.assertEqual([self.queries(USAGE, **query) for query in asked], before)


class WhatIfTests(_CapacityTestCase):
    """`POST capacity/what-if/`."""

    __test__ = True

    def ask(self, **asked: object) -> dict:
        answer = self.client.post(WHAT_IF, {'site_id': self.estate.site.pk, **asked}, format='json')
        self.assertHttpStatus(answer, 200)
        return answer.json()

    def test_without_permission_it_is_forbidden(self) -> None:
        self.assertHttpStatus(self.client.post(WHAT_IF, {'site_id': self.estate.site.pk}, format='json'), 403)

    def test_loss_of_a_feed_is_told(self) -> None:
        self.permit_all()
        feed = self.estate.racks[0].powerfeeds.order_by('pk').first()

        answer = self.ask(lost_feed_ids=[feed.pk])

        self.assertIsNone(answer['fit'])
        self.assertEqual((answer['loss']['feeds'], answer['loss']['racks'], answer['loss']['hidden']), (1, 1, 0))
        # db-1 hangs on this feed alone; of the two others nobody recorded a cable.
        self.assertEqual([device['name'] for device in answer['loss']['lost']], ['db-1'])
        self.assertEqual([device['name'] for device in answer['loss']['unsure']], ['mystery', 'web-1'])
        self.assertEqual(answer['loss']['lost'][0]['tenant'], 'Health Agency')

    def test_servers_fit_until_something_is_missing(self) -> None:
        self.permit_all()

        answer = self.ask(servers=200, server={'u_height': '2.0', 'power_draw': 1000, 'private_ipv4': 0})

        self.assertIsNone(answer['loss'])
        self.assertEqual({rack['name']: rack['count'] for rack in answer['fit']['racks']}['C01'], 5)
        self.assertIn('electricity', [limit['resource'] for limit in answer['fit']['limits']])

    def test_both_together_count_what_is_left(self) -> None:
        self.permit_all()
        ups = self.estate.ups.pk
        server = {'u_height': '1.0', 'power_draw': 100, 'power_supplies': 1, 'private_ipv4': 0}

        before = self.ask(servers=10, server=server, location_id=self.estate.hall.pk)['fit']['count']
        after = self.ask(servers=10, server=server, location_id=self.estate.hall.pk, lost_pool_ids=[ups])

        self.assertEqual(before, 10)
        self.assertEqual((after['fit']['count'], after['loss']['racks']), (0, 2))

    def test_wrong_questions_are_refused_with_the_field(self) -> None:
        self.permit_all()
        for asked, field in (
            ({}, '__all__'),
            ({'servers': 3}, 'server'),
            ({'lost_pool_ids': [self.estate.uplink.pk]}, 'lost_pool_ids'),
            ({'servers': 1, 'server': {'u_height': 0}}, 'server'),
            ({'lost_feed_ids': [0]}, 'lost_feed_ids'),
        ):
            with self.subTest(asked=asked):
                answer = self.client.post(WHAT_IF, {'site_id': self.estate.site.pk, **asked}, format='json')
                self.assertHttpStatus(answer, 400)
                self.assertIn(field, answer.json())


class MetricsTests(_CapacityTestCase):
    """`GET capacity/metrics/`, as Prometheus scrapes it."""

    __test__ = True

    def scrape(self, **query: object) -> dict:
        answer = self.client.get(METRICS, query, HTTP_ACCEPT='text/plain;version=0.0.4;q=0.5,*/*;q=0.1')
        self.assertHttpStatus(answer, 200)
        self.assertEqual(answer['Content-Type'], 'text/plain; version=0.0.4; charset=utf-8')
        return parse(answer.content.decode())

    def test_without_permission_it_is_forbidden(self) -> None:
        self.assertHttpStatus(self.client.get(METRICS), 403)

    def test_a_token_for_reading_is_enough(self) -> None:
        self.permit_all()

        self.assertHttpStatus(base.log_in(self.user, write_enabled=False).get(METRICS), 200)

    def test_figures_are_those_of_the_pages_in_base_units(self) -> None:
        self.permit_all()

        samples = self.scrape()

        def value(name: str, location: str = '', **labels: str) -> float:
            wanted = {'site': 'padang', 'location': location, **labels}
            return samples[f'colocation_capacity_{name}', frozenset(wanted.items())]

        self.assertEqual(value('units', state='total'), 126)
        self.assertEqual(value('units', state='free'), 117)
        self.assertEqual(value('units', 'hall-1/row-a', state='pending'), 4)
        self.assertEqual(value('watts', side='primary', state='held'), 300)
        self.assertEqual(value('bandwidth_bits_per_second', state='held'), 500_000)
        self.assertEqual(value('addresses', kind='private-ipv4', state='used'), 1)
        self.assertEqual(value('unknown', resource='electricity'), 1)
        self.assertEqual(value('racks'), 3)

    def test_tenants_are_named_to_those_who_may_view_them_only(self) -> None:
        for model in (Site, Location, Rack, Device, CapacityPool):
            base.permit(self.user, model, 'view')

        self.assertNotIn('colocation_capacity_tenant_units', {name for name, _labels in self.scrape(tenants=1)})
        base.permit(self.user, Tenant, 'view', name='Health Agency')
        named = {labels for name, labels in self.scrape(tenants=1) if name == 'colocation_capacity_tenant_units'}

        slug = Tenant.objects.get(name='Health Agency').slug
        self.assertEqual(named, {frozenset({('site', 'padang'), ('tenant', slug)})})

    def test_names_are_escaped(self) -> None:
        self.permit_all()
        self.estate.ups.name = 'a "b" \\ c\nd'
        self.estate.ups.save()

        pools = {dict(labels).get('pool') for _name, labels in self.scrape()}

        self.assertIn('a \\"b\\" \\\\ c\\nd', pools)

    def test_queries_do_not_grow_with_the_estate(self) -> None:
        self.permit_all()
        before = self.queries(METRICS, tenants=1)

        self.grow()

        self.assertEqual(self.queries(METRICS, tenants=1), before)
