"""Imports that are cut off, or sent twice at once: on the real database, in processes and connections of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from dcim.models import Device, DeviceType, Interface
from ipam.models import IPAddress
from tenancy.models import Contact
from users.models import User

from netbox_colocation.intake import requests, servers
from netbox_colocation.intake.requests import RequestDefaults, import_requests
from netbox_colocation.intake.servers import ServerDefaults, import_servers
from netbox_colocation.models import ColocationRequest, MonitoringTarget, RequestedServer
from tests import factories
from tests.intake.sheets import request_table, server_table, workbook
from tests.intake.test_servers import HEADINGS, line
from tests.killing import run_and_kill
from tests.office import make_office

pytestmark = pytest.mark.django_db(transaction=True)

LINES = 3


def make_import():
    """Return the import of a sheet of servers, by somebody who may do it."""
    rack, agency = factories.make_powered_rack(), factories.make_tenant(name='Dinas Kesehatan')
    factories.make_prefix('10.20.0.0/24', site=rack.site)
    rows = [
        line(agency, rack, **{
            'Nama Server': f'sik-{number}', 'SN': f'SN{number}', 'Posisi U': str(2 * number),
            'IP Lokal': f'10.20.0.{number}',
        })
        for number in range(1, LINES + 1)
    ]  # fmt: skip
    table, actor = server_table(workbook([HEADINGS, *rows])), User.objects.create_superuser('importer')
    defaults = ServerDefaults(site=rack.site, monitor=True)
    return lambda: import_servers(table, defaults, actor=actor, now=factories.NOW)


def make_import_of_requests():
    office = make_office()
    rows = [('Instansi', 'Permohonan', 'Nama Server', 'Tinggi (U)')]
    rows += [(office.applicant.name, f'Aplikasi {number}', f'app-{number}', '2') for number in range(LINES)]
    table, actor = request_table(workbook(rows)), User.objects.create_superuser('importer')
    defaults = RequestDefaults(site=office.site, procedure=office.version.procedure)
    return lambda: import_requests(table, defaults, actor=actor)


def at_once(act):
    """Do it twice at once; return both reports."""
    gate = threading.Barrier(2)

    def run(_number):
        try:
            connection.ensure_connection()
            gate.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_an_import_that_is_killed_leaves_nothing_and_can_be_done_again():
    """Killed when every row was written, and the last rule had been asked."""
    act = make_import()

    run_and_kill(servers, '_demand_rights', act, after=True)

    for model in (Device, DeviceType, Interface, IPAddress, Contact, MonitoringTarget):
        assert not model.objects.exists(), model
    assert act().is_stored
    assert Device.objects.count() == LINES


def test_an_import_of_requests_that_is_killed_leaves_no_draft():
    act = make_import_of_requests()

    run_and_kill(requests._Requests, '_demand_rights', act, after=True)

    assert not ColocationRequest.objects.exists()
    assert not RequestedServer.objects.exists()


def test_the_same_servers_sent_twice_at_once_are_made_once():
    stored = sorted(at_once(make_import()), key=lambda report: report.is_stored)

    assert [report.is_stored for report in stored] == [False, True]
    assert {refusal.code for refusal in stored[0].refusals} >= {'serial-taken'}
    assert Device.objects.count() == IPAddress.objects.count() == MonitoringTarget.objects.count() == LINES
    assert DeviceType.objects.count() == Contact.objects.count() == 1


def test_the_same_requests_sent_twice_at_once_become_one_draft_each():
    stored = sorted(at_once(make_import_of_requests()), key=lambda report: report.is_stored)

    assert [report.is_stored for report in stored] == [False, True]
    assert {refusal.code for refusal in stored[0].refusals} == {'request-exists'}
    assert ColocationRequest.objects.count() == RequestedServer.objects.count() == LINES
