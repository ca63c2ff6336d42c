"""The whole API fuzzed with schemathesis from its own description: no 500, no answer that is not as described.

As a superuser, as an officer of an agency, and as somebody with no permission. Checks of schemathesis left out, and
why:

- `positive_data_acceptance`: a description cannot say which keys exist, nor what is unique; that every refusal of such
  calls says its reasons is checked instead.
- `negative_data_rejection`: Django REST framework reads `"5"` as a number and passes over names that it does not know,
  in NetBox's own API as in ours.
- `ignored_auth`: `test_rights` calls every endpoint without a token, with a wrong one, with one that may do nothing.
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import Failure as CheckFailed
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from tests.api import fuzzing

LEFT_OUT = {'positive_data_acceptance', 'negative_data_rejection', 'ignored_auth'}
# How many calls are made up for each endpoint and method; more of them by hand: FUZZ_EXAMPLES=50.
EXAMPLES = {'superuser': 2, 'officer': 1, 'nobody': 1}
MORE, ONLY = int(os.environ.get('FUZZ_EXAMPLES', '0')), os.environ.get('FUZZ_ONLY', '')

pytestmark = pytest.mark.django_db


@pytest.fixture(scope='module')
def world(django_db_setup, django_db_blocker) -> Iterator[fuzzing.World]:
    with django_db_blocker.unblock(), fuzzing.one_connection(), transaction.atomic():
        yield fuzzing.make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope='module')
def schema(world) -> Any:
    load_all_checks()
    return fuzzing.load(fuzzing.describe())


def operations(schema: Any) -> list[Any]:
    return [found.ok() for found in schema.get_all_operations() if ONLY in found.ok().label]


@pytest.mark.parametrize('caller', EXAMPLES)
def test_every_answer_is_as_described(caller: str, world: fuzzing.World, schema: Any):
    """No 500, no status, media type, header or body that the description does not have, whoever calls."""
    failures: dict[fuzzing.Failure, None] = {}
    checks = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]

    for operation in operations(schema):

        @settings(
            max_examples=MORE or EXAMPLES[caller], deadline=None, database=None, derandomize=True,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(GenerationMode.POSITIVE), chance=st.randoms(use_true_random=False))
        def call(case: Any, chance: Any) -> None:
            failures.update(dict.fromkeys(find_failures(case, chance, world, caller, checks)))

        call()

    assert not failures, '\n\n'.join(failure.tell() for failure in failures)


def find_failures(case: Any, chance: Any, world: fuzzing.World, caller: str, checks: Any) -> Iterator[fuzzing.Failure]:
    fuzzing.fill_in(case, world, chance)
    # Werkzeug's client does not unpack what is compressed.
    case.headers.update({**world.tokens[caller], 'Accept-Encoding': 'identity'})
    with fuzzing.errors_seen() as seen:
        response = fuzzing.call(case)

    def failed(check: str, said: str) -> fuzzing.Failure:
        sent = '' if not isinstance(case.body, dict | list) else json.dumps(case.body)[:500]
        asked = f'{caller}: {case.method} {case.formatted_path} {case.query} {sent} -> {response.status_code}'
        return fuzzing.Failure(case.operation.label, check, said, asked, '\n'.join(seen))

    if caller == 'nobody' and case.method != 'GET' and response.status_code < 400:
        yield failed('may-not', 'Somebody without any permission was answered.')
    if response.status_code == 400 and not response.content:
        yield failed('unexplained', 'A refusal says no reason.')
    try:
        case.validate_response(response, checks=checks)
    except FailureGroup as group:
        for error in group.exceptions:
            yield failed(type(error).__name__, describe(error))
    except CheckFailed as error:
        yield failed(type(error).__name__, describe(error))


def describe(error: Exception) -> str:
    return f'{error}: {getattr(error, "message", "")}'[:400]
