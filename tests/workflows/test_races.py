"""Two people acting on one task at once: the case moves once. With the control that shows the race without the lock."""

import threading

import pytest
from django.db import connection

from netbox_colocation.exceptions import ColocationError
from netbox_colocation.models import Task
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.engine import performing
from tests.office import make_office


def race(office, task, *, people: int = 4) -> list[object]:
    """Let several people close the same task at the same moment; return each one's result or refusal."""
    barrier = threading.Barrier(people)
    results: list[object] = []

    def act() -> None:
        barrier.wait()
        try:
            results.append(engine.perform(task, 'passed-on', actor=office.users['head'], now=office.now))
        except Exception as error:  # noqa: BLE001  the control fails in whatever way the database finds first
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_the_same_task_acted_on_at_once_moves_the_case_once():
    office = make_office()
    case = office.submit()

    results = race(office, office.open_task(case))

    performed = [result for result in results if isinstance(result, engine.Performed)]
    refused = [result.code for result in results if isinstance(result, ColocationError)]
    assert len(performed) == 1
    assert refused == ['task-not-open'] * 3
    assert case.tasks.filter(step='2.2').count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_collide(monkeypatch):
    """The control: without the case's lock, people get past the check and meet at the database's constraints."""
    office = make_office()
    case = office.submit()

    def read_without_lock(task):
        fresh = Task.objects.select_related('case__version__procedure', 'role__agency').get(pk=task.pk)
        barrier.wait(timeout=20)  # everybody has read the open task before anybody writes
        return fresh.case, fresh

    barrier = threading.Barrier(4)
    monkeypatch.setattr(performing, 'lock_task', read_without_lock)
    results = race(office, office.open_task(case))

    assert not [result for result in results if isinstance(result, ColocationError)]
    assert [result for result in results if isinstance(result, Exception)], 'the race did not happen'
