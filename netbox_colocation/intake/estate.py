"""What NetBox has already of the servers of a file, asked once for all lines, behind the locks of an allocation."""

from collections.abc import Iterable, Iterator, Sequence

from django.contrib.auth.models import AbstractUser
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from dcim.models import Device, RackReservation

from ..allocation import components
from ..choices import RequestStatusChoices
from ..exceptions import Refusal
from ..models import RequestedServer
from .addresses import Hosts
from .headings import Line
from .once import Shared
from .standing import Standing

__all__ = ('Estate',)

WAITING = (
    RequestStatusChoices.DRAFT,
    RequestStatusChoices.RETURNED,
    RequestStatusChoices.OPEN,
    RequestStatusChoices.ACCEPTED,
)


class Estate:
    """Serial numbers, reservations, MAC addresses and addresses that lines of a file speak of, and what they share.

    What lines of the same file have in common, is refused before or, like a MAC address, asked for again.
    """

    def __init__(self, standing: Sequence[Standing], lines: Iterable[Line], actor: AbstractUser) -> None:
        serials = {entry.server.serial.upper() for entry in standing if entry.server.serial}
        devices = Device.objects.annotate(upper_serial=Upper('serial')).filter(upper_serial__in=serials)
        self.devices = {device.upper_serial: device for device in devices.select_related('rack').order_by('-pk')}
        waiting = RequestedServer.objects.filter(device=None, request__status__in=WAITING)
        asked = waiting.annotate(upper_serial=Upper('serial')).filter(upper_serial__in=serials)
        self.asked_for = set(asked.order_by().values_list('upper_serial', flat=True))
        self.reservations: dict[int, list[RackReservation]] = {}
        racks = {entry.rack.pk for entry in standing}
        for row in RackReservation.objects.filter(rack__in=racks, held_units=None):
            self.reservations.setdefault(row.rack_id, []).append(row)
        self.macs = components.known_macs([entry.server for entry in standing])
        self.given_macs: set[str] = set()
        self.hosts = Hosts(lines)
        self.shared = Shared(actor)

    def against(self, standing: Standing) -> Iterator[Refusal]:
        """Say whose the serial number and the units are already; what is held for requests, the guard says."""
        yield from self._against_serial(standing.server.serial)
        yield from self._against_reservations(standing)

    def macs_of(self, server: RequestedServer) -> components.KnownMACs:
        """Return what NetBox knows of its MAC addresses; they are about to be given to it."""
        known = components.known_macs([server]) if self.given_macs.intersection(server.mac_addresses) else self.macs
        self.given_macs.update(server.mac_addresses)
        return known

    def _against_serial(self, serial: str) -> Iterator[Refusal]:
        if known := self.devices.get(serial.upper()):
            text = _('{device} has this serial number in NetBox already: leave the line out, or correct one of them.')
            yield Refusal('serial-taken', text.format(device=known), 'serial', {'device': known.pk})
        if serial.upper() in self.asked_for:
            text = _('a colocation request asks for the server with this serial number: its procedure installs it.')
            yield Refusal('serial-asked-for', text, 'serial')

    def _against_reservations(self, standing: Standing) -> Iterator[Refusal]:
        if standing.position is None:
            return
        top = standing.position + standing.server.height
        for row in self.reservations.get(standing.rack.pk, ()):
            units = [unit for unit in row.units if standing.position - 1 < unit < top]
            if units and row.tenant_id != standing.agency.pk:
                text = _(
                    'units {units} of {rack} are reserved in NetBox (“{why}”): remove the reservation, or correct it.'
                )
                text = text.format(units=', '.join(map(str, units)), rack=standing.rack, why=row.description[:50])
                yield Refusal('units-reserved', text, 'unit', {'reservation': row.pk})
