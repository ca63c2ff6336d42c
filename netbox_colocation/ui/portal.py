"""The applicant's pages in words: where a case stands, what is asked, and the steps of an application.

The queries are in `workflows.portal`; nothing here asks the database.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from dcim.models import Device
from tenancy.models import Tenant

from ..choices import CaseStateChoices, SubjectKindChoices
from ..conf import get_setting
from ..exceptions import Refusal
from ..models import Case, ColocationRequest, Procedure, Subject, Task
from ..workflows.portal import Demands, Progress, Wait
from ..workflows.publishing import document_of

__all__ = (
    'MODELS',
    'ApplicationStep',
    'Ways',
    'build_asked',
    'build_cases',
    'build_drafts',
    'build_ended',
    'build_servers',
    'build_steps',
    'build_ways',
    'describe_span',
    'sort_by_step',
)

APP = 'plugins:netbox_colocation'
MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds
# The page on which each kind of subject is begun, and its model's name.
MODELS = {
    SubjectKindChoices.COLOCATION_REQUEST: 'colocationrequest',
    SubjectKindChoices.RETRIEVAL_REQUEST: 'colocationrequest',
    SubjectKindChoices.ACCESS_VISIT: 'accessvisit',
    SubjectKindChoices.MAINTENANCE_TICKET: 'maintenanceticket',
}
STEPS: Mapping[str, str | Promise] = {
    'purpose': gettext_lazy('Purpose'),
    'servers': gettext_lazy('Servers'),
    'persons': gettext_lazy('Persons in charge'),
    'letter': gettext_lazy('Letter'),
    'review': gettext_lazy('Review'),
}
# On which step a reason is put right, by the start of the field that it names; all others are for the review.
PUT_RIGHT = {'servers': 'servers', 'administrative_': 'persons', 'technical_': 'persons', 'letter_': 'letter'}


@dataclass(frozen=True)
class Asked:
    """What waits for the agency itself; `edit_url` is where it changes what was given back to it for that `reason`."""

    task: Task
    what: str
    about: str
    applicant: Tenant
    due: datetime.datetime | None
    is_late: bool
    edit_url: str = ''
    reason: str = ''


@dataclass(frozen=True)
class Waiting:
    """One sentence on what a case waits for, and since when."""

    whom: str
    what: str
    since: str
    due: datetime.datetime | None
    is_late: bool
    is_ours: bool


@dataclass(frozen=True)
class CaseRow:
    case: Case
    name: str
    url: str
    kind: str
    progress: Progress | None = None
    waits: tuple[Waiting, ...] = ()
    result: str = ''


@dataclass(frozen=True)
class DraftRow:
    """Something begun: where to go on, and where it is handed in or thrown away."""

    subject: Subject
    kind: str
    continue_url: str
    submit_url: str
    delete_url: str
    is_guided: bool


@dataclass(frozen=True)
class ServerRow:
    device: Device
    units: str
    face: str
    addresses: list[str]
    valid_until: datetime.date | None
    warning: str
    is_over: bool
    is_extension_asked: bool
    ways: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ApplicationStep:
    """One step of the guided application; `state` is `current`, `missing`, `done` or `open`."""

    key: str
    label: str | Promise
    url: str
    state: str
    note: str


@dataclass(frozen=True)
class Ways:
    """What somebody may ask for: the published procedures by kind, where the user may begin one."""

    by_kind: Mapping[str, list[Procedure]]
    agency: Tenant | None

    def buttons(self) -> list[tuple[str, str, str]]:
        """Key, label and address of every kind of application that is on offer."""
        labels = {
            SubjectKindChoices.COLOCATION_REQUEST: _('Apply for a placement'),
            SubjectKindChoices.ACCESS_VISIT: _('Ask for a visit'),
            SubjectKindChoices.MAINTENANCE_TICKET: _('Ask for maintenance'),
            SubjectKindChoices.RETRIEVAL_REQUEST: _('Take servers back'),
        }
        return [(kind, label, self.url(kind)) for kind, label in labels.items() if self.by_kind.get(kind)]

    def url(self, kind: str, **prefilled: object) -> str:
        """Where an application of that kind is begun, with what is known already."""
        if kind == SubjectKindChoices.COLOCATION_REQUEST:
            return reverse(f'{APP}:application_add')
        known = dict(prefilled)
        if self.agency:
            known.setdefault('applicant', self.agency.pk)
        if len(self.by_kind[kind]) == 1:
            known['procedure'] = self.by_kind[kind][0].pk
        return f'{reverse(f"{APP}:{MODELS[kind]}_add")}?{urlencode({**known, **_back()})}'

    def of_server(self, device: Device, *, may_extend: bool) -> list[tuple[str, str]]:
        """Label and address of what can be asked for about one server."""
        common = {'applicant': device.tenant_id, 'site': device.site_id}
        kinds = (
            (SubjectKindChoices.ACCESS_VISIT, _('Visit'), {'racks': device.rack_id}),
            (SubjectKindChoices.MAINTENANCE_TICKET, _('Maintenance'), {'devices': device.pk}),
            (SubjectKindChoices.RETRIEVAL_REQUEST, _('Take back'), {'returned_devices': device.pk}),
        )
        found = [(label, self.url(kind, **common, **chosen)) for kind, label, chosen in kinds if self.by_kind.get(kind)]
        server = getattr(device, 'requested_server', None)
        if may_extend and server and server.request.valid_until:
            found.append((_('Extend'), reverse(f'{APP}:colocationrequest_ask_extension', args=[server.request_id])))
        return found


def build_ways(procedures: Iterable[Procedure], agencies: list[Tenant], may_add: Iterable[str]) -> Ways:
    """Return what can be asked for; `may_add` are the names of the models of which the user may add rows."""
    allowed = set(may_add)
    by_kind: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        if MODELS[procedure.subject_kind] in allowed:
            by_kind.setdefault(procedure.subject_kind, []).append(procedure)
    return Ways(by_kind=by_kind, agency=agencies[0] if len(agencies) == 1 else None)


def build_asked(tasks: Iterable[Task], reasons: Mapping[int, str], *, now: datetime.datetime) -> list[Asked]:
    """Return what is asked of the agency, in its procedure's words."""
    found = []
    for task in tasks:
        subject = _subject_of(task.case)
        is_placement = isinstance(subject, ColocationRequest) and not subject.is_retrieval
        edit_url = ''
        if subject is not None and subject.is_editable and not task.is_question:
            edit_url = _edit_url(subject, is_guided=is_placement)
        found.append(
            Asked(
                task=task,
                what=_what(task),
                about=str(subject or task.case),
                applicant=task.case.applicant,
                due=task.due_at,
                is_late=bool(task.due_at and task.due_at < now),
                edit_url=edit_url,
                reason=reasons.get(task.pk, ''),
            )
        )
    return found


