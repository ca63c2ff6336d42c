"""The JSON schema (2020-12) of what every kind of event carries to event rules, webhooks and scripts.

A schema is a promise: what a kind always carries stays, with its meaning; what is new comes beside it.
"""

from collections.abc import Mapping
from typing import Any

from ..choices import (
    CaseStateChoices,
    MonitoringHealthChoices,
    MonitoringKindChoices,
    MonitoringStateChoices,
    NoticeKindChoices,
    PhotoMomentChoices,
    WorkStatusChoices,
)
from .event_kinds import EVENT_KINDS, EventKind

__all__ = ('data_schema', 'events_described', 'object_types_of', 'payload_schema')

DIALECT = 'https://json-schema.org/draft/2020-12/schema'

type Schema = dict[str, Any]


def _text(description: str) -> Schema:
    return {'type': 'string', 'description': description}


def _key(description: str) -> Schema:
    return {'type': 'integer', 'description': description}


def _moment(description: str) -> Schema:
    return {'type': 'string', 'format': 'date-time', 'description': description}


def _one_of(choices: Any, description: str) -> Schema:
    return {'type': 'string', 'enum': list(choices.values()), 'description': description}


def _or_null(schema: Schema) -> Schema:
    if 'enum' in schema:
        return {**schema, 'type': [schema['type'], 'null'], 'enum': [*schema['enum'], None]}
    return {**schema, 'type': [schema['type'], 'null']}


def _object(**properties: Schema) -> Schema:
    return {
        'type': 'object',
        'properties': properties,
        'required': list(properties),
        'additionalProperties': False,
    }


def _list(items: Schema, description: str) -> Schema:
    return {'type': 'array', 'items': items, 'description': description}


CHANGES = _list(
    _object(
        verb=_text('What was done to it, e.g. installed'),
        model=_text('Its model, e.g. dcim.device'),
        pk=_key('Its key'),
        label=_text('How it was called then'),
    ),
    'What the step changed in NetBox',
)
TARGETS = _list(
    _object(
        id=_key('The monitoring target'),
        name=_text('Device and port'),
        device=_or_null(_key('Its device; null when that is gone')),
        kind=_one_of(MonitoringKindChoices, 'How it is watched'),
        state=_one_of(MonitoringStateChoices, 'Its state then'),
        health=_one_of(MonitoringHealthChoices, 'What monitoring said of it last'),
        since=_or_null(_moment('Since when it is up or down; null when nobody said')),
    ),
    'The monitoring targets that it is about',
)
CONFLICTS = _list(
    _object(
        code=_text('Stable code of what was done'),
        message=_text('One sentence'),
        field=_text('Always empty'),
        data={'type': 'object', 'description': 'The facts behind it, by the code'},
    ),
    'What others did to what is held',
)

