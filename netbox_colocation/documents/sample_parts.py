"""What the samples of papers are made of: one agency, one applicant, two servers, a visit, a ticket; all invented."""

import datetime
from typing import Any

from .dispositions import freeze_instructions, freeze_natures
from .indonesian import date_block
from .pdf_signatures import qr_matrix

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
DAY = date_block(datetime.date(2026, 11, 21))
BASE: dict[str, Any] = {
    'format': 1,
    'code': CODE,
    'status': 'draft',
    'outgoing': False,
    'number': '',
    'dated': DAY,
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
SERVERS = [
    {'name': f'rekam-medis-0{n}', 'type': 'Example R660', 'height': '1 U', 'power': '450 W', 'supplies': '2',
     'serial': f'SGH4{n}7X9Q2', 'system': 'Debian 13', 'domains': ['rekam-medis.example.go.id'],
     'services': ['tcp/443', 'tcp/22']}
    for n in (1, 2)
]  # fmt: skip
FINDINGS = [
    ('place', 'Tempat (rak)', 'enough', 'Mencukupi', '1 U', '12 U', 'A-01'),
    ('electricity', 'Listrik', 'short', 'Tidak mencukupi', '900 W', '420 W', 'A-01, Feed A, Feed B'),
    ('bandwidth', 'Bandwidth', 'unknown', 'Belum dapat dipastikan', '10.000 kbit/s', '–', ''),
]
FINDING_KEYS = ('resource_key', 'resource', 'verdict_key', 'verdict', 'need', 'have', 'evidence')
CHECK = {
    'at': '2026-11-20T03:00:00+00:00',
    'at_text': '20 November 2026 pukul 10.00 WIB',
    'date': date_block(datetime.date(2026, 11, 20)),
    'by': 'Dewi Lestari',
    'verdict': 'tidak mencukupi',
    'findings': [dict(zip(FINDING_KEYS, finding, strict=True)) for finding in FINDINGS],
    'places': [{'server': 'rekam-medis-01', 'room': 'Ruang Server 1', 'rack': 'A-01', 'units': 'U12'}],
}
PLACES = [
    {'server': f'rekam-medis-0{n}', 'room': 'Ruang Server 1', 'rack': 'A-01', 'units': f'U{11 + n}',
     'addresses': [f'198.51.100.{n}/28', f'10.20.0.{n}/24']}
    for n in (1, 2)
]  # fmt: skip
DELIVERY = {'place': 'Ruang Server 1, Pusat Data Padang', 'until': date_block(datetime.date(2026, 12, 21))}
DEVICES = [
    {'name': f'rekam-medis-0{n}', 'type': 'Example R660', 'serial': f'SGH4{n}7X9Q2', 'asset_tag': '',
     'site': 'Pusat Data', 'room': 'Ruang Server 1', 'rack': 'A-01', 'units': f'U{11 + n}', 'face': 'depan',
     'addresses': [f'198.51.100.{n}/28', '2001:db8:10:20::15/64'], 'services': ['tcp/443', 'tcp/22']}
    for n in (1, 2)
]  # fmt: skip
CHRONOLOGY = [
    {'step': '2.1', 'role': 'Kepala Dinas', 'name': 'Siti Rahmawati', 'outcome': 'passed-on',
     'at_text': '19 November 2026 pukul 10.00 WIB'},
]  # fmt: skip
LETTER = {
    'kind': 'reply-letter',
    'outgoing': True,
    'title': 'Surat balasan permohonan colocation server',
    'servers': SERVERS,
    'check': CHECK,
    'building': None,
    'places': PLACES,
    'delivery': DELIVERY,
    'addressee': ['Pimpinan Dinas Kesehatan'],
}
APPLICANT = {
    'side': 'applicant',
    'name': 'dr. Budi Santoso',
    'position': 'Sekretaris',
    'rank': '',
    'employee_number': '198003032006041003',
    'organisation': 'Dinas Kesehatan',
    'at_text': '20 November 2026 pukul 14.05 WIB',
    'how': 'application',
}
HELPDESK = {
    'side': 'agency',
    'name': 'Dewi Lestari, A.Md.',
    'position': 'Helpdesk',
    'rank': 'Pengatur (II/c)',
    'employee_number': '',
    'organisation': 'Dinas Komunikasi dan Informatika',
    'at_text': '',
    'how': '',
}
HEAD = {
    **HELPDESK,
    'name': 'Ir. Siti Rahmawati, M.Kom.',
    'position': 'Kepala Dinas',
    'employee_number': '197001011995032001',
    'at_text': '20 November 2026 pukul 15.40 WIB',
    'how': 'paper',
}
INSTRUCTIONS = freeze_instructions({'instructions': ['follow-up', 'coordinate']}, {})
DISPOSITIONS = {
    'agenda': 'COL-2026-0001',
    'received': date_block(datetime.date(2026, 11, 3)),
    'natures': freeze_natures([{'urgency': 'urgent'}]),
    'instructions': freeze_instructions({}, {}),
    'hand_overs': [
        {'person': {**HEAD, 'how': 'application'}, 'recipients': ['Kabid Aptika', 'Sekretaris'], 'date': DAY,
         'instructions': INSTRUCTIONS, 'note': 'Mohon dikoordinasikan dengan Subbagian Umum.'},
        {'person': {**HEAD, 'name': 'Rudi Hartono', 'position': 'Plh. Kabid Aptika'}, 'recipients': ['Helpdesk'],
         'instructions': INSTRUCTIONS, 'note': '', 'date': DAY},
    ],
}  # fmt: skip
RECEPTION = {
    'place': 'Ruang Server 1, Pusat Data Padang',
    'received': date_block(datetime.date(2026, 11, 20)),
    'boxes': '2',
    'carrier': 'PT Pos Indonesia',
    'tracking_number': 'P2611200045',
}
GOODS = [
    {'name': f'rekam-medis-0{n}', 'type': 'Example R660', 'serial': f'SGH4{n}7X9Q2', 'height': '1 U'}
    for n in (1, 2)
]  # fmt: skip
RETURNED = [{**device, 'pk': n, 'tenant': 'Dinas Kesehatan'} for n, device in enumerate(DEVICES)]
VERIFICATION = [
    {'name': 'rekam-medis-01', 'type': 'Example R660', 'is_verified': True, 'is_same': False, 'aspects': [
        {'aspect': 'Nomor seri', 'promised': 'SGH417X9Q2', 'found': 'SGH417X9Q2', 'is_same': True, 'result': 'Sesuai'},
        {'aspect': 'Daya', 'promised': '450 W', 'found': '800 W', 'is_same': False, 'result': 'Tidak sesuai'},
    ]},
]  # fmt: skip
CHECKLISTS = [
    {'step': '10', 'title': 'Instalasi dan konfigurasi sesuai kebutuhan pemohon', 'by': 'Andi Saputra',
     'at_text': '18 November 2026 pukul 16.00 WITA', 'earlier': [], 'items': [
        {'text': 'Sistem operasi', 'result_key': 'done', 'result': 'Terpenuhi', 'remark': ''},
        {'text': 'Load balancing', 'result_key': 'not-applicable', 'result': 'Tidak berlaku',
         'remark': 'Server tunggal'},
     ]},
    {'step': '11', 'title': 'Uji kinerja', 'by': 'Andi Saputra', 'at_text': '19 November 2026 pukul 10.00 WITA',
     'earlier': [{'round': 1, 'at_text': '18 November 2026 pukul 17.00 WITA', 'failed': ['Failover']}], 'items': [
        {'text': 'Usability', 'result_key': 'done', 'result': 'Terpenuhi', 'remark': ''},
        {'text': 'Failover', 'result_key': 'done', 'result': 'Terpenuhi', 'remark': 'Berpindah dalam 4 detik'},
     ]},
]  # fmt: skip
VISIT = {
    'purpose': 'Penggantian cakram keras server rekam-medis-01',
    'room': 'Ruang Server 1, Pusat Data Padang',
    'racks': ['A-01', 'A-02'],
    'window': '21 November 2026 pukul 09.00–11.00 WIB',
    'starts': '21 November 2026 pukul 09.00 WIB',
    'ends': '21 November 2026 pukul 11.00 WIB',
    'visitors': ['Andi Wijaya', 'Rina Marlina'],
    'entered': '21 November 2026 pukul 09.10 WIB',
    'left': '21 November 2026 pukul 10.35 WIB',
    'escort': 'Joko Susilo',
}
TICKET = {
    'kind': 'Gangguan',
    'kind_key': 'incident',
    'priority': 'Tinggi',
    'timing': 'Mendesak',
    'category': 'Jaringan',
    'register': '17/2026',
    'problem': 'Jaringan di lantai 2 terputus sejak pagi.\n\nRuang pelayanan tidak dapat mengakses aplikasi.',
    'place': 'Lantai 2, Kantor Dinas Kesehatan',
    'devices': [
        {**DEVICES[0], 'name': 'sw-lantai-2', 'type': 'Example Switch 24', 'serial': 'FOC1234X0YZ', 'rack': ''},
    ],
    'touched': [{'kind': 'Rak', 'name': 'A-01'}, {'kind': 'Jalur listrik', 'name': 'Panel 1 / Feed A'}],
    'technicians': ['Andi Saputra', 'Joko Susilo'],
    'begun': '20 November 2026 pukul 09.05 WIB',
    'finished': '20 November 2026 pukul 11.40 WIB',
    'analysis': 'Catu daya switch rusak.',
    'solution': 'Catu daya diganti dan sambungan diuji.',
    'work_status': 'Selesai',
    'work_status_key': 'done',
}  # fmt: skip
WORK_LOG = [
    {'at_text': '20 November 2026 pukul 09.05 WIB', 'by': 'Andi Saputra', 'status': 'Sedang dikerjakan',
     'text': 'Pekerjaan dimulai.', 'minutes': '', 'materials': ''},
    {'at_text': '20 November 2026 pukul 09.50 WIB', 'by': 'Andi Saputra', 'status': 'Ditunda',
     'text': 'Menunggu catu daya pengganti dari gudang.', 'minutes': '45 menit', 'materials': ''},
    {'at_text': '20 November 2026 pukul 11.40 WIB', 'by': 'Joko Susilo', 'status': 'Selesai',
     'text': 'Catu daya diganti dan sambungan diuji.', 'minutes': '40 menit',
     'materials': 'Catu daya 150 W, 1 buah\nKabel UTP Cat 6, 10 m'},
]  # fmt: skip
# Without a digest there is no picture to look for: its place is printed.
PHOTOS = [
    {'moment': 'Sebelum pekerjaan', 'caption': 'Catu daya lama', 'digest': '',
     'at_text': '20 November 2026 pukul 09.20 WIB'},
    {'moment': 'Sesudah pekerjaan', 'caption': 'Catu daya baru', 'digest': '',
     'at_text': '20 November 2026 pukul 11.35 WIB'},
]  # fmt: skip
ORDER = {
    'technicians': [
        {'name': 'Andi Saputra, A.Md.', 'position': 'Tim Teknis', 'rank': 'Pengatur (II/c)',
         'employee_number': '199003032015041002'},
        {'name': 'Joko Susilo', 'position': 'Tim Teknis', 'rank': '', 'employee_number': ''},
    ],
    'times': ['21 November 2026 pukul 20.00–23.00 WIB: Penggantian catu daya switch lantai 2'],
    'disposition': 'Segera ditindaklanjuti.',
}  # fmt: skip
CHECKED = [{'what': 'Nama domain', 'verdict_key': 'enough', 'verdict': 'mencukupi', 'by': 'Pengelola domain'}]
REMARKS = [{'by': 'Tim Teknis', 'text': 'Satu cakram keras dibawa keluar, nomor seri WD-77.'}]
REPLY = '500.12/1/DKI/XI/2026 tanggal 21 November 2026'
ANSWER = {'kind': 'reply-letter', 'outgoing': True, 'addressee': ['Pimpinan Dinas Kesehatan'], 'reasons': []}


FORM = {
    'purpose': 'Aplikasi rekam medis elektronik rumah sakit dan puskesmas.',
    'address': 'Jalan Sehat Nomor 7, Padang 25112',
    'phone': '0751 765432',
    'email': 'dinkes@example.org',
    'administrative': {'name': 'dr. Budi Santoso', 'position': 'Sekretaris', 'email': 'budi@example.org',
                       'phone': '0811 1234'},
    'technical': {'name': 'Andi Wijaya', 'organisation': 'Seksi Data', 'email': 'andi@example.org', 'phone': ''},
}  # fmt: skip
ADMINISTRATION = {
    'received': date_block(datetime.date(2026, 11, 3)),
    'processed': None,
    'valid_until': None,
    'places': ['rekam-medis-01: A-01'],
    'addresses': ['rekam-medis-01: 198.51.100.1/28'],
}
PICTURE = {
    'name': 'A-01', 'half_units': 84, 'starting_unit': 1, 'is_descending': False, 'things': [
        {'kind': 'occupied', 'label': 'terisi', 'start': 0, 'length': 4, 'face': 'front', 'is_full_depth': True},
        {'kind': 'device', 'label': 'dinkes-lama', 'start': 10, 'length': 2, 'face': 'front', 'is_full_depth': False},
        {'kind': 'occupied', 'label': 'terisi', 'start': 60, 'length': 8, 'face': 'rear', 'is_full_depth': True},
        {'kind': 'place', 'label': 'Usulan: rekam-medis-01', 'start': 22, 'length': 2, 'face': 'front',
         'is_full_depth': True},
        {'kind': 'own', 'label': 'Dicadangkan: rekam-medis-02', 'start': 24, 'length': 2, 'face': 'front',
         'is_full_depth': True},
    ],
}  # fmt: skip
GUEST = {
    'date': '21 November 2026', 'visitors': ['Andi Wijaya'], 'organisation': 'PT Mitra Data',
    'applicant': 'Dinas Kesehatan', 'purpose': 'Penggantian cakram keras server rekam-medis-01',
    'room': 'Ruang Server 1, Pusat Data Padang', 'racks': ['A-01', 'A-02'], 'badge': 'T-07', 'entered': '09.10',
    'left': '10.35', 'escort': 'Joko Susilo',
    'remark': 'Cakram keras (WD-77), dibawa keluar\nSatu cakram keras dibawa keluar, nomor seri WD-77.',
}  # fmt: skip
GUESTS = [
    GUEST,
    {**GUEST, 'visitors': ['Rina Marlina'], 'organisation': '', 'badge': 'T-08', 'left': '10.20', 'remark': ''},
]
PEOPLE = [
    {'name': 'Andi Wijaya', 'organisation': 'PT Mitra Data', 'badge': 'T-07', 'identity': 'KTP',
     'admitted': '09.05', 'left': '10.35', 'badge_returned': 'Ya', 'remark': ''},
    {'name': 'Rina Marlina', 'organisation': 'Dinas Kesehatan', 'badge': 'T-08',
     'identity': 'Kartu pegawai', 'admitted': '09.05', 'left': '10.20',
     'badge_returned': 'Tidak', 'remark': 'Keluar lebih dahulu'},
    {'name': 'Tono', 'organisation': 'PT Mitra Data', 'badge': '', 'identity': '', 'admitted': '', 'left': '',
     'badge_returned': '', 'remark': ''},
]  # fmt: skip
EXPECTED = [
    {**person, 'badge': '', 'identity': '', 'admitted': '', 'left': '', 'badge_returned': '', 'remark': ''}
    for person in PEOPLE
]
CARRIED = [
    {'item': 'Cakram keras 4 TB', 'serial': 'WD-77', 'quantity': '1', 'direction': 'Keluar', 'brought_in': '',
     'taken_out': '10.30', 'device': 'rekam-medis-01', 'remark': ''},
    {'item': 'Laptop', 'serial': 'PF2XYZ', 'quantity': '1', 'direction': 'Masuk dan keluar',
     'brought_in': '09.06', 'taken_out': '10.35', 'device': '', 'remark': 'Tanpa kamera'},
]  # fmt: skip
PERMISSION = {
    'activities': ['Perbaikan', 'Setup dan konfigurasi'],
    'wants_pictures': 'Ya',
    'pictures_allowed': 'Tidak',
    'pictures_key': 'no',
    'emergency': '',
    'extended': '21 November 2026 pukul 12.00 WIB',
    'word': 'Rak A-02 dipakai bersama; didampingi terus.',
}
RULES = [
    'Pengunjung menunjukkan identitas asli dan mengisi buku tamu.',
    'Alas kaki dilepas; sandal ruang tersedia di pintu.',
    'Pintu ruang selalu tertutup.',
]
DOOR = {'code': 'COL-2026-0001', 'qr': qr_matrix('COL-2026-0001')}
LOG = [
    {'at_text': f'21 November 2026 pukul {at} WIB', 'what': what, 'what_key': key, 'person': person, 'text': text,
     'by': 'Dewi Lestari'}
    for at, what, key, person, text in (
        ('08.40', 'Pendamping ditunjuk', 'escort-changed', '', 'Joko Susilo'),
        ('09.05', 'Tiba di pintu', 'admitted', 'Andi Wijaya', 'Kartu T-07'),
        ('09.10', 'Memasuki ruang', 'entered', 'Andi Wijaya', 'Joko Susilo'),
        ('10.30', 'Barang dibawa keluar', 'item-out', '', 'Cakram keras 4 TB (WD-77)'),
        ('10.35', 'Ruang ditinggalkan', 'left', '', ''),
    )
]  # fmt: skip
MINUTES = {'kind': 'minutes-of-work', 'title': 'Berita acara pekerjaan', 'checklists': CHECKLISTS, 'reply': REPLY}

NOTICE = {
    'kind_key': 'announcement',
    'tenant': 'Dinas Kesehatan Provinsi Sumatera Barat',
    'purpose': 'Penggantian panel listrik A di ruang server lantai 2',
    'place': 'Ruang Server, Gedung Diskominfotik',
    'window': '28 November 2026 pukul 20.00–23.00 WIB',
    'before': '',
    'began': '',
    'ended': '',
    'result': '',
    'effect': 'Tidak dapat digunakan',
    'affected': [
        {
            'name': 'srv-kesehatan-01',
            'what': 'Perangkat',
            'place': 'A-07, Ruang Server, Diskominfotik',
            'effect': 'Tidak dapat digunakan',
        },
        {'name': 'Rekam medis (tcp/443)', 'what': 'Layanan', 'place': '', 'effect': 'Tidak dapat digunakan'},
        {
            'name': 'srv-kesehatan-02',
            'what': 'Perangkat',
            'place': 'A-07, Ruang Server, Diskominfotik',
            'effect': 'Tetap dapat digunakan, tanpa cadangan',
        },
    ],
    'more': 0,
    'pk': 1,
}
