"""The columns that an inventory sheet may have, and what agencies call them.

The first two names of a column are those of the template files, in Indonesian and English; the others are what forms
and sheets of agencies say. Names are compared without case, accents, signs, and what stands in brackets.
"""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ('NOT_KEPT', 'REQUEST_COLUMNS', 'SERVER_COLUMNS', 'Column')


@dataclass(frozen=True)
class Column:
    """One column: its key, its names in Indonesian and English, what an example has in it, and further names.

    `is_common` is what all lines of one request share: its letter, its persons in charge.
    """

    key: str
    indonesian: str
    english: str
    example: str = ''
    is_required: bool = False
    is_common: bool = False
    others: str = ''  # separated by commas

    @property
    def own_names(self) -> tuple[str, ...]:
        return self.indonesian, self.english, self.key

    @property
    def other_names(self) -> tuple[str, ...]:
        return tuple(self.others.split(', ')) if self.others else ()


# What sheets have and NetBox never keeps: numbers of persons, and secrets. A heading with one of these words.
NOT_KEPT = frozenset(
    {
        'nik', 'nip', 'ktp', 'paspor', 'passport', 'identitas', 'npwp', 'password', 'passwords', 'sandi', 'passphrase',
        'pin', 'identity',
    }
)  # fmt: skip