def build_cases(progress: Iterable[Progress], *, now: datetime.datetime) -> list[CaseRow]:
    """Return the cases on their way, each with where it stands."""
    rows = []
    for stand in progress:
        waits = tuple(_waiting(wait, now) for wait in stand.waits)
        rows.append(CaseRow(progress=stand, waits=waits, **_case_words(stand.case)))
    return rows


def build_ended(cases: Iterable[Case]) -> list[CaseRow]:
    """Return the cases that have ended, each with its result."""
    results = {
        CaseStateChoices.COMPLETED: _('Completed'),
        CaseStateChoices.REFUSED: _('Refused: the letter says why'),
        CaseStateChoices.WITHDRAWN: _('Withdrawn by you'),
        CaseStateChoices.CANCELLED: _('Cancelled by the agency'),
    }
    return [CaseRow(result=results[case.state], **_case_words(case)) for case in cases]


def build_drafts(subjects: Iterable[Subject]) -> list[DraftRow]:
    rows = []
    for subject in subjects:
        kind = subject.procedure.subject_kind
        is_guided = kind == SubjectKindChoices.COLOCATION_REQUEST
        model = subject._meta.model_name
        review = f'{APP}:application_review' if is_guided else f'{APP}:{model}_submit'
        rows.append(
            DraftRow(
                subject=subject,
                kind=_kind(kind),
                continue_url=_edit_url(subject, is_guided=is_guided),
                submit_url=reverse(review, args=[subject.pk]),
                delete_url=f'{reverse(f"{APP}:{model}_delete", args=[subject.pk])}?{urlencode(_back())}',
                is_guided=is_guided,
            )
        )
    return rows


def build_servers(
    devices: Iterable[Device], *, ways: Ways, asked: set[int], may_extend: bool, today: datetime.date
) -> list[ServerRow]:
    """Return the servers; `asked` are the placements whose extension is not answered yet."""
    rows = []
    for device in devices:
        server = getattr(device, 'requested_server', None)
        until = server.request.valid_until if server else None
        is_asked = bool(server and server.request_id in asked)
        rows.append(
            ServerRow(
                device=device,
                units=_units(device),
                face=device.get_face_display() if device.face else '',
                addresses=device.addresses,
                valid_until=until,
                warning=_term_warning(until, today),
                is_over=bool(until and until < today),
                is_extension_asked=is_asked,
                ways=ways.of_server(device, may_extend=may_extend and not is_asked),
            )
        )
    return rows


