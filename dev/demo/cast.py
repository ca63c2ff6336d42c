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
    'MONITOR',
    'OPERATOR',
    'PROVINCE',
    'ROOM_A',
    'ROOM_B',
    'SCRIPT',
    'SECOND_APPLICANT',
    'SECOND_HELPDESK',
    'SECOND_OPERATOR',
    'SECOND_TECHNICIAN',
    'SITE',
    'THIRD_OPERATOR',
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
# Two more agencies that run a data centre: their procedures are published, to be looked at.
SECOND_OPERATOR, THIRD_OPERATOR = 'embun', 'kabut'
FIRST_APPLICANT = 'dinkes'
SECOND_APPLICANT = 'bappeda'
# User names.
ADMIN, SCRIPT, MONITOR = 'admin', 'script-officer', 'monitoring'
SECOND_HELPDESK = 'helpdesk-2'
SECOND_TECHNICIAN = 'technical-team-2'


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
    Agency(SECOND_OPERATOR, 'Dinas Komunikasi dan Informatika Kabupaten Pulau Embun'),
    Agency(THIRD_OPERATOR, 'Dinas Komunikasi dan Informatika Kabupaten Lembah Kabut'),
)


@dataclass(frozen=True)
class Account:
    """A user. `role` is the key of the office in the procedures; `tenant` the agency that the user belongs to.

    `tries` says what can be tried with it, for the closing lines of `make demo`.
    """

    username: str
    first_name: str
    last_name: str
    position: str
    tenant: str = OPERATOR
    role: str = ''
    tries: str = ''

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


# The first account of a role is who acts in the walk.
ACCOUNTS = (
    Account(
        'head',
        'Awan',
        'Lazuardi',
        'Kepala Dinas',
        role='head',
        tries='My tasks: a letter to sign, a visit of which the division is late; an extension to decide on',
    ),
    Account(
        'head-of-division',
        'Bintang',
        'Segara',
        'Plt. Kepala Bidang Aplikasi Informatika',
        role='head-of-division',
        tries='a visit to decide on (who decides is a setting of the procedure), a letter to pass on',
    ),
    Account(
        'computer-officer',
        'Cahaya',
        'Rimbani',
        'Pranata Komputer',
        role='computer-officer',
        tries='a draft letter to check; was told of what the helpdesk is late with',
    ),
    Account(
        'helpdesk',
        'Delima',
        'Puspawana',
        'Helpdesk',
        role='helpdesk',
        tries='the door: visitors to check in, one visit beyond its time; a late task, a case that came back',
    ),
    Account(
        SECOND_HELPDESK,
        'Jingga',
        'Rasmi',
        'Helpdesk',
        role='helpdesk',
        tries='has claimed a task: hand it over to the colleague, or give it back',
    ),
    Account(
        'technical-team',
        'Elang',
        'Telaga',
        'Tim Teknis',
        role='technical-team',
        tries='a server to install; a maintenance window under way; a ticket that is paused',
    ),
    Account(
        SECOND_TECHNICIAN,
        'Gema',
        'Lestari',
        'Tim Teknis',
        role='technical-team',
        tries='escorts visitors who are inside now: the door, the calendar',
    ),
    Account(
        'coordinator',
        'Fajar',
        'Seruni',
        'Koordinator',
        role='coordinator',
        tries='has a visit next, once it is decided on',
    ),
    Account(
        'head-of-section',
        'Rintik',
        'Angkasa',
        'Plt. Kepala Seksi Infrastruktur',
        role='head-of-section',
        tries='acts until a day for an office whose holder has left; a window to agree to, notices to send',
    ),
    Account(
        'general-staff',
        'Selasih',
        'Laras',
        'Staf Umum',
        role='general-staff',
        tries='drafts and sends letters of retrievals',
    ),
    Account(
        'applicant-dinkes',
        'Gita',
        'Kencana',
        'Kepala Subbagian Program',
        FIRST_APPLICANT,
        'applicant',
        tries='My agency: what stands there and until when; a question to answer, the receipt of a server to sign',
    ),
    Account(
        'applicant-bappeda',
        'Hujan',
        'Pertiwi',
        'Kepala Subbidang Data',
        SECOND_APPLICANT,
        'applicant',
        tries='My agency: a term that it asked to extend, a request that it withdrew; nothing of the other agency',
    ),
    Account('embun', 'Kemuning', 'Teduh', 'Kepala Dinas', SECOND_OPERATOR, 'head', tries='the sheet of another agency'),
    Account('kabut', 'Mentari', 'Pagi', 'Kepala Dinas', THIRD_OPERATOR, 'head', tries='the sheet of a third agency'),
    Account(
        SCRIPT, 'Kompas', 'Utara', 'Pembaca umpan pemantauan (skrip)', tries='reads the monitoring feed, nothing else'
    ),
    Account(
        MONITOR,
        'Suar',
        'Pesisir',
        'Sistem pemantauan (Prometheus)',
        tries='the token of a monitoring system: reads the feeds, reports what it sees',
    ),
    Account(
        ADMIN,
        'Admin',
        'Demo',
        'Administrator',
        tries='everything; edits a procedure, and moves cases to its new version',
    ),
)
