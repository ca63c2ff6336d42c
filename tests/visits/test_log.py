"""The access log: one line for each thing that happens at the door, and no identity number in any."""

import pytest
from django.core.exceptions import ValidationError

from netbox_colocation.choices import AccessLogKindChoices
from netbox_colocation.models import AccessLogEntry
from netbox_colocation.visits import log
from tests import factories, subject_factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
NUMBER = '1371 0112 0590 0001'


def test_a_line_about_a_visitor_names_where_who_and_with_which_badge():
    location = factories.make_location()
    visit = subject_factories.make_visit(site=location.site, location=location)
    visitor = visit.visitors.get(name='Ani')
    visitor.badge_number, actor = 'B-1', factories.make_user(first_name='Siti', last_name='Aminah')

    entry = log.write_about(
        visit, AccessLogKindChoices.ADMITTED, visitor=visitor, text='Came by bus', actor=actor, now=NOW
    )

    entry.refresh_from_db()
    assert (entry.agency, entry.site, entry.location) == (visit.procedure.agency, location.site, location)
    assert (entry.visit, entry.visitor, entry.at) == (visit, visitor, NOW)
    # Whose people they are where the application says nothing: the applicant's.
    assert (entry.person, entry.organisation, entry.badge_number) == ('Ani', visit.applicant.name, 'B-1')
    assert (entry.text, entry.actor, entry.actor_name) == ('Came by bus', actor, 'Siti Aminah')


def test_a_line_may_be_about_nobody_in_particular():
    visit = subject_factories.make_visit()

    entry = log.write_about(visit, AccessLogKindChoices.LEFT, actor=None, now=NOW)

    assert (entry.person, entry.organisation, entry.badge_number, entry.actor_name) == ('', '', '', '')


@pytest.mark.parametrize('field', ['person', 'organisation', 'badge_number', 'text'])
def test_no_line_holds_an_identity_number(field):
    visit = subject_factories.make_visit()

    with pytest.raises(ValidationError) as refused:
        log.write(
            AccessLogKindChoices.REFUSED,
            agency=visit.procedure.agency,
            site=visit.site,
            now=NOW,
            **{field: f'Showed {NUMBER}'},
        )

    assert refused.value.code == 'identity-number'
    assert not AccessLogEntry.objects.exists()


def test_what_is_too_long_for_a_line_is_cut_and_says_so():
    visit = subject_factories.make_visit()

    entry = log.write_about(visit, AccessLogKindChoices.REFUSED, text='x' * 400, actor=None, now=NOW)

    assert (len(entry.text), entry.text[-1]) == (300, '…')
