"""Facts: what a document's conditions (`when`) compare, and moments from which time limits run (`limit_from`).

A fact is read from the subject of the case. One that is not known, or that a subject of this kind has not, is None.
"""

import datetime
from decimal import Decimal
from typing import Any

from ..models import AccessVisit, ColocationRequest, MaintenanceTicket, RequestedServer
from .registry import fact

__all__ = ()


@fact('servers.count')
def servers_count(subject: Any) -> int | None:
    return len(_servers(subject)) if isinstance(subject, ColocationRequest) else None


@fact('units.total')
def units_total(subject: Any) -> float | None:
    """Rack units (U) of all servers, or of the devices that a retrieval takes back."""
    if not isinstance(subject, ColocationRequest):
        return None
    heights: list[Decimal | None] = [server.height for server in _servers(subject)]
    heights += subject.returned_devices.values_list('device_type__u_height', flat=True)
    total = _sum(heights)
    return None if total is None else float(total)


@fact('power.watts')
def power_watts(subject: Any) -> int | None:
    """Power draw (W) of all servers together."""
    return _sum_of(subject, 'power_draw')


@fact('bandwidth.kbits')
def bandwidth_kbits(subject: Any) -> int | None:
    """Bandwidth (kbit/s) of all servers together."""
    return _sum_of(subject, 'bandwidth')


@fact('addresses.public')
def addresses_public(subject: Any) -> int | None:
    """Public addresses of all servers together, of both families."""
    if not isinstance(subject, ColocationRequest):
        return None
    return sum(server.public_ipv4 + server.public_ipv6 for server in _servers(subject))


@fact('request.status')
def request_status(subject: Any) -> str:
    return subject.status


@fact('devices.count')
def devices_count(subject: Any) -> int | None:
    """Devices that a retrieval takes back, or that a ticket is about."""
    if isinstance(subject, ColocationRequest):
        return subject.returned_devices.count()
    return subject.devices.count() if isinstance(subject, MaintenanceTicket) else None


@fact('visit.starts')
def visit_starts(subject: Any) -> datetime.datetime | None:
    return subject.starts_at if isinstance(subject, AccessVisit) else None


@fact('visit.ends')
def visit_ends(subject: Any) -> datetime.datetime | None:
    """Until when the visitors may stay, an extension included."""
    return subject.allowed_until if isinstance(subject, AccessVisit) else None


@fact('visitors.count')
def visitors_count(subject: Any) -> int | None:
    return subject.visitors.count() if isinstance(subject, AccessVisit) else None


@fact('ticket.kind')
def ticket_kind(subject: Any) -> str | None:
    return subject.kind if isinstance(subject, MaintenanceTicket) else None


@fact('ticket.priority')
def ticket_priority(subject: Any) -> str | None:
    return subject.priority if isinstance(subject, MaintenanceTicket) else None


@fact('applicant.group')
def applicant_group(subject: Any) -> str | None:
    """Slug of the applicant's tenant group."""
    group = subject.applicant.group
    return group.slug if group else None


def _servers(request: ColocationRequest) -> list[RequestedServer]:
    return list(request.servers.select_related('device_type'))


def _sum_of(subject: Any, name: str) -> int | None:
    if not isinstance(subject, ColocationRequest):
        return None
    total = _sum([getattr(server, name) for server in _servers(subject)])
    return None if total is None else int(total)


def _sum(values: list[Any]) -> Any:
    """Return the sum, None when one of them is not known: a part would pass for the whole."""
    return None if None in values else sum(values)
