"""Settings are checked when NetBox starts, all at once, with messages that name the setting and the fix."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from netbox_colocation import ColocationConfig, conf


@pytest.fixture
def values(settings):
    """The plugin's settings, to be changed for one test."""
    plugins = {**settings.PLUGINS_CONFIG, 'netbox_colocation': {**settings.PLUGINS_CONFIG['netbox_colocation']}}
    settings.PLUGINS_CONFIG = plugins
    return plugins['netbox_colocation']


def test_the_default_settings_are_right(values):
    values.clear()
    values.update(ColocationConfig.default_settings)

    conf.check_settings()


def test_every_default_setting_has_its_check():
    assert set(conf._CHECKS) == set(ColocationConfig.default_settings)


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('files_root', 7),
        ('upload_limit_mib', 0),
        ('upload_limit_mib', True),
        ('hold_days', '30'),
        ('office_hours', {}),
        ('office_hours', {8: ['08:00-16:00']}),
        ('office_hours', {1: ['16:00-08:00']}),
        ('office_hours', {1: ['08:00-24:30']}),
        ('office_hours', {1: []}),
        ('holidays_country', 'XX'),
        ('extra_holidays', ['17 August']),
        ('public_prefix_role', 'not a slug'),
        ('server_role', ''),
        ('unknown_blocks', ['weather']),
        ('exporter_port', 70_000),
        ('signature_methods', []),
        ('signature_methods', ['rubber-stamp']),
        ('signing_keys', {'head': {'agency': 'kominfo'}}),
        ('signing_keys', {'head': {'agency': 'kominfo', 'pkcs11': '/lib/token.so', 'token': 'T'}}),
        ('trusted_certificates', '/etc/root.pem'),
        ('timestamp_url', 'time.example'),
        ('verifications_per_minute', 0),
        ('template_seconds', 0),
    ],
)
def test_a_wrong_setting_is_named(values, name, value):
    values[name] = value

    with pytest.raises(ImproperlyConfigured, match=f'{name}: '):
        conf.check_settings()


def test_all_wrong_settings_are_named_at_once(values):
    values.update({'hold_days': 0, 'exporter_port': 0, 'surprise': 1})

    with pytest.raises(ImproperlyConfigured) as refused:
        conf.check_settings()

    for name in ('hold_days', 'exporter_port', 'surprise'):
        assert f'{name}: ' in str(refused.value)


def test_signing_through_bsre_needs_its_service(values):
    values['signature_methods'] = ['esign']

    with pytest.raises(ImproperlyConfigured, match='esign needs the setting esign'):
        conf.check_settings()


def test_a_wrong_setting_with_a_password_is_named_and_not_repeated(values):
    values['esign'] = {'url': 'gateway', 'username': 'app', 'password': 'rahasia-sekali'}

    with pytest.raises(ImproperlyConfigured, match='esign: ') as refused:
        conf.check_settings()

    assert 'rahasia-sekali' not in str(refused.value)
