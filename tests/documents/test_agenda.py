"""The agenda and the control card as papers: what stands in them, in which order, and that nobody's text is markup."""

import datetime
import io

import pypdf
import pytest
from django.utils import timezone

from netbox_colocation.documents import agenda
from netbox_colocation.documents.registering import LetterFacts, cancel, take_by_hand
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import RegisterEntry
from tests.factories import NOW, make_document, make_entry, make_register, make_tenant, make_user

pytestmark = pytest.mark.django_db


def words(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def lines_of(register, **narrowed):
    return agenda.list_entries(register, entries=RegisterEntry.objects.all(), **narrowed)


@pytest.fixture
def outgoing():
    register = make_register(agency=make_tenant(name='Dinas Kominfo'))
    for day, matter, correspondent in (
        (2, 'Undangan rapat', 'Bappeda'),
        (2, 'Balasan #strong[x] permohonan', 'Dinas Kesehatan'),
        (20, 'Laporan', 'Sekretaris Daerah'),
    ):
        facts = LetterFacts(matter=matter, correspondent=correspondent, attachments='1 berkas')
        take_by_hand(register, origin='automatic', actor=None, now=NOW.replace(day=day), facts=facts)
    late = LetterFacts(dated=datetime.date(2026, 11, 5), matter='Terlambat')
    take_by_hand(register, origin='back-dated', actor=None, now=NOW, facts=late)
    cancel(register.entries.get(sequence=3), reason='Salah alamat', actor=make_user(), now=NOW)
    return register


def test_the_book_has_its_lines_in_the_order_of_their_numbers(outgoing):
    data = agenda.freeze_agenda(lines_of(outgoing), now=NOW)

    assert [row[0].split('/')[1] for row in data['rows']] == ['1', '2', '2.A', '3']
    assert data['rows'][0][1:] == ['2 November 2026', '', 'Bappeda', 'Undangan rapat', '1 berkas', '']
    assert data['rows'][2][-1] == 'Nomor sisipan'
    assert data['rows'][3][-1] == 'Dibatalkan: Salah alamat'
    assert (data['title'], data['period'], data['cancelled']) == ('Buku agenda surat keluar', 'Tahun 2026', [3])


def test_the_book_is_printed_and_users_words_stay_words(outgoing):
    [page] = words(agenda.render_agenda(lines_of(outgoing), now=NOW))

    for text in (
        'DINAS KOMINFO',
        'BUKU AGENDA SURAT KELUAR',
        '500.12/2.A/DKI/XI/2026',
        '#strong[x]',
        'Jumlah: 4 nomor',
    ):
        assert text in page.replace('\u200b', '')


def test_the_same_day_gives_the_same_bytes(outgoing):
    assert agenda.render_agenda(lines_of(outgoing), now=NOW) == agenda.render_agenda(lines_of(outgoing), now=NOW)


def test_a_month_counts_letters_that_came_in_by_their_arrival():
    register = make_register(direction='incoming')
    kept = make_entry(register, dated=datetime.date(2026, 1, 31), received_on=datetime.date(2026, 2, 1))
    make_entry(register, dated=datetime.date(2026, 2, 27), received_on=datetime.date(2026, 3, 1))

    found = lines_of(register, month=datetime.date(2026, 2, 1))

    assert found.entries == [kept]
    assert (found.title, found.period) == ('Buku agenda surat masuk', 'Februari 2026')


def test_the_book_says_when_a_letter_was_sent():
    sent = make_document(kind='reply-letter', direction='outgoing', sent_at=NOW)
    register = make_register()
    make_entry(register, document=sent)

    [row] = agenda.freeze_agenda(lines_of(register), now=NOW)['rows']

    assert row[2] == f'{timezone.localtime(NOW).day} November 2026'


def test_a_book_that_is_too_long_for_one_print_says_so(outgoing, monkeypatch):
    monkeypatch.setattr(agenda, 'LIMIT', 3)

    with pytest.raises(OutcomeRefused) as refused:
        lines_of(outgoing)

    assert [refusal.code for refusal in refused.value.refusals] == ['agenda-too-long']


def test_an_empty_book_can_be_printed():
    [page] = words(agenda.render_agenda(lines_of(make_register()), now=NOW))

    assert 'Tidak ada surat' in page


def test_the_control_card_has_three_copies(outgoing):
    cards = words(agenda.render_card(outgoing.entries.get(sequence=1), now=NOW))

    assert len(cards) == 3
    for text in ('KARTU KENDALI', 'Undangan rapat', 'Bappeda', '500.12', 'Dinas Kominfo', 'Lembar II'):
        assert text in cards[1]


def test_lines_cost_no_query_each(outgoing, django_assert_num_queries):
    for _line in range(5):
        make_entry(outgoing, sequence=None, document=make_document())

    with django_assert_num_queries(1):
        book = lines_of(outgoing)
        assert [[column.value(entry) for column in book.columns] for entry in book.entries]


def test_the_longest_words_stay_on_the_card():
    """Every field as long as it may be: still one page for each copy."""
    facts = {'matter': 'kata panjang ' * 22, 'correspondent': 'Dinas Kesehatan ' * 12, 'letter_number': 'W' * 100}
    register = make_register(direction='incoming')
    entry = make_entry(register, **facts, attachments='x' * 100, note='catatan ' * 35, received_on=NOW.date())

    assert len(words(agenda.render_card(entry, now=NOW))) == 3
