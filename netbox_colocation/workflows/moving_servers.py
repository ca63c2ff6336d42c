"""Moving a server of a case to another place, on somebody's decision and with their reason; the case's record says so.

The one door to `allocation.moving` for pages, programs and scripts. A held place asks for the right to change the hold,
an installed server for the right to change its device.
"""

import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from dcim.choices import DeviceFaceChoices
from dcim.models import Device, Rack

from ..allocation import moving
from ..allocation.holds import active_hold
from ..allocation.moving import Destination, Moved, Spot
from ..capacity import places, snapshot
from ..capacity.estate import Demand
from ..capacity.places import RankedPlace
from ..capacity.questions import Question
from ..compat import events_of_success
from ..exceptions import DataInvalid, OutcomeRefused, Refusal, RoleNotHeld
from ..models import Case, Hold, RequestedServer
from . import events
from .actors import by_permission

__all__ = ('find_better_places', 'may_move', 'move_server')

MOVED = 'placement-moved'


class _OnlyAsked(Exception):
    """What was done is undone: somebody only wanted to know whether it can be done."""


def move_server(
    server: RequestedServer,
    *,
    rack: Rack,
    position: Decimal,
    face: str = DeviceFaceChoices.FACE_FRONT,
    reason: str,
    actor: AbstractUser,
    now: datetime.datetime,
    dry_run: bool = False,
) -> Moved | None:
    """Move a held or installed server; None when it is there already. A dry run does it all, and undoes it.

    Raises:
        DataInvalid: there is no reason.
        RoleNotHeld: the actor may not change the hold, or the device.
        OutcomeRefused: nothing is held or installed, or the new place does not take it; with every finding.
    """
    if not reason.strip() and not dry_run:
        text = _('Say why the server is moved: the case’s record keeps it.')
        raise DataInvalid(text, refusals=[Refusal('reason-missing', text, 'reason')])
    moved: Moved | None = None
    try:
        with events_of_success(_OnlyAsked), transaction.atomic():
            request = server.request
            # The case before the request, as the engine locks them.
            case = Case.objects.select_for_update(of=('self',)).filter(pk=request.case_id).first()
            moved = _move(server, Destination(server, rack, position, face), actor=actor, now=now)
            if dry_run:
                raise _OnlyAsked
            if moved and case:
                _record(case, moved, reason.strip(), actor=actor, now=now)
    except _OnlyAsked:
        pass
    return moved


def may_move(server: RequestedServer, user: AbstractUser) -> bool:
    """Whether the server has a place, and the user may give it another one."""
    if server.device_id:
        devices = Device.objects.restrict(user, 'change')
        return devices.filter(pk=server.device_id, rack__isnull=False).exists()
    row = active_hold(server.request)
    return row is not None and Hold.objects.restrict(user, 'change').filter(pk=row.pk).exists()


def find_better_places(server: RequestedServer, *, now: datetime.datetime, limit: int = 10) -> list[RankedPlace]:
    """Return the best places for the server, as for a new one: what it has already counts as taken."""
    request = server.request
    question = Question(
        site=request.site_id, applicant=request.applicant_id, agency=request.procedure.agency_id, request=None
    )
    demand = Demand((snapshot.need_of(server),))
    return places.find_places(question, demand, now=now, limit=limit)


def _move(server: RequestedServer, place: Destination, *, actor: AbstractUser, now: datetime.datetime) -> Moved | None:
    if not server.device_id and active_hold(server.request) is None:
        text = _('{server} is neither held nor installed anywhere: hold a place for it first.').format(server=server)
        raise OutcomeRefused([Refusal('nothing-placed', text, data={'server': server.name})])
    if not may_move(server, actor):
        if server.device_id and not Device.objects.filter(pk=server.device_id, rack__isnull=False).exists():
            text = _('{server} stands in no rack: it was taken out.').format(server=server)
            raise OutcomeRefused([Refusal('not-in-rack', text, data={'server': server.name})])
        raise RoleNotHeld(_('You have no permission to move this server.'))
    if server.device_id:
        return moving.move_device(
            server, rack=place.rack, position=place.position, face=place.face, actor=actor, now=now
        )
    moved = moving.move_hold(server.request, [place], actor=actor, now=now)
    return moved[0] if moved else None


def _record(case: Case, moved: Moved, reason: str, *, actor: AbstractUser, now: datetime.datetime) -> None:
    events.record(
        case,
        MOVED,
        now=now,
        actor=by_permission(actor),
        data={
            'server': moved.server.name,
            'device': moved.device.pk if moved.device else None,
            'from': _spot(moved.before),
            'to': _spot(moved.after),
            'reason': reason,
        },
    )


def _spot(spot: Spot) -> str:
    return f'{spot.rack} U{spot.position.normalize():f}'
