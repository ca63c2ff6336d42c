"""Two tablets at one door: nobody is checked in twice, and no badge is given to two. With the control without locks."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import AccessLogEntry, AccessVisit
from netbox_colocation.visits import door
from tests import factories
from tests.factories import NOW
from tests.visits.test_door import admission, make_visit

pytestmark = pytest.mark.django_db(transaction=True)


def race(*acts: Callable[[], Any]) -> list[str]:
    """Do all at once; return 'done', the codes of the refusal, or the name of what the database raised, of each."""
    barrier = threading.Barrier(len(acts))
    results: list[str] = []

    def run(act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            act()
            results.append('done')
        except OutcomeRefused as refused:
            results.append(','.join(sorted({refusal.code for refusal in refused.refusals})))
        except Exception as error:  # noqa: BLE001  the control fails in whatever way the database finds first
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def check_in(visit: AccessVisit, name: str, badge: str, actor: Any) -> Callable[[], Any]:
    mine = AccessVisit.objects.get(pk=visit.pk)  # each tablet has read the visit for itself
    entry = admission(visit, name, badge)
    return lambda: door.admit(mine, [entry], actor=actor, now=NOW)


def test_two_tablets_check_the_same_person_in_once():
    visit, actor = make_visit(), factories.make_user()

    results = race(*(check_in(visit, 'Ani', f'B{number}', actor) for number in range(4)))

    assert results == ['badge-not-returned,checked-in-already'] * 3 + ['done']
    assert AccessLogEntry.objects.filter(kind='admitted').count() == 1


def test_two_tablets_give_one_badge_to_one_person_of_two_visits():
    visit, actor = make_visit(), factories.make_user()
    other = make_visit(location=factories.make_location(site=visit.site))

    results = race(check_in(visit, 'Ani', 'B7', actor), check_in(other, 'Ani', 'B7', actor))

    assert results == ['badge-taken', 'done']


def test_without_the_locks_they_collide(monkeypatch):
    """The control: everybody finds Ani outside before anybody writes, and the log has her more than once."""
    visit, actor = make_visit(), factories.make_user()
    meeting = threading.Barrier(4)
    find = door.find_obstacles

    def meet(*args: Any, **kwargs: Any) -> Any:
        meeting.wait(timeout=20)
        return find(*args, **kwargs)

    monkeypatch.setattr(door, 'lock', lambda visit: None)
    monkeypatch.setattr(door, 'lock_site', lambda site: None)
    monkeypatch.setattr(door, 'find_obstacles', meet)

    results = race(*(check_in(visit, 'Ani', f'B{number}', actor) for number in range(4)))

    assert results == ['done'] * 4
    assert AccessLogEntry.objects.filter(kind='admitted').count() == 4
