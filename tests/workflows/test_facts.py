"""Facts: what conditions compare; what is not known is None, never a guess."""

from decimal import Decimal

import pytest

from tenancy.models import TenantGroup

from netbox_colocation.workflows.registry import FACTS
from tests import factories
from tests.subject_factories import make_retrieval, make_ticket, make_visit

pytestmark = pytest.mark.django_db


def facts_of(subject):
    return {key: fact(subject) for key, fact in FACTS.items()}


def test_a_request_is_the_sum_of_its_servers():
    kind = factories.make_device_type(u_height=2)
    request = factories.make_request(status='open')
    factories.make_server(request, u_height=Decimal('1.5'), power_draw=300, bandwidth=10, public_ipv4=2)
    factories.make_server(request, device_type=kind, power_draw=401, bandwidth=5, public_ipv6=1)

    assert facts_of(request) == {
        'servers.count': 2,
        'units.total': 3.5,
        'power.watts': 701,
        'bandwidth.kbits': 15,
        'addresses.public': 3,
        'request.status': 'open',
        'devices.count': 0,
        'visit.starts': None,
        'visit.ends': None,
        'visitors.count': None,
        'ticket.kind': None,
        'ticket.priority': None,
        'applicant.group': None,
    }


def test_a_draw_that_is_not_known_makes_the_sum_unknown():
    request = factories.make_request()
    factories.make_server(request, power_draw=300)
    factories.make_server(request, power_draw=None)

    assert FACTS['power.watts'](request) is None


def test_a_retrieval_counts_the_devices_that_it_takes_back():
    rack = factories.make_rack()
    kind = factories.make_device_type(u_height=2)
    devices = [factories.make_device(rack, position=unit, device_type=kind) for unit in (1, 3)]

    facts = facts_of(make_retrieval(devices=devices))

    assert (facts['devices.count'], facts['units.total'], facts['servers.count']) == (2, 4.0, 0)


def test_a_visit_has_a_window_and_visitors():
    visit = make_visit(visitors=['Ani', 'Budi', 'Citra'])

    facts = facts_of(visit)

    assert (facts['visit.starts'], facts['visit.ends']) == (visit.starts_at, visit.ends_at)
    assert (facts['visitors.count'], facts['servers.count'], facts['power.watts']) == (3, None, None)


def test_a_ticket_has_a_kind_a_priority_and_devices():
    ticket = make_ticket(kind='incident', priority='urgent', devices=[factories.make_device()])

    facts = facts_of(ticket)

    assert (facts['ticket.kind'], facts['ticket.priority'], facts['devices.count']) == ('incident', 'urgent', 1)
    assert (facts['units.total'], facts['bandwidth.kbits'], facts['addresses.public']) == (None, None, None)


def test_the_applicants_group_is_known_by_its_slug():
    group = TenantGroup.objects.create(name='Regencies', slug='regencies')

    assert FACTS['applicant.group'](make_ticket(applicant=factories.make_tenant(group=group))) == 'regencies'
