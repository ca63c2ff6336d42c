"""Uploaded papers: what they really are, and that a refused one leaves nothing behind."""

import hashlib
import io
import re
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from netbox_colocation.documents import files as uploads
from netbox_colocation.documents import image_inspection, inspection, pdf_inspection, rendering
from netbox_colocation.exceptions import FileRefused
from netbox_colocation.models import ColocationRequest, Document
from tests.factories import NOW, make_request, make_user

from .samples import sample


def make_pdf(change=None, *, pages=1, **encryption) -> bytes:
    writer = PdfWriter()
    for _index in range(pages):
        writer.add_blank_page(width=595, height=842)
    if change:
        change(writer)
    if encryption:
        writer.encrypt(**encryption)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def make_image(form: str, **options) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((80, 60), 50).save(stream, form, **options)
    return stream.getvalue()


def make_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, 'w') as archive:
        archive.writestr('program.exe', b'MZ')
    return stream.getvalue()


def dictionary(**entries) -> DictionaryObject:
    return DictionaryObject({NameObject(f'/{key}'): value for key, value in entries.items()})


def javascript() -> DictionaryObject:
    return dictionary(S=NameObject('/JavaScript'), JS=TextStringObject('app.alert(1)'))


def open_action(writer):
    writer.root_object[NameObject('/OpenAction')] = writer._add_object(javascript())


def page_action(writer):
    writer.pages[0][NameObject('/AA')] = dictionary(O=javascript())


def named_script(writer):
    names = ArrayObject([TextStringObject('start'), writer._add_object(javascript())])
    writer.root_object[NameObject('/Names')] = dictionary(JavaScript=dictionary(Names=names))


def launch(writer):
    action = dictionary(S=NameObject('/Launch'), F=TextStringObject('calc.exe'))
    annotation = dictionary(Type=NameObject('/Annot'), Subtype=NameObject('/Link'), A=action)
    writer.pages[0][NameObject('/Annots')] = ArrayObject([writer._add_object(annotation)])


def attachment(writer):
    writer.add_attachment('program.exe', b'MZ')


def form_program(writer):
    writer.root_object[NameObject('/AcroForm')] = dictionary(XFA=TextStringObject('<xdp/>'))


def make_compressed_pdf(catalog: bytes) -> bytes:
    """Make a PDF with its objects in a compressed stream, as most printers write them; object 4 is a script."""
    objects = [
        catalog,
        b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
        b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
        b'<</S/JavaScript/JS(app.alert\\(1\\))>>',
    ]
    head, body = b'', b''
    for number, content in enumerate(objects, start=1):
        head += b'%d %d ' % (number, len(body))
        body += content + b' '
    packed = zlib.compress(head + body)
    out = b'%PDF-1.5\n'
    stream_at = len(out)
    out += b'5 0 obj\n<</Type/ObjStm/N 4/First %d/Filter/FlateDecode/Length %d>>stream\n' % (len(head), len(packed))
    out += packed + b'\nendstream\nendobj\n'
    xref_at = len(out)
    rows = [(0, 0, 65535), *((2, 5, index) for index in range(4)), (1, stream_at, 0), (1, xref_at, 0)]
    table = zlib.compress(b''.join(struct.pack('>BHH', *row) for row in rows))
    out += b'6 0 obj\n<</Type/XRef/Size 7/W[1 2 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n' % len(table)
    return out + table + b'\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n' % xref_at


def problem(content: bytes) -> str:
    with pytest.raises(inspection.FileProblem) as found:
        inspection.inspect(content)
    return found.value.code


@pytest.mark.parametrize(
    ('content', 'name'),
    [
        (make_pdf(), 'application/pdf'),
        (make_pdf(pages=3) + b'\r\n', 'application/pdf'),
        (rendering.render('reply-letter', sample('accepted')), 'application/pdf'),
        (make_image('PNG'), 'image/png'),
        (make_image('JPEG'), 'image/jpeg'),
        (make_image('JPEG', progressive=True, quality=95), 'image/jpeg'),
        (make_image('JPEG', comment=b'Scanner 3000', dpi=(300, 300)), 'image/jpeg'),
    ],
)
def test_papers_are_taken_as_what_their_content_is(content, name):
    assert inspection.inspect(content).name == name


