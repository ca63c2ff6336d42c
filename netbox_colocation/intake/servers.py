"""Servers that stand already, from an agency's inventory sheet: a line becomes a device with all that belongs to it.

It goes through what an installation goes through: the locks on racks, pools and addresses; NetBox's own validation; the
guards of what is held for requests; names, serial numbers, MAC addresses and addresses that are somebody else's.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from dcim.models import Rack, Site
from tenancy.models import Tenant

from ..allocation import locks
from ..allocation.holds import NETBOX_REFUSES, refusals_of
from ..compat import lock_available_addresses
from ..exceptions import OutcomeRefused
from ..models import CapacityPool
from ..workflows import target_events
from ..workflows.actors import by_permission
from . import lookup
from .addresses import Prefixes
from .estate import Estate
from .headings import Line, Table
from .placing import Placed, place_server
from .reading_servers import ServerReader
from .reports import Made, Report, carry_out, may_add
from .specifications import full_names
from .standing import Standing
from .values import LineReader

__all__ = ('ServerDefaults', 'import_servers')

# What a line says is at these cells of the sheet; NetBox says it of its own fields.
CELLS = {
    'position': 'unit', 'tenant': 'agency', 'device_type': 'make_model', 'address': 'private_address',
    'assigned_object': 'private_address', 'slug': 'make_model', 'port': 'monitoring_port', 'cluster': 'rack',
    'email': 'technical_email',
}  # fmt: skip
# What one machine alone can have.
UNIQUE = ('name', 'serial', 'asset_tag')


@dataclass(frozen=True)
class ServerDefaults:
    """What counts where a line says nothing; `monitor`: whether servers get a monitoring target."""

    site: Site | None = None
    agency: Tenant | None = None
    monitor: bool = False


def import_servers(
    table: Table, defaults: ServerDefaults, *, actor: AbstractUser, now: datetime.datetime, dry_run: bool = False
) -> Report:
    """Make a device for every line; all of them, or none. Problems of all lines are in the report."""

    def act(report: Report) -> None:
        readers = _read(table, defaults, actor)
        _refuse_twins(readers)
        standing = [reader.standing for reader in readers if reader.standing]
        _lock(standing)
        estate = Estate(standing, table.lines, actor)
        made = [_place(reader, report, estate, actor=actor, now=now) for reader in readers]
        placed = [entry for entry in made if entry]
        _demand_rights(placed, actor)
        for reader in readers:
            report.refusals += reader.refusals
        if report.is_stored:
            _tell(placed, actor, now)

    return carry_out(act, table, dry_run=dry_run)


def _read(table: Table, defaults: ServerDefaults, actor: AbstractUser) -> list[ServerReader]:
    tenants, sites = lookup.name_tenants(actor), lookup.name_sites(actor)
    types = lookup.find_device_types(actor, full_names(table.lines))
    chosen = {defaults.site.pk} if defaults.site else set()
    named = (sites.keys.get(lookup.normalise(line.cells.get('site', '')), set()) for line in table.lines)
    racks = lookup.name_racks(actor, chosen.union(*named))
    prefixes = Prefixes(table.lines, actor)
    readers = []
    for line in table.lines:
        reader = ServerReader(LineReader(table, line), actor, defaults.monitor)
        site = _find(reader.cells, 'site', sites, defaults.site, *_no_site())
        agency = _find(reader.cells, 'agency', tenants, defaults.agency, *_no_agency())
        rack = racks.get(site.pk, lookup.Names({}, ())) if site else None
        reader.read(site=site, agency=agency, racks=rack, types=types, prefixes=prefixes)
        readers.append(reader)
    return readers


def _find(reader: LineReader, key: str, names: lookup.Names[Any], default: Any, missing: str, empty: str) -> Any:
    if text := reader.text(key, most=200):
        return names.find(reader, key, text, missing=missing)
    if default is None and not reader.refusals:
        reader.refuse(key, 'cell-missing', empty)
    return default


def _refuse_twins(readers: Sequence[ServerReader]) -> None:
    """Refuse what two lines have and one machine alone can have."""
    for key in UNIQUE:
        seen: dict[tuple[Any, str], Line] = {}
        for reader in readers:
            text = reader.cells.line.cells.get(key, '').strip()
            # NetBox wants names to be unique for an agency at a site.
            scope = (reader.site, reader.agency) if key == 'name' else None
            first = seen.setdefault((scope, text.casefold()), reader.cells.line)
            if text and text != '-' and first is not reader.cells.line:
                reason = _('line {line} has {text} as well: each machine has its own.')
                reason = reason.format(line=first.number, text=text[:50])
                reader.cells.refuse(key, 'twice-in-file', reason, first=first.number)


def _lock(standing: Sequence[Standing]) -> None:
    """Take the locks of an allocation, in their order, for every rack and site of the file."""
    locks.lock_rows(Rack.objects.filter(pk__in={entry.rack.pk for entry in standing}))
    locks.lock_rows(CapacityPool.objects.filter(site__in={entry.site.pk for entry in standing}))
    if any(entry.addresses for entry in standing):
        lock_available_addresses()
    # Read before, and not looked up again for every line.
    locks.share_rows(Site, {entry.site.pk for entry in standing})
    locks.share_rows(Tenant, {entry.agency.pk for entry in standing})


def _place(
    reader: ServerReader, report: Report, estate: Estate, *, actor: AbstractUser, now: datetime.datetime
) -> tuple[ServerReader, Placed] | None:
    """Make what the line asks for; what is refused is undone for this line alone, and said."""
    standing: Standing | None = reader.standing
    if standing is None or reader.refusals:
        return None
    try:
        placed = place_server(standing, estate, actor=actor, now=now)
    except OutcomeRefused as error:
        reader.take(error.refusals, CELLS)
        return None
    except NETBOX_REFUSES as error:
        reader.take(refusals_of(error), CELLS)
        return None
    number = reader.cells.line.number
    report.made.append(Made(number, standing.name, placed.evidence, (*standing.notes, *placed.notes)))
    return reader, placed


def _demand_rights(made: Sequence[tuple[ServerReader, Placed]], actor: AbstractUser) -> None:
    """Refuse rows that the actor may not add as they are now, as NetBox's own pages do after a save."""
    for key, rows_of in (
        ('name', lambda placed: [placed.device]),
        ('private_address', lambda placed: placed.new_addresses),
        ('monitoring', lambda placed: placed.targets),
    ):
        allowed = may_add([row for _reader, placed in made for row in rows_of(placed)], actor)
        for reader, placed in made:
            if any(row.pk not in allowed for row in rows_of(placed)):
                reason = _('you may not add this; ask for the permission.')
                reader.cells.refuse(key, 'permission-missing', reason)


def _tell(made: Sequence[tuple[ServerReader, Placed]], actor: AbstractUser, now: datetime.datetime) -> None:
    """Let event rules have the targets that were asked for."""
    if targets := [target for _reader, placed in made for target in placed.targets]:
        target_events.tell('target-requested', targets, now=now, actor=by_permission(actor))


def _no_agency() -> tuple[str, str]:
    return (
        _('there is no agency “{text}” in NetBox: add it there, or correct the name.'),
        _('name the agency, or choose one for all lines.'),
    )


def _no_site() -> tuple[str, str]:
    return (
        _('there is no site “{text}” in NetBox: correct the name.'),
        _('name the site, or choose one for all lines.'),
    )
