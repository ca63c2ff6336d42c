"""NetBox custom script: move a held or installed server to another place, or say where it could stand.

Install it with `colocation_scripts`. Without *Commit changes* it tries the move and undoes it.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dcim.choices import DeviceFaceChoices
from dcim.models import Rack
from extras.scripts import ChoiceVar, DecimalVar, ObjectVar, Script, StringVar

from netbox_colocation.exceptions import DataInvalid, Refusal
from netbox_colocation.models import ColocationRequest, RequestedServer
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.places import reasons_of
from netbox_colocation.ui.spreadsheets import Column, Listing
from netbox_colocation.workflows.moving_servers import find_better_places, move_server


class MovePlacement(ColocationScript, Script):
    """Thin: the move itself is `netbox_colocation.workflows.moving_servers`."""

    rights = ('dcim.view_rack',)

    class Meta:
        name = 'Colocation: move a placement'
        description = gettext_lazy('Moves a server to another place, with its addresses, cables and reservation')
        fieldsets = (
            (gettext_lazy('Which server'), ('colocation_request', 'server')),
            (gettext_lazy('Where to, and why'), ('rack', 'position', 'face', 'reason')),
        )

    colocation_request = ObjectVar(
        model=ColocationRequest,
        required=False,
        label=gettext_lazy('Request'),
        description=gettext_lazy('Narrows the list of servers'),
        query_params={'subject_kind': 'colocation-request'},
    )
    server = ObjectVar(
        model=RequestedServer, label=gettext_lazy('Server'), query_params={'request_id': '$colocation_request'}
    )
    rack = ObjectVar(
        model=Rack,
        required=False,
        label=gettext_lazy('Rack'),
        description=gettext_lazy('Left empty, the best places are listed and nothing is moved'),
    )
    position = DecimalVar(
        max_digits=4,
        decimal_places=1,
        required=False,
        label=gettext_lazy('Position (U)'),
        description=gettext_lazy('The lowest-numbered unit that the server takes'),
    )
    face = ChoiceVar(
        choices=DeviceFaceChoices,
        default=DeviceFaceChoices.FACE_FRONT,
        required=False,
        label=gettext_lazy('Rack face'),
    )
    reason = StringVar(
        max_length=5000,
        required=False,
        label=gettext_lazy('Reason'),
        description=gettext_lazy('The case’s record keeps it; a move needs one'),
    )

    def carry_out(self, data, *, actor, now):
        server = data['server']
        if data.get('rack') is None:
            return self._propose(server, actor, now)
        if data.get('position') is None:
            text = _('Give the unit as well: the lowest-numbered one that the server takes.')
            raise DataInvalid(text, refusals=[Refusal('position-missing', text, 'position')])
        moved = move_server(
            server,
            rack=data['rack'],
            position=data['position'],
            face=data.get('face') or DeviceFaceChoices.FACE_FRONT,
            reason=data.get('reason') or '',
            actor=actor,
            now=now,
        )
        if moved is None:
            self.log_info(_('It is there already.'), obj=server)
            return _('Nothing to do: it is there already.')
        self.log_success(_('From {before} to {after}').format(before=moved.before, after=moved.after), obj=server)
        columns = (
            Column('server', _('Server')),
            Column('before', _('From')),
            Column('after', _('To')),
            Column('cables_removed', _('Cables removed'), 'count'),
            Column('cables_made', _('Cables made'), 'count'),
        )
        row = (server.name, str(moved.before), str(moved.after), moved.removed, moved.made)
        return Listing('move', _('Move'), columns, [row])

    def _propose(self, server, actor, now) -> Listing:
        offered = find_better_places(server, now=now)
        racks = {place.placements[0].rack for place in offered}
        seen = set(Rack.objects.restrict(actor, 'view').filter(pk__in=racks).values_list('pk', flat=True))
        places = [place for place in offered if place.placements[0].rack in seen]
        self.log_info(_('Choose one of these places, and run it again with its rack and unit.'), obj=server)
        columns = (
            Column('place', _('No.'), 'count'),
            Column('rack', _('Rack')),
            Column('position', _('Position (U)'), 'number'),
            Column('face', _('Rack face')),
            Column('score', _('Score'), 'count'),
            Column('reason', _('Reason'), 'long'),
        )
        rows = [
            (place.number, spot.rack_name, float(spot.position), spot.face, place.score, ' '.join(reasons_of(place)))
            for place in places
            for spot in place.placements
        ]
        return Listing('places', _('Places'), columns, rows, note='' if rows else _('It fits nowhere else.'))
