"""The Indonesian catalogue says everything that the sources say, with the same blanks to fill in."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from django.test import Client
from django.urls import reverse

from dev import messages
from tests import factories
from tests.office import Office

LANGUAGES = [('en', 'English'), ('id', 'Bahasa Indonesia')]
# The same in both languages.
SAME = frozenset(
    {
        'Blackbox exporter', 'CSV', 'Exporter', 'Exporter (Prometheus)', 'Path', 'Platform', 'Prometheus', 'REST API',
        'Zabbix', 'pynetbox',
        '{start} – {end}', '{kind} {name}', '{what} ({counted})', '{person}: {reason}',
        'Agenda', 'E-office', 'Logo', 'NIK', 'logo', '{paper} (#{key}): {reason}',
        'Bandwidth', 'Bandwidth (kbit/s)', 'Colocation', 'Colocation {case}', 'File', 'ID', 'Internal', 'Model', 'No',
        'Asia/Jakarta (WIB)', 'Asia/Jakarta (WIB), Asia/Makassar (WITA) …', 'Asia/Jayapura (WIT)',
        'Asia/Makassar (WITA)',
        'Colocation {case}: {what}', 'Indonesia', 'Label', 'No.', 'Normal', 'YAML', 'target', '{label} ({language})',
        '{server}: {property}', 'Derating', 'Derating (%)', 'Server %(number)s', 'Total', 'derating (%)', 'server',
        'total',
        '{server}: {rack}, {units}, {face}',
        'Output', 'Port', 'SHA-256', 'Server', 'Status', 'Target', 'Tenant', 'UPS', 'UPS (W)',
        'bandwidth (kbit/s)', 'data', 'file', 'model', 'port', 'status', '{file}: {reason}', '{noun} (ID)',
    }
)  # fmt: skip


@pytest.fixture(scope='module')
def catalogue() -> Catalog:
    return messages.read_catalogue()


def keys(catalogue: Catalog) -> set[tuple[str, str | None]]:
    return {(str(message.id), message.context) for message in catalogue if message.id}


def translations(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def blanks(text: str) -> list[str]:
    """Return what is filled in when the text is used, in either way of Python."""
    braces = [f'{{{name}}}' for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None]
    return sorted(braces + re.findall(r'%\(\w+\)[a-z]|%[sdf](?!\w)', text))


def test_says_exactly_what_the_sources_say(catalogue: Catalog) -> None:
    """A new string is brought in, and an old one taken out, by `make messages`."""
    assert keys(catalogue) ^ keys(messages.gather()) == set()
    assert dict(catalogue.obsolete) == {}


def test_everything_is_translated(catalogue: Catalog) -> None:
    """Nothing is empty, marked as a guess, or left in English."""
    found = [message for message in catalogue if message.id]

    assert [message.id for message in found if not all(translations(message))] == []
    assert [message.id for message in found if message.fuzzy] == []
    assert {message.id for message in found if message.string == message.id} - SAME == set()


def test_blanks_stay(catalogue: Catalog) -> None:
    """A translation fills in the same facts: with another name it would break the page that uses it."""
    for message in catalogue:
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        for translation in translations(message) if message.id else []:
            assert blanks(translation) == blanks(texts[-1]), message.id


def test_ends_as_the_original_does(catalogue: Catalog) -> None:
    """A sentence stays a sentence and a label a label, with its first letter as large or small."""
    for message in catalogue:
        if isinstance(message.id, str) and message.id and message.id[0] != '{' and message.string[:1] != '{':
            assert message.string.endswith('.') == message.id.endswith('.'), message.id
            is_capital = message.string[:2].isupper() or message.string.startswith('Anda')
            assert is_capital or message.string[:1].isupper() == message.id[0].isupper(), message.id


def test_files_are_what_is_made_of_the_sources(catalogue: Catalog) -> None:
    """`make messages` changes nothing when nothing changed, and the compiled file belongs to the readable one."""
    made = messages.merge(messages.gather(), catalogue)

    assert messages.write_catalogue(made).decode() == (messages.LOCALE / 'django.po').read_text()
    assert messages.compile_catalogue(made) == (messages.LOCALE / 'django.mo').read_bytes()


@pytest.fixture
def reader(db, settings) -> Client:
    """A superuser whose browser asks for Indonesian, in a NetBox that offers it."""
    settings.LANGUAGES = LANGUAGES
    client = Client(headers={'accept-language': 'id'})
    client.force_login(factories.make_user(is_superuser=True))
    return client


def test_list_of_tasks_is_in_indonesian(office: Office, reader: Client) -> None:
    office.submit()

    page = reader.get(reverse('plugins:netbox_colocation:task_list')).content.decode()

    for text in ('Tugas', 'Berkas', 'Langkah', 'Batas waktu', 'Pemohon', 'Terbuka', 'Kepala Dinas mendisposisikan'):
        assert text in page
    assert 'Applicant' not in page


def test_page_of_a_request_is_in_indonesian(office: Office, reader: Client) -> None:
    """Its panels, the sheet of the procedure, and what happened so far."""
    case = office.submit()

    page = reader.get(case.subject.get_absolute_url()).content.decode()

    for text in ('Penanggung jawab administratif', 'Mutu Baku', 'Kelengkapan', 'Surat permohonan', 'Berkas dibuka'):
        assert text in page
    assert 'Quality standard' not in page
    assert 'Case opened' not in page


def test_english_stays_english(office: Office, reader: Client) -> None:
    """The catalogue does not leak into pages of other readers."""
    case = office.submit()

    page = reader.get(case.subject.get_absolute_url(), headers={'accept-language': 'en'}).content.decode()

    assert 'Quality standard' in page
    assert 'Mutu Baku' not in page
