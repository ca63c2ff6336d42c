"""What signatures in uploaded files are worth: good ones, untrusted ones, and every way to cheat that we know of."""

import contextlib
import datetime
import io
import json
import random
import re
import socket
import subprocess
import time
from pathlib import Path

import pytest
import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import PdfTimeStamper
from pypdf import PdfReader, PdfWriter

from netbox_colocation.documents import validation
from netbox_colocation.documents.validation import find_signatures, summarise
from netbox_colocation.exceptions import FileRefused
from tests.signing_office import NOW, authority, sign_with, stamper, use_settings, write_root


@pytest.fixture(scope='module')
def paper() -> bytes:
    source = b'#set page(paper: "a4")\n= Surat\nMenyetujui penempatan 2 server. #lorem(80)'
    return typst.compile(source, format='pdf', pdf_standards='a-2b')


@pytest.fixture(scope='module')
def signed(paper) -> bytes:
    return sign_with(paper, authority().signer, reason='Menyetujui', location='Padang')


@pytest.fixture(autouse=True)
def trusted(settings, tmp_path: Path) -> None:
    use_settings(settings, trusted_certificates=[str(write_root(tmp_path))])


def _verdict(content: bytes, now: datetime.datetime = NOW) -> str:
    return summarise(find_signatures(content, now=now))['verdict']


def _append(content: bytes, change) -> bytes:
    """Add an update after the last byte, as an editor does that keeps the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


# Good files ----------------------------------------------------------------------------------------------------------


def test_a_signed_paper_is_valid_and_all_of_it_is_json(signed):
    found = find_signatures(signed, now=NOW)
    assert json.loads(json.dumps(found)) == found
    assert summarise(found) == {
        'verdict': 'valid',
        'label': 'Valid',
        'color': 'green',
        'detail': 'The file is as it was signed, and the signer’s certificate comes from a trusted issuer.',
        'signers': ['Drs. Hasan Basri, M.Si'],
        'problem_code': '',
        'problem': '',
    }


def test_an_unsigned_paper_has_no_signatures(paper):
    assert find_signatures(paper, now=NOW) == []
    assert summarise([])['verdict'] == 'none'


def test_an_empty_field_is_no_signature(paper):
    field = SigFieldSpec('Kosong', box=(10, 10, 100, 60))
    assert _verdict(_append(paper, lambda writer: append_signature_field(writer, field))) == 'none'


def test_two_signers_are_both_read(signed):
    twice = sign_with(signed, authority().signer, field='Kedua')
    found = find_signatures(twice, now=NOW)
    assert [facts['field'] for facts in found] == ['Lain', 'Kedua']
    assert [facts['verdict'] for facts in found] == ['valid', 'valid']


def test_a_document_time_stamp_after_the_signature_changes_nothing(signed):
    output = PdfTimeStamper(stamper()).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(signed)), 'sha256')
    signature, stamp = find_signatures(output.getvalue(), now=NOW)
    assert (signature['kind'], stamp['kind']) == ('signature', 'timestamp')
    assert (signature['verdict'], stamp['verdict']) == ('valid', 'valid')


def test_a_file_with_a_time_stamp_alone_is_not_signed(paper):
    output = PdfTimeStamper(stamper()).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), 'sha256')
    assert _verdict(output.getvalue()) == 'none'


# Trust ---------------------------------------------------------------------------------------------------------------


def test_an_unknown_issuer_is_not_trusted(paper):
    found = find_signatures(sign_with(paper, authority().stranger), now=NOW)
    assert (found[0]['verdict'], found[0]['problem_code']) == ('untrusted', 'no-chain')
    assert found[0]['intact']


def test_without_trusted_certificates_it_says_so(signed, settings):
    use_settings(settings, trusted_certificates=[])
    [found] = find_signatures(signed, now=NOW)
    assert (found['verdict'], found['problem_code'], found['trust_checked']) == ('untrusted', 'no-roots', False)


def test_a_trusted_file_that_cannot_be_read_is_passed_over(signed, settings, tmp_path, caplog):
    (tmp_path / 'bad.pem').write_text('no certificate')
    use_settings(settings, trusted_certificates=[str(tmp_path / 'bad.pem'), str(tmp_path / 'akar.pem')])
    assert _verdict(signed) == 'valid'
    assert 'bad.pem' in caplog.text


def test_an_expired_certificate_is_not_trusted_and_says_why(paper):
    [found] = find_signatures(sign_with(paper, authority().expired), now=NOW)
    assert (found['verdict'], found['problem_code'], found['expired']) == ('untrusted', 'expired', True)


def test_a_time_stamp_from_before_keeps_an_expired_certificate_good(paper):
    then = datetime.datetime(2021, 5, 1, tzinfo=datetime.UTC)
    stamped = sign_with(paper, authority().expired, timestamper=stamper(then))
    [found] = find_signatures(stamped, now=NOW)
    assert (found['verdict'], found['time_source'], found['expired']) == ('valid', 'timestamp', False)
    assert datetime.datetime.fromisoformat(found['signed_at']) == then


def test_a_certificate_for_something_else_is_not_trusted(paper):
    [found] = find_signatures(sign_with(paper, authority().encipher), now=NOW)
    assert (found['verdict'], found['problem_code']) == ('untrusted', 'usage')


# Cheating ------------------------------------------------------------------------------------------------------------


def test_every_changed_byte_of_what_was_signed_breaks_it(signed):
    [length] = [int(found) for found in re.findall(rb'/ByteRange \[0 (\d+) ', signed)]
    places = random.Random(5).sample(range(20, length), 6)
    for place in places:
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        with contextlib.suppress(FileRefused):  # not even a PDF any more
            assert _verdict(changed) in {'broken', 'none'}, place


def test_a_page_that_is_drawn_anew_afterwards_shows_as_changed(signed):
    def overpaint(writer: IncrementalPdfFileWriter) -> None:
        page = writer.find_page_for_modification(0)[0]
        stream = generic.StreamObject(stream_data=b'q 1 0 0 rg 50 50 400 400 re f Q')
        contents = page.get_object().raw_get('/Contents')
        page.get_object()['/Contents'] = generic.ArrayObject([contents, writer.add_object(stream)])
        writer.update_container(page.get_object())

    cheated = _append(signed, overpaint)
    [found] = find_signatures(cheated, now=NOW)
    assert found['intact'], 'the signed bytes are still there: a reader that looks no further is deceived'
    assert (found['verdict'], found['coverage'], found['changes']) == ('changed', 'later-additions', 'forbidden')


def test_an_annotation_laid_over_the_text_shows_as_changed(signed):
    def cover(writer: IncrementalPdfFileWriter) -> None:
        page = writer.find_page_for_modification(0)[0].get_object()
        names = {'/Type': '/Annot', '/Subtype': '/FreeText'}
        note = {generic.pdf_name(key): generic.pdf_name(value) for key, value in names.items()}
        note[generic.pdf_name('/Rect')] = generic.ArrayObject(map(generic.NumberObject, (50, 50, 400, 400)))
        note[generic.pdf_name('/Contents')] = generic.pdf_string('200 server')
        page['/Annots'] = generic.ArrayObject(
            [*page.get('/Annots', []), writer.add_object(generic.DictionaryObject(note))]
        )
        writer.update_container(page)

    assert _verdict(_append(signed, cover)) == 'changed'


def test_a_page_put_in_front_shows_as_changed(signed):
    def insert(writer: IncrementalPdfFileWriter) -> None:
        blank = generic.DictionaryObject({
            generic.pdf_name('/Type'): generic.pdf_name('/Page'),
            generic.pdf_name('/MediaBox'): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            generic.pdf_name('/Resources'): generic.DictionaryObject(),
        })  # fmt: skip
        writer.insert_page(blank)

    assert _verdict(_append(signed, insert)) == 'changed'


def test_replaced_content_behind_the_same_page_shows_as_changed(signed):
    """A shadow attack (replace): the page's stream gets another text under its old number."""

    def replace(writer: IncrementalPdfFileWriter) -> None:
        page = writer.find_page_for_modification(0)[0].get_object()
        stream = page['/Contents']
        stream._data = b'BT /F1 12 Tf (200 server) Tj ET'
        stream._encoded_data = None
        writer.mark_update(page.raw_get('/Contents'))

    assert _verdict(_append(signed, replace)) == 'changed'


