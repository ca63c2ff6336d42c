"""The capacity pages: what they show, to whom, and the files that come of them."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack, RackGroup, Site
from ipam.models import Prefix
from tenancy.models import Tenant

from netbox_colocation.models import CapacityPool, CapacitySample
from tests import base, factories
from tests.capacity.estates import make_estate

pytestmark = pytest.mark.django_db

PAGE = reverse('plugins:netbox_colocation:capacity')
WHAT_IF = reverse('plugins:netbox_colocation:what_if')


@pytest.fixture
def estate(db):
    return make_estate(name='Padang')


@pytest.fixture
def user(db):
    user = factories.make_user()
    for model in (Site, Location, Rack, RackGroup, Prefix, Tenant, Device, PowerFeed, PowerPanel, CapacityPool):
        base.permit(user, model, 'view')
    return user


@pytest.fixture
def officer(user, client):
    client.force_login(user)
    return client


def tab(row):
    return f'{row.get_absolute_url()}capacity/'


def tabs(estate):
    prefix = Prefix.objects.get(prefix='10.20.0.0/28')
    return [
        tab(row)
        for row in (estate.site, estate.hall, estate.racks[0], prefix, Tenant.objects.get(name='Health Agency'))
    ]


def figures(answer):
    return {row.figure.resource: row for row in answer.context['figures']}


def test_overview_leads_to_each_site(officer, estate):
    answer = officer.get(PAGE)

    page = answer.content.decode()
    assert tab(estate.site) in page
    (row,) = answer.context['table'].data
    assert (row['name'], row['racks'], row['free']) == ('Padang', 3, 126 - 7 - 2)


def test_site_page_says_every_amount_with_its_unit(officer, estate):
    answer = officer.get(tab(estate.site))

    page = answer.content.decode()
    shown = figures(answer)
    assert (shown['place'].total, shown['place'].held, shown['place'].free) == ('126 U', '2 U', '117 U')
    assert (shown['weight'].used, shown['weight'].held) == ('40 kg', '15 kg')
    assert shown['ups'].total == '7,200 W'
    assert shown['private-ipv6'].remarks == ('1 prefix too large to count',)
    assert 'at least 65,' in page
    assert '<svg' in page
    for row in (estate.hall, estate.row, *estate.racks):
        assert tab(row) in page
    assert 'Cold aisle' in page
    assert '1 rack is fed from one side only.' in page


def test_location_page_counts_what_is_below_it(officer, estate):
    hall, row = officer.get(tab(estate.hall)), officer.get(tab(estate.row))

    assert figures(hall)['place'].total == '84 U'
    assert figures(row)['place'].total == '42 U'
    assert figures(row)['place'].pending == '4 U'


def test_rack_page_shows_its_feeds(officer, estate):
    answer = officer.get(tab(estate.racks[0]))

    (primary, redundant) = answer.context['feeds']
    # 400 W by cable; 250 W and the 300 W that are held may hang on either.
    assert (primary.load, redundant.load) == ('950 W', '550 W')
    assert figures(answer)['place'].pending == '—'
    assert '1 draw unknown' in answer.content.decode()


def test_tenant_page_has_what_is_its_own(officer, estate):
    answer = officer.get(tab(Tenant.objects.get(name='Health Agency')))

    shown = figures(answer)
    assert (shown['place'].used, shown['electricity'].used, shown['weight'].used) == ('4 U', '650 W', '40 kg')


def test_applicant_page_has_what_is_held_and_asked_for(officer, estate):
    held = figures(officer.get(tab(estate.holding.applicant)))
    asked = figures(officer.get(tab(estate.asking.applicant)))

    assert (held['place'].held, held['electricity'].held, held['bandwidth'].held) == ('1 U', '300 W', '500 kbit/s')
    assert (asked['place'].pending, asked['electricity'].pending) == ('4 U', '300 W')


def test_prefix_that_gives_no_addresses_says_why(officer, estate):
    other = factories.make_prefix('192.0.2.0/24', role=None)

    assert 'No addresses are given from this prefix' in officer.get(tab(other)).content.decode()


class TestPermissions:
    def test_without_the_right_to_see_capacity_every_page_is_forbidden(self, client, estate):
        user = factories.make_user()
        for model in (Site, Location, Rack, Prefix, Tenant):
            base.permit(user, model, 'view')
        client.force_login(user)

        assert {client.get(page).status_code for page in (PAGE, WHAT_IF, *tabs(estate))} == {403}
        assert tab(estate.site) not in client.get(estate.site.get_absolute_url()).content.decode()

    def test_objects_that_nobody_may_see_are_not_there(self, client, estate):
        user = factories.make_user()
        base.permit(user, CapacityPool, 'view')
        for model in (Site, Location, Rack, Prefix, Tenant):
            base.permit(user, model, 'view', pk=0)
        client.force_login(user)

        assert {client.get(page).status_code for page in tabs(estate)} == {404}
        assert list(client.get(PAGE).context['table'].data) == []

    def test_only_visible_racks_count(self, client, estate):
        user = factories.make_user()
        for model in (Site, Location, CapacityPool):
            base.permit(user, model, 'view')
        base.permit(user, Rack, 'view', pk=estate.racks[1].pk)
        client.force_login(user)

        answer = client.get(tab(estate.site))

        assert figures(answer)['place'].total == '42 U'
        assert 'A01' not in answer.content.decode()
        assert '10.20.0.0' not in answer.content.decode()

    def test_tab_is_on_netboxs_pages(self, officer, estate):
        for row in (estate.site, estate.hall, estate.racks[0]):
            assert tab(row) in officer.get(row.get_absolute_url()).content.decode()


class TestFiles:
    def test_csv_has_a_line_for_each_place_and_resource(self, officer, estate):
        answer = officer.get(tab(estate.site), {'export': 'csv'})

        lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
        units = {(line['location'], line['rack']): line for line in lines if line['resource'] == 'place'}
        assert units['', '']['total'] == '126.0'
        assert units['Hall 1 / Row A', '']['pending'] == '4.0'
        assert units['Row A', 'A01']['pending'] == ''
        assert {line['unit'] for line in lines} == {'U', 'W', 'kg', 'kbit/s', 'addresses'}

    def test_xlsx_has_the_same_lines(self, officer, estate):
        for page in (PAGE, *tabs(estate)):
            answer = officer.get(page, {'export': 'xlsx'})
            sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
            lines = officer.get(page, {'export': 'csv'}).content.decode().splitlines()
            rows = [row for row in sheet.iter_rows(values_only=True) if row[3]]
            assert len(rows) == len(lines)
            assert len(rows) > 1

    def test_names_never_become_formulas(self, officer, estate):
        estate.racks[0].name = '=1+1'
        estate.racks[0].save()

        text = officer.get(tab(estate.racks[0]), {'export': 'csv'}).content.decode()

        assert ",'=1+1," in text


class TestTrends:
    def test_trend_says_when_it_is_full_with_its_uncertainty(self, officer, estate):
        today = timezone.localdate()
        CapacitySample.objects.bulk_create(
            CapacitySample(
                day=today - datetime.timedelta(days=days),
                site=estate.site,
                resource='place',
                total=126,
                used=100 - days + days % 3,
            )
            for days in range(40)
        )

        page = officer.get(tab(estate.site)).content.decode()

        assert 'Full on ' in page
        assert ' (between ' in page
        assert '<polyline class="colo-taken"' in page

    def test_few_samples_are_said_openly(self, officer, estate):
        CapacitySample.objects.create(day=timezone.localdate(), site=estate.site, resource='place', total=126, used=3)

        assert (
            'Too few samples for a forecast: 1 of at least 14 days.' in officer.get(tab(estate.site)).content.decode()
        )


class TestWhatIf:
    def test_loss_names_what_goes_dark_and_whom_it_hits(self, officer, estate):
        panel = estate.racks[1].powerfeeds.get().power_panel
        device = factories.make_device(estate.racks[1], position=1, name='victim', tenant=factories.make_tenant())
        factories.make_power_port(device, allocated_draw=100)

        answer = officer.get(WHAT_IF, {'site': estate.site.pk, 'lost_panels': panel.pk})

        shown = answer.context['answer']
        assert [name for name, _url in shown.dark] == ['B01']
        assert [(device[0], tenant) for device, tenant in shown.lost] == [('victim', device.tenant.name)]

    def test_devices_that_nobody_may_see_are_only_counted(self, client, estate):
        user = factories.make_user()
        for model in (Site, Rack, PowerPanel, CapacityPool):
            base.permit(user, model, 'view')
        client.force_login(user)
        panel = estate.racks[1].powerfeeds.get().power_panel
        factories.make_power_port(factories.make_device(estate.racks[1], position=1, name='victim'), allocated_draw=1)

        page = client.get(WHAT_IF, {'site': estate.site.pk, 'lost_panels': panel.pk}).content.decode()

        assert 'victim' not in page
        assert '1 more device is affected that you may not view.' in page

    def test_servers_that_come_say_where_the_limit_is(self, officer, estate):
        kind = {'s1-u_height': 2, 's1-power_draw': 1000, 's1-private_ipv4': 0, 's1-is_rack_mountable': 'on'}
        asked = {'site': estate.site.pk, 'servers': 500, **kind}

        shown = officer.get(WHAT_IF, asked).context['answer']

        assert shown.fit.endswith('of 500 servers fit.')
        assert any(limit.startswith('Electricity is what is missing') for limit in shown.limits)

    def test_nothing_asked_is_refused_with_a_sentence(self, officer, estate):
        answer = officer.get(WHAT_IF, {'site': estate.site.pk, 'servers': 0})

        assert answer.status_code == 400
        assert 'Say what is lost, or how many servers come.' in answer.content.decode()


def test_queries_do_not_grow_with_the_racks(officer, estate):
    pages = (PAGE, tab(estate.site), tab(estate.hall))
    for page in pages:
        officer.get(page)
    before = [count(officer, page) for page in pages]
    for number in range(4):
        location = factories.make_location(site=estate.site, parent=estate.hall, name=f'Further {number}')
        rack = factories.make_powered_rack(location=location)
        factories.make_power_port(factories.make_device(rack, position=1), allocated_draw=10)
        factories.make_prefix(f'10.30.{number}.0/24', site=estate.site)
        factories.make_pool(site=estate.site)
    for page in pages:
        officer.get(page)

    assert [count(officer, page) for page in pages] == before


def count(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
