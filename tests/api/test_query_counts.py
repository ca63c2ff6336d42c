"""Lists take as many queries for many rows as for one: each row here has related rows of its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import PowerPanel
from tenancy.models import Contact

from netbox_colocation.models import Case, HeldAddress, HeldUnits
from tests import factories, subject_factories
from tests.api.base import ROOT, log_in
from tests.calendars.rows import make_calendar, make_holiday, make_hours


def make_hold() -> None:
    request = factories.make_request(servers=1)
    hold, server, rack = factories.make_hold(request), request.servers.get(), factories.make_rack()
    HeldUnits.objects.create(hold=hold, server=server, rack=rack, face='front', half_units=(0, 2))
    address = factories.make_address(f'10.8.0.{hold.pk % 250}/32')
    HeldAddress.objects.create(hold=hold, server=server, kind='private-ipv4', address=address)


def make_request() -> None:
    case = factories.make_case()
    factories.make_request(case=case, location=factories.make_location())


def make_document() -> None:
    case = factories.make_case()
    document = factories.make_document(
        factories.make_request(case=case),
        case=case,
        classification=factories.make_classification(),
        template=factories.make_template(),
        signed_role=factories.make_role(),
        drafted_by=factories.make_user(),
        signed_by=factories.make_user(),
    )
    document.corrects = document  # no rule is tested here, and one row is made
    document.save()


def make_pool() -> None:
    pool = factories.make_pool(location=None)
    pool.devices.add(factories.make_device())
    pool.circuits.add(factories.make_circuit())
    pool.power_panels.add(PowerPanel.objects.create(site=pool.site, name=f'Panel {pool.pk}'))


def make_server() -> None:
    device_type = factories.make_device_type()
    factories.make_server(device_type=device_type, device=factories.make_device(device_type=device_type))


def make_role() -> None:
    role = factories.make_role()
    role.superior = role  # no rule is tested here, and one row is made
    role.save()


def make_visit() -> None:
    site = factories.make_site()
    racks = [factories.make_rack(site=site) for _ in range(2)]
    visit = subject_factories.make_visit(site=site, racks=racks, devices=[factories.make_device(racks[0])])
    visit.request, visit.ticket = factories.make_request(), subject_factories.make_ticket()
    visit.save()
    for _ in range(2):
        subject_factories.make_item(visit)
    subject_factories.open_case(visit)


def make_policy() -> None:
    location = factories.make_location()
    policy = factories.make_policy(
        site=location.site,
        location=location,
        rack_role=factories.make_rack_role(),
        tenant_group=factories.make_tenant_group(),
    )
    policy.serves_groups.set([factories.make_tenant_group() for _ in range(2)])
    policy.serves_tenants.set([factories.make_tenant() for _ in range(2)])


def make_target() -> None:
    factories.make_target(
        request=factories.make_request(),
        contact=Contact.objects.create(name=f'Contact {factories.number()}'),
        accepted_by=factories.make_user(),
    )


def make_ticket() -> None:
    site = factories.make_site()
    devices = [factories.make_device(site=site) for _ in range(2)]
    subject_factories.open_case(subject_factories.make_ticket(site=site, devices=devices))


def make_case() -> None:
    """One case in three is about each kind of subject."""
    made = Case.objects.count()
    makers = (factories.make_request, subject_factories.make_visit, subject_factories.make_ticket)
    subject_factories.open_case(makers[made % 3]())


def make_task() -> None:
    people = {name: factories.make_user() for name in ('closed_by', 'claimed_by', 'recorded_by')}
    factories.make_task(**people)


LISTS = {
    'procedure-roles': make_role,
    'appointments': factories.make_appointment,
    'representatives': factories.make_representative,
    'procedures': factories.make_procedure,
    'procedure-versions': lambda: factories.make_version(published_by=factories.make_user()),
    'cases': make_case,
    'tasks': make_task,
    'colocation-requests': make_request,
    'requested-servers': make_server,
    'access-visits': make_visit,
    'visitors': lambda: subject_factories.make_visit(visitors=['Ani']),
    'carried-items': lambda: subject_factories.make_item(device=factories.make_device()),
    'maintenance-tickets': make_ticket,
    'extensions': lambda: subject_factories.make_extension(asked_by=factories.make_user()),
    'disposition-instructions': subject_factories.make_instruction,
    'capacity-pools': make_pool,
    'placement-policies': make_policy,
    'capacity-checks': lambda: factories.make_check(checked_by=factories.make_user()),
    'holds': make_hold,
    'document-registers': factories.make_register,
    'documents': make_document,
    'monitoring-targets': make_target,
    'drift-reports': lambda: factories.make_drift_report(made_by=factories.make_user()),
    'calendars': make_calendar,
    'calendar-hours': make_hours,
    'holidays': make_holiday,
}


@pytest.mark.django_db
@pytest.mark.parametrize('query', [{}, {'brief': '1'}, {'fields': 'id,display'}], ids=lambda query: str(query))
@pytest.mark.parametrize('path', LISTS)
def test_queries_do_not_grow_with_the_rows(path: str, query: dict[str, str]):
    client = log_in(factories.make_user(is_superuser=True))
    LISTS[path]()
    client.get(f'{ROOT}{path}/', query)  # fills what is cached once per process
    with CaptureQueriesContext(connection) as one:
        client.get(f'{ROOT}{path}/', query)
    for _ in range(3):
        LISTS[path]()

    with CaptureQueriesContext(connection) as many:
        answer = client.get(f'{ROOT}{path}/', query)

    assert len(answer.json()['results']) == 4
    assert len(many) == len(one), [entry['sql'][:200] for entry in many]
