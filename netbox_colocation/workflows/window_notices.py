"""What affected agencies are told about a maintenance window: one notice each, drafted by the acts on the window.

An office above the drafter's approves it. It is a numbered letter where the agency keeps a book of outgoing letters
this year, and an e-mail otherwise. Who was told something hears how it goes on; what was not sent in time is dropped.
"""

import datetime
from collections import defaultdict
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.models import ContactAssignment, Tenant

from ..choices import (
    DispatchMethodChoices,
    DispatchStateChoices,
    DocumentDirectionChoices,
    DocumentKindChoices,
    DocumentStateChoices,
    NoticeKindChoices,
    NoticeStateChoices,
)
from ..conf import get_setting
from ..documents import dispatch, drafting
from ..documents.dispatch import Way
from ..documents.maintenance_notices import TOLD_GRADES, body_of, gather, notice_before, subject_of, worst_of
from ..documents.numbering import find_register
from ..documents.subjects import agency_of
from ..exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ..models import ImpactLine, MaintenanceTicket, MaintenanceWindow, Representative, WindowNotice
from . import events, outbox
from .actors import by_permission
from .engine.base import lock_case
from .handing import MAIL
from .offices import find_deciding_office
from .signatures import sign_alone

__all__ = (
    'MAIL_NOTICE',
    'approve',
    'draft_all',
    'draft_ends',
    'drop',
    'drop_unsent',
    'find_recipients',
    'note_mailed',
    'note_sent',
    'send',
)

State = NoticeStateChoices
Kind = NoticeKindChoices
MAIL_NOTICE = 'notice.mail'
# A letter that waits to be handed out has been signed: its receiver counts as told.
TOLD = (State.APPROVED, State.SENT)
UNSENT = (State.DRAFTED, State.FAILED)
OPENING = (Kind.ANNOUNCEMENT, Kind.CHANGE, Kind.EXTENSION)


def draft_all(
    window: MaintenanceWindow, kind: str, *, drafter: AbstractUser | None, now: datetime.datetime
) -> list[WindowNotice]:
    """Draft a notice for each agency that the window hits, in the caller's transaction.

    Who was told of the window before hears of its change (of an extension, by that word); who was told and is not hit
    any more, that it is over for them.

    Args:
        kind: *announcement* after an agreement, or *extension*.
        drafter: in whose name; of an agreement the proposer, whose words and times these are.
    """
    affected = _affected(window)
    told = _told(window)
    drafted = []
    for tenant, lines in affected.values():
        of_tenant = Kind.ANNOUNCEMENT
        if tenant.pk in told:
            of_tenant = Kind.EXTENSION if kind == Kind.EXTENSION else Kind.CHANGE
        drafted.append(_draft(window, tenant, of_tenant, lines, drafter, now))
    for pk, tenant in told.items():
        if pk not in affected:
            drafted.append(_draft(window, tenant, Kind.CANCELLATION, [], drafter, now))
    return drafted


def draft_ends(
    window: MaintenanceWindow, kind: str, *, drafter: AbstractUser | None, now: datetime.datetime
) -> list[WindowNotice]:
    """Draft that the window is over (*completion* or *cancellation*), for each agency that was told of it."""
    affected = _affected(window)
    return [
        _draft(window, tenant, kind, affected[pk][1] if pk in affected else [], drafter, now)
        for pk, tenant in _told(window).items()
    ]


def drop_unsent(window: MaintenanceWindow, *, now: datetime.datetime) -> int:
    """Drop what was drafted and not sent: it says what is no longer true."""
    rows = list(window.notices.select_for_update(of=('self',)).filter(state__in=UNSENT))
    for notice in rows:
        _put(notice, State.DROPPED)
    return len(rows)