def test_a_pdf_with_links_bookmarks_and_an_incremental_update_is_taken():
    def change(writer):
        writer.add_outline_item(title='Halaman 1', page_number=0)
        link = dictionary(S=NameObject('/URI'), URI=TextStringObject('https://example.org/JS/JavaScript'))
        annotation = dictionary(Type=NameObject('/Annot'), Subtype=NameObject('/Link'), A=link)
        writer.pages[0][NameObject('/Annots')] = ArrayObject([annotation])

    once = make_pdf(change)
    writer = PdfWriter(io.BytesIO(once), incremental=True)
    writer.add_metadata({'/Title': 'Surat'})
    stream = io.BytesIO()
    writer.write(stream)

    assert inspection.inspect(stream.getvalue()).name == 'application/pdf'


@pytest.mark.parametrize('change', [open_action, page_action, named_script, launch, attachment, form_program])
def test_a_pdf_that_does_or_carries_something_is_refused(change):
    assert problem(make_pdf(change)) == 'active'


def test_a_script_in_a_compressed_object_is_found():
    content = make_compressed_pdf(b'<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>')
    assert b'JavaScript' not in content

    assert problem(content) == 'active'


def test_the_same_file_is_taken_when_nothing_runs_the_script():
    """The control of the test above: what is refused there is the script that is reached, not the compression."""
    content = make_compressed_pdf(b'<</Type/Catalog/Pages 2 0 R>>')

    assert inspection.inspect(content).name == 'application/pdf'


def test_a_script_under_an_escaped_name_is_found():
    content = make_pdf(open_action).replace(b'/JavaScript', b'/J#61vaScript').replace(b'/JS', b'/#4AS')

    assert problem(content) == 'active'


def test_a_script_in_an_object_that_no_table_lists_is_found():
    content = make_pdf()
    hidden = b'\n99 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n'
    start = content.rindex(b'xref\n', 0, content.rindex(b'startxref'))
    moved = content[:start] + hidden + content[start:]
    at = int(re.search(rb'startxref\n(\d+)', moved)[1])
    moved = moved.replace(b'startxref\n%d' % at, b'startxref\n%d' % (at + len(hidden)))

    assert problem(moved) == 'active'


def test_an_encrypted_pdf_is_refused():
    assert problem(make_pdf(user_password='secret')) == 'encrypted'


def test_a_pdf_without_pages_or_with_too_many_is_refused():
    assert problem(make_pdf(pages=0)) == 'no-pages'
    assert problem(make_pdf(pages=inspection.MAX_PAGES + 1)) == 'too-many-pages'


@pytest.mark.parametrize(
    'content',
    [
        make_pdf() + make_zip(),
        make_pdf() + b'<script>alert(1)</script>',
        make_pdf().replace(b'%PDF-1.3\n', b'%PDF-1.3\n%<script>alert(1)</script>\n'),
        make_image('PNG') + make_zip(),
        make_image('PNG') + make_pdf(),
        make_image('JPEG') + make_zip(),
        make_image('JPEG') + make_pdf(),
        make_image('JPEG', comment=b'<?php system($_GET[0]); ?>'),
        make_image('JPEG', comment=b'<script>alert(1)</script>'),
        make_image('JPEG', comment=make_pdf()[:2000]),
    ],
)
def test_a_file_that_is_two_things_at_once_is_refused(content):
    assert problem(content) == 'mixed'


@pytest.mark.parametrize(
    'content',
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<!DOCTYPE html><p>letter</p>',
        b'GIF89a' + b'\0' * 40,
        make_zip(),
        b'MZ' + b'\0' * 100,
        b'%!PS-Adobe-3.0',
        b'\n' + make_pdf(),
        b'letter',
    ],
)
def test_anything_else_is_refused(content):
    assert problem(content) == 'unknown-type'


@pytest.mark.parametrize(
    'content',
    [
        b'%PDF-1.7\n%%EOF',
        b'%PDF-1.7\n' + b'[' * 100_000 + b'\n%%EOF',
        make_pdf()[:300] + b'\n%%EOF',
        make_image('PNG')[:200],
        make_image('JPEG')[:300],
        b'\x89PNG\r\n\x1a\n',
        b'\xff\xd8\xff',
        b'\xff\xd8\xff\xe0\xff\xff',
    ],
)
def test_a_damaged_file_is_refused(content):
    assert problem(content) == 'unreadable'


def test_a_picture_that_unpacks_to_gigabytes_is_refused_unopened():
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

    header = struct.pack('>IIBBBBB', 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(b'\0' * 1000))
    content = bomb + chunk(b'IEND', b'')

    assert problem(content) in ('too-many-pixels', 'unreadable')


def stored(folder):
    return [path for path in folder.rglob('*') if path.is_file()] if folder.exists() else []


