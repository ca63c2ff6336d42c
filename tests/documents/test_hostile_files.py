"""Files made to do harm: each is refused with its reason, in bounded time and memory, and leaves nothing behind."""

import io
import multiprocessing
import resource
import struct
import time
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf.generic import ArrayObject, DecodedStreamObject, FloatObject, NameObject, NumberObject, TextStringObject

from netbox_colocation.documents import files as uploads
from netbox_colocation.documents import image_inspection, inspection, rendering
from netbox_colocation.documents.samples import NAMES, sample
from netbox_colocation.exceptions import FileRefused
from netbox_colocation.models import Document
from tests.factories import NOW, make_request, make_user
from tests.signing_office import authority, sign_with, stamper

from .test_files import dictionary, javascript, make_image, make_pdf, make_zip, problem, stored

NAME = NameObject


def annotation(**entries):
    def change(writer):
        rect = ArrayObject([FloatObject(0)] * 4)
        row = writer._add_object(dictionary(Type=NAME('/Annot'), Rect=rect, **entries))
        writer.pages[0][NAME('/Annots')] = ArrayObject([row])

    return change


def clicked(**entries):
    return annotation(Subtype=NAME('/Link'), A=dictionary(**entries))


def in_root(**entries):
    def change(writer):
        writer.root_object.update({NAME(f'/{key}'): value for key, value in entries.items()})

    return change


def stream_with(content=b'x', **entries):
    def change(writer):
        made = DecodedStreamObject()
        made.set_data(content)
        made.update({NAME(f'/{key}'): value for key, value in entries.items()})
        writer.pages[0][NAME('/Contents')] = writer._add_object(made)

    return change


def indirect_script(writer):
    kind = writer._add_object(NAME('/Launch'))
    clicked(S=kind, X=TextStringObject('calc.exe'))(writer)


def outline(writer):
    writer.root_object[NAME('/Outlines')] = dictionary(First=dictionary(Title=TextStringObject('x'), A=javascript()))


def field(writer):
    row = dictionary(FT=NAME('/Tx'), T=TextStringObject('a'), AA=dictionary(K=javascript()))
    writer.root_object[NAME('/AcroForm')] = dictionary(Fields=ArrayObject([row]))


TEXT = TextStringObject
ACTIVE = {
    'script of a field': field,
    'script of a bookmark': outline,
    'script of the catalogue': in_root(AA=dictionary(WC=javascript())),
    'script after a link': clicked(S=NAME('/URI'), URI=TEXT('https://example.org'), Next=javascript()),
    'program by reference': indirect_script,
    'rendition': clicked(S=NAME('/Rendition'), OP=NumberObject(0)),
    'form sent': clicked(S=NAME('/SubmitForm'), F=TEXT('https://example.org')),
    'data taken in': clicked(S=NAME('/ImportData'), F=TEXT('x')),
    'file of another machine': clicked(S=NAME('/GoToR'), F=TEXT('//evil/share')),
    'embedded file': clicked(S=NAME('/GoToE')),
    'link that is a script': clicked(S=NAME('/URI'), URI=TEXT('javascript:alert(1)')),
    'link to a file': clicked(S=NAME('/URI'), URI=TEXT('file:///etc/passwd')),
    'link to a share': clicked(S=NAME('/URI'), URI=TEXT('\\\\evil\\share')),
    'links that begin with a script': in_root(URI=dictionary(Base=TEXT('javascript:'))),
    'link that nobody clicks': in_root(OpenAction=dictionary(S=NAME('/URI'), URI=TEXT('https://example.org'))),
    'link of a turned page': lambda writer: writer.pages[0].update(
        {NAME('/AA'): dictionary(O=dictionary(S=NAME('/URI'), URI=TEXT('https://example.org')))}
    ),
    'attached file': annotation(Subtype=NAME('/FileAttachment'), FS=dictionary(F=TEXT('a'))),
    'screen': annotation(Subtype=NAME('/Screen')),
    'movie': annotation(Subtype=NAME('/Movie')),
    'sound': annotation(Subtype=NAME('/Sound')),
    'rich media': annotation(Subtype=NAME('/RichMedia')),
    'three dimensions': annotation(Subtype=NAME('/3D')),
    'portfolio': in_root(Collection=dictionary(View=NAME('/D'))),
    'content from outside': stream_with(F=TEXT('http://evil/x')),
    'page of another file': stream_with(Subtype=NAME('/Form'), Ref=dictionary(F=TEXT('x.pdf'))),
}


