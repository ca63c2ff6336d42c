"""How the benchmark asks NetBox: calls that are measured, with their queries counted and their answers kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.test import Client

from . import measuring
from .measuring import ROUNDS, Measure

__all__ = ('Differs', 'ask', 'ask_page', 'client_of', 'fetch', 'must_be_equal')


class Differs(SystemExit):
    """Two ways to the same answer gave two answers: nothing that was measured means anything then."""


@dataclass
class _Count:
    count: int = 0


@contextmanager
def _counted() -> Iterator[_Count]:
    """Count queries as they pass: Django's own log keeps only the last 9,000."""
    counted = _Count()

    def pass_on(execute: Callable[..., Any], *arguments: Any) -> Any:
        counted.count += 1
        return execute(*arguments)

    with connection.execute_wrapper(pass_on):
        yield counted


def ask[Answer](
    name: str, call: Callable[[], Answer], *, rounds: int = ROUNDS, once: bool = False, note: str = ''
) -> tuple[Measure, Answer]:
    """Measure a call and return what it answers. `once` is for what takes minutes: no warm-up, no memory."""
    answers: list[Answer] = []

    def keep() -> None:
        answers[:] = [call()]

    measured = measuring.measure(name, keep, counter=_counted, rounds=1 if once else rounds, warm_up=not once)
    return replace(measured, note=note), answers[0]


def ask_page(name: str, client: Client, path: str) -> Measure:
    """Measure a page, or end when it is not there."""

    def call() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f'{path}: HTTP {response.status_code}')

    return ask(name, call)[0]


def client_of(user: Any) -> Client:
    """Return a browser in which somebody is logged in."""
    client = Client(HTTP_HOST='localhost')
    client.force_login(user)
    return client


def fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return all rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def must_be_equal(what: str, answers: dict[str, frozenset[Any]]) -> None:
    """End the run unless all ways gave the same answer.

    Raises:
        Differs: naming some of what they do not agree on.
    """
    (first, expected), *others = answers.items()
    for name, answer in others:
        if answer != expected:
            only = sorted(expected - answer)[:10], sorted(answer - expected)[:10]
            raise Differs(
                f'{what}: {first} gives {len(expected)}, {name} gives {len(answer)}; only the first: {only[0]}, '
                f'only the second: {only[1]}'
            )
