"""What an affected agency is told about a maintenance window: the same facts as a letter and as an e-mail.

All wording is Indonesian. Django models go in, plain JSON comes out; every function costs a constant number of queries.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from dcim.models import Device
from tenancy.models import Tenant

from ..choices import ImpactGradeChoices, NoticeKindChoices
from ..models import ImpactLine, MaintenanceWindow, WindowNotice
from .indonesian import format_time
from .subject_parts import place_of, window_text
from .subjects import agency_of
from .wordings import wordings_of

__all__ = ('TOLD_GRADES', 'body_of', 'freeze_notice', 'gather', 'notice_before', 'subject_of', 'worst_of')

# The worst first. What goes on as before is no news.
TOLD_GRADES = (
    ImpactGradeChoices.OUTAGE,
    ImpactGradeChoices.DEGRADED,
    ImpactGradeChoices.REDUCED_REDUNDANCY,
    ImpactGradeChoices.UNKNOWN,
)
GRADES: Mapping[str, str] = {
    ImpactGradeChoices.OUTAGE: 'Tidak dapat digunakan',
    ImpactGradeChoices.DEGRADED: 'Dapat digunakan dengan gangguan',
    ImpactGradeChoices.REDUCED_REDUNDANCY: 'Tetap dapat digunakan, tanpa cadangan',
    ImpactGradeChoices.UNKNOWN: 'Belum dapat dipastikan',
    ImpactGradeChoices.NONE: 'Tidak terdampak',
}
WHAT: Mapping[str, str] = {
    'dcim.device': 'Perangkat',
    'virtualization.virtualmachine': 'Mesin virtual',
    'ipam.service': 'Layanan',
    'circuits.circuit': 'Sirkuit',
}
SUBJECTS: Mapping[str, str] = {
    NoticeKindChoices.ANNOUNCEMENT: 'Pemberitahuan Pekerjaan Pemeliharaan',
    NoticeKindChoices.CHANGE: 'Perubahan Jadwal Pekerjaan Pemeliharaan',
    NoticeKindChoices.EXTENSION: 'Perpanjangan Waktu Pekerjaan Pemeliharaan',
    NoticeKindChoices.COMPLETION: 'Pekerjaan Pemeliharaan Telah Selesai',
    NoticeKindChoices.CANCELLATION: 'Pembatalan Pekerjaan Pemeliharaan',
}
# More lines make no letter; the rest is counted.
MOST_LINES = 60
# A completion or cancellation says of what it is the end, and lists nothing.
LISTING = frozenset({NoticeKindChoices.ANNOUNCEMENT, NoticeKindChoices.CHANGE, NoticeKindChoices.EXTENSION})


def worst_of(grades: Iterable[str]) -> str:
    """Return the worst grade of several."""
    order = ImpactGradeChoices.values()
    return min(grades, key=order.index, default=ImpactGradeChoices.NONE)


def subject_of(kind: str) -> str:
    """Return what a notice of this kind is about (*hal*)."""
    return SUBJECTS[kind]


def gather(
    window: MaintenanceWindow, tenant: Tenant, kind: str, *, lines: Sequence[ImpactLine], before: str = ''
) -> dict[str, Any]:
    """Return the facts of a notice.

    Args:
        lines: what the window hits of the tenant's, each graded.
        before: the time that the tenant was told before; '' when it was told none.
    """
    ticket = window.ticket
    order = ImpactGradeChoices.values()
    told = sorted(lines, key=lambda line: (order.index(line.grade), line.label, line.pk or 0))
    shown = told[:MOST_LINES] if kind in LISTING else []
    places = _places(shown)
    return {
        'kind_key': kind,
        'tenant': tenant.name,
        'purpose': window.purpose,
        'place': place_of(ticket),
        'window': window_text(window.starts_at, window.lasts_until),
        'before': before,
        'began': _moment(window.begun_at),
        'ended': _moment(window.ended_at),
        'result': window.outcome,
        'effect': GRADES[worst_of(line.grade for line in told)],
        'affected': [
            {
                'name': line.label,
                'what': WHAT.get(line.object_model, ''),
                'place': places.get(line.device_id or 0, ''),
                'effect': GRADES[line.grade],
            }
            for line in shown
        ],
        'more': len(told) - len(shown) if kind in LISTING else 0,
    }


def body_of(facts: Mapping[str, Any], window: MaintenanceWindow) -> str:
    """Return the notice as plain text, as it goes by e-mail: the sentences of the letter, without its form."""
    kind, sentences = facts['kind_key'], wordings_of('maintenance-notice')
    agency = agency_of(window.ticket)
    values = {'agency': agency.name, 'before': facts['before']}
    known = [
        ('Pekerjaan', facts['purpose']),
        ('Waktu', facts['window']),
        ('Waktu semula', facts['before']),
        ('Tempat', facts['place']),
        ('Dimulai', facts['began']),
        ('Selesai', facts['ended']),
        ('Hasil', facts['result']),
        ('Nomor berkas', window.ticket.case.number if window.ticket.case else ''),
    ]
    lines = [f'Yth. Pimpinan {facts["tenant"]}', '', 'Dengan hormat,', '', _fill(sentences[f'opening-{kind}'], values)]
    lines += ['', *(f'{name:<12}: {_one_line(value)}' for name, value in known if value)]
    if facts['affected']:
        lines += ['', _fill(sentences['affected'], values), '']
        lines += [_describe(item) for item in facts['affected']]
        if facts['more']:
            lines.append(f'- dan {facts["more"]} lainnya')
    if kind in LISTING:
        lines += ['', *_numbered(sentences['asked'])]
    lines += ['', _fill(sentences['closing'], values), '', agency.name]
    return '\n'.join(lines)


def freeze_notice(pk: int) -> dict[str, Any]:
    """Return what the letter of a notice says besides what every letter says."""
    notice = WindowNotice.objects.select_related('window__ticket', 'tenant').get(pk=pk)
    lines = list(notice.window.impact_lines.filter(tenant=notice.tenant_id, grade__in=TOLD_GRADES))
    return {
        'subject': notice.subject,
        'addressee': [f'Pimpinan {notice.tenant.name}'],
        'applicant': {'name': notice.tenant.name},
        'notice': {
            **gather(notice.window, notice.tenant, notice.kind, lines=lines, before=notice_before(notice)),
            'pk': notice.pk,
        },
    }


def notice_before(notice: WindowNotice) -> str:
    """Return the time that the tenant was told last, before this notice; '' when none is known."""
    told = WindowNotice.objects.filter(window=notice.window_id, tenant=notice.tenant_id, pk__lt=notice.pk or 2**62)
    last = told.filter(state__in=('approved', 'sent')).order_by('-pk').first()
    case = notice.window.ticket.case
    if last is None or case is None or notice.kind not in LISTING:
        return ''
    facts = {'window': notice.window_id, 'revision': last.revision}
    events = case.events.filter(kind__in=('window-agreed', 'window-extended'), data__contains=facts)
    event = events.order_by('-sequence').first()
    if event is None:
        return ''
    starts, ends = (datetime.datetime.fromisoformat(event.data[key]) for key in ('starts', 'ends'))
    return window_text(starts, ends)


def _places(lines: Iterable[ImpactLine]) -> dict[int, str]:
    devices = Device.objects.filter(pk__in={line.device_id for line in lines if line.device_id})
    rows = devices.values_list('pk', 'rack__name', 'location__name', 'site__name')
    return {pk: ', '.join(filter(None, parts)) for pk, *parts in rows}


def _moment(moment: datetime.datetime | None) -> str:
    return format_time(timezone.localtime(moment)) if moment else ''


def _describe(item: Mapping[str, str]) -> str:
    where = f' ({item["place"]})' if item['place'] else ''
    return f'- {_one_line(item["name"])}{where}: {item["effect"].lower()}'


def _numbered(sentences: str) -> list[str]:
    return [f'{number}. {line}' for number, line in enumerate(filter(None, sentences.splitlines()), start=1)]


def _fill(sentence: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        sentence = sentence.replace(f'{{{name}}}', value)
    return sentence


def _one_line(text: str) -> str:
    return ' '.join(str(text).split())
