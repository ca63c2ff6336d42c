"""An impact as it is shown: what the user may see of it, in sentences, a page at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import ImpactGradeChoices
from ..maintenance.impact import GRADES, Impact, Line, Step, Unknown
from .impact_words import MODELS, describe_reason, describe_step, describe_unknown

__all__ = (
    'NOT_SEEN',
    'PAGE',
    'Seen',
    'ShownLine',
    'ShownStep',
    'count',
    'mask',
    'see',
    'seen_facts',
    'show',
    'show_unknown',
    'visible_objects',
)

PAGE = 100
NOT_SEEN = '…'


@dataclass(frozen=True)
class ShownStep:
    joined: str
    label: str
    url: str


@dataclass(frozen=True)
class ShownLine:
    """One line in sentences; `steps` of objects that the user may not view have no name."""

    label: str
    url: str
    kind: str
    grade: str
    grade_label: str
    color: str
    tenant: str
    reason: str
    steps: tuple[ShownStep, ...]


@dataclass(frozen=True)
class Seen:
    """The lines that a user may see, and how many there are of others."""

    lines: tuple[Line, ...]
    hidden: int
    unknown: tuple[Unknown, ...] = field(default=())


def see(impact: Impact, user: Any) -> Seen:
    """Leave out the objects that the user may not view; one query for each model."""
    visible = _visible(((line.model, line.pk) for line in impact.lines), user)
    lines = tuple(line for line in impact.lines if (line.model, line.pk) in visible)
    return Seen(lines, len(impact.lines) - len(lines), impact.unknown)


def count(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return how many lines there are of each model, by grade."""
    counts: dict[str, dict[str, int]] = {model: dict.fromkeys(GRADES, 0) for model in MODELS}
    for line in lines:
        counts[line.model][line.grade] += 1
    return [
        {'model': model, 'label': MODELS[model], 'counts': [(grade, of_model[grade]) for grade in GRADES[:-1]]}
        for model, of_model in counts.items()
        if any(of_model.values())
    ]


def show(lines: Sequence[Line], user: Any) -> list[ShownLine]:
    """Put lines into sentences; one query for each model on their paths, and one for the tenants."""
    visible = _visible(((step.model, step.pk) for line in lines for step in _objects(line)), user)
    keys = {line.tenant for line in lines if line.tenant is not None}
    tenants = dict(Tenant.objects.restrict(user, 'view').filter(pk__in=keys).values_list('pk', 'name'))
    labels = dict(ImpactGradeChoices)
    return [
        ShownLine(
            label=line.label,
            url=_url(line.model, line.pk),
            kind=str(MODELS[line.model]),
            grade=line.grade,
            grade_label=str(labels[line.grade]),
            color=ImpactGradeChoices.colors[line.grade],
            tenant=tenants.get(line.tenant, '') if line.tenant else '',
            reason=describe_reason(line.reason, seen_facts(line.facts, visible)),
            steps=tuple(_shown(step, visible) for step in line.path),
        )
        for line in lines
    ]


def show_unknown(unknown: Iterable[Unknown], user: Any) -> list[tuple[str, list[ShownStep]]]:
    """Put into sentences what is not known."""
    said = list(unknown)
    visible = _visible(((step.model, step.pk) for each in said for step in each.examples), user)
    return [
        (describe_unknown(each.code, each.count), [_shown(step, visible) for step in each.examples]) for each in said
    ]


def seen_facts(facts: Mapping[str, Any], visible: set[tuple[str, int]]) -> dict[str, Any]:
    """Return the figures without the names of what the user may not view."""
    if 'on' not in facts:
        return dict(facts)
    on = [each if (each['model'], each['pk']) in visible else {**each, 'label': NOT_SEEN} for each in facts['on']]
    return {**facts, 'on': on}


def visible_objects(lines: Iterable[Line], user: Any) -> set[tuple[str, int]]:
    """Return what of the paths the user may view; one query for each model."""
    return _visible(((step.model, step.pk) for line in lines for step in _objects(line)), user)


def mask(step: Step, visible: set[tuple[str, int]]) -> dict[str, Any]:
    """Return a step without the name of what the user may not view."""
    shown = step if (step.model, step.pk) in visible else step._replace(label=NOT_SEEN)
    return shown._asdict()


def _objects(line: Line) -> list[Step]:
    return [*line.path, *(Step(**each) for each in line.facts.get('on', ()))]


def _visible(references: Iterable[tuple[str, int]], user: Any) -> set[tuple[str, int]]:
    keys: dict[str, set[int]] = defaultdict(set)
    for model, pk in references:
        keys[model].add(pk)
    visible: set[tuple[str, int]] = set()
    for model in sorted(keys):
        objects = apps.get_model(model).objects
        if user.is_superuser:
            visible |= {(model, pk) for pk in keys[model]}
        elif hasattr(objects, 'restrict'):
            rows = objects.restrict(user, 'view').filter(pk__in=keys[model]).order_by().values_list('pk', flat=True)
            visible |= {(model, pk) for pk in rows}
    return visible


def _shown(step: Step, visible: set[tuple[str, int]]) -> ShownStep:
    joined = describe_step(step.joined)
    if (step.model, step.pk) not in visible:
        return ShownStep(joined, NOT_SEEN, '')
    name = apps.get_model(step.model)._meta.verbose_name
    return ShownStep(joined, _('{kind} {name}').format(kind=name, name=step.label), _url(step.model, step.pk))


def _url(model: str, pk: int) -> str:
    try:
        return reverse(f'{model.replace(".", ":")}', args=[pk])
    except NoReverseMatch:
        return ''
