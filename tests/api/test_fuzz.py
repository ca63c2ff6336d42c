"""The whole API fuzzed with schemathesis from its own description: no 500, no answer that is not as described.

With data as it is described, as a superuser, as an officer of an agency, and as somebody with no permission; and with
data as it must not be. All checks of schemathesis are held to, two of them where they can hold:

- `positive_data_acceptance`: by what is read, asked with rows that exist, yes or no, and words of a list. A description
  cannot say which patterns and ranges make sense, what is unique, nor what stands against an act; that a refused call
  says its reasons is checked instead.
- `negative_data_rejection`: by everything but NetBox's own part: bodies of rows, whose unknown names it passes over,
  and filters of lists and feeds, of which it passes over yes-or-no that is neither. A number that is sent as text, or
  the other way round, is read by Django REST framework (`leniency`), and is nothing to refuse.
"""

import json
import os
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.control import SkipTest
from schemathesis.core.failures import Failure as CheckFailed
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from tests.api import fuzzing

POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# What is wrong is told to who may do everything; others are refused before.
CALLERS = {POSITIVE: ('superuser', 'officer', 'nobody'), NEGATIVE: ('superuser',)}
# How many calls are made up for each endpoint and method; more of them by hand: FUZZ_EXAMPLES=50.
EXAMPLES = {POSITIVE: 2, NEGATIVE: 1}
MORE, ONLY = int(os.environ.get('FUZZ_EXAMPLES', '0')), os.environ.get('FUZZ_ONLY', '')
# Held to where they can hold; see above.
ACCEPTED, REJECTED, AUTHENTICATED = 'positive_data_acceptance', 'negative_data_rejection', 'ignored_auth'

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope='module')
def world(django_db_setup, django_db_blocker) -> Iterator[fuzzing.World]:
    load_all_checks()
    with django_db_blocker.unblock(), fuzzing.one_connection(), transaction.atomic():
        yield fuzzing.make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope='module')
def schema(world) -> Any:
    return fuzzing.load(world.described)


@pytest.mark.parametrize('mode', EXAMPLES, ids=lambda mode: mode.value)
def test_every_answer_is_as_described(mode: GenerationMode, world: fuzzing.World, schema: Any):
    """No 500, no status, media type, header or body that the description does not have, whoever calls with whatever."""
    fuzzer = Fuzzer(mode, world)
    for found in schema.get_all_operations():
        operation = found.ok()
        if ONLY not in operation.label:
            continue

        @settings(
            max_examples=MORE or EXAMPLES[mode], deadline=None, database=None, derandomize=True,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(mode), chance=st.randoms(use_true_random=False))
        def call(case: Any, chance: Any) -> None:
            fuzzer.fuzz(case, chance)

        try:
            call()
        except (SkipTest, Unsatisfiable):
            assert mode.is_negative  # nothing can be wrong about a call that takes nothing

    assert not fuzzer.failures, '\n\n'.join(failure.tell() for failure in fuzzer.failures)
    if mode.is_positive and not ONLY:
        # The others lead to files that the world does not have.
        reads = {label for label in fuzzer.seen if label.startswith('GET ')}
        assert len(reads & fuzzer.authenticated) > 0.85 * len(reads), sorted(reads - fuzzer.authenticated)


class Fuzzer:
    """Makes calls, and collects what is wrong with their answers, each fault of an endpoint once.

    Attributes:
        seen: endpoints that were called; `authenticated`: those that refused the same call without a token.
    """

    def __init__(self, mode: GenerationMode, world: fuzzing.World) -> None:
        self.mode, self.world = mode, world
        self.failures: dict[fuzzing.Failure, None] = {}
        self.seen: set[str] = set()
        self.authenticated: set[str] = set()
        self.checks = {check.__name__: check for check in CHECKS.get_all()}

    def fuzz(self, case: Any, chance: Any) -> None:
        fuzzing.fill_in(case, self.world, chance)
        if not fuzzing.leads_somewhere(case):
            return
        # Once is enough for who may do nothing: with the simplest data, which comes first.
        left_out = 'officer' if case.operation.label not in self.seen else 'nobody'
        self.seen.add(case.operation.label)
        for caller in CALLERS[self.mode]:
            if caller != left_out:
                self.failures.update(dict.fromkeys(self.find_failures(case, caller)))

    def find_failures(self, case: Any, caller: str) -> Iterator[fuzzing.Failure]:
        token = self.world.tokens[caller]
        # Werkzeug's client does not unpack what is compressed.
        case.headers.update({**token, 'Accept-Encoding': 'identity'})
        with fuzzing.errors_seen() as seen:
            response = fuzzing.call(case)

        def failed(check: str, said: str) -> fuzzing.Failure:
            sent = json.dumps(case.body, default=str)[:500] if isinstance(case.body, dict | list) else ''
            asked = f'{caller}: {case.method} {case.formatted_path} {case.query} {sent} -> {response.status_code}'
            answered = response.content[:300].decode(errors='replace')
            return fuzzing.Failure(case.operation.label, check, said, f'{asked} {answered}', '\n'.join(seen))

        is_done = response.status_code < HTTPStatus.BAD_REQUEST
        if caller == 'nobody' and case.method != 'GET' and is_done:
            yield failed('may-not', 'Somebody without any permission was answered.')
        if response.status_code == HTTPStatus.BAD_REQUEST and not response.content:
            yield failed('unexplained', 'A refusal says no reason.')
        names = self.names_of_checks(case, caller)
        try:
            with fuzzing.undone():  # a check may call again
                case.validate_response(response, checks=[self.checks[name] for name in names], headers=token)
        except FailureGroup as group:
            for error in group.exceptions:
                yield failed(type(error).__name__, describe(error))
        except CheckFailed as error:
            yield failed(type(error).__name__, describe(error))
        if AUTHENTICATED in names and is_done:
            self.authenticated.add(case.operation.label)

    def names_of_checks(self, case: Any, caller: str) -> list[str]:
        """Return which checks hold for the answer to this call."""
        left_out = set()
        if caller != 'superuser' or not self.world.must_accept(case):
            left_out.add(ACCEPTED)
        if caller != 'superuser' or not self.world.must_refuse(case):
            left_out.add(REJECTED)
        if caller != 'superuser' or self.mode.is_negative or case.operation.label in self.authenticated:
            left_out.add(AUTHENTICATED)
        return [name for name in self.checks if name not in left_out]


def describe(error: Exception) -> str:
    return f'{error}: {getattr(error, "message", "")}'[:400]
