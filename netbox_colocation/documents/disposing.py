"""Destroys papers whose time is over: one proposes, another approves, and not the first one carries it out.

What is destroyed are the files. The rows stay, and say by which disposal.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import ArchiveFateChoices, DisposalStateChoices
from ..exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ..models import Disposal, Document
from .removal import remove_later
from .retention import KEEPER, UNDECIDED, find_due
from .subjects import agency_of

__all__ = ('approve', 'carry_out', 'find_obstacles', 'papers_of', 'propose', 'refuse')


def papers_of(agency: Tenant, *, actor: AbstractUser, today: datetime.date) -> list[Document]:
    """Return the agency's papers that the actor sees, that may be destroyed by now and that no proposal names."""
    seen = Document.objects.restrict(actor, 'view').values('pk')
    return list(find_due(today=today).filter(**{KEEPER: agency}, pk__in=seen).order_by('pk'))


def propose(
    disposal: Disposal, *, papers: Iterable[Document] | None, actor: AbstractUser, now: datetime.datetime
) -> Disposal:
    """Save a proposal to destroy these papers; without any, all of the agency's that are due.

    Raises:
        RoleNotHeld: the actor may not propose for that agency; nothing was saved.
        OutcomeRefused: some of the papers may not be destroyed, each with its reason; or there is none.
    """
    today = timezone.localtime(now).date()
    with transaction.atomic():
        chosen = list(papers or ()) or papers_of(disposal.agency, actor=actor, today=today)
        # In one order, so that two proposals at once wait for each other and do not lock each other out.
        rows = Document.objects.select_for_update(of=('self',), no_key=True).order_by('pk')
        locked = list(rows.filter(pk__in=[paper.pk for paper in chosen]))
        if refusals := list(_obstacles(locked, disposal, today)):
            raise OutcomeRefused(refusals)
        disposal.state = DisposalStateChoices.PROPOSED
        disposal.proposed_by = actor
        disposal._changelog_message = _('Proposed')
        disposal.save()
        if not Disposal.objects.restrict(actor, 'add').filter(pk=disposal.pk).exists():
            raise RoleNotHeld(_('You have no permission to propose disposals for this agency.'))
        disposal.documents.set(locked)
    return disposal


def approve(
    disposal: Disposal, *, actor: AbstractUser, now: datetime.datetime, approval_number: str = '', remark: str = ''
) -> Disposal:
    """Approve a proposal; `approval_number` names the decision that allows it.

    Raises:
        RoleNotHeld: the actor may not approve, or has proposed it.
        OutcomeRefused: it was decided before, or a paper may not be destroyed any more.
    """
    with transaction.atomic():
        disposal = _lock(disposal, actor, 'approve', state=DisposalStateChoices.PROPOSED)
        if refusals := list(find_obstacles(disposal, now=now)):
            raise OutcomeRefused(refusals)
        if approval_number:
            disposal.approval_number = approval_number
        return _decide(disposal, DisposalStateChoices.APPROVED, actor=actor, now=now, remark=remark)


def refuse(disposal: Disposal, *, actor: AbstractUser, now: datetime.datetime, remark: str) -> Disposal:
    """Refuse a proposal; its papers may be proposed again.

    Raises:
        RoleNotHeld: the actor may not approve, or has proposed it.
        OutcomeRefused: it was decided before, or there is no remark.
    """
    with transaction.atomic():
        disposal = _lock(disposal, actor, 'approve', state=DisposalStateChoices.PROPOSED)
        if not remark.strip():
            raise OutcomeRefused([Refusal('remark-missing', _('Say why the proposal is refused.'), field='remark')])
        return _decide(disposal, DisposalStateChoices.REFUSED, actor=actor, now=now, remark=remark)


