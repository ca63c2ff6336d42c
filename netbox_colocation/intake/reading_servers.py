"""One line of an inventory sheet, read: where the server stands, what it is, whose it is."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.utils.text import slugify
from django.utils.translation import gettext as _

from dcim.choices import DeviceFaceChoices, DeviceStatusChoices
from dcim.models import DeviceType, Rack, Site
from tenancy.models import Tenant

from ..conf import get_setting
from ..constants import MAX_RACK_UNITS
from ..exceptions import Refusal
from ..models import RequestedServer
from .addresses import Prefixes, read_addresses
from .contacts import read_persons
from .headings import normalise
from .lookup import Names
from .specifications import check, read_remarks, read_specification
from .standing import Standing
from .values import LineReader

__all__ = ('ServerReader',)

POSITION = re.compile(
    r'^u?\s*(\d{1,3}(?:[.,]5)?)(?:\s*(?:-|–|s/d|sd|to|,)\s*u?\s*(\d{1,3}(?:[.,]5)?))?\s*u?$', re.IGNORECASE
)
FACES = {
    'depan': DeviceFaceChoices.FACE_FRONT, 'front': DeviceFaceChoices.FACE_FRONT,
    'belakang': DeviceFaceChoices.FACE_REAR, 'rear': DeviceFaceChoices.FACE_REAR,
    'back': DeviceFaceChoices.FACE_REAR,
}  # fmt: skip
STATUSES = {
    **dict.fromkeys(
        ('aktif', 'active', 'normal', 'baik', 'hidup', 'online', 'up', 'on'), DeviceStatusChoices.STATUS_ACTIVE
    ),
    **dict.fromkeys(
        ('mati', 'tidak aktif', 'nonaktif', 'non aktif', 'offline', 'off', 'down'), DeviceStatusChoices.STATUS_OFFLINE
    ),
    **dict.fromkeys(('rusak', 'failed', 'rusak berat', 'broken'), DeviceStatusChoices.STATUS_FAILED),
    **dict.fromkeys(('rencana', 'planned'), DeviceStatusChoices.STATUS_PLANNED),
    **dict.fromkeys(('staged', 'disiapkan'), DeviceStatusChoices.STATUS_STAGED),
}  # fmt: skip
# Written down with the device, since NetBox has no field for them.
FURTHER_REMARKS = ('installed', 'valid_until')


class ServerReader:
    """Reads a line; `standing` is what is to be made of it, None while something of it cannot be read."""

    def __init__(self, cells: LineReader, actor: AbstractUser, monitor: bool) -> None:
        self.cells = cells
        self.actor = actor
        self.monitor = monitor
        self.site: Site | None = None
        self.agency: Tenant | None = None
        self.standing: Standing | None = None

    @property
    def refusals(self) -> list[Refusal]:
        return self.cells.refusals

    def take(self, refusals: Iterable[Refusal], fields: Mapping[str, str]) -> None:
        """Add refusals of a service or of NetBox, at the cells that its fields come from."""
        self.cells.take(
            [Refusal(entry.code, entry.message, fields.get(entry.field, entry.field), entry.data) for entry in refusals]
        )

    def read(
        self,
        *,
        site: Site | None,
        agency: Tenant | None,
        racks: Names[Rack] | None,
        types: Mapping[str, DeviceType],
        prefixes: Prefixes,
    ) -> None:
        """Read all cells, so that every problem of the line is said at once."""
        cells = self.cells
        self.site, self.agency = site, agency
        name = cells.text('name', most=64)
        if not name and not any(refusal.field == 'name' for refusal in cells.refusals):
            cells.refuse('name', 'cell-missing', _('name the server.'))
        rack = self._read_rack(racks)
        specification = read_specification(cells, types)
        position, height = self._read_position()
        if 'device_type' not in specification and height and 'u_height' not in specification:
            specification['u_height'] = height
        server = RequestedServer(name=slugify(name)[:63] or 'server', **specification)
        if not cells.refusals:
            cells.take(check(server, exclude=['name']))
        if not cells.refusals and height and server.height != height:
            reason = _('{cells} is {height} U, and the server has {own} U: correct one of them.')
            reason = reason.format(cells=cells.text('unit'), height=f'{height:g}', own=f'{server.height:g}')
            cells.refuse('unit', 'height-differs', reason)
        monitor, port = self._read_monitoring()
        addresses = read_addresses(cells, site=site, prefixes=prefixes, actor=self.actor)
        if monitor and not addresses and not cells.refusals:
            reason = _('a server that is watched needs an IP address: add it, or write “tidak” here.')
            cells.refuse('private_address', 'primary-address-missing', reason)
        status, face = self._choose('status', STATUSES), self._choose('face', FACES)
        persons, remarks = read_persons(cells), read_remarks(cells, cells.table, further=FURTHER_REMARKS)
        tag = cells.text('asset_tag', most=50)
        if cells.refusals or site is None or agency is None or rack is None:
            return
        self.standing = Standing(
            line=cells.line.number,
            name=name,
            site=site,
            agency=agency,
            rack=rack,
            position=position,
            face=face or (DeviceFaceChoices.FACE_FRONT if position else ''),
            server=server,
            asset_tag=tag or None,
            status=status or DeviceStatusChoices.STATUS_ACTIVE,
            addresses=addresses,
            persons=persons,
            comments='\n'.join(f'- {remark}' for remark in remarks),
            monitoring_port=port if monitor else None,
            notes=() if position else (_('The sheet says no unit: nothing keeps its place in the rack free.'),),
        )

    def _read_rack(self, racks: Names[Rack] | None) -> Rack | None:
        text = self.cells.text('rack', most=100)
        if not text:
            if not any(refusal.field == 'rack' for refusal in self.refusals):
                self.cells.refuse('rack', 'cell-missing', _('name the rack in which it stands.'))
            return None
        if racks is None:
            return None
        return racks.find(self.cells, 'rack', text, missing=_('the site has no rack “{text}”, or you may not view it.'))

    def _read_position(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the lowest unit, and the height where the cell names a first and a last unit."""
        text = self.cells.text('unit')
        if not text:
            return None, None
        found = POSITION.match(text.strip())
        if not found:
            reason = _('“{text}” is no unit: write the lowest one, like 12, or 12-13.').format(text=text[:50])
            self.cells.refuse('unit', 'cell-no-unit', reason)
            return None, None
        ends = sorted(Decimal(end.replace(',', '.')) for end in found.groups() if end)
        if not 0 < ends[0] <= ends[-1] <= MAX_RACK_UNITS:
            self.cells.refuse(
                'unit', 'cell-no-unit', _('a rack has units from 1 to {most}.').format(most=MAX_RACK_UNITS)
            )
            return None, None
        return ends[0], (ends[1] - ends[0] + 1 if found[2] else None)

    def _read_monitoring(self) -> tuple[bool, int]:
        said = self.cells.yes('monitoring')
        port = self.cells.whole('monitoring_port', low=1, high=65535)
        return (self.monitor if said is None else said), port or get_setting('exporter_port')

    def _choose(self, key: str, words: Mapping[str, str]) -> str:
        text = self.cells.text(key, most=100)
        if not text:
            return ''
        if known := words.get(normalise(text)):
            return known
        reason = _('“{text}” is not known here: write one of {words}.')
        self.cells.refuse(key, 'cell-unknown', reason.format(text=text[:50], words=', '.join(list(words)[:8])))
        return ''
