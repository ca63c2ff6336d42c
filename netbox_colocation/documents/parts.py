"""The parts of a frozen document, each read from the database as it is at that moment, as plain JSON.

Every part costs a constant number of queries, whatever the number of servers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from dcim.models import Rack

from ..choices import DocumentKindChoices, DocumentStateChoices, HoldStateChoices
from ..constants import BUILDING_ELECTRICITY
from ..models import CapacityCheck, ColocationRequest, name_of_user
from .access_log import freeze_carried, freeze_door, freeze_log, freeze_people, freeze_permission, freeze_rules
from .agency_head import freeze_agency
from .applicant_forms import freeze_administration, freeze_form, freeze_pictures
from .case_file import (
    freeze_checklists,
    freeze_chronology,
    freeze_confirmations,
    freeze_dispositions,
    freeze_remarks,
)
from .guest_book import freeze_guests
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
from .reception import freeze_goods, freeze_reception, freeze_verification, type_of
from .subject_parts import freeze_device, freeze_returned, freeze_ticket, freeze_visit, place_of
from .subjects import Subject, documents_of
from .work_papers import freeze_materials, freeze_order, freeze_photos, freeze_work_log

__all__ = ('PARTS', 'freeze_agency')


def _servers(request: ColocationRequest) -> list[dict[str, Any]]:
    return [
        {
            'name': server.name,
            'type': type_of(server),
            'height': format_quantity(server.height, 'U'),
            'power': format_quantity(server.power_draw, 'W'),
            'supplies': format_number(server.power_supplies),
            'serial': server.serial,
            'system': server.operating_system,
            'domains': list(server.domain_names),
            'services': list(server.services),
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
        'by': name_of_user(check.checked_by),
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


def freeze_places(request: ColocationRequest) -> list[dict[str, Any]]:
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
    return {'place': place_of(request), 'until': date_block(until)}


def _devices(request: ColocationRequest) -> list[dict[str, Any]]:
    servers = request.servers.filter(device__isnull=False).select_related(
        'device__device_type__manufacturer', 'device__rack', 'device__location', 'device__site'
    )
    servers = servers.prefetch_related('device__interfaces__ip_addresses', 'device__services')
    return [freeze_device(server.device) for server in servers]


def _reply(subject: Subject) -> str:
    """Return number and date of the letter that answered the subject, in one line."""
    letter = (
        documents_of(subject)
        .filter(kind=DocumentKindChoices.REPLY_LETTER)
        .exclude(state=DocumentStateChoices.DRAFT)
        .order_by('-pk')
        .first()
    )
    return f'{letter.number} tanggal {format_date(letter.dated)}' if letter and letter.dated else ''


Part = Callable[[Any], Any]
PARTS: Mapping[str, Part] = {
    'form': freeze_form,
    'administration': freeze_administration,
    'pictures': freeze_pictures,
    'guests': freeze_guests,
    'servers': _servers,
    'check': _check,
    'building': _building,
    'confirmations': freeze_confirmations,
    'places': freeze_places,
    'delivery': _delivery,
    'devices': _devices,
    'goods': freeze_goods,
    'reception': freeze_reception,
    'measured': freeze_verification,
    'returned': freeze_returned,
    'visit': freeze_visit,
    'people': freeze_people,
    'carried': freeze_carried,
    'permission': freeze_permission,
    'rules': freeze_rules,
    'door': freeze_door,
    'log': freeze_log,
    'ticket': freeze_ticket,
    'dispositions': freeze_dispositions,
    'checklists': freeze_checklists,
    'materials': freeze_materials,
    'work_log': freeze_work_log,
    'photos': freeze_photos,
    'order': freeze_order,
    'remarks': freeze_remarks,
    'reply': _reply,
    'chronology': freeze_chronology,
}
