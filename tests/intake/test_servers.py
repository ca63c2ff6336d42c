"""An inventory sheet becomes devices: through the guards of an installation, all lines or none."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dcim.models import Device, MACAddress, PowerPort, Rack, Site
from ipam.models import IPAddress, Service
from netbox.context_managers import event_tracking
from tenancy.models import Contact, ContactAssignment, Tenant
from users.models import User
from utilities.request import NetBoxFakeRequest

from netbox_colocation.allocation import holds
from netbox_colocation.intake.servers import ServerDefaults, import_servers
from netbox_colocation.models import MonitoringTarget
from tests import factories
from tests.base import permit
from tests.intake.sheets import server_table, workbook, written

HEADINGS = (
    'No', 'Instansi', 'Nama Server', 'Merk & Tipe', 'SN', 'TYPE (U)', 'PSU (watt)', 'Jumlah PSU', 'Rak', 'Posisi U',
    'IP Lokal', 'IP Publik', 'OS', 'Aplikasi', 'Penanggung Jawab Teknis', 'No HP PJ Teknis', 'Kondisi', 'NIP', 'Warna',
)  # fmt: skip


def line(agency, rack, **cells):
    """A line of an ordinary sheet; `cells` are those that differ."""
    values = {
        'No': 1, 'Instansi': agency.name, 'Nama Server': 'sik-db', 'Merk & Tipe': 'Dell PowerEdge R740',
        'SN': 'CN7X42A', 'TYPE (U)': '2U', 'PSU (watt)': '450 W', 'Jumlah PSU': 2, 'Rak': rack.name,
        'Posisi U': 'U12-U13', 'IP Lokal': '10.20.0.15', 'IP Publik': '', 'OS': 'Debian 13', 'Aplikasi': 'Rekam medis',
        'Penanggung Jawab Teknis': 'Budi Santoso', 'No HP PJ Teknis': '+62 812 0000', 'Kondisi': 'Normal',
        'NIP': '197001011990031001', 'Warna': 'hitam',
        **cells,
    }  # fmt: skip
    return [values[name] for name in HEADINGS]


@pytest.fixture
def actor(db):
    return User.objects.create_superuser('importer')


@pytest.fixture
def room(db):
    """A rack in a site with a prefix, and an agency that has servers there."""
    rack = factories.make_powered_rack()
    factories.make_prefix('10.20.0.0/24', site=rack.site)
    return rack, factories.make_tenant(name='Dinas Kesehatan')


def run(content, rack, actor, *, dry_run=False, monitor=True, agency=None):
    defaults = ServerDefaults(site=rack.site, agency=agency, monitor=monitor)
    return import_servers(server_table(content), defaults, actor=actor, now=factories.NOW, dry_run=dry_run)


def reasons(report):
    return {(refusal.data['line'], refusal.field, refusal.code) for refusal in report.refusals}


def test_a_line_becomes_a_server_with_all_that_belongs_to_it(room, actor):
    rack, agency = room

    report = run(workbook([HEADINGS, line(agency, rack)]), rack, actor)

    assert report.refusals == []
    device = Device.objects.get(name='sik-db')
    assert (device.tenant, device.rack, device.position, device.face) == (agency, rack, Decimal(12), 'front')
    assert (str(device.device_type.manufacturer), device.device_type.model) == ('Dell', 'PowerEdge R740')
    assert (device.device_type.u_height, device.serial, device.status) == (Decimal(2), 'CN7X42A', 'active')
    assert str(device.primary_ip4.address) == '10.20.0.15/24'
    assert device.platform.name == 'Debian 13'
    assert sum(PowerPort.objects.filter(device=device).values_list('allocated_draw', flat=True)) == 450
    assert 'Aplikasi: Rekam medis' in device.comments
    [contact] = Contact.objects.all()
    assert (contact.name, contact.phone) == ('Budi Santoso', '+62 812 0000')
    assert ContactAssignment.objects.get().object == device
    [target] = MonitoringTarget.objects.all()
    assert (target.device, target.address, target.contact, target.state) == (
        device, device.primary_ip4, contact, 'requested',
    )  # fmt: skip


def test_what_is_said_of_columns_and_types(room, actor):
    """Numbers of persons are never read; unknown columns and a new device type are said."""
    rack, agency = room

    report = run(workbook([HEADINGS, line(agency, rack)]), rack, actor)

    assert [note for note in report.notes if 'Warna' in note]
    assert [note for note in report.notes if 'NIP' in note]
    assert 'PowerEdge R740' in report.made[0].notes[0]
    assert '197001011990031001' not in str(list(Device.objects.values()) + list(Contact.objects.values()))


def test_problems_of_all_lines_are_said_at_once_and_nothing_is_stored(room, actor):
    rack, agency = room
    rows = [
        HEADINGS,
        line(agency, rack),
        line(agency, rack, **{'Nama Server': 'b', 'SN': 'B', 'Instansi': 'Dinas Kesehatn', 'Rak': 'R-nowhere'}),
        line(agency, rack, **{'Nama Server': '', 'SN': 'C', 'TYPE (U)': 'dua', 'IP Lokal': '10.20.0.999'}),
        line(agency, rack, **{'Nama Server': 'd', 'SN': 'D', 'Posisi U': 'U20', 'IP Lokal': '192.0.2.1'}),
    ]

    report = run(workbook(rows), rack, actor)

    assert reasons(report) == {
        (3, 'agency', 'name-unknown'),
        (3, 'rack', 'name-unknown'),
        (4, 'name', 'cell-missing'),
        (4, 'u_height', 'cell-no-number'),
        (4, 'private_address', 'cell-no-address'),
        (5, 'private_address', 'prefix-missing'),
    }
    assert 'Did you mean Dinas Kesehatan?' in ' '.join(refusal.message for refusal in report.refusals)
    assert 'Line 3, Rak:' in ' '.join(refusal.message for refusal in report.refusals)
    assert not Device.objects.filter(name='sik-db').exists()
    assert not Contact.objects.exists()


def test_a_rehearsal_finds_the_same_and_stores_nothing(room, actor):
    """Also what only the database can say: that two lines want the same units."""
    rack, agency = room
    good = workbook([HEADINGS, line(agency, rack)])
    clash = workbook(
        [HEADINGS, line(agency, rack), line(agency, rack, **{'Nama Server': 'b', 'SN': 'B', 'IP Lokal': ''})]
    )

    report = run(good, rack, actor, dry_run=True)
    refused = run(clash, rack, actor, dry_run=True, monitor=False)

    assert (len(report.made), report.refusals, report.is_stored) == (1, [], False)
    assert reasons(refused) == {(3, 'unit', 'netbox-refuses')}
    assert not Device.objects.exists()


def test_units_that_are_held_for_a_request_are_refused(office, actor):
    """The guard of an installation: by the hold, not by the reservation that shows it."""
    request = office.make_request()
    case = office.submit(request)

    with transaction.atomic():
        hold = holds.hold(request, actor=actor, now=office.now)
    held = hold.units.first()
    unit = held.rack.starting_unit + held.half_units.lower // 2
    address = hold.addresses.first().address
    factories.make_prefix('10.99.0.0/24', site=held.rack.site)
    agency = factories.make_tenant()
    on_units = line(agency, held.rack, **{'Posisi U': str(unit), 'TYPE (U)': '1', 'IP Lokal': '10.99.0.5'})
    on_address = line(
        agency, held.rack,
        **{'Nama Server': 'b', 'SN': 'B', 'Posisi U': '40', 'TYPE (U)': 1, 'IP Lokal': str(address.address)},
    )  # fmt: skip

    report = run(workbook([HEADINGS, on_units, on_address]), held.rack, actor)

    assert {(number, key) for number, key, _code in reasons(report)} >= {(2, 'unit'), (3, 'private_address')}
    assert case.number in ' '.join(refusal.message for refusal in report.refusals)
    assert not Device.objects.filter(tenant=agency).exists()


def test_what_is_somebody_elses_is_refused(room, actor):
    """A serial number, an address, a name, reserved units, a MAC address."""
    rack, agency = room
    other = factories.make_device(rack, name='other', serial='TAKEN', position=1)
    port = other.interfaces.create(name='eth0', type='1000base-t')
    factories.make_address('10.20.0.9/24', assigned_object=port)
    factories.make_address('10.20.0.8/24', tenant=factories.make_tenant())
    MACAddress.objects.create(mac_address='00:16:3E:00:00:01', assigned_object=port)
    factories.make_reservation(rack, [30, 31])
    factories.make_device(rack, name='sik-app', tenant=agency, site=rack.site)
    headings = (*HEADINGS, 'MAC')
    rows = [
        [*line(agency, rack, SN='taken'), ''],
        [*line(agency, rack, **{'Nama Server': 'b', 'SN': 'B', 'IP Lokal': '10.20.0.9', 'Posisi U': '14'}), ''],
        [*line(agency, rack, **{'Nama Server': 'c', 'SN': 'C', 'IP Lokal': '10.20.0.8', 'Posisi U': '16'}), ''],
        [*line(agency, rack, **{'Nama Server': 'd', 'SN': 'D', 'IP Lokal': '10.20.0.20', 'Posisi U': '30'}), ''],
        [*line(agency, rack, **{'Nama Server': 'SIK-APP', 'SN': 'E', 'IP Lokal': '10.20.0.21', 'Posisi U': '20'}), ''],
        [*line(agency, rack, **{'Nama Server': 'f', 'SN': 'F', 'IP Lokal': '10.20.0.22', 'Posisi U': '22'}),
         '00-16-3e-00-00-01'],
    ]  # fmt: skip

    report = run(workbook([headings, *rows]), rack, actor)

    found = reasons(report)
    assert {
        (2, 'serial', 'serial-taken'),
        (3, 'private_address', 'address-taken'),
        (4, 'private_address', 'address-of-another'),
        (5, 'unit', 'units-reserved'),
        (7, 'mac_addresses', 'netbox-refuses'),
    } <= found
    assert [code for number, _key, code in found if number == 6] == ['netbox-refuses']
    assert Device.objects.count() == 2


def test_two_lines_cannot_have_the_same_machine(room, actor):
    rack, agency = room
    rows = [
        HEADINGS,
        line(agency, rack),
        line(agency, rack, **{'Posisi U': '20', 'IP Lokal': '10.20.0.16'}),
    ]

    assert reasons(run(workbook(rows), rack, actor)) == {
        (3, 'serial', 'twice-in-file'),
        (3, 'name', 'twice-in-file'),
    }


def test_the_agencys_own_reservation_and_reserved_address_are_used(room, actor):
    rack, agency = room
    factories.make_reservation(rack, [12, 13], tenant=agency)
    reserved = factories.make_address('10.20.0.15/24', status='reserved', tenant=agency)

    report = run(workbook([HEADINGS, line(agency, rack)]), rack, actor)

    assert report.refusals == []
    reserved.refresh_from_db()
    assert (reserved.status, reserved.assigned_object.device.name) == ('active', 'sik-db')
    assert IPAddress.objects.count() == 1


def test_the_sheet_of_another_office(room, actor):
    """A title, grouped headings in joined cells, a line of column numbers, joined cells for the agency, a total."""
    rack, agency = room
    rows = [
        ['DAFTAR INVENTARIS SERVER TAHUN 2026'],
        [],
        ['No', 'OPD', 'Server', '', '', 'Letak', '', 'PIC Teknis', ''],
        ['', '', 'Nama', 'Tipe', 'Ukuran', 'Rak', 'U', 'Nama', 'HP'],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, agency.slug, 'web-1', 'HPE DL380', '2', rack.name, '3', 'Ani', '0812'],
        [2, '', 'web-2', 'HPE DL380', '2', rack.name, '5-6', 'Ani', '0812'],
        ['Jumlah', '', '', '', 4],
    ]
    merges = ['A3:A4', 'B3:B4', 'C3:E3', 'F3:G3', 'H3:I3', 'B6:B7']

    report = run(workbook(rows, merges=merges), rack, actor, monitor=False)

    assert report.refusals == []
    assert [(device.name, device.position) for device in Device.objects.order_by('name')] == [
        ('web-1', Decimal(3)),
        ('web-2', Decimal(5)),
    ]
    assert {device.tenant for device in Device.objects.all()} == {agency}
    assert Contact.objects.count() == 1


def test_english_headings_semicolons_and_windows_characters(room, actor):
    rack, agency = room
    headings = ['Agency', 'Hostname', 'Rack', 'Position (U)', 'Height', 'Remarks', 'Services', 'Private IP']
    row = [agency.name, 'mail-1', rack.name, 'U7', '1', 'Mesin “lama” – jangan dimatikan', '443; 53/udp', '10.20.0.30']

    report = run(written([headings, row], delimiter=';', encoding='cp1252'), rack, actor, monitor=False)

    assert report.refusals == []
    device = Device.objects.get()
    assert 'Mesin “lama” – jangan dimatikan' in device.comments
    assert sorted(mapping for service in Service.objects.all() for mapping in service.port_mappings) == [
        'tcp/443', 'udp/53',
    ]  # fmt: skip
    assert not MonitoringTarget.objects.exists()


def test_who_may_not_add_it_stores_nothing(room, db):
    """Rows are asked about as they are stored: a permission may be for one site alone."""

    rack, agency = room
    user = factories.make_user()
    for model in (Site, Rack, Tenant):
        permit(user, model, 'view')
    permit(user, Device, 'add', site__slug='elsewhere')

    report = run(workbook([HEADINGS, line(agency, rack, **{'IP Lokal': ''})]), rack, user, monitor=False)

    assert 'permission-missing' in {code for _line, _key, code in reasons(report)}
    assert not Device.objects.exists()


def test_racks_and_agencies_that_one_may_not_view_are_not_there(room, db):

    rack, agency = room
    user = factories.make_user()
    permit(user, Site, 'view')
    permit(user, Device, 'add')

    report = run(workbook([HEADINGS, line(agency, rack)]), rack, user)

    assert {(2, 'agency', 'name-unknown'), (2, 'rack', 'name-unknown')} <= reasons(report)
    assert agency.name not in [entry for refusal in report.refusals for entry in refusal.data.get('near', ())]


def test_a_further_line_costs_few_queries(room, actor):
    """What lines share is asked once: 121 queries a line it was, when each line asked by itself."""
    rack, agency = room
    rows = [
        line(agency, rack, **{
            'Nama Server': f'sik-{number}', 'SN': f'SN{number}', 'Posisi U': str(2 * number),
            'IP Lokal': f'10.20.0.{number}',
        })
        for number in range(1, 13)
    ]  # fmt: skip
    request = NetBoxFakeRequest({'id': uuid.uuid4(), 'user': actor})
    with event_tracking(request), CaptureQueriesContext(connection) as few:
        run(workbook([HEADINGS, *rows[:2]]), rack, actor)
    with event_tracking(request), CaptureQueriesContext(connection) as many:
        report = run(workbook([HEADINGS, *rows[2:]]), rack, actor)

    assert report.refusals == []
    assert (len(many) - len(few)) / 8 < 60


def test_what_a_refused_line_shares_with_others_stays_theirs(room, actor):
    """The device type and the person are made for the first line, which is refused; the second one is not."""
    rack, agency = room
    taken = line(agency, rack, **{'Posisi U': 'U60'})
    right = line(agency, rack, **{'Nama Server': 'sik-2', 'SN': 'X2', 'Posisi U': '20', 'IP Lokal': '10.20.0.20'})

    report = run(workbook([HEADINGS, taken, right]), rack, actor)

    assert {refusal.data['line'] for refusal in report.refusals} == {2}
    assert [made.label for made in report.made] == ['sik-2']
    assert not Contact.objects.exists()


def test_a_mac_address_of_two_lines_is_refused_at_the_second(room, actor):
    rack, agency = room
    headings = ('Instansi', 'Nama Server', 'Rak', 'Posisi U', 'Tinggi (U)', 'Alamat MAC')
    rows = [(agency.name, f'sik-{unit}', rack.name, str(unit), '1', '02:00:00:00:00:01') for unit in (3, 5)]

    report = run(workbook([headings, *rows]), rack, actor, monitor=False)

    assert reasons(report) == {(3, 'mac_addresses', 'mac-taken')}