def approve(notice: WindowNotice, *, signature: str = '', actor: AbstractUser, now: datetime.datetime) -> WindowNotice:
    """Approve a notice; its letter is signed by it, and whatever can go by e-mail is sent.

    A letter goes by e-mail where the site mails letters and the agency has addresses; otherwise it waits to be handed
    out (`send`).

    Args:
        signature: of a letter, as the answer of a step that signs (`signatures.read_signature`).

    Raises:
        RoleNotHeld: the actor drafted it, holds no office that decides on it, or has no permission.
        OutcomeRefused: it was approved or dropped before (`notice-decided`), nobody can be reached by e-mail
            (`recipient-missing`), or whatever signing refuses.
    """
    with transaction.atomic():
        notice = _lock(notice)
        if not WindowNotice.objects.restrict(actor, 'approve').filter(pk=notice.pk).exists():
            raise RoleNotHeld(_('You have no permission to approve maintenance notices.'))
        office = find_deciding_office(notice.window.ticket, notice.drafted_by_id, user=actor, now=now)
        if notice.state != State.DRAFTED:
            raise OutcomeRefused([_decided(notice)])
        notice.recipients = find_recipients(notice.tenant, now=now)
        notice.approved_by, notice.approved_by_name = actor, office.actor.name[:150]
        if notice.document and notice.document.state == DocumentStateChoices.DRAFT:
            notice.document = sign_alone(notice.document, signature, actor=actor, now=now)
        elif not notice.document and not notice.recipients:
            raise OutcomeRefused([_nobody(notice)])
        notice.approved_at = now
        _put(notice, State.APPROVED)
        _record(notice, 'notice-approved', now, actor)
        if notice.document is None:
            _queue(notice, now)
        elif get_setting('mail_letters') and notice.recipients:
            address = ', '.join(notice.recipients)
            way = Way(DispatchMethodChoices.EMAIL, recipient=notice.tenant.name, address=address)
            _hand_out(notice, way, actor, now)
    return notice


def send(notice: WindowNotice, *, way: Way | None = None, actor: AbstractUser, now: datetime.datetime) -> WindowNotice:
    """Send an approved notice: hand its letter out in some way, or try an e-mail again that failed.

    Raises:
        RoleNotHeld: the actor has no permission.
        OutcomeRefused: it is not approved (`notice-not-approved`), nobody can be reached (`recipient-missing`), no way
            is given for a letter (`method-missing`), or whatever `documents.dispatch.send` refuses.
    """
    with transaction.atomic():
        notice = _lock(notice)
        if not WindowNotice.objects.restrict(actor, 'approve').filter(pk=notice.pk).exists():
            raise RoleNotHeld(_('You have no permission to send maintenance notices.'))
        if notice.state not in (State.APPROVED, State.FAILED) or notice.approved_at is None:
            message = _('Only an approved notice that was not sent yet is sent.')
            raise OutcomeRefused([Refusal('notice-not-approved', message)])
        if notice.document is None:
            notice.recipients = find_recipients(notice.tenant, now=now)
            if not notice.recipients:
                raise OutcomeRefused([_nobody(notice)])
            notice.error = ''
            _put(notice, State.APPROVED)
            _queue(notice, now)
        elif way is None:
            raise OutcomeRefused([Refusal('method-missing', _('Say how the letter goes out.'), field='method')])
        else:
            _hand_out(notice, way, actor, now)
    return notice


def drop(notice: WindowNotice, *, reason: str, actor: AbstractUser, now: datetime.datetime) -> WindowNotice:
    """Decide that a notice is not sent, with the reason.

    Raises:
        RoleNotHeld: the actor drafted it, holds no office that decides on it, or has no permission.
        OutcomeRefused: it was approved or dropped before (`notice-decided`), or no reason is given (`reason-missing`).
    """
    with transaction.atomic():
        notice = _lock(notice)
        if not WindowNotice.objects.restrict(actor, 'approve').filter(pk=notice.pk).exists():
            raise RoleNotHeld(_('You have no permission to drop maintenance notices.'))
        find_deciding_office(notice.window.ticket, notice.drafted_by_id, user=actor, now=now)
        refusals = []
        if notice.state not in UNSENT:
            refusals.append(_decided(notice))
        if not reason.strip():
            refusals.append(Refusal('reason-missing', _('Say why.'), field='reason'))
        if refusals:
            raise OutcomeRefused(refusals)
        _put(notice, State.DROPPED)
        _record(notice, 'notice-dropped', now, actor, reason=reason.strip())
    return notice


