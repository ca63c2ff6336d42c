"""What a paper says, as plain JSON: the case file at that moment, with names, roles and numbers as they were.

Django models go in, JSON comes out; a rendition is made from the result and from nothing else. All wording is
Indonesian.
"""

import datetime
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from tenancy.models import Tenant

from ..choices import (
    CapacityVerdictChoices,
    DocumentDirectionChoices,
    DocumentKindChoices,
    HolderCapacityChoices,
    RequestStatusChoices,
)
from ..conf import get_setting
from ..models import Appointment, name_of_user
from .indonesian import count_in_words, date_block
from .kinds import KINDS, PLACEMENT, RETRIEVAL, TICKET, VISIT, title_of
from .maintenance_notices import freeze_notice
from .parties import freeze_parties
from .parts import PARTS, freeze_agency
from .stationery import freeze as freeze_look
from .subject_parts import freeze_subject
from .subjects import Subject, agency_of, kind_of

__all__ = ('FORMAT', 'TEXT_KEYS', 'describe_drafter', 'freeze', 'make_code')

# 2: `subject_kind`, and the papers of visits, tickets and retrievals. Data of 1 has none and is about a placement.
FORMAT = 2
TEXT_KEYS = frozenset({
    'note', 'comment', 'decision', 'subject', 'nature', 'attachment', 'addressee', 'addressee_place', 'copies',
    'notice',
})  # fmt: skip
# No letters or digits that are mistaken for each other on paper; 60 bits, so a code cannot be guessed.
CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
ATTACHMENT = re.compile(r'(?P<count>[1-9]\d{0,4})(?P<unit>(?: [a-zA-Z]+)?)$')
ASKED: Mapping[str, str] = {
    PLACEMENT: 'Permohonan Colocation Server',
    RETRIEVAL: 'Permohonan Pengambilan Server',
    VISIT: 'Permohonan Izin Akses Ruang Server',
    TICKET: 'Permohonan Pemeliharaan Jaringan TIK',
}
ANSWERS = {RequestStatusChoices.ACCEPTED: 'Persetujuan', RequestStatusChoices.REFUSED: 'Penolakan'}
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
    facts = {'user': user.pk, 'name': name_of_user(user)}
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
    subject: Subject,
    *,
    code: str,
    drafters: Sequence[Mapping[str, Any]],
    text: Mapping[str, Any],
    now: datetime.datetime,
) -> dict[str, Any]:
    """Return the data of a draft, to be stored in `Document.data`.

    Args:
        code: what the paper prints to be found by; see `make_code`.
        drafters: everybody who worked on the draft, the last one last; see `describe_drafter`.
        text: what the officer adds; its keys are among `TEXT_KEYS`.
    """
    agency, subject_kind = agency_of(subject), kind_of(subject)
    _template, look = freeze_look(agency, kind)
    day = timezone.localtime(now).date()
    data = {
        'format': FORMAT,
        'kind': kind,
        'subject_kind': subject_kind,
        'code': code,
        'status': 'draft',
        'outgoing': KINDS[kind].direction == DocumentDirectionChoices.OUTGOING,
        'title': title_of(kind, subject_kind),
        'number': '',
        'dated': date_block(day),
        'agency': freeze_agency(agency),
        'applicant': {'name': subject.applicant.name},
        'case': {'number': subject.case.number if subject.case else ''},
        'request': freeze_subject(subject),
        'text': _freeze_text(text),
        'drafters': [dict(drafter) for drafter in drafters],
        'signer': None,
        **look,
        **{part: PARTS[part](subject) for part in KINDS[kind].parts[subject_kind]},
    }
    if KINDS[kind].is_signed_by_several:
        data |= freeze_parties(subject, kind, drafter=drafters[-1] if drafters else None, day=day)
    if kind == DocumentKindChoices.REPLY_LETTER:
        data |= _freeze_reply(data, text)
    elif kind == DocumentKindChoices.INSTALLATION_RECORD:
        data['work'] = list(WORK)
    elif kind == DocumentKindChoices.MAINTENANCE_NOTICE and text.get('notice'):
        data |= freeze_notice(int(text['notice']))
    return data


def _freeze_text(text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        'note': str(text.get('note') or '').strip(),
        'nature': str(text.get('nature') or 'Biasa'),
        'attachment': _attachment(str(text.get('attachment') or '-').strip()),
        'addressee_place': str(text.get('addressee_place') or 'Tempat'),
        'copies': [str(line) for line in text.get('copies') or ()],
    }


def _attachment(text: str) -> str:
    """Return what is enclosed as letters count it: *2 lembar* becomes *2 (dua) lembar*, a bare number counts files."""
    found = ATTACHMENT.match(text)
    return count_in_words(int(found['count']), found['unit'].strip() or 'berkas') if found else text


def _freeze_reply(data: Mapping[str, Any], text: Mapping[str, Any]) -> dict[str, Any]:
    decision = str(text.get('decision') or '')
    addressee = text.get('addressee') or [f'Pimpinan {data["applicant"]["name"]}']
    return {
        'decision': decision,
        'subject': str(text.get('subject') or _matter(data, decision)),
        'addressee': [addressee] if isinstance(addressee, str) else [str(line) for line in addressee],
        'reasons': _reasons(data, text) if decision == RequestStatusChoices.REFUSED else [],
    }


def _matter(data: Mapping[str, Any], decision: str) -> str:
    """Return what a letter is about (*hal*)."""
    asked = ASKED[data['subject_kind']]
    return f'{ANSWERS[decision]} {asked}' if decision in ANSWERS else data['title']


def _reasons(data: Mapping[str, Any], text: Mapping[str, Any]) -> list[str]:
    """Return why it is refused: what the check found short or could not tell, then the officer's own words."""
    check, building = data.get('check'), data.get('building')
    reasons = [_reason(finding) for finding in (check['findings'] if check else []) if _stands_against(finding)]
    if building and building['verdict_key'] == CapacityVerdictChoices.SHORT:
        source = f'menurut konfirmasi Subbagian Umum ({building["confirmed_by"]})'.replace(' ()', '')
        reasons.append(f'Listrik gedung: {source}, kapasitas listrik gedung tidak mencukupi.')
    for confirmed in data.get('confirmations') or ():
        if confirmed['verdict_key'] == CapacityVerdictChoices.SHORT:
            source = f' menurut konfirmasi {confirmed["by"]}' if confirmed['by'] else ''
            reasons.append(f'{confirmed["what"]}:{source} tidak mencukupi.')
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
