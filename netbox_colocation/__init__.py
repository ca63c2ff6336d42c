"""netbox_colocation: the front desk of a colocation data centre, inside NetBox."""

from django.utils.translation import gettext_lazy as _

from netbox.plugins import PluginConfig

__version__ = '0.1.0'


class ColocationConfig(PluginConfig):
    """The plugin as NetBox sees it. Every setting is checked at start-up (`conf.check_settings`)."""

    name = 'netbox_colocation'
    verbose_name = _('Colocation')
    description = _('Colocation requests, from the letter to the monitored server, by the official procedure')
    version = __version__
    author = 'The netbox_colocation authors'
    base_url = 'colocation'
    min_version = '4.7.0'
    max_version = '4.7.99'
    middleware = [
        'netbox_colocation.middleware.ChosenLanguageMiddleware',
        'netbox_colocation.middleware.BoundedBodyMiddleware',
    ]

    default_settings = {
        # Folder of the private files (letters, records). None: `colocation-files` beside NetBox's own media folder.
        # A storage called `netbox_colocation` in NetBox's STORAGES is used instead when there is one.
        'files_root': None,
        # The largest file that may be uploaded, in MiB.
        'upload_limit_mib': 10,
        # How long a hold on units, power and addresses lives before it expires, in calendar days.
        'hold_days': 30,
        # Office hours for time limits: ISO weekday -> list of 'HH:MM-HH:MM', in NetBox's TIME_ZONE.
        'office_hours': {
            1: ['07:30-12:00', '13:00-16:00'],
            2: ['07:30-12:00', '13:00-16:00'],
            3: ['07:30-12:00', '13:00-16:00'],
            4: ['07:30-12:00', '13:00-16:00'],
            5: ['07:30-11:30', '13:00-16:30'],
        },
        # Country whose public holidays and collective leave close the office (a code of the `holidays` package).
        'holidays_country': 'ID',
        # Days on which the office is closed besides those, as 'YYYY-MM-DD'.
        'extra_holidays': [],
        # Slugs of the prefix roles from which addresses are taken.
        'public_prefix_role': 'colocation-public',
        'private_prefix_role': 'colocation-private',
        # Slug of the device role that an installed server gets; created when it does not exist.
        'server_role': 'colocation-server',
        # Resources whose verdict *unknown* stands against acceptance like *short* does.
        'unknown_blocks': ['place', 'electricity', 'ups', 'bandwidth', 'addresses'],
        # Slugs of the roles of switches whose free ports servers are cabled to.
        'access_switch_roles': ['access-switch', 'top-of-rack-switch'],
        # Zones in which domain names may be asked for, like '*.go.id' (any depth below) or 'example.go.id'. Empty: any.
        'domain_zones': [],
        # How many W a feed of alternating current gives for 100 VA, when an impact asks whether what is left suffices.
        'power_factor_percent': 100,
        # Whether NetBox's own forms and API refuse devices, reservations and addresses that collide with a hold.
        'guard_holds': True,
        # Whether an installed server is cabled to the outlets and switch ports that were held for it.
        'connect_cables': True,
        # Name of an installed device: {name} is the host name; {rack}, {unit}, {applicant} (slug), {site} (slug),
        # {number} (of the case).
        'server_name_template': '{name}',
        # Port under which the exporter of a new server is expected, for monitoring targets.
        'exporter_port': 9100,
        # How long monitoring may take to see a new target before an event tells of it, in minutes. None: for ever.
        'seen_within_minutes': 60,
        # Prometheus servers whose targets a drift report reads: name -> address, like
        # {'prometheus': 'http://prometheus.example:9090'}.
        'prometheus_servers': {},
        # How long the answer to a call with an `Idempotency-Key` is kept, in hours.
        'idempotency_hours': 24,
        # Holders of a task are reminded when so many working minutes are left (or half its time, where that is less).
        # None: never.
        'remind_before_minutes': 120,
        # The office above is told when a task is late by so many working minutes. None: never.
        'escalate_after_minutes': 0,
        # How many months an installed placement may stay before it is extended or taken back. None: no term.
        'term_months': None,
        # Days before the end of a placement's term on which its applicant is reminded.
        'remind_of_term_days': [90, 30, 7],
        # The address under which people reach NetBox, for links in e-mails: 'https://netbox.example.go.id'.
        'public_url': None,
        # Whether reminders go out by e-mail too, through NetBox's mailer (NetBox's own setting EMAIL).
        'send_mail': False,
        # Whether holders of a task get a link by e-mail with which they decide once without logging in.
        'decision_links': False,
        # How long such a link works.
        'decision_link_hours': 72,
        # How officials may sign: 'application' (a recorded approval), 'wet-ink' (a scan), 'certificate' (a key of
        # `signing_keys`), 'esign' (BSrE, needs `esign`), 'e-office' (signed elsewhere and uploaded).
        'signature_methods': ['application', 'wet-ink', 'certificate', 'e-office'],
        # Keys that sign PDFs: name -> {'agency': slug, 'pkcs12': file} or {'agency': slug, 'pkcs11': module file,
        # 'token': label, 'certificate': label, 'key': label (when it differs)}. Passphrases and PINs are asked for at
        # every signature and stored nowhere.
        'signing_keys': {},
        # PEM files of the certificates that signatures in uploaded PDFs are traced to.
        'trusted_certificates': [],
        # Address of a time stamp service (RFC 3161) for signatures with our own keys. None: none.
        'timestamp_url': None,
        # BSrE's client service inside the agency's network: {'url': …, 'username': …, 'password': …, 'timeout': 20}.
        'esign': None,
        # Whether anybody may look up a paper by the code in its QR code (needs `public_url`), and how often from one
        # address in a minute.
        'verification_page': True,
        'verifications_per_minute': 30,
        # Whether signed letters go to the applicant's persons in charge by e-mail, through NetBox's mailer.
        'mail_letters': False,
        # How long an agency's own template may take to render, in seconds.
        'template_seconds': 10,
        # Days after a visit's end on which its visitors' contacts and last identity digits are removed.
        'visitor_data_days': 90,
        # Days after which names leave the access log and the visitors of old visits. None: never.
        'access_log_days': 1095,
        # Days before a maintenance window on which those it hits are to be told at the latest.
        'notice_days': 3,
    }

    def ready(self) -> None:
        from . import conf

        conf.check_settings()
        super().ready()

        # Imported for what they register: the vocabulary of procedures, system checks, receivers, jobs.
        from . import checks, dashboard, jobs, signals  # noqa: F401
        from .workflows import (  # noqa: F401
            activities,
            checking,
            checklists,
            dispositions,
            effects,
            facts,
            guards,
            issuing,
            maintaining,
            notice_mail,
            outer_effects,
            receiving,
            retrieving,
            terms,
            visit_notices,
            visiting,
            visiting_door,
            watching,
        )


config = ColocationConfig
