"""What a subject's papers are about, frozen as plain JSON: who asks for what, the visit, the ticket.

Every function costs a constant number of queries.
"""

import datetime
from typing import Any

from django.utils import timezone

from dcim.models import Device

from ..choices import (
    TicketCategoryChoices,
    TicketKindChoices,
    TicketPriorityChoices,
    TicketTimingChoices,
    WorkStatusChoices,
)
from ..models import AccessVisit, ColocationRequest, MaintenanceTicket
from .indonesian import date_block, format_date, format_time, format_units, mask_identity_numbers
from .subjects import Subject, documents_of

__all__ = (
    'freeze_device',
    'freeze_returned',
    'freeze_subject',
    'freeze_ticket',
    'freeze_visit',
    'place_of',
    'window_text',
)

FACES = {'front': 'depan', 'rear': 'belakang'}
TICKET_KINDS = {TicketKindChoices.REQUEST: 'Permintaan layanan', TicketKindChoices.INCIDENT: 'Gangguan'}
PRIORITIES = {
    TicketPriorityChoices.LOW: 'Rendah',
    TicketPriorityChoices.NORMAL: 'Normal',
    TicketPriorityChoices.HIGH: 'Tinggi',
    TicketPriorityChoices.URGENT: 'Mendesak',
}
TIMINGS = {TicketTimingChoices.PLANNED: 'Terencana', TicketTimingChoices.URGENT: 'Mendesak'}
CATEGORIES = {
    'network': 'Jaringan',
    'server': 'Server',
    'power': 'Listrik dan UPS',
    'cooling': 'Pendingin',
    'cabling': 'Pengkabelan',
    'application': 'Aplikasi atau situs web',
    'building': 'Ruang dan gedung',
    'other': 'Lainnya',
}
# What the work touches besides devices, which have a table of their own.
TOUCHED = {
    'racks': 'Rak',
    'rooms': 'Ruang',
    'power_panels': 'Panel listrik',
    'power_feeds': 'Jalur listrik',
    'circuits': 'Sirkuit',
    'prefixes': 'Prefiks IP',
}
WORK_STATUSES = {
    WorkStatusChoices.WAITING: 'Menunggu',
    WorkStatusChoices.UNDER_WAY: 'Sedang dikerjakan',
    WorkStatusChoices.ON_HOLD: 'Ditunda',
    WorkStatusChoices.DONE: 'Selesai',
}


def freeze_subject(subject: Subject) -> dict[str, Any]:
    """Return what the applicant wrote, and the one-line forms of it that records print."""
    people = {
        'administrative': (subject.administrative_name, subject.administrative_position),
        'technical': (subject.technical_name, subject.technical_organisation),
    }
    day = date_block(subject.letter_date)
    letter = [subject.letter_number, f'tanggal {day["text"]}' if day else '']
    return {
        'name': subject.name,
        'purpose': subject.problem if isinstance(subject, MaintenanceTicket) else subject.purpose,
        'location': place_of(subject),
        'letter_number': subject.letter_number,
        'letter_date': day,
        'letter_subject': subject.letter_subject,
        'letter': ' '.join(filter(None, letter)),
        **{key: ', '.join(filter(None, person)) for key, person in people.items()},
    }


def freeze_visit(visit: AccessVisit) -> dict[str, Any]:
    """Return the visit as it was allowed, and as it went as far as it did."""
    return {
        'purpose': mask_identity_numbers(visit.purpose),
        'room': place_of(visit),
        'racks': [rack.name for rack in visit.racks.order_by('name', 'pk')],
        'window': window_text(visit.starts_at, visit.ends_at),
        'starts': _moment(visit.starts_at),
        'ends': _moment(visit.ends_at),
        'visitors': [mask_identity_numbers(name) for name in visit.visitor_names],
        'entered': _moment(visit.entered_at),
        'left': _moment(visit.left_at),
        'escort': visit.escort_name,
    }


def freeze_ticket(ticket: MaintenanceTicket) -> dict[str, Any]:
    devices = ticket.devices.select_related('device_type__manufacturer', 'rack', 'location', 'site')
    devices = devices.prefetch_related('interfaces__ip_addresses', 'services').order_by('name', 'pk')
    return {
        'kind': TICKET_KINDS.get(ticket.kind, ticket.kind),
        'kind_key': ticket.kind,
        'priority': PRIORITIES.get(ticket.priority, ticket.priority),
        'timing': TIMINGS.get(ticket.timing, ticket.timing),
        'category': _category(ticket.category),
        'register': ticket.register_number,
        'problem': ticket.problem,
        'place': place_of(ticket),
        'devices': [freeze_device(device) for device in devices],
        'touched': [
            {'kind': kind, 'name': str(row)}
            for name, kind in TOUCHED.items()
            for row in getattr(ticket, name).order_by('pk')
        ],
        'technicians': list(ticket.technicians.order_by('holder_name', 'pk').values_list('holder_name', flat=True)),
        'begun': _moment(ticket.begun_at),
        'finished': _moment(ticket.finished_at),
        'analysis': ticket.analysis,
        'solution': ticket.solution,
        'work_status': WORK_STATUSES.get(ticket.work_status, ticket.work_status),
        'work_status_key': ticket.work_status,
    }


def _category(category: str) -> str:
    """Return the category's word; of a site's own, the label that the site gave it."""
    own = {value: str(label) for value, label in TicketCategoryChoices()}
    return CATEGORIES.get(category) or own.get(category, category)


def freeze_returned(request: ColocationRequest) -> list[dict[str, Any]]:
    """Return the devices that a retrieval takes back, where they stand and whose they are.

    One that was dismounted stands nowhere any more: the last paper that was written before says where it stood.
    """
    stood = _former_places(request)
    devices = request.returned_devices.select_related(
        'device_type__manufacturer', 'rack', 'location', 'site', 'tenant'
    ).prefetch_related('interfaces__ip_addresses', 'services')
    return [
        {
            **freeze_device(device),
            **({} if device.rack else stood.get(device.pk, {})),
            'pk': device.pk,
            'tenant': device.tenant.name if device.tenant else '',
        }
        for device in devices.order_by('name', 'pk')
    ]


def _former_places(request: ColocationRequest) -> dict[int, dict[str, str]]:
    papers = documents_of(request).filter(data__has_key='returned').order_by('pk')
    return {
        device['pk']: {key: device[key] for key in ('room', 'rack', 'units')}
        for paper in papers
        for device in paper.data['returned']
        if device['rack']
    }


def freeze_device(device: Device) -> dict[str, Any]:
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


def place_of(subject: Subject) -> str:
    return f'{subject.location.name}, {subject.site.name}' if subject.location else subject.site.name


def window_text(starts: datetime.datetime, ends: datetime.datetime) -> str:
    """Return *21 November 2026 pukul 09.00–11.00 WIB*, or both moments in full when they are on two days."""
    starts, ends = timezone.localtime(starts), timezone.localtime(ends)
    if starts.date() == ends.date():
        return f'{format_date(starts.date())} pukul {starts:%H.%M}–{ends:%H.%M} {ends.tzname() or ""}'.strip()
    return f'{format_time(starts)} s.d. {format_time(ends)}'


def _moment(moment: datetime.datetime | None) -> str:
    return format_time(timezone.localtime(moment)) if moment else ''
