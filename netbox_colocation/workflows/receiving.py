"""Servers on their way in: announced by the applicant, measured on arrival, compared with what the request promises.

`RequestedServer.found` keeps what was measured, under the names of the model's fields. A measured value that the
applicant is granted may become the request's own (`verification.adopt`); whether it still fits is
then an open question again.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..choices import RequestStatusChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import RequestedServer
from .fields import Field, Kind
from .holding import release_and_tell
from .registry import Change, Situation, activity, effect, guard
from .statuses import set_status

__all__ = ('MEASURED', 'find_differences', 'server_field')

# What is measured of every server, in the order of the form: the name of the model's field, and the kind of answer.
MEASURED: Mapping[str, Kind] = {
    'serial': 'text',
    'u_height': 'decimal',
    'depth_mm': 'integer',
    'power_supplies': 'integer',
    'power_draw': 'integer',
    'network_interfaces': 'integer',
    'rack_mountable': 'boolean',
}
# Always asked for; the others only have to be measured where the request promises something about them.
ALWAYS = frozenset({'serial', 'u_height', 'power_supplies'})


def server_field(server: RequestedServer, name: str) -> str:
    """Return the key of a field about one server."""
    return f'server_{server.pk}_{name}'


def find_differences(server: RequestedServer, found: Mapping[str, Any]) -> list[str]:
    """Return the names of the properties that are not as promised; where nothing was promised, nothing differs."""
    promised = _promised(server)
    return [
        name
        for name in MEASURED
        if promised[name] is not None and name in found and _comparable(found[name]) != _comparable(promised[name])
    ]


@activity('delivery')
def delivery(situation: Situation) -> list[Field]:
    """The form that was sent with the acceptance: the serial number of every server, and how it arrives."""
    fields = [
        Field('delivery_date', 'date', _('Delivery date'), required=False),
        Field('carrier', 'text', _('Carrier'), required=False),
        Field('tracking_number', 'text', _('Tracking number'), required=False),
        Field('boxes', 'integer', _('Boxes'), required=False),
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
    """What stands there, measured: compared with the promise by `verification.conforms` and `verification.differs`."""
    fields = [
        Field('received_on', 'date', _('Received on'), required=False),
        Field('boxes', 'integer', _('Boxes'), required=False),
    ]
    for server in situation.request.servers.select_related('device_type'):
        promised = _promised(server)
        fields += [
            Field(
                server_field(server, name),
                kind,
                _('{server}: {property}').format(server=server, property=_label(name)),
                required=kind != 'boolean' and (name in ALWAYS or promised[name] is not None),
                help=_promise_in_words(promised[name]) if name != 'rack_mountable' else '',
            )
            for name, kind in MEASURED.items()
        ]
    return fields


@guard('verification.conforms')
def verification_conforms(situation: Situation) -> Iterator[Refusal]:
    """What was measured is what was promised."""
    if situation.data is None:
        return
    for server in situation.request.servers.select_related('device_type'):
        found = _measured(server, situation.data)
        for name in find_differences(server, found):
            yield _difference(server, name, found[name])


@guard('verification.differs')
def verification_differs(situation: Situation) -> Iterator[Refusal]:
    """The opposite: something is not as promised."""
    if situation.data is not None and not list(verification_conforms(situation)):
        yield Refusal('nothing-differs', _('Everything is as promised: nothing differs.'))


@effect('delivery.record')
def record_delivery(situation: Situation) -> list[Change]:
    """The serial numbers that the applicant states are what the arriving servers are verified against."""
    return [
        _save(situation, server, 'announced', serial=situation.answers[server_field(server, 'serial')])
        for server in situation.request.servers.all()
    ]


@effect('verification.record')
def record_verification(situation: Situation) -> list[Change]:
    """Keep what was measured; a serial number that nobody stated before is the one that stands on the server."""
    changes = []
    for server in situation.request.servers.select_related('device_type'):
        found = _measured(server, situation.answers)
        changes.append(
            _save(situation, server, 'measured', found=found, serial=server.serial or found.get('serial', ''))
        )
    return changes


@effect('verification.adopt')
def adopt_verification(situation: Situation) -> list[Change]:
    """The request wants what stands there; nothing is held until that was checked and accepted again.

    There is nothing to undo: what was measured stays true, and what is held or decided is given back here already.

    Raises:
        OutcomeRefused: nothing was measured, or what was measured cannot be placed; with every reason.
    """
    servers = list(situation.request.servers.select_related('device_type__manufacturer'))
    adopted = {server: _measured(server, situation.answers) or server.found for server in servers}
    if refusals := [refusal for server, found in adopted.items() for refusal in _against(server, found)]:
        raise OutcomeRefused(refusals)
    changes = [_save(situation, server, 'adopted', **_as_own(server, found)) for server, found in adopted.items()]
    release_and_tell(situation)
    return [*changes, *set_status(situation, RequestStatusChoices.OPEN, 'reopened')]


def _promised(server: RequestedServer) -> dict[str, Any]:
    """What the request says about a server; None where it says nothing. A tower has never been promised."""
    return {
        'serial': server.serial or None,
        'u_height': server.height,
        'depth_mm': server.depth_mm,
        'power_supplies': server.power_supplies,
        'power_draw': server.power_draw,
        'network_interfaces': server.network_interfaces,
        'rack_mountable': True,
    }


def _measured(server: RequestedServer, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers say about a server; what was not measured is left out."""
    found = {name: answers.get(server_field(server, name)) for name in MEASURED}
    return {name: value for name, value in found.items() if value not in (None, '')}


