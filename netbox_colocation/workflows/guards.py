"""Guards: why an outcome, or a whole row, is not possible now. Each returns all its reasons, none when it is.

These look at the letter, the papers and the decision, whatever the case is about; those of one subject stand beside its
activities and effects.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ..choices import DocumentKindChoices, DocumentStateChoices, HoldStateChoices, RequestStatusChoices
from ..documents.initials import drafters_of
from ..documents.numbering import find_register
from ..exceptions import Refusal
from ..models import Case, CaseEvent, Document
from .registry import Situation, guard

__all__ = ('find_document', 'find_paper')


def find_document(situation: Situation) -> Document | None:
    """Return the case's newest document of the kind that the outcome's parameters name.

    Somebody may be drafting a correction of it: no step decides on that, but once it is signed it is the paper.
    """
    return find_paper(situation.case, situation.params['kind'])


def find_paper(case: Case, kind: str) -> Document | None:
    """Return the case's newest document of a kind; a correction only once it is signed."""
    documents = case.documents.filter(kind=kind)
    is_open_correction = Q(corrects__isnull=False, state=DocumentStateChoices.DRAFT)
    return documents.exclude(is_open_correction).order_by('-pk').first()


@guard('letter.attached')
def letter_attached(situation: Situation) -> Iterator[Refusal]:
    subject = situation.subject
    for name, label in (
        ('letter_number', _('its number')),
        ('letter_date', _('its date')),
        ('letter_subject', _('its subject')),
    ):
        if not getattr(subject, name):
            message = _('The request letter lacks {fact}: fill it in.').format(fact=label)
            yield Refusal('request-letter-incomplete', message, field=name)
    if not subject.documents.filter(kind=DocumentKindChoices.REQUEST_LETTER).exists():
        yield Refusal(
            'request-letter-missing',
            _('Upload the request letter.'),
            field='letter_file',
        )
    for name, label in (
        ('administrative_name', _('the administrative person in charge')),
        ('technical_name', _('the technical person in charge')),
    ):
        if not getattr(subject, name):
            yield Refusal('person-missing', _('Name {person}.').format(person=label), field=name)


@guard('servers.given')
def servers_given(situation: Situation) -> Iterator[Refusal]:
    if not situation.request.servers.exists():
        yield Refusal(
            'servers-missing',
            _('The request names no server: add at least one.'),
            field='servers',
        )


@guard('request.accepted')
def request_accepted(situation: Situation) -> Iterator[Refusal]:
    if situation.subject.status != RequestStatusChoices.ACCEPTED:
        yield Refusal('request-not-accepted', _('The decision was to refuse: send the refusal.'))


@guard('request.refused')
def request_refused(situation: Situation) -> Iterator[Refusal]:
    if situation.subject.status != RequestStatusChoices.REFUSED:
        yield Refusal('request-not-refused', _('The decision was to accept: send the acceptance.'))


@guard('document.present', params=('kind',))
def document_present(situation: Situation) -> Iterator[Refusal]:
    """The case's file has a paper of that kind: uploaded, or drafted here."""
    kind = situation.params['kind']
    if not situation.subject.documents.filter(kind=kind).exists():
        label = dict(DocumentKindChoices).get(kind, kind)
        yield Refusal('document-absent', _('The file has no {kind} yet.').format(kind=label), data={'kind': kind})


@guard('document.drafted-by-another', params=('kind',))
def drafted_by_another(situation: Situation) -> Iterator[Refusal]:
    """Four eyes: nobody initials or signs their own draft."""
    document = find_document(situation)
    if document is None:
        yield Refusal('document-missing', _('There is no draft to decide on.'))
    elif any(situation.actor.is_user(pk) for pk in drafters_of(document)):
        yield Refusal(
            'own-draft',
            _('You drafted this yourself: somebody else has to decide on it.'),
        )


@guard('document.numberable')
def document_numberable(situation: Situation) -> Iterator[Refusal]:
    """The agency keeps a register for this year, or the letter could not be numbered."""
    register = find_register(agency=situation.case.agency, now=situation.now)
    if register is None:
        yield Refusal(
            'register-missing',
            _('{agency} has no register of outgoing letters for this year: add one.').format(
                agency=situation.case.agency
            ),
        )


@guard('placement.held')
def placement_held(situation: Situation) -> Iterator[Refusal]:
    hold = situation.request.holds.filter(state=HoldStateChoices.ACTIVE).first()
    if hold is None:
        yield Refusal('hold-missing', _('Nothing is held for this request any more: hold its places again.'))
    elif hold.expires_at <= situation.now:
        yield Refusal('hold-expired', _('The hold for this request has expired: hold its places again.'))


@guard('placement.lost')
def placement_lost(situation: Situation) -> Iterator[Refusal]:
    """The opposite: places are only held again when the hold is gone."""
    if not list(placement_held(situation)):
        yield Refusal('hold-present', _('The places are held: there is no need to hold them again.'))


@guard('check.passed', params=('checks',))
def check_passed(situation: Situation) -> Iterator[Refusal]:
    """Every outside check that the document names was reported since the task opened, and the last report is good.

    A report from before the task opened was about something else: the step may be reached again after a correction.
    """
    reports: dict[str, dict[str, Any]] = {}
    reported = CaseEvent.objects.filter(
        case=situation.case, kind='check-reported', at__gte=situation.task.opened_at
    ).order_by('sequence')
    for data in reported.values_list('data', flat=True):
        reports[data.get('check', '')] = data
    for check in situation.params['checks']:
        report = reports.get(check)
        if report is None:
            message = _('The check “{check}” was not reported yet: wait for it.').format(check=check)
            yield Refusal('check-awaited', message, data={'check': check})
        elif not report.get('passed'):
            message = _('The check “{check}” failed. {detail}').format(check=check, detail=report.get('detail', ''))
            yield Refusal('check-failed', message.strip(), data={'check': check, 'url': report.get('url', '')})
