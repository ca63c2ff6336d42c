"""Effects: what an outcome does, inside the transaction that closes its task. Each says what it changed.

These act on the decision, the placement and the papers; those of one subject stand beside its activities and guards.
`undo` names what takes an effect back when a case returns to an earlier step. A paper that was signed stays signed, and
a draft stays a draft: a correction is a new paper, or the draft written again, so nothing of them has to be undone.
Initials stay on record, too: they are of the version that was read, and the office's last word on it counts.
"""

from django.utils.translation import gettext as _

from ..allocation import holds
from ..allocation.installation import install
from ..choices import DispatchStateChoices, DocumentKindChoices, InitialVerdictChoices, RequestStatusChoices
from ..documents import dispatch, drafting, filing, initials, registering, signing
from ..exceptions import OutcomeRefused, Refusal
from ..models import ColocationRequest, Document, RegisterEntry
from .guards import find_document
from .handing import MAIL, read_way
from .holding import release_and_tell
from .registry import IRREVERSIBLE, Change, Situation, effect
from .signatures import SIGNATURE, read_signature, signature_fields, signer_of
from .statuses import set_status

__all__ = ()


@effect('request.open')
def open_request(situation: Situation) -> list[Change]:
    """The request is in procedure; its letter joins the case's file, and the agency's book of letters that come in."""
    changes = set_status(situation, RequestStatusChoices.OPEN, 'opened')
    for document in situation.subject.documents.filter(kind=DocumentKindChoices.REQUEST_LETTER).order_by('pk'):
        document.snapshot()
        document.case = situation.case
        had_number = RegisterEntry.objects.filter(document=document).exists()
        entry = registering.register_document(document, actor=situation.actor.account, now=situation.now)
        document.save()
        if entry and not had_number:
            changes.append(Change.of('registered', entry))
    return changes


@effect('request.accept', undo='request.reopen')
def accept_request(situation: Situation) -> list[Change]:
    return set_status(situation, RequestStatusChoices.ACCEPTED, 'accepted')


@effect('request.refuse', undo='request.reopen')
def refuse_request(situation: Situation) -> list[Change]:
    """A refused request holds nothing."""
    _release(situation)
    return set_status(situation, RequestStatusChoices.REFUSED, 'refused')


@effect('request.reopen')
def reopen_request(situation: Situation) -> list[Change]:
    """What was decided is an open question again."""
    return set_status(situation, RequestStatusChoices.OPEN, 'reopened')


@effect('placement.hold', undo='hold.release')
def hold_placement(situation: Situation) -> list[Change]:
    before = holds.active_hold(situation.request)
    hold = holds.hold(situation.request, actor=situation.actor.account, now=situation.now)
    if before:
        situation.tell('hold-released', hold=before.pk, reason='')
    situation.tell('hold-taken', hold=hold.pk, until=hold.expires_at.isoformat())
    changes = [Change.of('held', hold)]
    changes += [
        Change.of('reserved', units.reservation)
        for units in hold.units.select_related('reservation__rack')
        if units.reservation
    ]
    changes += [Change.of('reserved', held.address) for held in hold.addresses.select_related('address')]
    return list(dict.fromkeys(changes))


@effect('hold.release')
def release_hold(situation: Situation) -> list[Change]:
    """Nothing is held any more; what was decided stays decided."""
    released = list(situation.request.holds.filter(state='active'))
    _release(situation)
    return [Change.of('released', hold) for hold in released]


@effect('placement.release', takes_back=True)
def release_placement(situation: Situation) -> list[Change]:
    """Back to an open question: nothing is held until it is decided again."""
    _release(situation)
    return set_status(situation, RequestStatusChoices.OPEN, 'reopened')


@effect('placement.install', undo=IRREVERSIBLE)
def install_placement(situation: Situation) -> list[Change]:
    held = holds.active_hold(situation.request)
    devices = install(situation.request, actor=situation.actor.account, now=situation.now)
    if held:
        rows = [{'id': device.pk, 'name': str(device)} for device in devices]
        situation.tell('hold-converted', hold=held.pk, devices=rows)
    changes = []
    for device in devices:
        changes.append(Change.of('installed', device))
        changes += [
            Change.of('assigned', address)
            for interface in device.interfaces.all()
            for address in interface.ip_addresses.all()
        ]
    return changes


@effect('document.draft', params=('kind',))
def draft_document(situation: Situation) -> list[Change]:
    document = drafting.draft(
        situation.subject,
        situation.params['kind'],
        actor=situation.actor.account,
        now=situation.now,
        text={
            'note': situation.answers.get('note', ''),
            'comment': situation.comment,
            'decision': situation.subject.status,
        },
    )
    return _render(situation, 'drafted', document)


@effect('document.sign', params=('kind',), fields=signature_fields)
def sign_document(situation: Situation) -> list[Change]:
    """A signature that was prepared is accepted: its file is the paper's, and nothing is rendered again."""
    actor, document = situation.actor, _required_document(situation)
    signature = None
    if actor.recorded_by is None:
        signature = read_signature(document, str(situation.answers.get(SIGNATURE) or ''), actor=actor.account)
    document = signing.sign(
        document,
        actor=actor.recorded_by or actor.account,
        signer=signer_of(actor, role=situation.task.role, now=situation.now),
        now=situation.now,
        signature=signature,
    )
    return [Change.of('signed', document)] if document.file else _render(situation, 'signed', document)


@effect('document.initial', params=('kind',))
def initial_document(situation: Situation) -> list[Change]:
    """The office agrees to the draft as it reads now."""
    return _speak(situation, InitialVerdictChoices.INITIALLED)


@effect('document.return', params=('kind',))
def return_document(situation: Situation) -> list[Change]:
    """The office gives the draft back; the outcome's comment is its remark."""
    return _speak(situation, InitialVerdictChoices.RETURNED)


@effect('document.send', params=('kind',))
def send_document(situation: Situation) -> list[Change]:
    document = dispatch.send(
        _required_document(situation),
        way=read_way(situation.answers, situation.subject),
        actor=situation.actor.account,
        now=situation.now,
    )
    for waiting in document.dispatches.filter(state=DispatchStateChoices.QUEUED):
        situation.after_commit(MAIL, dispatch=waiting.pk)
    return [Change.of('sent', document)]


@effect('document.file', params=('kind',))
def file_document(situation: Situation) -> list[Change]:
    document = filing.file(_required_document(situation), now=situation.now)
    if document.file:
        return [Change.of('filed', document)]
    return _render(situation, 'filed', document)  # somebody confirmed it since it was rendered last


def _speak(situation: Situation, verdict: str) -> list[Change]:
    actor, document = situation.actor, _required_document(situation)
    initials.record(
        document,
        reviewer=initials.Reviewer(
            name=actor.name,
            position=actor.position,
            role=situation.task.role,
            user=actor.user,
            capacity=actor.capacity,
            employee_number=actor.employee_number,
        ),
        verdict=verdict,
        remark=situation.comment,
        task=situation.task,
        now=situation.acted_at,
        is_coordination=bool(situation.params.get('coordination')),
    )
    return [Change.of(verdict, document)]


def _release(situation: Situation) -> None:
    """Only a request to place servers ever holds something."""
    if isinstance(situation.subject, ColocationRequest):
        release_and_tell(situation)


def _required_document(situation: Situation) -> Document:
    document = find_document(situation)
    if document is None:
        raise OutcomeRefused([Refusal('document-missing', _('There is no draft to decide on.'))])
    return document


def _render(situation: Situation, verb: str, document: Document) -> list[Change]:
    situation.after_commit('document.render', document=document.pk)
    return [Change.of(verb, document)]
