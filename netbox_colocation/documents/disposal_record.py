"""The record of the destruction of papers (berita acara pemusnahan arsip), with the list of what was destroyed."""

import datetime
from typing import Any

from django.utils import timezone

from ..choices import DisposalStateChoices
from ..models import Disposal, Document, name_of_user
from .indonesian import date_block, format_date
from .kinds import KINDS, SERVICES
from .parts import freeze_agency
from .rendering import compile_template
from .subjects import kind_of

__all__ = ('freeze_record', 'render_record')


def freeze_record(disposal: Disposal, *, now: datetime.datetime) -> dict[str, Any]:
    """Return what `disposal-record.typ` prints. Before it is carried out, it is the list that is proposed."""
    is_done = disposal.state == DisposalStateChoices.CARRIED_OUT
    day = timezone.localtime(disposal.carried_out_at or now).date()
    papers = disposal.documents.select_related(
        'request__procedure', 'visit', 'ticket', 'classification', 'case'
    ).order_by('dated', 'pk')
    return {
        'kind': 'disposal-record',
        'title': 'Berita acara pemusnahan arsip' if is_done else 'Daftar arsip usul musnah',
        'agency': freeze_agency(disposal.agency),
        'dated': date_block(day),
        'code': '',
        'number': '',
        'status': 'filed',
        'outgoing': False,
        'name': disposal.name,
        'reason': disposal.reason,
        'approval_number': disposal.approval_number,
        'is_done': is_done,
        'people': {
            'proposed_by': name_of_user(disposal.proposed_by),
            'decided_by': name_of_user(disposal.decided_by),
            'carried_out_by': name_of_user(disposal.carried_out_by),
        },
        'rows': [_row(paper) for paper in papers],
        'printed': format_date(timezone.localtime(now).date()),
    }


def render_record(disposal: Disposal, *, now: datetime.datetime) -> bytes:
    """Return the record as PDF."""
    data = freeze_record(disposal, now=now)
    return compile_template('disposal-record.typ', data, day=datetime.date.fromisoformat(data['dated']['iso']))


def _row(paper: Document) -> dict[str, str]:
    service = SERVICES[kind_of(paper.subject)]
    return {
        'kind': KINDS[paper.kind].title.format(service=service),
        'number': paper.number,
        'dated': format_date(paper.dated) if paper.dated else '',
        'case': paper.case.number if paper.case else '',
        'classification': paper.classification.code if paper.classification else '',
        'closed': format_date(paper.closed_on) if paper.closed_on else '',
        'retained': format_date(paper.retain_until) if paper.retain_until else '',
        'digest': paper.digest[:16],
    }
