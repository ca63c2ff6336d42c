"""The words of a disposition sheet (lembar disposisi), where an office has no list of its own. Pure.

Keys are what a disposition stores; the texts are what the sheet prints, so they are Indonesian.
"""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ('CONFIDENTIALITIES', 'INSTRUCTIONS', 'URGENCIES', 'freeze_instructions', 'freeze_natures')

INSTRUCTIONS: Mapping[str, str] = {
    'follow-up': 'Ditindaklanjuti dan dilaporkan',
    'process': 'Proses sesuai ketentuan',
    'examine': 'Teliti dan beri pendapat',
    'coordinate': 'Koordinasikan dan konfirmasikan',
    'prepare': 'Siapkan bahan atau jawaban',
    'inform': 'Untuk diketahui',
    'attention': 'Untuk perhatian',
    'respond': 'Tanggapan dan saran',
    'discuss': 'Bicarakan dengan saya',
    'represent': 'Hadiri atau wakili, dan laporkan',
    'monitor': 'Pantau pelaksanaannya',
    'correct': 'Perbaiki',
    'as-noted': 'Sesuai catatan',
    'archive': 'Arsipkan',
}
URGENCIES: Mapping[str, str] = {'very-urgent': 'Sangat segera', 'urgent': 'Segera', 'ordinary': 'Biasa'}
CONFIDENTIALITIES: Mapping[str, str] = {'confidential': 'Rahasia', 'limited': 'Terbatas', 'open': 'Terbuka'}


def freeze_instructions(data: Mapping[str, Any], offered: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the lines to tick, in the office's order, with those that this hand-over ticked.

    Args:
        data: what the hand-over stored: `instructions` (keys) or, of old, `instruction`; `instruction_texts` where the
            words were kept with it, which then count whatever the list says today.
        offered: the office's own list, key and text; empty means `INSTRUCTIONS`.
    """
    offered = offered or INSTRUCTIONS
    keys = [str(key) for key in data.get('instructions') or [data.get('instruction')] if key]
    texts = [str(text) for text in data.get('instruction_texts') or ()]
    ticked = texts or [offered.get(key) or INSTRUCTIONS.get(key) or key.replace('-', ' ').capitalize() for key in keys]
    lines = list(dict.fromkeys([*offered.values(), *ticked]))
    return [{'text': text, 'ticked': text in ticked} for text in lines]


def freeze_natures(hand_overs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the boxes of *Sifat*: what the last hand-over that says something about it says."""
    urgency = _last(hand_overs, 'urgency')
    confidentiality = _last(hand_overs, 'confidentiality')
    boxes = [(text, key == urgency) for key, text in URGENCIES.items() if key != 'ordinary']
    boxes += [(text, key == confidentiality) for key, text in CONFIDENTIALITIES.items() if key != 'open']
    return [
        {'text': text, 'ticked': ticked}
        for text, ticked in [*boxes, (URGENCIES['ordinary'], not any(ticked for _text, ticked in boxes))]
    ]


def _last(hand_overs: Sequence[Mapping[str, Any]], key: str) -> str:
    return next((str(data[key]) for data in reversed(hand_overs) if data.get(key)), '')
