"""Small functions that make rows for tests. Every one takes overrides; names are unique by a running number."""

import datetime
import io
import itertools
from decimal import Decimal
from typing import Any

import pypdf

from circuits.models import Circuit, CircuitType, Provider
from dcim.choices import PowerFeedTypeChoices
from dcim.models import (
    Cable,
    Device,
    DeviceRole,
    DeviceType,
    Interface,
    Location,
    Manufacturer,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    RackReservation,
    RackRole,
    Site,
)
from ipam.models import IPAddress, IPRange, Prefix, Role
from tenancy.models import Tenant, TenantGroup
from users.models import User

from netbox_colocation import models
from netbox_colocation.choices import DocumentDirectionChoices, DocumentKindChoices, PoolKindChoices
from netbox_colocation.conf import get_setting
from netbox_colocation.constants import APPLICANT

NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)  # Monday, 09:00 in Padang
_numbers = itertools.count(1)


def number() -> int:
    """Return a number that no other row of this test run has."""
    return next(_numbers)


def make_user(**overrides: Any) -> User:
    fields = {'username': f'user-{number()}', **overrides}
    return User.objects.create_user(**fields)


def make_tenant(**overrides: Any) -> Tenant:
    name = overrides.pop('name', None) or f'Agency {number()}'
    return Tenant.objects.create(**{'name': name, 'slug': f'tenant-{number()}', **overrides})


def make_tenant_group(**overrides: Any) -> TenantGroup:
    fields = {'name': f'Group {number()}', 'slug': f'group-{number()}', **overrides}
    group = TenantGroup.objects.create(**fields)
    group.refresh_from_db()  # the database fills in the path
    return group


# -- DCIM ---------------------------------------------------------------------------------------------------------


def make_site(**overrides: Any) -> Site:
    fields = {'name': f'Site {number()}', 'slug': f'site-{number()}', **overrides}
    return Site.objects.create(**fields)


def make_location(**overrides: Any) -> Location:
    site = overrides.pop('site', None) or getattr(overrides.get('parent'), 'site', None) or make_site()
    fields = {'site': site, 'name': f'Room {number()}', 'slug': f'room-{number()}', **overrides}
    location = Location.objects.create(**fields)
    location.refresh_from_db()  # the database fills in the path
    return location


def make_rack(**overrides: Any) -> Rack:
    """Make an active, empty rack of 42 U; without any power feed (see `make_powered_rack`)."""
    site = overrides.pop('site', None) or getattr(overrides.get('location'), 'site', None) or make_site()
    fields = {'site': site, 'name': f'R{number()}', 'u_height': 42, **overrides}
    return Rack.objects.create(**fields)


def make_rack_role(**overrides: Any) -> RackRole:
    return RackRole.objects.create(**{'name': f'Rack role {number()}', 'slug': f'rack-role-{number()}', **overrides})


def make_feed(rack: Rack, **overrides: Any) -> PowerFeed:
    """Make a feed of 230 V, 32 A, 80 %, i.e. 5888 VA, primary unless said otherwise."""
    panel = overrides.pop('power_panel', None) or PowerPanel.objects.create(site=rack.site, name=f'Panel {number()}')
    fields = {
        'power_panel': panel,
        'rack': rack,
        'name': f'Feed {number()}',
        'voltage': 230,
        'amperage': 32,
        'max_utilization': 80,
        **overrides,
    }
    return PowerFeed.objects.create(**fields)


def make_powered_rack(*, feed: dict[str, Any] | None = None, **overrides: Any) -> Rack:
    """Make a rack with a primary and a redundant feed; `feed` overrides fields of both feeds."""
    rack = make_rack(**overrides)
    make_feed(rack, type=PowerFeedTypeChoices.TYPE_PRIMARY, **(feed or {}))
    make_feed(rack, type=PowerFeedTypeChoices.TYPE_REDUNDANT, **(feed or {}))
    return rack


def make_device_type(**overrides: Any) -> DeviceType:
    manufacturer = overrides.pop('manufacturer', None) or Manufacturer.objects.create(
        name=f'Maker {number()}', slug=f'maker-{number()}'
    )
    fields = {
        'manufacturer': manufacturer,
        'model': f'Model {number()}',
        'slug': f'model-{number()}',
        'u_height': Decimal(1),
        'is_full_depth': True,
        **overrides,
    }
    return DeviceType.objects.create(**fields)


def make_device_role(**overrides: Any) -> DeviceRole:
    return DeviceRole.objects.create(**{'name': f'Role {number()}', 'slug': f'role-{number()}', **overrides})


