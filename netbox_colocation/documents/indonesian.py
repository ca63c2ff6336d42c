"""How Indonesian official letters write dates, times, numbers and the plugin's own words. Pure: reads no clock.

Letters are Indonesian whatever the language of the person who drafts them, so none of this goes through gettext.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from ..identity_numbers import mask_identity_numbers

__all__ = (
    'RESOURCES',
    'VERDICTS',
    'count_in_words',
    'date_block',
    'format_date',
    'format_number',
    'format_quantity',
    'format_time',
    'format_units',
    'mask_identity_numbers',
    'roman_month',
    'spell_number',
)

MONTHS = (
    'Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni',
    'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember',
)  # fmt: skip
WEEKDAYS = ('Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu')
ROMAN_MONTHS = ('I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII')
DIGITS = (
    'nol', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan', 'sepuluh', 'sebelas',
)  # fmt: skip

RESOURCES: Mapping[str, str] = {
    'place': 'Tempat (rak)',
    'electricity': 'Listrik',
    'ups': 'UPS',
    'bandwidth': 'Bandwidth',
    'addresses': 'Alamat IP',
    'outlets': 'Stopkontak PDU',
    'cable': 'Kabel',
    'domain-name': 'Nama domain',
    'weight': 'Berat',
    'cooling': 'Pendinginan',
}
VERDICTS: Mapping[str, str] = {
    'enough': 'Mencukupi',
    'short': 'Tidak mencukupi',
    'unknown': 'Belum dapat dipastikan',
}
UNITS: Mapping[str, str] = {
    'addresses': 'alamat',
    'address': 'alamat',
    'servers': 'server',
    'outlets': 'stopkontak',
    'ports': 'port',
    'names': 'nama',
}

# Beyond this a number says no more to a reader: an IPv6 prefix has 18.446.744.073.709.551.616 addresses.
MANY = 1_000_000_000


def format_number(value: Decimal | float | int) -> str:
    """Return a number with a decimal comma and points between thousands: 1.250,5."""
    number = Decimal(str(value))
    if number == number.to_integral_value():
        number = number.quantize(Decimal(1))
    return f'{number:,f}'.translate(str.maketrans(',.', '.,'))


def format_quantity(value: Decimal | float | int | None, unit: str) -> str:
    """Return a number with its unit, or a dash when it is not known."""
    if value is None:
        return '–'
    if value > MANY:
        return f'lebih dari {format_number(MANY)} {UNITS.get(unit, unit)}'.strip()
    return f'{format_number(value)} {UNITS.get(unit, unit)}'.strip()


def spell_number(value: int) -> str:
    """Return a whole number from 0 to 999.999 in words: 2026 is *dua ribu dua puluh enam*."""
    if not 0 <= value < 1_000_000:
        raise ValueError(f'{value} is not between 0 and 999999')
    if value < 12:
        return DIGITS[value]
    if value < 20:
        return f'{DIGITS[value - 10]} belas'
    for size, word, single in ((1000, 'ribu', 'seribu'), (100, 'ratus', 'seratus'), (10, 'puluh', '')):
        if value >= size:
            count, rest = divmod(value, size)
            head = single if count == 1 else f'{spell_number(count)} {word}'
            return f'{head} {spell_number(rest)}' if rest else head
    raise AssertionError(value)


def count_in_words(count: int, unit: str) -> str:
    """Return how letters count what is enclosed: *2 (dua) lembar*."""
    return f'{count} ({spell_number(count)}) {unit}'


def roman_month(month: int) -> str:
    return ROMAN_MONTHS[month - 1]


def format_date(day: datetime.date) -> str:
    """Return e.g. *21 November 2026*."""
    return f'{day.day} {MONTHS[day.month - 1]} {day.year}'


def format_time(moment: datetime.datetime) -> str:
    """Return a local time, e.g. *21 November 2026 pukul 09.15 WIB* (the zone as the time zone database names it)."""
    return f'{format_date(moment.date())} pukul {moment:%H.%M} {moment.tzname() or ""}'.strip()


def date_block(day: datetime.date | None) -> dict[str, str] | None:
    """Return a day as a frozen document holds it: as ISO, as letters write it, and in words as records do."""
    if day is None:
        return None
    return {
        'iso': day.isoformat(),
        'text': format_date(day),
        'weekday': WEEKDAYS[day.weekday()],
        'day_words': spell_number(day.day),
        'month': MONTHS[day.month - 1],
        'year_words': spell_number(day.year),
    }


def format_units(position: Decimal | float | int | None, height: Decimal | float | int | None) -> str:
    """Return the units that a server takes: *U12*, *U12–U13*; half units with their height, *U12 (1,5 U)*."""
    if position is None:
        return '–'
    low, size = Decimal(str(position)), Decimal(str(height or 1))
    if low % 1 or size % 1:
        return f'U{format_number(low)} ({format_number(size)} U)'
    return f'U{low:.0f}' if size == 1 else f'U{low:.0f}–U{low + size - 1:.0f}'
