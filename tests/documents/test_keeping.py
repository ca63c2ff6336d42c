"""Files are stored once per content, and go only when nobody needs them; races come with the control without locks."""

import datetime
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from django.db import connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from netbox_colocation.documents import files as keeping
from netbox_colocation.documents import removal
from netbox_colocation.models import Document, Letterhead, Signature
from tests.factories import NOW, make_document, make_tenant

PDF = 'application/pdf'
CONTENT = b'%PDF-1.7 surat'
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NAME = f'documents/{DIGEST[:2]}/{DIGEST}.pdf'
PATIENCE = 1.5  # seconds that somebody waits for others whom a lock may keep away


class ObjectStore(Storage):
    """A storage without paths and folders, like S3: whole objects by key, and a folder is what keys begin with."""

    def __init__(self, **_options):
        self.objects = {}

    def _open(self, name, mode='rb'):
        return ContentFile(self.objects[name][0], name)

    def _save(self, name, content):
        self.objects[name] = (content.read(), timezone.now())
        return name

    def delete(self, name):
        self.objects.pop(name, None)

    def exists(self, name):
        return name in self.objects

    def size(self, name):
        return len(self.objects[name][0])

    def get_modified_time(self, name):
        return self.objects[name][1]

    def listdir(self, path):
        rest = [key.removeprefix(f'{path}/').split('/') for key in self.objects if key.startswith(f'{path}/')]
        return sorted({parts[0] for parts in rest if parts[1:]}), [parts[0] for parts in rest if not parts[1:]]


@pytest.fixture(params=[InMemoryStorage, ObjectStore, FileSystemStorage])
def storage(request, tmp_path):
    options = {'location': tmp_path / 'vault'} if request.param is FileSystemStorage else {}
    made = request.param(base_url=None, **options)
    fields = [model._meta.get_field(name) for model, name, _needed in removal.NAMED_BY]
    before = fields[0].storage
    for field in fields:
        field.storage = made
    yield made
    for field in fields:
        field.storage = before


def keep(content=CONTENT, media_type=PDF):
    with transaction.atomic():
        return keeping.keep(content, media_type)


def file_document(content=CONTENT) -> Document:
    with transaction.atomic():
        document = make_document(digest=hashlib.sha256(content).hexdigest(), media_type=PDF)
        document.file = keeping.keep(content, PDF)
        document.save()
    return document


def detach(document) -> None:
    with transaction.atomic():
        removal.detach_file(document)
        document.save()


@pytest.mark.django_db
def test_the_same_content_is_stored_once_under_its_digest_in_every_storage(storage):
    assert keep() == keep() == NAME == keeping.name_of(DIGEST, PDF)

    assert list(removal._listed(storage)) == [NAME]
    assert storage.open(NAME).read() == CONTENT
    assert keep(b'%PDF-1.7 lain') != NAME


@pytest.mark.django_db
def test_a_file_that_was_written_in_part_is_written_again(storage):
    storage.save(NAME, ContentFile(CONTENT[:4]))

    assert keep() == NAME
    assert storage.open(NAME).read() == CONTENT


@pytest.mark.django_db
def test_only_kinds_of_files_that_are_taken_are_kept(storage):
    with pytest.raises(KeyError):
        keep(b'<svg/>', 'image/svg+xml')

    assert list(removal._listed(storage)) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_is_not_kept_outside_a_transaction(storage):
    with pytest.raises(TransactionManagementError):
        keeping.keep(CONTENT, PDF)


@pytest.mark.django_db(transaction=True)
def test_a_shared_file_goes_with_the_last_paper_that_names_it(storage):
    first, second = file_document(), file_document()
    assert first.file.name == second.file.name

    detach(first)
    assert storage.exists(NAME)

    detach(second)
    assert not storage.exists(NAME)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize('keeper', ['signature', 'letterhead', 'logo of a drafted paper'])
