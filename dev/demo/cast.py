"""Who takes part in the demo, and where: the agencies of the invented province Nagari Laut, their people, the rooms.

Knows no Django: the data centre is built with it, the walk through it is not.
"""

from dataclasses import dataclass

__all__ = (
    'ACCOUNTS',
    'ADMIN',
    'AGENCIES',
    'DOMAIN',
    'FIRST_APPLICANT',
    'OPERATOR',
    'PROVINCE',
    'ROOM_A',
    'ROOM_B',
    'SCRIPT',
    'SECOND_APPLICANT',
    'SITE',
    'TOWN',
    'Account',
    'Agency',
)

PROVINCE = 'Provinsi Nagari Laut'
TOWN = 'Teluk Kaca'
DOMAIN = 'nagarilaut.example'
# Slugs. The two applicants have representatives of their own, who must not see each other's cases.
SITE = 'pusat-data'
ROOM_A, ROOM_B = 'ruang-server-a', 'ruang-server-b'
OPERATOR = 'kominfotik'
FIRST_APPLICANT = 'dinkes'
SECOND_APPLICANT = 'bappeda'
# User names.
ADMIN, SCRIPT = 'admin', 'script-officer'


@dataclass(frozen=True)
class Agency:
    """One tenant; `slug` is also the beginning of its servers' names and its part of the domain."""

    slug: str
    name: str

    @property
    def domain(self) -> str:
        return f'{self.slug}.{DOMAIN}'


AGENCIES = (
    Agency(OPERATOR, f'Dinas Komunikasi, Informatika dan Statistik {PROVINCE}'),
    Agency(FIRST_APPLICANT, f'Dinas Kesehatan {PROVINCE}'),
    Agency(SECOND_APPLICANT, f'Badan Perencanaan Pembangunan Daerah {PROVINCE}'),
    Agency('disdik', f'Dinas Pendidikan {PROVINCE}'),
    Agency('dukcapil', f'Dinas Kependudukan dan Pencatatan Sipil {PROVINCE}'),
    Agency('dpmptsp', f'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu {PROVINCE}'),
    Agency('bkd', f'Badan Kepegawaian Daerah {PROVINCE}'),
    Agency('dinsos', f'Dinas Sosial {PROVINCE}'),
    Agency('dishub', f'Dinas Perhubungan {PROVINCE}'),
    Agency('dpupr', f'Dinas Pekerjaan Umum dan Penataan Ruang {PROVINCE}'),
    Agency('bapenda', f'Badan Pendapatan Daerah {PROVINCE}'),
    Agency('disperindag', f'Dinas Perindustrian dan Perdagangan {PROVINCE}'),
    Agency('rsud', f'Rumah Sakit Umum Daerah {TOWN}'),
)


@dataclass(frozen=True)
class Account:
    """A user. `role` is the key of the office in the procedures; `tenant` the agency that the user belongs to."""

    username: str
    first_name: str
    last_name: str
    position: str
    tenant: str = OPERATOR
    role: str = ''

    @property
    def name(self) -> str:
        return f'{self.first_name} {self.last_name}'

    @property
    def agency(self) -> Agency:
        return next(agency for agency in AGENCIES if agency.slug == self.tenant)

    @property
    def email(self) -> str:
        return f'{self.username}@{self.agency.domain}'

    @property
    def who(self) -> str:
        """The person as the walk and the closing lines of `make demo` tell it."""
        return f'{self.name}, {self.position}' + (f', {self.agency.name}' if self.tenant != OPERATOR else '')


ACCOUNTS = (
    Account('head', 'Awan', 'Lazuardi', 'Kepala Dinas', role='head'),
    Account(
        'head-of-division', 'Bintang', 'Segara', 'Plt. Kepala Bidang Aplikasi Informatika', role='head-of-division'
    ),
    Account('computer-officer', 'Cahaya', 'Rimbani', 'Pranata Komputer', role='computer-officer'),
    Account('helpdesk', 'Delima', 'Puspawana', 'Helpdesk', role='helpdesk'),
    Account('technical-team', 'Elang', 'Telaga', 'Tim Teknis', role='technical-team'),
    Account('applicant-dinkes', 'Gita', 'Kencana', 'Kepala Subbagian Program', FIRST_APPLICANT, 'applicant'),
    Account('applicant-bappeda', 'Hujan', 'Pertiwi', 'Kepala Subbidang Data', SECOND_APPLICANT, 'applicant'),
    Account(SCRIPT, 'Kompas', 'Utara', 'Pembaca umpan pemantauan (skrip)'),
    Account(ADMIN, 'Admin', 'Demo', 'Administrator'),
)
