"""Who comes with a visit and what they carry: lists that become rows."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from netbox_colocation.models import AccessVisit, Visitor
from netbox_colocation.visits.applications import MOST_ROWS, entry_of, plan_rows, store_rows
from tests import factories, subject_factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def names(*given: str) -> list[dict[str, str]]:
    return [{'name': name} for name in given]


def test_planning_stores_nothing():
    visit = subject_factories.make_visit()

    plan = plan_rows(visit, 'visitors', names('Citra'))

    assert [row.name for row in plan.rows] == ['Citra']
    assert [row.name for row in plan.removed] == ['Ani', 'Budi']
    assert visit.visitor_names == ['Ani', 'Budi']


def test_a_row_named_by_its_id_may_take_the_name_of_another():
    visit = subject_factories.make_visit()
    ani, budi = visit.visitors.order_by('name')
    entries = [{'name': 'Ani'}, {'id': ani.pk, 'name': 'Budi'}]

    store_rows(visit, plan_rows(visit, 'visitors', entries))

    assert set(visit.visitors.values_list('name', flat=True)) == {'Ani', 'Budi'}
    assert visit.visitors.get(pk=ani.pk).name == 'Budi'
    assert not Visitor.objects.filter(pk=budi.pk).exists()


def test_what_a_stored_row_says_is_no_change():
    visit = subject_factories.make_visit()
    plan = plan_rows(visit, 'visitors', [entry_of(row) for row in visit.visitors.all()])

    assert (plan.changed, plan.removed, plan.refusal) == ([], [], '')


def test_an_item_with_another_serial_number_is_another_device():
    rack = factories.make_rack()
    old, new = (factories.make_device(rack, serial=serial, position=u) for serial, u in (('OLD', 1), ('NEW', 3)))
    visit = subject_factories.make_visit()
    item = subject_factories.make_item(visit, name='Server', serial='OLD')
    assert item.device == old

    store_rows(visit, plan_rows(visit, 'items', [{'id': item.pk, 'serial': 'NEW'}]))

    item.refresh_from_db()
    assert item.device == new


@pytest.mark.parametrize('entries', [names('Ani'), names('Ani', 'Budi', 'Citra'), names('Ani', 'Mallory'), []])
def test_a_submitted_visit_keeps_its_visitors(entries):
    visit = subject_factories.make_visit()
    AccessVisit.objects.filter(pk=visit.pk).update(status='open')
    visit.refresh_from_db()

    plan = plan_rows(visit, 'visitors', entries)

    assert 'submitted' in plan.refusal
    with pytest.raises(ValidationError):
        store_rows(visit, plan)
    assert visit.visitor_names == ['Ani', 'Budi']
    with pytest.raises(ProtectedError):
        visit.visitors.first().delete()


def test_whom_the_door_let_in_stays_in_a_draft_too():
    """In an emergency people enter with a draft: nobody who is inside is taken out of it."""
    visit = subject_factories.make_visit()
    visit.visitors.filter(name='Ani').update(admitted_at=NOW)

    plan = plan_rows(visit, 'visitors', names('Budi'))

    assert 'Ani' in plan.refusal
    with pytest.raises(ProtectedError):
        visit.visitors.get(name='Ani').delete()


def test_a_list_has_an_end():
    plan = plan_rows(subject_factories.make_visit(), 'visitors', names(*(f'V{n}' for n in range(MOST_ROWS + 1))))

    assert str(MOST_ROWS) in plan.refusal
