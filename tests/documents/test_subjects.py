"""Papers about retrievals, visits and tickets, and of a placement's later steps: what is frozen, what is refused."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from netbox_colocation.choices import DocumentKindChoices
from netbox_colocation.documents import drafting, files, rendering, signing
from netbox_colocation.documents.kinds import DRAFTED_KINDS, KINDS, SERVICES
from netbox_colocation.documents.parts import PARTS
from netbox_colocation.documents.reception import compare
from netbox_colocation.exceptions import FileRefused, OutcomeRefused
from netbox_colocation.models import Document
from tests.factories import (
    NOW,
    make_device,
    make_pdf,
    make_rack,
    make_register,
    make_request,
    make_server,
    make_tenant,
    make_user,
)
from tests.subject_factories import make_retrieval, make_ticket, make_visit, open_case

from .cases import close, install, make_followed, make_signer
from .reading import read_text

MAKERS = {
    'colocation-request': make_request,
    'retrieval-request': make_retrieval,
    'access-visit': make_visit,
    'maintenance-ticket': make_ticket,
}
CHECKLIST = {
    'does': 'checklist',
    'by': 'team',
    'activity': {'id': 'Uji kinerja', 'en': 'Performance test'},
    'with': {
        'items': [{'item': 'usability', 'id': 'Kegunaan', 'en': 'Usability'}, {'item': 'failover', 'id': 'Failover'}]
    },
}


def draft(subject, kind, **text):
    return drafting.draft(subject, kind, actor=make_user(), now=NOW, text=text)


def refusal_codes(subject, kind, **text) -> list[str]:
    with pytest.raises(OutcomeRefused) as refused:
        draft(subject, kind, **text)
    assert not Document.objects.filter(kind=kind).exists()
    return [refusal.code for refusal in refused.value.refusals]


def test_every_kind_of_paper_has_its_facts_template_and_parts():
    assert set(KINDS) == set(DocumentKindChoices.values())
    for kind in DRAFTED_KINDS:
        assert (rendering.TEMPLATES / f'{kind}.typ').exists()
        assert {part for parts in KINDS[kind].parts.values() for part in parts} <= set(PARTS)
        assert set(KINDS[kind].parts) <= set(SERVICES)


@pytest.mark.django_db
@pytest.mark.parametrize('subject_kind', MAKERS)
def test_a_kind_is_drafted_about_the_subjects_that_have_it_and_no_other(subject_kind):
    """A visit has no capacity report; what is refused names the reason."""
    subject = make_followed(MAKERS[subject_kind], [], kind=subject_kind)
    others = {kind for kind in DRAFTED_KINDS if subject_kind not in KINDS[kind].parts}

    assert others
    for kind in sorted(others):
        assert refusal_codes(subject, kind) == ['kind-not-of-subject']


@pytest.mark.django_db
@pytest.mark.parametrize('subject_kind', MAKERS)
def test_every_subject_has_a_letter_a_report_and_a_sheet(subject_kind):
    overrides = {}
    if subject_kind == 'retrieval-request':
        overrides['devices'] = [make_device(make_rack(), position=3)]
    subject = make_followed(MAKERS[subject_kind], [], kind=subject_kind, **overrides)

    for kind, text in (('reply-letter', {'decision': 'accepted'}), ('work-report', {}), ('disposition-sheet', {})):
        document = draft(subject, kind, **text)
        assert document.subject == subject
        assert document.data['subject_kind'] == subject_kind
        assert document.title.endswith(f' – {subject.name}')
        assert subject.name in read_text(rendering.render(kind, document.data)) or kind == 'disposition-sheet'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ('subject_kind', 'matter'),
    [
        ('colocation-request', 'Colocation Server'),
        ('retrieval-request', 'Pengambilan Server'),
        ('access-visit', 'Izin Akses Ruang Server'),
        ('maintenance-ticket', 'Pemeliharaan Jaringan TIK'),
    ],
)
def test_a_refusal_names_what_was_asked_and_the_officers_reason(subject_kind, matter):
    subject = make_followed(MAKERS[subject_kind], [], kind=subject_kind)

    document = draft(subject, 'reply-letter', decision='refused', comment='Belum dapat dijadwalkan.')

    assert document.data['subject'] == f'Penolakan Permohonan {matter}'
    assert document.data['reasons'] == ['Belum dapat dijadwalkan.']


@pytest.mark.django_db
def test_letters_about_a_visit_are_signed_and_numbered():
    visit = make_followed(make_visit, [], kind='access-visit')
    make_register(agency=visit.case.agency)
    signer = make_signer(visit)

    signed = signing.sign(draft(visit, 'reply-letter', decision='accepted'), actor=signer.user, signer=signer, now=NOW)

    assert (signed.visit, signed.request, signed.number) == (visit, None, '500.12/1/DKI/XI/2026')


@pytest.mark.django_db
def test_a_visit_freezes_window_racks_visitors_and_what_happened():
    rack = make_rack(name='A-01')
    visit = make_followed(
        make_visit, [], kind='access-visit', racks=[rack], visitors=['Ani', 'Budi'], purpose='Ganti cakram',
        entered_at=NOW, left_at=NOW + datetime.timedelta(hours=1), escort_name='Joko',
    )  # fmt: skip
    close(visit.case, '9', 'team', data={'remark': 'ignored: its step is unknown'})

    data = draft(visit, 'access-report').data

    assert data['visit'] == {
        'purpose': 'Ganti cakram',
        'room': visit.site.name,
        'racks': ['A-01'],
        'window': '24 November 2026 pukul 09.00–11.00 WIB',
        'starts': '24 November 2026 pukul 09.00 WIB',
        'ends': '24 November 2026 pukul 11.00 WIB',
        'visitors': ['Ani', 'Budi'],
        'entered': '23 November 2026 pukul 09.00 WIB',
        'left': '23 November 2026 pukul 10.00 WIB',
        'escort': 'Joko',
    }
    assert data['remarks'] == []


@pytest.mark.django_db
def test_a_window_over_two_days_names_both():
    visit = make_followed(make_visit, [], kind='access-visit', ends_at=NOW + datetime.timedelta(days=2))

    window = draft(visit, 'reply-letter', decision='accepted').data['visit']['window']

    assert window == '24 November 2026 pukul 09.00 WIB s.d. 25 November 2026 pukul 09.00 WIB'


@pytest.mark.django_db
def test_remarks_of_the_escort_join_the_report():
    rows = [{'row': 7, 'does': 'visit.escort', 'by': 'team'}]
    visit = make_followed(make_visit, rows, kind='access-visit', entered_at=NOW, left_at=NOW, escort_name='Joko')
    close(visit.case, '7', 'team', data={'remark': ' Satu cakram dibawa keluar. '})

    assert draft(visit, 'access-report').data['remarks'] == [{'by': 'Tim Teknis', 'text': 'Satu cakram dibawa keluar.'}]


@pytest.mark.django_db
def test_a_visit_that_is_not_over_has_no_report_yet():
    visit = make_followed(make_visit, [], kind='access-visit')

    assert refusal_codes(visit, 'access-report') == ['entry-missing', 'exit-missing', 'escort-missing']


@pytest.mark.django_db
def test_nobody_is_let_in_without_a_name():
    visit = make_followed(make_visit, [], kind='access-visit', visitors=[])

    assert refusal_codes(visit, 'reply-letter', decision='accepted') == ['visitor-missing']


@pytest.mark.django_db
def test_a_ticket_freezes_problem_devices_analysis_work_and_material():
    rows = [{'row': 6, 'does': 'ticket.work', 'by': 'team'}]
    device = make_device(make_rack(), name='sw-1', serial='SN-1', position=1)
    ticket = make_followed(
        make_ticket, rows, kind='maintenance-ticket', devices=[device], problem='Putus', analysis='Kabel rusak',
        solution='Kabel diganti', priority='high', work_status='done',
    )  # fmt: skip
    ticket.kind = 'incident'
    ticket.save()
    close(ticket.case, '6', 'team', data={'materials': '- Kabel 10 m\n\nKonektor'})
    close(ticket.case, '6', 'team', data={'materials': 'Konektor', 'remark': 'Dua kali'})

    document = draft(ticket, 'maintenance-report')

    frozen = document.data['ticket']
    assert (frozen['kind'], frozen['priority'], frozen['work_status']) == ('Gangguan', 'Tinggi', 'Selesai')
    assert (frozen['problem'], frozen['analysis'], frozen['solution']) == ('Putus', 'Kabel rusak', 'Kabel diganti')
    assert [device['name'] for device in frozen['devices']] == ['sw-1']
    assert document.data['materials'] == ['Kabel 10 m', 'Konektor']
    assert document.data['remarks'] == [{'by': 'Tim Teknis', 'text': 'Dua kali'}]
    assert [party['name'] for party in document.data['parties']] == ['Budi Santoso']


@pytest.mark.django_db
def test_a_maintenance_report_says_what_was_found_and_done():
    ticket = make_followed(make_ticket, [], kind='maintenance-ticket')

    assert refusal_codes(ticket, 'maintenance-report') == ['analysis-missing', 'solution-missing']
    assert refusal_codes(ticket, 'minutes-of-work') == ['analysis-missing', 'solution-missing']


@pytest.mark.django_db
def test_a_retrieval_freezes_what_goes_back_to_whom():
    owner = make_tenant(name='Dinas Kesehatan')
    device = make_device(make_rack(name='B-02'), name='emr-1', serial='SN-9', position=4, tenant=owner)
    request = make_followed(make_retrieval, [], kind='retrieval-request', devices=[device])

    [frozen] = draft(request, 'reply-letter', decision='accepted').data['returned']

    assert (frozen['name'], frozen['serial'], frozen['tenant']) == ('emr-1', 'SN-9', 'Dinas Kesehatan')
    assert (frozen['rack'], frozen['units']) == ('B-02', 'U4')


@pytest.mark.django_db
def test_nothing_is_returned_when_nothing_is_named():
    request = make_followed(make_retrieval, [], kind='retrieval-request')

    assert refusal_codes(request, 'reply-letter', decision='accepted') == ['returned-device-missing']
    assert 'returned-device-missing' in refusal_codes(request, 'return-record')


def test_a_promise_is_set_against_what_was_measured():
    promised = {'serial': 'SN-1', 'u_height': 1, 'power_draw': None, 'power_supplies': 2, 'rack_mountable': True}
    found = {'serial': 'SN-2', 'u_height': 1.0, 'power_draw': 800, 'power_supplies': 1, 'rack_mountable': False}

    lines = {line['aspect']: line for line in compare(promised, found)}

    assert {aspect: line['is_same'] for aspect, line in lines.items()} == {
        'Nomor seri': False,
        'Tinggi': True,
        'Jumlah catu daya': False,
        'Daya': True,  # nobody promised a power draw
        'Dapat dipasang di rak': False,
    }
    assert (lines['Tinggi']['promised'], lines['Tinggi']['found']) == ('1 U', '1 U')
    assert (lines['Dapat dipasang di rak']['promised'], lines['Dapat dipasang di rak']['found']) == ('Ya', 'Tidak')
    assert lines['Daya']['promised'] == '–'


def test_serial_numbers_that_are_equal_as_numbers_are_not_the_same():
    [line] = compare({'serial': '0012'}, {'serial': '12'})

    assert line['is_same'] is False


@pytest.mark.django_db
def test_a_verification_record_needs_every_server_measured():
    rows = [{'row': 8, 'does': 'verification', 'by': 'team'}]
    request = make_followed(make_request, rows)
    make_server(request, name='emr-1', serial='SN-1', found={'serial': 'SN-1', 'u_height': 2})
    last = make_server(request, name='emr-2')
    assert refusal_codes(request, 'verification-record') == ['verification-missing']

    last.found = {'rack_mountable': True}
    last.save()
    close(request.case, '8', 'team', data={'received_on': '2026-11-20', 'boxes': 2})
    data = draft(request, 'verification-record').data

    assert [(server['name'], server['is_same']) for server in data['measured']] == [
        ('emr-1', False),
        ('emr-2', True),
    ]
    assert (data['reception']['received']['text'], data['reception']['boxes']) == ('20 November 2026', '2')


@pytest.mark.django_db
def test_a_serial_number_found_on_arrival_is_the_one_that_is_handed_over():
    request = make_followed(make_request, [])
    make_server(request, serial='SN-1', found={'serial': 'SN-2'})

    assert draft(request, 'handover-record').data['goods'][0]['serial'] == 'SN-2'


@pytest.mark.django_db
def test_a_test_record_has_the_last_round_and_what_failed_before():
    request = make_followed(make_request, [{'row': 11, **CHECKLIST}])
    failed = {'item_usability': 'done', 'item_failover': 'failed', 'item_failover_remark': 'Tidak berpindah'}
    passed = {'item_usability': 'not-applicable', 'item_usability_remark': 'Tanpa antarmuka', 'item_failover': 'done'}
    close(request.case, '11', 'team', 'failed', data=failed)
    close(request.case, '11', 'team', 'passed', data=passed, closed_by_name='Andi')

    [checklist] = draft(request, 'test-record').data['checklists']

    assert (checklist['title'], checklist['by']) == ('Uji kinerja', 'Andi')
    assert [(item['text'], item['result'], item['remark']) for item in checklist['items']] == [
        ('Kegunaan', 'Tidak berlaku', 'Tanpa antarmuka'),
        ('Failover', 'Terpenuhi', ''),
    ]
    assert [(round['round'], round['failed']) for round in checklist['earlier']] == [(1, ['Failover'])]


@pytest.mark.django_db
def test_minutes_have_every_checklist_in_the_order_of_the_work():
    rows = [{'row': 10, **CHECKLIST, 'activity': {'id': 'Konfigurasi'}}, {'row': 11, **CHECKLIST}]
    request = make_followed(make_request, rows)
    install(make_server(request))
    for step in ('10', '11'):
        close(request.case, step, 'team', data={'item_usability': 'done', 'item_failover': 'done'})

    data = draft(request, 'minutes-of-work').data

    assert [checklist['title'] for checklist in data['checklists']] == ['Konfigurasi', 'Uji kinerja']


@pytest.mark.django_db
def test_records_of_work_that_was_not_done_are_not_drafted():
    request = make_followed(make_request, [])

    assert refusal_codes(request, 'test-record') == ['checklist-missing']
    assert refusal_codes(request, 'minutes-of-work') == ['device-missing']
    assert refusal_codes(request, 'verification-record') == ['server-missing']


@pytest.mark.django_db
def test_what_people_confirmed_short_is_a_reason_of_the_refusal():
    rows = [{'row': 5, 'does': 'capacity.verify', 'by': 'team'}]
    request = make_followed(make_request, rows)
    close(request.case, '5', 'team', data={'domain_name': 'short', 'domain_name_by': 'Rina', 'cable': 'enough'})

    data = draft(request, 'reply-letter', decision='refused').data

    assert data['reasons'] == ['Nama domain: menurut konfirmasi Rina tidak mencukupi.']
    assert [(entry['what'], entry['verdict']) for entry in data['confirmations']] == [
        ('Nama domain', 'tidak mencukupi'),
        ('Kabel', 'mencukupi'),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ('make', 'field'), [(make_visit, 'visit'), (make_ticket, 'ticket'), (make_retrieval, 'request')]
)
def test_a_letter_is_uploaded_to_any_subject(make, field):
    subject = make()

    document = files.store_upload(
        subject, SimpleUploadedFile('surat.pdf', make_pdf()), kind='request-letter', actor=make_user(), now=NOW
    )

    assert (document.subject, getattr(document, field)) == (subject, subject)
    assert [document.request, document.visit, document.ticket].count(None) == 2


@pytest.mark.django_db
def test_the_letter_of_a_submitted_visit_no_longer_changes():
    visit = make_visit()
    open_case(visit)

    with pytest.raises(FileRefused):
        files.store_upload(
            visit, SimpleUploadedFile('surat.pdf', make_pdf()), kind='request-letter', actor=make_user(), now=NOW
        )

    assert not visit.documents.exists()


@pytest.mark.django_db
def test_a_proof_of_an_act_on_paper_is_internal():
    """An applicant may read what came in and went out; a scanned disposition is neither."""
    ticket = make_ticket()
    open_case(ticket)

    proof = files.store_upload(
        ticket, SimpleUploadedFile('pindaian.pdf', make_pdf()), kind='paper-proof', actor=make_user(), now=NOW
    )

    assert (proof.direction, proof.state, proof.case) == ('internal', 'filed', ticket.case)


@pytest.mark.django_db
def test_a_paper_that_arrived_from_outside_is_not_drafted():
    assert refusal_codes(make_visit(), 'paper-proof') == ['kind-not-drafted']
