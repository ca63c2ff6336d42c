"""What is wrong with the files and services that the settings name for signatures, before anybody signs."""

import datetime
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from ..conf import get_setting
from .validation import read_trusted_certificates

__all__ = ('Problem', 'find_problems')

OTHERS = 0o077


@dataclass(frozen=True)
class Problem:
    """One finding.

    Attributes:
        id: of Django's system check; setting: which one; fact: what is so; fix: what to do.
    """

    id: str
    setting: str
    fact: str
    fix: str


def find_problems() -> list[Problem]:
    """Return everything that would stand in the way of a signature, or give a key away."""
    found = [problem for name, key in sorted(get_setting('signing_keys').items()) for problem in _of_key(name, key)]
    return [*found, *_of_trusted(timezone.now()), *_of_services()]


def _of_key(name: str, key: Mapping[str, str]) -> Iterator[Problem]:
    setting = f'signing_keys[{name!r}]'
    path = Path(key.get('pkcs12') or key['pkcs11'])
    what = 'key file' if 'pkcs12' in key else 'PKCS#11 module'
    if not path.is_file():
        yield Problem('W010', setting, f'the {what} {path} is not there.', 'Put it there, or correct the path.')
        return
    if not os.access(path, os.R_OK):
        fix = 'Let the account that runs NetBox read it, and nobody else.'
        yield Problem('W011', setting, f'the {what} {path} cannot be read.', fix)
    if 'pkcs12' in key and path.stat().st_mode & OTHERS:
        fix = f'chmod 600 {path}, owned by the account that runs NetBox.'
        yield Problem('W012', setting, f'the key file {path} can be read by other accounts.', fix)


def _of_trusted(now: datetime.datetime) -> Iterator[Problem]:
    certificates, problems = read_trusted_certificates()
    for problem in problems:
        yield Problem('W013', 'trusted_certificates', f'{problem}.', 'Name PEM files that can be read.')
    for certificate in certificates:
        if certificate.not_valid_after_utc < now:
            subject = certificate.subject.rfc4514_string()
            fix = 'Take it out, or put its successor beside it.'
            yield Problem('W014', 'trusted_certificates', f'{subject} has expired.', fix)


def _of_services() -> Iterator[Problem]:
    esign = get_setting('esign')
    if esign and not esign['url'].startswith('https:'):
        fact = 'passphrases go to the e-sign service unencrypted.'
        yield Problem('W015', 'esign', fact, 'Give its address with https.')
