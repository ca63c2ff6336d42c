"""The request that is walked: how the applicant writes it over REST, with its server and its letter. No Django."""

import datetime
from typing import Any

from . import letters
from .cast import FIRST_APPLICANT, ROOM_A, SITE
from .course import PROCEDURE, Server
from .visitor import PLUGIN, Visitor

__all__ = ('APPLICANT', 'find', 'number_of', 'servers_of', 'write')

APPLICANT = FIRST_APPLICANT
NAME = 'Rekam medis elektronik'
PURPOSE = 'Rekam medis elektronik bagi rumah sakit dan puskesmas di seluruh provinsi.'
DEVICE_TYPE = 'rimba-r2200'
WATTS, KBITS = 300, 40_000


def number_of(name: str) -> int:
    """Return the number at the end of a request's name; the first one has none."""
    ending = name.removeprefix(NAME).strip()
    return int(ending) if ending.isdecimal() else 1


def find(applicant: Visitor) -> list[dict[str, Any]]:
    """Return the requests that were walked before, the newest first."""
    return applicant.find(f'{PLUGIN}colocation-requests/', name__isw=NAME, ordering='-id')


def write(applicant: Visitor, *, number: int) -> int:
    """Make the draft of this number, or what an interrupted walk left out of it, and return its id."""
    name = f'{NAME} {number}' if number > 1 else NAME
    api = applicant.netbox.plugins.colocation
    request = api.colocation_requests.get(name=name) or _request(applicant, name, number)
    if not api.requested_servers.count(request_id=request.id):
        _server(applicant, request.id, number)
    if not api.documents.count(request_id=request.id):
        _letter(applicant, request)
    return int(request.id)


def servers_of(visitor: Visitor, request: int) -> list[Server]:
    """Return what forms ask about the request's servers."""
    rows = visitor.netbox.plugins.colocation.requested_servers.filter(request_id=request)
    return [
        Server(
            row.id,
            row.name,
            _height(visitor, row),
            row.power_supplies,
            row.power_draw,
            row.network_interfaces,
            row.depth_mm,
        )
        for row in rows
    ]


def _request(applicant: Visitor, name: str, number: int) -> Any:
    netbox, person = applicant.netbox, applicant.account
    today = datetime.datetime.now().astimezone().date()
    return netbox.plugins.colocation.colocation_requests.create(
        name=name,
        procedure=netbox.plugins.colocation.procedures.get(key=PROCEDURE).id,
        applicant=netbox.tenancy.tenants.get(slug=APPLICANT).id,
        site=netbox.dcim.sites.get(slug=SITE).id,
        location=netbox.dcim.locations.get(slug=ROOM_A).id,
        purpose=PURPOSE,
        letter_number=f'000.8/{900 + number}/{APPLICANT.upper()}/{today.year}',
        letter_date=today.isoformat(),
        letter_subject=f'Permohonan colocation: {name}',
        administrative_name=person.name,
        administrative_position=person.position,
        administrative_email=person.email,
        technical_name='Kabut Samudra',
        technical_organisation='Subbagian Data dan Informasi',
        technical_email=f'teknis@{person.agency.domain}',
    )


def _server(applicant: Visitor, request: int, number: int) -> None:
    applicant.netbox.plugins.colocation.requested_servers.create(
        request=request,
        name=f'{APPLICANT}-rme-{number}',
        device_type=applicant.netbox.dcim.device_types.get(slug=DEVICE_TYPE).id,
        depth_mm=720,
        weight_kg=26,
        power_draw=WATTS,
        power_supplies=2,
        network_interfaces=2,
        public_ipv4=1,
        private_ipv4=1,
        public_ipv6=1,
        bandwidth=KBITS,
        domain_names=[f'rme-{number}.{applicant.account.agency.domain}'],
        services=['tcp/443'],
        operating_system='Debian 12',
    )


def _letter(applicant: Visitor, request: Any) -> None:
    """Write the letter and attach it, as somebody who scanned it would."""
    rows = applicant.netbox.plugins.colocation.requested_servers.filter(request_id=request.id)
    content = letters.write(
        letters.Letter(
            agency=applicant.account.agency,
            number=request.letter_number,
            dated=datetime.date.fromisoformat(request.letter_date),
            subject=request.letter_subject,
            purpose=request.purpose,
            administrative=f'{request.administrative_name}, {request.administrative_position}',
            technical=f'{request.technical_name}, {request.technical_organisation}',
            servers=[
                letters.Line(
                    row.name, row.device_type.display, f'{_height(applicant, row):g}', row.power_draw, row.bandwidth
                )
                for row in rows
            ],
        )
    )
    file = {'file': ('surat-permohonan.pdf', content, 'application/pdf')}
    applicant.post(f'{PLUGIN}colocation-requests/{request.id}/letter/', files=file)


def _height(visitor: Visitor, server: Any) -> float:
    if server.device_type:
        return float(visitor.netbox.dcim.device_types.get(server.device_type.id).u_height)
    return float(server.u_height)
