"""Pages and feeds over many tasks, beside NetBox's own over as many rows."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .measuring import Measure, Verdict, measure
from .tasks_estate import Estate

__all__ = ('run',)

APP = 'plugins:netbox_colocation'


def run(estate: Estate) -> list[Verdict]:
    """Measure every page."""
    officer, administrator = _client(estate.officer), _client(estate.administrator)
    journal = _page('NetBox: journal list', administrator, reverse('extras:journalentry_list'))
    rack = _page('NetBox: rack page', administrator, estate.rack.get_absolute_url())
    tasks = reverse(f'{APP}:task_list')
    return [
        Verdict(_page('inbox (officer)', officer, reverse(f'{APP}:inbox')), journal, limit=1.5),
        Verdict(_page('inbox (administrator)', administrator, reverse(f'{APP}:inbox')), journal, limit=1.5),
        # Without a target: NetBox asks which rows an object permission lets through before it asks which are wanted.
        Verdict(_page('my tasks, as a NetBox list', officer, f'{tasks}?state=open&mine=true'), journal),
        Verdict(_page('all tasks', administrator, tasks), journal, limit=1.5),
        Verdict(_page('case page', administrator, estate.case.get_absolute_url()), rack, limit=1.5),
        Verdict(_page('case page (officer)', officer, estate.case.get_absolute_url()), rack, limit=1.5),
        Verdict(_counters(estate), None, most=5),
    ]


def _client(user: Any) -> Client:
    client = Client(HTTP_HOST='localhost')
    client.force_login(user)
    return client


def _page(name: str, client: Client, path: str) -> Measure:
    def call() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f'{path}: HTTP {response.status_code}')

    return measure(name, call, count_queries=_count_queries)


def _counters(estate: Estate) -> Measure:
    """The counters in the menu, alone."""
    from django.utils import timezone

    from netbox_colocation.workflows.inbox import count_waiting

    return measure(
        'counters in the menu', lambda: count_waiting(estate.officer, now=timezone.now()), count_queries=_count_queries
    )


def _count_queries(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)