def make_device(rack: Rack | None = None, **overrides: Any) -> Device:
    """Make a device; in a rack it stands at `position` on the front, unless `position` is left out (0 U)."""
    device_type = overrides.pop('device_type', None) or make_device_type()
    fields = {
        'device_type': device_type,
        'role': overrides.pop('role', None) or make_device_role(),
        'name': f'device-{number()}',
        'site': rack.site if rack else overrides.pop('site', None) or make_site(),
        'location': rack.location if rack else None,
        'rack': rack,
        **overrides,
    }
    if fields.get('position') is not None:
        fields.setdefault('face', 'front')
    return Device.objects.create(**fields)


def make_power_port(device: Device, **overrides: Any) -> PowerPort:
    return PowerPort.objects.create(**{'device': device, 'name': f'PSU{number()}', **overrides})


def make_outlet(device: Device, **overrides: Any) -> PowerOutlet:
    """Make a free C13 outlet; behind the device's first power port, unless `power_port` says otherwise."""
    fields = {'device': device, 'name': f'O{number()}', 'type': 'iec-60320-c13', **overrides}
    if 'power_port' not in fields:
        fields['power_port'] = device.powerports.order_by('pk').first()
    return PowerOutlet.objects.create(**fields)


def make_pdu(
    rack: Rack | None = None, *, feed: Any = None, outlets: int = 0, outlet: dict[str, Any] | None = None, **port: Any
) -> Device:
    """Make a PDU (0 U) with one inlet (its fields are `port`) and `outlets` outlets (the fields of each are `outlet`).

    `feed` is what its inlet is cabled to: a power feed, or an outlet of another PDU.
    """
    pdu = make_device(rack)
    inlet = make_power_port(pdu, **port)
    for _ in range(outlets):
        make_outlet(pdu, **(outlet or {}))
    if feed is not None:
        make_cable(inlet, feed)
    return pdu


def make_cable(a: Any, b: Any, **overrides: Any) -> Cable:
    """Connect two ports, outlets or feeds with a real cable; both are read again, so that they know it."""
    cable = Cable(a_terminations=[a], b_terminations=[b], **overrides)
    cable.save()
    a.refresh_from_db()
    b.refresh_from_db()
    return cable


def make_reservation(rack: Rack, units: list[int], **overrides: Any) -> RackReservation:
    fields = {'rack': rack, 'units': units, 'user': overrides.pop('user', None) or make_user(), **overrides}
    fields.setdefault('description', 'Kept for a test')
    return RackReservation.objects.create(**fields)


def make_circuit(**overrides: Any) -> Circuit:
    provider = overrides.pop('provider', None) or Provider.objects.create(
        name=f'Provider {number()}', slug=f'provider-{number()}'
    )
    kind = overrides.pop('type', None) or CircuitType.objects.create(name=f'Kind {number()}', slug=f'kind-{number()}')
    return Circuit.objects.create(**{'provider': provider, 'type': kind, 'cid': f'C-{number()}', **overrides})


# -- IPAM ---------------------------------------------------------------------------------------------------------


def make_prefix(prefix: str, *, kind: str = 'private', site: Site | None = None, **overrides: Any) -> Prefix:
    """Make an active prefix whose role is the one that the settings name for `kind` (public or private)."""
    slug = get_setting(f'{kind}_prefix_role')
    role, _ = Role.objects.get_or_create(slug=slug, defaults={'name': slug})
    fields = {'prefix': prefix, 'role': role, **overrides}
    if 'scope' not in fields:
        fields['scope'] = site or make_site()
    row = Prefix.objects.create(**fields)
    row.refresh_from_db()
    return row


def make_address(address: str, **overrides: Any) -> IPAddress:
    row = IPAddress.objects.create(address=address, **overrides)
    row.refresh_from_db()
    return row


def make_range(start: str, end: str, **overrides: Any) -> IPRange:
    row = IPRange(start_address=start, end_address=end, **overrides)
    row.full_clean()
    row.save()
    return row


# -- The plugin's own ---------------------------------------------------------------------------------------------


def make_role(**overrides: Any) -> models.ProcedureRole:
    """Make an office of an agency."""
    agency = overrides.pop('agency', None) or make_tenant()
    fields = {'agency': agency, 'key': f'office-{number()}', 'name': f'Office {number()}', **overrides}
    return models.ProcedureRole.objects.create(**fields)


def make_appointment(**overrides: Any) -> models.Appointment:
    """Appoint somebody to a role, valid since long ago."""
    fields = {
        'role': overrides.pop('role', None) or make_role(),
        'user': overrides.pop('user', None) or make_user(),
        'holder_name': f'Holder {number()}',
        'valid_from': datetime.date(2020, 1, 1),
        **overrides,
    }
    return models.Appointment.objects.create(**fields)


