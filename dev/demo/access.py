"""Who may be in the rooms: their rules, who is barred, who has a card or a key, and this quarter's review of it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dcim.models import Location
from tenancy.models import Tenant
from users.models import User

from netbox_colocation.choices import ReviewDecisionChoices, ReviewLineKindChoices
from netbox_colocation.models import AccessReview, AccessRight, EntryBan, RoomPolicy
from netbox_colocation.workflows.access_reviews import Decision, decide, open_review

from .book import Book
from .cast import ADMIN, OPERATOR, ROOM_A, ROOM_B
from .rooms import site

__all__ = ('build', 'review')

RULES = """Tunjukkan tanda pengenal dan pakai kartu tamu selama di ruang server.
Masuk dan keluar hanya bersama pendamping dari Tim Teknis.
Jangan membawa makanan, minuman, atau cairan.
Sentuh hanya rak dan perangkat yang tercantum dalam izin.
Ambil gambar hanya bila diizinkan."""
EARLY, GRACE = 30, 10  # minutes
MOST_PEOPLE = {ROOM_A: 24, ROOM_B: 8}


@dataclass(frozen=True)
class Right:
    """A standing way in; days are from today, None without an end."""

    holder: str
    means: str
    number: str
    room: str
    reason: str
    username: str = ''
    tenant: str = ''
    since: int = -200
    until: int | None = None


RIGHTS = (
    Right('Elang Telaga, S.T.', 'fingerprint', '', ROOM_A, 'Tim Teknis', username='technical-team'),
    Right('Elang Telaga, S.T.', 'card', 'K-0017', ROOM_B, 'Tim Teknis', username='technical-team'),
    Right('Delima Puspawana, A.Md.Kom.', 'key', 'AK-02', ROOM_A, 'Kunci cadangan di loket', username='helpdesk'),
    Right('Rimba Cempaka', 'card', 'K-0031', ROOM_A, 'Perawatan UPS oleh rekanan', tenant='rsud', until=60),
    # Whose work ended: the review takes the card away.
    Right('Lembayung Sore', 'card', 'K-0029', ROOM_A, 'Pemasangan kabel oleh rekanan'),
)
REVOKED, REVOKE_REASON = 'K-0029', 'Pekerjaan rekanan telah selesai.'


def build(book: Book, *, now: datetime.datetime) -> None:
    """Make the rules of the rooms, the no-entry list and the rights; what is there stays."""
    agency, today = Tenant.objects.get(slug=OPERATOR), timezone.localtime(now).date()
    for slug, most in MOST_PEOPLE.items():
        book.ensure(
            RoomPolicy,
            key={'site': site(), 'location': Location.objects.get(site=site(), slug=slug)},
            most_people=most,
            early_minutes=EARLY,
            grace_minutes=GRACE,
            rules=RULES,
        )
    book.ensure(
        EntryBan,
        key={'agency': agency, 'name': 'Guntur Prahara'},
        organisation='CV Angin Ribut',
        reason='Mencabut kabel rak lain pada kunjungan terakhir; menunggu klarifikasi.',
        valid_from=today - datetime.timedelta(days=40),
        valid_until=today + datetime.timedelta(days=140),
    )
    for right in RIGHTS:
        _right(book, right, agency, today)


def _right(book: Book, right: Right, agency: Tenant, today: datetime.date) -> None:
    until = None if right.until is None else today + datetime.timedelta(days=right.until)
    place = {'site': site(), 'location': Location.objects.get(site=site(), slug=right.room)}
    book.ensure(
        AccessRight,
        key={'agency': agency, 'holder_name': right.holder, 'means': right.means, 'number': right.number},
        **place,
        tenant=Tenant.objects.filter(slug=right.tenant).first(),
        user=User.objects.filter(username=right.username).first(),
        reason=right.reason,
        valid_from=today + datetime.timedelta(days=right.since),
        valid_until=until,
    )


def review(book: Book, *, now: datetime.datetime) -> None:
    """Open this quarter's review, decide about two of its lines, and leave it open."""
    agency, today = Tenant.objects.get(slug=OPERATOR), timezone.localtime(now).date()
    if AccessReview.objects.filter(agency=agency).exists():
        return
    actor: Any = User.objects.get(username=ADMIN)
    opened = open_review(
        AccessReview(agency=agency, year=today.year, quarter=(today.month + 2) // 3), actor=actor, now=now
    )
    rights = opened.lines.filter(kind=ReviewLineKindChoices.RIGHT).select_related('right')
    decisions = {
        line.pk: Decision(ReviewDecisionChoices.REVOKE, REVOKE_REASON)
        if line.right.number == REVOKED
        else Decision(ReviewDecisionChoices.KEEP)
        for line in rights
        if line.right.number in (REVOKED, 'AK-02')
    }
    decide(opened, decisions, actor=actor, now=now)
    book.count(AccessReview)
