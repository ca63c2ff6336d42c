"""What a line says about the machine itself, as a server that is asked for: by device type, or described."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dcim.models import DeviceType

from ..exceptions import Refusal
from ..models import RequestedServer
from .headings import Line, Table, normalise
from .values import LineReader

__all__ = ('REMARKS', 'check', 'full_names', 'read_remarks', 'read_specification')

REMARKS = ('applications', 'processor', 'cores', 'memory', 'storage', 'database', 'developer', 'remarks')
MOUNTED = frozenset({'rack', 'rackmount', 'rack mount', 'rack mounted', 'rack server', 'blade', 'rak'})
STANDING = frozenset({'tower', 'desktop', 'pc', 'mini pc', 'pc desktop', 'tower server', 'server tower', 'pc server'})
WATTS = ('w', 'watt', 'watts', 'va')
UNITS = ('u', 'ru', 'unit')
MILLIMETRES = ('mm',)
KILOGRAMS = ('kg',)
SERVICE = re.compile(
    r'^(?:(tcp|udp|sctp)\s*[/: ]\s*)?(\d{1,5})(?:\s*[/ ]\s*(tcp|udp|sctp))?(?:\s*\(.*\))?$', re.IGNORECASE
)
PORTS = {
    'ssh': 22,
    'smtp': 25,
    'dns': 53,
    'http': 80,
    'https': 443,
    'mysql': 3306,
    'postgresql': 5432,
    'postgres': 5432,
}
LISTS = {
    'mac_addresses': lambda text: text.upper().replace('-', ':'),
    'domain_names': lambda text: re.sub(r'^[a-z]+://', '', text.lower()).split('/')[0].rstrip('.'),
}  # fmt: skip
# Which cell a rule of the model is about.
CELLS = {'device_type': 'make_model', 'is_rack_mountable': 'form'}


def full_names(lines: Iterable[Line]) -> set[str]:
    """Return what the lines call device types: manufacturer and model."""
    names = set()
    for line in lines:
        cells = line.cells
        names.add(' '.join(cells.get('make_model', '').split()))
        names.add(' '.join(f'{cells.get("manufacturer", "")} {cells.get("model", "")}'.split()))
    return names - {''}


def read_specification(reader: LineReader, types: Mapping[str, DeviceType]) -> dict[str, Any]:
    """Return the fields of a requested server that the line fills; those that it leaves open are not there."""
    fields: dict[str, Any] = {
        **_read_type(reader, types),
        'serial': reader.text('serial', most=50),
        'u_height': reader.decimal('u_height', units=UNITS, high=100),
        'depth_mm': reader.whole('depth_mm', low=1, high=5000, units=MILLIMETRES),
        'weight_kg': reader.decimal('weight_kg', units=KILOGRAMS, high=5000),
        'power_draw': reader.whole('power_draw', low=1, high=100_000, units=WATTS),
        'power_supplies': reader.whole('power_supplies', low=1, high=100),
        'network_interfaces': reader.whole('network_interfaces', low=1, high=100),
        'is_full_depth': reader.yes('is_full_depth'),
        'is_rack_mountable': _read_form(reader),
        'operating_system': reader.text('operating_system', most=100),
        'services': _read_services(reader),
        **{name: reader.entries(name, clean) for name, clean in LISTS.items()},
    }
    fields = {name: value for name, value in fields.items() if value not in (None, '', [])}
    # A sheet names the addresses of ports and seldom their number.
    if 'network_interfaces' not in fields and len(fields.get('mac_addresses', ())) > 1:
        fields['network_interfaces'] = len(fields['mac_addresses'])
    return fields


def read_remarks(reader: LineReader, table: Table, *, further: Iterable[str] = ()) -> list[str]:
    """Return what NetBox has no field for, under the sheet's own headings."""
    remarks = []
    for key in (*REMARKS, *further):
        if text := reader.text(key, most=2000):
            remarks.append(f'{table.heading(key)}: {text}')
    return remarks


def check(server: RequestedServer, *, exclude: Iterable[str] = ()) -> list[Refusal]:
    """Return what the rules of a requested server say against this one, at the cells that it is about."""
    try:
        server.full_clean(exclude=[*exclude, 'request'], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [
            Refusal('netbox-refuses', text, field=CELLS.get(name, name))
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return []


def _read_type(reader: LineReader, types: Mapping[str, DeviceType]) -> dict[str, Any]:
    both = ' '.join(reader.text('make_model', most=200).split())
    manufacturer, model = reader.text('manufacturer', most=100), reader.text('model', most=100)
    for name in (both, ' '.join(f'{manufacturer} {model}'.split())):
        if known := types.get(name.lower()):
            return {'device_type': known}
    if both and not manufacturer:
        manufacturer, _blank, rest = both.partition(' ')
        return {'manufacturer': manufacturer[:100], 'model': model or rest[:100]}
    return {'manufacturer': manufacturer, 'model': model or both[:100]}


def _read_form(reader: LineReader) -> bool | None:
    text = reader.text('form')
    if not text:
        return None
    plain = normalise(text)
    if plain in MOUNTED or plain in STANDING:
        return plain in MOUNTED
    reader.refuse('form', 'cell-unknown', _('write “rack mount” or “tower”.'))
    return None


def _read_services(reader: LineReader) -> list[str]:
    services = []
    for entry in reader.entries('services'):
        port = PORTS.get(entry.lower())
        found = SERVICE.match(entry)
        if port is None and not found:
            reason = _('“{text}” is no port: write it like 443 or udp/53.').format(text=entry[:50])
            reader.refuse('services', 'cell-no-port', reason)
        elif port is not None:
            services.append(f'tcp/{port}')
        elif found:
            services.append(f'{(found[1] or found[3] or "tcp").lower()}/{int(found[2])}')
    return list(dict.fromkeys(services))
