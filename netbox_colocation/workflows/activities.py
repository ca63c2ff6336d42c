"""What steps ask of people: the fields of every activity that a document may name under `does`."""

from django.utils.translation import gettext as _

from ..capacity.checks import verify_capacity
from ..choices import DocumentKindChoices
from ..constants import BUILDING_ELECTRICITY
from ..models import RequestedServer
from .fields import Field
from .registry import Change, Situation, activity

__all__ = ('server_field',)


def server_field(server: RequestedServer, name: str) -> str:
    """Return the key of a field about one server."""
    return f'server_{server.pk}_{name}'


@activity('submission')
def submission(situation: Situation) -> list[Field]:
    return []


@activity('disposition')
def disposition(situation: Situation) -> list[Field]:
    return [
        Field(
            'instruction',
            'choice',
            _('Instruction'),
            choices=_instructions(),
            required=False,
        ),
        Field('note', 'long-text', _('Note'), required=False),
    ]


def _check_capacity(situation: Situation) -> list[Change]:
    check = verify_capacity(
        situation.request,
        actor=situation.actor.user,
        now=situation.now,
        resources=situation.params['resources'],
    )
    return [Change.of('checked', check)]


@activity('capacity.verify', effect=_check_capacity, params=('resources',))
def capacity_verification(situation: Situation) -> list[Field]:
    """The check itself is made when the step is closed; the person adds what no record knows: the building's supply."""
    return [
        Field(
            BUILDING_ELECTRICITY,
            'choice',
            _('Building electricity'),
            choices=[('enough', _('Enough')), ('short', _('Short'))],
            help=_('As general affairs confirmed it'),
        ),
        Field(
            'confirmed_by',
            'text',
            _('Confirmed by'),
            help=_('Who of general affairs confirmed it'),
        ),
        Field('note', 'long-text', _('Note'), required=False),
    ]


@activity('document.draft', params=('kind',))
def drafting(situation: Situation) -> list[Field]:
    is_report = situation.params['kind'] == DocumentKindChoices.WORK_REPORT
    label = _('Report of the work') if is_report else _('Text to add to the letter')
    return [Field('note', 'long-text', label, required=is_report)]


@activity('review')
def review(situation: Situation) -> list[Field]:
    return []


@activity('document.sign', params=('kind',))
def signing(situation: Situation) -> list[Field]:
    return []


@activity('document.send', params=('kind',))
def sending(situation: Situation) -> list[Field]:
    return [
        Field(
            'sent_by',
            'text',
            _('Sent by'),
            required=False,
            help=_('E-mail, post, handed over …'),
        )
    ]


@activity('delivery')
def delivery(situation: Situation) -> list[Field]:
    """The form that was sent with the acceptance: the serial number of every server, and how it arrives."""
    fields = [
        Field('delivery_date', 'text', _('Delivery date'), required=False),
        Field('carrier', 'text', _('Carrier'), required=False),
    ]
    fields += [
        Field(
            server_field(server, 'serial'),
            'text',
            _('{server}: serial number').format(server=server),
            initial=server.serial,
        )
        for server in situation.request.servers.all()
    ]
    return fields


@activity('verification')
def verification(situation: Situation) -> list[Field]:
    """What stands there, measured: compared with the promise by the guard `verification.conforms`."""
    fields = []
    for server in situation.request.servers.select_related('device_type'):
        fields += [
            Field(
                server_field(server, 'serial'),
                'text',
                _('{server}: serial number').format(server=server),
            ),
            Field(
                server_field(server, 'u_height'),
                'decimal',
                _('{server}: height (U)').format(server=server),
            ),
            Field(
                server_field(server, 'power_supplies'),
                'integer',
                _('{server}: power supplies').format(server=server),
            ),
            Field(
                server_field(server, 'rack_mountable'),
                'boolean',
                _('{server}: can be mounted in a rack').format(server=server),
                required=False,
            ),
        ]
    return fields


@activity('placement.install')
def installation(situation: Situation) -> list[Field]:
    return [Field('note', 'long-text', _('Note on the work'), required=False)]


def _instructions() -> list[tuple[str, str]]:
    """The instructions that offices tick most, with the words of their routing slips."""
    return [
        ('follow-up', _('Follow up')),
        ('process', _('Process by the rules')),
        ('examine', _('Examine and advise')),
        ('coordinate', _('Coordinate')),
        ('prepare', _('Prepare an answer')),
        ('inform', _('For your information')),
    ]
