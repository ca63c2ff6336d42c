"""Papers that several sign: who confirmed, whose place is empty, and that a filed paper no longer changes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.documents import confirming, drafting, filing, rendering, signing
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import Document
from tests.factories import NOW, make_device, make_rack, make_representative, make_request, make_server, make_user
from tests.subject_factories import make_retrieval, make_ticket, make_visit

from .cases import close, hold_office, install, make_followed, make_signer
from .reading import read_text

pytestmark = pytest.mark.django_db
MINUTES = [
    {
        'row': 15, 'does': 'document.draft', 'by': 'team', 'with': {'kind': 'minutes-of-work'},
        'acknowledged_by': ['applicant', 'head'],
    },
]  # fmt: skip
HANDOVER = [
    {'row': 8, 'steps': [
        {'by': 'team', 'does': 'document.draft', 'with': {'kind': 'handover-record'}},
        {'by': 'applicant', 'does': 'document.confirm', 'with': {'kind': 'handover-record'}},
        {'by': 'team', 'does': 'document.confirm', 'with': {'kind': 'handover-record'}},
    ]},
]  # fmt: skip


def draft(subject, kind, **options):
    return drafting.draft(subject, kind, actor=options.pop('actor', None) or make_user(), now=NOW, **options)


def make_installed(rows=MINUTES):
    request = make_followed(make_request, rows)
    install(make_server(request))
    return request


def names(document) -> list[tuple[str, str]]:
    """Name and way of confirming of each party, in order."""
    return [(party['name'], party['how']) for party in document.data['parties']]


def test_whoever_is_asked_has_a_place_before_confirming():
    request = make_installed()
    hold_office(request.case, 'head', holder_name='Siti Rahmawati', employee_number='1970')

    document = draft(request, 'minutes-of-work')

    assert names(document) == [('Budi Santoso', ''), ('Siti Rahmawati', '')]
    assert [party['position'] for party in document.data['parties']] == ['Sekretaris', 'Kepala Dinas']


def test_a_place_that_two_could_fill_is_left_without_a_name():
    request = make_installed()
    hold_office(request.case, 'head')
    hold_office(request.case, 'head')

    assert names(draft(request, 'minutes-of-work'))[1] == ('', '')


def test_who_confirmed_stands_there_with_office_and_time():
    request = make_installed()
    representative = make_representative(tenant=request.applicant, position='Kepala Subbagian Data')
    head = hold_office(request.case, 'head', holder_name='Siti Rahmawati', rank='Pembina (IV/a)')
    document = draft(request, 'minutes-of-work')
    close(request.case, '15.2', 'applicant', 'acknowledged', closed_by=representative.user, closed_by_name='Andi',
          closed_at=NOW)  # fmt: skip
    close(request.case, '15.3', 'head', 'acknowledged', closed_by=head.user, closed_by_name='Siti')

    [refreshed] = confirming.refresh_case(request.case)

    assert refreshed.pk == document.pk
    applicant, agency = refreshed.data['parties']
    assert (applicant['name'], applicant['position']) == ('Andi', 'Kepala Subbagian Data')
    assert (applicant['organisation'], applicant['how']) == (request.applicant.name, 'application')
    assert applicant['at_text'].startswith('23 November 2026 pukul ')
    assert (agency['name'], agency['rank']) == ('Siti Rahmawati', 'Pembina (IV/a)')
    text = read_text(rendering.render('minutes-of-work', refreshed.data))
    assert text.count('Disetujui di dalam aplikasi pada') == 2


def test_nothing_is_rendered_again_when_nobody_confirmed():
    request = make_installed()
    document = draft(request, 'minutes-of-work')
    rendering.store_rendition(document.pk)

    assert confirming.refresh_case(request.case) == []
    document.refresh_from_db()
    assert document.file


def test_a_confirmation_takes_the_old_file_away(django_capture_on_commit_callbacks):
    request = make_installed()
    document = draft(request, 'minutes-of-work')
    rendering.store_rendition(document.pk)
    close(request.case, '15.2', 'applicant', 'acknowledged', closed_by_name='Andi')

    with django_capture_on_commit_callbacks(execute=True):
        [refreshed] = confirming.refresh_case(request.case)

    assert (refreshed.pk, bool(refreshed.file), refreshed.digest) == (document.pk, False, '')


def test_an_objection_is_no_signature():
    request = make_installed()
    close(request.case, '15.2', 'applicant', 'objected', closed_by_name='Andi', comment='Salah')

    assert names(draft(request, 'minutes-of-work'))[0] == ('Budi Santoso', '')


def test_a_paper_that_is_drafted_again_is_confirmed_again():
    """Who agreed to the first version did not agree to the second."""
    request = make_installed()
    close(request.case, '15.1', 'team')
    close(request.case, '15.2', 'applicant', 'acknowledged', closed_by_name='Andi')
    assert names(draft(request, 'minutes-of-work'))[0] == ('Andi', 'application')

    close(request.case, '15.1', 'team')

    assert names(draft(request, 'minutes-of-work'))[0] == ('Budi Santoso', '')


def test_an_acknowledgement_belongs_to_the_paper_of_its_row():
    rows = [*MINUTES, {'row': 6, 'does': 'review', 'by': 'team'}]
    rows[0] = {**rows[0], 'with': {'kind': 'work-report'}}
    request = make_installed(rows)
    close(request.case, '15.3', 'head', 'acknowledged', closed_by_name='Siti')

    assert names(draft(request, 'minutes-of-work')) == [('Budi Santoso', '')]


def test_several_of_one_step_sign_each():
    rows = [{'row': 3, 'does': 'acknowledge', 'by': 'team', 'at_least': 2}]
    request = make_installed(rows)
    for seat, name in enumerate(('Ani', 'Budi'), start=1):
        close(request.case, '3', 'team', 'acknowledged', seat=seat, closed_by_name=name, round=1)

    assert names(draft(request, 'minutes-of-work'))[:2] == [('Ani', 'application'), ('Budi', 'application')]


def test_a_handover_record_goes_from_the_applicant_to_the_agency():
    request = make_followed(make_request, HANDOVER)
    make_server(request, serial='SN-1')
    team = hold_office(request.case, 'team', holder_name='Dewi Lestari')
    close(request.case, '8.2', 'applicant', 'confirmed', closed_by_name='Andi')
    close(request.case, '8.3', 'team', 'confirmed', closed_by=team.user, closed_by_name='Dewi')

    data = draft(request, 'handover-record').data

    assert (data['giver']['name'], data['receiver']['name']) == ('Andi', 'Dewi Lestari')
    assert data['receiver']['position'] == 'Tim Teknis'
    assert [item['serial'] for item in data['goods']] == ['SN-1']


def test_who_drafts_receives_where_no_step_asks_the_agency():
    request = make_followed(make_request, [])
    make_server(request, serial='SN-1')
    team = hold_office(request.case, 'team', holder_name='Dewi Lestari')

    data = draft(request, 'handover-record', actor=team.user).data

    assert (data['giver']['name'], data['receiver']['name']) == ('Budi Santoso', 'Dewi Lestari')
    assert data['receiver']['at_text'] == ''


def test_a_return_record_goes_the_other_way():
    device = make_device(make_rack(), serial='SN-1', position=10)
    request = make_followed(make_retrieval, [], kind='retrieval-request', devices=[device])

    data = draft(request, 'return-record').data

    assert (data['giver']['side'], data['receiver']['name']) == ('agency', 'Budi Santoso')
    assert (data['returned'][0]['rack'], data['returned'][0]['units']) == (device.rack.name, 'U10')


def test_a_dismounted_device_is_returned_from_where_it_stood():
    device = make_device(make_rack(), serial='SN-1', position=10)
    request = make_followed(make_retrieval, [], kind='retrieval-request', devices=[device])
    rack = device.rack.name
    draft(request, 'reply-letter', text={'decision': 'accepted'})
    device.rack, device.position, device.face = None, None, ''
    device.save()

    [returned] = draft(request, 'return-record').data['returned']

    assert (returned['rack'], returned['units']) == (rack, 'U10')


def test_goods_are_not_handed_over_by_nobody_or_without_a_serial_number():
    """All reasons at once."""
    request = make_followed(make_request, [], administrative_name='')
    make_server(request, name='emr-1')
    make_server(request, name='emr-2')

    with pytest.raises(OutcomeRefused) as refused:
        draft(request, 'handover-record')

    assert [refusal.code for refusal in refused.value.refusals] == [
        'serial-missing',
        'serial-missing',
        'person-missing',
    ]
    assert not Document.objects.exists()


def test_a_paper_is_filed_with_who_confirmed_it_until_then():
    request = make_installed()
    document = draft(request, 'minutes-of-work')
    close(request.case, '15.2', 'applicant', 'acknowledged', closed_by_name='Andi')

    filed = filing.file(document, now=NOW)

    assert names(filed)[0] == ('Andi', 'application')


def test_a_filed_paper_is_not_confirmed_any_more():
    request = make_installed()
    filed = filing.file(draft(request, 'minutes-of-work'), now=NOW)
    close(request.case, '15.2', 'applicant', 'acknowledged', closed_by_name='Andi')

    assert confirming.refresh_case(request.case) == []
    assert confirming.refresh_parties(filed).data == filed.data


def test_a_paper_is_signed_with_who_confirmed_it_until_then():
    request = make_installed()
    document = draft(request, 'minutes-of-work')
    close(request.case, '15.2', 'applicant', 'acknowledged', closed_by_name='Andi')
    signer = make_signer(request)

    signed = signing.sign(document, actor=signer.user, signer=signer, now=NOW)

    assert names(signed)[0] == ('Andi', 'application')


def test_what_a_case_leaves_behind_unfiled_is_filed_but_no_letter():
    request = make_installed()
    minutes = draft(request, 'minutes-of-work')
    letter = draft(request, 'reply-letter', text={'decision': 'accepted'})
    done = filing.file(draft(request, 'work-report'), now=NOW)

    filed = filing.file_drafts(request.case, now=NOW + datetime.timedelta(days=1))

    letter.refresh_from_db()
    assert [document.pk for document in filed] == [minutes.pk]
    assert (letter.state, done.state) == ('draft', 'filed')


def test_the_file_of_a_visit_or_ticket_is_filed_as_well():
    for make, kind in ((make_visit, 'access-visit'), (make_ticket, 'maintenance-ticket')):
        subject = make_followed(make, [], kind=kind)
        report = draft(subject, 'work-report', text={'note': 'Selesai.'})

        assert filing.file_drafts(subject.case, now=NOW) == [report]


def test_parties_cost_the_same_number_of_queries_however_many_confirmed():
    counts = []
    for seats in (1, 6):
        request = make_installed([{'row': 3, 'does': 'acknowledge', 'by': 'team', 'at_least': seats}])
        for seat in range(1, seats + 1):
            holder = hold_office(request.case, 'team')
            close(request.case, '3', 'team', 'acknowledged', seat=seat, closed_by=holder.user, round=1)
        with CaptureQueriesContext(connection) as queries:
            draft(request, 'minutes-of-work')
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_of_two_who_could_sign_the_one_who_wrote_it_stands_there():
    """An office with two technicians can hand goods over: the drafter signs for it, not a stranger or nobody."""
    request = make_followed(make_request, HANDOVER)
    install(make_server(request, serial='SN-1'))
    writer = hold_office(request.case, 'team', holder_name='Elang Telaga').user
    hold_office(request.case, 'team', holder_name='Gema Lestari')

    document = draft(request, 'handover-record', actor=writer)

    assert ('Elang Telaga', '') in names(document)
    assert 'Gema Lestari' not in dict(names(document))