def upload(content: bytes, name: str = 'surat.pdf', **options) -> Document:
    fields = {'kind': 'request-letter', 'actor': make_user(), 'now': NOW, **options}
    return uploads.store_upload(
        make_request(), SimpleUploadedFile(name, content, content_type='application/pdf'), **fields
    )


@pytest.mark.django_db
def test_an_uploaded_letter_is_kept_as_it_came_under_the_digest_of_its_content(files):
    content = make_image('JPEG')

    document = upload(content, name='../../etc/surat rahasia.php', number='045/65', title='Surat')

    [path] = stored(files)
    assert path.read_bytes() == content
    assert document.digest == hashlib.sha256(content).hexdigest()
    assert document.file.name == f'documents/{document.digest[:2]}/{document.digest}.jpg'
    assert files / document.file.name == path
    assert (document.media_type, document.state, document.direction) == ('image/jpeg', 'filed', 'incoming')
    assert (document.number, document.title) == ('045/65', 'Surat')


@pytest.mark.django_db
def test_a_refusal_names_file_field_and_fix_and_leaves_nothing(files):
    with pytest.raises(FileRefused) as refused:
        upload(make_pdf(open_action), field='letter_file')

    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.field) == ('active', 'letter_file')
    assert refusal.message == (
        'surat.pdf: the PDF holds scripts, actions or attached files: print it to PDF again and choose that file.'
    )
    assert stored(files) == []
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_every_problem_has_its_sentence():
    import ast
    import inspect as source

    raised = {
        node.args[0].value
        for module in (inspection, image_inspection, pdf_inspection)
        for node in ast.walk(ast.parse(source.getsource(module)))
        if isinstance(node, ast.Call) and getattr(node.func, 'id', '') == 'FileProblem'
    }

    assert raised == set(uploads.PROBLEMS)


@pytest.mark.django_db
def test_the_letter_of_a_submitted_request_no_longer_changes(office):
    request = office.submit().subject
    before = list(request.documents.values_list('pk', flat=True))

    with pytest.raises(FileRefused) as refused:
        uploads.store_upload(
            request,
            SimpleUploadedFile('other.pdf', make_pdf()),
            kind='request-letter',
            actor=office.users['applicant'],
            now=office.now,
        )

    assert [refusal.code for refusal in refused.value.refusals] == ['submitted']
    assert list(request.documents.values_list('pk', flat=True)) == before


@pytest.mark.django_db
def test_a_draft_is_deleted_with_its_letter_and_a_submitted_request_is_not(office):
    draft, submitted = office.make_request(), office.submit().subject

    draft.delete()

    assert not ColocationRequest.objects.filter(pk=draft.pk).exists()
    with pytest.raises(ProtectedError):
        submitted.delete()
    with pytest.raises(ProtectedError):
        ColocationRequest.objects.filter(pk=submitted.pk).delete()


class Endless(SimpleUploadedFile):
    """A file that claims to be small and never ends; it counts how much was read of it."""

    read_so_far = 0

    def chunks(self, chunk_size=None):
        while True:
            self.read_so_far += 64 * 1024
            yield b'%PDF-' + b'0' * (64 * 1024 - 5)


@pytest.mark.django_db
def test_a_file_that_lies_about_its_size_is_not_read_beyond_the_limit(files):
    endless = Endless('surat.pdf', b'%PDF-1.7')

    with pytest.raises(FileRefused, match='larger than 10 MiB'):
        uploads.store_upload(make_request(), endless, kind='request-letter', actor=make_user(), now=NOW)

    assert endless.read_so_far <= 11 * 1024 * 1024
    assert stored(files) == []


@pytest.mark.django_db
def test_a_file_that_says_it_is_too_large_is_not_read_at_all():
    endless = Endless('surat.pdf', b'%PDF-1.7')
    endless.size = 1024**3

    with pytest.raises(FileRefused) as refused:
        uploads.store_upload(make_request(), endless, kind='request-letter', actor=make_user(), now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['too-large']
    assert endless.read_so_far == 0


@pytest.mark.django_db
def test_a_number_that_is_too_long_leaves_no_file(files):
    with pytest.raises(ValidationError):
        upload(make_pdf(), number='9' * 101)

    assert stored(files) == []


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_leaves_no_file(files, monkeypatch):
    def fail(self, *args, **kwargs):
        raise RuntimeError('database gone')

    monkeypatch.setattr(Document, 'save', fail)

    with pytest.raises(RuntimeError, match='database gone'):
        upload(make_pdf())

    assert stored(files) == []
