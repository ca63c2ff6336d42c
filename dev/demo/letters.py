"""Request letters as an agency would send them: PDFs made with Typst. Knows no Django.

They are not the plugin's own papers: those are drafted, signed and rendered by the procedure.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from dev.run_folder import PROJECT

from .cast import AGENCIES, FIRST_APPLICANT, OPERATOR, PROVINCE, SECOND_APPLICANT, TOWN, Agency

__all__ = ('Letter', 'Line', 'write')

TEMPLATE = Path(__file__).with_name('letter.typ')
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
    """What the letter says."""

    agency: Agency
    number: str
    dated: datetime.date
    subject: str
    purpose: str
    administrative: str
    technical: str
    servers: Sequence[Line]


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
        'dated': f'{day.day} {MONTHS[day.month - 1]} {day.year}',
        'subject': letter.subject,
        'operator': operator.name,
        'purpose': letter.purpose,
        'administrative': letter.administrative,
        'technical': letter.technical,
        'servers': [_row(line) for line in letter.servers],
        'signer': LEADERS[letter.agency.slug],
    }
    content = typst.compile(
        TEMPLATE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format='pdf',
        sys_inputs={'data': json.dumps(data)},
        timestamp=int(datetime.datetime.combine(day, datetime.time(12), datetime.UTC).timestamp()),
    )
    assert isinstance(content, bytes)
    return content


def _row(line: Line) -> dict[str, str]:
    return {
        'name': line.name,
        'kind': line.kind,
        'height': f'{line.height} U',
        'power': f'{line.power} W',
        'bandwidth': f'{line.bandwidth / 1000:g} Mbit/s'.replace('.', ','),
    }
