"""Every event that a test has recorded is looked at: it says what its kind promises, and nothing else."""

import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from netbox_colocation.workflows.event_kinds import EVENT_KINDS
from netbox_colocation.workflows.event_schemas import data_schema, payload_schema

__all__ = ('check_data', 'check_payload')


# jsonschema itself looks at moments only where another package is installed.
_FORMATS = FormatChecker()


@_FORMATS.checks('date-time', raises=ValueError)
def _is_moment(value: Any) -> bool:
    return not isinstance(value, str) or datetime.datetime.fromisoformat(value).tzinfo is not None


@cache
def _validator(kind: str, *, whole: bool) -> Draft202012Validator:
    schema = payload_schema(EVENT_KINDS[kind]) if whole else data_schema(EVENT_KINDS[kind])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=_FORMATS)


def check_data(kind: str, data: Any) -> None:
    """Raises: AssertionError, with everything in the data of an event that its kind does not promise."""
    _refuse(kind, _validator(kind, whole=False), data)


def check_payload(payload: Any) -> None:
    """Raises: AssertionError, with everything in a payload that its kind does not promise."""
    _refuse(payload['kind'], _validator(payload['kind'], whole=True), payload)


def _refuse(kind: str, validator: Draft202012Validator, instance: Any) -> None:
    problems = [f'{error.json_path}: {error.message}' for error in validator.iter_errors(instance)]
    assert not problems, f'{kind}: {"; ".join(problems)}'
