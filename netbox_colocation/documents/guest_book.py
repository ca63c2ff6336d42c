"""The guest book (buku tamu) of a server room: who was there, when, for what, and who was with them.

Papers of a visit have its line; the book is printed for an agency and a range of days. No number of a proof of identity
is in it: none is kept. Both cost a constant number of queries.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tenancy.models import Tenant

from ..choices import TaskStateChoices
from ..models import AccessVisit, Task
from .agency_head import freeze_agency
from .asked import place_of
from .indonesian import date_block, format_date, mask_identity_numbers

__all__ = ('freeze_guest_book', 'freeze_guests')


def freeze_guest_book(
    agency: Tenant,
    since: datetime.date,
    until: datetime.date,
    *,
    now: datetime.datetime,
    visits: QuerySet[AccessVisit] | None = None,
) -> dict[str, Any]:
    """Return the data of the book's pages, for `rendering.compile_template('guest-book.typ', …)`.

    Args:
        since, until: the first and last day on which somebody entered.
        visits: those that the reader may see; all, when not given.
    """
    zone = timezone.get_current_timezone()
    first = datetime.datetime.combine(since, datetime.time.min, zone)
    last = datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time.min, zone)
    found = visits if visits is not None else AccessVisit.objects.all()
    found = found.filter(procedure__agency=agency, entered_at__gte=first, entered_at__lt=last)
    found = found.select_related('applicant', 'location', 'site').prefetch_related('racks').order_by('entered_at', 'pk')
    period = format_date(since) if since == until else f'{format_date(since)} s.d. {format_date(until)}'
    return {
        'kind': 'guest-book',
        'title': 'Buku tamu ruang server',
        'status': 'filed',
        'outgoing': False,
        'code': '',
        'number': '',
        'dated': date_block(timezone.localtime(now).date()),
        'agency': freeze_agency(agency),
        'period': period,
        'guests': _rows(list(found)),
        'text': {'note': ''},
        'drafters': [],
        'signer': None,
    }


def freeze_guests(visit: AccessVisit) -> list[dict[str, Any]]:
    """Return the visit's own line of the book."""
    return _rows([visit])


def _rows(visits: Iterable[AccessVisit]) -> list[dict[str, Any]]:
    visits = list(visits)
    remarks = _remarks(visits)
    return [
        {
            'date': format_date(timezone.localtime(visit.entered_at or visit.starts_at).date()),
            'visitors': [mask_identity_numbers(name) for name in visit.visitor_names],
            'applicant': visit.applicant.name,
            'purpose': mask_identity_numbers(visit.purpose),
            'room': place_of(visit),
            'racks': sorted(rack.name for rack in visit.racks.all()),
            'entered': _clock(visit.entered_at),
            'left': _clock(visit.left_at, day=visit.entered_at),
            'escort': visit.escort_name,
            'remark': remarks.get(visit.case_id, ''),
        }
        for visit in visits
    ]


def _clock(moment: datetime.datetime | None, *, day: datetime.datetime | None = None) -> str:
    """Return the time of day, with its date where that is not the day on which they entered."""
    if moment is None:
        return ''
    moment = timezone.localtime(moment)
    is_other_day = day is not None and timezone.localtime(day).date() != moment.date()
    return f'{moment:%H.%M}' + (f' ({format_date(moment.date())})' if is_other_day else '')


def _remarks(visits: Iterable[AccessVisit]) -> Mapping[int | None, str]:
    """Return what was remarked in the steps of each visit's case, by the case."""
    cases = [visit.case_id for visit in visits if visit.case_id]
    tasks = Task.objects.filter(case__in=cases, state=TaskStateChoices.CLOSED, data__has_key='remark')
    found: dict[int | None, list[str]] = {}
    for case, data in tasks.order_by('closed_at', 'pk').values_list('case_id', 'data'):
        if remark := str(data.get('remark') or '').strip():
            found.setdefault(case, []).append(mask_identity_numbers(remark))
    return {case: '\n'.join(dict.fromkeys(lines)) for case, lines in found.items()}
