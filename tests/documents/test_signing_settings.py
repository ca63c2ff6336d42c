"""What `manage.py check` says of keys, trusted certificates and services."""

from pathlib import Path

import pytest
from django.core.checks import run_checks

from tests.signing_office import MODULE, authority, use_settings, write_key, write_root


@pytest.fixture
def said(settings, tmp_path: Path):
    def check(**values) -> dict[str, str]:
        use_settings(settings, **values)
        found = [message for message in run_checks(tags=['security']) if 'netbox_colocation.W01' in (message.id or '')]
        return {message.id.rpartition('.')[2]: message.msg for message in found}

    return check


def _key(path: Path) -> dict[str, dict[str, str]]:
    return {'kadis': {'agency': 'kominfo', 'pkcs12': str(path)}}


def test_what_is_as_it_should_be_is_silent(said, tmp_path):
    keys = _key(write_key(tmp_path, authority().signer))
    esign = {'url': 'https://esign.example', 'username': 'a', 'password': 'b'}
    assert said(signing_keys=keys, trusted_certificates=[str(write_root(tmp_path))], esign=esign) == {}


def test_a_key_file_that_others_can_read_is_named(said, tmp_path):
    path = write_key(tmp_path, authority().signer)
    path.chmod(0o644)
    [(code, message)] = said(signing_keys=_key(path)).items()
    assert code == 'W012'
    assert str(path) in message


def test_a_key_file_and_a_module_that_are_gone_are_named(said, tmp_path):
    assert set(said(signing_keys=_key(tmp_path / 'gone.p12'))) == {'W010'}
    token = {'agency': 'kominfo', 'pkcs11': '/nowhere.so', 'token': 'a', 'certificate': 'b'}
    assert set(said(signing_keys={'kartu': token})) == {'W010'}
    if Path(MODULE).exists():
        assert said(signing_keys={'kartu': {**token, 'pkcs11': MODULE}}) == {}


def test_trusted_certificates_that_are_none_or_too_old_are_named(said, tmp_path):
    (tmp_path / 'bad.pem').write_text('no certificate')
    (tmp_path / 'old.pem').write_bytes(authority().expired.pem)
    names = ['bad.pem', 'old.pem', 'gone.pem']
    found = said(trusted_certificates=[str(tmp_path / name) for name in names])
    assert set(found) == {'W013', 'W014'}


def test_passphrases_over_an_open_line_are_named(said):
    assert set(said(esign={'url': 'http://10.0.0.5', 'username': 'a', 'password': 'b'})) == {'W015'}
