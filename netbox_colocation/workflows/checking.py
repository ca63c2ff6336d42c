"""Capacity: the check that the records answer, and what only a person can confirm.

No record knows whether the building's supply is enough: somebody says so, and who said it is kept. Domain names and
cables the check finds itself, where the document names them among its `resources`; somebody may still say that they
are short, or has to answer where the document lists them under `confirmed`. A document without `confirmed` (of version
0.1) asks for the building's electricity.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..capacity.checks import assess, blocking, stored_findings, verify_capacity
from ..capacity.findings import Finding
from ..capacity.staleness import HARD, SOFT, compare
from ..choices import TaskStateChoices
from ..constants import BUILDING_ELECTRICITY
from ..exceptions import Refusal
from ..models import CapacityCheck, ColocationRequest
from .fields import Field
from .registry import WORDS, Change, Situation, activity, guard

__all__ = ('CONFIRMATIONS', 'counted_check')

ENOUGH, SHORT = 'enough', 'short'
VERIFICATION = 'capacity.verify'
MOST_CHECKS = 20  # further back nobody looks
MOST_CHANGES = 5  # in a sentence; the data have all


@dataclass(frozen=True)
class Confirmation:
    """One thing that a person confirms: its key in the answers, the key of who confirmed it, and the words."""

    key: str
    by: str
    label: Any
    help: Any
    by_help: Any


CONFIRMATIONS = {
    'building-electricity': Confirmation(
        BUILDING_ELECTRICITY,
        'confirmed_by',
        gettext_lazy('Building electricity'),
        gettext_lazy('As general affairs confirmed it'),
        gettext_lazy('Who of general affairs confirmed it'),
    ),
    'domain-name': Confirmation(
        'domain_name',
        'domain_name_by',
        gettext_lazy('Domain name'),
        gettext_lazy('Whether the wanted names can be given'),
        gettext_lazy('Who confirmed the domain names'),
    ),
    'cable': Confirmation(
        'cable',
        'cable_by',
        gettext_lazy('Cable'),
        gettext_lazy('Whether there are cables and switch ports enough'),
        gettext_lazy('Who confirmed the cables'),
    ),
}
WORDS['confirmed'] = frozenset(CONFIRMATIONS)


def _check_capacity(situation: Situation) -> list[Change]:
    check = verify_capacity(
        situation.request,
        actor=situation.actor.account,
        now=situation.now,
        resources=situation.params['resources'],
    )
    return [Change.of('checked', check)]


@activity(VERIFICATION, effect=_check_capacity, params=('resources',))
def capacity_verification(situation: Situation) -> list[Field]:
    """The check itself is made when the step is closed; the person adds what no record knows."""
    required = situation.params.get('confirmed', ['building-electricity'])
    possible = [name for name in CONFIRMATIONS if name in situation.params['resources'] and name not in required]
    fields = [
        field
        for names, is_required in ((required, True), (possible, False))
        for name in names
        for field in _confirmation_fields(CONFIRMATIONS[name], is_required=is_required)
    ]
    return [*fields, Field('note', 'long-text', _('Note'), required=False)]


def _confirmation_fields(asked: Confirmation, *, is_required: bool) -> list[Field]:
    choices = [(ENOUGH, _('Enough')), (SHORT, _('Short'))]
    by = _('Confirmed by') if asked.key == BUILDING_ELECTRICITY else _('{thing}: confirmed by')
    return [
        Field(asked.key, 'choice', str(asked.label), choices=choices, help=str(asked.help), required=is_required),
        Field(asked.by, 'text', by.format(thing=asked.label), help=str(asked.by_help), required=is_required),
    ]


@guard('capacity.enough')
def capacity_enough(situation: Situation) -> Iterator[Refusal]:
    """The check says enough, or unknown where the settings allow it, and nobody confirmed that something is short.

    On a step that verifies capacity itself, the estate is looked at as it is now. Elsewhere the newest check of what
    the procedure verifies counts, as long as what it rests on has not changed for the worse.
    """
    if situation.step.activity == VERIFICATION:
        findings = assess(
            situation.request, now=situation.now, resources=frozenset(situation.params['resources'])
        ).findings
        yield from _short_resources(findings)
        yield from _short_confirmations(dict(situation.data or {}))
        return
    check = counted_check(situation.request, _verified(situation))
    if check is None:
        yield Refusal('capacity-unchecked', _('Capacity was not checked yet.'))
        return
    yield from _still_enough(check, situation)
    yield from _short_confirmations(_confirmed(situation))


def counted_check(request: ColocationRequest, resources: Collection[str]) -> CapacityCheck | None:
    """Return the newest check of all these resources, or one that stands against acceptance whatever it checked."""
    for check in request.capacity_checks.all()[:MOST_CHECKS]:
        findings = stored_findings(check)
        if blocking(findings) or {finding.resource for finding in findings} >= set(resources):
            return check
    return None


def _verified(situation: Situation) -> set[str]:
    """Return the resources that the procedure verifies, in any of its steps."""
    steps = situation.document.steps.values()
    return {name for step in steps if step.activity == VERIFICATION for name in step.params['resources']}


def _still_enough(check: CapacityCheck, situation: Situation) -> Iterator[Refusal]:
    """What the check found short, and what changed since: by a new check it can be mended, or not any more."""
    check.request = situation.request
    stale = compare(check, now=situation.now)
    changes = [change.as_dict() for change in stale.changes]
    if stale.state == HARD:
        for finding in stale.findings:
            data = {**finding.as_dict(), 'check': check.pk, 'changes': changes}
            yield Refusal('capacity-gone', finding.reason, field=finding.resource, data=data)
        return
    yield from _short_resources(stored_findings(check))
    if stale.state == SOFT:
        what = ' '.join(change.sentence for change in stale.changes[:MOST_CHANGES])
        message = _('What the capacity check rests on has changed: check again. {changes}').format(changes=what)
        yield Refusal('capacity-stale', message, data={'check': check.pk, 'changes': changes})


def _short_resources(findings: tuple[Finding, ...]) -> Iterator[Refusal]:
    for finding in blocking(findings):
        yield Refusal(
            f'capacity-{finding.verdict}',
            finding.reason,
            field=finding.resource,
            data=finding.as_dict(),
        )


def _confirmed(situation: Situation) -> dict[str, Any]:
    """The newest answer about each thing: one step may ask about the electricity, another about the cables."""
    keys = [asked.key for asked in CONFIRMATIONS.values()]
    closed = situation.case.tasks.filter(state=TaskStateChoices.CLOSED, data__has_any_keys=keys)
    answers: dict[str, Any] = {}
    for data in closed.order_by('closed_at', 'pk').values_list('data', flat=True):
        answers |= {key: value for key, value in data.items() if value not in (None, '')}
    return answers


def _short_confirmations(answers: dict[str, Any]) -> Iterator[Refusal]:
    name = answers.get('confirmed_by') or ''
    if (answers.get(BUILDING_ELECTRICITY) or ENOUGH) != ENOUGH:
        message = _('General affairs ({name}) says that the building’s electricity is not enough.').format(name=name)
        yield Refusal('building-electricity-short', message, field=BUILDING_ELECTRICITY)
    if (answers.get('domain_name') or ENOUGH) != ENOUGH:
        message = _('{name} says that the wanted domain names cannot be given.').format(
            name=answers.get('domain_name_by') or name or _('Whoever checked it')
        )
        yield Refusal('domain-name-short', message, field='domain_name')
    if (answers.get('cable') or ENOUGH) != ENOUGH:
        message = _('{name} says that there are not enough cables or switch ports.').format(
            name=answers.get('cable_by') or name or _('Whoever checked it')
        )
        yield Refusal('cable-short', message, field='cable')
