"""Small functions that make visits, tickets, retrievals and extensions for tests; see `factories` for the rest."""

import datetime
from typing import Any

from netbox_colocation import models
from netbox_colocation.choices import (
    DocumentDirectionChoices,
    DocumentKindChoices,
    RequestStatusChoices,
    SubjectKindChoices,
)
from netbox_colocation.documents.subjects import field_of
from tests import factories
from tests.factories import NOW

LETTER = {
    'letter_number': '045/66/2026',
    'letter_date': NOW.date(),
    'letter_subject': 'Permohonan',
    'administrative_name': 'Person in charge',
    'technical_name': 'Technician',
}


def make_visit(**overrides: Any) -> models.AccessVisit:
    """Make a draft visit of two people, tomorrow from this hour for two hours."""
    fields = {
        'name': f'Visit {factories.number()}',
        'purpose': 'Replace a disk',
        'starts_at': NOW + datetime.timedelta(days=1),
        'ends_at': NOW + datetime.timedelta(days=1, hours=2),
        **_common(overrides, SubjectKindChoices.ACCESS_VISIT),
        **overrides,
    }
    racks, devices = fields.pop('racks', ()), fields.pop('devices', ())
    visitors = fields.pop('visitors', ('Ani', 'Budi'))
    visit = models.AccessVisit.objects.create(**fields)
    visit.racks.set(racks)
    visit.devices.set(devices)
    for name in visitors:
        models.Visitor.objects.create(visit=visit, name=name)
    return visit


def make_item(visit: models.AccessVisit | None = None, **overrides: Any) -> models.CarriedItem:
    """Make a thing that the visitors of a visit bring in and take out again."""
    fields = {'name': f'Item {factories.number()}', **overrides}
    return models.CarriedItem.objects.create(visit=visit or make_visit(), **fields)


def make_ticket(**overrides: Any) -> models.MaintenanceTicket:
    """Make a draft service request of normal priority."""
    fields = {
        'name': f'Ticket {factories.number()}',
        'problem': 'No network on floor 2',
        **_common(overrides, SubjectKindChoices.MAINTENANCE_TICKET),
        **overrides,
    }
    devices = fields.pop('devices', ())
    ticket = models.MaintenanceTicket.objects.create(**fields)
    ticket.devices.set(devices)
    return ticket


def make_window(ticket: models.MaintenanceTicket | None = None, **overrides: Any) -> models.MaintenanceWindow:
    """Make a bare proposed window, tomorrow for two hours (`workflows.windows.propose` makes real ones)."""
    fields = {
        'ticket': ticket or make_ticket(),
        'purpose': 'Change the power supply',
        'starts_at': NOW + datetime.timedelta(days=1),
        'ends_at': NOW + datetime.timedelta(days=1, hours=2),
        **overrides,
    }
    return models.MaintenanceWindow.objects.create(**fields)


def make_notice(window: models.MaintenanceWindow | None = None, **overrides: Any) -> models.WindowNotice:
    """Make the bare draft of an announcement (`workflows.window_notices` writes real ones)."""
    fields = {
        'window': window or make_window(),
        'tenant': overrides.pop('tenant', None) or factories.make_tenant(),
        'kind': 'announcement',
        'grade': 'outage',
        'subject': f'Notice {factories.number()}',
        'body': 'Pekerjaan pemeliharaan',
        'drafted_at': NOW,
        **overrides,
    }
    return models.WindowNotice.objects.create(**fields)


def make_retrieval(*, devices: Any = (), **overrides: Any) -> models.ColocationRequest:
    """Make a draft request to get devices back, from their site and by their tenant unless said otherwise."""
    devices = list(devices)
    if devices:
        overrides.setdefault('site', devices[0].site)
        overrides.setdefault('applicant', devices[0].tenant or factories.make_tenant())
    fields = {
        'name': f'Retrieval {factories.number()}',
        'purpose': 'The service moved elsewhere',
        **_common(overrides, SubjectKindChoices.RETRIEVAL_REQUEST),
        **overrides,
    }
    request = models.ColocationRequest.objects.create(**fields)
    request.returned_devices.set(devices)
    return request


def make_extension(request: models.ColocationRequest | None = None, **overrides: Any) -> models.Extension:
    """Make a bare question (`workflows.terms.ask_extension` makes real ones)."""
    fields = {
        'request': request or factories.make_request(),
        'until': NOW.date() + datetime.timedelta(days=365),
        'reason': 'The service goes on',
        'asked_at': NOW,
        **overrides,
    }
    return models.Extension.objects.create(**fields)


def make_instruction(**overrides: Any) -> models.DispositionInstruction:
    key = f'line-{factories.number()}'
    fields = {
        'agency': overrides.pop('agency', None) or factories.make_tenant(),
        'key': key,
        'text': f'Text of {key}',
        **overrides,
    }
    return models.DispositionInstruction.objects.create(**fields)


def make_paper(subject: Any, **overrides: Any) -> models.Document:
    """Make the row of an incoming request letter in the file of a request, visit or ticket, without a file."""
    fields = {
        field_of(subject): subject,
        'kind': DocumentKindChoices.REQUEST_LETTER,
        'direction': DocumentDirectionChoices.INCOMING,
        'title': f'Letter {factories.number()}',
        **overrides,
    }
    return models.Document.objects.create(**fields)


def open_case(subject: Any, **overrides: Any) -> models.Case:
    """Give a subject a bare case and the status *open* (`engine.submit` does it by the procedure)."""
    version = overrides.pop('version', None) or factories.make_version(procedure=subject.procedure)
    case = factories.make_case(version=version, applicant=subject.applicant, **overrides)
    subject.case, subject.status = case, RequestStatusChoices.OPEN
    subject.save_state('case', 'status')
    return case


def _common(overrides: dict[str, Any], kind: str) -> dict[str, Any]:
    """What every subject needs, unless it is given."""
    given = {name: overrides.pop(name) for name in ('procedure', 'applicant', 'site') if overrides.get(name)}
    return {
        'procedure': given.get('procedure') or factories.make_procedure(subject_kind=kind),
        'applicant': given.get('applicant') or factories.make_tenant(),
        'site': given.get('site') or getattr(overrides.get('location'), 'site', None) or factories.make_site(),
    }
