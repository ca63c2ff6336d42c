"""What each kind of paper is: its direction, its Indonesian titles, and which parts of the case file it freezes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..choices import DocumentDirectionChoices, DocumentKindChoices, SubjectKindChoices

__all__ = ('DRAFTED_KINDS', 'KINDS', 'SERVICES', 'Kind', 'title_of')

PLACEMENT, RETRIEVAL = SubjectKindChoices.COLOCATION_REQUEST, SubjectKindChoices.RETRIEVAL_REQUEST
VISIT, TICKET = SubjectKindChoices.ACCESS_VISIT, SubjectKindChoices.MAINTENANCE_TICKET
INCOMING, OUTGOING = DocumentDirectionChoices.INCOMING, DocumentDirectionChoices.OUTGOING
INTERNAL = DocumentDirectionChoices.INTERNAL

# What each subject asks for, as titles and sentences name it.
SERVICES: Mapping[str, str] = {
    PLACEMENT: 'colocation server',
    RETRIEVAL: 'pengambilan server',
    VISIT: 'akses ruang server',
    TICKET: 'pemeliharaan jaringan TIK',
}


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    Attributes:
        direction: a `DocumentDirectionChoices` value.
        title: the Indonesian title, for the file's metadata and for lists; `{service}` stands for what was asked for.
        parts: for each kind of subject that has this paper, the names of the parts in `parts` that its data holds
            besides the common ones. None for a paper that arrives as a file: every subject may have it.
        is_signed_by_several: whether others than one signer confirm it; see `parties`.
        giver: of a paper that hands goods over, the side that gives: `applicant` or `agency`.
    """

    direction: str
    title: str
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_signed_by_several: bool = False
    giver: str = ''


def _everywhere(*parts: str) -> Mapping[str, tuple[str, ...]]:
    return dict.fromkeys(SERVICES, parts)


KINDS: Mapping[str, Kind] = {
    DocumentKindChoices.REQUEST_LETTER: Kind(INCOMING, 'Surat permohonan'),
    # The applicant's own papers: whoever asks sees them, fills them in and signs them.
    DocumentKindChoices.APPLICATION_FORM: Kind(
        INCOMING,
        'Formulir permohonan colocation server',
        {PLACEMENT: ('form', 'servers', 'administration')},
        is_signed_by_several=True,
    ),
    DocumentKindChoices.WITHDRAWAL_FORM: Kind(
        INCOMING,
        'Formulir pencabutan colocation server',
        {RETRIEVAL: ('form', 'returned', 'administration')},
        is_signed_by_several=True,
    ),
    DocumentKindChoices.DISPOSITION_SHEET: Kind(INTERNAL, 'Lembar disposisi', _everywhere('dispositions')),
    DocumentKindChoices.CAPACITY_REPORT: Kind(
        INTERNAL,
        'Laporan hasil pemeriksaan kapasitas',
        {PLACEMENT: ('servers', 'check', 'building', 'confirmations', 'pictures')},
    ),
    DocumentKindChoices.REPLY_LETTER: Kind(
        OUTGOING,
        'Surat balasan permohonan {service}',
        {
            PLACEMENT: ('servers', 'check', 'building', 'confirmations', 'places', 'delivery'),
            RETRIEVAL: ('returned',),
            VISIT: ('visit',),
            TICKET: ('ticket',),
        },
    ),
    DocumentKindChoices.HANDOVER_RECORD: Kind(
        INTERNAL,
        'Berita acara serah terima server',
        {PLACEMENT: ('goods', 'reception')},
        is_signed_by_several=True,
        giver='applicant',
    ),
    DocumentKindChoices.RETURN_RECORD: Kind(
        INTERNAL,
        'Berita acara pengambilan server',
        {RETRIEVAL: ('returned',)},
        is_signed_by_several=True,
        giver='agency',
    ),
    DocumentKindChoices.VERIFICATION_RECORD: Kind(
        INTERNAL, 'Berita acara verifikasi server', {PLACEMENT: ('measured', 'reception')}
    ),
    DocumentKindChoices.INSTALLATION_RECORD: Kind(
        INTERNAL, 'Berita acara pekerjaan pemasangan server colocation', {PLACEMENT: ('devices', 'delivery')}
    ),
    DocumentKindChoices.TEST_RECORD: Kind(
        INTERNAL, 'Berita acara uji kinerja server', {PLACEMENT: ('devices', 'checklists')}
    ),
    DocumentKindChoices.WORK_REPORT: Kind(
        INTERNAL,
        'Laporan pekerjaan layanan {service}',
        {
            PLACEMENT: ('devices', 'reply', 'chronology'),
            RETRIEVAL: ('returned', 'reply', 'chronology'),
            VISIT: ('visit', 'reply', 'chronology'),
            TICKET: ('ticket', 'materials', 'reply', 'chronology'),
        },
    ),
    DocumentKindChoices.MINUTES_OF_WORK: Kind(
        INTERNAL,
        'Berita acara pekerjaan {service}',
        {
            PLACEMENT: ('devices', 'delivery', 'checklists', 'reply'),
            RETRIEVAL: ('returned', 'checklists', 'reply'),
            TICKET: ('ticket', 'materials', 'checklists', 'reply'),
        },
        is_signed_by_several=True,
    ),
    DocumentKindChoices.VISIT_PERMIT: Kind(
        INTERNAL,
        'Izin akses ruang server',
        {VISIT: ('form', 'visit', 'people', 'carried', 'permission', 'rules', 'door')},
    ),
    DocumentKindChoices.GUEST_BOOK: Kind(INTERNAL, 'Buku tamu ruang server', {VISIT: ('guests',)}),
    DocumentKindChoices.ACCESS_REPORT: Kind(
        INTERNAL,
        'Laporan kunjungan ruang server',
        {VISIT: ('visit', 'people', 'carried', 'permission', 'log', 'remarks', 'reply', 'chronology')},
    ),
    DocumentKindChoices.MAINTENANCE_REPORT: Kind(
        INTERNAL,
        'Laporan pemeliharaan jaringan TIK',
        {TICKET: ('ticket', 'work_log', 'materials', 'photos', 'remarks', 'chronology')},
        is_signed_by_several=True,
    ),
    # One for each affected agency: `maintenance_notices` says to whom, and of what.
    DocumentKindChoices.MAINTENANCE_NOTICE: Kind(OUTGOING, 'Pemberitahuan pekerjaan pemeliharaan', {TICKET: ()}),
    DocumentKindChoices.WORK_ORDER: Kind(INTERNAL, 'Surat perintah tugas', {TICKET: ('ticket', 'order')}),
    # Never shown to the applicant by its direction alone: it may prove an act inside the agency.
    DocumentKindChoices.PAPER_PROOF: Kind(INTERNAL, 'Pindaian bukti kertas'),
}

# The kinds that are written here; the others arrive as files.
DRAFTED_KINDS = frozenset(kind for kind, facts in KINDS.items() if facts.parts)


def title_of(kind: str, subject_kind: str) -> str:
    """Return the Indonesian title of a paper about a subject of that kind."""
    return KINDS[kind].title.format(service=SERVICES[subject_kind])