@pytest.mark.parametrize('name', ACTIVE)
def test_a_pdf_that_could_do_something_is_refused_wherever_it_hides(name):
    assert problem(make_pdf(ACTIVE[name])) == 'active'


@pytest.mark.parametrize(
    'change',
    [
        clicked(S=NAME('/URI'), URI=TEXT('https://example.org/surat?no=1')),
        clicked(S=NAME('/URI'), URI=TEXT('mailto:kominfo@example.org')),
        clicked(S=NAME('/URI'), URI=TEXT('tel:+62371000')),
        clicked(S=NAME('/URI'), URI=TEXT('www.example.org')),
        clicked(S=NAME('/GoTo'), D=TEXT('bab-2')),
        in_root(OpenAction=dictionary(S=NAME('/GoTo'), D=TEXT('awal'))),
        stream_with(b'q Q'),
    ],
)
def test_what_people_click_to_read_on_is_part_of_a_paper(change):
    assert inspection.inspect(make_pdf(change)).name == 'application/pdf'


@pytest.mark.parametrize('name', NAMES)
def test_every_paper_of_our_own_may_come_back(name):
    data = sample(name)

    assert inspection.inspect(rendering.render(data['kind'], data)).name == 'application/pdf'


def test_signed_papers_are_taken():
    """With a certificate and a time stamp, signed twice, and with a file structure of several revisions."""
    letter = rendering.render('reply-letter', sample('accepted'))
    once = sign_with(letter, authority().signer, reason='Menyetujui', timestamper=stamper())
    twice = sign_with(once, authority().signer, field='Kedua')

    assert [inspection.inspect(content).name for content in (once, twice)] == ['application/pdf'] * 2


def raw_pdf(*objects: bytes) -> bytes:
    out, offsets = b'%PDF-1.7\n', []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b'%d 0 obj\n' % number + content + b'\nendobj\n'
    table = b''.join(b'%010d 00000 n \n' % offset for offset in offsets)
    size = len(objects) + 1
    at = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % size + table
    return out + b'trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (size, at)


def packed(entries: bytes, content: bytes) -> bytes:
    body = zlib.compress(content, 9)
    return b'<<%s/Filter/FlateDecode/Length %d>>stream\n' % (entries, len(body)) + body + b'\nendstream'


ROOT, TREE = b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>'
PAGE = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 4 0 R>>>>>>'


