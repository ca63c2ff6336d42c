"""The parts of a frozen document, each read from the database as it is at that moment, as plain JSON.

Every part costs a constant number of queries, whatever the number of servers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from dcim.models import Device, Rack
from tenancy.models import ContactAssignment, Tenant

from ..choices import DocumentKindChoices, DocumentStateChoices, HoldStateChoices, TaskStateChoices
from ..constants import APPLICANT, BUILDING_ELECTRICITY
from ..models import CapacityCheck, ColocationRequest, DocumentRegister, RequestedServer
from .indonesian import (
    RESOURCES,
    VERDICTS,
    date_block,
    format_date,
    format_number,
    format_quantity,
    format_time,
    format_units,
)

__all__ = ('PARTS', 'freeze_agency', 'freeze_request')

FACES = {'front': 'depan', 'rear': 'belakang'}


def freeze_agency(agency: Tenant, register: DocumentRegister | None) -> dict[str, Any]:
    """Return the letterhead: the register's own lines, or the address of the agency's first contact that has one."""
    own_lines = _lines(register.letterhead) if register else []
    return {
        'name': agency.name,
        'parent': agency.group.name if agency.group else '',
        'address': own_lines or _contact_lines(agency),
        'place': register.place if register else '',
    }


def freeze_request(request: ColocationRequest) -> dict[str, Any]:
    """Return what the applicant wrote, and the one-line forms of it that records print."""
    people = {
        'administrative': (request.administrative_name, request.administrative_position),
        'technical': (request.technical_name, request.technical_organisation),
    }
    day = date_block(request.letter_date)
    letter = [request.letter_number, f'tanggal {day["text"]}' if day else '']
    return {
        'name': request.name,
        'purpose': request.purpose,
        'location': _place_of(request),
        'letter_number': request.letter_number,
        'letter_date': day,
        'letter_subject': request.letter_subject,
        'letter': ' '.join(filter(None, letter)),
        **{key: ', '.join(filter(None, person)) for key, person in people.items()},
    }


def _servers(request: ColocationRequest) -> list[dict[str, Any]]:
    return [
        {
            'name': server.name,
            'type': _type_of(server),
            'height': format_quantity(server.height, 'U'),
            'power': format_quantity(server.power_draw, 'W'),
            'supplies': format_number(server.power_supplies),
        }
        for server in request.servers.select_related('device_type__manufacturer')
    ]


def _check(request: ColocationRequest) -> dict[str, Any] | None:
    check = request.capacity_checks.select_related('checked_by').first()
    if check is None:
        return None
    at = timezone.localtime(check.checked_at)
    return {
        'at': check.checked_at.isoformat(),
        'at_text': format_time(at),
        'date': date_block(at.date()),
        'by': (check.checked_by.get_full_name() or check.checked_by.username) if check.checked_by else '',
        'verdict': VERDICTS[check.verdict].lower(),
        'findings': [_finding(finding) for finding in check.findings],
        'places': _proposed_places(check),
    }


def _finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    """Put a finding into Indonesian; its facts are numbers, so nothing of it is translated from a sentence."""
    have = finding['have']
    return {
        'resource_key': finding['resource'],
        'verdict_key': finding['verdict'],
        'resource': RESOURCES[finding['resource']],
        'verdict': VERDICTS[finding['verdict']],
        'need': format_quantity(finding['need'], finding['unit']),
        # Less than nothing is free where too much was promised before: a letter says that nothing is.
        'have': format_quantity(None if have is None else max(have, 0), finding['unit']),
        'evidence': ', '.join(item['label'] for item in finding.get('evidence', ())),
    }


def _proposed_places(check: CapacityCheck) -> list[dict[str, Any]]:
    rooms = {
        rack.pk: rack.location.name if rack.location else rack.site.name
        for rack in Rack.objects.filter(pk__in=[place['rack'] for place in check.placements]).select_related(
            'location', 'site'
        )
    }
    return [
        {
            'server': place['server_name'],
            'room': rooms.get(place['rack'], ''),
            'rack': place['rack_name'],
            'units': format_units(place['position'], place['height']),
        }
        for place in check.placements
    ]


def _building(request: ColocationRequest) -> dict[str, Any] | None:
    """Return what general affairs said about the building's electricity, when a step of the case recorded it."""
    if request.case is None:
        return None
    task = request.case.tasks.filter(data__has_key=BUILDING_ELECTRICITY).order_by('-closed_at').first()
    if task is None:
        return None
    verdict = task.data[BUILDING_ELECTRICITY]
    return {
        'verdict_key': verdict,
        'verdict': VERDICTS.get(verdict, VERDICTS['unknown']).lower(),
        'confirmed_by': str(task.data.get('confirmed_by') or ''),
    }


