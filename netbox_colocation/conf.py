"""The plugin's settings: read here and nowhere else, checked once at start-up."""

import datetime
import re
from collections.abc import Callable
from string import Formatter
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

__all__ = ('check_settings', 'get_setting')

_HOURS = re.compile(r'^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$')
_SLUG = re.compile(r'^[-a-zA-Z0-9_]+$')
_ADDRESS = re.compile(r'^https?://[^\s/]+(/[^\s?#]*)?$')
_ZONE = re.compile(r'^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$')
RESOURCES = frozenset(
    {
        'place',
        'electricity',
        'ups',
        'bandwidth',
        'addresses',
        'outlets',
        'cable',
        'domain-name',
        'weight',
        'cooling',
    }
)
SECRET = frozenset({'esign'})
SIGNATURE_METHODS = frozenset({'application', 'wet-ink', 'certificate', 'esign', 'e-office'})
NAME_PARTS = frozenset({'name', 'rack', 'unit', 'applicant', 'site', 'number'})


def get_setting(name: str) -> Any:
    """Return the value of one plugin setting.

    Raises:
        KeyError: the plugin has no setting of that name.
    """
    return settings.PLUGINS_CONFIG['netbox_colocation'][name]


def check_settings() -> None:
    """Check every setting.

    Raises:
        ImproperlyConfigured: with one sentence for every setting that is wrong, each naming the setting and the fix.
    """
    values = settings.PLUGINS_CONFIG['netbox_colocation']
    known = set(_CHECKS)
    problems = [
        f'{name}: there is no such setting (known: {", ".join(sorted(known))})' for name in sorted(set(values) - known)
    ]
    for name, (is_right, wanted) in _CHECKS.items():
        if not is_right(values[name]):
            # What is wrong of a setting with a password in it is not repeated: errors end up in logs.
            problems.append(f'{name}: {wanted}' + ('' if name in SECRET else f', not {values[name]!r}'))
    if values['decision_links'] is True and not values['public_url']:
        problems.append('decision_links: links in e-mails need the setting public_url')
    if 'esign' in values['signature_methods'] and not values['esign']:
        problems.append('signature_methods: esign needs the setting esign')
    if problems:
        raise ImproperlyConfigured("PLUGINS_CONFIG['netbox_colocation']: " + '; '.join(problems))


