"""Numbers of letters, from the agency's registers: each once, without a gap, however many are signed at once.

A number is taken inside the transaction that writes it on the letter, under a lock on the register's row: when that
transaction fails, the number is free again. What writes the register's line is in `registering`.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import DocumentDirectionChoices, DocumentKindChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import DocumentRegister, RegisterEntry
from ..models.registers import NUMBER_FIELD
from .indonesian import roman_month
from .kinds import KINDS

__all__ = (
    'NumberParts',
    'TakenNumber',
    'check_kinds',
    'find_register',
    'format_number',
    'lock_register',
    'prefix_of',
    'require_register',
    'take_next',
    'take_number',
)

MAX_LENGTH = RegisterEntry._meta.get_field('number').max_length or 0
# By *sifat*, as Peraturan ANRI 5/2021 abbreviates it; the longer words first.
PREFIXES = (('sangat rahasia', 'SR'), ('rahasia', 'R'), ('terbatas', 'T'))
ORDINARY_PREFIX = 'B'
SEPARATED_SUFFIX = re.compile(r'[./\- ]\{suffix\}')


@dataclass(frozen=True)
class NumberParts:
    """What a number says of its letter; what the letter leaves open is the register's.

    Attributes:
        classification: the letter's own code, or ''.
        nature: *sifat*, e.g. *Rahasia*: it says the prefix.
        suffix: e.g. `A`, for a number that was put in later; mostly ''.
    """

    classification: str = ''
    nature: str = ''
    suffix: str = ''


@dataclass(frozen=True)
class TakenNumber:
    """A number that is now a letter's, once the transaction commits."""

    register: DocumentRegister
    sequence: int
    number: str
    parts: NumberParts = field(default_factory=NumberParts)


def find_register(
    *,
    agency: Tenant,
    now: datetime.datetime,
    direction: str = DocumentDirectionChoices.OUTGOING,
    kind: str = '',
) -> DocumentRegister | None:
    """Return the agency's book for the year of `now`, closed or not: the one that names the kind, else the general one.

    None when it keeps neither.
    """
    year = timezone.localtime(now).year
    books = DocumentRegister.objects.filter(agency=agency, year=year, direction=direction)
    found = books.filter(kinds__contains=[kind]).order_by('pk').first() if kind else None
    return found or books.filter(kinds=[]).first()


def require_register(
    *, agency: Tenant, now: datetime.datetime, direction: str = DocumentDirectionChoices.OUTGOING, kind: str = ''
) -> DocumentRegister:
    """Return the book that numbers such a letter.

    Raises:
        OutcomeRefused: the agency keeps no such register (`register-missing`).
    """
    register = find_register(agency=agency, now=now, direction=direction, kind=kind)
    if register is None:
        raise OutcomeRefused([_register_missing(agency, now, direction)])
    return register


def lock_register(register: DocumentRegister) -> DocumentRegister:
    """Return the row as it is now; nobody else takes a number of it until the transaction ends.

    Raises:
        OutcomeRefused: the book is closed (`register-closed`).
    """
    if not connection.in_atomic_block:
        raise RuntimeError('a number is taken inside the transaction that writes it')
    locked = DocumentRegister.objects.select_for_update(of=('self',), no_key=True).get(pk=register.pk)
    if locked.is_closed:
        message = _('{register} is closed and gives no number any more: open it again, or add another one.').format(
            register=locked
        )
        raise OutcomeRefused([Refusal('register-closed', message, data={'register': locked.pk})])
    return locked