def carry_out(
    disposal: Disposal,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    after_each: Callable[[Document], Any] | None = None,
) -> Disposal:
    """Destroy the files of an approved disposal, one paper after the other; `after_each` is told of each.

    When it is interrupted, what was destroyed stays destroyed, and doing it again goes on with the rest.

    Raises:
        RoleNotHeld: the actor may not carry it out, or has proposed it.
        OutcomeRefused: it is not approved, or a paper may not be destroyed any more; nothing was destroyed now.
    """
    with transaction.atomic():
        disposal = _lock(disposal, actor, 'carry_out', state=DisposalStateChoices.APPROVED)
        if refusals := list(find_obstacles(disposal, now=now)):
            raise OutcomeRefused(refusals)
    for key in disposal.documents.filter(destroyed_at__isnull=True).order_by('pk').values_list('pk', flat=True):
        document = _destroy(key, disposal, now)
        if after_each:
            after_each(document)
    with transaction.atomic():
        disposal = _lock(disposal, actor, 'carry_out', state=DisposalStateChoices.APPROVED)
        disposal.state = DisposalStateChoices.CARRIED_OUT
        disposal.carried_out_by, disposal.carried_out_at = actor, now
        disposal.save()
    return disposal


def find_obstacles(disposal: Disposal, *, now: datetime.datetime) -> Iterator[Refusal]:
    """Yield why papers of the disposal may not be destroyed; those that it has destroyed already are no reason."""
    papers = disposal.documents.exclude(disposal=disposal).order_by('pk')
    return _obstacles(list(papers), disposal, timezone.localtime(now).date())


@transaction.atomic
def _destroy(key: int, disposal: Disposal, now: datetime.datetime) -> Document:
    document = Document.objects.select_for_update(of=('self',)).get(pk=key)
    if document.destroyed_at is None:
        document.snapshot()
        document.disposal, document.destroyed_at = disposal, now
        document._changelog_message = str(disposal)
        document.save()
    for row in (document, *document.signatures.all()):
        remove_later(row.file)
    return document


def _obstacles(papers: list[Document], disposal: Disposal, today: datetime.date) -> Iterator[Refusal]:
    is_begun = disposal.pk is not None and disposal.destroyed.exists()
    if not papers and not is_begun:
        yield Refusal('no-papers', _('There is no paper whose time is over: nothing is to be destroyed.'))
    elsewhere = Disposal.objects.filter(state__in=UNDECIDED, documents__in=papers).exclude(pk=disposal.pk)
    taken = set(elsewhere.values_list('documents', flat=True))
    for paper in papers:
        for code, reason in _reasons(paper, disposal, today, is_taken=paper.pk in taken):
            message = _('{paper} (#{key}): {reason}').format(paper=paper, key=paper.pk, reason=reason)
            yield Refusal(code, message, field='documents', data={'document': paper.pk})


def _reasons(paper: Document, disposal: Disposal, today: datetime.date, *, is_taken: bool) -> Iterator[tuple[str, str]]:
    keeper = paper.case.agency if paper.case else agency_of(paper.subject)
    if keeper.pk != disposal.agency_id:
        yield 'other-agency', _('another agency keeps it.')
    if paper.destroyed_at is not None:
        yield 'destroyed', _('it was destroyed before.')
    elif paper.retain_until is None:
        yield 'not-counted', _('how long it is kept is not known: class it, and close its file.')
    elif paper.retain_until >= today:
        yield 'too-early', _('it is kept until {day}.').format(day=paper.retain_until.isoformat())
    if paper.fate != ArchiveFateChoices.DESTROY:
        fate = paper.get_fate_display() or _('not known')
        yield 'other-fate', _('its fate is not destruction but “{fate}”.').format(fate=fate)
    if is_taken:
        yield 'proposed-elsewhere', _('another proposal that waits names it.')


def _decide(disposal: Disposal, state: str, *, actor: AbstractUser, now: datetime.datetime, remark: str) -> Disposal:
    disposal.state, disposal.remark = state, remark.strip()
    disposal.decided_by, disposal.decided_at = actor, now
    disposal.save()
    return disposal


def _lock(disposal: Disposal, actor: AbstractUser, action: str, *, state: str) -> Disposal:
    """Return the disposal as it is now, locked, for somebody who may do that to it."""
    if not Disposal.objects.restrict(actor, action).filter(pk=disposal.pk).exists():
        raise RoleNotHeld(_('You have no permission for this act on this disposal.'))
    found = Disposal.objects.select_for_update(of=('self',)).get(pk=disposal.pk)
    if found.proposed_by_id == actor.pk:
        raise RoleNotHeld(_('You proposed it: somebody else decides about it and carries it out.'))
    if found.state != state:
        message = _('This disposal is “{state}” now.').format(state=found.get_state_display())
        raise OutcomeRefused([Refusal('state-wrong', message)])
    found.snapshot()
    return found
