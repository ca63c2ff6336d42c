"""Monitoring and people at the same row at once: the case moves once, nobody gets stuck, nothing is told twice."""

import threading

import pytest
from django.db import connection

from netbox_colocation.exceptions import TaskNotOpen
from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.acknowledging import Report
from netbox_colocation.workflows import engine, monitoring_acts
from netbox_colocation.workflows.events import find_broken_links
from tests import factories
from tests.base import permit
from tests.office import make_office

CLIENTS = 4


def at_once(*acts):
    """Run the acts at the same moment, each with a connection of its own; return what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = []

    def run(act) -> None:
        barrier.wait()
        try:
            results.append(act())
        except Exception as error:  # noqa: BLE001  whatever it is, the test looks at it
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def make_monitoring():
    user = factories.make_user()
    permit(user, MonitoringTarget, 'view', 'acknowledge')
    return user


@pytest.mark.django_db(transaction=True)
def test_several_systems_that_accept_the_same_targets_close_the_row_once():
    office = make_office()
    case = office.submit(office.make_request(servers=2))
    office.walk_to(case, '9.2')
    keys = list(MonitoringTarget.objects.values_list('pk', flat=True))
    users = [make_monitoring() for _ in range(CLIENTS)]

    def report(user, order):
        reports = [Report(pk, 'accepted') for pk in order]
        return monitoring_acts.acknowledge(reports, source='x', actor=user, now=office.now)

    results = at_once(
        *(lambda user=user, order=keys[:: (-1) ** place]: report(user, order) for place, user in enumerate(users))
    )

    assert not [result for result in results if isinstance(result, Exception)], results
    assert sorted(answer.result for answers in results for answer in answers) == ['applied'] * 2 + ['unchanged'] * 6
    assert case.tasks.filter(step='9.2').count() == case.tasks.filter(step='10').count() == 1
    assert case.events.filter(kind='target-accepted').count() == 1
    assert find_broken_links(case) == []


@pytest.mark.django_db(transaction=True)
def test_a_person_and_monitoring_at_the_same_moment_move_the_case_once():
    office = make_office()
    case = office.submit()
    task = office.walk_to(case, '9.2')
    [key] = MonitoringTarget.objects.values_list('pk', flat=True)
    monitoring, person = make_monitoring(), office.users['technical-team']

    results = at_once(
        lambda: monitoring_acts.acknowledge([Report(key, 'accepted')], source='x', actor=monitoring, now=office.now),
        lambda: engine.perform(task, 'accepted', actor=person, now=office.now, comment='I see it.'),
    )

    # Whoever comes second finds the target accepted, or the task closed.
    assert {type(result) for result in results if isinstance(result, Exception)} <= {TaskNotOpen}
    assert case.tasks.filter(step='10').count() == 1
    assert MonitoringTarget.objects.get().state == 'accepted'
    assert case.events.filter(kind='target-accepted').count() == 1
    assert find_broken_links(case) == []
