"""Small functions that make what belongs to the work on tickets: log entries, loans, photographs."""

import datetime
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from netbox_colocation import models
from tests import factories
from tests.factories import NOW
from tests.subject_factories import make_ticket

CAMERA, PLACE = 'Example Camera 12', (6.0, 12.0, 30.5)


def make_log_entry(ticket: models.MaintenanceTicket | None = None, **overrides: Any) -> models.WorkLogEntry:
    """Make a bare entry (`maintenance.work.write` makes real ones)."""
    fields = {
        'ticket': ticket or make_ticket(),
        'at': NOW,
        'author_name': 'Technician',
        'work_status': 'under-way',
        'text': f'Entry {factories.number()}',
        **overrides,
    }
    return models.WorkLogEntry.objects.create(**fields)


def make_loan(**overrides: Any) -> models.EquipmentLoan:
    """Make a loan of a laptop for a week."""
    fields = {
        'agency': overrides.pop('agency', None) or factories.make_tenant(),
        'borrower': overrides.pop('borrower', None) or factories.make_tenant(),
        'person': 'Somebody',
        'item': f'Laptop {factories.number()}',
        'lent_on': NOW.date(),
        'due_on': NOW.date() + datetime.timedelta(days=7),
        **overrides,
    }
    return models.EquipmentLoan.objects.create(**fields)


def make_photograph(form: str = 'JPEG', size: tuple[int, int] = (640, 480), trailer: bytes = b'') -> bytes:
    """Return a picture as a telephone takes it: with its maker, its place and its orientation in it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = 'Example', CAMERA, 6  # turned by 90 degrees
    exif.get_ifd(0x8825).update({1: 'S', 2: PLACE, 3: 'E', 4: (106.0, 49.0, 1.5)})
    file = io.BytesIO()
    options = {'comment': b'taken by Ani'} if form == 'JPEG' else {}
    Image.linear_gradient('L').resize(size).convert('RGB').save(file, form, exif=exif.tobytes(), **options)
    return file.getvalue() + trailer


def photograph(name: str = 'photo.jpg', **options: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_photograph(**options), content_type='image/jpeg')
