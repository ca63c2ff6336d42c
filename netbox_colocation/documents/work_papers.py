"""What the papers of a ticket say of the work: its log, the material added up, the photos, and the order to do it.

Each part costs a constant number of queries. The photos themselves stay in the private storage; the data names them.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from ..choices import PhotoMomentChoices, WindowStateChoices
from ..models import MaintenanceTicket
from .case_file import freeze_materials as freeze_materials_of_tasks
from .case_file import last_answer
from .files import name_of
from .indonesian import format_time, mask_identity_numbers
from .people import appointee
from .removal import open_storage
from .subject_parts import WORK_STATUSES, window_text
from .subjects import Subject

__all__ = (
    'MOST_PHOTOS',
    'add_up',
    'freeze_materials',
    'freeze_order',
    'freeze_photos',
    'freeze_work_log',
    'material_text',
    'photos_of',
)

DIGEST = re.compile(r'[0-9a-f]{64}')
# A report shows so many; those of before and after come first.
MOST_PHOTOS = 12
MOMENTS = {
    PhotoMomentChoices.BEFORE: 'Sebelum pekerjaan',
    PhotoMomentChoices.DURING: 'Selama pekerjaan',
    PhotoMomentChoices.AFTER: 'Sesudah pekerjaan',
}
# Those that say most are not left out for the others.
TELLING = {PhotoMomentChoices.BEFORE: 0, PhotoMomentChoices.AFTER: 0, PhotoMomentChoices.DURING: 1}


def freeze_work_log(ticket: MaintenanceTicket) -> list[dict[str, str]]:
    """Return the log from its first entry on."""
    return [
        {
            'at_text': format_time(timezone.localtime(entry.at)),
            'by': entry.author_name,
            'status': WORK_STATUSES.get(entry.work_status, entry.work_status),
            'text': mask_identity_numbers(entry.text),
            'minutes': f'{entry.minutes} menit' if entry.minutes else '',
            'materials': '\n'.join(material_text(row) for row in entry.materials),
        }
        for entry in ticket.work_log.order_by('at', 'pk')
    ]


def freeze_materials(subject: Subject) -> list[str]:
    """Return the material used, each once with its quantities added up; of older cases, what their steps said."""
    if not isinstance(subject, MaintenanceTicket):
        return freeze_materials_of_tasks(subject)
    rows = [
        row
        for materials in subject.work_log.order_by('at', 'pk').values_list('materials', flat=True)
        for row in materials
    ]
    logged = [material_text(row) for row in add_up(rows)]
    # What a step said is in the log since there is one; before, only the step has it.
    return logged or freeze_materials_of_tasks(subject)


def add_up(materials: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return each material once, in the order in which it was used first, with the quantities of one unit added up."""
    sums: dict[tuple[str, str], Decimal | None] = {}
    for row in materials:
        key = (str(row.get('name', '')), str(row.get('unit') or ''))
        quantity, before = _decimal(row.get('quantity')), sums.get(key)
        sums[key] = quantity if before is None else before + (quantity or 0)
    return [
        {'name': name, 'quantity': '' if total is None else f'{total.normalize():f}', 'unit': unit}
        for (name, unit), total in sums.items()
    ]


def material_text(row: Mapping[str, Any]) -> str:
    """Return *Kabel UTP Cat 6, 2,5 m*."""
    quantity = str(row.get('quantity') or '').replace('.', ',')
    amount = ' '.join(filter(None, (quantity, str(row.get('unit') or ''))))
    return ', '.join(filter(None, (str(row.get('name', '')), amount)))


def freeze_photos(ticket: MaintenanceTicket) -> list[dict[str, str]]:
    """Return the photos that the report shows, before, during and after; their files are found by their digests."""
    chosen = sorted(ticket.photos.order_by('pk'), key=lambda photo: TELLING[photo.moment])[:MOST_PHOTOS]
    order = list(MOMENTS)
    shown = sorted(chosen, key=lambda photo: (order.index(photo.moment), photo.pk))
    return [
        {
            'moment': MOMENTS[photo.moment],
            'caption': photo.caption,
            'digest': photo.digest,
            'at_text': format_time(timezone.localtime(photo.taken_at)),
        }
        for photo in shown
    ]


def photos_of(data: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the photos that frozen data names, by their digests.

    Raises:
        FileNotFoundError: one is missing from the storage.
    """
    storage, found = open_storage(), {}
    for photo in data.get('photos') or ():
        digest = str(photo.get('digest') or '')
        if DIGEST.fullmatch(digest):
            with storage.open(name_of(digest, 'image/jpeg')) as file:
                found[digest] = file.read()
    return found


def freeze_order(ticket: MaintenanceTicket) -> dict[str, Any]:
    """Return who is ordered to do what, where and when, and on what ground."""
    people = ticket.technicians.select_related('role').order_by('holder_name', 'pk')
    windows = ticket.windows.exclude(state__in=(WindowStateChoices.CANCELLED, WindowStateChoices.DONE))
    return {
        'technicians': [appointee(person, position=person.role.name) for person in people],
        'times': [
            f'{window_text(window.starts_at, window.lasts_until)}: {window.purpose}'
            for window in windows.order_by('starts_at', 'pk')
        ],
        'disposition': last_answer(ticket.case, 'note'),
    }


def _decimal(quantity: Any) -> Decimal | None:
    try:
        return Decimal(str(quantity)) if quantity not in (None, '') else None
    except InvalidOperation:
        return None
