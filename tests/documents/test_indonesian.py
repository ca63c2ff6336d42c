"""Indonesian official writing: dates, times, numbers, units."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from netbox_colocation.documents import indonesian


@pytest.mark.parametrize(
    ('value', 'words'),
    [
        (0, 'nol'),
        (11, 'sebelas'),
        (17, 'tujuh belas'),
        (20, 'dua puluh'),
        (21, 'dua puluh satu'),
        (100, 'seratus'),
        (111, 'seratus sebelas'),
        (250, 'dua ratus lima puluh'),
        (1000, 'seribu'),
        (1945, 'seribu sembilan ratus empat puluh lima'),
        (2026, 'dua ribu dua puluh enam'),
        (11_011, 'sebelas ribu sebelas'),
    ],
)
def test_numbers_are_spelled_as_records_spell_them(value, words):
    assert indonesian.spell_number(value) == words


def test_numbers_beyond_a_million_are_not_guessed():
    with pytest.raises(ValueError, match='1000000'):
        indonesian.spell_number(1_000_000)


@pytest.mark.parametrize(
    ('value', 'written'),
    [(0, '0'), (1200, '1.200'), (Decimal('12.50'), '12,50'), (1.5, '1,5'), (Decimal('2.0'), '2'), (10_000, '10.000')],
)
def test_numbers_have_a_decimal_comma_and_thousands_points(value, written):
    assert indonesian.format_number(value) == written


def test_what_is_not_known_is_a_dash():
    assert indonesian.format_quantity(None, 'W') == '–'
    assert indonesian.format_quantity(2**64, 'addresses') == 'lebih dari 1.000.000.000 alamat'


def test_dates_and_times_are_written_in_indonesian():
    moment = datetime.datetime(2026, 8, 17, 9, 5, tzinfo=ZoneInfo('Asia/Jakarta'))

    assert indonesian.format_date(moment.date()) == '17 Agustus 2026'
    assert indonesian.format_time(moment) == '17 Agustus 2026 pukul 09.05 WIB'


def test_a_record_has_its_day_in_words():
    block = indonesian.date_block(datetime.date(2026, 11, 21))

    assert (block['weekday'], block['day_words'], block['month'], block['year_words']) == (
        'Sabtu',
        'dua puluh satu',
        'November',
        'dua ribu dua puluh enam',
    )


@pytest.mark.parametrize(('month', 'roman'), [(1, 'I'), (4, 'IV'), (9, 'IX'), (12, 'XII')])
def test_months_are_roman_in_numbers(month, roman):
    assert indonesian.roman_month(month) == roman


@pytest.mark.parametrize(
    ('position', 'height', 'written'),
    [
        (12, 1, 'U12'),
        (Decimal('12.0'), Decimal('2.0'), 'U12–U13'),
        (Decimal('12.5'), Decimal(1), 'U12,5 (1 U)'),
        (3, Decimal('1.5'), 'U3 (1,5 U)'),
        (None, 1, '–'),
    ],
)
def test_units_are_written_as_a_span(position, height, written):
    assert indonesian.format_units(position, height) == written
