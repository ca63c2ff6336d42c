"""What steps ask of people: the fields of the activities that belong to no subject of their own.

Those of one subject stand beside its guards and effects: `dispositions`, `checklists`, `checking`, `receiving`,
`retrieving`, `visiting`, `maintaining`.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentKindChoices
from ..documents.confirming import refresh_case
from ..models import Appointment
from .fields import Field
from .handing import sending_fields
from .registry import Change, Situation, activity

__all__ = ()


@activity('submission')
def submission(situation: Situation) -> list[Field]:
    return []


@activity('review')
def review(situation: Situation) -> list[Field]:
    return []


def _put_parties(situation: Situation) -> list[Change]:
    """Papers that several sign name whoever has confirmed them by now."""
    refreshed = refresh_case(situation.case)
    for document in refreshed:
        situation.after_commit('document.render', document=document.pk)
    return [Change.of('confirmed', document) for document in refreshed]


@activity('acknowledge', effect=_put_parties)
def acknowledgement(situation: Situation) -> list[Field]:
    return []


@activity('team.appoint')
def team_appointment(situation: Situation) -> list[Field]:
    """Who works on the case: holders of the role under `with: {role: …}`, or else names."""
    label = _('Members of the team')
    role = situation.params.get('role')
    names = _holders(situation, role) if role else []
    members = (
        Field('members', 'multi-choice', label, choices=[(name, name) for name in names])
        if names
        else Field('members', 'long-text', label, help=_('Names, one per line'))
    )
    return [members, Field('note', 'long-text', _('Note'), required=False)]


@activity('document.draft', params=('kind',))
def drafting(situation: Situation) -> list[Field]:
    """A work report is what somebody writes; every other paper says what the file holds, and this besides."""
    kind = situation.params['kind']
    if kind == DocumentKindChoices.WORK_REPORT:
        return [Field('note', 'long-text', _('Report of the work'))]
    is_letter = kind == DocumentKindChoices.REPLY_LETTER
    label = _('Text to add to the letter') if is_letter else _('Text to add to the paper')
    return [Field('note', 'long-text', label, required=False)]


@activity('document.sign', params=('kind',))
def signing(situation: Situation) -> list[Field]:
    return []


@activity('document.confirm', effect=_put_parties, params=('kind',))
def confirmation(situation: Situation) -> list[Field]:
    """A party signs a record that several sign."""
    return []


@activity('document.send', params=('kind',))
def sending(situation: Situation) -> list[Field]:
    return sending_fields(situation.subject, now=situation.now)


@activity('placement.install')
def installation(situation: Situation) -> list[Field]:
    return [Field('note', 'long-text', _('Note on the work'), required=False)]


def _holders(situation: Situation, role: str) -> list[str]:
    """Names of everybody who holds the agency's role today, each once: the record is read long after they left."""
    day = timezone.localtime(situation.now).date()
    held = Appointment.objects.on(day).filter(role__agency=situation.case.agency_id, role__key=role)
    return list(dict.fromkeys(held.order_by('holder_name').values_list('holder_name', flat=True)))
