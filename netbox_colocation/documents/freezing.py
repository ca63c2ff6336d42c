"""What a paper says, as plain JSON: the case file at that moment, with names, roles and numbers as they were.

Django models go in, JSON comes out; a rendition is made from the result and from nothing else. All wording is
Indonesian.
"""

import datetime
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from tenancy.models import Tenant
from users.models import User

from ..choices import (
    CapacityVerdictChoices,
    DocumentDirectionChoices,
    DocumentKindChoices,
    HolderCapacityChoices,
    RequestStatusChoices,
)
from ..conf import get_setting
from ..models import Appointment, ColocationRequest, DocumentRegister
from .indonesian import date_block
from .kinds import KINDS
from .parts import PARTS, freeze_agency, freeze_request

__all__ = ('FORMAT', 'TEXT_KEYS', 'describe_drafter', 'freeze', 'make_code')

FORMAT = 1
TEXT_KEYS = frozenset({
    'note', 'comment', 'decision', 'subject', 'nature', 'attachment', 'addressee', 'addressee_place', 'copies',
})  # fmt: skip
# No letters or digits that are mistaken for each other on paper; 60 bits, so a code cannot be guessed.
CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
SUBJECTS = {
    RequestStatusChoices.ACCEPTED: 'Persetujuan Permohonan Colocation Server',
    RequestStatusChoices.REFUSED: 'Penolakan Permohonan Colocation Server',
}
WORK = (
    'memasang server pada rak dan unit sebagaimana tercantum di atas;',
    'menghubungkan server dan memberikan alamat IP sesuai catatan pemakaian IP server;',
    'memasukkan server ke dalam sistem pemantauan (monitoring).',
)


def make_code() -> str:
    """Return a new code for a paper: it stands on the paper, so it cannot be made from the file's digest."""
    letters = [secrets.choice(CODE_ALPHABET) for _index in range(12)]
    return '-'.join(''.join(letters[start : start + 4]) for start in (0, 4, 8))


def describe_drafter(user: AbstractBaseUser, *, agency: Tenant, now: datetime.datetime) -> dict[str, Any]:
    """Return who drafts: by the office held in the agency on that day, when that is exactly one."""
    day = timezone.localtime(now).date()
    appointments = Appointment.objects.on(day).filter(user=user.pk, role__agency=agency.pk).select_related('role')
    facts = {'user': user.pk, 'name': cast(User, user).get_full_name() or user.get_username()}
    held = list(appointments.order_by('pk')[:2])
    if len(held) != 1:
        return {**facts, 'position': '', 'rank': '', 'employee_number': ''}
    [appointment] = held
    prefix = HolderCapacityChoices.PREFIXES[appointment.capacity]
    return {
        **facts,
        'name': appointment.holder_name,
        'position': f'{prefix} {appointment.role.name}'.strip(),
        'rank': appointment.rank,
        'employee_number': appointment.employee_number,
    }


def freeze(
    kind: str,
    request: ColocationRequest,
    *,
    code: str,
    drafters: Sequence[Mapping[str, Any]],
    text: Mapping[str, Any],
    register: DocumentRegister | None,
    now: datetime.datetime,
) -> dict[str, Any]:
    """Return the data of a draft, to be stored in `Document.data`.

    Args:
        code: what the paper prints to be found by; see `make_code`.
        drafters: everybody who worked on the draft, the last one last; see `describe_drafter`.
        text: what the officer adds; its keys are among `TEXT_KEYS`.
        register: the agency's register, for the letterhead; None prints what NetBox knows of the agency.
    """
    agency = request.case.agency if request.case else request.procedure.agency
    data = {
        'format': FORMAT,
        'kind': kind,
        'code': code,
        'status': 'draft',
        'outgoing': KINDS[kind].direction == DocumentDirectionChoices.OUTGOING,
        'title': KINDS[kind].title,
        'number': '',
        'dated': date_block(timezone.localtime(now).date()),
        'agency': freeze_agency(agency, register),
        'applicant': {'name': request.applicant.name},
        'case': {'number': request.case.number if request.case else ''},
        'request': freeze_request(request),
        'text': _freeze_text(text),
        'drafters': [dict(drafter) for drafter in drafters],
        'signer': None,
        **{part: PARTS[part](request) for part in KINDS[kind].parts},
    }
    if kind == DocumentKindChoices.REPLY_LETTER:
        data |= _freeze_reply(data, text)
    elif kind == DocumentKindChoices.INSTALLATION_RECORD:
        data['work'] = list(WORK)
    return data


def _freeze_text(text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        'note': str(text.get('note') or '').strip(),
        'nature': str(text.get('nature') or 'Biasa'),
        'attachment': str(text.get('attachment') or '-'),
        'addressee_place': str(text.get('addressee_place') or 'Tempat'),
        'copies': [str(line) for line in text.get('copies') or ()],
    }


def _freeze_reply(data: Mapping[str, Any], text: Mapping[str, Any]) -> dict[str, Any]:
    decision = str(text.get('decision') or '')
    addressee = text.get('addressee') or [f'Pimpinan {data["applicant"]["name"]}']
    return {
        'decision': decision,
        'subject': str(text.get('subject') or SUBJECTS.get(decision, data['title'])),
        'addressee': [addressee] if isinstance(addressee, str) else [str(line) for line in addressee],
        'reasons': _reasons(data, text) if decision == RequestStatusChoices.REFUSED else [],
    }


def _reasons(data: Mapping[str, Any], text: Mapping[str, Any]) -> list[str]:
    """Return why a request is refused: what the check found short or could not tell, then the officer's own words."""
    findings = data['check']['findings'] if data['check'] else []
    reasons = [_reason(finding) for finding in findings if _stands_against(finding)]
    building = data['building']
    if building and building['verdict_key'] == CapacityVerdictChoices.SHORT:
        source = f'menurut konfirmasi Subbagian Umum ({building["confirmed_by"]})'.replace(' ()', '')
        reasons.append(f'Listrik gedung: {source}, kapasitas listrik gedung tidak mencukupi.')
    if comment := str(text.get('comment') or '').strip():
        reasons.append(comment)
    return list(dict.fromkeys(reasons))


def _stands_against(finding: Mapping[str, Any]) -> bool:
    verdict = finding['verdict_key']
    return verdict == CapacityVerdictChoices.SHORT or (
        verdict == CapacityVerdictChoices.UNKNOWN and finding['resource_key'] in get_setting('unknown_blocks')
    )


def _reason(finding: Mapping[str, Any]) -> str:
    if finding['verdict_key'] == CapacityVerdictChoices.UNKNOWN:
        return f'{finding["resource"]}: ketersediaannya belum dapat dipastikan (dibutuhkan {finding["need"]}).'.replace(
            ' (dibutuhkan –)', ''
        )
    if finding['have'] == '–' or finding['need'] == '–':
        return f'{finding["resource"]}: tidak mencukupi.'
    return f'{finding["resource"]}: dibutuhkan {finding["need"]}, tersedia {finding["have"]}.'