# What a key of an event's data means, wherever it stands.
_KEYS: Mapping[str, Schema] = {
    'acted_at': _moment('When it happened on paper'),
    'added': _list(
        _object(model=_text('Its model'), pk=_key('Its key'), label=_text('How it was called then')),
        'What was named just now',
    ),
    'before': _text('What it was before'),
    'capacity': _text('In which capacity the holder acted: definitive, acting …; empty for who holds no office'),
    'changes': CHANGES,
    'check': _text('Name of the check'),
    'comment': _text('What was said to it'),
    'conflicts': CONFLICTS,
    'data': {'type': 'object', 'description': 'The answers, by the fields of the step (`GET tasks/{id}/outcomes/`)'},
    'days': {'type': 'integer', 'description': 'Days'},
    'detail': _text('What the check found'),
    'device': _or_null(_key('The device; null when it is not installed yet')),
    'devices': _list(_object(id=_key('The device'), name=_text('Its name')), 'What stands there now'),
    'digest': _text('SHA-256, hexadecimal'),
    'due': _or_null(_moment('Until when it is to be done; null without a time limit')),
    'due_on': {'type': 'string', 'format': 'date', 'description': 'The day on which it was due back'},
    'ends': _moment('When the window ends'),
    'entry': _key('The entry of the log'),
    'escort': _text('Who escorts'),
    'extension': _key('The extension'),
    'from': _text('From where'),
    'from_digest': _text('Digest of the version before'),
    'hold': _key('The hold'),
    'inside': {'type': 'integer', 'description': 'How many visitors are inside'},
    'item': _text('What was lent'),
    'loan': _key('The loan'),
    'minutes': {'type': 'integer', 'description': 'Minutes'},
    'moment': _one_of(PhotoMomentChoices, 'Before, during or after the work'),
    'note': _text('The note'),
    'notice': _key('The notice'),
    'notice_kind': _one_of(NoticeKindChoices, 'What kind of notice it is'),
    'outcome': _text('The key of the outcome that was chosen'),
    'passed': {'type': 'boolean', 'description': 'Whether the check was passed'},
    'photo': _key('The photo'),
    'position': _text('The office of whoever acted; empty for who holds none'),
    'proof': _key('The scan that proves it'),
    'question': _text('What the applicant is asked'),
    'question_task': _key('The task in which the applicant answers'),
    'reason': _text('Why'),
    'recorded_by': _text('Who wrote down what happened on paper'),
    'revision': {'type': 'integer', 'description': 'How often the window was agreed to anew, from 1'},
    'role': _text('The key of the role'),
    'round': {'type': 'integer', 'description': 'How often the case came to this step, from 1'},
    'row': _text('The number of the row'),
    'seat': {'type': 'integer', 'description': 'Which of several holders, from 1'},
    'server': _text('The name of the server'),
    'site': _key('The site'),
    'source': _text('Which monitoring system reported it'),
    'starts': _moment('When the window begins'),
    'state': _text('The state that it came to'),
    'status': _one_of(WorkStatusChoices, 'The state of the work'),
    'step': _text('The step: its row, and the hand-over in it'),
    'superior': _text('The key of the role that was asked'),
    'taken_from': _text('From whom it was taken over'),
    'target': _or_null(_moment('When it should be done; null without a target')),
    'targets': TARGETS,
    'technicians': _list(_text('A name'), 'Who works on it now'),
    'text': _text('What was said to it'),
    'to': _text('To where, or to whom'),
    'to_digest': _text('Digest of the version after'),
    'until': _moment('Until when'),
    'url': _text('Where to read more; empty without'),
    'version': {'type': 'integer', 'description': 'The number of the version of the procedure'},
    'visit': _or_null(_key('The visit; null for somebody who was turned away without one')),
    'visitor': _or_null(_key('The visitor; null where it is about the whole visit')),
    'window': _key('The maintenance window'),
}
DAY = {'type': 'string', 'format': 'date', 'description': 'A day'}
TIMES = {'type': 'array', 'items': _moment('A moment'), 'minItems': 2, 'maxItems': 2, 'description': 'The times before'}
# Where a key means something else in one kind.
_BY_KIND: Mapping[str, Mapping[str, Schema]] = {
    'case-closed': {'state': _one_of(CaseStateChoices, 'How the case ended')},
    'step-back': {'from': _or_null(_text('The step that was open; null when there was none'))},
    'case-returned': {'from': _or_null(_text('The step that was open; null when there was none'))},
    'version-changed': {
        'from': {'type': 'integer', 'description': 'The number of the version before'},
        'to': {'type': 'integer', 'description': 'The number of the version after'},
    },
    'escalated': {'to': _or_null(_text('The key of the role above; null when there is none'))},
    'term-extended': {'until': DAY, 'before': _or_null(DAY)},
    'term-ending': {'until': DAY},
    'work-logged': {
        'before': _one_of(WorkStatusChoices, 'The state of the work before'),
        'minutes': _or_null({'type': 'integer', 'description': 'How long it took; null when nobody said'}),
    },
    'hold-renewed': {'before': _moment('Until when it was held before')},
    'visit-extended': {
        'before': _moment('Until when they were allowed to stay before'),
        'due': {
            'type': 'object',
            'additionalProperties': _or_null(_moment('Until when it is to be done now')),
            'description': 'The open tasks whose time limit moved, by their keys',
        },
    },
    'window-changed': {'before': TIMES},
    'window-extended': {'before': TIMES},
    'window-finished': {'outcome': _text('What came of the work')},
}
CASE = _object(
    id=_key('The case'),
    number=_text('Its number'),
    state=_one_of(CaseStateChoices, 'Its state when the event was told, which may be later than the event'),
    procedure=_text('The key of its procedure'),
    agency=_text('The slug of the agency that runs it'),
    applicant=_text('The slug of the applicant'),
    subject=_object(model=_text('What it is about: its model'), id=_key('and its key'), name=_text('and its name')),
)


def data_schema(kind: EventKind) -> Schema:
    """Return the schema of what an event of a kind says (`data` in its payload)."""
    own = _BY_KIND.get(kind.key, {})
    return {
        'type': 'object',
        'properties': {key: own.get(key) or _KEYS[key] for key in (*kind.payload, *kind.also)},
        'required': list(kind.payload),
        'additionalProperties': False,
    }


def payload_schema(kind: EventKind) -> Schema:
    """Return the schema of the whole payload of a kind."""
    is_always_of_case = kind.is_recorded and not kind.key.startswith('target-')
    case = CASE if is_always_of_case else {**CASE, 'type': ['object', 'null']}
    sequence = {'type': 'integer', 'description': 'Its place in the record of the case, from 1, without gaps'}
    task = _key('The task that it is about; null when it is about none')
    properties = {
        'kind': {'const': kind.key},
        'sequence': sequence if is_always_of_case else _or_null(sequence),
        'at': _moment('When it happened'),
        'actor': _text('Who did it; empty for the clock'),
        'task': _or_null(task),
        'data': data_schema(kind),
        'case': case,
    }
    return {
        '$schema': DIALECT,
        'title': kind.event_type,
        'description': str(kind.text),
        'type': 'object',
        'properties': properties,
        'required': list(properties),
        'additionalProperties': False,
    }


def object_types_of(kind: EventKind) -> list[str]:
    """Return the object types that an event rule has to name to hear of a kind."""
    if not kind.is_recorded:
        others = ['netbox_colocation.accesslogentry'] if kind.key == 'visit-refused' else []
        return ['netbox_colocation.accessvisit', *others]
    others = ['netbox_colocation.monitoringtarget'] if kind.key.startswith('target-') else []
    return ['netbox_colocation.case', *others]


def events_described() -> list[dict[str, Any]]:
    """Return every kind with its event type, its words and its schema."""
    return [
        {
            'kind': kind.key,
            'event_type': kind.event_type,
            'text': str(kind.text),
            'severity': kind.severity,
            'object_types': object_types_of(kind),
            'schema': payload_schema(kind),
        }
        for kind in EVENT_KINDS.values()
    ]