def _comparable(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float | Decimal) else value


def _difference(server: RequestedServer, name: str, found: Any) -> Refusal:
    field = server_field(server, name)
    if name == 'rack_mountable':
        return Refusal('server-not-rackable', _('{server} cannot be mounted in a rack.').format(server=server), field)
    promised = _promised(server)[name]
    message = _('{server}: {property} is {found}, not {promised} as promised.').format(
        server=server, property=_label(name), found=_shown(found), promised=_shown(promised) or '—'
    )
    data = {'server': server.name, 'property': name, 'found': found, 'promised': _plain(promised)}
    return Refusal('server-differs', message, field, data)


def _against(server: RequestedServer, found: Mapping[str, Any]) -> Iterator[Refusal]:
    """Why what was found cannot become the request's own."""
    if not found:
        yield Refusal('server-not-measured', _('{server} was not measured yet: verify it first.').format(server=server))
        return
    if found.get('rack_mountable') is False:
        yield _difference(server, 'rack_mountable', False)
    wanted = RequestedServer.objects.select_related('device_type__manufacturer').get(pk=server.pk)
    for name, value in _as_own(wanted, found).items():
        setattr(wanted, name, value)
    try:
        wanted.full_clean()
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            if name != 'request':  # it was submitted: people no longer change it, the procedure does
                yield from (
                    Refusal('server-invalid', f'{server}: {text}', server_field(server, name)) for text in texts
                )


def _as_own(server: RequestedServer, found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields to save. A server of another height is not of the type that the request names."""
    values = {name: found[name] for name in MEASURED if name in found and name != 'rack_mountable'}
    height = values.pop('u_height', None)
    if height is None or Decimal(str(height)) == server.height:
        return values
    values['u_height'] = Decimal(str(height))
    if (kind := server.device_type) is not None:
        values |= {
            'device_type': None,
            'manufacturer': kind.manufacturer.name[:100],
            'model': kind.model[:100],
            'is_full_depth': kind.is_full_depth,
        }
    return values


def _save(situation: Situation, server: RequestedServer, verb: str, **values: Any) -> Change:
    server.snapshot()
    server._changelog_message = situation.case.number
    for name, value in values.items():
        setattr(server, name, value)
    server.save()  # no full_clean(): it refuses people's edits of a submitted request
    return Change.of(verb, server)


def _label(name: str) -> str:
    return {
        'serial': _('serial number'),
        'u_height': _('height (U)'),
        'depth_mm': _('depth (mm)'),
        'power_supplies': _('power supplies'),
        'power_draw': _('power draw (W)'),
        'network_interfaces': _('network interfaces'),
        'rack_mountable': _('can be mounted in a rack'),
    }[name]


def _promise_in_words(promised: Any) -> str:
    return _('Promised: {value}').format(value=_shown(promised)) if promised not in (None, '') else ''


def _shown(value: Any) -> str:
    """A height is `2`, not `2.0`; half units keep their half."""
    return f'{Decimal(str(value)).normalize():f}' if isinstance(value, float | Decimal) else str(value)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
