"""The end state of a walk, looked at through NetBox's own endpoints (and the feed, which is what monitoring reads)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .sheet import Sheet
from .visitor import PLUGIN, Visitor

__all__ = ('Promise', 'check_end_state', 'is_in_feed', 'promises', 'reservations')

FEED = f'{PLUGIN}monitoring/prometheus/'


@dataclass(frozen=True)
class Promise:
    """What was held for one server before it stood there, and where the procedure says it is now."""

    server: str
    rack: int
    rack_name: str
    position: float
    height: float
    addresses: tuple[str, ...]
    serial: str
    tenant: str

    @property
    def units(self) -> list[int]:
        return list(range(int(self.position), int(self.position + self.height)))


def promises(officer: Visitor, request: int, *, tenant: str) -> list[Promise]:
    """Return what the request's newest hold promised, server by server."""
    hold = officer.find(f'{PLUGIN}holds/', request_id=request, ordering='-held_at')[0]
    servers = {row['id']: row for row in officer.find(f'{PLUGIN}requested-servers/', request_id=request)}
    units = {row['server']['id']: row for row in hold['units']}
    return [
        Promise(
            server=servers[pk]['name'],
            rack=row['rack']['id'],
            rack_name=row['rack']['name'],
            position=row['position'],
            height=row['height'],
            addresses=tuple(held['address']['display'] for held in hold['addresses'] if held['server']['id'] == pk),
            serial=servers[pk]['serial'],
            tenant=tenant,
        )
        for pk, row in units.items()
    ]


def reservations(officer: Visitor, promise: Promise, case: str) -> list[dict[str, Any]]:
    """Return the reservations that NetBox shows in the server's rack for a case."""
    rows = officer.find('dcim/rack-reservations/', rack_id=promise.rack)
    return [row for row in rows if case in row['description']]


def is_in_feed(reader: Visitor, server: str) -> bool:
    """Tell whether monitoring is told about the server."""
    return any(group['labels'].get('__meta_netbox_name') == server for group in reader.get(FEED))


def check_end_state(sheet: Sheet, *, officer: Visitor, reader: Visitor, promise: Promise, case: str) -> None:
    """Check everything that NetBox must say now about one server, a line for each."""
    devices = officer.find('dcim/devices/', name=promise.server, rack_id=promise.rack)
    sheet.check(len(devices) == 1, f'dcim/devices: {promise.server} stands once in rack {promise.rack_name}')
    if len(devices) == 1:
        for is_right, text in (*_device(devices[0], promise), *_addresses(officer, devices[0], promise)):
            sheet.check(is_right, text)
        sheet.check(*_elevation(officer, devices[0], promise))
    left = reservations(officer, promise, case)
    sheet.check(not left, f'dcim/rack-reservations: rack {promise.rack_name} keeps none for {case}')
    sheet.check(is_in_feed(reader, promise.server), f'monitoring feed: lists {promise.server}')


def _device(device: dict[str, Any], promise: Promise) -> Iterator[tuple[bool, str]]:
    face, position = (device['face'] or {}).get('value'), device['position']
    yield (
        position == promise.position,
        f'dcim/devices: position U{position:g}, as it was held (U{promise.position:g})',
    )
    yield face == 'front', f'dcim/devices: face {face}'
    status = device['status']['value']
    yield status == 'active', f'dcim/devices: status {status}'
    tenant = (device['tenant'] or {}).get('slug')
    yield tenant == promise.tenant, f'dcim/devices: tenant {tenant}'
    serial = device['serial']
    yield serial == promise.serial, f'dcim/devices: serial number {serial}'


def _elevation(officer: Visitor, device: dict[str, Any], promise: Promise) -> tuple[bool, str]:
    """Compare the units that the device takes, which NetBox counts in halves, with those that were held."""
    slots = officer.find(f'dcim/racks/{promise.rack}/elevation/', face=device['face']['value'])
    taken = sorted(float(slot['id']) for slot in slots if (slot['device'] or {}).get('id') == device['id'])
    wanted = [unit + half for unit in promise.units for half in (0.0, 0.5)]
    shown = ', '.join(f'U{unit:g}' for unit in taken if unit.is_integer())
    return (
        taken == wanted,
        f'dcim/racks/elevation: it takes {shown or "no unit"} of rack {promise.rack_name}, and no other',
    )


def _addresses(officer: Visitor, device: dict[str, Any], promise: Promise) -> Iterator[tuple[bool, str]]:
    rows = officer.find('ipam/ip-addresses/', device_id=device['id'])
    found = sorted(row['address'] for row in rows)
    yield found == sorted(promise.addresses), f'ipam/ip-addresses: {", ".join(found)} are assigned to it'
    for row in rows:
        is_right = (
            row['status']['value'] == 'active'
            and row['assigned_object_type'] == 'dcim.interface'
            and (row['tenant'] or {}).get('slug') == promise.tenant
        )
        port = (row['assigned_object'] or {}).get('display')
        yield is_right, f'ipam/ip-addresses: {row["address"]} is {row["status"]["value"]}, on {port}, of the tenant'
    for family in ('4', '6'):
        wanted = any((':' in address) == (family == '6') for address in promise.addresses)
        primary = (device[f'primary_ip{family}'] or {}).get('address')
        if wanted:
            yield primary in promise.addresses, f'dcim/devices: primary IPv{family} address {primary}'
