"""Maintenance windows: proposed by one, agreed to by an office above, changed, extended, begun, ended or cancelled.

Every act locks the case, then all windows at that time in one order: of two that collide, one is agreed to first, and
the other finds it. Everything is recorded on the ticket's case.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import HolderCapacityChoices, NoticeKindChoices, WindowStateChoices
from ..documents.subjects import agency_of
from ..exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ..maintenance.assessing import assess_window
from ..maintenance.collisions import find_collisions, overlapping
from ..models import Appointment, MaintenanceTicket, MaintenanceWindow
from . import events, outbox, window_notices
from .actors import Actor, as_actor
from .engine.base import lock_case
from .offices import find_deciding_office
from .window_checks import against_case, against_reason, against_state, against_times, wrong_state

__all__ = (
    'agree',
    'begin',
    'cancel',
    'change',
    'extend',
    'find_officer',
    'find_proposal_refusals',
    'finish',
    'propose',
    'proposer_of',
    'tell',
)

State = WindowStateChoices
TELL = 'notify.window'


def find_proposal_refusals(
    window: MaintenanceWindow, *, actor: AbstractUser, now: datetime.datetime
) -> list[Refusal | RoleNotHeld]:
    """Return everything that stands against proposing this window as it is written; for forms, before they save."""
    found: list[Refusal | RoleNotHeld] = [*against_case(window.ticket), *against_times(window, now)]
    if window.pk:
        stored = MaintenanceWindow.objects.get(pk=window.pk)
        if not stored.is_editable:
            found.append(wrong_state(stored, State.PROPOSED))
        if stored.ticket_id != window.ticket_id:
            message = _('A window stays with its ticket: propose another one for the other ticket.')
            found.append(Refusal('ticket-fixed', message, field='ticket'))
    try:
        find_officer(window.ticket, actor, now)
    except RoleNotHeld as refusal:
        found.append(refusal)
    return found


def propose(window: MaintenanceWindow, *, actor: AbstractUser, now: datetime.datetime) -> MaintenanceWindow:
    """Propose a window, or one that is still proposed with other words or times; its impact is found at once.

    Whoever wrote it last is its proposer: nobody agrees to their own words.

    Args:
        window: not stored yet, or changed and not stored.

    Raises:
        RoleNotHeld: the actor holds no office of the agency today.
        OutcomeRefused: with all reasons: the ticket has no open case (`case-missing`, `case-closed`), the time is over
            (`window-in-past`), the window was agreed to (`window-not-proposed`), or is another ticket's
            (`ticket-fixed`).
    """
    with transaction.atomic():
        if window.ticket.case:
            lock_case(window.ticket.case)
        if window.pk:
            MaintenanceWindow.objects.select_for_update(of=('self',)).get(pk=window.pk)
        found = find_proposal_refusals(window, actor=actor, now=now)
        _refuse([each for each in found if isinstance(each, Refusal)])
        officer = find_officer(window.ticket, actor, now)
        window.proposed_by, window.proposed_by_name = actor, officer.name[:150]
        _save(window)
        _assess(window, now)
        _record(window, 'window-proposed', officer, now)
        deciders = Appointment.objects.on(timezone.localtime(now).date()).filter(role__agency=agency_of(window.ticket))
        above = _superiors_of(window.ticket, actor, now)
        tell(window, 'window-proposed', deciders.filter(role__in=above).values_list('user', flat=True), now=now)
    return window


def proposer_of(ticket: MaintenanceTicket, *, actor: AbstractUser, now: datetime.datetime) -> dict[str, Any]:
    """Return what a window keeps of its proposer, for whoever stores it before it is proposed: it is stored once.

    Raises:
        RoleNotHeld: the actor holds no office of the agency today.
    """
    return {'proposed_by': actor, 'proposed_by_name': find_officer(ticket, actor, now).name[:150]}


def agree(window: MaintenanceWindow, *, actor: AbstractUser, now: datetime.datetime) -> MaintenanceWindow:
    """Agree to a proposed window, and draft what the affected agencies are told.

    Raises:
        RoleNotHeld: the actor proposed it, holds no office that decides on it, or has no permission.
        OutcomeRefused: with all reasons: it is not proposed (`window-not-proposed`), its case has ended, its time is
            over, or something stands against it (`maintenance.collisions`).
    """
    with transaction.atomic():
        window = _lock(window)
        _demand(window, actor, 'agree')
        office = find_deciding_office(window.ticket, window.proposed_by_id, user=actor, now=now)
        refusals = [*against_case(window.ticket), *against_state(window, State.PROPOSED)]
        _assess(window, now)
        _refuse([*refusals, *_stopping(window, now)])
        window.state, window.agreed_by, window.agreed_by_name = State.AGREED, actor, office.actor.name[:150]
        window.agreed_role, window.agreed_at = office.role, now
        _save(window)
        _record(window, 'window-agreed', office.actor, now)
        window_notices.draft_all(window, NoticeKindChoices.ANNOUNCEMENT, drafter=window.proposed_by, now=now)
        tell(window, 'window-agreed', _people_of(window), now=now)
    return window


def change(
    window: MaintenanceWindow,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    reason: str,
    actor: AbstractUser,
    now: datetime.datetime,
) -> MaintenanceWindow:
    """Put a window that was agreed to at another time: it is proposed again, and waits for another agreement.

    Nothing is sent of times that nobody agreed to: who was told hears of the new ones when they are agreed to.

    Raises:
        RoleNotHeld: the actor holds no office of the agency today, or has no permission.
        OutcomeRefused: with all reasons: it is not agreed to, or under way (`window-not-agreed`), no reason is given
            (`reason-missing`), the time is over or wrong (`window-in-past`, `window-ends-before-start`).
    """
    with transaction.atomic():
        window = _lock(window)
        _demand(window, actor, 'run')
        officer = find_officer(window.ticket, actor, now)
        refusals = [*against_case(window.ticket), *against_state(window, State.AGREED), *against_reason(reason)]
        before = _times(window)
        window.starts_at, window.ends_at, window.extended_until = starts_at, ends_at, None
        _refuse([*refusals, *against_times(window, now)])
        window.state, window.revision = State.PROPOSED, window.revision + 1
        window.proposed_by, window.proposed_by_name = actor, officer.name[:150]
        window.agreed_by, window.agreed_by_name, window.agreed_role, window.agreed_at = None, '', None, None
        _save(window)
        _assess(window, now)
        window_notices.drop_unsent(window, now=now)
        _record(window, 'window-changed', officer, now, reason=reason.strip(), before=before)
        tell(window, 'window-changed', _people_of(window), now=now)
    return window


def extend(
    window: MaintenanceWindow,
    *,
    until: datetime.datetime,
    reason: str,
    actor: AbstractUser,
    now: datetime.datetime,
) -> MaintenanceWindow:
    """Let a window last longer. Before it began this is another time, so an office above agrees; then work cannot wait.

    Raises:
        RoleNotHeld: the actor may not decide on it, holds no office of the agency, or has no permission.
        OutcomeRefused: with all reasons: it is neither agreed to nor under way (`window-not-agreed`), no reason is
            given (`reason-missing`), the end is not later (`until-too-early`), or something stands against the longer
            time.
    """
    with transaction.atomic():
        window = _lock(window, until=until)
        _demand(window, actor, 'run')
        if window.state == State.UNDER_WAY:
            officer = find_officer(window.ticket, actor, now)
        else:
            officer = find_deciding_office(window.ticket, window.proposed_by_id, user=actor, now=now).actor
        refusals = [
            *against_case(window.ticket),
            *against_state(window, State.AGREED, State.UNDER_WAY),
            *against_reason(reason),
        ]
        if until <= max(window.lasts_until, now):
            message = _('Choose an end after the one that was agreed to, and after now.')
            refusals.append(Refusal('until-too-early', message, field='until'))
        _assess(window, now)
        before = _times(window)
        window.extended_until, window.revision = until, window.revision + 1
        _refuse([*refusals, *_stopping(window, now)])
        _save(window)
        window_notices.drop_unsent(window, now=now)
        _record(window, 'window-extended', officer, now, reason=reason.strip(), before=before)
        window_notices.draft_all(window, NoticeKindChoices.EXTENSION, drafter=actor, now=now)
        tell(window, 'window-extended', _people_of(window), now=now)
    return window


def begin(window: MaintenanceWindow, *, actor: AbstractUser, now: datetime.datetime) -> MaintenanceWindow:
    """Record that the work of a window begins.

    Raises:
        RoleNotHeld: the actor holds no office of the agency today, or has no permission.
        OutcomeRefused: with all reasons: it is not agreed to (`window-not-agreed`), or not its time
            (`window-not-open`, `window-in-past`).
    """
    with transaction.atomic():
        window = _lock(window)
        _demand(window, actor, 'run')
        officer = find_officer(window.ticket, actor, now)
        refusals = [*against_case(window.ticket), *against_state(window, State.AGREED)]
        if now < window.starts_at:
            message = _('This window has not begun: wait for its time, or change it.')
            refusals.append(Refusal('window-not-open', message))
        _refuse([*refusals, *against_times(window, now)])
        window.state, window.begun_at = State.UNDER_WAY, now
        _save(window)
        _record(window, 'window-begun', officer, now)
    return window


def finish(
    window: MaintenanceWindow, *, outcome: str, actor: AbstractUser, now: datetime.datetime
) -> MaintenanceWindow:
    """Record that the work of a window is over, with what came of it; whoever was told of it hears so.

    Raises:
        RoleNotHeld: the actor holds no office of the agency today, or has no permission.
        OutcomeRefused: with all reasons: it is not under way (`window-not-begun`), or nothing is said of the result
            (`outcome-missing`).
    """
    with transaction.atomic():
        window = _lock(window)
        _demand(window, actor, 'run')
        officer = find_officer(window.ticket, actor, now)
        refusals = against_state(window, State.UNDER_WAY)
        if not outcome.strip():
            refusals.append(Refusal('outcome-missing', _('Say what came of the work.'), field='outcome'))
        _refuse(refusals)
        window.state, window.ended_at, window.outcome = State.DONE, now, outcome.strip()
        _save(window)
        window_notices.drop_unsent(window, now=now)
        _record(window, 'window-finished', officer, now, outcome=window.outcome)
        window_notices.draft_ends(window, NoticeKindChoices.COMPLETION, drafter=actor, now=now)
        tell(window, 'window-finished', _people_of(window), now=now)
    return window


def cancel(window: MaintenanceWindow, *, reason: str, actor: AbstractUser, now: datetime.datetime) -> MaintenanceWindow:
    """Cancel a window before it began; whoever was told of it hears so.

    Raises:
        RoleNotHeld: the actor holds no office of the agency today, or has no permission.
        OutcomeRefused: with all reasons: it began or is over (`window-not-agreed`), or no reason is given
            (`reason-missing`).
    """
    with transaction.atomic():
        window = _lock(window)
        _demand(window, actor, 'run')
        officer = find_officer(window.ticket, actor, now)
        _refuse([*against_state(window, State.PROPOSED, State.AGREED), *against_reason(reason)])
        window.state, window.ended_at, window.outcome = State.CANCELLED, now, reason.strip()
        _save(window)
        window_notices.drop_unsent(window, now=now)
        _record(window, 'window-cancelled', officer, now, reason=reason.strip())
        window_notices.draft_ends(window, NoticeKindChoices.CANCELLATION, drafter=actor, now=now)
        tell(window, 'window-cancelled', _people_of(window), now=now)
    return window


def find_officer(ticket: MaintenanceTicket, user: AbstractUser, now: datetime.datetime) -> Actor:
    """Return the user in an office of the agency that runs the ticket, a definitive one before any other.

    Raises:
        RoleNotHeld: they hold none today.
    """
    agency, day = agency_of(ticket), timezone.localtime(now).date()
    held = Appointment.objects.on(day).filter(user=user, role__agency=agency).select_related('role')
    found = sorted(held.order_by('pk'), key=lambda one: one.capacity != HolderCapacityChoices.DEFINITIVE)
    if not found:
        message = _('Only officers of {agency} do this; you hold none of its offices today.').format(agency=agency)
        raise RoleNotHeld(message)
    return as_actor(found[0], role=found[0].role)


def tell(window: MaintenanceWindow, kind: str, users: Iterable[int | None], *, now: datetime.datetime) -> None:
    """Have these users told of the window after the commit, each once."""
    keys = sorted({pk for pk in users if pk})
    if keys and window.ticket.case:
        outbox.put(window.ticket.case, TELL, {'window': window.pk, 'kind': kind, 'users': keys}, now=now)


def _superiors_of(ticket: MaintenanceTicket, proposer: AbstractUser, now: datetime.datetime) -> list[int]:
    held = Appointment.objects.on(timezone.localtime(now).date()).filter(user=proposer, role__agency=agency_of(ticket))
    return [row.role.superior_id for row in held.select_related('role') if row.role.superior_id]


def _people_of(window: MaintenanceWindow) -> list[int | None]:
    """Who has to know: the proposer, who agreed, and the technicians."""
    technicians = window.ticket.technicians.values_list('user', flat=True)
    return [window.proposed_by_id, window.agreed_by_id, *technicians]


def _lock(window: MaintenanceWindow, *, until: datetime.datetime | None = None) -> MaintenanceWindow:
    """Lock the case, then this window and all that share time with it; return it as it is stored."""
    if window.ticket.case is None:
        raise OutcomeRefused(against_case(window.ticket))
    lock_case(window.ticket.case)
    at_the_time = overlapping(window.starts_at, max(filter(None, (window.lasts_until, until))))
    rows = MaintenanceWindow.objects.filter(Q(pk=window.pk) | Q(pk__in=at_the_time.order_by().values('pk')))
    list(rows.select_for_update(of=('self',)).order_by('pk'))
    fresh = MaintenanceWindow.objects.select_related('ticket__procedure__agency', 'proposed_by', 'agreed_by')
    return fresh.select_related('ticket__case__agency', 'ticket__site', 'ticket__location').get(pk=window.pk)


def _demand(window: MaintenanceWindow, actor: AbstractUser, action: str) -> None:
    if not MaintenanceWindow.objects.restrict(actor, action).filter(pk=window.pk).exists():
        raise RoleNotHeld(_('You have no permission to do this with maintenance windows.'))


def _stopping(window: MaintenanceWindow, now: datetime.datetime) -> list[Refusal]:
    return [finding.as_refusal() for finding in find_collisions(window, now=now) if finding.stops]


def _refuse(refusals: list[Refusal]) -> None:
    if refusals:
        raise OutcomeRefused(refusals)


def _save(window: MaintenanceWindow) -> None:
    if window.pk:
        stored = MaintenanceWindow.objects.get(pk=window.pk)
        names = [field.attname for field in window._meta.concrete_fields if field.name != 'last_updated']
        if all(getattr(stored, name) == getattr(window, name) for name in names):
            return  # a form or the API stored it just now
        stored.snapshot()
        window._prechange_snapshot = stored._prechange_snapshot
    window._changelog_message = str(window.ticket.case or window.ticket)[:200]
    window.full_clean()
    window.save()


def _assess(window: MaintenanceWindow, now: datetime.datetime) -> None:
    """Find what the window hits as NetBox knows it now."""
    assess_window(window, now=now)
    window.refresh_from_db(fields=('impact', 'assessed_at'))


def _times(window: MaintenanceWindow) -> list[str]:
    return [window.starts_at.isoformat(), window.lasts_until.isoformat()]


def _record(window: MaintenanceWindow, kind: str, actor: Actor, now: datetime.datetime, **facts: Any) -> None:
    case = window.ticket.case
    assert case is not None  # `_lock` and `find_proposal_refusals` ask for it
    starts, ends = _times(window)
    data = {'window': window.pk, 'revision': window.revision, 'starts': starts, 'ends': ends, **facts}
    events.record(case, kind, now=now, actor=actor, data=data)
