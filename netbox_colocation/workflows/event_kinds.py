"""Every kind of event: what it says, and what its data carry (`event_schemas` has the shape of each).

Most stand in the record of a case. Each is an event type of NetBox, too: event rules, webhooks and scripts can use it
(`workflows.announcing`).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from netbox.events import EVENT_TYPE_KIND_DANGER, EVENT_TYPE_KIND_INFO, EVENT_TYPE_KIND_SUCCESS, EVENT_TYPE_KIND_WARNING

__all__ = ('EVENT_KINDS', 'EventKind')


@dataclass(frozen=True)
class EventKind:
    """A kind of event. `payload` are the keys of its data that are always there; `also` those that may be.

    `is_recorded` says whether it stands in the record of its case; the others only event rules hear of.
    """

    key: str
    text: str | Promise
    payload: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    severity: str = EVENT_TYPE_KIND_INFO
    is_recorded: bool = True

    @property
    def event_type(self) -> str:
        """The name of NetBox's event type."""
        return f'colocation_{self.key.replace("-", "_")}'


# What every event of a maintenance window says, and every one of a notice.
WINDOW = ('window', 'revision', 'starts', 'ends')
NOTICE = ('window', 'notice', 'notice_kind')
# Every event of monitoring targets names them; `source` is the monitoring system that reported it.
TARGETS = ('targets',)
# What every event at the door says: keys only, since names are removed in time and events are not.
DOOR = ('visit', 'entry', 'visitor', 'site')