def make_representative(**overrides: Any) -> models.Representative:
    fields = {
        'tenant': overrides.pop('tenant', None) or make_tenant(),
        'user': overrides.pop('user', None) or make_user(),
        'valid_from': datetime.date(2020, 1, 1),
        **overrides,
    }
    return models.Representative.objects.create(**fields)


def make_procedure(**overrides: Any) -> models.Procedure:
    agency = overrides.pop('agency', None) or make_tenant()
    fields = {'agency': agency, 'key': f'procedure-{number()}', 'name': f'Procedure {number()}', **overrides}
    return models.Procedure.objects.create(**fields)


def make_version(**overrides: Any) -> models.ProcedureVersion:
    """Make a draft version with an empty document (`workflows.publishing` makes real ones)."""
    fields = {
        'procedure': overrides.pop('procedure', None) or make_procedure(),
        'number': number(),
        'document': {},
        'digest': '0' * 64,
        **overrides,
    }
    return models.ProcedureVersion.objects.create(**fields)


def make_case(**overrides: Any) -> models.Case:
    version = overrides.pop('version', None) or make_version()
    fields = {
        'number': f'TEST-{number():04d}',
        'version': version,
        'agency': version.procedure.agency,
        'applicant': overrides.pop('applicant', None) or make_tenant(),
        'opened_at': NOW,
        **overrides,
    }
    return models.Case.objects.create(**fields)


def make_task(**overrides: Any) -> models.Task:
    """Make an open task of a case, for an office, or for the applicant when `role_key` says so."""
    case = overrides.pop('case', None) or make_case()
    role = overrides.pop('role', None)
    if role is None and overrides.get('role_key') != APPLICANT:
        role = make_role(agency=case.agency)
    fields = {
        'case': case,
        'step': str(number()),
        'row': '1',
        'role': role,
        'role_key': role.key if role else APPLICANT,
        'opened_at': NOW,
        **overrides,
    }
    return models.Task.objects.create(**fields)


def make_request(
    *, servers: int = 0, server: dict[str, Any] | None = None, **overrides: Any
) -> models.ColocationRequest:
    """Make a draft request with `servers` servers, each made with the fields of `server`."""
    site = overrides.pop('site', None) or getattr(overrides.get('location'), 'site', None) or make_site()
    fields = {
        'name': f'Request {number()}',
        'procedure': overrides.pop('procedure', None) or make_procedure(),
        'applicant': overrides.pop('applicant', None) or make_tenant(),
        'purpose': 'A test',
        'site': site,
        **overrides,
    }
    request = models.ColocationRequest.objects.create(**fields)
    for _ in range(servers):
        make_server(request, **(server or {}))
    return request


def make_server(request: models.ColocationRequest | None = None, **overrides: Any) -> models.RequestedServer:
    """Make a requested server of 1 U, full depth, 200 W on two supplies, one private IPv4 address."""
    fields = {
        'request': request or make_request(),
        'name': f'server-{number()}',
        'manufacturer': 'Example',
        'model': 'Rackmount 1',
        'power_draw': 200,
        'power_supplies': 2,
        **overrides,
    }
    if not fields.get('device_type'):
        fields.setdefault('u_height', Decimal(1))
    return models.RequestedServer.objects.create(**fields)


def make_pool(**overrides: Any) -> models.CapacityPool:
    """Make a UPS pool of 20 kW for a site."""
    fields = {
        'name': f'Pool {number()}',
        'kind': PoolKindChoices.UPS,
        'site': overrides.pop('site', None) or make_site(),
        'capacity': 20_000,
        **overrides,
    }
    return models.CapacityPool.objects.create(**fields)


def make_policy(**overrides: Any) -> models.PlacementPolicy:
    """Make a policy without any rule, for every rack."""
    return models.PlacementPolicy.objects.create(**{'name': f'Policy {number()}', **overrides})


def make_check(request: models.ColocationRequest | None = None, **overrides: Any) -> models.CapacityCheck:
    """Make a stored result without findings (`capacity.checks.verify_capacity` makes real ones)."""
    fields = {'request': request or make_request(), 'checked_at': NOW, 'verdict': 'enough', **overrides}
    return models.CapacityCheck.objects.create(**fields)


def make_hold(request: models.ColocationRequest | None = None, **overrides: Any) -> models.Hold:
    """Make a bare hold row (`allocation.holds.hold` makes real ones)."""
    fields = {
        'request': request or make_request(),
        'held_at': NOW,
        'expires_at': NOW + datetime.timedelta(days=30),
        **overrides,
    }
    return models.Hold.objects.create(**fields)


