"""What a procedure does with monitoring: installed servers are handed over, accepted, and taken back.

`monitoring.register` makes the targets, which stand in the feeds from then on. The row that enters servers into the
monitoring system waits in the activity `monitoring.accept`: a person of its office accepts what monitoring has seen,
or the row closes by itself when monitoring has accepted all of it (`monitoring_acts`).
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..calendars.moments import shown
from ..choices import MonitoringKindChoices, MonitoringStateChoices
from ..exceptions import Refusal
from ..models import MonitoringTarget
from ..monitoring import targets as monitoring
from .fields import Field
from .registry import IRREVERSIBLE, WORDS, Change, Situation, activity, effect, guard
from .target_events import facts_of

__all__ = ()

WORDS['watch'] = frozenset(MonitoringKindChoices.values())


@activity('monitoring.accept')
def acceptance(situation: Situation) -> list[Field]:
    """Says how far monitoring is with each target; what it has not seen is accepted with a comment only."""
    lines = [_state_of(target) for target in monitoring.targets_of(situation.request).select_related('device')]
    shown = '; '.join(lines) or _('Nothing is watched for this request.')
    return [Field('note', 'long-text', _('Note on the hand-over to monitoring'), required=False, help=shown)]


@guard('monitoring.seen')
def monitoring_seen(situation: Situation) -> Iterator[Refusal]:
    """Monitoring has seen every target, or the comment says why it is accepted all the same.

    Until somebody acts there is nothing to say: the comment is written with the act.
    """
    if situation.data is None:
        return
    targets = list(monitoring.targets_of(situation.request).select_related('device'))
    yield from monitoring.against_unseen(targets, comment=situation.comment)
    if not targets and not situation.comment:
        message = _('Nothing is watched for this request: have its servers registered, or say in a comment why not.')
        yield Refusal('target-missing', message, field='comment')


@effect('monitoring.register', undo='monitoring.retire')
def register_monitoring(situation: Situation) -> list[Change]:
    """Of each server what the optional parameter `watch` names is watched; its exporter without one."""
    watch = situation.params.get('watch') or monitoring.DEFAULT_WATCH
    known = set(monitoring.targets_of(situation.request).values_list('pk', flat=True))
    targets = monitoring.register(situation.request, now=situation.now, watch=watch)
    if made := [target for target in targets if target.pk not in known]:
        situation.tell('target-requested', targets=facts_of(made))
    return [Change.of('registered', target) for target in targets]


@effect('monitoring.accept')
def accept_monitoring(situation: Situation) -> list[Change]:
    """Whatever is not accepted yet is, by whoever closes the row."""
    waiting = monitoring.targets_of(situation.request).exclude(state=MonitoringStateChoices.ACCEPTED)
    accepted = monitoring.accept(
        monitoring.lock_targets(waiting),
        actor=situation.actor.account,
        name=situation.actor.name,
        now=situation.now,
        message=situation.case.number,
    )
    if accepted:
        situation.tell('target-accepted', targets=facts_of(accepted), comment=situation.comment)
    return [Change.of('accepted', target) for target in accepted]


@effect('monitoring.retire', undo=IRREVERSIBLE)
def retire_monitoring(situation: Situation) -> list[Change]:
    retired = monitoring.retire(situation.request, now=situation.now)
    if retired:
        situation.tell('target-retired', targets=facts_of(retired))
    return [Change.of('retired', target) for target in retired]


def _state_of(target: MonitoringTarget) -> str:
    """The target and how far it is, in a few words."""
    text = f'{target}: {str(target.get_state_display()).lower()}'
    if target.state == MonitoringStateChoices.REQUESTED or not target.seen_at:
        return text
    return f'{text} ({shown(target.seen_at)})'
