"""Request letters as an agency would send them: PDFs made with Typst. Knows no Django.

They are not the plugin's own papers: those are drafted, signed and rendered by the procedure.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from dev.run_folder import PROJECT

from .cast import AGENCIES, FIRST_APPLICANT, OPERATOR, PROVINCE, SECOND_APPLICANT, TOWN, Agency

__all__ = ('Letter', 'Line', 'Slip', 'write', 'write_slip')

TEMPLATE = Path(__file__).with_name('letter.typ')
SLIP_TEMPLATE = Path(__file__).with_name('slip.typ')
FONTS = PROJECT / 'netbox_colocation' / 'documents' / 'fonts'
# Who signs for the agencies that apply.
LEADERS = {FIRST_APPLICANT: 'dr. Intan Samudera, M.Kes.', SECOND_APPLICANT: 'Kala Arunika, S.P., M.Si.'}
MONTHS = (
    'Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni',
    'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember',
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One server in the letter's table; height in U, power in W, bandwidth in kbit/s."""

    name: str
    kind: str
    height: str
    power: int
    bandwidth: int


@dataclass(frozen=True)
class Letter:
    """What the letter says. `asks` ends the sentence “we apply for …”; a letter without servers has no table."""

    agency: Agency
    number: str
    dated: datetime.date
    subject: str
    purpose: str
    administrative: str
    technical: str
    servers: Sequence[Line] = ()
    asks: str = 'penempatan server (colocation) pada pusat data'


@dataclass(frozen=True)
class Slip:
    """A disposition that somebody wrote by hand, as it is scanned."""

    letter: str
    sender: str
    passed_by: str
    passed_to: str
    note: str
    dated: datetime.date


def write_slip(slip: Slip) -> bytes:
    """Return the scan of a disposition sheet as PDF."""
    operator = next(agency for agency in AGENCIES if agency.slug == OPERATOR)
    data = {
        'operator': operator.name,
        'letter': slip.letter,
        'sender': slip.sender,
        'by': slip.passed_by,
        'to': slip.passed_to,
        'note': slip.note,
        'dated': _in_words(slip.dated),
    }
    return _compile(SLIP_TEMPLATE, data, slip.dated)


def write(letter: Letter) -> bytes:
    """Return the letter as PDF."""
    operator = next(agency for agency in AGENCIES if agency.slug == OPERATOR)
    day = letter.dated
    data = {
        'government': f'Pemerintah {PROVINCE}',
        'agency': letter.agency.name,
        'address': f'Jalan Contoh, Kota {TOWN} · {letter.agency.domain}',
        'town': TOWN,
        'number': letter.number,
        'dated': _in_words(day),
        'subject': letter.subject,
        'asks': letter.asks,
        'operator': operator.name,
        'purpose': letter.purpose,
        'administrative': letter.administrative,
        'technical': letter.technical,
        'servers': [_row(line) for line in letter.servers],
        'signer': LEADERS[letter.agency.slug],
    }
    return _compile(TEMPLATE, data, day)


def _compile(template: Path, data: dict[str, Any], day: datetime.date) -> bytes:
    content = typst.compile(
        template,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format='pdf',
        sys_inputs={'data': json.dumps(data)},
        timestamp=int(datetime.datetime.combine(day, datetime.time(12), datetime.UTC).timestamp()),
    )
    assert isinstance(content, bytes)
    return content


def _in_words(day: datetime.date) -> str:
    return f'{day.day} {MONTHS[day.month - 1]} {day.year}'


def _row(line: Line) -> dict[str, str]:
    return {
        'name': line.name,
        'kind': line.kind,
        'height': f'{line.height} U',
        'power': f'{line.power} W',
        'bandwidth': f'{line.bandwidth / 1000:g} Mbit/s'.replace('.', ','),
    }
