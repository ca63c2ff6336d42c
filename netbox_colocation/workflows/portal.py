"""The applicant's side, read only: what an agency has on its way, where each case stands, what a draft still lacks.

Every function asks twice: the object permissions of the user, and the agencies that the user represents today. Each
takes a constant number of queries, whatever there is to see.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dcim.models import Device, Rack, Site
from ipam.models import IPAddress
from tenancy.models import Tenant

from ..choices import (
    CaseStateChoices,
    DispatchStateChoices,
    ExtensionStateChoices,
    RequestStatusChoices,
    TaskStateChoices,
    VersionStateChoices,
)
from ..constants import APPLICANT
from ..exceptions import Refusal, RoleNotHeld
from ..models import (
    AccessVisit,
    Case,
    CaseEvent,
    ColocationRequest,
    Dispatch,
    Document,
    Extension,
    MaintenanceTicket,
    Procedure,
    Representative,
    RequestedServer,
    Subject,
    Task,
)
from . import engine
from .actors import find_actor
from .disclosure import disclose
from .document import ProcedureDocument, Row, Step
from .publishing import document_of
from .registry import Situation

__all__ = (
    'MOST',
    'SUBJECT_MODELS',
    'Demands',
    'Progress',
    'Wait',
    'demands_of',
    'find_agencies',
    'find_asked',
    'find_cases',
    'find_drafts',
    'find_extensions',
    'find_letters',
    'find_missing',
    'find_procedures',
    'find_reasons',
    'find_servers',
    'find_submission_refusals',
    'own_task',
    'stand_of',
)

# How many rows of a kind the page lists; the rest is in the ordinary lists.
MOST = 50
SUBJECT_MODELS: tuple[type[Subject], ...] = (ColocationRequest, AccessVisit, MaintenanceTicket)
# The relation by which a case finds its subject, and a paper its own, by model.
RELATIONS = {
    ColocationRequest: ('colocation_request', 'request'),
    AccessVisit: ('access_visit', 'visit'),
    MaintenanceTicket: ('maintenance_ticket', 'ticket'),
}


@dataclass(frozen=True)
class Wait:
    """What a case waits for: an open task, with the row that it belongs to."""

    task: Task
    row: Row
    is_late: bool

    @property
    def is_applicants(self) -> bool:
        return self.task.role_key == APPLICANT


@dataclass(frozen=True)
class Progress:
    """Where an open case stands: in the row `place` (from 1) of `rows`, and for what it waits."""

    case: Case
    place: int
    rows: int
    waits: tuple[Wait, ...]

    @property
    def percent(self) -> int:
        """How much of the sheet lies behind the case."""
        return 100 * (self.place - 1) // self.rows


@dataclass(frozen=True)
class Demands:
    """What has to be there before an application can be handed in now.

    `servers_later` is the number of the row that asks for the servers when this one does not, or ''.
    """

    letter: bool = False
    servers: bool = False
    servers_later: str = ''


def find_agencies(user: AbstractUser, *, now: datetime.datetime) -> list[Tenant]:
    """Return the agencies that the user represents today."""
    day = timezone.localtime(now).date()
    held = Representative.objects.on(day).filter(user=user.pk).select_related('tenant')
    return [row.tenant for row in held.order_by('tenant__name', 'pk')]


def find_asked(user: AbstractUser, agencies: Iterable[Tenant]) -> list[Task]:
    """Return what waits for the agencies themselves, soonest due first: questions, and steps of their own."""
    waiting = Task.objects.restrict(user, 'view').filter(
        state=TaskStateChoices.OPEN,
        paused_at__isnull=True,
        role_key=APPLICANT,
        case__state=CaseStateChoices.OPEN,
        case__applicant__in=agencies,
    )
    related = ('case__applicant', 'case__agency', 'parent')
    tasks = waiting.select_related(*related).prefetch_related(*_case_prefetches(user, 'case__'))
    return list(tasks.order_by(F('due_at').asc(nulls_last=True), 'pk')[:MOST])


def find_reasons(tasks: Iterable[Task]) -> dict[int, str]:
    """Return by task why the case came back to the applicant, where it did; one query.

    Of what officers write, the applicant reads the reasons of what comes back to it (`workflows.disclosure`).
    """
    tasks = [task for task in tasks if not task.is_question]
    events: dict[int, list[CaseEvent]] = defaultdict(list)
    # A task is opened at the moment of the act that gave the case back.
    found = CaseEvent.objects.filter(
        case__in={task.case_id for task in tasks},
        kind__in=('case-returned', 'step-back', 'task-closed'),
        at__in={task.opened_at for task in tasks},
    )
    for event in found.order_by('sequence'):
        events[event.case_id].append(event)
    reasons = {}
    for task in tasks:
        for entry in disclose(task.case, events[task.case_id], to_applicant=True):
            if entry.at == task.opened_at and entry.data.get('role') != APPLICANT:
                reasons[task.pk] = entry.data.get('reason') or entry.data.get('comment') or ''
    return reasons


def find_cases(user: AbstractUser, agencies: Iterable[Tenant], *, is_open: bool) -> list[Case]:
    """Return the agencies' cases, newest first: those on their way, or those that have ended, each with its subject."""
    cases = Case.objects.restrict(user, 'view').filter(applicant__in=agencies)
    if is_open:
        cases = cases.filter(state=CaseStateChoices.OPEN).order_by('-opened_at', '-pk')
    else:
        cases = cases.exclude(state=CaseStateChoices.OPEN).order_by('-closed_at', '-pk')
    rows = cases.select_related('applicant', 'agency').prefetch_related(*_case_prefetches(user))
    return list(rows[:MOST])


