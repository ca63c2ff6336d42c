"""Effects: what an outcome does, inside the transaction that closes its task. Each says what it changed."""

from django.utils.translation import gettext as _

from ..allocation import holds
from ..allocation.installation import install
from ..choices import DocumentKindChoices, RequestStatusChoices
from ..documents import dispatch, drafting, filing, signing
from ..exceptions import OutcomeRefused, Refusal
from ..models import ColocationRequest, Document
from ..monitoring.targets import register
from .activities import server_field
from .guards import find_document
from .registry import Change, Situation, effect

__all__ = ()


@effect('request.open')
def open_request(situation: Situation) -> list[Change]:
    """The request is in procedure; its letter joins the case's file."""
    for document in situation.request.documents.filter(kind=DocumentKindChoices.REQUEST_LETTER):
        document.snapshot()
        document.case = situation.case
        document.save()
    return _set_status(situation, RequestStatusChoices.OPEN, 'opened')


@effect('request.accept')
def accept_request(situation: Situation) -> list[Change]:
    return _set_status(situation, RequestStatusChoices.ACCEPTED, 'accepted')


@effect('request.refuse')
def refuse_request(situation: Situation) -> list[Change]:
    """A refused request holds nothing."""
    holds.release(situation.request, now=situation.now)
    return _set_status(situation, RequestStatusChoices.REFUSED, 'refused')


@effect('placement.hold')
def hold_placement(situation: Situation) -> list[Change]:
    hold = holds.hold(situation.request, actor=situation.actor.user, now=situation.now)
    changes = [Change.of('held', hold)]
    changes += [
        Change.of('reserved', units.reservation)
        for units in hold.units.select_related('reservation__rack')
        if units.reservation
    ]
    changes += [Change.of('reserved', held.address) for held in hold.addresses.select_related('address')]
    return list(dict.fromkeys(changes))


@effect('placement.release')
def release_placement(situation: Situation) -> list[Change]:
    """Back to an open question: nothing is held until it is decided again."""
    holds.release(situation.request, now=situation.now)
    return _set_status(situation, RequestStatusChoices.OPEN, 'reopened')


@effect('placement.install')
def install_placement(situation: Situation) -> list[Change]:
    devices = install(situation.request, actor=situation.actor.user, now=situation.now)
    changes = []
    for device in devices:
        changes.append(Change.of('installed', device))
        changes += [
            Change.of('assigned', address)
            for interface in device.interfaces.all()
            for address in interface.ip_addresses.all()
        ]
    return changes


@effect('monitoring.register')
def register_monitoring(situation: Situation) -> list[Change]:
    return [Change.of('registered', target) for target in register(situation.request, now=situation.now)]


@effect('delivery.record')
def record_delivery(situation: Situation) -> list[Change]:
    """The serial numbers that the applicant states are what the arriving servers are verified against."""
    changes = []
    for server in situation.request.servers.all():
        server.snapshot()
        server._changelog_message = situation.case.number
        server.serial = situation.answers[server_field(server, 'serial')]
        server.save()
        changes.append(Change.of('announced', server))
    return changes


@effect('document.draft', params=('kind',))
def draft_document(situation: Situation) -> list[Change]:
    document = drafting.draft(
        situation.request,
        situation.params['kind'],
        actor=situation.actor.user,
        now=situation.now,
        text={
            'note': situation.answers.get('note', ''),
            'comment': situation.comment,
            'decision': situation.request.status,
        },
    )
    return _render(situation, 'drafted', document)


@effect('document.sign', params=('kind',))
def sign_document(situation: Situation) -> list[Change]:
    actor = situation.actor
    document = signing.sign(
        _required_document(situation),
        actor=actor.user,
        signer=signing.Signer(
            name=actor.name,
            rank=actor.rank,
            position=actor.position,
            capacity=actor.capacity,
            user=actor.user,
            employee_number=actor.employee_number,
        ),
        now=situation.now,
    )
    return _render(situation, 'signed', document)


@effect('document.send', params=('kind',))
def send_document(situation: Situation) -> list[Change]:
    return [Change.of('sent', dispatch.send(_required_document(situation), now=situation.now))]


@effect('document.file', params=('kind',))
def file_document(situation: Situation) -> list[Change]:
    return [Change.of('filed', filing.file(_required_document(situation), now=situation.now))]


def _required_document(situation: Situation) -> Document:
    document = find_document(situation)
    if document is None:
        raise OutcomeRefused([Refusal('document-missing', _('There is no draft to decide on.'))])
    return document


def _render(situation: Situation, verb: str, document: Document) -> list[Change]:
    situation.after_commit('document.render', document=document.pk)
    return [Change.of(verb, document)]


def _set_status(situation: Situation, status: str, verb: str) -> list[Change]:
    request: ColocationRequest = situation.request
    request.snapshot()
    request._changelog_message = situation.case.number
    request.status = status
    request.save()
    return [Change.of(verb, request)]
