"""Corrections: a paper that was issued never changes; a new one names it, and takes its place once it is signed.

The correction says what the old paper said, with the words that are changed; or, where the facts were recorded wrongly
and have been put right since, what the case file says now. One drafts it, another signs it, without a step of the case.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentDirectionChoices, DocumentStateChoices
from ..exceptions import DataInvalid, OutcomeRefused, Refusal
from ..models import Appointment, Document
from .completeness import find_gaps
from .freezing import TEXT_KEYS, describe_drafter, freeze, make_code
from .indonesian import date_block, format_date
from .kinds import DRAFTED_KINDS
from .removal import detach_file
from .subjects import agency_of, field_of, lock
from .versions import keep

__all__ = ('CORRECTABLE', 'correct', 'find_obstacles', 'rewrite', 'text_of')

# What may be said otherwise; what was decided is the case's.
CORRECTABLE = tuple(sorted(TEXT_KEYS - {'decision', 'notice'}))
# What belongs to the old paper alone: its signature, its code, and how it was copied.
NOT_TAKEN_OVER = ('verification', 'copy', 'initials', 'dateline')


def correct(
    document: Document,
    *,
    text: Mapping[str, Any],
    actor: AbstractBaseUser,
    now: datetime.datetime,
    reads_again: bool = False,
) -> Document:
    """Draft a correction of a paper that was issued, and return it; the paper itself stays as it is.

    Args:
        text: what the correction says otherwise, among CORRECTABLE; of what is not given the old words stay. `comment`
            takes the place of a refusal's reasons.
        reads_again: take the facts from the case file as it is now, instead of the old paper's.

    Raises:
        DataInvalid: `text` has keys that are not known.
        OutcomeRefused: see `find_obstacles`; or the case file lacks what the paper would say.
    """
    _check_keys(text)
    with transaction.atomic():
        lock(document.subject)
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        if refusals := find_obstacles(document, actor=actor, now=now):
            raise OutcomeRefused(refusals)
        correction = Document(
            kind=document.kind,
            direction=document.direction,
            corrects=document,
            case=document.case,
            classification=document.classification,
            template=document.template,
        )
        setattr(correction, field_of(document.subject), document.subject)
        return _write(correction, text=text, actor=actor, now=now, reads_again=reads_again)


def rewrite(
    correction: Document,
    *,
    text: Mapping[str, Any],
    actor: AbstractBaseUser,
    now: datetime.datetime,
    reads_again: bool = False,
) -> Document:
    """Write the draft of a correction again, starting from the old paper; arguments as of `correct`.

    Raises:
        DataInvalid: `text` has keys that are not known.
        OutcomeRefused: it corrects nothing or was signed (`not-a-correction`), the actor is no officer
            (`not-an-officer`), or the case file lacks what the paper would say.
    """
    _check_keys(text)
    with transaction.atomic():
        correction = Document.objects.select_for_update(of=('self',)).get(pk=correction.pk)
        refusals = list(_find_wrong_actor(correction, actor, now))
        if correction.corrects is None or correction.state != DocumentStateChoices.DRAFT:
            refusals.append(Refusal('not-a-correction', _('This is not the draft of a correction.')))
        if refusals:
            raise OutcomeRefused(refusals)
        correction.snapshot()
        return _write(correction, text=text, actor=actor, now=now, reads_again=reads_again)


def find_obstacles(document: Document, *, actor: AbstractBaseUser, now: datetime.datetime) -> list[Refusal]:
    """Return every reason why this user cannot correct the paper now; permissions are not asked here.

    They are `not-correctable` (it came from outside), `not-issued` (it is a draft), `document-destroyed`,
    `correction-open`, `corrected-before` and `not-an-officer`.
    """
    return [*_find_wrong_paper(document), *_find_other_corrections(document), *_find_wrong_actor(document, actor, now)]


def text_of(document: Document) -> dict[str, Any]:
    """Return the words of a paper that its correction may say otherwise, by the keys of CORRECTABLE that it has."""
    data, text = document.data, document.data.get('text') or {}
    found = {key: text[key] for key in ('note', 'nature', 'attachment', 'addressee_place', 'copies') if key in text}
    found |= {key: data[key] for key in ('subject', 'addressee') if key in data}
    if data.get('reasons'):
        found['comment'] = '\n'.join(data['reasons'])
    return found


def _write(
    correction: Document, *, text: Mapping[str, Any], actor: AbstractBaseUser, now: datetime.datetime, reads_again: bool
) -> Document:
    old = correction.corrects
    assert old is not None
    agency = agency_of(correction.subject)
    drafters = [drafter for drafter in correction.data.get('drafters') or () if drafter['user'] != actor.pk]
    drafters.append(describe_drafter(actor, agency=agency, now=now))
    code = correction.data.get('code') or make_code()
    day = timezone.localtime(now).date()
    if reads_again:
        merged = {**text_of(old), **_given(old), **text}
        data = freeze(old.kind, correction.subject, code=code, drafters=drafters, text=merged, now=now)
        if gaps := find_gaps(data):
            raise OutcomeRefused(gaps)
        correction.template_id = (data.get('style') or {}).get('template')
    else:
        data = _take_over(old, text)
    data |= {
        'code': code,
        'status': 'draft',
        'number': '',
        'dated': date_block(day),
        'drafters': drafters,
        'signer': None,
        'corrects': _name(old),
    }
    _empty_places(data)
    if correction.pk:
        detach_file(correction)
    correction.title = f'Ralat: {old.title}'[:200]
    correction.dated = day
    correction.drafted_by = actor
    correction.data = data
    correction._changelog_message = str(correction.case or correction.subject)
    correction.full_clean()
    correction.save()
    keep(correction, actor=actor, now=now)
    return correction


def _given(old: Document) -> dict[str, Any]:
    """What a paper was drafted with that nobody says otherwise."""
    notice = {'notice': old.data['notice']['pk']} if 'notice' in old.data else {}
    return {'decision': old.data.get('decision', ''), **notice}


def _take_over(old: Document, text: Mapping[str, Any]) -> dict[str, Any]:
    data = {key: value for key, value in old.data.items() if key not in NOT_TAKEN_OVER}
    words = {key: value for key, value in text.items() if key not in ('subject', 'addressee', 'comment')}
    data['text'] = {**(data.get('text') or {}), **words}
    if 'subject' in text and 'subject' in data:
        data['subject'] = str(text['subject'])
    if 'addressee' in text and 'addressee' in data:
        data['addressee'] = _lines(text['addressee'])
    if 'comment' in text and data.get('reasons'):
        data['reasons'] = _lines(text['comment'])
    return data


def _name(old: Document) -> dict[str, str]:
    """Return the old paper as its correction names it."""
    day = old.data.get('dated') or date_block(old.dated) or {}
    return {
        'number': old.number,
        'date': old.dated.isoformat() if old.dated else '',
        'date_text': format_date(old.dated) if old.dated else str(day.get('text', '')),
        'title': str(old.data.get('title') or old.title),
    }


def _empty_places(data: dict[str, Any]) -> None:
    """Whoever confirmed the old paper has not confirmed this one."""
    empty = {'at_text': '', 'how': ''}
    if 'parties' in data:
        data['parties'] = [{**party, **empty} for party in data['parties']]
    for side in ('giver', 'receiver'):
        if data.get(side):
            data[side] = {**data[side], **empty}


def _find_wrong_paper(document: Document) -> Iterator[Refusal]:
    if document.kind not in DRAFTED_KINDS or not document.data.get('kind'):
        message = _('This paper came as a file: upload the right one beside it.')
        yield Refusal('not-correctable', message)
    elif document.direction == DocumentDirectionChoices.INCOMING:
        message = _('This is the applicant’s own paper: the applicant sends another one.')
        yield Refusal('not-correctable', message)
    elif document.state == DocumentStateChoices.DRAFT:
        yield Refusal('not-issued', _('This is still a draft: write it again.'))
    if document.destroyed_at is not None:
        yield Refusal(
            'document-destroyed', _('This paper was destroyed by its retention: there is nothing to correct.')
        )


def _find_other_corrections(document: Document) -> Iterator[Refusal]:
    newest = document.corrections.order_by('-pk').first()
    if newest is None:
        return
    if newest.state == DocumentStateChoices.DRAFT:
        message = _('A correction of this paper is being drafted: finish that one.')
        yield Refusal('correction-open', message, data={'document': newest.pk})
    else:
        message = _('This paper was corrected by {number}: correct that one.').format(number=newest.number or newest)
        yield Refusal('corrected-before', message, data={'document': newest.pk})


def _find_wrong_actor(document: Document, actor: AbstractBaseUser, now: datetime.datetime) -> Iterator[Refusal]:
    agency, day = agency_of(document.subject), timezone.localtime(now).date()
    if not Appointment.objects.on(day).filter(user=actor.pk, role__agency=agency.pk).exists():
        message = _('A paper of {agency} is corrected by its officers; you hold no office there today.')
        yield Refusal('not-an-officer', message.format(agency=agency))


def _check_keys(text: Mapping[str, Any]) -> None:
    refusals = [
        Refusal('field-unknown', _('{field}: this is not asked for here.').format(field=key), field=key)
        for key in sorted(set(text) - set(CORRECTABLE))
    ]
    if refusals:
        raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)


def _lines(value: Any) -> list[str]:
    lines = value.splitlines() if isinstance(value, str) else [str(line) for line in value]
    return [line.strip() for line in lines if line.strip()]