def note_sent(*, now: datetime.datetime) -> int:
    """Note the notices whose letter was handed out from its own page; return how many."""
    left = (DocumentStateChoices.SENT, DocumentStateChoices.FILED)
    waiting = WindowNotice.objects.filter(
        state=State.APPROVED, document__state__in=left, document__sent_at__isnull=False
    )
    count = 0
    for pk in list(waiting.values_list('pk', flat=True)):
        with transaction.atomic():
            notice = _lock(WindowNotice(pk=pk))
            if notice.state == State.APPROVED and notice.document:
                notice.sent_at = notice.document.sent_at
                _put(notice, State.SENT)
                _record(notice, 'notice-sent', now)
                count += 1
    return count


def note_mailed(pk: int, *, now: datetime.datetime) -> None:
    """Note that the mail server took the e-mail of a notice."""
    with transaction.atomic():
        notice = _lock(WindowNotice(pk=pk))
        notice.sent_at, notice.error = now, ''
        _put(notice, State.SENT)
        _record(notice, 'notice-sent', now)


def find_recipients(tenant: Tenant, *, now: datetime.datetime) -> list[str]:
    """Return where an agency is reached: its contacts in NetBox, and its representatives; each address once."""
    contacts = ContactAssignment.objects.filter(
        object_type__app_label='tenancy', object_type__model='tenant', object_id=tenant.pk
    )
    day = timezone.localtime(now).date()
    people = Representative.objects.on(day).filter(tenant=tenant, user__is_active=True)
    addresses = [
        *contacts.order_by('pk').values_list('contact__email', flat=True),
        *people.order_by('pk').values_list('user__email', flat=True),
    ]
    found = dict.fromkeys(address.strip().lower() for address in addresses if address and _is_address(address))
    return list(found)[: dispatch.MOST_ADDRESSES]


def _affected(window: MaintenanceWindow) -> dict[int, tuple[Tenant, list[ImpactLine]]]:
    """The agencies that are hit, but for the one that runs the ticket, with the lines of each."""
    lines = window.impact_lines.filter(grade__in=TOLD_GRADES, tenant__isnull=False).exclude(
        tenant=agency_of(window.ticket)
    )
    grouped: defaultdict[int, list[ImpactLine]] = defaultdict(list)
    tenants = {}
    for line in lines.select_related('tenant').order_by('tenant__name', 'tenant', 'pk'):
        assert line.tenant is not None
        grouped[line.tenant.pk].append(line)
        tenants[line.tenant.pk] = line.tenant
    return {pk: (tenant, grouped[pk]) for pk, tenant in tenants.items()}


def _told(window: MaintenanceWindow) -> dict[int, Tenant]:
    """The agencies that know of the window and have not heard yet that it is over for them."""
    latest = {}
    for notice in window.notices.filter(state__in=TOLD).select_related('tenant').order_by('pk'):
        latest[notice.tenant_id] = notice
    return {pk: notice.tenant for pk, notice in latest.items() if notice.kind in OPENING}


