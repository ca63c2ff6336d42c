"""An agency's own layout is rendered in a room of its own: it reaches nothing, ends in time, and leaves nothing."""

import datetime
import io
import json
import socket
import tempfile
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from netbox_colocation.documents import own_layouts
from netbox_colocation.documents.own_layouts import render_apart
from netbox_colocation.documents.printable import FONTS
from netbox_colocation.exceptions import TemplateRefused

from .reading import read_text

DAY = datetime.date(2026, 11, 21)
DATA = {'note': 'Server #read("/etc/hostname") [*tebal*] $x^2$ <label> @ref // akhir'}
PLAIN = """#let data = json(bytes(sys.inputs.data))
#set text(font: "Liberation Serif")
#data.note
"""
# A WebAssembly module that Typst would load: the eight bytes that every one begins with, and nothing more.
MODULE = 'bytes((0, 97, 115, 109, 1, 0, 0, 0))'


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Folders of layouts are made here; every one of them is gone afterwards, whatever happened."""
    monkeypatch.setattr(tempfile, 'tempdir', str(tmp_path))
    yield tmp_path
    assert list(tmp_path.glob('colocation-*')) == []


@pytest.fixture
def three_seconds(settings):
    settings.PLUGINS_CONFIG['netbox_colocation']['template_seconds'] = 3
    yield
    settings.PLUGINS_CONFIG['netbox_colocation']['template_seconds'] = 10


def refusal_of(source):
    with pytest.raises(TemplateRefused) as raised:
        render_apart(source, DATA, day=DAY)
    [refusal] = raised.value.refusals
    return refusal


def test_the_same_layout_and_data_give_the_same_bytes():
    first, second = (render_apart(PLAIN, DATA, day=DAY).parts for _turn in range(2))

    assert first == second
    assert first != render_apart(PLAIN, DATA, day=DAY + datetime.timedelta(days=1)).parts
    assert b'<pdfaid:part>2</pdfaid:part>' in first[0]


def test_what_users_typed_stays_text():
    [content] = render_apart(PLAIN, DATA, day=DAY).parts

    assert DATA['note'].replace(' ', '') in read_text(content).replace(' ', '')


def test_pages_become_pictures_and_those_left_out_are_counted():
    rendition = render_apart('a #pagebreak() b #pagebreak() c', DATA, day=DAY, output='png', max_pages=2)

    assert (len(rendition.parts), rendition.pages) == (2, 3)
    with Image.open(io.BytesIO(rendition.parts[0])) as picture:
        assert picture.format == 'PNG'


def test_a_logo_is_a_file_of_the_layout():
    picture = io.BytesIO()
    Image.new('RGB', (40, 40), 'red').save(picture, 'PNG')
    source = '#image(sys.inputs.logo, width: 2cm)'

    [content] = render_apart(source, DATA, day=DAY, logo=(picture.getvalue(), 'png')).parts

    assert len(PdfReader(io.BytesIO(content)).pages[0].images) == 1


@pytest.mark.parametrize('family', ['Liberation Sans', 'Liberation Serif', 'TeX Gyre Bonum'])
def test_every_shipped_font_is_there_and_no_other(family):
    source = f'#set text(font: "{family}", fallback: false)\nSurat _miring_ *tebal*'

    [content] = render_apart(source, DATA, day=DAY).parts

    used = {font for page in PdfReader(io.BytesIO(content)).pages for font in fonts_of(page)}
    assert all(family.replace(' ', '').lower() in name.lower() for name in used), used
    assert 'Surat miring tebal' in read_text(content)
    assert (FONTS / 'OFL.txt').exists()
    assert (FONTS / 'GUST-FONT-LICENSE.txt').exists()


def fonts_of(page):
    return [font.get_object()['/BaseFont'] for font in page['/Resources']['/Font'].values()]


@pytest.mark.parametrize(
    ('source', 'code', 'place', 'words'),
    [
        ('Satu\n  #read("/etc/passwd")', 'template-file', (2, 9), 'reads layout.typ'),
        ('#read("../../secret")', 'template-file', (1, 7), 'escape the project root'),
        ('#include "/proc/self/environ"', 'template-file', (1, 10), 'reads layout.typ'),
        ('#import "@preview/cetz:0.3.0": *', 'template-package', (1, 9), 'packages cannot be used'),
        ('#import "@" + "local/secret:1.0.0": *', 'template-package', (1, 9), 'packages cannot be used'),
        ('#image("https://example.org/logo.png")', 'template-file', (1, 8), 'reads layout.typ'),
        ('#plugin("x.wasm")', 'template-plugin', (1, 2), 'plugins cannot be used'),
        (f'#let module = plugin({MODULE})', 'template-plugin', (1, 15), 'plugins cannot be used'),
        ('#let x = ', 'template-broken', (1, 9), 'expected expression'),
        ('a\nb\n#facts()', 'template-broken', (3, 2), 'unknown variable: facts'),
        ('#let f(n) = f(n + 1)\n#f(0)', 'template-broken', (1, 13), 'maximum function call depth'),
        ('#while 1 < sys.version.at(1) {}', 'template-broken', (1, 2), 'infinite'),
    ],
)
def test_what_a_layout_may_not_is_refused_at_its_line(source, code, place, words):
    refusal = refusal_of(source)

    assert (refusal.code, (refusal.data['line'], refusal.data['column'])) == (code, place), refusal
    assert words in refusal.message
    assert refusal.field == 'source'
    assert '/colocation-' not in refusal.message


def test_an_error_inside_the_shared_layout_is_shown_where_the_agency_called_it():
    refusal = refusal_of('a\n#let call(f) = f()\n#json("wordings.yaml")')

    assert refusal.data['line'] == 3


def test_a_loop_without_end_is_stopped(three_seconds):
    refusal = refusal_of('#for i in range(99999) { for j in range(99999) { let x = i * j } }')

    assert refusal.code == 'template-time'
    assert '3 s' in refusal.message


@pytest.mark.parametrize(
    'source',
    [
        '#let x = "x" * 1500000000\n#x.len()',
        '#let x = range(200000000)\n#x.len()',
    ],
)
def test_memory_without_end_is_stopped(source):
    assert refusal_of(source).code == 'template-memory'


def test_nothing_of_the_application_is_around_the_layout(monkeypatch):
    """Neither its environment nor its folders: the process is given a list of its own."""
    monkeypatch.setenv('DJANGO_SECRET', 'geheim')
    seen = {}
    run = own_layouts.subprocess.run

    def spy(*args, **kwargs):
        seen.update(kwargs)
        return run(*args, **kwargs)

    monkeypatch.setattr(own_layouts.subprocess, 'run', spy)
    render_apart(PLAIN, DATA, day=DAY)

    assert 'DJANGO_SECRET' not in seen['env']
    assert 'geheim' not in json.dumps(seen['env'])
    assert Path(seen['cwd']).name.startswith('colocation-paper-')


def test_the_process_has_no_network_and_starts_no_program(tmp_path):
    """The control: what the process shuts itself in with refuses a socket and a program, to Python itself too."""
    probe = tmp_path / 'probe.py'
    probe.write_text(
        'import importlib.util, os, socket, sys\n'
        f'spec = importlib.util.spec_from_file_location("process", {str(own_layouts.PROCESS)!r})\n'
        'process = importlib.util.module_from_spec(spec)\n'
        'spec.loader.exec_module(process)\n'
        'process.shut_in(seconds=5, memory=1 << 30)\n'
        'def attempt(call, *args):\n'
        '    try:\n'
        '        call(*args)\n'
        '    except OSError as error:\n'
        '        return type(error).__name__\n'
        '    return "done"\n'
        'print(attempt(socket.socket), attempt(os.execv, "/bin/true", ["true"]))\n'
    )
    ended = own_layouts.subprocess.run(
        [own_layouts._interpreter(), '-I', str(probe)], capture_output=True, text=True, check=False
    )

    assert socket.socket().close() is None
    assert ended.stdout.split() == ['PermissionError', 'PermissionError'], ended.stderr
