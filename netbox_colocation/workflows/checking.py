"""Capacity: the check that the records answer, and what only a person can confirm.

No record knows whether the building's supply, a domain name or a cable is there: somebody says so, and who said it is
kept. A document lists under `confirmed` what is asked; one without it (of version 0.1) asks for the building's
electricity.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..capacity.checks import assess, blocking, stored_findings, verify_capacity
from ..capacity.findings import Finding
from ..choices import TaskStateChoices
from ..constants import BUILDING_ELECTRICITY
from ..exceptions import Refusal
from .fields import Field
from .registry import WORDS, Change, Situation, activity, guard

__all__ = ('CONFIRMATIONS',)

ENOUGH, SHORT = 'enough', 'short'
VERIFICATION = 'capacity.verify'


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
    choices = [(ENOUGH, _('Enough')), (SHORT, _('Short'))]
    fields = []
    for name in situation.params.get('confirmed', ['building-electricity']):
        asked = CONFIRMATIONS[name]
        by = _('Confirmed by') if asked.key == BUILDING_ELECTRICITY else _('{thing}: confirmed by')
        fields += [
            Field(asked.key, 'choice', str(asked.label), choices=choices, help=str(asked.help)),
            Field(asked.by, 'text', by.format(thing=asked.label), help=str(asked.by_help)),
        ]
    return [*fields, Field('note', 'long-text', _('Note'), required=False)]


@guard('capacity.enough')
def capacity_enough(situation: Situation) -> Iterator[Refusal]:
    """The check says enough, or unknown where the settings allow it, and nobody confirmed that something is short.

    On a step that verifies capacity itself, the estate is looked at as it is now; elsewhere the newest check counts.
    """
    if situation.step.activity == VERIFICATION:
        findings = assess(
            situation.request, now=situation.now, resources=frozenset(situation.params['resources'])
        ).findings
        yield from _short_resources(findings)
        yield from _short_confirmations(dict(situation.data or {}))
        return
    check = situation.request.capacity_checks.first()
    if check is None:
        yield Refusal('capacity-unchecked', _('Capacity was not checked yet.'))
        return
    yield from _short_resources(stored_findings(check))
    yield from _short_confirmations(_confirmed(situation))


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
        answers |= data
    return answers


def _short_confirmations(answers: dict[str, Any]) -> Iterator[Refusal]:
    name = answers.get('confirmed_by') or ''
    if answers.get(BUILDING_ELECTRICITY, ENOUGH) != ENOUGH:
        message = _('General affairs ({name}) says that the building’s electricity is not enough.').format(name=name)
        yield Refusal('building-electricity-short', message, field=BUILDING_ELECTRICITY)
    if answers.get('domain_name', ENOUGH) != ENOUGH:
        message = _('{name} says that the wanted domain names cannot be given.').format(
            name=answers.get('domain_name_by') or name
        )
        yield Refusal('domain-name-short', message, field='domain_name')
    if answers.get('cable', ENOUGH) != ENOUGH:
        message = _('{name} says that there are not enough cables or switch ports.').format(
            name=answers.get('cable_by') or name
        )
        yield Refusal('cable-short', message, field='cable')
