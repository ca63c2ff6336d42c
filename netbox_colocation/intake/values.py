"""Cells become values: what people write for numbers, days and lists, in Indonesian and English. All problems of a line
are gathered, each with its line and heading.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..exceptions import Refusal
from ..identity_numbers import refuse_identity_number
from .headings import Line, Table, normalise

__all__ = ('LineReader', 'at_line', 'split')

# How sheets say that there is nothing.
NOTHING = frozenset({'', '-', '--', '–', '—', 'n/a', 'na', '#n/a', 'tidak ada', 'belum ada', 'none', 'null'})
YES = frozenset({'ya', 'y', 'yes', 'true', '1', 'sudah', 'aktif', 'ada', 'x', 'v'})
NO = frozenset({'tidak', 'no', 'n', 'false', '0', 'belum', 'nonaktif', 'tidak aktif'})
# A spreadsheet program would calculate these; a phone number may begin with +, a negative number is one.
FORMULA = re.compile(r'^\s*(?:[=@|]|[+-](?![\d\s().-]*$))')
CONTROL = re.compile(r'[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]')
THOUSANDS = re.compile(r'^\d{1,3}([.,]\d{3})+$')
NUMBER = re.compile(r'^(\d+(?:[.,]\d+)?)\s*([a-zA-Z/ ]*)\.?$')
SEPARATORS = re.compile(r'[,;\n]+')
ISO_DAY = re.compile(r'^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$')
WRITTEN_DAY = re.compile(r'^(\d{1,2})[-/. ]([a-z]+|\d{1,2})[-/. ](\d{4})$')
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            'januari january jan', 'februari pebruari february feb', 'maret march mar', 'april apr', 'mei may',
            'juni june jun', 'juli july jul', 'agustus august agu ags aug', 'september sept sep',
            'oktober october okt oct', 'november nopember nov nop', 'desember december des dec',
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# A serial number, a tag of the inventory and an address may have sixteen digits.
NOT_OF_PERSONS = frozenset(
    {'serial', 'asset_tag', 'mac_addresses', 'letter_number', 'private_address', 'public_address'}
)
PRECISE_ENOUGH = 2  # decimal places


def at_line(
    table: Table, line: int, code: str, reason: str, *, field: str = '', data: dict[str, Any] | None = None
) -> Refusal:
    """Return a refusal that says where in the file it is about."""
    heading = table.headings.get(field, '')
    if heading:
        message = _('Line {line}, {heading}: {reason}').format(line=line, heading=heading, reason=reason)
    else:
        message = _('Line {line}: {reason}').format(line=line, reason=reason)
    return Refusal(code, message, field=field, data={'line': line, 'column': heading, **(data or {})})


def split(text: str) -> list[str]:
    """Return the entries of a cell: separated by commas, semicolons or lines."""
    return [entry.strip() for entry in SEPARATORS.split(text) if entry.strip()]


class LineReader:
    """Reads the cells of one line; what cannot be read is None, and stands in `refusals`."""

    def __init__(self, table: Table, line: Line) -> None:
        self.table = table
        self.line = line
        self.refusals: list[Refusal] = []

    def refuse(self, key: str, code: str, reason: str, **data: Any) -> None:
        refusal = at_line(self.table, self.line.number, code, reason, field=key, data=data)
        if refusal not in self.refusals:  # a cell may be asked for twice
            self.refusals.append(refusal)

    def take(self, refusals: Sequence[Refusal]) -> None:
        """Add refusals of a service or of NetBox, with this line."""
        for refusal in refusals:
            self.refuse(refusal.field, refusal.code, str(refusal.message), **refusal.data)

    def text(self, key: str, *, most: int = 500) -> str:
        """Return the text of a cell, '' for one that says that there is nothing."""
        if code := self.line.unreadable.get(key):
            reason = (
                _('the sheet shows an error here: correct it.')
                if code == 'error'
                else _('this formula was never calculated: write its value.')
            )
            self.refuse(key, 'cell-unreadable', reason)
            return ''
        text = ' '.join(self.line.cells.get(key, '').split(' ')).strip()
        if text.casefold() in NOTHING:
            return ''
        if problem := self._problem(key, text, most):
            self.refuse(key, *problem)
            return ''
        return text

    def _problem(self, key: str, text: str, most: int) -> tuple[str, str] | None:
        if FORMULA.match(text):
            return 'cell-formula', _('a formula is no value: write the text without = + - or @ at the beginning.')
        if CONTROL.search(text):
            return 'cell-unreadable', _('this has characters that nobody can see: type it anew.')
        if len(text) > most:
            return 'cell-too-long', _('this has more than {most} characters: shorten it.').format(most=most)
        if key not in NOT_OF_PERSONS:
            try:
                refuse_identity_number(text)
            except ValidationError as error:
                return 'identity-number', ' '.join(error.messages)
        return None

    def whole(self, key: str, *, low: int = 0, high: int = 1_000_000, units: Sequence[str] = ()) -> int | None:
        """Return a whole number; a unit may stand behind it, and points or commas between thousands."""
        text = self.text(key)
        if not text:
            return None
        number = self._number(text, units, thousands=True)
        if number is None or number != int(number) or not low <= number <= high:
            reason = _('“{text}” is no whole number from {low} to {high}.')
            self.refuse(key, 'cell-no-number', reason.format(text=text[:50], low=low, high=high))
            return None
        return int(number)

    def decimal(self, key: str, *, units: Sequence[str] = (), high: int = 100_000) -> Decimal | None:
        """Return a number greater than 0, with a point or a comma before its fraction."""
        text = self.text(key)
        if not text:
            return None
        number = self._number(text, units)
        if number is None or not 0 < number <= high:
            self.refuse(
                key, 'cell-no-number', _('“{text}” is no number: write it like 2 or 1,5.').format(text=text[:50])
            )
            return None
        return Decimal(int(number)) if number == int(number) else round(number, PRECISE_ENOUGH).normalize()

    def _number(self, text: str, units: Sequence[str], *, thousands: bool = False) -> Decimal | None:
        plain = text.strip()
        found = NUMBER.match(plain)
        if thousands and (grouped := re.match(r'^([\d.,]+)(.*)$', plain)) and THOUSANDS.match(grouped[1]):
            plain = re.sub(r'[.,]', '', grouped[1]) + grouped[2]
            found = NUMBER.match(plain)
        if not found or (found[2].strip() and found[2].strip().lower() not in units):
            return None
        try:
            return Decimal(found[1].replace(',', '.'))
        except InvalidOperation:
            return None

    def yes(self, key: str) -> bool | None:
        """Return yes or no; None when nothing is said."""
        text = normalise(self.text(key))
        if text in YES or text in NO:
            return text in YES
        if text:
            self.refuse(key, 'cell-no-answer', _('write “ya” or “tidak”, yes or no.'))
        return None

    def day(self, key: str) -> datetime.date | None:
        """Return a day: 2026-11-02, 02/11/2026, or 2 November 2026."""
        text = self.text(key)
        if not text:
            return None
        try:
            return _day(text)
        except (ValueError, KeyError, OverflowError):
            reason = _('“{text}” is no day: write it like 2026-11-02 or 2/11/2026.').format(text=text[:50])
            self.refuse(key, 'cell-no-day', reason)
            return None

    def entries(self, key: str, clean: Callable[[str], str] = str) -> list[str]:
        """Return the entries of a list, once each."""
        return list(dict.fromkeys(clean(entry) for entry in split(self.text(key))))


def _day(text: str) -> datetime.date:
    if found := ISO_DAY.match(text):
        return datetime.date(int(found[1]), int(found[2]), int(found[3]))
    found = WRITTEN_DAY.match(' '.join(text.lower().replace(',', ' ').split()))
    if not found:
        raise ValueError(text)
    month = int(found[2]) if found[2].isdigit() else MONTHS[found[2]]
    return datetime.date(int(found[3]), month, int(found[1]))
