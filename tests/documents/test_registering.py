"""The lines of the registers: in turn, by hand, back-dated, from elsewhere, cancelled; never a number twice."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from netbox_colocation.documents import drafting, signing
from netbox_colocation.documents.registering import LetterFacts, cancel, register_document, take_by_hand
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import Classification, DocumentRegister, RegisterEntry
from tests.documents.cases import ACCEPTED, make_open_request, make_signer
from tests.factories import NOW, make_document, make_register, make_request, make_tenant, make_user

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)


def day(number: int) -> datetime.date:
    return datetime.date(2026, 11, number)


def codes(call) -> list[str]:
    with pytest.raises(OutcomeRefused) as refused:
        call()
    return [refusal.code for refusal in refused.value.refusals]


def take(register, origin='automatic', **fields):
    now = fields.pop('now', NOW)
    facts = LetterFacts(**fields.pop('facts', {}))
    return take_by_hand(register, origin=origin, actor=None, now=now, facts=facts, **fields)


@pytest.fixture
def request_():
    return make_open_request()


@pytest.fixture
def draft(request_):
    text = {**ACCEPTED, 'nature': 'Segera', 'attachment': 'Satu berkas'}
    return drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text=text)


# -- In turn ------------------------------------------------------------------------------------------------------


def test_the_line_of_a_letter_says_what_the_letter_says(draft, request_):
    entry = register_document(draft, actor=make_user(), now=NOW)

    assert (entry.number, entry.sequence, entry.origin) == ('500.12/1/DKI/XI/2026', 1, 'automatic')
    assert (entry.nature, entry.attachments, entry.classification) == ('Segera', 'Satu berkas', '500.12')
    assert entry.correspondent == f'Pimpinan {request_.applicant.name}'
    assert entry.matter == 'Persetujuan Permohonan Colocation Server'
    assert (entry.dated, entry.received_on, draft.number) == (TODAY, None, entry.number)


def test_a_letter_that_has_a_number_keeps_it(draft):
    first = register_document(draft, actor=None, now=NOW)

    assert register_document(draft, actor=None, now=NOW) == first
    assert RegisterEntry.objects.count() == 1


def test_a_signed_letter_has_one_line(draft, request_):
    signer = make_signer(request_)

    signed = signing.sign(draft, actor=signer.user, signer=signer, now=NOW)

    assert signed.entry.number == signed.number
    assert signed.entry.register.next_sequence == 2


def test_the_letters_own_class_stands_in_its_number_before_the_registers(draft):
    draft.classification = Classification.objects.create(code='500.12.6.2', name='Infrastruktur')
    draft.save()

    assert register_document(draft, actor=None, now=NOW).number == '500.12.6.2/1/DKI/XI/2026'


def test_a_letter_gets_the_class_of_its_register_where_the_table_has_it(draft, request_):
    Classification.objects.create(code='500.12', name='Everybody’s')
    own = Classification.objects.create(code='500.12', name='Own', agency=request_.procedure.agency)

    register_document(draft, actor=None, now=NOW)

    assert draft.classification == own


@pytest.mark.parametrize(
    ('nature', 'prefix'),
    [('Biasa', 'B'), ('Segera', 'B'), ('Rahasia', 'R'), ('Sangat Rahasia', 'SR'), ('Terbatas', 'T'), ('', 'B')],
)
def test_the_prefix_says_who_may_read_it(nature, prefix):
    register = make_register(pattern='{prefix}-{sequence}/{year}')

    assert take(register, facts={'nature': nature}).number == f'{prefix}-1/2026'


def test_the_book_that_names_the_kind_goes_before_the_general_one(draft, request_):
    agency = request_.procedure.agency
    special = make_register(agency=agency, kinds=['reply-letter'], unit_code='SPC')

    assert register_document(draft, actor=None, now=NOW).register == special


def test_a_book_that_names_other_kinds_only_is_not_the_letters(draft, request_):
    DocumentRegister.objects.update(kinds=['work-report'])

    assert codes(lambda: register_document(draft, actor=None, now=NOW)) == ['register-missing']


def test_a_closed_book_gives_no_number(draft):
    DocumentRegister.objects.update(is_closed=True)

    assert codes(lambda: register_document(draft, actor=None, now=NOW)) == ['register-closed']
    assert not RegisterEntry.objects.exists()


def test_a_paper_that_stays_inside_is_only_numbered_where_there_is_a_book(request_):
    report = drafting.draft(request_, 'disposition-sheet', actor=make_user(), now=NOW)
    agency = request_.procedure.agency

    assert register_document(report, actor=None, now=NOW) is None
    make_register(agency=agency, direction='internal', unit_code='INT')
    assert register_document(report, actor=None, now=NOW).number == '500.12/1/INT/XI/2026'


def test_a_book_that_was_begun_on_paper_goes_on(draft):
    DocumentRegister.objects.update(first_sequence=131)

    assert register_document(draft, actor=None, now=NOW).sequence == 131
    assert take(DocumentRegister.objects.get()).sequence == 132


def test_the_draft_whose_number_was_cancelled_is_drafted_again(draft):
    cancel(register_document(draft, actor=None, now=NOW), reason='Case ended', actor=make_user(), now=NOW)

    assert codes(lambda: register_document(draft, actor=None, now=NOW)) == ['number-cancelled']


# -- Letters that come in -----------------------------------------------------------------------------------------


def test_a_letter_that_came_in_gets_an_agenda_number_and_keeps_its_own():
    request = make_request(letter_number='045/65/2026', letter_date=day(2), letter_subject='Penempatan server')
    register = make_register(agency=request.procedure.agency, direction='incoming', pattern='{sequence:04}')
    letter = make_document(request, number='045/65/2026', state='filed')

    entry = register_document(letter, actor=None, now=NOW)

    assert (entry.register, entry.number, letter.number) == (register, '0001', '045/65/2026')
    assert (entry.letter_number, entry.matter) == ('045/65/2026', 'Penempatan server')
    assert (entry.dated, entry.received_on) == (day(2), TODAY)
    assert entry.correspondent == request.applicant.name


@pytest.mark.parametrize('closed', [True, False])
def test_without_an_open_book_of_incoming_letters_there_is_no_agenda_number(closed):
    request = make_request()
    if closed:
        make_register(agency=request.procedure.agency, direction='incoming', is_closed=True)

    assert register_document(make_document(request, state='filed'), actor=None, now=NOW) is None


def test_another_letter_that_came_in_is_entered_by_hand():
    register = make_register(direction='incoming', pattern='{sequence}')

    entry = take(register, facts={'dated': datetime.date(2025, 12, 30), 'letter_number': '7/X', 'matter': 'Undangan'})

    assert (entry.number, entry.received_on, entry.dated) == ('1', TODAY, datetime.date(2025, 12, 30))


# -- By hand ------------------------------------------------------------------------------------------------------


def test_a_number_ahead_that_was_chosen_leaves_no_gap_and_no_double():
    register = make_register()
    take(register, 'manual', sequence=3)

    assert [take(register).sequence for _turn in range(4)] == [1, 2, 4, 5]


def test_a_number_that_is_reserved_is_the_next_one():
    register = make_register()

    entry = take(register, facts={'matter': 'Undangan rapat', 'correspondent': 'Sekretaris Daerah'})

    assert (entry.sequence, entry.origin, entry.document, entry.matter) == (1, 'automatic', None, 'Undangan rapat')


def test_a_number_taken_twice_by_hand_is_refused_with_its_holder():
    register = make_register()
    take(register, 'manual', sequence=7, facts={'matter': 'Undangan rapat', 'correspondent': 'Bappeda'})

    with pytest.raises(OutcomeRefused) as refused:
        take(register, 'manual', sequence=7)

    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.field) == ('number-taken', 'sequence')
    assert 'Bappeda – Undangan rapat (2026-11-23)' in refusal.message
    assert RegisterEntry.objects.count() == 1


def test_a_number_of_its_own_wording_says_its_place_in_the_book():
    register = make_register()

    assert take(register, 'manual', sequence=7, number='500.12/007/Sekret').number == '500.12/007/Sekret'
    assert codes(lambda: take(register, 'manual', sequence=8, number='500.12/18/Sekret')) == ['number-invalid']
    assert codes(lambda: take(register, 'manual', sequence=8, number='500.12/8/\nSekret')) == ['number-invalid']
    assert codes(lambda: take(register, 'manual', sequence=9, number='500.12/007/Sekret ')) == ['number-invalid']


@pytest.mark.parametrize(
    ('pattern', 'plain', 'suffixed'),
    [
        ('{classification}/{sequence}/{year}', '500.12/7/2026', '500.12/7.B/2026'),
        ('{classification}/{sequence}.{suffix}/{year}', '500.12/7/2026', '500.12/7.B/2026'),
        ('{classification}/{sequence:03}{suffix}/{year}', '500.12/007/2026', '500.12/007B/2026'),
    ],
)
def test_a_suffix_stands_where_the_pattern_says(pattern, plain, suffixed):
    register = make_register(pattern=pattern)

    assert take(register, 'manual', sequence=7).number == plain
    assert take(register, 'manual', sequence=7, suffix='b').number == suffixed


def test_all_that_is_wrong_is_said_at_once():
    register = make_register()
    facts = {'dated': datetime.date(2027, 1, 1)}

    assert codes(lambda: take(register, 'manual', suffix='?', facts=facts)) == [
        'field-required',
        'suffix-invalid',
        'date-in-future',
        'date-in-other-year',
    ]
    assert codes(lambda: take(register, sequence=3, number='3')) == ['field-unexpected', 'field-unexpected']
    assert codes(lambda: take(register, facts={'dated': day(20)})) == ['date-past']
    assert codes(lambda: take(register, 'manual', sequence=0)) == ['number-invalid']
    assert not RegisterEntry.objects.exists()


def test_a_closed_book_takes_nothing_by_hand_either():
    assert codes(lambda: take(make_register(is_closed=True))) == ['register-closed']


# -- Back-dated ---------------------------------------------------------------------------------------------------


def test_a_back_dated_letter_stands_behind_the_last_one_of_that_day():
    register = make_register()
    for number in (2, 2, 9):
        take(register, now=NOW.replace(day=number))

    def put_in(number):
        return take(register, 'back-dated', facts={'dated': day(number)})

    assert [put_in(2).number, put_in(5).number, put_in(10).number] == [
        '500.12/2.A/DKI/XI/2026',
        '500.12/2.B/DKI/XI/2026',
        '500.12/3.A/DKI/XI/2026',
    ]
    assert take(register).sequence == 4


def test_nothing_is_back_dated_to_before_the_first_letter():
    register = make_register()
    take(register)

    assert codes(lambda: take(register, 'back-dated', facts={'dated': day(20)})) == ['nothing-before']
    assert codes(lambda: take(register, 'back-dated', facts={'dated': TODAY})) == ['date-not-past']
    assert codes(lambda: take(register, 'back-dated')) == ['date-not-past']
    last_year = {'dated': datetime.date(2025, 12, 31)}
    assert codes(lambda: take(register, 'back-dated', facts=last_year)) == ['date-in-other-year']


def test_behind_a_number_there_is_room_for_twenty_six():
    register = make_register()
    take(register, now=NOW.replace(day=2))
    facts = {'dated': day(3)}

    suffixes = [take(register, 'back-dated', facts=facts).suffix for _turn in range(26)]

    assert ''.join(suffixes) == 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    assert codes(lambda: take(register, 'back-dated', facts=facts)) == ['suffixes-used-up']


# -- From elsewhere -----------------------------------------------------------------------------------------------


def test_a_number_of_the_e_office_has_no_place_in_the_sequence():
    register = make_register()

    entry = take(register, 'external', number='B/500.12/900/DKI/XI/2026', facts={'dated': datetime.date(2025, 5, 1)})

    assert (entry.sequence, entry.number) == (None, 'B/500.12/900/DKI/XI/2026')
    assert take(register).sequence == 1
    assert codes(lambda: take(register, 'external', number=entry.number)) == ['number-taken']
    assert codes(lambda: take(register, 'external')) == ['field-required']


def test_what_the_e_office_gave_is_not_given_again():
    register = make_register()
    take(register, 'external', number='500.12/2/DKI/XI/2026')

    assert [take(register).sequence for _turn in range(2)] == [1, 3]


# -- Cancelled ----------------------------------------------------------------------------------------------------


def test_a_cancelled_number_stays_in_the_book_and_is_never_given_again():
    register, user = make_register(), make_user()
    entry = take(register)

    cancel(entry, reason=' Salah  alamat ', actor=user, now=NOW)

    entry.refresh_from_db()
    assert (entry.state, entry.cancelled_by, entry.cancel_reason) == ('cancelled', user, 'Salah alamat')
    assert take(register).sequence == 2
    assert codes(lambda: take(register, 'manual', sequence=1)) == ['number-taken']


def test_a_number_is_cancelled_once_and_with_a_reason():
    register, user = make_register(), make_user()
    entry = take(register)

    assert codes(lambda: cancel(entry, reason=' ', actor=user, now=NOW)) == ['reason-missing']
    cancel(entry, reason='Batal', actor=user, now=NOW)
    assert codes(lambda: cancel(entry, reason='Batal', actor=user, now=NOW)) == ['already-cancelled']


def test_the_number_of_a_signed_letter_is_only_cancelled_when_another_corrects_it(draft, request_):
    signer = make_signer(request_)
    signed = signing.sign(draft, actor=signer.user, signer=signer, now=NOW)

    def cancel_it():
        return cancel(signed.entry, reason='Salah', actor=signer.user, now=NOW)

    assert codes(cancel_it) == ['document-issued']
    correction = make_document(request_, kind='reply-letter', direction='outgoing', corrects=signed)
    assert codes(cancel_it) == ['document-issued']
    type(correction).objects.filter(pk=correction.pk).update(state='signed')
    assert cancel_it().state == 'cancelled'


# -- The book itself ----------------------------------------------------------------------------------------------


def test_two_books_do_not_number_the_same_kind():
    first = make_register(kinds=['reply-letter', 'work-report'][:1])
    second = make_register(agency=first.agency)
    second.kinds = ['reply-letter']

    with pytest.raises(ValidationError) as refused:
        second.full_clean()

    assert 'numbers these already: Reply letter' in refused.value.message_dict['kinds'][0]
    second.year = 2027
    second.full_clean()


def test_a_book_names_papers_of_its_own_direction():
    register = make_register(kinds=['work-report'])

    with pytest.raises(ValidationError) as refused:
        register.full_clean()

    assert list(refused.value.message_dict) == ['kinds']


def test_a_book_that_gave_numbers_stays_whose_it_is_and_does_not_go_back():
    register = make_register()
    take(register)
    take(register)
    register.refresh_from_db()
    register.first_sequence, register.year, register.agency = 3, register.year, register.agency
    register.full_clean()
    register.agency, register.year, register.direction = make_tenant(), 2027, 'incoming'
    register.first_sequence = 2

    with pytest.raises(ValidationError) as refused:
        register.full_clean()

    assert set(refused.value.message_dict) == {'agency', 'year', 'direction', 'first_sequence'}
