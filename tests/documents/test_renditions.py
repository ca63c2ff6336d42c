"""Renditions: written once after commit, replaced while it is a draft, never made again once signed."""

import hashlib
import threading

import pytest
from django.db import connection, transaction

from netbox_colocation.documents import drafting, rendering, signing
from netbox_colocation.models import Document
from tests.factories import NOW, make_document, make_user

from .cases import ACCEPTED, make_open_request, make_signer
from .reading import read_text

pytestmark = pytest.mark.django_db


def stored(files):
    return sorted(path for path in files.rglob('*') if path.is_file()) if files.exists() else []


@pytest.fixture
def request_():
    return make_open_request()


@pytest.fixture
def letter(request_):
    return drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text={**ACCEPTED, 'note': 'Satu'})


def test_a_rendition_is_stored_with_its_digest_under_a_name_that_says_nothing(letter, files):
    rendering.store_rendition(letter.pk)

    letter.refresh_from_db()
    [path] = stored(files)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == letter.digest
    assert letter.media_type == 'application/pdf'
    assert letter.file.name == f'documents/{letter.digest[:2]}/{path.name}'
    assert path.stem == letter.digest


def test_a_second_delivery_does_nothing(letter, files, monkeypatch):
    rendering.store_rendition(letter.pk)
    letter.refresh_from_db()
    before = (letter.file.name, letter.digest, letter.last_updated)
    monkeypatch.setattr(rendering, 'render', lambda *_: pytest.fail('rendered again'))

    rendering.store_rendition(letter.pk)

    letter.refresh_from_db()
    assert (letter.file.name, letter.digest, letter.last_updated) == before
    assert len(stored(files)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_leave_one_file(letter, files):
    errors, start = [], threading.Barrier(4)

    def deliver():
        try:
            start.wait()
            rendering.store_rendition(letter.pk)
        except BaseException as error:  # noqa: BLE001  reported by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    assert len(stored(files)) == 1


def test_a_new_draft_takes_the_place_of_the_old_file(letter, request_, files, django_capture_on_commit_callbacks):
    rendering.store_rendition(letter.pk)
    [old] = stored(files)

    with django_capture_on_commit_callbacks(execute=True):
        drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text={**ACCEPTED, 'note': 'Dua'})
    assert stored(files) == []
    rendering.store_rendition(letter.pk)

    [new] = stored(files)
    assert new != old
    assert 'Dua' in read_text(new.read_bytes())


@pytest.mark.django_db(transaction=True)
def test_the_old_file_stays_when_the_new_draft_is_not_committed(letter, request_, files):
    rendering.store_rendition(letter.pk)
    before = stored(files)

    def draft_and_crash():
        with transaction.atomic():
            drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
            raise RuntimeError('crash')

    with pytest.raises(RuntimeError, match='crash'):
        draft_and_crash()

    assert stored(files) == before
    letter.refresh_from_db()
    assert files / letter.file.name == before[0]


def test_the_signed_letter_takes_the_place_of_the_draft_and_is_never_made_again(
    letter, request_, files, monkeypatch, django_capture_on_commit_callbacks
):
    rendering.store_rendition(letter.pk)
    signer = make_signer(request_)
    with django_capture_on_commit_callbacks(execute=True):
        signing.sign(letter, actor=signer.user, signer=signer, now=NOW)
    rendering.store_rendition(letter.pk)
    [path] = stored(files)
    content = path.read_bytes()
    assert '500.12/1/DKI/XI/2026' in read_text(content)
    assert 'KONSEP' not in read_text(content)

    # A later release would lay the same letter out in another way.
    monkeypatch.setattr(rendering, 'render', lambda *_: b'%PDF-another')
    rendering.store_rendition(letter.pk)

    assert path.read_bytes() == content


def test_an_uploaded_paper_is_not_replaced_by_a_rendition(request_, files):
    incoming = make_document(request_, state='filed')

    rendering.store_rendition(incoming.pk)

    assert stored(files) == []
    assert not Document.objects.get(pk=incoming.pk).file


def test_a_failed_write_leaves_no_file_behind(letter, files, monkeypatch):
    def fail(self, *args, **kwargs):
        raise RuntimeError('database gone')

    monkeypatch.setattr(Document, 'save', fail)

    with pytest.raises(RuntimeError, match='database gone'):
        rendering.store_rendition(letter.pk)

    assert stored(files) == []
