"""What each kind of paper is: its direction, its Indonesian titles, and which parts of the case file it freezes."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..choices import DocumentDirectionChoices, DocumentKindChoices

__all__ = ('DRAFTED_KINDS', 'KINDS', 'Kind')


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    Attributes:
        direction: a `DocumentDirectionChoices` value.
        title: the Indonesian title, for the file's metadata and for lists.
        parts: the names of the parts in `freezing` that its data holds besides the common ones.
    """

    direction: str
    title: str
    parts: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    DocumentKindChoices.REQUEST_LETTER: Kind(DocumentDirectionChoices.INCOMING, 'Surat permohonan'),
    DocumentKindChoices.CAPACITY_REPORT: Kind(
        DocumentDirectionChoices.INTERNAL,
        'Laporan hasil pemeriksaan kapasitas',
        ('servers', 'check', 'building'),
    ),
    DocumentKindChoices.REPLY_LETTER: Kind(
        DocumentDirectionChoices.OUTGOING,
        'Surat balasan permohonan colocation server',
        ('servers', 'check', 'building', 'places', 'delivery'),
    ),
    DocumentKindChoices.INSTALLATION_RECORD: Kind(
        DocumentDirectionChoices.INTERNAL,
        'Berita acara pekerjaan pemasangan server colocation',
        ('devices', 'delivery'),
    ),
    DocumentKindChoices.WORK_REPORT: Kind(
        DocumentDirectionChoices.INTERNAL,
        'Laporan pekerjaan layanan colocation server',
        ('devices', 'reply', 'chronology'),
    ),
}

# The kinds that are written here; the others arrive as files.
DRAFTED_KINDS = frozenset(kind for kind, facts in KINDS.items() if facts.parts)
