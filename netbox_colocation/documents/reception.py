"""The parts of a frozen document about servers that arrive: what was handed over, and what was found in it."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from ..models import ColocationRequest, RequestedServer
from .case_file import last_answer
from .indonesian import date_block, format_number, format_quantity
from .subject_parts import place_of

__all__ = ('compare', 'freeze_goods', 'freeze_reception', 'freeze_verification', 'type_of')

# What is measured on arrival: the key in `found`, how the paper names it, and its unit.
ASPECTS: Mapping[str, tuple[str, str]] = {
    'serial': ('Nomor seri', ''),
    'u_height': ('Tinggi', 'U'),
    'depth_mm': ('Kedalaman', 'mm'),
    'power_supplies': ('Jumlah catu daya', ''),
    'power_draw': ('Daya', 'W'),
    'network_interfaces': ('Jumlah antarmuka jaringan', ''),
    'rack_mountable': ('Dapat dipasang di rak', ''),
}
SAME, OTHER = 'Sesuai', 'Tidak sesuai'


def type_of(server: RequestedServer) -> str:
    if server.device_type:
        return f'{server.device_type.manufacturer.name} {server.device_type.model}'
    return f'{server.manufacturer} {server.model}'.strip()


def freeze_goods(request: ColocationRequest) -> list[dict[str, Any]]:
    """Return the servers that change hands; the serial number as found on arrival, else as the applicant stated it."""
    return [
        {
            'name': server.name,
            'type': type_of(server),
            'serial': str(server.found.get('serial') or server.serial),
            'height': format_quantity(server.height, 'U'),
        }
        for server in request.servers.select_related('device_type__manufacturer')
    ]


def freeze_reception(request: ColocationRequest) -> dict[str, Any]:
    """Return how and when the servers came, as far as the steps of the case asked."""
    received = last_answer(request.case, 'received_on')
    return {
        'place': place_of(request),
        'received': date_block(_day(received)),
        'boxes': last_answer(request.case, 'boxes'),
        'carrier': last_answer(request.case, 'carrier'),
        'tracking_number': last_answer(request.case, 'tracking_number'),
    }


def freeze_verification(request: ColocationRequest) -> list[dict[str, Any]]:
    """Return each server with what was promised and what was found; `is_verified` says whether anybody looked."""
    servers = []
    for server in request.servers.select_related('device_type__manufacturer'):
        promised = {
            'serial': server.serial,
            'u_height': server.height,
            'depth_mm': server.depth_mm,
            'power_supplies': server.power_supplies,
            'power_draw': server.power_draw,
            'network_interfaces': server.network_interfaces,
            'rack_mountable': True,
        }
        aspects = compare(promised, server.found)
        servers.append(
            {
                'name': server.name,
                'type': type_of(server),
                'is_verified': bool(aspects),
                'is_same': all(aspect['is_same'] for aspect in aspects),
                'aspects': aspects,
            }
        )
    return servers


def compare(promised: Mapping[str, Any], found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a line for each aspect that was measured. Pure.

    What nobody promised cannot differ; numbers are equal as numbers (1 and 1.0 U are the same).
    """
    lines = []
    for key, (aspect, unit) in ASPECTS.items():
        if (measured := found.get(key)) in (None, ''):
            continue
        promise = promised.get(key)
        is_same = promise in (None, '') or _is_same(promise, measured)
        lines.append(
            {
                'aspect': aspect,
                'promised': _wording(promise, unit),
                'found': _wording(measured, unit),
                'is_same': is_same,
                'result': SAME if is_same else OTHER,
            }
        )
    return lines


def _is_same(promise: Any, measured: Any) -> bool:
    """Text is the same letter by letter, numbers are the same as numbers."""
    if isinstance(promise, bool | str):
        return bool(promise == measured)
    try:
        return Decimal(str(promise)) == Decimal(str(measured))
    except InvalidOperation:
        return False


def _wording(value: Any, unit: str) -> str:
    if value in (None, ''):
        return '–'
    if isinstance(value, bool):
        return 'Ya' if value else 'Tidak'
    if isinstance(value, str) and not unit:
        return value
    return format_quantity(Decimal(str(value)), unit) if unit else format_number(value)


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
