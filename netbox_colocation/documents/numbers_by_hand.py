"""Numbers that somebody takes by hand: chosen, back-dated, given elsewhere. What stands against it is said all at once.

The register is locked meanwhile: see `registering`, which writes the line.
"""

import dataclasses
import datetime
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _

from ..choices import DocumentDirectionChoices, EntryOriginChoices, EntryStateChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import DocumentRegister, RegisterEntry
from .numbering import MAX_LENGTH, NumberParts, TakenNumber, format_number, take_next

__all__ = ('Asked', 'LetterFacts', 'find_faults', 'take')

SUFFIX = re.compile(r'[A-Z0-9]{1,5}')
LETTERS = string.ascii_uppercase


@dataclass(frozen=True)
class LetterFacts:
    """What a line of the register says of its letter, besides the number.

    Attributes:
        dated: the date on the letter; received_on: when it came in, of an incoming one.
        classification: its code, or '' for the register's.
        nature: *sifat*; correspondent: who wrote it, or whom it is for; letter_number: the sender's own;
        matter: *hal*; attachments: *lampiran*; note: *keterangan*.
    """

    dated: datetime.date | None = None
    received_on: datetime.date | None = None
    classification: str = ''
    nature: str = ''
    correspondent: str = ''
    letter_number: str = ''
    matter: str = ''
    attachments: str = ''
    note: str = ''

    def as_columns(self) -> dict[str, Any]:
        """Return the facts as columns of an entry, cut to what they hold."""
        columns = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                value = ' '.join(value.split())[: RegisterEntry._meta.get_field(field.name).max_length]
            columns[field.name] = value
        return columns


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a locked register; `day` is the day that decides month, year and what came before."""

    register: DocumentRegister
    origin: str
    sequence: int | None
    suffix: str
    number: str
    facts: LetterFacts
    today: datetime.date

    @property
    def day_field(self) -> str:
        return 'received_on' if self.register.direction == DocumentDirectionChoices.INCOMING else 'dated'

    @property
    def day(self) -> datetime.date:
        return cast(datetime.date, getattr(self.facts, self.day_field))

    @property
    def parts(self) -> NumberParts:
        return NumberParts(self.facts.classification, self.facts.nature, self.suffix)


# Which fields each way of taking a number needs (True), may have (False), and else may not have.
FIELDS: dict[str, dict[str, bool]] = {
    EntryOriginChoices.AUTOMATIC: {},
    EntryOriginChoices.MANUAL: {'sequence': True, 'suffix': False, 'number': False},
    EntryOriginChoices.BACK_DATED: {},
    EntryOriginChoices.EXTERNAL: {'number': True},
}


def find_faults(asked: Asked) -> Iterator[Refusal]:
    """Yield everything that stands against what is asked, but for numbers that are taken."""
    fields = FIELDS[asked.origin]
    for name in ('sequence', 'suffix', 'number'):
        value = getattr(asked, name)
        if fields.get(name) and value in (None, ''):
            yield Refusal('field-required', _('Give the number: this way of taking one needs it.'), field=name)
        elif name not in fields and value not in (None, ''):
            yield Refusal('field-unexpected', _('The number is found by itself: leave this empty.'), field=name)
    if asked.suffix and not SUFFIX.fullmatch(asked.suffix):
        yield Refusal('suffix-invalid', _('A suffix has one to five letters A–Z or digits.'), field='suffix')
    if asked.sequence is not None and asked.sequence < 1:
        yield Refusal('number-invalid', _('Numbers begin at 1.'), field='sequence')
    if asked.number:
        yield from _look_at_text(asked)
    yield from _look_at_day(asked)


def _look_at_text(asked: Asked) -> Iterator[Refusal]:
    if len(asked.number) > MAX_LENGTH or not asked.number.isprintable():
        message = _('A number has at most {limit} characters, all on one line.').format(limit=MAX_LENGTH)
        yield Refusal('number-invalid', message, field='number')
    elif asked.sequence is not None and not re.search(rf'(?<!\d)0*{asked.sequence}(?!\d)', asked.number):
        message = _('The number has to say its place in the book, {sequence}.').format(sequence=asked.sequence)
        yield Refusal('number-invalid', message, field='number')


def _look_at_day(asked: Asked) -> Iterator[Refusal]:
    if asked.day > asked.today:
        message = _('{day} has not come yet: correct the date.').format(day=asked.day)
        yield Refusal('date-in-future', message, field=asked.day_field)
    if asked.origin == EntryOriginChoices.EXTERNAL:
        return
    if asked.day.year != asked.register.year:
        message = _('{register} numbers letters of {year}: give a day of that year, or choose another book.').format(
            register=asked.register, year=asked.register.year
        )
        yield Refusal('date-in-other-year', message, field=asked.day_field)
    elif asked.origin == EntryOriginChoices.BACK_DATED and asked.day == asked.today:
        message = _('A letter of today takes the next number: it is not back-dated.')
        yield Refusal('date-not-past', message, field=asked.day_field)
    elif asked.origin == EntryOriginChoices.AUTOMATIC and asked.day < asked.today and asked.day_field == 'dated':
        message = _('The next number is for letters of today: back-date this one.')
        yield Refusal('date-past', message, field=asked.day_field)


def take(asked: Asked) -> TakenNumber:
    """Return the number that is asked for.

    Raises:
        OutcomeRefused: it is taken (`number-taken`), or there is none to put a back-dated one behind (`nothing-before`,
            `suffixes-used-up`).
    """
    if asked.origin == EntryOriginChoices.AUTOMATIC:
        return take_next(asked.register, day=asked.day, parts=asked.parts)
    if asked.origin == EntryOriginChoices.BACK_DATED:
        return _take_back_dated(asked)
    number = asked.number
    if asked.sequence is not None:
        number = number or format_number(asked.register, sequence=asked.sequence, day=asked.day, parts=asked.parts)
        same_place = asked.register.entries.filter(sequence=asked.sequence, suffix=asked.suffix)
        _refuse_taken(same_place.first(), 'sequence')
    _refuse_taken(asked.register.entries.filter(number=number).first(), 'number' if asked.number else 'sequence')
    return TakenNumber(asked.register, cast(int, asked.sequence), number, asked.parts)


def _take_back_dated(asked: Asked) -> TakenNumber:
    """Put a letter in behind the last one of that day, or of the last day before on which there was one."""
    register, day_field = asked.register, asked.day_field
    before = register.entries.filter(sequence__isnull=False, **{f'{day_field}__lte': asked.day})
    last = before.order_by(f'-{day_field}', '-sequence').first()
    if last is None:
        message = _('{register} gave no number until {day}: choose one by hand.').format(
            register=register, day=asked.day
        )
        raise OutcomeRefused([Refusal('nothing-before', message, field=day_field)])
    taken = set(register.entries.filter(sequence=last.sequence).values_list('suffix', flat=True))
    for letter in LETTERS:
        parts = dataclasses.replace(asked.parts, suffix=letter)
        number = format_number(register, sequence=last.sequence, day=asked.day, parts=parts)
        if letter not in taken and not register.entries.filter(number=number).exists():
            return TakenNumber(register, last.sequence, number, parts)
    message = _('All letters behind {sequence} are used up: choose a number by hand.').format(sequence=last.sequence)
    raise OutcomeRefused([Refusal('suffixes-used-up', message, field=day_field)])


def _refuse_taken(holder: RegisterEntry | None, field: str) -> None:
    if holder is None:
        return
    letter = ' – '.join(filter(None, (holder.correspondent, holder.matter))) or _('a letter without a matter')
    if holder.state == EntryStateChoices.CANCELLED:
        message = _('{number} was cancelled, and is not given again: choose another number.').format(
            number=holder.number
        )
    else:
        message = _('{number} is taken by: {letter} ({day}). Choose another number.').format(
            number=holder.number, letter=letter, day=holder.dated or holder.received_on or holder.taken_at.date()
        )
    data = {'entry': holder.pk, 'number': holder.number, 'matter': holder.matter}
    raise OutcomeRefused([Refusal('number-taken', message, field=field, data=data)])
