"""Requests in the states that papers are written in."""

import datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import NumericRange

from dcim.models import Device, Interface
from ipam.models import Service

from netbox_colocation import models
from netbox_colocation.documents.signing import Signer
from netbox_colocation.documents.subjects import field_of
from tests.factories import (
    NOW,
    make_address,
    make_appointment,
    make_case,
    make_check,
    make_device,
    make_hold,
    make_location,
    make_procedure,
    make_rack,
    make_register,
    make_request,
    make_role,
    make_server,
    make_tenant,
    make_user,
    make_version,
    number,
)

ACCEPTED = {'decision': 'accepted'}


def make_open_request(**overrides: Any) -> models.ColocationRequest:
    """Make a request in procedure: its letter came in, its case is open, its agency keeps a register."""
    agency = overrides.pop('agency', None) or make_tenant(name=f'Dinas Kominfo {number()}')
    version = make_version(procedure=make_procedure(agency=agency))
    applicant = overrides.pop('applicant', None) or make_tenant(name=f'Dinas Kesehatan {number()}')
    if not overrides.pop('without_register', False):
        make_register(agency=agency)
    fields = {
        'name': 'Rekam medis',
        'location': make_location(name=f'Ruang Server {number()}'),
        'letter_number': '045/65/2026',
        'letter_date': datetime.date(2026, 11, 2),
        'letter_subject': 'Permohonan Penempatan Server',
        'administrative_name': 'Budi Santoso',
        'administrative_position': 'Sekretaris',
        'technical_name': 'Andi Wijaya',
        **overrides,
    }
    return make_request(
        procedure=version.procedure,
        applicant=applicant,
        case=make_case(version=version, applicant=applicant),
        **fields,
    )


def make_finding(**overrides: Any) -> dict[str, Any]:
    """Return a finding as a check stores it: electricity that is short, unless said otherwise."""
    return {
        'resource': 'electricity',
        'verdict': 'short',
        'need': 900,
        'have': 420,
        'unit': 'W',
        'code': 'feed-short',
        'facts': {},
        'reason': 'Not enough.',
        'evidence': [{'label': 'A-01', 'model': 'dcim.rack', 'pk': 1}],
        **overrides,
    }


def check_capacity(request: models.ColocationRequest, *findings: dict[str, Any], **overrides: Any):
    return make_check(
        request, findings=list(findings), checked_by=make_user(username=f'checker-{number()}'), **overrides
    )


def hold_place(request: models.ColocationRequest, server: models.RequestedServer) -> models.Hold:
    """Hold U12 on both faces of a rack, and an address, for one server."""
    rack = make_rack(name='A-01', location=request.location)
    hold = make_hold(request)
    for face in ('front', 'rear'):
        models.HeldUnits.objects.create(hold=hold, server=server, rack=rack, face=face, half_units=NumericRange(22, 24))
    models.HeldAddress.objects.create(
        hold=hold, server=server, kind='private-ipv4', address=make_address(f'10.9.0.{number() % 250}/24')
    )
    return hold


def install(server: models.RequestedServer, **overrides: Any) -> Device:
    """Install a server bare-handed: a device in U12 with an address and two services."""
    rack = overrides.pop('rack', None) or make_rack(location=server.request.location)
    position = overrides.pop('position', Decimal(12))
    device = make_device(rack, name=server.name, serial=f'SN-{number()}', position=position, **overrides)
    interface = Interface.objects.create(device=device, name='eth0', type='1000base-t')
    device.primary_ip4 = make_address(f'10.8.{number() // 250 % 250}.{number() % 250}/24', assigned_object=interface)
    device.save()
    Service.objects.create(parent=device, name='web', port_mappings=['tcp/443', 'tcp/80'])
    server.device = device
    server.save()
    return device


def make_installed_request(*, servers: int = 1, **overrides: Any) -> models.ColocationRequest:
    request = make_open_request(**overrides)
    for _index in range(servers):
        install(make_server(request))
    return request


def make_signer(request: models.ColocationRequest, **overrides: Any) -> Signer:
    """Return the acting head of the request's agency, with an appointment of their own."""
    user = make_user(username=f'head-{number()}')
    role = make_role(agency=request.case.agency, name='Kepala Dinas')
    make_appointment(role=role, user=user, holder_name='Siti Rahmawati')
    fields = {
        'name': 'Siti Rahmawati',
        'rank': 'Pembina (IV/a)',
        'position': 'Kepala Dinas',
        'capacity': 'acting',
        'user': user,
        **overrides,
    }
    return Signer(**fields)


def make_paper(subject: Any, **overrides: Any) -> models.Document:
    """Make the row of an incoming letter in the file of a request, visit or ticket, without a file."""
    fields = {'kind': 'request-letter', 'direction': 'incoming', 'title': f'Letter {number()}', **overrides}
    return models.Document.objects.create(**{field_of(subject): subject}, **fields)


# -- Cases that follow a written procedure ------------------------------------------------------------------------

ROLES = {
    'head': 'Kepala Dinas',
    'head-of-division': 'Kabid Aptika',
    'team': 'Tim Teknis',
}


def make_followed(make: Any, rows: list[dict[str, Any]], **overrides: Any) -> Any:
    """Make a subject whose case follows these rows, in an agency with ROLES; `make` is a factory of the subject."""
    agency = make_tenant(name=f'Dinas Kominfo {number()}')
    for key, name in ROLES.items():
        make_role(agency=agency, key=key, name=name)
    kind = overrides.pop('kind', 'colocation-request')
    procedure = make_procedure(agency=agency, subject_kind=kind)
    version = make_version(procedure=procedure, document={'procedure': procedure.key, 'rows': rows})
    person = {'administrative_name': 'Budi Santoso', 'administrative_position': 'Sekretaris'}
    subject = make(procedure=procedure, **{**person, **overrides})
    subject.case = make_case(version=version, applicant=subject.applicant)
    subject.status = 'open'
    subject.save_state('case', 'status')
    return subject


def hold_office(case: models.Case, role: str, **overrides: Any) -> models.Appointment:
    """Appoint a new user to the agency's role."""
    row = models.ProcedureRole.objects.get(agency=case.agency, key=role)
    return make_appointment(role=row, **{'user': make_user(), **overrides})


def close(case: models.Case, step: str, role: str, outcome: str = 'done', **overrides: Any) -> models.Task:
    """Make a closed task of a step, by whoever holds the role (`applicant` for the applicant)."""
    closed_at = overrides.pop('closed_at', None) or NOW + datetime.timedelta(minutes=number())
    fields = {
        'case': case,
        'step': step,
        'row': step.split('.')[0],
        'round': case.tasks.filter(step=step).count() + 1,
        'role_key': role,
        'role': None if role == 'applicant' else models.ProcedureRole.objects.get(agency=case.agency, key=role),
        'state': 'closed',
        'opened_at': closed_at,
        'closed_at': closed_at,
        'outcome': outcome,
        **overrides,
    }
    return models.Task.objects.create(**fields)
