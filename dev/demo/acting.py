"""How each thing that happened is done in the engine, by whom, and at which moment."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from netbox_colocation.choices import DocumentKindChoices
from netbox_colocation.documents.files import store_upload
from netbox_colocation.documents.subjects import Subject
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import Appointment, ColocationRequest, Task
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.terms import ask_extension
from netbox_colocation.workflows.verdicts import check_again

from . import letters
from .cast import ACCOUNTS
from .course import ACCESS, PROCEDURE, SUBMISSION, Act, Server, answers, visit_answers, with_moments
from .plans import Plan
from .requests import representative

__all__ = ('Happening', 'act')

# How long before it was recorded an act on paper happened.
RECORDED_AFTER = datetime.timedelta(minutes=40)
EXTENSION = datetime.timedelta(days=365)
STALE = {'capacity-stale'}


@dataclass(frozen=True)
class Happening:
    """Somebody acts on a step of a case."""

    at: datetime.datetime
    plan: Plan
    step: str
    act: Act


def act(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    """Let it happen to the subject, which is read anew."""
    model: Any = type(subject)
    fresh = model.objects.select_related('case', 'applicant').get(pk=subject.pk)
    VERBS[happening.act.verb](happening, fresh, users)


def _perform(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    if happening.step == SUBMISSION:
        engine.submit(subject, actor=_representative(happening, users), now=happening.at)
        return
    task = _task(happening, subject)
    answered = _answered(happening, subject, _actor(happening, task, users))
    try:
        engine.perform(task, happening.act.outcome, **answered)
    except OutcomeRefused as error:
        if not isinstance(subject, ColocationRequest) or {refusal.code for refusal in error.refusals} != STALE:
            raise
        # Another case took the proposed place meanwhile: somebody checks again, as the page offers.
        helpdesk = next(row.username for row in ACCOUNTS if row.role == 'helpdesk')
        check_again(subject, actor=users[helpdesk], now=happening.at)
        engine.perform(_task(happening, subject), happening.act.outcome, **answered)


def _record_paper(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    """Somebody wrote on the slip; the helpdesk scanned it and records it."""
    task, acted_at = _task(happening, subject), happening.at - RECORDED_AFTER
    day = timezone.localtime(acted_at).date()
    holder = Appointment.objects.on(day).filter(role=task.role).first()
    assert holder is not None
    assert task.role is not None
    recorder = users[happening.act.by]
    slip = letters.Slip(
        letter=subject.letter_number,
        sender=subject.applicant.name,
        passed_by=holder.holder_name,
        passed_to=str(task.role.subordinates.first()),
        note=happening.act.data['note'],
        dated=day,
    )
    proof = store_upload(
        subject,
        SimpleUploadedFile('lembar-disposisi.pdf', letters.write_slip(slip), content_type='application/pdf'),
        kind=DocumentKindChoices.PAPER_PROOF,
        actor=recorder,
        now=happening.at,
        dated=day,
        title='Lembar disposisi (pindaian)',
    )
    paper = engine.PaperAct(acted_at=acted_at, holder=holder, proof=proof)
    engine.perform(task, happening.act.outcome, paper=paper, **_answered(happening, subject, recorder))


def _claim(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    engine.claim(_task(happening, subject), actor=users[happening.act.by], now=happening.at)


def _ask(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    task = _task(happening, subject)
    engine.ask(task, happening.act.comment, actor=_actor(happening, task, users), now=happening.at)


def _return(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    """`outcome` names the step to return to."""
    task, comment = _task(happening, subject), happening.act.comment
    person = _actor(happening, task, users)
    engine.return_to(task, happening.act.outcome, actor=person, now=happening.at, comment=comment)


def _withdraw(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    assert subject.case is not None
    person = _representative(happening, users)
    engine.withdraw(subject.case, actor=person, now=happening.at, comment=happening.act.comment)


def _extend(happening: Happening, subject: Subject, users: Mapping[str, Any]) -> None:
    assert isinstance(subject, ColocationRequest)
    assert subject.valid_until is not None
    ask_extension(
        subject,
        until=subject.valid_until + EXTENSION,
        reason=happening.act.comment,
        actor=_representative(happening, users),
        now=happening.at,
    )


VERBS: Mapping[str, Callable[[Happening, Subject, Mapping[str, Any]], None]] = {
    'perform': _perform,
    'paper': _record_paper,
    'claim': _claim,
    'ask': _ask,
    'return': _return,
    'withdraw': _withdraw,
    'extend': _extend,
}


def _task(happening: Happening, subject: Subject) -> Task:
    return Task.objects.select_related('role').get(case=subject.case, step=happening.step, state='open')


def _answered(happening: Happening, subject: Subject, actor: Any) -> dict[str, Any]:
    """Return who answers what, and when."""
    data = with_moments(happening.act.data, happening.at)
    if happening.plan.procedure == ACCESS:
        data |= visit_answers(_asked(happening, subject, actor))
    if happening.plan.procedure == PROCEDURE:
        data = answers(happening.step, happening.act, _servers(subject) if happening.step in ('7', '8') else ())
    return {'actor': actor, 'now': happening.at, 'comment': happening.act.comment, 'data': data}


def _asked(happening: Happening, subject: Subject, actor: Any) -> dict[str, list[str]]:
    """What the step's form asks of this person, each with its choices."""
    outcomes = offered(_task(happening, subject), actor=actor, now=happening.at)
    chosen = next(entry for entry in outcomes if entry.key == happening.act.outcome)
    return {field.key: [value for value, _label in field.choices] for field in chosen.fields}


def _servers(request: Any) -> list[Server]:
    return [
        Server(
            row.pk,
            row.name,
            float(row.height),
            row.power_supplies,
            row.power_draw,
            row.network_interfaces,
            row.depth_mm,
        )
        for row in request.servers.select_related('device_type')
    ]


def _representative(happening: Happening, users: Mapping[str, Any]) -> Any:
    return users[representative(happening.plan.applicant).username]


def _actor(happening: Happening, task: Task, users: Mapping[str, Any]) -> Any:
    """Return who acts on a task: the first account of its role, unless the act says otherwise."""
    if not task.role_id:
        return _representative(happening, users)
    name = next(row.username for row in ACCOUNTS if row.role == task.role_key)
    return users[happening.act.by or name]