def test_a_form_that_is_filled_in_after_the_last_signature_shows_as_changed(paper):
    def put_field(writer: IncrementalPdfFileWriter) -> None:
        field = generic.DictionaryObject({
            generic.pdf_name('/FT'): generic.pdf_name('/Tx'),
            generic.pdf_name('/T'): generic.pdf_string('jumlah'),
            generic.pdf_name('/V'): generic.pdf_string('2'),
        })  # fmt: skip
        form = generic.DictionaryObject({generic.pdf_name('/Fields'): generic.ArrayObject([writer.add_object(field)])})
        writer.root[generic.pdf_name('/AcroForm')] = writer.add_object(form)
        writer.update_root()

    def fill(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root['/AcroForm']['/Fields'][0].get_object()
        field[generic.pdf_name('/V')] = generic.pdf_string('200')
        writer.update_container(field)

    with_form = sign_with(_append(paper, put_field), authority().signer)
    assert _verdict(with_form) == 'valid'
    assert _verdict(_append(with_form, fill)) == 'changed'


def test_bytes_after_the_end_show_as_changed(signed):
    assert _verdict(signed + b'\n% more\n') in {'changed', 'broken'}


def test_a_signature_that_leaves_out_a_part_is_not_valid(signed):
    """A wrapping attack: the range that is covered is moved apart, and something else put between."""
    first, length, second, rest = map(int, re.search(rb'/ByteRange \[(\d+) (\d+) (\d+) (\d+)', signed).groups())
    text = f'/ByteRange [{first} {length} {second} {rest}'.encode()
    widened = f'/ByteRange [{first} {length} {second + 40} {rest}'.encode()
    cheated = signed[:second] + b'% something that nobody signed        \n%' + signed[second:]
    cheated = cheated.replace(text + b' ' * (len(widened) - len(text)), widened, 1)
    with contextlib.suppress(FileRefused):
        assert _verdict(cheated) in {'broken', 'changed'}


def test_a_signature_of_another_file_is_broken(paper, signed):
    other = typst.compile(b'#set page(paper: "a4")\nSurat lain', format='pdf', pdf_standards='a-2b')
    blank = sign_with(other, authority().signer)
    [mine] = re.findall(rb'/Contents <([0-9a-fA-F]+)>', signed)
    [theirs] = re.findall(rb'/Contents <([0-9a-fA-F]+)>', blank)
    assert len(mine) == len(theirs)
    assert _verdict(blank.replace(theirs, mine)) == 'broken'


def test_a_copy_that_another_program_wrote_is_broken_or_unsigned(signed):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(signed)))
    output = io.BytesIO()
    writer.write(output)
    assert _verdict(output.getvalue()) in {'broken', 'none'}


