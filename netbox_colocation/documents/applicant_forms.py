"""The parts of the forms that an applicant signs, and the picture of the racks that a capacity report shows.

Every function costs a constant number of queries.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from tenancy.models import ContactAssignment, Tenant

from ..capacity.elevations import OWN, PLACE, RackPicture, disclosed
from ..choices import HoldStateChoices
from ..models import ColocationRequest
from .indonesian import date_block, mask_identity_numbers
from .subjects import Subject

__all__ = ('MOST_PICTURES', 'address_of', 'freeze_administration', 'freeze_form', 'freeze_pictures')

# A report shows so many racks at most: those that something is proposed in come first.
MOST_PICTURES = 6


def freeze_form(subject: Subject) -> dict[str, Any]:
    """Return who applies, as the head of a form asks it: the agency's address and both persons in charge."""
    return {
        'purpose': mask_identity_numbers(getattr(subject, 'purpose', '')),
        **address_of(subject.applicant),
        'administrative': {
            'name': subject.administrative_name,
            'position': subject.administrative_position,
            'email': subject.administrative_email,
            'phone': subject.administrative_phone,
        },
        'technical': {
            'name': subject.technical_name,
            'organisation': subject.technical_organisation,
            'email': subject.technical_email,
            'phone': subject.technical_phone,
        },
    }


def address_of(tenant: Tenant) -> dict[str, str]:
    """Return address, telephone and e-mail of the first contact of a tenant that has any of them."""
    assignments = ContactAssignment.objects.filter(
        object_type__app_label='tenancy', object_type__model='tenant', object_id=tenant.pk
    ).exclude(Q(contact__address='') & Q(contact__phone='') & Q(contact__email=''))
    found = assignments.select_related('contact').order_by('pk').first()
    if found is None:
        return {'address': '', 'phone': '', 'email': ''}
    contact = found.contact
    address = ', '.join(line.strip() for line in contact.address.splitlines() if line.strip())
    return {'address': address, 'phone': contact.phone, 'email': contact.email}


def freeze_administration(request: ColocationRequest) -> dict[str, Any]:
    """Return what the data centre fills in itself, as far as it is known; the rest is left open for a pen."""
    case, hold = request.case, request.holds.filter(state=HoldStateChoices.ACTIVE).first()
    check = request.capacity_checks.first()
    return {
        'received': date_block(timezone.localtime(case.opened_at).date() if case else None),
        'processed': date_block(timezone.localtime(check.checked_at).date() if check else None),
        'valid_until': date_block(request.valid_until),
        'places': _held_places(hold),
        'addresses': _held_addresses(hold),
    }


def _held_places(hold: Any) -> list[str]:
    units = hold.units.select_related('server', 'rack').order_by('server__name', 'pk') if hold else ()
    return list(dict.fromkeys(f'{row.server.name}: {row.rack.name}' for row in units))


def _held_addresses(hold: Any) -> list[str]:
    rows = hold.addresses.select_related('address', 'server').order_by('server__name', 'pk') if hold else ()
    return [f'{row.server.name}: {row.address.address}' for row in rows if row.address]


def freeze_pictures(request: ColocationRequest) -> list[dict[str, Any]]:
    """Return the racks as the newest check saw them: those in which a place is proposed or held for this request.

    A report may reach the applicant: what belongs to others is just *terisi*.
    """
    check = request.capacity_checks.first()
    pictures = [RackPicture.from_dict(data) for data in check.elevations] if check else []
    concerned = [picture for picture in pictures if any(thing.kind in (PLACE, OWN) for thing in picture.things)]
    return [_worded(disclosed(picture, tenant=request.applicant_id).as_dict()) for picture in concerned[:MOST_PICTURES]]


def _worded(picture: dict[str, Any]) -> dict[str, Any]:
    """Keep what is drawn, and say what has no name of its own."""
    prefixes = {PLACE: 'Usulan: ', OWN: 'Dicadangkan: '}
    things = [
        {
            'kind': thing['kind'],
            'label': f'{prefixes.get(thing["kind"], "")}{thing["label"] or "terisi"}',
            'start': thing['start'],
            'length': thing['length'],
            'face': thing['face'],
            'is_full_depth': thing['is_full_depth'],
        }
        for thing in picture['things']
    ]
    kept = {key: picture[key] for key in ('name', 'half_units', 'starting_unit', 'is_descending')}
    return {**kept, 'things': things}
