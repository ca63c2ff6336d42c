"""The vocabulary of procedures: registered code under dotted keys. A document only names keys.

- an **activity** says what a step asks of the person (fields) and may do something of its own;
- a **guard** says why an outcome cannot be taken now, in all its reasons;
- an **effect** does something, inside the transaction, and says what it changed;
- an **outer effect** runs after commit, from the outbox: at least once, so it must be idempotent.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from ..choices import CapacityResourceChoices, DocumentKindChoices, SubjectKindChoices
from ..exceptions import Refusal
from ..models import Appointment, Case, ColocationRequest, Document, OutboxEntry, Representative, Task
from .actors import Actor
from .document import Outcome, ProcedureDocument, Step
from .document_parsing import Vocabulary
from .fields import Field

__all__ = (
    'ACTIVITIES',
    'ALONE',
    'ASKED_BY',
    'EFFECTS',
    'FACTS',
    'GUARDS',
    'IRREVERSIBLE',
    'OUTER_EFFECTS',
    'TAKES_BACK',
    'UNDOES',
    'WORDS',
    'Activity',
    'Change',
    'PaperAct',
    'Situation',
    'activity',
    'effect',
    'fact',
    'guard',
    'outer_effect',
    'vocabulary',
)


@dataclass(frozen=True)
class Change:
    """One thing that an effect changed: a verb, and the object, as the events keep it."""

    verb: str
    model: str
    pk: int
    label: str

    @classmethod
    def of(cls, verb: str, obj: Model) -> 'Change':
        return cls(verb=verb, model=obj._meta.label_lower, pk=obj.pk, label=str(obj))

    def as_dict(self) -> dict[str, Any]:
        return {
            'verb': self.verb,
            'model': self.model,
            'pk': self.pk,
            'label': self.label,
        }


@dataclass(frozen=True)
class PaperAct:
    """An act that happened on paper: when, by whom, and the scan that proves it."""

    acted_at: datetime.datetime
    holder: Appointment | Representative
    proof: Document


@dataclass(frozen=True)
class Situation:
    """A task about to be closed with an outcome: all that a guard or an effect may look at.

    `data` is None while outcomes are only being looked at; a guard about answers has nothing to say then.
    `acted_at` is when it happened: before `now` when an act on paper is recorded.
    """

    case: Case
    task: Task
    subject: Any
    document: ProcedureDocument
    step: Step
    outcome: Outcome
    actor: Actor
    now: datetime.datetime
    comment: str = ''
    data: Mapping[str, Any] | None = None
    paper: PaperAct | None = None
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def acted_at(self) -> datetime.datetime:
        return self.paper.acted_at if self.paper else self.now

    @property
    def request(self) -> ColocationRequest:
        """The subject of a case that places or retrieves servers."""
        return self.subject

    @property
    def params(self) -> Mapping[str, Any]:
        return self.outcome.params

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers, for an effect: there is no effect without them."""
        return self.data or {}

    def after_commit(self, key: str, **data: Any) -> None:
        """Put an outer effect into the outbox, in this transaction."""
        self.waiting.append((key, data))

    def tell(self, kind: str, **data: Any) -> None:
        """Have an event of its own recorded, after the one that closes the task."""
        self.told.append((kind, data))


type Guard = Callable[[Situation], Iterable[Refusal]]
type Effect = Callable[[Situation], Iterable[Change]]
type OuterEffect = Callable[[OutboxEntry], None]
type Fact = Callable[[Any], Any]

# An effect that no step back can undo: something happened in the world.
IRREVERSIBLE = 'irreversible'


@dataclass(frozen=True)
class Activity:
    """What a step asks for. `fields` gets the situation without data."""

    fields: Callable[[Situation], list[Field]]
    effect: Effect | None = None


ACTIVITIES: dict[str, Activity] = {}
GUARDS: dict[str, Guard] = {}
EFFECTS: dict[str, Effect] = {}
OUTER_EFFECTS: dict[str, OuterEffect] = {}
FACTS: dict[str, Fact] = {}
# The effect that undoes an effect, or IRREVERSIBLE; an effect that is not here leaves nothing to undo.
UNDOES: dict[str, str] = {}
# Effects that take others back themselves: a step that did one is not taken back, it is decided again.
TAKES_BACK: set[str] = set()
# The words that a parameter may have, by its name; whoever asks for others adds them.
WORDS: dict[str, frozenset[str]] = {
    'resources': frozenset(CapacityResourceChoices.values()),
    'kind': frozenset(DocumentKindChoices.values()),
}
# Outer effects that no transaction can take back, such as an e-mail.
ALONE: set[str] = set()
# What an effect asks of the person besides the step's activity, by key.
ASKED_BY: dict[str, Callable[[Situation], list[Field]]] = {}
# Which parameters each needs, by key and kind: an activity and an effect may share a key.
_PARAMS: dict[tuple[str, str], frozenset[str]] = {}

Function = TypeVar('Function', bound=Callable[..., Any])


def activity(key: str, *, effect: Effect | None = None, params: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Register a function that returns the fields of an activity; `params` must be given under `with`."""

    def register(function: Function) -> Function:
        _put(ACTIVITIES, key, Activity(function, effect))
        _PARAMS[key, 'activity'] = frozenset(params)
        return function

    return register


def guard(key: str, *, params: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Register a guard; `params` must be given under `with`."""
    _PARAMS[key, 'guard'] = frozenset(params)
    return _registrar(GUARDS, key)


def effect(
    key: str,
    *,
    params: tuple[str, ...] = (),
    undo: str = '',
    takes_back: bool = False,
    fields: Callable[[Situation], list[Field]] | None = None,
) -> Callable[[Function], Function]:
    """Register an inner effect; `params` must be given under `with`, `fields` are what it asks besides the activity.

    `undo` is the key of the effect that takes it back when a case returns to an earlier step, or IRREVERSIBLE. An
    effect that `takes_back` others has none.
    """
    _PARAMS[key, 'effect'] = frozenset(params)
    if takes_back:
        TAKES_BACK.add(key)
    if fields:
        ASKED_BY[key] = fields
    if undo:
        UNDOES[key] = undo
    return _registrar(EFFECTS, key)


def fact(key: str) -> Callable[[Function], Function]:
    """Register a fact: what a condition compares, read from the subject; None when it is not known."""
    return _registrar(FACTS, key)


def outer_effect(key: str, *, is_alone: bool = False) -> Callable[[Function], Function]:
    """Register an outer effect; one that is alone runs outside a transaction, and minds its own."""
    if is_alone:
        ALONE.add(key)
    return _registrar(OUTER_EFFECTS, key)


def vocabulary() -> Vocabulary:
    """Return everything that a document may name."""
    return Vocabulary(
        subjects=frozenset(SubjectKindChoices.values()),
        activities={key: _PARAMS[key, 'activity'] for key in ACTIVITIES},
        guards={key: _PARAMS[key, 'guard'] for key in GUARDS},
        effects={key: _PARAMS[key, 'effect'] for key in EFFECTS},
        facts=frozenset(FACTS),
        words=WORDS,
    )


def _registrar(registry: dict[str, Any], key: str) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        _put(registry, key, function)
        return function

    return register


def _put(registry: dict[str, Any], key: str, entry: Any) -> None:
    if key in registry:
        raise ValueError(f'{key} is registered twice')
    registry[key] = entry