def test_a_file_is_worth_what_its_worst_signature_is_worth(signed):
    twice = sign_with(signed, authority().stranger, field='Kedua')
    summary = summarise(find_signatures(twice, now=NOW))
    assert (summary['verdict'], summary['problem_code']) == ('untrusted', 'no-chain')
    assert summary['signers'] == ['Drs. Hasan Basri, M.Si', 'Orang Asing']


# Odd files -----------------------------------------------------------------------------------------------------------


def test_no_file_crashes_it(signed):
    dice = random.Random(7)
    odd = [
        b'',
        b'ByteRange',
        b'%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF',
        signed[: len(signed) // 2],
        signed[100:],
        b'\x89PNG\r\n\x1a\n/ByteRange',
        re.sub(rb'/Contents <[0-9a-fA-F]+>', lambda found: b'/Contents <' + b'0' * (len(found[0]) - 12) + b'>', signed),
        re.sub(rb'/ByteRange \[[\d ]+\]', lambda found: b'/ByteRange [' + b'9' * (len(found[0]) - 13) + b']', signed),
        re.sub(rb'/ByteRange \[[\d ]+\]', lambda found: b'/ByteRange []'.ljust(len(found[0])), signed),
        re.sub(rb'ETSI.CAdES.detached', b'ETSI.something.else', signed),
    ]
    for _number in range(6):
        scratched = bytearray(signed)
        for _place in range(30):
            scratched[dice.randrange(len(scratched))] = dice.randrange(256)
        odd.append(bytes(scratched))
    for content in odd:
        with contextlib.suppress(FileRefused):
            assert _verdict(content) in {'broken', 'changed', 'none'}


def test_a_tree_of_fields_that_bites_its_tail_is_refused(paper):
    def knot(writer: IncrementalPdfFileWriter) -> None:
        field = generic.DictionaryObject({generic.pdf_name('/T'): generic.pdf_string('ByteRange')})
        reference = writer.add_object(field)
        field[generic.pdf_name('/Kids')] = generic.ArrayObject([reference])
        form = generic.DictionaryObject({generic.pdf_name('/Fields'): generic.ArrayObject([reference])})
        writer.root[generic.pdf_name('/AcroForm')] = writer.add_object(form)
        writer.update_root()

    with pytest.raises(FileRefused):
        find_signatures(_append(paper, knot), now=NOW)


def test_a_file_that_takes_too_long_is_given_up(signed, monkeypatch, tmp_path):
    script = validation.READER.read_text()
    endless = script.replace('    moment = datetime', '    while True:\n        pass\n    moment = datetime', 1)
    assert endless != script
    (tmp_path / 'reader.py').write_text(endless)
    monkeypatch.setattr(validation, 'READER', tmp_path / 'reader.py')
    monkeypatch.setattr(validation, 'MAX_SECONDS', 1)
    began = time.monotonic()
    with pytest.raises(FileRefused):
        find_signatures(signed, now=NOW)
    assert time.monotonic() - began < 10


def test_too_much_memory_is_refused(signed, monkeypatch):
    monkeypatch.setattr(validation, 'MEMORY', 64 * 1024 * 1024)
    with pytest.raises(FileRefused):
        find_signatures(signed, now=NOW)


def test_a_huge_file_is_not_even_begun(signed, monkeypatch):
    monkeypatch.setattr(validation, 'MAX_BYTES', len(signed) - 1)
    monkeypatch.setattr(subprocess, 'run', lambda *_a, **_k: pytest.fail('it was begun'))
    with pytest.raises(FileRefused):
        find_signatures(signed, now=NOW)


def test_nothing_is_fetched(signed, monkeypatch):
    """Read in this process, with no network to be had."""
    from netbox_colocation.documents import signature_reader

    monkeypatch.setattr(socket.socket, 'connect', lambda *_arguments: pytest.fail('it went to the network'))
    [found] = signature_reader.read(signed, roots=[], moment=NOW)
    assert found['intact']


def test_a_name_written_with_escapes_hides_no_signature(signed):
    hidden = re.sub(rb'/ByteRange', b'/Byte#52ange', signed)
    assert validation.BYTE_RANGE.search(hidden)
