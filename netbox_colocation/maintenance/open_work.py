"""Why a ticket cannot be closed yet: each window, visit, loan and piece of work that is still open, all at once."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..calendars.moments import shown
from ..choices import WindowStateChoices, WorkStatusChoices
from ..exceptions import Refusal
from ..models import AccessVisit, MaintenanceTicket
from .work import on_hold

__all__ = ('find_open_work',)

ENDED = (WindowStateChoices.DONE, WindowStateChoices.CANCELLED)


def find_open_work(ticket: MaintenanceTicket) -> Iterator[Refusal]:
    """Return every reason why the work on the ticket is not over; three queries."""
    if ticket.work_status == WorkStatusChoices.ON_HOLD:
        yield on_hold()
    elif ticket.work_status != WorkStatusChoices.DONE:
        yield Refusal('work-not-done', _('The work is not done: finish it in its step first.'))
    yield from _open_windows(ticket)
    yield from _people_inside(ticket)
    yield from _open_loans(ticket)


def _open_windows(ticket: MaintenanceTicket) -> Iterator[Refusal]:
    for window in ticket.windows.exclude(state__in=ENDED).order_by('starts_at', 'pk'):
        message = _('The maintenance window of {start} is {state}: end or cancel it.').format(
            start=shown(window.starts_at), state=window.get_state_display().lower()
        )
        yield Refusal('window-open', message, data={'window': window.pk, 'state': window.state})


def _people_inside(ticket: MaintenanceTicket) -> Iterator[Refusal]:
    inside = ticket.visits.filter(AccessVisit.INSIDE)
    for visit in inside.select_related('case').order_by('entered_at', 'pk'):
        message = _('People of the visit {visit} are still in the room: record at the door that they left.').format(
            visit=visit.case.number if visit.case else f'#{visit.pk}'
        )
        yield Refusal('people-inside', message, data={'visit': visit.pk})


def _open_loans(ticket: MaintenanceTicket) -> Iterator[Refusal]:
    for loan in ticket.loans.filter(returned_on__isnull=True).order_by('pk'):
        message = _('{item} is still lent to {borrower}: take it back, or take the ticket off the loan.').format(
            item=loan.item, borrower=ticket.applicant
        )
        yield Refusal('loan-open', message, data={'loan': loan.pk, 'due_on': loan.due_on.isoformat()})
