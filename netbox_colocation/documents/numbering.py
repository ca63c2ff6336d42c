"""Numbers of letters, from the agency's register: each once, without a gap, however many are signed at once.

A number is taken inside the transaction that writes it on the letter, under a lock on the register's row: when that
transaction fails, the number is free again.
"""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import DocumentDirectionChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import DocumentRegister
from ..models.registers import NUMBER_FIELD
from .indonesian import roman_month

__all__ = ('TakenNumber', 'find_register', 'format_number', 'take_number')


@dataclass(frozen=True)
class TakenNumber:
    """A number that is now a letter's, once the transaction commits."""

    register: DocumentRegister
    sequence: int
    number: str


def find_register(
    *, agency: Tenant, now: datetime.datetime, direction: str = DocumentDirectionChoices.OUTGOING
) -> DocumentRegister | None:
    """Return the agency's book of that direction for the year of `now`, or None when it keeps none."""
    year = timezone.localtime(now).year
    return DocumentRegister.objects.filter(agency=agency, year=year, direction=direction, kinds=[]).first()


def take_number(
    *, agency: Tenant, now: datetime.datetime, direction: str = DocumentDirectionChoices.OUTGOING
) -> TakenNumber:
    """Take the next number of the agency's register of the year; call it in the transaction that writes the letter.

    Raises:
        OutcomeRefused: the agency keeps no such register (`register-missing`), or its pattern cannot be filled in
            (`register-pattern-invalid`).
    """
    if not connection.in_atomic_block:
        raise RuntimeError('a number is taken inside the transaction that writes it')
    found = find_register(agency=agency, now=now, direction=direction)
    if found is None:
        raise OutcomeRefused([_register_missing(agency, now, direction)])
    register = DocumentRegister.objects.select_for_update(of=('self',)).get(pk=found.pk)
    sequence = register.next_sequence
    number = format_number(register, sequence=sequence, day=timezone.localtime(now).date())
    # Not `save()`: every letter would leave an entry in the register's change log, and the letter says it already.
    DocumentRegister.objects.filter(pk=register.pk).update(next_sequence=sequence + 1)
    return TakenNumber(register=register, sequence=sequence, number=number)


def format_number(register: DocumentRegister, *, sequence: int, day: datetime.date) -> str:
    """Fill in the register's pattern.

    Raises:
        OutcomeRefused: the pattern has something else than the known fields, with a zero-padded width at most.
    """
    if not _is_plain(register.pattern):
        message = _('The number pattern of {register} is not valid: {pattern}. Correct it.').format(
            register=register, pattern=register.pattern
        )
        raise OutcomeRefused([Refusal('register-pattern-invalid', message, field='pattern')])
    return register.pattern.format(
        prefix='',
        suffix='',
        classification=register.classification,
        sequence=sequence,
        unit=register.unit_code,
        roman_month=roman_month(day.month),
        month=day.month,
        year=day.year,
    )


def _is_plain(pattern: str) -> bool:
    """Say again what the model's `clean()` says: a row may have come in without it."""
    rest = NUMBER_FIELD.sub('', pattern)
    return '{sequence' in pattern and '{' not in rest and '}' not in rest


def _register_missing(agency: Tenant, now: datetime.datetime, direction: str) -> Refusal:
    year = timezone.localtime(now).year
    labels = {value: str(label) for value, label, *_color in DocumentDirectionChoices.CHOICES}
    message = _(
        '{agency} keeps no register for {year} (direction: {direction}): add one under Colocation, Document registers.'
    ).format(agency=agency, year=year, direction=labels[direction])
    return Refusal('register-missing', message, data={'agency': agency.pk, 'year': year, 'direction': direction})