_KINDS = (
    EventKind('case-opened', _('Colocation: case opened'), ('version', 'digest')),
    EventKind('task-opened', _('Colocation: task opened'), ('step', 'round', 'seat', 'role', 'target', 'due')),
    EventKind(
        'task-closed',
        _('Colocation: task closed'),
        ('step', 'role', 'position', 'capacity', 'outcome', 'comment', 'data', 'changes'),
        ('acted_at', 'recorded_by', 'proof'),
        EVENT_TYPE_KIND_SUCCESS,
    ),
    EventKind('task-cancelled', _('Colocation: task cancelled'), ('step',)),
    EventKind('row-passed', _('Colocation: row passed over'), ('row',)),
    EventKind('task-claimed', _('Colocation: task claimed'), ('step',), ('taken_from',)),
    EventKind('task-released', _('Colocation: task given back'), ('step',)),
    EventKind('task-handed-over', _('Colocation: task handed over'), ('step', 'to', 'comment')),
    EventKind('task-noted', _('Colocation: note on a task'), ('step', 'note')),
    EventKind('task-paused', _('Colocation: applicant asked'), ('step', 'question', 'question_task')),
    EventKind('task-resumed', _('Colocation: applicant answered'), ('step', 'due')),
    EventKind(
        'case-returned',
        _('Colocation: case returned to an earlier step'),
        ('step', 'from', 'reason', 'changes'),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind('step-back-asked', _('Colocation: step back asked'), ('step', 'reason', 'superior')),
    EventKind(
        'step-back',
        _('Colocation: step taken back'),
        ('step', 'from', 'reason', 'changes'),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind('case-withdrawn', _('Colocation: case withdrawn'), ('reason',), severity=EVENT_TYPE_KIND_WARNING),
    EventKind('case-cancelled', _('Colocation: case cancelled'), ('reason',), severity=EVENT_TYPE_KIND_WARNING),
    EventKind('case-closed', _('Colocation: case closed'), ('state',), ('reason',), EVENT_TYPE_KIND_SUCCESS),
    EventKind(
        'version-changed',
        _('Colocation: case moved to another version'),
        ('from', 'to', 'from_digest', 'to_digest', 'reason'),
    ),
    EventKind('check-reported', _('Colocation: outside check reported'), ('check', 'passed', 'detail', 'url')),
    EventKind(
        'reminder-sent', _('Colocation: reminder of a task'), ('step', 'due', 'role'), severity=EVENT_TYPE_KIND_WARNING
    ),
    EventKind(
        'escalated',
        _('Colocation: late task escalated'),
        ('step', 'due', 'role', 'to'),
        severity=EVENT_TYPE_KIND_DANGER,
    ),
    EventKind('placement-moved', _('Colocation: server moved'), ('server', 'device', 'from', 'to', 'reason')),
    EventKind('term-extended', _('Colocation: extension of a term'), ('extension', 'state', 'until', 'before', 'text')),
    EventKind(
        'term-ending',
        _('Colocation: term of a placement ends soon'),
        ('until', 'days'),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind('work-logged', _('Colocation: work on a ticket logged'), ('entry', 'status', 'before', 'minutes')),
    EventKind('technicians-named', _('Colocation: technicians of a ticket named'), ('technicians',)),
    EventKind('ticket-touched', _('Colocation: a ticket touches more'), ('added', 'reason')),
    EventKind('photo-added', _('Colocation: photo of the work added'), ('photo', 'moment', 'digest')),
    EventKind(
        'loan-overdue',
        _('Colocation: lent equipment is overdue'),
        ('loan', 'item', 'due_on', 'days'),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind('hold-taken', _('Colocation: places held'), ('hold', 'until')),
    EventKind('hold-renewed', _('Colocation: hold renewed'), ('hold', 'until', 'before')),
    EventKind('hold-released', _('Colocation: hold released'), ('hold', 'reason')),
    EventKind(
        'hold-converted',
        _('Colocation: what was held is installed'),
        ('hold', 'devices'),
        severity=EVENT_TYPE_KIND_SUCCESS,
    ),
    EventKind(
        'hold-expiring', _('Colocation: hold ends soon'), ('hold', 'until', 'days'), severity=EVENT_TYPE_KIND_WARNING
    ),
    EventKind('hold-expired', _('Colocation: hold expired'), ('hold',), severity=EVENT_TYPE_KIND_WARNING),
    EventKind(
        'hold-conflict',
        _('Colocation: something held was taken'),
        ('hold', 'conflicts'),
        severity=EVENT_TYPE_KIND_DANGER,
    ),
    EventKind('target-requested', _('Colocation: monitoring asked for'), TARGETS),
    EventKind('target-seen', _('Colocation: seen by monitoring'), TARGETS, ('source',)),
    EventKind(
        'target-accepted',
        _('Colocation: accepted by monitoring'),
        TARGETS,
        ('source', 'comment'),
        EVENT_TYPE_KIND_SUCCESS,
    ),
    EventKind('target-down', _('Colocation: monitoring finds it down'), TARGETS, ('source',), EVENT_TYPE_KIND_DANGER),
    EventKind(
        'target-up', _('Colocation: monitoring finds it up again'), TARGETS, ('source',), EVENT_TYPE_KIND_SUCCESS
    ),
    EventKind(
        'target-unseen',
        _('Colocation: not seen by monitoring in time'),
        (*TARGETS, 'minutes'),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind('target-retired', _('Colocation: monitoring ended'), TARGETS, ('reason',)),
    EventKind('escort-named', _('Colocation: escort of a visit named'), ('escort', 'before', 'reason')),
    EventKind('visit-admitted', _('Colocation: visitor checked in at the door'), DOOR, is_recorded=False),
    EventKind('visit-entered', _('Colocation: visitor entered the room'), DOOR, is_recorded=False),
    EventKind('visit-checked-out', _('Colocation: visitor checked out at the door'), DOOR, is_recorded=False),
    EventKind('visit-left', _('Colocation: everybody left the room'), DOOR, is_recorded=False),
    EventKind(
        'visit-refused',
        _('Colocation: visitor turned away'),
        DOOR,
        severity=EVENT_TYPE_KIND_WARNING,
        is_recorded=False,
    ),
    EventKind(
        'visit-emergency',
        _('Colocation: let in, in an emergency'),
        DOOR,
        severity=EVENT_TYPE_KIND_DANGER,
        is_recorded=False,
    ),
    EventKind('visit-item-in', _('Colocation: item brought into the room'), DOOR, is_recorded=False),
    EventKind('visit-item-out', _('Colocation: item taken out of the room'), DOOR, is_recorded=False),
    EventKind('visit-extended', _('Colocation: visit may last longer'), ('until', 'before', 'reason', 'due')),
    EventKind(
        'visit-overstayed',
        _('Colocation: visitors stay beyond their time'),
        ('until', 'inside'),
        severity=EVENT_TYPE_KIND_DANGER,
    ),
    EventKind(
        'visit-missed',
        _('Colocation: nobody came to a visit'),
        ('until',),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind('window-proposed', _('Colocation: maintenance window proposed'), WINDOW),
    EventKind('window-agreed', _('Colocation: maintenance window agreed to'), WINDOW, severity=EVENT_TYPE_KIND_SUCCESS),
    EventKind(
        'window-changed',
        _('Colocation: maintenance window changed'),
        (*WINDOW, 'reason', 'before'),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind(
        'window-extended',
        _('Colocation: maintenance window extended'),
        (*WINDOW, 'reason', 'before'),
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind('window-begun', _('Colocation: maintenance window begun'), WINDOW),
    EventKind(
        'window-finished',
        _('Colocation: maintenance window over'),
        (*WINDOW, 'outcome'),
        severity=EVENT_TYPE_KIND_SUCCESS,
    ),
    EventKind('window-cancelled', _('Colocation: maintenance window cancelled'), (*WINDOW, 'reason')),
    EventKind(
        'window-not-begun',
        _('Colocation: maintenance window should have begun'),
        WINDOW,
        severity=EVENT_TYPE_KIND_WARNING,
    ),
    EventKind(
        'window-overrun',
        _('Colocation: maintenance window should have ended'),
        WINDOW,
        severity=EVENT_TYPE_KIND_DANGER,
    ),
    EventKind('notice-approved', _('Colocation: maintenance notice approved'), NOTICE),
    EventKind('notice-sent', _('Colocation: maintenance notice sent'), NOTICE, severity=EVENT_TYPE_KIND_SUCCESS),
    EventKind('notice-dropped', _('Colocation: maintenance notice dropped'), (*NOTICE, 'reason')),
    EventKind(
        'notice-late',
        _('Colocation: maintenance notice is late'),
        WINDOW,
        severity=EVENT_TYPE_KIND_WARNING,
    ),
)
EVENT_KINDS = {kind.key: kind for kind in _KINDS}