_AGENCY = Column(
    'agency', 'Instansi', 'Agency', example='Dinas Kesehatan',
    others=(
        'opd, skpd, perangkat daerah, nama opd, nama skpd, nama instansi, instansi pemohon, instansi pemilik, '
        'pemilik, pemilik server, pemohon, dinas, unit kerja, tenant, owner, applicant, customer, organisation, '
        'organization'
    ),
)  # fmt: skip
_SITE = Column(
    'site', 'Pusat data', 'Site',
    others='data center, data centre, datacenter, gedung, pusat data site, nama pusat data',
)  # fmt: skip
_SERVER = (
    Column(
        'name', 'Nama server', 'Server name', example='sik-db', is_required=True,
        others='hostname, host name, nama host, host, server, nama perangkat, nama, name, device, nama server hostname',
    ),
    Column(
        'make_model', 'Merk dan tipe', 'Make and model', example='Dell PowerEdge R740',
        others=(
            'merk tipe, merek tipe, merk type, merek dan tipe, merk dan type, tipe merk, merk model, device type, '
            'brand and model, jenis perangkat'
        ),
    ),
    Column('manufacturer', 'Merk', 'Manufacturer', others='merek, pabrikan, brand, make, vendor, produsen'),
    Column('model', 'Tipe', 'Model', others='type, seri, model type, tipe model'),
    Column(
        'serial', 'Nomor seri', 'Serial number', example='CN7X42A',
        others='sn, s n, serial, no seri, no serial, nomor serial, nomor seri sn, serial no',
    ),
    Column(
        'u_height', 'Tinggi (U)', 'Height (U)', example='2',
        others=(
            'tinggi u, tinggi, height u, height, type u, tipe u, ukuran u, ukuran, jumlah u, u height, size u, '
            'alokasi u'
        ),
    ),
    Column(
        'form', 'Bentuk', 'Form factor', example='Rack mount',
        others='form, jenis server, tipe server, bentuk server, jenis',
    ),
    Column(
        'depth_mm', 'Kedalaman (mm)', 'Depth (mm)', example='750',
        others='kedalaman, kedalaman mm, panjang mm, depth, depth mm',
    ),
    Column('is_full_depth', 'Kedalaman penuh', 'Full depth', others='full depth, penuh'),
    Column('weight_kg', 'Berat (kg)', 'Weight (kg)', others='berat, berat kg, weight, weight kg'),
    Column(
        'power_draw', 'Daya (watt)', 'Power (W)', example='450',
        others=(
            'psu watt, daya, daya watt, watt, konsumsi daya, power, power w, power draw, power watt, daya listrik, '
            'kebutuhan daya'
        ),
    ),
    Column(
        'power_supplies', 'Jumlah PSU', 'Power supplies', example='2',
        others='psu, power supply, jumlah power supply, psu count, number of psu, catu daya, jumlah catu daya',
    ),
    Column('operating_system', 'Sistem operasi', 'Operating system', example='Debian 13', others='os, platform'),
    Column(
        'applications', 'Aplikasi', 'Applications', example='Sistem informasi kesehatan',
        others=(
            'nama aplikasi, application, apps, aplikasi yang berjalan, aplikasi layanan, peruntukan, fungsi, kegunaan'
        ),
    ),
    Column(
        'network_interfaces', 'Jumlah port jaringan', 'Network ports',
        others='jumlah lan, jumlah nic, jumlah port lan, network interfaces, nic, lan',
    ),
    Column('mac_addresses', 'Alamat MAC', 'MAC addresses', others='mac address, mac'),
    Column(
        'domain_names', 'Domain', 'Domain names', example='sik.dinkes.example.go.id',
        others='nama domain, subdomain, sub domain, domain name, alamat web, url, alamat domain',
    ),
    Column(
        'services', 'Port layanan', 'Services', example='443',
        others='port, ports, layanan, service, akses port, port yang dibuka',
    ),
)  # fmt: skip
_TECHNICAL = (
    Column(
        'technical_name', 'PJ teknis', 'Technical contact', example='Budi Santoso', is_common=True,
        others=(
            'penanggung jawab teknis, pj teknis nama, nama pj teknis, penanggung jawab teknis nama, nama penanggung '
            'jawab teknis, pic teknis, nama pic teknis, technical contact name, technical person in charge, admin '
            'server, teknisi'
        ),
    ),
    Column(
        'technical_organisation', 'PJ teknis: instansi', 'Technical contact: organisation', is_common=True,
        others=(
            'instansi pj teknis, penanggung jawab teknis instansi, pj teknis vendor, technical contact organization, '
            'technical organisation'
        ),
    ),
    Column(
        'technical_email', 'PJ teknis: email', 'Technical contact: e-mail', example='budi@dinkes.example.go.id',
        is_common=True,
        others=(
            'email pj teknis, penanggung jawab teknis email, email pic teknis, pic teknis email, technical contact '
            'email, technical email'
        ),
    ),
    Column(
        'technical_phone', 'PJ teknis: HP', 'Technical contact: phone', example='0812 0000 0000', is_common=True,
        others=(
            'hp pj teknis, telepon pj teknis, no hp pj teknis, penanggung jawab teknis hp, pj teknis telepon, pj '
            'teknis no hp, penanggung jawab teknis telepon, penanggung jawab teknis no hp, no hp pic teknis, pic '
            'teknis hp, technical phone, pj teknis wa'
        ),
    ),
)  # fmt: skip
_ADMINISTRATIVE = (
    Column(
        'administrative_name', 'PJ administratif', 'Administrative contact', example='Siti Aminah', is_common=True,
        others=(
            'penanggung jawab administratif, nama pj administratif, penanggung jawab administratif nama, nama '
            'penanggung jawab administratif, penanggung jawab, nama penanggung jawab, penanggung jawab nama, pj, pic, '
            'nama pic, pic administrasi, pj administrasi, penanggung jawab administrasi, administrative contact name, '
            'person in charge, contact person, kontak'
        ),
    ),
    Column(
        'administrative_position', 'PJ administratif: jabatan', 'Administrative contact: position',
        example='Kepala Bidang',
        is_common=True,
        others=(
            'jabatan pj administratif, jabatan, penanggung jawab jabatan, penanggung jawab administratif jabatan'
        ),
    ),
    Column(
        'administrative_email', 'PJ administratif: email', 'Administrative contact: e-mail',
        example='siti@dinkes.example.go.id',
        is_common=True,
        others=(
            'email pj administratif, email, e mail, surel, penanggung jawab email, penanggung jawab administratif '
            'email, email pic, pic email, administrative email'
        ),
    ),
    Column(
        'administrative_phone', 'PJ administratif: HP', 'Administrative contact: phone', is_common=True,
        others=(
            'hp pj administratif, hp, no hp, nomor hp, telepon, no telepon, telp, no telp, phone, wa, whatsapp, '
            'penanggung jawab hp, penanggung jawab telepon, penanggung jawab no hp, penanggung jawab administratif '
            'hp, penanggung jawab administratif telepon, penanggung jawab administratif no hp, kontak hp, '
            'administrative phone'
        ),
    ),
)  # fmt: skip
# What NetBox has no field for is kept as a remark, under the heading that the sheet has for it.
_REMARKS = (
    Column('processor', 'Prosesor', 'Processor', others='cpu, processor core, prosesor core'),
    Column('cores', 'Core', 'Cores', others='jumlah core, cpu core'),
    Column('memory', 'RAM (GB)', 'RAM (GB)', others='ram, memori, memory'),
    Column(
        'storage', 'Penyimpanan (GB)', 'Storage (GB)',
        others='storage, hdd, hardisk, harddisk, hdd storage, penyimpanan, ssd, disk',
    ),
    Column('database', 'Basis data', 'Database', others='database, db, basis data'),
    Column('developer', 'Pengembang', 'Developer', others='developer, pembuat aplikasi'),
    Column(
        'remarks', 'Keterangan', 'Remarks',
        others='catatan, ket, notes, note, comments, keterangan lain, deskripsi, description',
    ),
)  # fmt: skip