def make_register(**overrides: Any) -> models.DocumentRegister:
    fields = {
        'agency': overrides.pop('agency', None) or make_tenant(),
        'name': f'Register {number()}',
        'year': NOW.year,
        'classification': '500.12',
        'unit_code': 'DKI',
        **overrides,
    }
    return models.DocumentRegister.objects.create(**fields)


def make_entry(register: models.DocumentRegister | None = None, **overrides: Any) -> models.RegisterEntry:
    """Make a bare line of a register (`documents.registering` makes real ones)."""
    register = register or make_register()
    sequence = overrides.pop('sequence', None) or number()
    fields = {'number': f'500.12/{sequence}/DKI/XI/2026', 'dated': NOW.date(), 'taken_at': NOW, **overrides}
    return models.RegisterEntry.objects.create(register=register, sequence=sequence, **fields)


def make_classification(**overrides: Any) -> models.Classification:
    """Make a class that everybody has."""
    return models.Classification.objects.create(**{'code': f'500.{number()}', 'name': f'Class {number()}', **overrides})


def make_document(request: models.ColocationRequest | None = None, **overrides: Any) -> models.Document:
    """Make the row of an incoming request letter, without a file."""
    fields = {
        'request': request or make_request(),
        'kind': DocumentKindChoices.REQUEST_LETTER,
        'direction': DocumentDirectionChoices.INCOMING,
        'title': f'Letter {number()}',
        **overrides,
    }
    return models.Document.objects.create(**fields)


def make_dispatch(document: models.Document | None = None, **overrides: Any) -> models.Dispatch:
    """Make a bare dispatch by post (`documents.dispatch` makes real ones)."""
    fields = {'method': 'post', 'recipient': f'Agency {number()}', 'sent_on': NOW.date(), **overrides}
    return models.Dispatch.objects.create(document=document or make_document(), **fields)


def make_letterhead(**overrides: Any) -> models.Letterhead:
    """Make a letterhead of an agency (`agency`, or a new one)."""
    agency = overrides.pop('agency', None) or make_tenant()
    fields = {'parent_name': 'Pemerintah Kabupaten Contoh', 'lines': 'Jalan Contoh Nomor 1', 'place': 'Padang'}
    return models.Letterhead.objects.create(agency=agency, **{**fields, **overrides})


def make_template(**overrides: Any) -> models.DocumentTemplate:
    """Make a draft of a template of reply letters; `state='published'` publishes it unchecked."""
    agency = overrides.pop('agency', None) or make_tenant()
    fields = {'kind': DocumentKindChoices.REPLY_LETTER, 'version': number(), **overrides}
    if fields.get('state') == 'published':
        fields.setdefault('published_at', NOW)
    return models.DocumentTemplate.objects.create(agency=agency, **fields)


def make_disposal(**overrides: Any) -> models.Disposal:
    fields = {
        'agency': overrides.pop('agency', None) or make_tenant(),
        'name': f'Disposal {number()}',
        'reason': 'Time is over',
        **overrides,
    }
    return models.Disposal.objects.create(**fields)


def make_calendar_feed(**overrides: Any) -> models.CalendarFeed:
    """Make a feed of a new user's own; nobody knows its address (`workflows.calendar_feeds.give_address` gives one)."""
    count = number()
    fields = {'user': overrides.pop('user', None) or make_user(), 'name': f'Feed {count}', 'digest': f'{count:064x}'}
    return models.CalendarFeed.objects.create(**{**fields, **overrides})


def make_target(**overrides: Any) -> models.MonitoringTarget:
    """Make an exporter to watch, on an address of an interface of its device."""
    device = overrides.pop('device', None) or make_device()
    address = overrides.pop('address', None)
    if address is None:
        interface = Interface.objects.create(device=device, name=f'eth{number()}', type='1000base-t')
        address = make_address(f'10.250.{number() // 250 % 250}.{number() % 250}/32', assigned_object=interface)
    fields = {'device': device, 'address': address, 'port': 9100, 'registered_at': NOW, **overrides}
    return models.MonitoringTarget.objects.create(**fields)


def make_drift_report(**overrides: Any) -> models.DriftReport:
    """Make a report of two targets asked for, of which one is not watched."""
    fields = {
        'source': f'prometheus-{number()}',
        'made_at': NOW,
        'made_by_name': 'Monitoring',
        'wanted_count': 2,
        'watched_count': 1,
        'missing_count': 1,
        'unknown_count': 0,
        'different_count': 0,
        **overrides,
    }
    return models.DriftReport.objects.create(**fields)


def make_pdf() -> bytes:
    """Make a real PDF of one empty page, as somebody would upload it."""
    page = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.write(page)
    return page.getvalue()