def _is_whole_number(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_none_or(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or check(value)


def _is_list_of_numbers(value: Any) -> bool:
    is_number = _is_whole_number(1, 3650)
    return isinstance(value, list | tuple) and all(is_number(number) for number in value)


def _is_address(value: Any) -> bool:
    return value is None or (isinstance(value, str) and bool(_ADDRESS.match(value)))


def _is_slug(value: Any) -> bool:
    return isinstance(value, str) and bool(_SLUG.match(value))


def _is_office_hours(value: Any) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    for weekday, spans in value.items():
        if weekday not in range(1, 8) or not isinstance(spans, list | tuple):
            return False
        if not all(isinstance(span, str) and _HOURS.match(span) and span[:5] < span[6:] for span in spans):
            return False
    return any(value.values())


def _is_list_of_days(value: Any) -> bool:
    try:
        return isinstance(value, list | tuple) and all(datetime.date.fromisoformat(day) for day in value)
    except (TypeError, ValueError):
        return False


def _is_country(value: Any) -> bool:
    import holidays  # a slow import, needed only here and by the calendar

    return value is None or value in holidays.list_supported_countries()


def _is_list_of_slugs(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(_is_slug(slug) for slug in value)


def _is_list_of_zones(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(zone, str) and _ZONE.match(zone) for zone in value)


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(text, str) and text for text in value)


def _is_servers(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_slug(name) and url and _is_address(url) for name, url in value.items())


def _is_keys(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    for name, key in value.items():
        if not (_is_slug(name) and isinstance(key, dict) and all(isinstance(part, str) for part in key.values())):
            return False
        wanted = {'agency', 'pkcs12'} if 'pkcs12' in key else {'agency', 'pkcs11', 'token', 'certificate'}
        if not wanted <= set(key) <= wanted | {'key'}:
            return False
    return True


def _is_esign(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not {'url', 'username', 'password'} <= set(value):
        return False
    is_timeout = _is_whole_number(1, 300)
    return (
        _is_address(value['url'])
        and set(value) <= {'url', 'username', 'password', 'timeout'}
        and is_timeout(value.get('timeout', 20))
    )


def _is_name_template(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = {field for _text, field, _spec, _conversion in Formatter().parse(value) if field is not None}
    except ValueError:
        return False
    return bool(parts) and parts <= NAME_PARTS


_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    'files_root': (lambda value: value is None or isinstance(value, str), 'a folder, or None'),
    'upload_limit_mib': (_is_whole_number(1, 1024), 'a whole number of MiB from 1 to 1024'),
    'hold_days': (_is_whole_number(1, 3650), 'a whole number of days from 1 to 3650'),
    'office_hours': (_is_office_hours, "ISO weekdays (1-7) with lists of 'HH:MM-HH:MM', at least one of them open"),
    'holidays_country': (_is_country, 'a country code of the holidays package, or None'),
    'extra_holidays': (_is_list_of_days, "a list of 'YYYY-MM-DD'"),
    'public_prefix_role': (_is_slug, "a prefix role's slug"),
    'private_prefix_role': (_is_slug, "a prefix role's slug"),
    'server_role': (_is_slug, "a device role's slug"),
    'unknown_blocks': (
        lambda value: isinstance(value, list | tuple | set) and set(value) <= RESOURCES,
        f'a list of resources among {", ".join(sorted(RESOURCES))}',
    ),
    'access_switch_roles': (_is_list_of_slugs, "a list of device roles' slugs"),
    'domain_zones': (_is_list_of_zones, "a list of zones like '*.go.id'"),
    'power_factor_percent': (_is_whole_number(50, 100), 'W for 100 VA, a whole number from 50 to 100'),
    'guard_holds': (lambda value: isinstance(value, bool), 'True or False'),
    'connect_cables': (lambda value: isinstance(value, bool), 'True or False'),
    'server_name_template': (_is_name_template, f'a text with fields among {{{"}, {".join(sorted(NAME_PARTS))}}}'),
    'exporter_port': (_is_whole_number(1, 65535), 'a port from 1 to 65535'),
    'seen_within_minutes': (_is_none_or(_is_whole_number(1, 100000)), 'minutes from 1 to 100000, or None'),
    'prometheus_servers': (_is_servers, "names with addresses, like {'prometheus': 'http://prometheus.example:9090'}"),
    'idempotency_hours': (_is_whole_number(1, 720), 'a whole number of hours from 1 to 720'),
    'remind_before_minutes': (_is_none_or(_is_whole_number(1, 60000)), 'working minutes from 1 to 60000, or None'),
    'escalate_after_minutes': (_is_none_or(_is_whole_number(0, 60000)), 'working minutes from 0 to 60000, or None'),
    'term_months': (_is_none_or(_is_whole_number(1, 1200)), 'a whole number of months from 1 to 1200, or None'),
    'remind_of_term_days': (_is_list_of_numbers, 'a list of whole numbers of days from 1 to 3650'),
    'public_url': (_is_address, "the address under which people reach NetBox, like 'https://netbox.example', or None"),
    'send_mail': (lambda value: isinstance(value, bool), 'True or False'),
    'decision_links': (lambda value: isinstance(value, bool), 'True or False'),
    'signature_methods': (
        lambda value: isinstance(value, list | tuple) and bool(value) and set(value) <= SIGNATURE_METHODS,
        f'a list of methods among {", ".join(sorted(SIGNATURE_METHODS))}, at least one',
    ),
    'signing_keys': (_is_keys, "names with {'agency', 'pkcs12'} or {'agency', 'pkcs11', 'token', 'certificate'}"),
    'trusted_certificates': (_is_list_of_texts, 'a list of PEM files'),
    'timestamp_url': (_is_address, 'the address of a time stamp service, or None'),
    'esign': (_is_esign, "{'url', 'username', 'password'} and perhaps 'timeout' in seconds, or None"),
    'verification_page': (lambda value: isinstance(value, bool), 'True or False'),
    'verifications_per_minute': (_is_whole_number(1, 6000), 'a whole number from 1 to 6000'),
    'mail_letters': (lambda value: isinstance(value, bool), 'True or False'),
    'template_seconds': (_is_whole_number(1, 120), 'a whole number of seconds from 1 to 120'),
    'visitor_data_days': (_is_whole_number(0, 3650), 'a whole number of days from 0 to 3650'),
    'access_log_days': (_is_none_or(_is_whole_number(1, 36500)), 'a whole number of days from 1 to 36500, or None'),
    'notice_days': (_is_whole_number(0, 365), 'a whole number of days from 0 to 365'),
    'decision_link_hours': (_is_whole_number(1, 720), 'a whole number of hours from 1 to 720'),
}
