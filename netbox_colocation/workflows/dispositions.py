"""Dispositions: what a superior writes on the routing slip when passing a letter on.

An office's own list of instructions are rows (`DispositionInstruction`); an office without any uses the default list.
"""

from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..constants import APPLICANT
from ..documents.dispositions import CONFIDENTIALITIES, INSTRUCTIONS, URGENCIES
from ..models import DispositionInstruction, ProcedureRole
from .fields import Field
from .registry import Change, Situation, activity

__all__ = ('ensure_instructions', 'instructions_of')

# Between the weights of two lines, so that an office can put one of its own between them.
WEIGHT_STEP = 10


def _tell_recipients(situation: Situation) -> list[Change]:
    if roles := situation.answers.get('recipients'):
        situation.after_commit('notify.recipients', task=situation.task.pk, roles=roles)
    return []


@activity('disposition', effect=_tell_recipients)
def disposition(situation: Situation) -> list[Field]:
    """All optional, as on the slip: an office that ticks nothing still passes the letter on."""
    fields = [
        Field(
            'instructions',
            'multi-choice',
            _('Instructions'),
            choices=list(instructions_of(situation.case.agency).items()),
            required=False,
        ),
        Field('note', 'long-text', _('Note'), required=False),
        Field('urgency', 'choice', _('Urgency'), choices=_urgencies(), required=False, initial='ordinary'),
        Field(
            'confidentiality',
            'choice',
            _('Confidentiality'),
            choices=_confidentialities(),
            required=False,
            initial='open',
        ),
    ]
    if situation.params.get('recipients'):
        fields.append(
            Field(
                'recipients',
                'multi-choice',
                _('Also to'),
                choices=_recipients(situation),
                required=False,
                help=_('For their information, besides whoever acts next'),
            )
        )
    return fields


def instructions_of(agency: Tenant) -> dict[str, str]:
    """Return the instructions that the agency's slips offer, key and text, in their order."""
    rows = DispositionInstruction.objects.filter(agency=agency).order_by('weight', 'key')
    return dict(rows.values_list('key', 'text')) or dict(INSTRUCTIONS)


def ensure_instructions(agency: Tenant) -> list[DispositionInstruction]:
    """Give an agency without a list of its own the default one, to edit; return the rows that were made."""
    if DispositionInstruction.objects.filter(agency=agency).exists():
        return []
    rows = [
        DispositionInstruction(agency=agency, key=key, text=text, weight=place * WEIGHT_STEP)
        for place, (key, text) in enumerate(INSTRUCTIONS.items(), start=1)
    ]
    for row in rows:
        row.full_clean()
        row.save()
    return rows


def _recipients(situation: Situation) -> list[tuple[str, str]]:
    """The roles that the document names, as the agency calls them."""
    keys = [key for key in situation.params['recipients'] if key != APPLICANT]
    names = dict(ProcedureRole.objects.filter(agency=situation.case.agency, key__in=keys).values_list('key', 'name'))
    roles = situation.document.roles
    return [(key, names.get(key) or (roles[key].id if key in roles else key)) for key in keys]


def _urgencies() -> list[tuple[str, str]]:
    labels = {'ordinary': _('Ordinary'), 'urgent': _('Urgent'), 'very-urgent': _('Very urgent')}
    return [(key, labels[key]) for key in reversed(tuple(URGENCIES))]


def _confidentialities() -> list[tuple[str, str]]:
    labels = {'open': _('Open'), 'limited': _('Limited'), 'confidential': _('Confidential')}
    return [(key, labels[key]) for key in reversed(tuple(CONFIDENTIALITIES))]
