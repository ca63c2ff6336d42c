"""What goes through the door with visitors: in once, out once, and never another agency's device."""

import datetime

import pytest

from netbox_colocation.models import CarriedItem
from netbox_colocation.visits import door
from netbox_colocation.visits.door import Departure
from tests import factories
from tests.factories import NOW
from tests.visits.test_door import NUMBER, admit, codes_of, enter, make_visit, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return factories.make_user()


@pytest.fixture
def visit(actor):
    """A visit whose Ani is in the room."""
    visit = make_visit()
    admit(visit, actor, Ani='7')
    enter(visit, actor)
    return visit


def make_item(visit, **fields):
    return CarriedItem.objects.create(visit=visit, **{'name': 'Laptop', 'serial': 'LT-1', **fields})


def test_an_item_is_brought_in_and_taken_out_again_once(visit, actor):
    item = make_item(visit, quantity=2)

    door.carry_in(visit, item, actor=actor, now=NOW)
    assert codes_of(door.carry_in, visit, item, actor=actor, now=NOW) == ['item-in-already']
    door.carry_out(visit, item, remark='One is broken', actor=actor, now=NOW)
    assert codes_of(door.carry_out, visit, item, actor=actor, now=NOW) == ['item-out-already']

    item.refresh_from_db()
    assert (item.came_in_at, item.went_out_at, item.door_remark) == (NOW, NOW, 'One is broken')
    texts = visit.log.filter(kind__startswith='item').order_by('pk').values_list('kind', 'text')
    assert list(texts) == [('item-in', '2 × Laptop (LT-1)'), ('item-out', '2 × Laptop (LT-1) · One is broken')]


def test_what_never_came_in_does_not_go_out(visit, actor):
    assert codes_of(door.carry_out, visit, make_item(visit), actor=actor, now=NOW) == ['item-not-inside']


def test_what_stays_inside_goes_out_with_a_reason_only(visit, actor):
    item = make_item(visit, direction='in')
    door.carry_in(visit, item, actor=actor, now=NOW)

    assert codes_of(door.carry_out, visit, item, actor=actor, now=NOW) == ['item-stays']
    door.carry_out(visit, item, remark='Wrong model', actor=actor, now=NOW)


def test_what_is_taken_out_is_not_brought_in(visit, actor):
    item = make_item(visit, direction='out')

    assert codes_of(door.carry_in, visit, item, actor=actor, now=NOW) == ['item-only-out']
    door.carry_out(visit, item, actor=actor, now=NOW)


def test_another_agencys_device_stays(visit, actor):
    device = factories.make_device(tenant=factories.make_tenant(), serial='SRV-9')
    own = factories.make_device(tenant=visit.applicant, serial='SRV-1')

    item = make_item(visit, direction='out', device=device)
    assert codes_of(door.carry_out, visit, item, actor=actor, now=NOW) == ['item-of-another']
    taken = {'direction': 'out', 'remark': 'Says Kabid', 'actor': actor, 'now': NOW}
    assert codes_of(door.add_item, visit, name='Server', serial='srv-9', **taken) == ['item-of-another']
    assert door.add_item(visit, name='Server', serial='srv-1', **taken).device == own


def test_an_unannounced_item_is_marked_and_leaves_with_a_reason_only(visit, actor):
    row = door.add_item(visit, name='Screwdriver', actor=actor, now=NOW)

    assert (row.is_unannounced, row.came_in_at) == (True, NOW)
    assert codes_of(door.add_item, visit, name='Disk', direction='out', actor=actor, now=NOW) == ['item-remark-missing']
    assert codes_of(door.add_item, visit, name='', quantity=0, actor=actor, now=NOW) == ['item-invalid', 'item-invalid']
    assert codes_of(door.add_item, visit, name=f'KTP {NUMBER}', actor=actor, now=NOW) == ['item-invalid']
    assert not visit.items.exclude(pk=row.pk).exists()


def test_nothing_is_carried_where_nobody_is(actor):
    visit = make_visit()
    item = make_item(visit)

    assert codes_of(door.carry_in, visit, item, actor=actor, now=NOW) == ['nobody-checked-in']
    assert codes_of(door.carry_out, visit, item, actor=actor, now=NOW) == ['item-not-inside', 'visit-not-entered']
    other = make_item(make_visit())
    assert codes_of(door.carry_out, visit, other, actor=actor, now=NOW) == ['item-unknown', 'visit-not-entered']
    assert codes_of(door.carry_in, visit, item, remark=NUMBER, actor=actor, now=NOW) == [
        'identity-number', 'nobody-checked-in',
    ]  # fmt: skip


def test_the_log_names_what_was_left_inside(visit, actor):
    door.carry_in(visit, make_item(visit), actor=actor, now=NOW)
    door.carry_in(visit, make_item(visit, name='Server', direction='in'), actor=actor, now=NOW)
    later = NOW + datetime.timedelta(minutes=5)
    door.check_out(visit, [Departure(named(visit, 'Ani').pk, True)], at=later, actor=actor, now=later)

    door.leave(visit, at=later, actor=actor, now=later)

    assert visit.log.get(kind='left').text == 'Left inside: Laptop (LT-1)'
