"""The description of the API says what every call does, may be sent and may be answered, with examples that hold."""

import re
from typing import Any

import jsonschema
import pytest

from netbox_colocation.api.examples import PROBLEM_EXAMPLE, REQUEST_EXAMPLES
from tests.api import fuzzing
from tests.api.base import ROOT

OF_ROWS = re.compile(r'\w+ [\w-]+/({id}/)?$')
WRITES = {'post', 'put', 'patch', 'delete'}
JSON, PROBLEM = 'application/json', 'application/problem+json'


@pytest.fixture(scope='module')
def described(django_db_setup, django_db_blocker) -> dict[str, Any]:
    with django_db_blocker.unblock():
        return fuzzing.describe()


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f'{method.upper()} {path.removeprefix(ROOT)}': operation
        for path, ways in described['paths'].items()
        for method, operation in ways.items()
    }


def find_fault(value: Any, schema: dict[str, Any], described: dict[str, Any]) -> str:
    """Return what a schema has against a value, or nothing."""
    validator = jsonschema.Draft4Validator({**schema, 'components': described['components']})
    return '; '.join(error.message[:200] for error in validator.iter_errors(value))


@pytest.mark.django_db
def test_every_call_says_what_it_does(described):
    silent = [name for name, operation in operations(described).items() if not operation.get('description')]

    assert silent == []


@pytest.mark.django_db
def test_every_body_has_an_example(described):
    """A client's author sees for each act what to send."""
    without = [
        name
        for name, operation in operations(described).items()
        for media, content in operation.get('requestBody', {}).get('content', {}).items()
        if (media == JSON or JSON not in operation['requestBody']['content'])
        and not content.get('examples')
        and content['schema'].get('$ref') != '#/components/schemas/ColocationNothingRequest'
    ]

    assert without == []


@pytest.mark.django_db
def test_every_example_holds(described):
    """Examples are held against the schema that they stand under, and name no field that it does not have."""
    faults = {}
    for name, operation in operations(described).items():
        bodies = {'': operation.get('requestBody', {}), **operation['responses']}
        for code, body in bodies.items():
            for media, content in body.get('content', {}).items():
                for key, example in content.get('examples', {}).items():
                    if fault := find_fault(example['value'], content['schema'], described):
                        faults[f'{name} {code} {media} {key}'] = fault

    assert faults == {}


@pytest.mark.django_db
def test_examples_name_fields_that_exist(described):
    known = described['components']['schemas']
    strange = {}
    for name, value in REQUEST_EXAMPLES.items():
        component = name.removesuffix('Serializer') + 'Request'
        schema = known.get(f'Writable{component}') or known.get(component)
        if schema is None or set(value) - set(schema['properties']):
            strange[name] = sorted(set(value) - set((schema or {}).get('properties', {})))

    assert strange == {}


@pytest.mark.django_db
def test_every_call_says_how_it_is_refused(described):
    """Each refusal is described as a problem; calls that write say what else may stand against them."""
    for name, operation in operations(described).items():
        codes = {'400', '403', '404'} | ({'409', '412', '415', '422'} if name.split()[0].lower() in WRITES else set())
        assert codes <= set(operation['responses']), name
        assert all(PROBLEM in operation['responses'][code]['content'] for code in codes), name


@pytest.mark.django_db
def test_bodies_of_acts_have_no_other_fields(described):
    """As the server refuses them (`names`); bodies of rows are NetBox's, which passes over what it does not know."""
    for name, operation in operations(described).items():
        if 'requestBody' not in operation:
            continue
        for content in operation['requestBody']['content'].values():
            found = find_component(content['schema'], described)
            is_of_rows = f'{ROOT}{name.split()[1].split("/")[0]}/{{id}}/' in described['paths'] and OF_ROWS.match(name)
            assert (found.get('additionalProperties') is False) != bool(is_of_rows), name


def find_component(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    while schema.get('$ref') or schema.get('oneOf') or schema.get('items'):
        inside = schema.get('oneOf', [schema.get('items') or schema])[0]
        schema = described['components']['schemas'][inside['$ref'].rpartition('/')[2]] if '$ref' in inside else inside
    return schema


@pytest.mark.django_db
def test_calls_that_write_may_be_repeated_and_rehearsed(described):
    for name, operation in operations(described).items():
        sent = {one['name'] for one in operation.get('parameters', [])}
        assert ({'Idempotency-Key', 'dry_run'} <= sent) == (name.split()[0].lower() in WRITES), name


def test_problem_of_the_example_is_one(described):
    assert PROBLEM_EXAMPLE['status'] == 409
    assert not find_fault(PROBLEM_EXAMPLE, {'$ref': '#/components/schemas/ColocationError'}, described)
