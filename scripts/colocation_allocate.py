"""NetBox custom script: allocate rack units, power and addresses for a colocation request.

Install it with `colocation_scripts`. Without *Commit changes* it says what would be held, or every reason why not.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extras.scripts import ObjectVar, Script

from netbox_colocation.models import ColocationRequest, Hold, RequestedServer
from netbox_colocation.scripting import ColocationScript
from netbox_colocation.ui.spreadsheets import Column, Listing
from netbox_colocation.workflows.holding import HOLDING, hold_places


class AllocateForRequest(ColocationScript, Script):
    """Thin: the allocation itself is `netbox_colocation.workflows.holding`."""

    rights = ('netbox_colocation.add_hold',)

    class Meta:
        name = 'Colocation: allocate for a request'
        description = gettext_lazy('Holds units, power, addresses, outlets and ports for all servers of a request')
        fieldsets = ((gettext_lazy('Request'), ('colocation_request',)),)

    colocation_request = ObjectVar(
        model=ColocationRequest,
        label=gettext_lazy('Request'),
        description=gettext_lazy('What it holds already is given back first'),
        query_params={'subject_kind': 'colocation-request', 'status': list(HOLDING)},
    )

    def carry_out(self, data, *, actor, now):
        request = data['colocation_request']
        listing = _list(hold_places(request, actor=actor, now=now))
        self.log_success(listing.note, obj=request)
        return listing


def _list(hold: Hold) -> Listing:
    servers = RequestedServer.objects.filter(request=hold.request_id).order_by('pk')
    servers = servers.prefetch_related('held_units__rack', 'held_addresses__address', 'held_outlets__outlet__device')
    servers = servers.prefetch_related('held_ports__port__device')
    until = _('Held until {moment}.').format(moment=hold.expires_at.isoformat(timespec='minutes'))
    return Listing(
        'allocation',
        str(hold.request),
        (
            Column('server', _('Server')),
            Column('rack', _('Rack')),
            Column('position', _('Position (U)'), 'number'),
            Column('faces', _('Faces')),
            Column('addresses', _('Addresses')),
            Column('outlets', _('Outlets')),
            Column('ports', _('Ports')),
        ),
        [_row(server, hold) for server in servers],
        note=until,
    )


def _row(server: RequestedServer, hold: Hold) -> tuple:
    units = [row for row in server.held_units.all() if row.hold_id == hold.pk]
    addresses = [str(row.address.address.ip) for row in server.held_addresses.all() if row.hold_id == hold.pk]
    outlets = [f'{row.outlet.device} {row.outlet}' for row in server.held_outlets.all() if row.hold_id == hold.pk]
    ports = [f'{row.port.device} {row.port}' for row in server.held_ports.all() if row.hold_id == hold.pk]
    return (
        server.name,
        units[0].rack.name if units else '',
        float(units[0].position) if units else None,
        ', '.join(sorted({row.face for row in units})),
        ', '.join(addresses),
        ', '.join(outlets),
        ', '.join(ports),
    )
