"""Realistic data of every kind of paper, as `freezing` makes it: for previews and checks of templates, and tests."""

import copy
from typing import Any

from . import sample_parts as invented
from .sample_parts import CODE, SIGNER

__all__ = ('CODE', 'NAMES', 'SIGNER', 'sample', 'signed')

_SAMPLES: dict[str, dict[str, Any]] = {
    'accepted': {
        **invented.LETTER,
        'decision': 'accepted',
        'subject': 'Persetujuan Permohonan Colocation Server',
        'reasons': [],
    },
    'refused': {
        **invented.LETTER,
        'decision': 'refused',
        'subject': 'Penolakan Permohonan Colocation Server',
        'reasons': ['Listrik: dibutuhkan 900 W, tersedia 420 W.', 'Daya akan ditambah tahun 2027.'],
        'places': [],
    },
    'capacity-report': {
        'kind': 'capacity-report',
        'title': 'Laporan hasil pemeriksaan kapasitas',
        'servers': invented.SERVERS,
        'check': invented.CHECK,
        'building': {'verdict_key': 'enough', 'verdict': 'mencukupi', 'confirmed_by': 'Rina, Kasubbag Umum'},
    },
    'installation-record': {
        'kind': 'installation-record',
        'title': 'Berita acara pekerjaan pemasangan server colocation',
        'devices': invented.DEVICES,
        'delivery': invented.DELIVERY,
        'work': ['memasang server;', 'memberikan alamat IP;'],
    },
    'work-report': {
        'kind': 'work-report',
        'title': 'Laporan pekerjaan layanan colocation server',
        'devices': invented.DEVICES,
        'reply': '500.12/1/DKI/XI/2026 tanggal 21 November 2026',
        'chronology': invented.CHRONOLOGY,
    },
}
RETRIEVAL, VISIT, TICKET = 'retrieval-request', 'access-visit', 'maintenance-ticket'


def _answers(subject_kind: str, asked: str, **parts: Any) -> dict[str, dict[str, Any]]:
    """Return an acceptance and a refusal of something other than a placement."""
    facts = {**invented.ANSWER, 'subject_kind': subject_kind, 'title': f'Surat balasan {asked}', **parts}
    return {
        f'accepted-{subject_kind}': {**facts, 'decision': 'accepted', 'subject': f'Persetujuan {asked}'},
        f'refused-{subject_kind}': {
            **facts, 'decision': 'refused', 'subject': f'Penolakan {asked}', 'reasons': ['Belum dapat dijadwalkan.'],
        },
    }  # fmt: skip


def _reports() -> dict[str, dict[str, Any]]:
    """Return a work report for each kind of subject besides a placement."""
    common = {'kind': 'work-report', 'reply': invented.REPLY, 'chronology': invented.CHRONOLOGY}
    parts: dict[str, dict[str, Any]] = {
        RETRIEVAL: {'returned': invented.RETURNED},
        VISIT: {'visit': invented.VISIT},
        TICKET: {'ticket': invented.TICKET, 'materials': ['Catu daya 150 W, 1 buah']},
    }
    return {
        f'work-report-{subject_kind}': {**common, 'subject_kind': subject_kind, 'title': 'Laporan pekerjaan', **part}
        for subject_kind, part in parts.items()
    }


