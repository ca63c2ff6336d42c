"""What happens at the door, told to event rules: with a step of the procedure or without one.

The access log is its record, so no case repeats it; and an event carries keys only, since what it says is kept outside
for longer than names may be.
"""

from ..choices import AccessLogKindChoices
from ..models import AccessLogEntry
from .actors import by_permission
from .announcing import announce_aside, is_awaited

__all__ = ('KINDS', 'announce_entry')

# What is told otherwise already, and what is no news to anybody, is not here.
KINDS = {
    AccessLogKindChoices.ADMITTED: 'visit-admitted',
    AccessLogKindChoices.ENTERED: 'visit-entered',
    AccessLogKindChoices.CHECKED_OUT: 'visit-checked-out',
    AccessLogKindChoices.LEFT: 'visit-left',
    AccessLogKindChoices.REFUSED: 'visit-refused',
    AccessLogKindChoices.EMERGENCY: 'visit-emergency',
    AccessLogKindChoices.ITEM_IN: 'visit-item-in',
    AccessLogKindChoices.ITEM_OUT: 'visit-item-out',
}


def announce_entry(entry: AccessLogEntry) -> None:
    """Announce a line of the access log after the commit: about its visit, or about itself where it has none."""
    kind = KINDS.get(entry.kind)
    if kind is None or not is_awaited(kind):
        return
    data = {'visit': entry.visit_id, 'entry': entry.pk, 'visitor': entry.visitor_id, 'site': entry.site_id}
    actor = by_permission(entry.actor) if entry.actor else None
    case = entry.visit.case if entry.visit else None
    announce_aside(kind, {entry.visit or entry: data}, now=entry.at, actor=actor, case=case)
