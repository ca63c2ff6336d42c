"""An agency's table becomes drafts of requests: what an applicant would have written, all of them or none."""

import datetime
from decimal import Decimal

import pytest

from users.models import User

from netbox_colocation.intake.requests import RequestDefaults, import_requests
from netbox_colocation.models import ColocationRequest, RequestedServer
from tests import factories
from tests.base import permit
from tests.intake.sheets import request_table, workbook, written

HEADINGS = (
    'Instansi', 'Permohonan', 'Nomor Surat', 'Tanggal Surat', 'Nama Server', 'Merk dan Tipe', 'Tinggi (U)',
    'Daya (watt)', 'Jumlah IP publik', 'IP lokal', 'Bandwidth', 'Domain', 'Aplikasi', 'RAM (GB)', 'PJ administratif',
    'Email', 'PJ teknis',
)  # fmt: skip


def line(**cells):
    values = {
        'Instansi': 'Dinas Kesehatan', 'Permohonan': 'Rekam medis', 'Nomor Surat': '045/65/2026',
        'Tanggal Surat': '2/11/2026', 'Nama Server': 'sik-db', 'Merk dan Tipe': 'Dell R740', 'Tinggi (U)': '2U',
        'Daya (watt)': '450', 'Jumlah IP publik': 'ya', 'IP lokal': '10.1.2.3', 'Bandwidth': '10 Mbps',
        'Domain': 'sik.example.go.id', 'Aplikasi': 'SIMRS', 'RAM (GB)': '64', 'PJ administratif': 'Siti',
        'Email': 'siti@example.go.id', 'PJ teknis': 'Budi', **cells,
    }  # fmt: skip
    return [values[name] for name in HEADINGS]


@pytest.fixture
def defaults(office):
    office.applicant.name = 'Dinas Kesehatan'
    office.applicant.save()
    return RequestDefaults(site=office.site, procedure=office.version.procedure)


@pytest.fixture
def actor(db):
    return User.objects.create_superuser('importer')


def run(rows, defaults, actor, *, dry_run=False):
    return import_requests(request_table(workbook([HEADINGS, *rows])), defaults, actor=actor, dry_run=dry_run)


def reasons(report):
    return {(refusal.data['line'], refusal.field, refusal.code) for refusal in report.refusals}


def test_lines_of_one_title_become_one_draft(office, defaults, actor):
    """The second line leaves empty what the first has said of the request."""
    second = line(
        **{'Nama Server': 'sik-app', 'Nomor Surat': '', 'Tanggal Surat': '', 'Daya (watt)': '', 'PJ teknis': ''}
    )

    report = run([line(), second], defaults, actor)

    assert report.refusals == []
    [request] = ColocationRequest.objects.all()
    assert (request.name, request.status, request.applicant) == ('Rekam medis', 'draft', office.applicant)
    assert (request.letter_number, request.letter_date) == ('045/65/2026', datetime.date(2026, 11, 2))
    assert (request.administrative_name, request.administrative_email) == ('Siti', 'siti@example.go.id')
    assert (request.purpose, request.technical_name, request.case) == ('SIMRS', 'Budi', None)
    assert 'RAM (GB): 64' in request.comments
    app, db = request.servers.order_by('name')
    assert (db.manufacturer, db.model, db.u_height, db.power_draw) == ('Dell', 'R740', Decimal(2), 450)
    assert (db.public_ipv4, db.private_ipv4, db.bandwidth, db.domain_names) == (1, 1, 10_000, ['sik.example.go.id'])
    assert app.power_draw is None
    assert 'power draw is not known' in report.made[1].notes[0]


def test_the_draft_can_be_submitted_like_any_other(office, defaults, actor):
    run([line()], defaults, actor)
    request = ColocationRequest.objects.get()
    request.letter_subject = 'Permohonan'
    request.save()
    office.attach_letter(request)

    assert office.submit(request).number


def test_problems_of_all_lines_are_said_at_once_and_nothing_is_stored(defaults, actor):
    rows = [
        line(),
        line(**{'Nama Server': 'not a host name', 'Permohonan': 'B'}),
        line(**{'Tinggi (U)': '', 'Email': 'nobody', 'Permohonan': 'C'}),
        line(**{'Instansi': 'Dinas Kesehatn', 'Permohonan': 'D', 'Nama Server': 'd'}),
        line(**{'Nama Server': 'e', 'Nomor Surat': '999'}),
    ]

    report = run(rows, defaults, actor)

    assert reasons(report) == {
        (3, 'name', 'netbox-refuses'),
        (4, 'u_height', 'netbox-refuses'),
        (5, 'agency', 'name-unknown'),
        (6, 'letter_number', 'line-differs'),
    }
    assert not ColocationRequest.objects.exists()
    assert not RequestedServer.objects.exists()


def test_the_same_file_twice_is_refused(defaults, actor):
    run([line()], defaults, actor)

    report = run([line()], defaults, actor)

    assert reasons(report) == {(2, 'request', 'request-exists')}
    assert ColocationRequest.objects.count() == 1


def test_a_rehearsal_stores_nothing(defaults, actor):
    report = run([line()], defaults, actor, dry_run=True)

    assert (len(report.made), report.refusals) == (1, [])
    assert {entry.pk for entry in report.made[0].objects} == {0}
    assert not ColocationRequest.objects.exists()


def test_two_servers_of_one_request_have_two_names_and_serial_numbers(defaults, actor):
    table = request_table(
        written([('Instansi', 'Nama Server', 'SN', 'Tinggi (U)'), *[('Dinas Kesehatan', 'db', 'S1', '1')] * 2])
    )

    report = import_requests(table, defaults, actor=actor)

    assert {code for _line, _key, code in reasons(report)} >= {'twice-in-file'}
    assert not ColocationRequest.objects.exists()


def test_an_applicant_imports_for_their_own_agency_alone(office, defaults, db):
    """The permission that applicants have; another agency they may not even see."""
    other = factories.make_tenant(name='Dinas Lain')
    user = office.users['applicant']

    own = run([line()], defaults, user)
    foreign = run([line(Instansi=other.name, Permohonan='X')], defaults, user)

    assert own.refusals == []
    assert reasons(foreign) == {(2, 'agency', 'name-unknown')}


def test_who_may_see_an_agency_and_not_add_for_it_stores_nothing(office, defaults, db):
    from dcim.models import Site
    from tenancy.models import Tenant

    from netbox_colocation.models import Procedure

    user = factories.make_user()
    for model in (Site, Tenant, Procedure):
        permit(user, model, 'view')
    permit(user, ColocationRequest, 'add', applicant__name='Another')
    permit(user, RequestedServer, 'add')

    report = run([line()], defaults, user)

    assert reasons(report) == {(2, 'request', 'permission-missing')}
    assert not ColocationRequest.objects.exists()