def _places(request: ColocationRequest) -> list[dict[str, Any]]:
    """Return what is held for the request: one line for each server, whatever the number of faces."""
    hold = request.holds.filter(state=HoldStateChoices.ACTIVE).first()
    if hold is None:
        return []
    addresses: dict[int, list[str]] = {}
    for held in hold.addresses.select_related('address'):
        if held.address:
            addresses.setdefault(held.server_id, []).append(str(held.address.address))
    places = {}
    for units in hold.units.select_related('server__device_type', 'rack__location', 'rack__site'):
        location = units.rack.location or units.rack.site
        places[units.server_id] = {
            'server': units.server.name,
            'room': location.name,
            'rack': units.rack.name,
            'units': format_units(units.position, units.server.height),
            'addresses': addresses.get(units.server_id, []),
        }
    return list(places.values())


def _delivery(request: ColocationRequest) -> dict[str, Any]:
    """Return where the servers go, and until when their place is held."""
    hold = request.holds.filter(state=HoldStateChoices.ACTIVE).first()
    until = timezone.localtime(hold.expires_at).date() if hold else None
    return {'place': _place_of(request), 'until': date_block(until)}


def _devices(request: ColocationRequest) -> list[dict[str, Any]]:
    servers = request.servers.filter(device__isnull=False).select_related(
        'device__device_type__manufacturer', 'device__rack', 'device__location', 'device__site'
    )
    servers = servers.prefetch_related('device__interfaces__ip_addresses', 'device__services')
    return [_device(server.device) for server in servers]


def _device(device: Device) -> dict[str, Any]:
    addresses = [ip.address for interface in device.interfaces.all() for ip in interface.ip_addresses.all()]
    return {
        'name': device.name,
        'type': str(device.device_type.manufacturer) + ' ' + device.device_type.model,
        'serial': device.serial,
        'asset_tag': device.asset_tag or '',
        'site': device.site.name,
        'room': device.location.name if device.location else '',
        'rack': device.rack.name if device.rack else '',
        'units': format_units(device.position, device.device_type.u_height),
        'face': FACES.get(device.face, device.face),
        'addresses': [str(address) for address in sorted(addresses)],  # IPv4 before IPv6, by number
        'services': [mapping for service in device.services.all() for mapping in service.port_mappings],
    }


def _reply(request: ColocationRequest) -> str:
    """Return number and date of the letter that answered the request, in one line."""
    letter = (
        request.documents.filter(kind=DocumentKindChoices.REPLY_LETTER)
        .exclude(state=DocumentStateChoices.DRAFT)
        .order_by('-pk')
        .first()
    )
    return f'{letter.number} tanggal {format_date(letter.dated)}' if letter and letter.dated else ''


def _chronology(request: ColocationRequest) -> list[dict[str, Any]]:
    if request.case is None:
        return []
    tasks = request.case.tasks.filter(state=TaskStateChoices.CLOSED).select_related('role').order_by('closed_at', 'pk')
    return [
        {
            'step': task.step,
            'role': task.role.name if task.role else 'Pemohon' if task.role_key == APPLICANT else task.role_key,
            'name': task.closed_by_name,
            'outcome': task.outcome,
            'at_text': format_time(timezone.localtime(task.closed_at)),
        }
        for task in tasks
    ]


def _place_of(request: ColocationRequest) -> str:
    return f'{request.location.name}, {request.site.name}' if request.location else request.site.name


def _type_of(server: RequestedServer) -> str:
    if server.device_type:
        return f'{server.device_type.manufacturer.name} {server.device_type.model}'
    return f'{server.manufacturer} {server.model}'.strip()


def _contact_lines(agency: Tenant) -> list[str]:
    assignments = ContactAssignment.objects.filter(
        object_type__app_label='tenancy', object_type__model='tenant', object_id=agency.pk
    ).select_related('contact')
    for assignment in assignments.exclude(contact__address='').order_by('pk'):
        contact = assignment.contact
        reach = [f'Telepon {contact.phone}' if contact.phone else '', f'Surel {contact.email}' if contact.email else '']
        return [*_lines(contact.address), *filter(None, [', '.join(filter(None, reach))])]
    return []


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


Part = Callable[[ColocationRequest], Any]
PARTS: Mapping[str, Part] = {
    'servers': _servers,
    'check': _check,
    'building': _building,
    'places': _places,
    'delivery': _delivery,
    'devices': _devices,
    'reply': _reply,
    'chronology': _chronology,
}