def build_steps(
    draft: ColocationRequest | None,
    current: str,
    missing: Mapping[str, list[Refusal]],
    demands: Demands | None,
) -> list[ApplicationStep]:
    """Return the steps of an application; of one that is not stored yet, only the first can be gone to."""
    steps = []
    for key, label in STEPS.items():
        url = reverse(f'{APP}:application_{key}', args=[draft.pk]) if draft else ''
        if key == current:
            state = 'current'
        elif draft is None or key == 'review':
            state = 'open'
        else:
            state = 'missing' if missing[key] else 'done'
        is_optional = key == 'servers' and demands is not None and not demands.servers
        is_optional |= key in ('letter', 'persons') and demands is not None and not demands.letter
        steps.append(ApplicationStep(key, label, url, state, _('may be left out now') if is_optional else ''))
    return steps


def sort_by_step(refusals: Iterable[Refusal]) -> dict[str, list[Refusal]]:
    """Return what stands against handing in, by the step on which it is put right."""
    found: dict[str, list[Refusal]] = {key: [] for key in STEPS}
    for refusal in refusals:
        steps = [step for start, step in PUT_RIGHT.items() if refusal.field.startswith(start)]
        found[steps[0] if steps else 'review'].append(refusal)
    return found


def describe_span(seconds: float) -> str:
    """Return a span of time in its largest unit: “2 days”, “5 hours”, “12 minutes”."""
    seconds = max(0, seconds)
    if seconds >= DAY:
        count = int(seconds // DAY)
        return ngettext('{count} day', '{count} days', count).format(count=count)
    if seconds >= HOUR:
        count = int(seconds // HOUR)
        return ngettext('{count} hour', '{count} hours', count).format(count=count)
    count = int(seconds // MINUTE)
    return ngettext('{count} minute', '{count} minutes', count).format(count=count)


def _waiting(wait: Wait, now: datetime.datetime) -> Waiting:
    task = wait.task
    return Waiting(
        whom=_('you') if wait.is_applicants else str(task.role),
        what=_what(task),
        since=describe_span((now - task.opened_at).total_seconds()),
        due=task.due_at,
        is_late=wait.is_late,
        is_ours=wait.is_applicants,
    )


def _what(task: Task) -> str:
    """What is asked: the row's own words, or the question."""
    if task.is_question:
        return _('Question: {question}').format(question=task.data.get('question', ''))
    row = document_of(task.case.version).rows_by_number.get(task.row)
    return row.activity.in_language(get_language() or 'en') if row else ''


def _subject_of(case: Case) -> Subject | None:
    """The subject, when the user may see it: it was looked for with the case."""
    return getattr(case, SubjectKindChoices.RELATIONS[case.version.procedure.subject_kind], None)


def _case_words(case: Case) -> dict:
    subject = _subject_of(case)
    return {
        'case': case,
        'name': str(subject or case),
        'url': (subject or case).get_absolute_url(),
        'kind': _kind(case.version.procedure.subject_kind),
    }


def _kind(kind: str) -> str:
    return str({value: label for value, label, *_rest in SubjectKindChoices.CHOICES}[kind])


def _edit_url(subject: Subject, *, is_guided: bool) -> str:
    if is_guided:
        return reverse(f'{APP}:application_purpose', args=[subject.pk])
    return f'{reverse(f"{APP}:{subject._meta.model_name}_edit", args=[subject.pk])}?{urlencode(_back())}'


def _back() -> dict[str, str]:
    return {'return_url': reverse(f'{APP}:my_agency')}


def _units(device: Device) -> str:
    """“U10”, or “U10–U11” of something higher."""
    if device.position is None:
        return ''
    top = device.position + device.device_type.u_height - 1
    first = f'U{device.position.normalize():f}'
    return first if top <= device.position else f'{first}–U{top.normalize():f}'


def _term_warning(until: datetime.date | None, today: datetime.date) -> str:
    """What there is to say about the end of a term: from the first reminder on."""
    if until is None:
        return ''
    days = (until - today).days
    if days < 0:
        return _('The term is over.')
    if days > max(get_setting('remind_of_term_days'), default=0):
        return ''
    return ngettext('{count} day left', '{count} days left', days).format(count=days)
