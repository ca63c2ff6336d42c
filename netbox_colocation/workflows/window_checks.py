"""What stands against an act on a maintenance window, by its own state, time and case; every reason is a refusal."""

import datetime

from django.utils.translation import gettext as _

from ..choices import WindowStateChoices
from ..exceptions import Refusal
from ..models import MaintenanceTicket, MaintenanceWindow

__all__ = ('against_case', 'against_reason', 'against_state', 'against_times', 'wrong_state')

State = WindowStateChoices


def against_case(ticket: MaintenanceTicket) -> list[Refusal]:
    """A window belongs to a ticket whose case is open."""
    if ticket.case is None:
        message = _('This ticket is not submitted yet: windows are proposed once its case is open.')
        return [Refusal('case-missing', message, field='ticket')]
    if not ticket.case.is_open:
        message = _('Case {case} has ended: {state}.')
        message = message.format(case=ticket.case, state=ticket.case.get_state_display())
        return [Refusal('case-closed', message, field='ticket')]
    return []


def against_times(window: MaintenanceWindow, now: datetime.datetime) -> list[Refusal]:
    """Its time is yet to come, and ends after it starts."""
    refusals = []
    if window.starts_at and window.ends_at:
        if window.ends_at <= window.starts_at:
            message = _('The window ends after it starts: correct the times.')
            refusals.append(Refusal('window-ends-before-start', message, field='ends_at'))
        if window.lasts_until <= now:
            refusals.append(Refusal('window-in-past', _('This time is over: choose a later one.'), field='ends_at'))
    return refusals


def against_reason(reason: str) -> list[Refusal]:
    """Some acts are explained."""
    return [] if reason.strip() else [Refusal('reason-missing', _('Say why.'), field='reason')]


def against_state(window: MaintenanceWindow, *states: str) -> list[Refusal]:
    """It is in one of these states."""
    return [] if window.state in states else [wrong_state(window, *states)]


def wrong_state(window: MaintenanceWindow, *states: str) -> Refusal:
    """Return that the window is in none of these states."""
    codes = {State.PROPOSED: 'window-not-proposed', State.UNDER_WAY: 'window-not-begun'}
    code = codes.get(states[0], 'window-not-agreed') if len(states) == 1 else 'window-not-agreed'
    message = _('This window is “{state}”, so this cannot be done with it any more, or not yet.')
    data = {'window': window.pk, 'state': window.state}
    return Refusal(code, message.format(state=window.get_state_display()), data=data)
