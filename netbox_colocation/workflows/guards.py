"""Guards: why an outcome, or a whole row, is not possible now. Each returns all its reasons, none when it is."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..capacity.checks import blocking, stored_findings
from ..choices import DocumentKindChoices, HoldStateChoices, RequestStatusChoices
from ..constants import BUILDING_ELECTRICITY
from ..documents.numbering import find_register
from ..exceptions import Refusal
from ..models import Document, RequestedServer
from .activities import server_field
from .registry import Situation, guard

__all__ = ('find_document',)


def find_document(situation: Situation) -> Document | None:
    """Return the case's newest document of the kind that the outcome's parameters name."""
    return situation.case.documents.filter(kind=situation.params['kind']).order_by('-pk').first()


@guard('letter.attached')
def letter_attached(situation: Situation) -> Iterator[Refusal]:
    request = situation.request
    for name, label in (
        ('letter_number', _('its number')),
        ('letter_date', _('its date')),
        ('letter_subject', _('its subject')),
    ):
        if not getattr(request, name):
            message = _('The request letter lacks {fact}: fill it in.').format(fact=label)
            yield Refusal('request-letter-incomplete', message, field=name)
    if not request.documents.filter(kind=DocumentKindChoices.REQUEST_LETTER).exists():
        yield Refusal(
            'request-letter-missing',
            _('Upload the request letter.'),
            field='letter_file',
        )
    for name, label in (
        ('administrative_name', _('the administrative person in charge')),
        ('technical_name', _('the technical person in charge')),
    ):
        if not getattr(request, name):
            yield Refusal('person-missing', _('Name {person}.').format(person=label), field=name)


@guard('servers.given')
def servers_given(situation: Situation) -> Iterator[Refusal]:
    if not situation.request.servers.exists():
        yield Refusal(
            'servers-missing',
            _('The request names no server: add at least one.'),
            field='servers',
        )


@guard('capacity.enough')
def capacity_enough(situation: Situation) -> Iterator[Refusal]:
    """The newest check says enough, or unknown where the settings allow it; the building's electricity is confirmed."""
    check = situation.request.capacity_checks.first()
    if check is None:
        yield Refusal('capacity-unchecked', _('Capacity was not checked yet.'))
        return
    for finding in blocking(stored_findings(check)):
        yield Refusal(
            f'capacity-{finding.verdict}',
            finding.reason,
            field=finding.resource,
            data=finding.as_dict(),
        )
    answers = situation.case.tasks.filter(data__has_key=BUILDING_ELECTRICITY).order_by('-closed_at').first()
    if answers and answers.data[BUILDING_ELECTRICITY] != 'enough':
        message = _('General affairs ({name}) says that the building’s electricity is not enough.').format(
            name=answers.data.get('confirmed_by', '')
        )
        yield Refusal('building-electricity-short', message, field=BUILDING_ELECTRICITY)


@guard('request.accepted')
def request_accepted(situation: Situation) -> Iterator[Refusal]:
    if situation.request.status != RequestStatusChoices.ACCEPTED:
        yield Refusal('request-not-accepted', _('The decision was to refuse: send the refusal.'))


@guard('request.refused')
def request_refused(situation: Situation) -> Iterator[Refusal]:
    if situation.request.status != RequestStatusChoices.REFUSED:
        yield Refusal('request-not-refused', _('The decision was to accept: send the acceptance.'))


@guard('document.drafted-by-another', params=('kind',))
def drafted_by_another(situation: Situation) -> Iterator[Refusal]:
    """Four eyes: nobody initials or signs their own draft."""
    document = find_document(situation)
    if document is None:
        yield Refusal('document-missing', _('There is no draft to decide on.'))
    elif document.drafted_by_id == situation.actor.user.pk:
        yield Refusal(
            'own-draft',
            _('You drafted this yourself: somebody else has to decide on it.'),
        )


@guard('document.numberable')
def document_numberable(situation: Situation) -> Iterator[Refusal]:
    """The agency keeps a register for this year, or the letter could not be numbered."""
    register = find_register(agency=situation.case.agency, now=situation.now)
    if register is None:
        yield Refusal(
            'register-missing',
            _('{agency} has no register of outgoing letters for this year: add one.').format(
                agency=situation.case.agency
            ),
        )


@guard('placement.held')
def placement_held(situation: Situation) -> Iterator[Refusal]:
    hold = situation.request.holds.filter(state=HoldStateChoices.ACTIVE).first()
    if hold is None:
        yield Refusal('hold-missing', _('Nothing is held for this request any more: hold its places again.'))
    elif hold.expires_at <= situation.now:
        yield Refusal('hold-expired', _('The hold for this request has expired: hold its places again.'))


@guard('placement.lost')
def placement_lost(situation: Situation) -> Iterator[Refusal]:
    """The opposite: places are only held again when the hold is gone."""
    if not list(placement_held(situation)):
        yield Refusal('hold-present', _('The places are held: there is no need to hold them again.'))


@guard('verification.conforms')
def verification_conforms(situation: Situation) -> Iterator[Refusal]:
    """What was measured is what was promised."""
    if situation.data is None:
        return
    for server in situation.request.servers.select_related('device_type'):
        yield from _differences(server, situation.data)


def _differences(server: RequestedServer, data: Mapping[str, Any]) -> Iterator[Refusal]:
    found = {
        name: data[server_field(server, name)] for name in ('serial', 'u_height', 'power_supplies', 'rack_mountable')
    }
    promised = {
        'u_height': server.height,
        'power_supplies': server.power_supplies,
        'serial': server.serial,
    }
    labels = {
        'u_height': _('height (U)'),
        'power_supplies': _('power supplies'),
        'serial': _('serial number'),
    }
    for name, promise in promised.items():
        measured = Decimal(str(found[name])) if name == 'u_height' else found[name]
        if measured != promise:
            message = _('{server}: {property} is {found}, not {promised} as promised.').format(
                server=server, property=labels[name], found=measured, promised=promise
            )
            yield Refusal('server-differs', message, field=server_field(server, name))
    if not found['rack_mountable']:
        message = _('{server} cannot be mounted in a rack.').format(server=server)
        yield Refusal('server-not-rackable', message, field=server_field(server, 'rack_mountable'))
