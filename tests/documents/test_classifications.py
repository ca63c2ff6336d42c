"""The ready-made classes: a table without doubles, each below the one above it, added once."""

import pytest

from netbox_colocation.documents.classifications import add_ready_made, classes_of, find_class, read_ready_made
from netbox_colocation.models import Classification
from tests.factories import make_classification, make_tenant

pytestmark = pytest.mark.django_db


def test_the_table_has_the_codes_of_a_data_centres_letters():
    ready = {row.code: row for row in read_ready_made()}

    assert len(ready) == len(read_ready_made()) > 100
    for code in ('500.12.6.2', '500.12.10.2', '500.12.15.1', '500.12.16', '000.1.9', '000.2.3.2', '000.5.3.1',
                 '000.5.6.2', '000.6.5', '555', '556', '562'):  # fmt: skip
        assert code in ready
    assert {row.code for row in ready.values() if not row.is_in_force} == {'555', '556', '562'}
    assert all(row.parent in ready for row in ready.values() if '.' in row.code)


def test_classes_are_added_once_below_the_ones_above_and_without_years():
    added = add_ready_made()

    assert [add_ready_made(), len(added)] == [[], len(read_ready_made())]
    assert Classification.objects.get(code='500.12.15.1').parent.code == '500.12.15'
    assert not Classification.objects.exclude(active_years=None, inactive_years=None, fate='').exists()


def test_what_somebody_wrote_before_stays():
    kept = make_classification(code='500.12', name='Own words', active_years=2)

    add_ready_made()

    kept.refresh_from_db()
    assert (kept.name, kept.active_years) == ('Own words', 2)
    assert Classification.objects.get(code='500.12.1').parent == kept


def test_an_agencys_own_class_goes_before_everybodys():
    agency = make_tenant()
    shared = make_classification(code='500.12')
    make_classification(code='555', is_in_force=False)

    assert find_class(agency, '500.12') == shared
    own = make_classification(code='500.12', agency=agency, name='Own')
    assert find_class(agency, '500.12') == own
    assert find_class(agency, '555').code == '555'
    assert find_class(agency, 'none') is find_class(agency, '') is None
    assert list(classes_of(agency)) == [own]
    assert list(classes_of(None)) == [shared]