def many_pages(count: int, claimed: int) -> bytes:
    kids = b' '.join(b'%d 0 R' % number for number in range(3, 3 + count))
    tree = b'<</Type/Pages/Kids[' + kids + b']/Count %d>>' % claimed
    return raw_pdf(ROOT, tree, *[b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 5 5]>>'] * count)


def packed_objects(mib: int) -> bytes:
    """Make a PDF whose catalogue is in a stream of objects that unpacks to so many MiB."""
    out = b'%PDF-1.5\n'
    offsets = []
    for number, content in ((2, TREE), (3, b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 5 5]>>')):
        offsets.append(len(out))
        out += b'%d 0 obj\n' % number + content + b'\nendobj\n'
    stream_at = len(out)
    out += b'5 0 obj\n' + packed(b'/Type/ObjStm/N 1/First 4', b'1 0 ' + ROOT + b' ' * (mib << 20)) + b'\nendobj\n'
    at = len(out)
    rows = [(0, 0, 65535), (2, 5, 0), (1, offsets[0], 0), (1, offsets[1], 0), (0, 0, 0), (1, stream_at, 0), (1, at, 0)]
    table = b''.join(struct.pack('>BIH', *row) for row in rows)
    return (
        out
        + b'6 0 obj\n'
        + packed(b'/Type/XRef/Size 7/W[1 4 2]/Root 1 0 R', table)
        + (b'\nendobj\nstartxref\n%d\n%%%%EOF\n' % at)
    )


def fan() -> bytes:
    """Make a tree of pages in which every branch has the next one twice: 2^40 pages in a small file."""
    branches = [b'<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>' % (number + 3, number + 3) for number in range(40)]
    return raw_pdf(ROOT, *branches, b'<</Type/Page/MediaBox[0 0 5 5]>>')


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def make_png(width: int, height: int, pixels: bytes, *further: tuple[bytes, bytes]) -> bytes:
    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    parts = [(b'IHDR', header), *further, (b'IDAT', zlib.compress(pixels, 9)), (b'IEND', b'')]
    return image_inspection.PNG_START + b''.join(chunk(*part) for part in parts)


def scans(count: int) -> bytes:
    """Make a progressive JPEG that is decoded once more for each of so many scans."""
    content = make_image('JPEG', progressive=True)
    start = content.rindex(b'\xff\xda')
    return content[:start] + content[start:-2] * count + content[-2:]


SMALL = (b'\0' + b'\0' * 30) * 10
MILLION = 1 << 20
BOMBS = {
    'catalogue in 300 MiB': (lambda: packed_objects(300), {'unpacks', 'unreadable'}),
    'text of 500 MiB': (lambda: raw_pdf(ROOT, TREE, PAGE, packed(b'', b'q Q ' * (MILLION * 125))), {'unpacks'}),
    'picture of 40000 x 40000': (
        lambda: raw_pdf(
            ROOT,
            TREE,
            PAGE,
            packed(b'/Type/XObject/Subtype/Image/Width 40000/Height 40000/BitsPerComponent 8', b'\0' * MILLION),
        ),
        {'too-many-pixels'},
    ),
    '30000 pages': (lambda: many_pages(30_000, 30_000), {'too-many-pages'}),
    '30000 pages that say they are one': (lambda: many_pages(30_000, 1), {'too-many-pages'}),
    'pages in a circle': (lambda: raw_pdf(ROOT, b'<</Type/Pages/Kids[2 0 R]/Count 2>>'), {'unreadable'}),
    'pages without end': (fan, {'unreadable', 'too-many-pages'}),
    'lists in lists': (
        lambda: raw_pdf(b'<</Type/Catalog/Pages 2 0 R/X ' + b'[' * 100_000 + b']' * 100_000 + b'>>', TREE, PAGE),
        {'unreadable'},
    ),
    'streams that never end': (lambda: b'%PDF-1.4\n' + b'stream\n' * MILLION + b'%%EOF', {'unreadable', 'no-pages'}),
    'objects that never end': (lambda: b'%PDF-1.4\n' + b'1 0 obj\n' * MILLION + b'%%EOF', {'unreadable'}),
    'brackets': (lambda: b'%PDF-1.4\n' + b'<' * (8 * MILLION) + b'%%EOF', {'unreadable'}),
    'names and room': (lambda: b'%PDF-1.4\n' + (b'/S' + b' ' * 1000) * 8000 + b'%%EOF', {'unreadable'}),
    'PNG of 60000 x 60000': (lambda: make_png(60_000, 60_000, b'\0' * 1000), {'too-many-pixels'}),
    'PNG with far more than its pixels': (lambda: make_png(10, 10, b'\0' * (500 * MILLION)), {'unpacks'}),
    'PNG with fewer': (lambda: make_png(1000, 1000, b'\0' * 10), {'unreadable'}),
    'PNG with a text of 200 MiB': (
        lambda: make_png(10, 10, SMALL, (b'zTXt', b'a\0\0' + zlib.compress(b'x' * (200 * MILLION), 9))),
        {'unreadable'},
    ),
    'PNG with a profile of 200 MiB': (
        lambda: make_png(10, 10, SMALL, (b'iCCP', b'a\0\0' + zlib.compress(b'x' * (200 * MILLION), 9))),
        {'unreadable', 'image/png'},
    ),
    'JPEG of a thousand scans': (lambda: scans(1000), {'unreadable'}),
}


def judge(content: bytes, answers) -> None:
    """Look at a file in a process of its own; send the answer, the seconds and the MiB that it took."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    try:
        answer = inspection.inspect(content).name
    except inspection.FileProblem as refusal:
        answer = refusal.code
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    answers.put((answer, time.monotonic() - began, used / 1024))


@pytest.mark.filterwarnings('ignore:This process:DeprecationWarning')
@pytest.mark.parametrize('name', BOMBS)
def test_a_bomb_does_not_go_off(name):
    make, expected = BOMBS[name]
    context = multiprocessing.get_context('fork')
    answers = context.SimpleQueue()
    child = context.Process(target=judge, args=(make(), answers))

    child.start()
    child.join(40)
    child.kill()

    assert not answers.empty(), 'no answer in 40 seconds'
    answer, seconds, mib = answers.get()
    assert answer in expected
    assert seconds < 20
    assert mib < 300


def test_a_large_scan_is_not_taken_for_a_web_page_by_chance():
    """Four bytes that look like a tag are in every fiftieth file of ten MiB."""
    content = make_image('JPEG')
    at = content.index(b'\xff\xda') + 1500

    taken = content[:at] + b'<svg' + content[at + 4 :]

    assert inspection.inspect(taken).name == 'image/jpeg'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ('name', 'content', 'code'),
    [
        ('surat.pdf', b'', 'empty'),
        ('surat.pdf', b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'unknown-type'),
        ('surat.pdf', b'<html>' + make_pdf(), 'unknown-type'),
        ('surat.jpg', make_image('JPEG') + make_zip(), 'mixed'),
        ('surat.pdf', make_pdf()[:-20], 'unreadable'),
        ('surat.pdf', make_pdf(ACTIVE['program by reference']), 'active'),
        ('surat.pdf', make_pdf(user_password='', owner_password='x'), 'encrypted'),
        ('surat.pdf', many_pages(301, 301), 'too-many-pages'),
        ('surat.png', make_png(10, 10, b'\0' * MILLION), 'unpacks'),
        ('surat.exe', b'MZ' + b'\0' * 500, 'unknown-type'),
    ],
)
def test_a_refusal_says_what_to_do_and_leaves_nothing(files, name, content, code):
    before = stored(files)

    with pytest.raises(FileRefused) as refused:
        uploads.store_upload(
            make_request(),
            SimpleUploadedFile(name, content),
            kind='request-letter',
            actor=make_user(),
            now=NOW,
        )

    [refusal] = refused.value.refusals
    assert refusal.code == code
    assert refusal.message.startswith(f'{name}: ')
    assert stored(files) == before == []
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize('name', ['surat.exe', 'surat', 'surat.pdf.html', '..\\..\\x.php'])
def test_a_wrong_name_does_not_matter_because_the_content_decides(files, name):
    document = uploads.store_upload(
        make_request(), SimpleUploadedFile(name, make_pdf()), kind='request-letter', actor=make_user(), now=NOW
    )

    assert document.media_type == 'application/pdf'
    assert [path.suffix for path in stored(files)] == ['.pdf']


def test_pictures_of_all_kinds_are_taken():
    for mode in ('1', 'L', 'LA', 'P', 'RGB', 'RGBA', 'I;16'):
        stream = io.BytesIO()
        Image.new(mode, (31, 17)).save(stream, 'PNG')
        assert inspection.inspect(stream.getvalue()).name == 'image/png', mode
