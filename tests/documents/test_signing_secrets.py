"""What is typed to sign stays nowhere: not in the database, the files, the queues, the logs, the answers."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from redis import Redis

from netbox_colocation.documents import drafting, preparing, signing
from netbox_colocation.documents.signing_means import Means
from netbox_colocation.exceptions import ColocationError
from tests.factories import NOW, make_user
from tests.signing_office import NIK, PASSPHRASE, StandInService, authority, running, use_settings, write_key

from .cases import ACCEPTED, make_open_request, make_signer

pytestmark = pytest.mark.django_db
WRONG = 'sandi-Salah-3c'


def _rows_with(word: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS whole WHERE whole::text LIKE %s', [f'%{word}%'])
            if cursor.fetchone()[0]:
                yield table


def _queued_with(word: str) -> Iterator[str]:
    for told in django_settings.REDIS.values():
        with Redis(
            host=told['HOST'], port=told['PORT'], password=told['PASSWORD'] or None, db=told['DATABASE']
        ) as client:
            for key in client.keys('*'):
                if word.encode() in key + client.dump(key):
                    yield key.decode(errors='replace')


def _files_with(word: str, folder: Path) -> list[Path]:
    return [path for path in folder.rglob('*') if path.is_file() and word.encode() in path.read_bytes()]


def _sign(letter, method: str, signer, means: Means) -> ColocationError | None:
    try:
        prepared = preparing.prepare(letter, method=method, actor=signer.user, signer=signer, now=NOW, means=means)
        signing.sign(letter, actor=signer.user, signer=signer, now=NOW, signature=prepared.pk)
    except ColocationError as refused:
        return refused
    return None


@pytest.mark.parametrize('method', ['certificate', 'esign'])
@pytest.mark.parametrize('passphrase', [PASSPHRASE, WRONG])
def test_passphrase_and_identity_are_kept_nowhere(
    settings, tmp_path, files, caplog, capsys, method, passphrase, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    request = make_open_request()
    letter = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    signer = make_signer(request)
    key = {'agency': request.case.agency.slug, 'pkcs12': str(write_key(tmp_path, authority().signer))}
    if method == 'certificate':
        means = Means(key='kadis', passphrase=passphrase)
    else:
        means = Means(identity=NIK, passphrase=passphrase)
    assert passphrase not in repr(means)
    with running(StandInService()) as service, django_capture_on_commit_callbacks(execute=True):
        use_settings(
            settings,
            signing_keys={'kadis': key},
            esign=service.setting,
            signature_methods=['application', 'certificate', 'esign'],
        )
        refused = _sign(letter, method, signer, means)
    assert (refused is not None) == (passphrase == WRONG)
    assert passphrase not in repr(refused and refused.as_dict())
    for secret in (passphrase, NIK):
        assert not list(_rows_with(secret))
        assert not list(_queued_with(secret))
        assert not _files_with(secret, files)
        assert secret not in caplog.text
        assert secret not in ''.join(capsys.readouterr())


def test_the_search_would_find_it(files):
    user = make_user()
    user.first_name = WRONG
    user.save()
    assert 'users_user' in set(_rows_with(WRONG))