def test_every_row_that_names_a_file_keeps_it(storage, keeper):
    name = keep(CONTENT, 'image/png')
    if keeper == 'signature':
        Signature.objects.create(document=make_document(), method='wet-ink', file=name, prepared_at=NOW)
    elif keeper == 'letterhead':
        Letterhead.objects.create(agency=make_tenant(), logo=name)
    else:
        make_document(data={'style': {'logo': DIGEST}})

    assert removal.remove_unnamed(name) is False
    assert storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_a_file_named_at_random_as_older_releases_did_is_read_and_removed_as_before(storage):
    document = make_document(media_type=PDF)
    document.file.save('0123456789abcdef.pdf', ContentFile(CONTENT))
    assert document.file.open().read() == CONTENT

    assert removal.sweep(now=timezone.now() + datetime.timedelta(days=30)) == 0
    name = document.file.name
    document.file.close()
    detach(document)

    assert not storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_paper_leaves_a_file_that_is_swept_a_day_later(storage):
    with suppress(RuntimeError), transaction.atomic():
        keeping.keep(CONTENT, PDF)
        raise RuntimeError
    kept = file_document(b'%PDF-1.7 lain')

    assert removal.sweep(now=timezone.now() + datetime.timedelta(hours=23)) == 0
    assert storage.exists(NAME)
    assert removal.sweep(now=timezone.now() + datetime.timedelta(hours=25)) == 1

    assert list(removal._listed(storage)) == [kept.file.name]


@pytest.mark.django_db(transaction=True)
def test_a_sweep_does_not_wait_for_whoever_writes_a_file_just_now(storage):
    def sweep() -> int:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return removal.sweep(now=timezone.now())
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        keeping.keep(CONTENT, PDF)
        assert pool.submit(sweep).result() == 0


@pytest.mark.django_db
def test_a_storage_that_is_empty_or_holds_other_things_is_swept_without_harm(storage):
    assert removal.sweep(now=timezone.now()) == 0
    storage.save('reports/other.pdf', ContentFile(b'theirs'))

    assert removal.sweep(now=timezone.now() + datetime.timedelta(days=400)) == 0
    assert storage.exists('reports/other.pdf')


@pytest.mark.django_db(transaction=True)
def test_a_thousand_orphans_are_swept_in_batches(storage, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(removal, 'SWEPT_AT_ONCE', 50)
    named = [file_document(b'%%PDF-1.7 %d' % number) for number in range(120)]

    with django_assert_max_num_queries(15):
        assert removal.sweep(now=timezone.now() + datetime.timedelta(days=2)) == 0

    assert all(storage.exists(document.file.name) for document in named)


class Contest:
    """Two writers keep the content that a remover has just found to be named by nobody."""

    def __init__(self, monkeypatch):
        self.found = threading.Event()
        self.written = threading.Barrier(3, timeout=PATIENCE)
        self.errors = []
        self.look = removal.named_among
        monkeypatch.setattr(removal, 'named_among', self.named_among)

    def named_among(self, names):
        named = self.look(names)
        self.found.set()
        with suppress(threading.BrokenBarrierError):  # nobody else comes: the lock keeps them away
            self.written.wait()
        return named

    def write(self):
        self.found.wait(10)
        file_document()
        with suppress(threading.BrokenBarrierError):
            self.written.wait()

    def run(self, *acts):
        threads = [threading.Thread(target=self.act, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads), 'a deadlock'
        assert self.errors == []

    def act(self, act):
        try:
            act()
        except Exception as error:  # noqa: BLE001  reported by the assertion above
            self.errors.append(repr(error))
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_two_writers_and_a_remover_at_once_leave_the_file_that_is_named(files, monkeypatch):
    keep()
    contest = Contest(monkeypatch)

    contest.run(lambda: removal.remove_unnamed(NAME), contest.write, contest.write)

    assert [document.file.name for document in Document.objects.all()] == [NAME, NAME]
    assert (files / NAME).read_bytes() == CONTENT
    assert [len(found) for _path, _folders, found in os.walk(files / 'documents')] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_remover_takes_the_file_of_both(files, monkeypatch):
    keep()
    monkeypatch.setattr(removal, 'lock_name', lambda name: None)
    monkeypatch.setattr(keeping, 'lock_name', lambda name: None)
    contest = Contest(monkeypatch)

    contest.run(lambda: removal.remove_unnamed(NAME), contest.write, contest.write)

    assert Document.objects.filter(file=NAME).count() == 2
    assert not (files / NAME).exists()
