"""Findings, escorts, a later end and another escort of visits over REST."""

import datetime

import pytest
from django.utils import timezone

from netbox_colocation.models import AccessVisit
from tests import factories
from tests.base import permit
from tests.office import make_office
from tests.subject_factories import make_visit, open_case

from .base import ROOT, log_in

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def visit():
    office = make_office('sumbar-access')
    now = timezone.now()
    visit = make_visit(
        procedure=office.version.procedure,
        applicant=office.applicant,
        site=office.site,
        racks=[factories.make_rack(site=office.site)],
        starts_at=now - HOUR,
        ends_at=now + HOUR,
    )
    open_case(visit, version=office.version)
    AccessVisit.objects.filter(pk=visit.pk).update(status='accepted')
    return AccessVisit.objects.get(pk=visit.pk)


def reader(*actions):
    user = factories.make_user()
    permit(user, AccessVisit, *actions)
    return log_in(type(user).objects.get(pk=user.pk))


def path(visit, act):
    return f'{ROOT}access-visits/{visit.pk}/{act}/'


def test_the_findings_say_what_stands_against_a_visit(visit):
    answer = reader('view').get(path(visit, 'findings'))

    assert answer.status_code == 200
    found = {row['code']: row for row in answer.data}
    assert set(found) - {'office-closed'} == {'rack-not-own', 'escort-missing'}
    row = found['rack-not-own']
    assert (row['stops'], row['field'], row['links']) == (True, 'racks', [])
    assert row['data'] == {'racks': [visit.racks.get().pk]}


def test_who_may_not_view_a_visit_reads_no_findings(visit):
    user = factories.make_user()

    assert log_in(user).get(path(visit, 'findings')).status_code in (403, 404)


def test_escorts_are_for_who_may_name_them(visit):
    assert reader('view').get(path(visit, 'escorts')).status_code == 403

    [row] = reader('view', 'extend').get(path(visit, 'escorts')).data

    assert (row['name'], row['is_free'], row['reasons']) == ('Holder of technical-team', True, [])


def test_the_acts_change_the_visit_and_answer_with_it(visit):
    client = reader('view', 'extend')
    [escort] = client.get(path(visit, 'escorts')).data
    until = (visit.ends_at + HOUR).isoformat()

    changed = client.post(
        path(visit, 'change-escort'), {'escort': escort['appointment'], 'reason': 'Ill'}, format='json'
    )
    extended = client.post(path(visit, 'extend'), {'until': until, 'reason': 'Slow'}, format='json')

    assert (changed.status_code, extended.status_code) == (200, 200), (changed.data, extended.data)
    assert extended.data['id'] == visit.pk
    visit.refresh_from_db()
    assert (visit.escort_name, visit.extended_until) == ('Holder of technical-team', visit.ends_at + HOUR)


def test_a_refusal_has_its_codes(visit):
    client = reader('view', 'extend')

    late = client.post(path(visit, 'extend'), {'until': visit.starts_at.isoformat(), 'reason': 'Slow'}, format='json')
    silent = client.post(path(visit, 'extend'), {'until': visit.ends_at.isoformat()}, format='json')

    assert (late.status_code, [row['code'] for row in late.data['findings']]) == (409, ['until-not-later'])
    assert (silent.status_code, [row['code'] for row in silent.data['findings']]) == (400, ['reason-missing'])


@pytest.mark.parametrize(
    ('act', 'body'), [('extend', {'until': '2030-01-01T00:00:00Z'}), ('change-escort', {'escort': 1})]
)
def test_the_acts_need_the_permission_to_extend(visit, act, body):
    answer = reader('view').post(path(visit, act), {**body, 'reason': 'x'}, format='json')

    assert answer.status_code == 403