_SAMPLES |= {
    **_answers(RETRIEVAL, 'Permohonan Pengambilan Server', returned=invented.RETURNED),
    **_answers(VISIT, 'Permohonan Izin Akses Ruang Server', visit=invented.VISIT),
    **_answers(TICKET, 'Permohonan Pemeliharaan Jaringan TIK', ticket=invented.TICKET),
    **_reports(),
    'application-form': {
        'kind': 'application-form',
        'title': 'Formulir permohonan colocation server',
        'form': invented.FORM,
        'servers': invented.SERVERS,
        'administration': invented.ADMINISTRATION,
        'parties': [invented.APPLICANT],
    },
    'withdrawal-form': {
        'kind': 'withdrawal-form',
        'subject_kind': RETRIEVAL,
        'title': 'Formulir pencabutan colocation server',
        'form': {**invented.FORM, 'purpose': 'Layanan dipindahkan ke Pusat Data Nasional.'},
        'returned': invented.RETURNED,
        'administration': invented.ADMINISTRATION,
        'parties': [{**invented.APPLICANT, 'how': '', 'at_text': ''}],
    },
    'visit-permit': {
        'kind': 'visit-permit',
        'subject_kind': VISIT,
        'title': 'Izin akses ruang server',
        'form': invented.FORM,
        'visit': {**invented.VISIT, 'entered': '', 'left': '', 'escort': ''},
        'people': invented.EXPECTED,
        'carried': invented.CARRIED,
        'permission': {**invented.PERMISSION, 'extended': ''},
        'rules': [],
        'door': invented.DOOR,
    },
    'ruled-visit-permit': {
        'kind': 'visit-permit',
        'subject_kind': VISIT,
        'title': 'Izin akses ruang server',
        'form': invented.FORM,
        'visit': invented.VISIT,
        'people': invented.PEOPLE,
        'carried': [],
        'permission': {**invented.PERMISSION, 'pictures_key': 'yes', 'pictures_allowed': 'Ya', 'emergency': 'Ya'},
        'rules': invented.RULES,
        'door': None,
    },
    'guest-book': {
        'kind': 'guest-book',
        'subject_kind': VISIT,
        'title': 'Buku tamu ruang server',
        'guests': invented.GUESTS,
    },
    'pictured-capacity-report': {**_SAMPLES['capacity-report'], 'pictures': [invented.PICTURE]},
    'confirmed-capacity-report': {**_SAMPLES['capacity-report'], 'confirmations': invented.CHECKED},
    'disposition-sheet': {
        'kind': 'disposition-sheet',
        'title': 'Lembar disposisi',
        'subject_kind': 'colocation-request',
        'dispositions': invented.DISPOSITIONS,
    },
    'blank-disposition-sheet': {
        'kind': 'disposition-sheet',
        'title': 'Lembar disposisi',
        'subject_kind': VISIT,
        'dispositions': {**invented.DISPOSITIONS, 'hand_overs': []},
    },
    'handover-record': {
        'kind': 'handover-record',
        'title': 'Berita acara serah terima server',
        'goods': invented.GOODS,
        'reception': invented.RECEPTION,
        'parties': [invented.APPLICANT],
        'giver': invented.APPLICANT,
        'receiver': invented.HELPDESK,
    },
    'return-record': {
        'kind': 'return-record',
        'subject_kind': RETRIEVAL,
        'title': 'Berita acara pengambilan server',
        'returned': invented.RETURNED,
        'parties': [invented.APPLICANT],
        'giver': invented.HELPDESK,
        'receiver': invented.APPLICANT,
    },
    'verification-record': {
        'kind': 'verification-record',
        'title': 'Berita acara verifikasi server',
        'measured': invented.VERIFICATION,
        'reception': invented.RECEPTION,
    },
    'test-record': {
        'kind': 'test-record',
        'title': 'Berita acara uji kinerja server',
        'devices': invented.DEVICES,
        'checklists': invented.CHECKLISTS,
    },
    'minutes-of-work': {
        **invented.MINUTES,
        'subject_kind': 'colocation-request',
        'devices': invented.DEVICES,
        'delivery': invented.DELIVERY,
        'parties': [
            invented.APPLICANT,
            invented.HEAD,
            {**invented.HELPDESK, 'name': '', 'rank': '', 'position': 'Kepala Bidang TI'},
        ],
    },
    'minutes-of-retrieval': {
        **invented.MINUTES,
        'subject_kind': RETRIEVAL,
        'returned': invented.RETURNED,
        'parties': [invented.APPLICANT],
        'checklists': [],
    },
    'minutes-of-maintenance': {
        **invented.MINUTES,
        'subject_kind': TICKET,
        'ticket': invented.TICKET,
        'materials': [],
        'parties': [invented.APPLICANT],
        'checklists': [],
    },
    'access-report': {
        'kind': 'access-report',
        'subject_kind': VISIT,
        'title': 'Laporan kunjungan ruang server',
        'visit': invented.VISIT,
        'people': invented.PEOPLE,
        'carried': invented.CARRIED,
        'permission': invented.PERMISSION,
        'log': invented.LOG,
        'remarks': invented.REMARKS,
        'reply': invented.REPLY,
        'chronology': invented.CHRONOLOGY,
    },
    'missed-access-report': {
        'kind': 'access-report',
        'subject_kind': VISIT,
        'title': 'Laporan kunjungan ruang server',
        'visit': {**invented.VISIT, 'entered': '', 'left': '', 'escort': ''},
        'people': invented.EXPECTED,
        'carried': [],
        'permission': {**invented.PERMISSION, 'extended': '', 'word': ''},
        'log': [{**invented.LOG[0], 'what': 'Tidak hadir', 'what_key': 'missed', 'person': '', 'text': ''}],
        'remarks': [],
        'reply': invented.REPLY,
        'chronology': invented.CHRONOLOGY,
    },
    'maintenance-report': {
        'kind': 'maintenance-report',
        'subject_kind': TICKET,
        'title': 'Laporan pemeliharaan jaringan TIK',
        'ticket': invented.TICKET,
        'work_log': invented.WORK_LOG,
        'materials': ['Catu daya 150 W, 1 buah', 'Kabel UTP Cat 6, 10 m'],
        'photos': invented.PHOTOS,
        'remarks': [],
        'chronology': invented.CHRONOLOGY,
        'parties': [invented.APPLICANT],
    },
    'maintenance-notice': {
        'kind': 'maintenance-notice',
        'subject_kind': TICKET,
        'outgoing': True,
        'title': 'Pemberitahuan pekerjaan pemeliharaan',
        'subject': 'Pemberitahuan Pekerjaan Pemeliharaan',
        'addressee': ['Pimpinan Dinas Kesehatan Provinsi Sumatera Barat'],
        'notice': invented.NOTICE,
    },
    'maintenance-over': {
        'kind': 'maintenance-notice',
        'subject_kind': TICKET,
        'outgoing': True,
        'title': 'Pemberitahuan pekerjaan pemeliharaan',
        'subject': 'Pekerjaan Pemeliharaan Telah Selesai',
        'addressee': ['Pimpinan Dinas Kesehatan Provinsi Sumatera Barat'],
        'notice': {
            **invented.NOTICE,
            'kind_key': 'completion',
            'began': '28 November 2026 pukul 20.05 WIB',
            'ended': '28 November 2026 pukul 22.40 WIB',
            'result': 'Panel listrik A diganti; seluruh layanan berfungsi kembali.',
            'affected': [],
        },
    },
    'work-order': {
        'kind': 'work-order',
        'subject_kind': TICKET,
        'title': 'Surat perintah tugas',
        'ticket': invented.TICKET,
        'order': invented.ORDER,
    },
}
NAMES = tuple(_SAMPLES)


def sample(name: str, **overrides: Any) -> dict[str, Any]:
    """Return fresh data of one of NAMES."""
    return copy.deepcopy({**invented.BASE, **_SAMPLES[name], **overrides})


def signed(name: str, **overrides: Any) -> dict[str, Any]:
    """Return fresh data of one of NAMES, as it is after signing."""
    return sample(name, **{'status': 'signed', 'number': '500.12/1/DKI/XI/2026', 'signer': SIGNER, **overrides})
