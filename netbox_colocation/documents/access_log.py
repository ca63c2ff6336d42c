"""What papers say of a visit from the door's own records: who was let in, what was carried, and the log line by line.

Every function costs a constant number of queries.
"""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from dcim.models import Location

from ..choices import AccessLogKindChoices, CarryDirectionChoices, IdentityKindChoices, VisitActivityChoices
from ..conf import get_setting
from ..models import AccessVisit, RoomPolicy
from .indonesian import format_date, format_time, mask_identity_numbers
from .pdf_signatures import qr_matrix

__all__ = ('freeze_carried', 'freeze_door', 'freeze_log', 'freeze_people', 'freeze_permission', 'freeze_rules')

KINDS = {
    AccessLogKindChoices.ADMITTED: 'Tiba di pintu',
    AccessLogKindChoices.ENTERED: 'Memasuki ruang',
    AccessLogKindChoices.CHECKED_OUT: 'Melapor keluar',
    AccessLogKindChoices.LEFT: 'Ruang ditinggalkan',
    AccessLogKindChoices.REFUSED: 'Ditolak masuk',
    AccessLogKindChoices.EMERGENCY: 'Masuk darurat',
    AccessLogKindChoices.ITEM_IN: 'Barang dibawa masuk',
    AccessLogKindChoices.ITEM_OUT: 'Barang dibawa keluar',
    AccessLogKindChoices.ESCORT_CHANGED: 'Pendamping ditunjuk',
    AccessLogKindChoices.EXTENDED: 'Waktu diperpanjang',
    AccessLogKindChoices.OVERSTAYED: 'Melewati waktu',
    AccessLogKindChoices.MISSED: 'Tidak hadir',
    AccessLogKindChoices.ERASED: 'Data pribadi dihapus',
}
DIRECTIONS = {
    CarryDirectionChoices.IN: 'Masuk, ditinggalkan',
    CarryDirectionChoices.OUT: 'Keluar',
    CarryDirectionChoices.BOTH: 'Masuk dan keluar',
}
ACTIVITIES = {
    'installation': 'Pemasangan',
    'maintenance': 'Perawatan',
    'repair': 'Perbaikan',
    'dismantling': 'Pembongkaran',
    'setup': 'Setup dan konfigurasi',
    'inspection': 'Pemeriksaan atau audit',
    'tour': 'Kunjungan',
    'other': 'Lain-lain',
}
PROOFS = {
    IdentityKindChoices.CITIZEN_CARD: 'KTP',
    IdentityKindChoices.DRIVING_LICENCE: 'SIM',
    IdentityKindChoices.PASSPORT: 'Paspor',
    IdentityKindChoices.STAFF_CARD: 'Kartu pegawai',
    IdentityKindChoices.OTHER: 'Lainnya',
}
DOOR = 'plugins:netbox_colocation:door'
YES_OR_NO = {True: 'Ya', False: 'Tidak', None: ''}


def freeze_people(visit: AccessVisit) -> list[dict[str, Any]]:
    """Return who was to come and who came; of a proof of identity only that it was shown, never a digit of it."""
    return [
        {
            'name': mask_identity_numbers(person.name),
            'organisation': mask_identity_numbers(person.organisation) or visit.applicant.name,
            'badge': person.badge_number,
            'identity': PROOFS.get(person.identity_kind, 'Identitas') if person.identity_checked else '',
            'admitted': _clock(person.admitted_at, visit),
            'left': _clock(person.checked_out_at, visit),
            'badge_returned': YES_OR_NO[person.badge_returned_at is not None] if person.badge_number else '',
            'remark': mask_identity_numbers(person.door_remark),
        }
        for person in visit.visitors.all()
    ]


def freeze_carried(visit: AccessVisit) -> list[dict[str, Any]]:
    """Return what was to go through the door, and when it did."""
    return [
        {
            'item': mask_identity_numbers(item.name),
            'serial': item.serial,
            'quantity': str(item.quantity),
            'direction': DIRECTIONS.get(item.direction, item.direction),
            'brought_in': _clock(item.came_in_at, visit),
            'taken_out': _clock(item.went_out_at, visit),
            'device': (item.device.name or '') if item.device else '',
            'remark': mask_identity_numbers(item.door_remark),
        }
        for item in visit.items.select_related('device')
    ]


def freeze_log(visit: AccessVisit) -> list[dict[str, str]]:
    """Return the lines of the access log about the visit, in the order in which they happened."""
    return [
        {
            'at_text': format_time(timezone.localtime(entry.at)),
            'what': KINDS.get(entry.kind, entry.kind),
            'what_key': entry.kind,
            'person': mask_identity_numbers(entry.person),
            'text': mask_identity_numbers(entry.text),
            'by': entry.actor_name,
        }
        for entry in visit.log.exclude(kind=AccessLogKindChoices.ERASED).order_by('at', 'pk')
    ]


def freeze_permission(visit: AccessVisit) -> dict[str, Any]:
    """Return what was asked and allowed besides: activities, pictures, a longer time, the coordinator’s word."""
    own = {value: str(label) for value, label in VisitActivityChoices()}
    extended = format_time(timezone.localtime(visit.extended_until)) if visit.extended_until else ''
    return {
        'activities': [ACTIVITIES.get(one) or own.get(one, one) for one in visit.activities],
        'wants_pictures': YES_OR_NO[visit.wants_photos],
        'pictures_allowed': YES_OR_NO[visit.photos_allowed],
        'pictures_key': {True: 'yes', False: 'no', None: ''}[visit.photos_allowed],
        'emergency': YES_OR_NO[True] if visit.is_emergency else '',
        'extended': extended,
        'word': mask_identity_numbers(visit.word_given),
    }


def freeze_rules(visit: AccessVisit) -> list[str]:
    """Return the house rules of the room: its own, else those of the nearest room around it, else the site's."""
    policies = {policy.location_id: policy for policy in RoomPolicy.objects.filter(site=visit.site_id)}
    for around in (*_rooms_around(visit.location), None):
        policy = policies.get(around)
        if policy and (lines := [line.strip() for line in policy.rules.splitlines() if line.strip()]):
            return lines
    return []


def freeze_door(visit: AccessVisit) -> dict[str, Any] | None:
    """Return the QR code by which the door finds the visit: the door's own page, or the number of the case alone."""
    if visit.case is None:
        return None
    number, base = visit.case.number, get_setting('public_url')
    page = f'{base.rstrip("/")}{reverse(DOOR)}?{urlencode({"q": number})}' if base else number
    return {'code': number, 'qr': qr_matrix(page)}


def _rooms_around(location: Location | None) -> list[int]:
    """The room itself and those around it, the nearest first."""
    return [room.pk for room in location.get_ancestors(ascending=True, include_self=True)] if location else []


def _clock(moment: datetime.datetime | None, visit: AccessVisit) -> str:
    """Return the time of day, with its date where that is not the day of the visit."""
    if moment is None:
        return ''
    local = timezone.localtime(moment)
    day = timezone.localtime(visit.entered_at or visit.starts_at).date()
    return f'{local:%H.%M}' + ('' if local.date() == day else f' ({format_date(local.date())})')