REQUEST_COLUMNS: Mapping[str, Column] = {
    column.key: column
    for column in (
        _AGENCY,
        Column(
            'request', 'Permohonan', 'Request', example='Server aplikasi kesehatan',
            others='nama permohonan, judul, judul permohonan, title, request name, no permohonan',
        ),
        Column('procedure', 'Prosedur', 'Procedure', is_common=True, others='sop, procedure key'),
        _SITE,
        Column('location', 'Ruang', 'Room', is_common=True, others='ruangan, lokasi, location, ruang server'),
        Column(
            'purpose', 'Tujuan', 'Purpose', example='Layanan rekam medis', is_common=True,
            others='keperluan, maksud, maksud dan tujuan, tujuan penggunaan',
        ),
        Column(
            'letter_number', 'Nomor surat', 'Letter number', example='045/65/DINKES/2026', is_common=True,
            others='no surat, nomor surat permohonan, no surat permohonan',
        ),
        Column(
            'letter_date', 'Tanggal surat', 'Letter date', example='2026-11-02', is_common=True,
            others='tgl surat, tanggal surat permohonan',
        ),
        Column('letter_subject', 'Perihal', 'Letter subject', is_common=True, others='hal, perihal surat, subject'),
        *_SERVER,
        Column(
            'public_ipv4', 'Jumlah IP publik', 'Public IPv4 addresses', example='1',
            others='ip publik, ip public, public ip, public ipv4, kebutuhan ip publik',
        ),
        Column(
            'private_ipv4', 'Jumlah IP lokal', 'Private IPv4 addresses', example='1',
            others='ip lokal, ip privat, ip private, private ip, private ipv4, kebutuhan ip lokal, jumlah ip',
        ),
        Column('public_ipv6', 'Jumlah IPv6 publik', 'Public IPv6 addresses', others='public ipv6'),
        Column('private_ipv6', 'Jumlah IPv6 lokal', 'Private IPv6 addresses', others='private ipv6'),
        Column(
            'bandwidth', 'Bandwidth (Mbit/s)', 'Bandwidth (Mbit/s)', example='10',
            others='bandwidth, bandwidth mbps, kebutuhan bandwidth',
        ),
        Column('redundancy_group', 'Kelompok redundansi', 'Redundancy group', others='redundansi, redundancy'),
        *_ADMINISTRATIVE,
        *_TECHNICAL,
        *_REMARKS,
        Column(
            'valid_until', 'Berlaku sampai', 'Valid until',
            others='masa berlaku, tanggal berakhir, expiry, berlaku s d',
        ),
    )
}  # fmt: skip
SERVER_COLUMNS: Mapping[str, Column] = {
    column.key: column
    for column in (
        _AGENCY,
        _SITE,
        Column(
            'rack', 'Rak', 'Rack', example='R01', is_required=True,
            others=(
                'nomor rak, no rak, nama rak, rack no, rack number, letak server, lokasi rak, lokasi server, rak '
                'server'
            ),
        ),
        Column(
            'unit', 'Posisi U', 'Position (U)', example='12',
            others=(
                'posisi, unit, u, nomor u, no u, posisi rak, posisi di rak, slot, position, u position, rack unit, '
                'letak u'
            ),
        ),
        Column('face', 'Sisi rak', 'Rack face', others='sisi, face, muka rak'),
        *_SERVER,
        Column(
            'asset_tag', 'Kode barang', 'Asset tag',
            others='kode inventaris, nomor inventaris, no inventaris, kode aset, kode bmd, nup, inventory number',
        ),
        Column('status', 'Status', 'Status', others='kondisi, kondisi server, state'),
        Column(
            'private_address', 'IP lokal', 'Private IP addresses', example='10.20.0.15',
            others=(
                'ip, ip address, alamat ip, ip privat, ip private, private ip, ip internal, local ip, alamat ip '
                'lokal, ip addresses'
            ),
        ),
        Column(
            'public_address', 'IP publik', 'Public IP addresses',
            others='ip public, public ip, alamat ip publik, ip publik server',
        ),
        Column('vrf', 'VRF', 'VRF'),
        Column(
            'monitoring', 'Dipantau', 'Monitored', example='ya',
            others='monitoring, pantau, dimonitor, status monitoring',
        ),
        Column(
            'monitoring_port', 'Port pemantauan', 'Monitoring port',
            others='port monitoring, exporter port, port exporter',
        ),
        *_ADMINISTRATIVE,
        *_TECHNICAL,
        *_REMARKS,
        Column(
            'installed', 'Tanggal pasang', 'Installed on',
            others='tanggal instalasi, tgl pasang, tanggal masuk, install date, tahun perolehan',
        ),
        Column(
            'valid_until', 'Berlaku sampai', 'Valid until',
            others='masa berlaku, tanggal berakhir, expiry, berlaku s d',
        ),
    )
}  # fmt: skip