def take_next(register: DocumentRegister, *, day: datetime.date, parts: NumberParts = NumberParts()) -> TakenNumber:
    """Take the next number of a locked register: the smallest that follows and that nobody chose by hand before.

    Raises:
        OutcomeRefused: its pattern cannot be filled in (`register-pattern-invalid`, `number-too-long`).
    """
    start = max(register.next_sequence, register.first_sequence)
    entries = register.entries.filter(sequence__gte=start, suffix=parts.suffix)
    sequence = _first_gap(start, entries.order_by('sequence').values_list('sequence', flat=True).iterator())
    number = format_number(register, sequence=sequence, day=day, parts=parts)
    # A number that the e-office gave has no sequence, but nobody else may have its text.
    while register.entries.filter(number=number).exists():
        sequence += 1
        if not register.entries.filter(sequence=sequence, suffix=parts.suffix).exists():
            number = format_number(register, sequence=sequence, day=day, parts=parts)
    # Not `save()`: every letter would leave an entry in the register's change log, and the letter says it already.
    DocumentRegister.objects.filter(pk=register.pk).update(next_sequence=sequence + 1)
    register.next_sequence = sequence + 1
    return TakenNumber(register=register, sequence=sequence, number=number, parts=parts)


def take_number(
    *,
    agency: Tenant,
    now: datetime.datetime,
    direction: str = DocumentDirectionChoices.OUTGOING,
    kind: str = '',
    parts: NumberParts = NumberParts(),
) -> TakenNumber:
    """Take the next number of the agency's register of the year; call it in the transaction that writes the letter.

    Raises:
        OutcomeRefused: the agency keeps no such register (`register-missing`), it is closed (`register-closed`), or its
            pattern cannot be filled in (`register-pattern-invalid`, `number-too-long`).
    """
    register = lock_register(require_register(agency=agency, now=now, direction=direction, kind=kind))
    return take_next(register, day=timezone.localtime(now).date(), parts=parts)


def check_kinds(register: DocumentRegister) -> None:
    """Refuse a book that names papers of another direction than its own.

    Raises:
        ValidationError: at `kinds`, naming them.
    """
    labels = {value: str(label) for value, label, *_color in DocumentKindChoices.CHOICES}
    strange = [kind for kind in register.kinds if kind in KINDS and KINDS[kind].direction != register.direction]
    if strange:
        message = _('Papers of another direction are not in this book: {kinds}. Take them out.').format(
            kinds=', '.join(labels.get(kind, kind) for kind in strange)
        )
        raise ValidationError({'kinds': message})


def prefix_of(nature: str) -> str:
    """Return what `{prefix}` stands for: SR, R and T for what not everybody may read, B for all other letters."""
    words = nature.strip().lower()
    return next((letters for word, letters in PREFIXES if word in words), ORDINARY_PREFIX)


def format_number(
    register: DocumentRegister, *, sequence: int, day: datetime.date, parts: NumberParts = NumberParts()
) -> str:
    """Fill in the register's pattern.

    A pattern without `{suffix}` puts one behind the sequence (`131.A`); with it, a separator before it goes when there
    is none.

    Raises:
        OutcomeRefused: the pattern has something else than the known fields, with a zero-padded width at most
            (`register-pattern-invalid`), or the number is too long (`number-too-long`).
    """
    if not _is_plain(register.pattern):
        message = _('The number pattern of {register} is not valid: {pattern}. Correct it.').format(
            register=register, pattern=register.pattern
        )
        raise OutcomeRefused([Refusal('register-pattern-invalid', message, field='pattern')])
    number = _place_suffix(register.pattern, parts.suffix).format(
        prefix=prefix_of(parts.nature),
        suffix=parts.suffix,
        classification=parts.classification or register.classification,
        sequence=sequence,
        unit=register.unit_code,
        roman_month=roman_month(day.month),
        month=day.month,
        year=day.year,
    )
    if len(number) > MAX_LENGTH:
        message = _('The number would be longer than {limit} characters: shorten the pattern of {register}.').format(
            limit=MAX_LENGTH, register=register
        )
        raise OutcomeRefused([Refusal('number-too-long', message, field='pattern')])
    return number


def _place_suffix(pattern: str, suffix: str) -> str:
    if '{suffix}' not in pattern:
        return re.sub(r'(\{sequence[^}]*\})', r'\1.{suffix}', pattern, count=1) if suffix else pattern
    return pattern if suffix else SEPARATED_SUFFIX.sub('', pattern)


def _first_gap(start: int, taken: Iterable[int]) -> int:
    """Return the smallest number from `start` on that is not among `taken`, which are in order."""
    for number in taken:
        if number > start:
            break
        start = number + 1
    return start


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
