"""The stored verdict at later steps of a case: what its guard says when the estate has changed, and who reads what."""

import pytest

from ipam.models import Prefix

from netbox_colocation.allocation import holds
from netbox_colocation.capacity import checks
from netbox_colocation.choices import CapacityResourceChoices
from netbox_colocation.models import CapacityCheck
from netbox_colocation.workflows import verdicts
from netbox_colocation.workflows.registry import GUARDS
from tests import factories
from tests.base import publish_procedure
from tests.workflows.situations import codes, make_situation

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = factories.make_site()
    factories.make_powered_rack(site=site, name='A1', u_height=4)
    factories.make_pool(site=site)
    factories.make_prefix('10.20.0.0/28', site=site)
    return site


@pytest.fixture
def situation(site):
    """A later step of a request whose capacity was checked and found enough, at U1 of A1."""
    situation = make_situation(ask(site, server={'name': 'web'}))
    checks.verify_capacity(situation.request, actor=None, now=factories.NOW)
    return situation


def ask(site, **fields):
    """A request in the procedure of West Sumatra."""
    version = publish_procedure()
    case = factories.make_case(version=version)
    fields = {'status': 'open', 'servers': 1, 'case': case, 'applicant': case.applicant, **fields}
    return factories.make_request(site=site, procedure=version.procedure, **fields)


def take(site, units=1, **fields):
    device_type = factories.make_device_type(u_height=units)
    return factories.make_device(site.racks.get(), position=1, device_type=device_type, name='srv-7', **fields)


def test_a_fresh_check_that_found_enough_stands_against_nothing(situation):
    assert codes('capacity.enough', situation) == []


def test_a_check_that_a_new_one_mends_is_refused_with_what_changed(site, situation):
    take(site)

    [refusal] = GUARDS['capacity.enough'](situation)

    assert refusal.code == 'capacity-stale'
    assert 'check again' in refusal.message
    assert 'Rack A1: U1 were free and are taken by srv-7 now.' in refusal.message
    assert refusal.data['check'] == CapacityCheck.objects.get().pk
    assert [change['code'] for change in refusal.data['changes']] == ['units-taken']


def test_checking_again_mends_it(site, situation):
    take(site)
    assert codes('capacity.enough', situation) == ['capacity-stale']

    verdicts.check_again(situation.request, actor=factories.make_user(), now=factories.NOW)

    assert codes('capacity.enough', situation) == []


def test_a_check_whose_place_is_gone_is_refused_with_everything_that_stands_against_it(site, situation):
    take(site, units=4)
    Prefix.objects.update(mark_utilized=True)

    refusals = list(GUARDS['capacity.enough'](situation))

    assert {refusal.code for refusal in refusals} == {'capacity-gone'}
    assert {'place', 'addresses'} <= {refusal.field for refusal in refusals}
    assert all(refusal.message for refusal in refusals)
    verdicts.check_again(situation.request, actor=factories.make_user(), now=factories.NOW)
    assert 'capacity-short' in codes('capacity.enough', situation)


def test_a_refused_check_says_that_a_new_one_would_find_enough(site):
    device = take(site, units=4)
    situation = make_situation(ask(site))
    checks.verify_capacity(situation.request, actor=None, now=factories.NOW)
    assert 'capacity-short' in codes('capacity.enough', situation)
    assert 'capacity-stale' not in codes('capacity.enough', situation)

    device.delete()

    assert {'capacity-short', 'capacity-stale'} <= set(codes('capacity.enough', situation))


def test_the_hold_of_the_request_itself_never_stands_against_it(situation):
    holds.hold(situation.request, actor=factories.make_user(), now=factories.NOW)

    assert codes('capacity.enough', situation) == []


def test_a_narrower_check_does_not_count_for_what_the_procedure_verifies(site):
    """Who may check could otherwise make what was short disappear, by asking for something else."""
    situation = make_situation(
        factories.make_request(site=site, status='open', servers=1),
        'capacity.verify',
        params={'resources': ['place', 'addresses']},
    )
    later = make_situation(situation.request, document=situation.document)
    checks.verify_capacity(situation.request, actor=None, now=factories.NOW, resources=['place'])
    assert codes('capacity.enough', later) == ['capacity-unchecked']

    checks.verify_capacity(situation.request, actor=None, now=factories.NOW, resources=['place', 'addresses'])

    assert codes('capacity.enough', later) == []


def test_checking_again_without_a_procedure_checks_everything(site):
    request = factories.make_request(site=site, servers=1)

    check = verdicts.check_again(request, actor=factories.make_user(), now=factories.NOW)

    assert {finding['resource'] for finding in check.findings} == set(CapacityResourceChoices.values())


# -- Who reads what ---------------------------------------------------------------------------------------------------


def read(situation, reader):
    check = CapacityCheck.objects.first()
    return verdicts.read_verdict(check, reader=reader, now=factories.NOW, with_competition=True)


def make_applicant(situation):
    user = factories.make_user()
    factories.make_representative(user=user, tenant=situation.request.applicant)
    return user


def test_an_officer_reads_names_where_nobody_else_does(site, situation):
    take(site, tenant=factories.make_tenant())
    verdicts.check_again(situation.request, actor=factories.make_user(), now=factories.NOW)
    factories.make_device(site.racks.get(), position=4, name='srv-8', tenant=factories.make_tenant())
    names = {}
    for who, reader in {
        'officer': factories.make_user(is_superuser=True),
        'applicant': make_applicant(situation),
        'nobody': factories.make_user(),
    }.items():
        verdict = read(situation, reader)
        names[who] = (
            [thing.label for thing in verdict.pictures[0].things],
            any('srv-8' in change.sentence for change in verdict.staleness.changes),
        )

    assert names == {
        'officer': (['srv-7', 'web'], True),
        'applicant': (['', 'web'], False),
        'nobody': (['', 'web'], True),
    }


def test_other_requests_have_names_only_for_those_who_may_view_them(site, situation):
    other = factories.make_request(site=site, status='open', name='Secret plan', case=factories.make_case(), servers=1)

    [seen] = read(situation, factories.make_user(is_superuser=True)).competition_now.competitors
    [unseen] = read(situation, make_applicant(situation)).competition_now.competitors

    assert (seen.request, seen.name) == (other.pk, 'Secret plan')
    assert (unseen.request, unseen.name, unseen.case, unseen.applicant) == (0, '', '', '')


def test_what_was_deleted_since_keeps_its_name_in_the_picture(site, situation):
    device = take(site)
    verdicts.check_again(situation.request, actor=factories.make_user(), now=factories.NOW)
    device.delete()

    verdict = read(situation, factories.make_user(is_superuser=True))

    assert [thing.label for thing in verdict.pictures[0].things] == ['srv-7', 'web']
    assert ('dcim.device', device.pk) not in verdict.viewable


def test_only_the_newest_check_is_compared(site, situation):
    old = CapacityCheck.objects.get()
    verdicts.check_again(situation.request, actor=factories.make_user(), now=factories.NOW)
    take(site)

    verdict = verdicts.read_verdict(old, reader=factories.make_user(is_superuser=True), now=factories.NOW)

    assert (verdict.is_newest, verdict.staleness.state) == (False, 'fresh')