def stand_of(cases: Iterable[Case], *, now: datetime.datetime) -> list[Progress]:
    """Return where each open case stands; one query for all of them.

    Whoever may see a case may know for whom it waits, since when and until when: the sheet says no more.
    """
    cases = list(cases)
    waiting: dict[int, list[Task]] = defaultdict(list)
    tasks = Task.objects.filter(case__in=cases, state=TaskStateChoices.OPEN, paused_at__isnull=True)
    for task in tasks.select_related('role').order_by('pk'):
        waiting[task.case_id].append(task)
    return [_stand_of(case, waiting[case.pk], now) for case in cases]


def find_drafts(user: AbstractUser, agencies: Iterable[Tenant]) -> list[Subject]:
    """Return what was begun and not submitted yet, of every kind, last changed first."""
    found: list[Subject] = []
    for model in SUBJECT_MODELS:
        rows = model.objects.restrict(user, 'view').filter(applicant__in=agencies, status=RequestStatusChoices.DRAFT)
        found += rows.select_related('procedure', 'applicant').order_by('-last_updated', '-pk')[:MOST]
    return sorted(found, key=lambda subject: subject.last_updated, reverse=True)


def find_letters(user: AbstractUser, agencies: Iterable[Tenant]) -> list[Document]:
    """Return the papers about the agencies' cases that the user may see, newest first, each with its `sendings`."""
    agencies = list(agencies)
    theirs = Q()
    for _relation, field in RELATIONS.values():
        theirs |= Q(**{f'{field}__applicant__in': agencies})
    papers = Document.objects.restrict(user, 'view').filter(theirs).select_related('request', 'visit', 'ticket')
    sent = Dispatch.objects.filter(state__in=(DispatchStateChoices.SENT, DispatchStateChoices.RECEIVED))
    sendings = Prefetch('dispatches', queryset=sent.order_by('sent_on', 'pk'), to_attr='sendings')
    papers = papers.prefetch_related(sendings)
    return list(papers.defer('data').order_by('-created', '-pk')[:MOST])


def find_servers(user: AbstractUser, agencies: Iterable[Tenant]) -> list[Device]:
    """Return the agencies' devices in racks, each with the `addresses` that the user may see, as texts.

    Rack and site are None, and `requested_server` is missing, where the user may not see them.
    """
    devices = Device.objects.restrict(user, 'view').filter(tenant__in=agencies, rack__isnull=False)
    servers = RequestedServer.objects.restrict(user, 'view').select_related('request')
    rows = devices.select_related('device_type', 'tenant').prefetch_related(
        Prefetch('site', queryset=Site.objects.restrict(user, 'view')),
        Prefetch('rack', queryset=Rack.objects.restrict(user, 'view')),
        Prefetch('requested_server', queryset=servers),
    )
    found = list(rows.order_by('name', 'pk')[:MOST])
    addresses: dict[int, list[str]] = defaultdict(list)
    visible = IPAddress.objects.restrict(user, 'view').filter(interface__device__in=found)
    for device, address in visible.order_by('address').values_list('interface__device', 'address'):
        addresses[device].append(str(address.ip))
    for device in found:
        device.addresses = addresses[device.pk]
    return found


def find_extensions(user: AbstractUser, agencies: Iterable[Tenant]) -> set[int]:
    """Return the keys of the placements for which an extension is asked and not answered yet."""
    asked = Extension.objects.restrict(user, 'view').filter(
        state=ExtensionStateChoices.ASKED, request__applicant__in=agencies
    )
    return set(asked.values_list('request', flat=True))


def find_procedures(user: AbstractUser) -> list[Procedure]:
    """Return the procedures that somebody can apply by: those with a published version."""
    published = Procedure.objects.restrict(user, 'view').filter(versions__state=VersionStateChoices.PUBLISHED)
    return list(published.select_related('agency').distinct().order_by('name', 'pk'))


