"""The script “Check capacity” says of every undecided request what fits, and keeps it only when asked to."""

import pytest

from core.choices import JobStatusChoices

from netbox_colocation.models import CapacityCheck, ColocationRequest
from tests import factories
from tests.base import permit
from tests.scripts.conftest import codes, logged, run_script

NAME = 'colocation_capacity.CheckCapacity'

pytestmark = pytest.mark.usefixtures('installed')


def test_it_reports_every_undecided_request_and_keeps_nothing(office, superuser):
    fits, too_hungry = office.make_request(), office.make_request(server={'power_draw': 60_000})
    decided = factories.make_request(status='completed')

    job = run_script(NAME, user=superuser)

    rows = {row['request']: row for row in job.data['result']}
    assert rows[fits.name]['verdict'] == 'enough'
    assert office.rack.name in rows[fits.name]['places']
    assert rows[too_hungry.name]['verdict'] == 'short'
    assert 'electricity' in rows[too_hungry.name]['short']
    assert decided.name not in rows
    assert any('W' in message for message in logged(job, 'warning'))
    assert not CapacityCheck.objects.exists()


def test_it_keeps_the_results_when_changes_are_committed(office, superuser):
    request = office.make_request()
    office.make_request()

    run_script(NAME, {'requests': [request.pk]}, user=superuser, commit=True)

    [check] = CapacityCheck.objects.all()
    assert check.request == request


def test_whoever_may_not_check_checks_nothing(office):
    office.make_request()
    user = factories.make_user()

    job = run_script(NAME, user=user, commit=True)

    assert job.status == JobStatusChoices.STATUS_ERRORED
    assert codes(job) == {'permission-missing'}
    assert not CapacityCheck.objects.exists()


def test_only_requests_that_one_sees_are_checked(office):
    seen, hidden = office.make_request(), office.make_request()
    user = factories.make_user()
    permit(user, CapacityCheck, 'add')
    permit(user, ColocationRequest, 'view', pk=seen.pk)

    job = run_script(NAME, user=user)
    refused = run_script(NAME, {'requests': [seen.pk, hidden.pk]}, user=user)

    assert [row['request'] for row in job.data['result']] == [seen.name]
    assert refused.status == JobStatusChoices.STATUS_ERRORED
    assert codes(refused) == {'not-found'}
