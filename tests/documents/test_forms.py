"""Forms, the permit and the guest book, frozen from real rows: what is known stands there, the rest is left open."""

import datetime

import pytest
from django.utils import timezone

from netbox_colocation.capacity.elevations import RackPicture, Thing
from netbox_colocation.documents import drafting, rendering
from netbox_colocation.documents.guest_book import freeze_guest_book
from netbox_colocation.documents.indonesian import count_in_words, mask_identity_numbers
from netbox_colocation.exceptions import OutcomeRefused
from tests.factories import NOW, make_rack, make_server, make_user
from tests.subject_factories import make_visit

from .cases import check_capacity, close, hold_place, make_followed, make_open_request
from .reading import read_text

pytestmark = pytest.mark.django_db

NIK = '1371012345678901'


def draft(subject, kind, **text):
    return drafting.draft(subject, kind, actor=make_user(first_name='Dewi'), now=NOW, text=text)


def read(document):
    return read_text(rendering.render(document.kind, document.data))


def make_visited(**overrides):
    at = timezone.localtime(NOW)
    fields = {'entered_at': at, 'left_at': at + datetime.timedelta(hours=1), 'escort_name': 'Joko Susilo', **overrides}
    moments = {key: fields.pop(key) for key in ('entered_at', 'left_at', 'escort_name')}
    visit = make_followed(
        make_visit,
        [{'row': 1, 'activity': {'id': 'a', 'en': 'a'}, 'by': 'team', 'does': 'visit.escort'}],
        kind='access-visit',
        **fields,
    )
    for key, value in moments.items():
        setattr(visit, key, value)
    visit.save_state(*moments)
    return visit


def test_an_application_form_has_the_applicant_the_persons_and_every_server():
    request = make_open_request(
        administrative_email='budi@example.org', technical_phone='0811 99', technical_organisation='PT Mitra'
    )
    for name in ('web-01', 'db-01'):
        make_server(
            request, name=name, serial=f'SN-{name}', operating_system='Debian 13',
            domain_names=[f'{name}.example.go.id'], services=['tcp/443'],
        )  # fmt: skip
    hold_place(request, request.servers.get(name='web-01'))

    document = draft(request, 'application-form')

    assert (document.direction, document.data['form']['technical']['organisation']) == ('incoming', 'PT Mitra')
    text = read(document)
    for part in ('SN-web-01', 'SN-db-01', 'Debian 13', 'web-01.example.go.id', 'tcp/443', 'budi@example.org',
                 '0811 99', 'Budi Santoso', 'web-01: A-01', 'Berlaku sampai : …'):  # fmt: skip
        assert part in text


def test_a_form_without_servers_or_person_is_refused_with_both_reasons():
    request = make_open_request(administrative_name='')

    with pytest.raises(OutcomeRefused) as refused:
        draft(request, 'application-form')

    assert [refusal.code for refusal in refused.value.refusals] == ['server-missing', 'person-missing']


def test_a_permit_names_room_window_and_visitors_and_leaves_the_card_open():
    visit = make_visited(visitors=['Andi', f'Rina (KTP {NIK})'], purpose='Ganti disk', entered_at=None, left_at=None)

    text = read(draft(visit, 'visit-permit'))

    for part in (
        'IZIN AKSES',
        'Ganti disk',
        '1 Andi',
        'Rina (KTP …8901)',
        'Access card',
        'Permission to take pictures',
    ):
        assert part in text
    assert NIK not in text


def test_a_guest_book_has_the_visits_of_its_days_and_of_its_agency_only():
    visit = make_visited(visitors=['Andi', 'Rina'])
    earlier = make_visited(entered_at=timezone.localtime(NOW) - datetime.timedelta(days=2))
    day = timezone.localtime(NOW).date()
    close(visit.case, '1', 'team', data={'remark': f'Disk WD-77 dibawa keluar, KTP {NIK}'})

    data = freeze_guest_book(visit.case.agency, day, day, now=NOW)

    [row, other] = data['guests']
    assert [guest['visitors'] for guest in data['guests']] == [['Andi'], ['Rina']]
    assert other['remark'] == ''
    assert row['remark'] == 'Disk WD-77 dibawa keluar, KTP …8901'
    assert freeze_guest_book(earlier.case.agency, day, day, now=NOW)['guests'] == []
    text = read_text(rendering.compile_template('guest-book.typ', data, day=day))
    assert 'BUKU TAMU' in text
    assert 'Disk WD-77' in text


def test_a_guest_book_costs_the_same_for_one_visit_and_for_ten(django_assert_num_queries):
    visit = make_visited()
    agency, day = visit.case.agency, timezone.localtime(NOW).date()
    with django_assert_num_queries(9) as one:
        freeze_guest_book(agency, day, day, now=NOW)
    for _index in range(9):
        other = make_visited()
        type(other.procedure).objects.filter(pk=other.procedure_id).update(agency=agency)
        other.racks.add(make_rack())

    with django_assert_num_queries(len(one)):
        assert len(freeze_guest_book(agency, day, day, now=NOW)['guests']) == 20


def test_a_visits_own_page_is_refused_before_anybody_entered():
    with pytest.raises(OutcomeRefused) as refused:
        draft(make_visited(entered_at=None, left_at=None), 'guest-book')

    assert [refusal.code for refusal in refused.value.refusals] == ['entry-missing']


def test_a_capacity_report_shows_the_racks_concerned_and_nobody_elses_names():
    request = make_open_request()
    server = make_server(request, name='web-01')
    things = (
        Thing('device', 'milik-orang-lain', 0, 2, 'front', tenant=None),
        Thing('device', 'milik-sendiri', 4, 2, 'front', tenant=request.applicant_id),
        Thing('place', 'web-01', 10, 2, 'front', pk=server.pk),
    )
    pictures = [RackPicture(1, 'A-01', 84, 1, False, things), RackPicture(2, 'A-02', 84, 1, False, things[:1])]
    check_capacity(request, elevations=[picture.as_dict() for picture in pictures])

    text = read(draft(request, 'capacity-report'))

    for part in ('Rak A-01', 'Usulan: web-01', 'milik-sendiri', 'terisi'):
        assert part in text
    assert 'milik-orang-lain' not in text
    assert 'A-02' not in text


@pytest.mark.parametrize(
    ('typed', 'kept'),
    [
        (f'KTP {NIK}', 'KTP …8901'),
        ('KTP 1371 0123 4567 8901.', 'KTP …8901.'),
        ('NIP 197001011995032001', 'NIP 197001011995032001'),
        ('SN 12345678901234567', 'SN 12345678901234567'),
        ('HP 0811-1234-5678', 'HP 0811-1234-5678'),
    ],
)
def test_only_the_last_digits_of_a_citizens_number_are_kept(typed, kept):
    assert mask_identity_numbers(typed) == kept


def test_what_is_enclosed_is_counted_in_words():
    assert count_in_words(12, 'lembar') == '12 (dua belas) lembar'
    request = make_open_request()
    make_server(request)
    letter = draft(request, 'reply-letter', decision='accepted', attachment='2 lembar')
    assert letter.data['text']['attachment'] == '2 (dua) lembar'