def _draft(
    window: MaintenanceWindow,
    tenant: Tenant,
    kind: str,
    lines: list[ImpactLine],
    drafter: AbstractUser | None,
    now: datetime.datetime,
) -> WindowNotice:
    notice = WindowNotice(
        window=window,
        tenant=tenant,
        kind=kind,
        revision=window.revision,
        grade=worst_of(line.grade for line in lines),
        subject=subject_of(kind),
        recipients=find_recipients(tenant, now=now),
        drafted_by=drafter,
        drafted_at=now,
    )
    facts = gather(window, tenant, kind, lines=lines, before=notice_before(notice))
    notice.body = body_of(facts, window)
    notice._changelog_message = _label(window)
    notice.full_clean()
    notice.save()
    if _writes_letters(window.ticket, now):
        text = {'notice': notice.pk}
        kind_of_paper = DocumentKindChoices.MAINTENANCE_NOTICE
        notice.document = drafting.draft(window.ticket, kind_of_paper, actor=drafter, now=now, text=text)
        notice.save()
        assert window.ticket.case is not None  # a window is proposed for a ticket in procedure only
        outbox.put(window.ticket.case, 'document.render', {'document': notice.document.pk}, now=now)
    return notice


def _writes_letters(ticket: MaintenanceTicket, now: datetime.datetime) -> bool:
    register = find_register(
        agency=agency_of(ticket),
        now=now,
        direction=DocumentDirectionChoices.OUTGOING,
        kind=DocumentKindChoices.MAINTENANCE_NOTICE,
    )
    return register is not None and not register.is_closed


def _hand_out(notice: WindowNotice, way: Way, actor: AbstractUser, now: datetime.datetime) -> None:
    assert notice.document is not None
    recipient = way.recipient or notice.tenant.name
    way = Way(**{**way.__dict__, 'recipient': recipient})
    notice.document = dispatch.send(notice.document, way=way, actor=actor, now=now)
    case = notice.window.ticket.case
    for row in notice.document.dispatches.filter(state=DispatchStateChoices.QUEUED):
        assert case is not None
        outbox.put(case, MAIL, {'dispatch': row.pk}, now=now)
    notice.sent_at = now
    _put(notice, State.SENT)
    _record(notice, 'notice-sent', now, actor)


def _queue(notice: WindowNotice, now: datetime.datetime) -> None:
    case = notice.window.ticket.case
    assert case is not None
    outbox.put(case, MAIL_NOTICE, {'notice': notice.pk}, now=now)


def _lock(notice: WindowNotice) -> WindowNotice:
    """Lock the case, then the notice, as the acts on its window do; return it as it is stored."""
    window = MaintenanceWindow.objects.select_related('ticket__case').get(notices=notice.pk)
    if window.ticket.case:
        lock_case(window.ticket.case)
    WindowNotice.objects.select_for_update(of=('self',)).get(pk=notice.pk)
    rows = WindowNotice.objects.select_related(
        'window__ticket__case__agency', 'window__ticket__procedure__agency', 'tenant', 'drafted_by', 'document'
    )
    return rows.get(pk=notice.pk)


def _put(notice: WindowNotice, state: str) -> None:
    stored = WindowNotice.objects.get(pk=notice.pk)
    stored.snapshot()
    notice._prechange_snapshot = stored._prechange_snapshot
    notice.state = state
    notice._changelog_message = _label(notice.window)
    notice.save()


def _record(
    notice: WindowNotice, kind: str, now: datetime.datetime, user: AbstractUser | None = None, **facts: Any
) -> None:
    case = notice.window.ticket.case
    assert case is not None
    data = {
        'window': notice.window_id,
        'notice': notice.pk,
        'notice_kind': notice.kind,
        **facts,
    }
    events.record(case, kind, now=now, actor=by_permission(user) if user else None, data=data)


def _decided(notice: WindowNotice) -> Refusal:
    message = _('This notice is “{state}” already.').format(state=notice.get_state_display())
    return Refusal('notice-decided', message, data={'state': notice.state})


def _nobody(notice: WindowNotice) -> Refusal:
    message = _('Nobody of {tenant} can be reached by e-mail: add a contact or a representative with an address.')
    return Refusal('recipient-missing', message.format(tenant=notice.tenant), data={'tenant': notice.tenant_id})


def _label(window: MaintenanceWindow) -> str:
    return str(window.ticket.case or window.ticket)[:200]


def _is_address(address: str) -> bool:
    try:
        validate_email(address.strip())
    except ValidationError:
        return False
    return True
