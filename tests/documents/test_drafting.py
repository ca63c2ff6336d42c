"""Drafts: what is frozen, from whom, and what is refused."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenancy.models import Contact, ContactAssignment, ContactRole, TenantGroup

from netbox_colocation.documents import drafting, rendering
from netbox_colocation.exceptions import DataInvalid, OutcomeRefused
from netbox_colocation.models import Document
from tests.factories import NOW, make_appointment, make_role, make_server, make_task, make_user, number

from .cases import (
    ACCEPTED,
    check_capacity,
    hold_place,
    install,
    make_finding,
    make_installed_request,
    make_open_request,
)
from .reading import read_text

pytestmark = pytest.mark.django_db


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_draft_letter_freezes_request_place_and_check():
    request = make_open_request()
    server = make_server(request, name='emr-1', manufacturer='Example', model='R660', power_draw=1200)
    check_capacity(request, make_finding(verdict='enough', have=5000), verdict='enough')
    hold = hold_place(request, server)
    actor = make_user()

    document = drafting.draft(request, 'reply-letter', actor=actor, now=NOW, text=ACCEPTED)

    assert (document.state, document.direction, document.number) == ('draft', 'outgoing', '')
    assert (document.case, document.drafted_by, document.dated) == (request.case, actor, datetime.date(2026, 11, 23))
    data = document.data
    assert data['subject'] == 'Persetujuan Permohonan Colocation Server'
    assert data['addressee'] == [f'Pimpinan {request.applicant.name}']
    assert data['request']['letter'] == '045/65/2026 tanggal 2 November 2026'
    assert data['servers'] == [
        {
            'name': 'emr-1',
            'type': 'Example R660',
            'height': '1 U',
            'power': '1.200 W',
            'supplies': '2',
            'serial': '',
            'system': '',
            'domains': [],
            'services': [],
        }
    ]
    [place] = data['places']
    assert (place['server'], place['rack'], place['units']) == ('emr-1', 'A-01', 'U12')
    assert place['addresses'] == [str(hold.addresses.get().address.address)]
    assert data['delivery']['until']['text'] == '23 Desember 2026'


def test_what_changes_later_does_not_change_a_frozen_paper():
    request = make_open_request()
    server = make_server(request, name='emr-1')
    document = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    before = rendering.render('reply-letter', document.data)

    server.name = 'renamed'
    server.save()
    request.applicant.name = 'Renamed agency'
    request.applicant.save()
    document.refresh_from_db()

    assert rendering.render('reply-letter', document.data) == before


def test_a_refusal_prints_what_is_short_or_unknown_and_the_officers_words():
    request = make_open_request()
    task = make_task(case=request.case)
    task.data = {'building_electricity': 'short', 'confirmed_by': 'Rina'}
    task.save()
    check_capacity(
        request,
        make_finding(),
        make_finding(resource='place', verdict='enough', need=1, have=12, unit='U'),
        make_finding(resource='ups', have=-300),
        make_finding(resource='bandwidth', verdict='unknown', need=10_000, have=None, unit='kbit/s'),
        verdict='short',
    )

    document = drafting.draft(
        request,
        'reply-letter',
        actor=make_user(),
        now=NOW,
        text={'decision': 'refused', 'comment': 'Ruang akan diperluas tahun 2027.'},
    )

    assert document.data['reasons'] == [
        'Listrik: dibutuhkan 900 W, tersedia 420 W.',
        'UPS: dibutuhkan 900 W, tersedia 0 W.',
        'Bandwidth: ketersediaannya belum dapat dipastikan (dibutuhkan 10.000 kbit/s).',
        'Listrik gedung: menurut konfirmasi Subbagian Umum (Rina), kapasitas listrik gedung tidak mencukupi.',
        'Ruang akan diperluas tahun 2027.',
    ]
    text = read_text(rendering.render('reply-letter', document.data))
    assert 'Ruang akan diperluas tahun 2027.' in text
    assert 'Tempat (rak): dibutuhkan' not in text


def test_the_reason_of_an_acceptance_stays_in_the_case_file():
    request = make_open_request()

    document = drafting.draft(
        request, 'reply-letter', actor=make_user(), now=NOW, text={**ACCEPTED, 'comment': 'Untuk internal'}
    )

    assert 'Untuk internal' not in str(document.data)


def test_a_refusal_without_any_reason_is_not_drafted():
    with pytest.raises(OutcomeRefused) as refused:
        drafting.draft(make_open_request(), 'reply-letter', actor=make_user(), now=NOW, text={'decision': 'refused'})

    assert codes(refused) == ['reason-missing']
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ('kind', 'text', 'code'),
    [
        ('reply-letter', {}, 'decision-missing'),
        ('reply-letter', {'decision': 'perhaps'}, 'decision-missing'),
        ('capacity-report', {}, 'check-missing'),
        ('installation-record', {}, 'device-missing'),
        ('request-letter', {}, 'kind-not-drafted'),
    ],
)
def test_a_paper_that_would_say_nothing_is_not_drafted(kind, text, code):
    with pytest.raises(OutcomeRefused) as refused:
        drafting.draft(make_open_request(), kind, actor=make_user(), now=NOW, text=text)

    assert codes(refused) == [code]
    assert not Document.objects.exists()


def test_text_that_no_paper_has_room_for_is_not_swallowed():
    with pytest.raises(DataInvalid) as refused:
        drafting.draft(make_open_request(), 'work-report', actor=make_user(), now=NOW, text={'remark': 'x'})

    assert [refusal.field for refusal in refused.value.refusals] == ['remark']


def test_a_draft_is_written_again_with_the_same_code_and_remembers_who_worked_on_it():
    request = make_open_request()
    first, second = make_user(), make_user()
    document = drafting.draft(request, 'reply-letter', actor=first, now=NOW, text={**ACCEPTED, 'note': 'Satu'})

    again = drafting.draft(request, 'reply-letter', actor=second, now=NOW, text={**ACCEPTED, 'note': 'Dua'})

    assert again.pk == document.pk
    assert again.data['code'] == document.data['code']
    assert again.data['text']['note'] == 'Dua'
    assert [drafter['user'] for drafter in again.data['drafters']] == [first.pk, second.pk]
    assert again.drafted_by == second


def test_a_new_paper_is_begun_when_the_last_one_is_signed():
    request = make_open_request()
    document = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    document.state = 'signed'
    document.save()

    again = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)

    assert again.pk != document.pk
    assert again.data['code'] != document.data['code']


def test_an_installation_record_reads_the_devices_as_they_stand_in_netbox():
    request = make_open_request()
    device = install(make_server(request, name='emr-1'))

    document = drafting.draft(request, 'installation-record', actor=make_user(), now=NOW)

    [frozen] = document.data['devices']
    assert (frozen['name'], frozen['serial'], frozen['units']) == ('emr-1', device.serial, 'U12')
    assert (frozen['rack'], frozen['face']) == (device.rack.name, 'depan')
    assert frozen['addresses'] == [str(device.primary_ip4.address)]
    assert frozen['services'] == ['tcp/443', 'tcp/80']
    assert document.direction == 'internal'


def test_a_work_report_names_the_reply_and_the_steps_taken():
    request = make_installed_request()
    Document.objects.create(
        request=request, kind='reply-letter', direction='outgoing', state='sent', title='x', number='500.12/1/X',
        dated=datetime.date(2026, 11, 20),
    )  # fmt: skip
    make_task(
        case=request.case, step='5', role=make_role(agency=request.case.agency, name='Kepala Dinas'),
        state='closed', closed_at=NOW, outcome='signed', closed_by_name='Siti Rahmawati',
    )  # fmt: skip

    document = drafting.draft(request, 'work-report', actor=make_user(), now=NOW, text={'note': 'Selesai.'})

    assert document.data['reply'] == '500.12/1/X tanggal 20 November 2026'
    [step] = document.data['chronology']
    assert (step['step'], step['role'], step['name']) == ('5', 'Kepala Dinas', 'Siti Rahmawati')


def test_the_drafter_stands_there_with_the_office_held_that_day():
    request = make_installed_request()
    actor = make_user()
    make_appointment(
        role=make_role(agency=request.case.agency, name='Helpdesk'), user=actor, holder_name='Dewi Lestari, A.Md.'
    )
    make_appointment(user=actor, holder_name='Elsewhere')  # an office of another agency

    document = drafting.draft(request, 'work-report', actor=actor, now=NOW)

    [drafter] = document.data['drafters']
    assert (drafter['name'], drafter['position']) == ('Dewi Lestari, A.Md.', 'Helpdesk')


def test_the_letterhead_has_the_agencys_group_and_its_contacts_address():
    request = make_open_request()
    agency = request.case.agency
    agency.group = TenantGroup.objects.create(name='Pemerintah Provinsi Contoh', slug=f'group-{number()}')
    agency.save()
    contact = Contact.objects.create(name='Sekretariat', address='Jalan Contoh 1\nPadang 25132', phone='0751 1')
    ContactAssignment.objects.create(
        object=agency, contact=contact, role=ContactRole.objects.create(name='Surat', slug=f'role-{number()}')
    )

    document = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)

    assert document.data['agency']['parent'] == 'Pemerintah Provinsi Contoh'
    assert document.data['agency']['address'] == ['Jalan Contoh 1', 'Padang 25132', 'Telepon 0751 1']


@pytest.mark.parametrize('kind', ['reply-letter', 'installation-record', 'work-report', 'capacity-report'])
def test_freezing_costs_the_same_number_of_queries_however_many_servers(kind):
    counts = []
    for servers in (1, 6):
        request = make_installed_request(servers=servers)
        check_capacity(request, make_finding())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            drafting.draft(request, kind, actor=make_user(), now=NOW, text=ACCEPTED)
        counts.append(len(queries))

    assert counts[0] == counts[1]
