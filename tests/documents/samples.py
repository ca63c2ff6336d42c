"""Frozen data of every kind of paper, as `freezing` makes it, for tests of the rendering alone."""

import copy
import datetime
from typing import Any

from netbox_colocation.documents.indonesian import date_block

CODE = '7K3M-Q9PX-2HVB'
SIGNER = {
    'user': 2,
    'name': 'Ir. Siti Rahmawati, M.Kom.',
    'rank': 'Pembina Utama Muda (IV/c)',
    'position': ['Kepala Dinas Komunikasi dan Informatika'],
    'title': 'Plt. Kepala Dinas Komunikasi dan Informatika',
    'capacity': 'acting',
    'prefix': 'Plt.',
    'employee_number': '197001011995032001',
    'at': '2026-11-21T02:15:00+00:00',
    'at_text': '21 November 2026 pukul 09.15 WIB',
}
_DAY = date_block(datetime.date(2026, 11, 21))
_BASE: dict[str, Any] = {
    'format': 1,
    'code': CODE,
    'status': 'draft',
    'outgoing': False,
    'number': '',
    'dated': _DAY,
    'agency': {
        'name': 'Dinas Komunikasi dan Informatika',
        'parent': 'Pemerintah Provinsi Contoh',
        'address': ['Jalan Contoh Nomor 1, Padang 25132', 'Telepon 0751 123456, Surel dinas@example.org'],
        'place': 'Padang',
    },
    'applicant': {'name': 'Dinas Kesehatan'},
    'case': {'number': 'COL-2026-0001'},
    'request': {
        'name': 'Server rekam medis',
        'purpose': 'Rekam medis elektronik',
        'location': 'Ruang Server 1, Pusat Data Padang',
        'letter_number': '045/65/DISKES/2026',
        'letter_date': date_block(datetime.date(2026, 11, 2)),
        'letter_subject': 'Permohonan Penempatan Server',
        'letter': '045/65/DISKES/2026 tanggal 2 November 2026',
        'administrative': 'dr. Budi Santoso, Sekretaris',
        'technical': 'Andi Wijaya, Seksi Data',
    },
    'text': {'note': '', 'nature': 'Biasa', 'attachment': '-', 'addressee_place': 'Tempat', 'copies': []},
    'drafters': [
        {'user': 1, 'name': 'Dewi Lestari, A.Md.', 'position': 'Helpdesk', 'rank': 'Pengatur (II/c)',
         'employee_number': ''},
    ],
    'signer': None,
}  # fmt: skip
_SERVERS = [
    {'name': f'rekam-medis-0{n}', 'type': 'Example R660', 'height': '1 U', 'power': '450 W', 'supplies': '2'}
    for n in (1, 2)
]
_FINDINGS = [
    ('place', 'Tempat (rak)', 'enough', 'Mencukupi', '1 U', '12 U', 'A-01'),
    ('electricity', 'Listrik', 'short', 'Tidak mencukupi', '900 W', '420 W', 'A-01, Feed A, Feed B'),
    ('bandwidth', 'Bandwidth', 'unknown', 'Belum dapat dipastikan', '10.000 kbit/s', '–', ''),
]
_FINDING_KEYS = ('resource_key', 'resource', 'verdict_key', 'verdict', 'need', 'have', 'evidence')
_CHECK = {
    'at': '2026-11-20T03:00:00+00:00',
    'at_text': '20 November 2026 pukul 10.00 WIB',
    'date': date_block(datetime.date(2026, 11, 20)),
    'by': 'Dewi Lestari',
    'verdict': 'tidak mencukupi',
    'findings': [dict(zip(_FINDING_KEYS, finding, strict=True)) for finding in _FINDINGS],
    'places': [{'server': 'rekam-medis-01', 'room': 'Ruang Server 1', 'rack': 'A-01', 'units': 'U12'}],
}
_PLACES = [
    {'server': f'rekam-medis-0{n}', 'room': 'Ruang Server 1', 'rack': 'A-01', 'units': f'U{11 + n}',
     'addresses': [f'198.51.100.{n}/28', f'10.20.0.{n}/24']}
    for n in (1, 2)
]  # fmt: skip
_DELIVERY = {'place': 'Ruang Server 1, Pusat Data Padang', 'until': date_block(datetime.date(2026, 12, 21))}
_DEVICES = [
    {'name': f'rekam-medis-0{n}', 'type': 'Example R660', 'serial': f'SGH4{n}7X9Q2', 'asset_tag': '',
     'site': 'Pusat Data', 'room': 'Ruang Server 1', 'rack': 'A-01', 'units': f'U{11 + n}', 'face': 'depan',
     'addresses': [f'198.51.100.{n}/28', '2001:db8:10:20::15/64'], 'services': ['tcp/443', 'tcp/22']}
    for n in (1, 2)
]  # fmt: skip
_CHRONOLOGY = [
    {'step': '2.1', 'role': 'Kepala Dinas', 'name': 'Siti Rahmawati', 'outcome': 'passed-on',
     'at_text': '19 November 2026 pukul 10.00 WIB'},
]  # fmt: skip
_LETTER = {
    'kind': 'reply-letter',
    'outgoing': True,
    'title': 'Surat balasan permohonan colocation server',
    'servers': _SERVERS,
    'check': _CHECK,
    'building': None,
    'places': _PLACES,
    'delivery': _DELIVERY,
    'addressee': ['Pimpinan Dinas Kesehatan'],
}
_SAMPLES: dict[str, dict[str, Any]] = {
    'accepted': {
        **_LETTER,
        'decision': 'accepted',
        'subject': 'Persetujuan Permohonan Colocation Server',
        'reasons': [],
    },
    'refused': {
        **_LETTER,
        'decision': 'refused',
        'subject': 'Penolakan Permohonan Colocation Server',
        'reasons': ['Listrik: dibutuhkan 900 W, tersedia 420 W.', 'Daya akan ditambah tahun 2027.'],
        'places': [],
    },
    'capacity-report': {
        'kind': 'capacity-report',
        'title': 'Laporan hasil pemeriksaan kapasitas',
        'servers': _SERVERS,
        'check': _CHECK,
        'building': {'verdict_key': 'enough', 'verdict': 'mencukupi', 'confirmed_by': 'Rina, Kasubbag Umum'},
    },
    'installation-record': {
        'kind': 'installation-record',
        'title': 'Berita acara pekerjaan pemasangan server colocation',
        'devices': _DEVICES,
        'delivery': _DELIVERY,
        'work': ['memasang server;', 'memberikan alamat IP;'],
    },
    'work-report': {
        'kind': 'work-report',
        'title': 'Laporan pekerjaan layanan colocation server',
        'devices': _DEVICES,
        'reply': '500.12/1/DKI/XI/2026 tanggal 21 November 2026',
        'chronology': _CHRONOLOGY,
    },
}
NAMES = tuple(_SAMPLES)


def sample(name: str, **overrides: Any) -> dict[str, Any]:
    """Return fresh data of one of NAMES."""
    return copy.deepcopy({**_BASE, **_SAMPLES[name], **overrides})


def signed(name: str, **overrides: Any) -> dict[str, Any]:
    """Return fresh data of one of NAMES, as it is after signing."""
    return sample(name, **{'status': 'signed', 'number': '500.12/1/DKI/XI/2026', 'signer': SIGNER, **overrides})