def demands_of(subject: Subject) -> Demands:
    """Return what handing the subject in needs now: by its first row, or by the row for which it was given back."""
    document, step = _next_step(subject)
    if document is None or step is None:
        return Demands()
    keys = _keys_of(document, step)
    later = ''
    if 'servers.given' not in keys:
        after = list(document.steps.values())
        after = after[after.index(step) + 1 :]
        later = next((entry.row for entry in after if 'servers.given' in _keys_of(document, entry)), '')
    return Demands(letter='letter.attached' in keys, servers='servers.given' in keys, servers_later=later)


def find_submission_refusals(subject: Subject, *, actor: AbstractUser, now: datetime.datetime) -> list[Refusal]:
    """Return every reason for which `engine.submit` would refuse the subject now, without opening a case."""
    refusals = []
    if not type(subject).objects.restrict(actor, 'submit').filter(pk=subject.pk).exists():
        refusals.append(Refusal(RoleNotHeld.code, _('You have no permission to submit this request.')))
    if not subject.is_draft:
        refusals.append(Refusal('request-not-draft', _('This request was submitted before.')))
    version = subject.procedure.published_version
    if version is None:
        message = _('This procedure has no published version yet: choose another one.')
        return [*refusals, Refusal('procedure-unpublished', message)]
    # Never saved; the key that no row has lets guards ask what belongs to the case, and find nothing.
    case = Case(pk=0, version=version, agency=subject.procedure.agency, applicant=subject.applicant, opened_at=now)
    case.subject = subject
    step = document_of(version).first_step
    task = Task(pk=0, case=case, step=step.key, row=step.row, role_key=APPLICANT, opened_at=now)
    try:
        person = find_actor(actor, case=case, role=None, now=now)
    except RoleNotHeld as error:
        return [*refusals, Refusal(error.code, error.message)]
    situation = Situation(
        case=case,
        task=task,
        subject=subject,
        document=document_of(version),
        step=step,
        outcome=step.outcomes[0],
        actor=person,
        now=now,
    )
    return [*refusals, *engine.find_refusals(situation)]


def find_missing(subject: Subject, *, actor: AbstractUser, now: datetime.datetime) -> list[Refusal]:
    """Return what stands against handing the subject in: a draft, or what was given back to the applicant."""
    if subject.is_draft:
        return find_submission_refusals(subject, actor=actor, now=now)
    task = own_task(subject)
    if task is None:
        return []
    try:
        situation = engine.situation_of(task, engine.step_of(task).outcomes[0].key, actor=actor, now=now)
    except RoleNotHeld as error:
        return [Refusal(error.code, error.message)]
    return engine.find_refusals(situation)


def own_task(subject: Subject) -> Task | None:
    """Return the open task with which the applicant hands in what was given back to it."""
    if subject.case_id is None:
        return None
    tasks = Task.objects.filter(case=subject.case_id, state=TaskStateChoices.OPEN, role_key=APPLICANT, parent=None)
    return tasks.select_related('case__version__procedure', 'case__applicant').order_by('pk').first()


def _case_prefetches(user: AbstractUser, path: str = '') -> 'list[str | Prefetch[Any]]':
    """The version of a case, and its subject where the user may see it."""
    subjects = [
        Prefetch(f'{path}{relation}', queryset=model.objects.restrict(user, 'view').select_related('procedure'))
        for model, (relation, _field) in RELATIONS.items()
    ]
    return [f'{path}version__procedure', *subjects]


def _stand_of(case: Case, tasks: Iterable[Task], now: datetime.datetime) -> Progress:
    document = document_of(case.version)
    places = {row.number: place for place, row in enumerate(document.rows, 1)}
    waits = []
    for task in tasks:
        task.case = case
        late = bool(task.due_at and task.due_at < now)
        waits.append(Wait(task=task, row=document.rows_by_number[task.row], is_late=late))
    place = min((places[wait.row.number] for wait in waits), default=1)
    return Progress(case=case, place=place, rows=len(document.rows), waits=tuple(waits))


def _next_step(subject: Subject) -> tuple[ProcedureDocument | None, Step | None]:
    """The step by which the applicant hands the subject in."""
    if subject.is_draft:
        version = subject.procedure.published_version
        return (document_of(version), document_of(version).first_step) if version else (None, None)
    task = own_task(subject)
    return (document_of(task.case.version), engine.step_of(task)) if task else (None, None)


def _keys_of(document: ProcedureDocument, step: Step) -> set[str]:
    """The guards that stand before the plain way on from a step."""
    return {*document.row_of(step).requires, *step.outcomes[0].guards}
