"""What Django REST framework reads although a description says otherwise: `"5"` as a number, `5` as a text.

Fuzzing asks of a body that is wrong whether it is wrong in this reading, too; only such a body has to be refused.
"""

import copy
from typing import Any

import jsonschema

__all__ = ('Reading',)

NUMBER = {'type': 'string', 'pattern': r'^\s*[-+]?\d*\.?\d*([eE][-+]?\d+)?\s*$'}
YES_OR_NO = ['t', 'y', 'yes', 'true', 'on', '1', 'f', 'n', 'no', 'false', 'off', '0']
READ_AS = {
    'integer': [NUMBER, {'type': 'number'}],
    'number': [NUMBER],
    'string': [{'type': 'number'}],
    'boolean': [{'enum': [0, 1, *YES_OR_NO, *map(str.title, YES_OR_NO), *map(str.upper, YES_OR_NO)]}],
}


class Reading:
    """Bodies as they are read, by a whole description."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.components = _widen(copy.deepcopy(described['components']))

    def accepts(self, body: Any, schema: dict[str, Any]) -> bool:
        """Say whether a body may be read as what the schema of an operation's body describes."""
        widened = {**_widen(copy.deepcopy(schema)), 'components': self.components}
        return bool(jsonschema.Draft4Validator(widened).is_valid(_stripped(body)))


def _widen(schema: Any) -> Any:
    """Return a schema that accepts what is read besides what it describes."""
    if isinstance(schema, list):
        return [_widen(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    widened = {name: _widen(inside) for name, inside in schema.items()}
    also = list(READ_AS.get(widened.get('type'), [])) if isinstance(widened.get('type'), str) else []
    if isinstance(widened.get('enum'), list):
        widened['enum'] = [*widened['enum'], *map(str, widened['enum'])]
        also = []
    if widened.pop('nullable', False) is True:
        also.append({'enum': [None]})
    return {'anyOf': [widened, *also]} if also else widened


def _stripped(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _stripped(one) for name, one in body.items()}
    if isinstance(body, list):
        return [_stripped(one) for one in body]
    return body.strip() if isinstance(body, str) else body
