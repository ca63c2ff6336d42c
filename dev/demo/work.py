"""The work of the tickets: what it touches, its windows with those who are told of them, its log, what was lent."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dcim.models import Device, PowerPanel, Rack
from tenancy.models import Tenant

from netbox_colocation.models import EquipmentLoan, MaintenanceTicket, MaintenanceWindow, WindowNotice
from netbox_colocation.workflows import window_notices, windows
from netbox_colocation.workflows.ticket_acts import add_touched, log_work

from .book import Book
from .cast import FIRST_APPLICANT, OPERATOR, SECOND_APPLICANT
from .requests import representative
from .rooms import site
from .services import BATTERIES, LINK, SOCKETS

__all__ = ('build',)

# Who proposes and who agrees: the office above that of the technical team.
PROPOSER, DECIDER = 'technical-team', 'head-of-section'
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """A window of a ticket. It starts so many minutes from now, or so many days at that hour; lasts minutes.

    `until` is how far it is: `proposed`, `agreed` or `under-way`; `told` the tenants whose notice is approved.
    """

    ticket: str
    purpose: str
    minutes: int
    starts: int = 0
    days: int = 0
    hour: int = 20
    until: str = 'agreed'
    told: tuple[str, ...] = ()

    def starts_at(self, now: datetime.datetime) -> datetime.datetime:
        if not self.days:
            return (now + MINUTE * self.starts).replace(second=0, microsecond=0)
        day = timezone.localtime(now) + DAY * self.days
        return day.replace(hour=self.hour, minute=0, second=0, microsecond=0)


WINDOWS = (
    Planned(
        BATTERIES,
        'Ganti pemutus arus utama Panel A; rak dipasok Panel B selama pekerjaan.',
        180,
        days=5,
        told=(FIRST_APPLICANT,),
    ),
    Planned(SOCKETS, 'Ganti PDU A di rak B-02.', 240, starts=-60, until='under-way', told=(SECOND_APPLICANT,)),
    Planned(LINK, 'Pindahkan tautan ke penerima optik baru.', 120, days=8, hour=21, until='proposed'),
)
LOANS = (
    # item, serial, to whom, lent and due in days from today
    ('Kabel konsol USB–RJ45', 'NL-KONSOL-3', FIRST_APPLICANT, -3, 4),
    ('Laptop diagnostik', 'NL-DIAG-1', SECOND_APPLICANT, -12, -2),
)


def build(book: Book, users: Mapping[str, Any], *, now: datetime.datetime) -> None:
    """Make what is missing; a ticket that has a window is left alone."""
    if EquipmentLoan.objects.exists() or MaintenanceWindow.objects.exists():
        return
    _touch(users, now=now)
    for plan in WINDOWS:
        _window(plan, users, now=now)
    book.count(MaintenanceWindow, len(WINDOWS))
    book.count(WindowNotice, WindowNotice.objects.count())
    log_work(
        _ticket(SOCKETS),
        status='under-way',
        text='PDU A dilepas; semua server berjalan dari PDU B.',
        minutes=35,
        actor=users[PROPOSER],
        now=now - 25 * MINUTE,
    )
    _lend(book, now=now)


def _touch(users: Mapping[str, Any], *, now: datetime.datetime) -> None:
    """Say what the work touches, as those found who work on it."""
    stock = Device.objects.filter(site=site())
    touched: tuple[tuple[str, Mapping[str, Any]], ...] = (
        (BATTERIES, {'power_panels': PowerPanel.objects.filter(site=site(), name='Panel A')}),
        (SOCKETS, {'devices': stock.filter(name='pdu-b02-a'), 'racks': Rack.objects.none()}),
        (LINK, {'devices': stock.filter(name='core-sw2')}),
    )
    for name, objects in touched:
        add_touched(
            _ticket(name),
            {key: list(rows) for key, rows in objects.items() if rows},
            reason='Ditelusuri di ruang server.',
            actor=users[PROPOSER],
            now=now - 80 * MINUTE,
        )


def _window(plan: Planned, users: Mapping[str, Any], *, now: datetime.datetime) -> None:
    proposer, decider = users[PROPOSER], users[DECIDER]
    starts_at = plan.starts_at(now)
    window = MaintenanceWindow(
        ticket=_ticket(plan.ticket),
        purpose=plan.purpose,
        starts_at=starts_at,
        ends_at=starts_at + MINUTE * plan.minutes,
    )
    window = windows.propose(window, actor=proposer, now=now - 75 * MINUTE)
    if plan.until == 'proposed':
        return
    window = windows.agree(window, actor=decider, now=now - 70 * MINUTE)
    for notice in window.notices.filter(tenant__slug__in=plan.told):
        window_notices.approve(notice, actor=decider, now=now - 65 * MINUTE)
    if plan.until == 'under-way':
        windows.begin(window, actor=proposer, now=max(starts_at, now - 58 * MINUTE))


def _lend(book: Book, *, now: datetime.datetime) -> None:
    today = timezone.localtime(now).date()
    for item, serial, borrower, lent, due in LOANS:
        book.ensure(
            EquipmentLoan,
            key={'agency': Tenant.objects.get(slug=OPERATOR), 'serial': serial},
            borrower=Tenant.objects.get(slug=borrower),
            person=representative(borrower).name,
            item=item,
            condition='Baik',
            lent_on=today + DAY * lent,
            due_on=today + DAY * due,
        )


def _ticket(name: str) -> MaintenanceTicket:
    return MaintenanceTicket.objects.select_related('case', 'procedure', 'applicant').get(name=name)
