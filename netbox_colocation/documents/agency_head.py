"""The head of an agency's papers: its name and the lines below it, as plain JSON."""

from typing import Any

from tenancy.models import ContactAssignment, Tenant

from ..models import Letterhead

__all__ = ('freeze_agency',)


def freeze_agency(agency: Tenant) -> dict[str, Any]:
    """Return the letterhead: the agency's own lines, or the address of its first contact that has one."""
    letterhead = Letterhead.objects.filter(agency=agency).first()
    own_lines = _lines(letterhead.lines) if letterhead else []
    return {
        'name': (letterhead.name if letterhead else '') or agency.name,
        'parent': (letterhead.parent_name if letterhead else '') or (agency.group.name if agency.group else ''),
        'address': own_lines or _contact_lines(agency),
        'place': letterhead.place if letterhead else '',
    }


def _contact_lines(agency: Tenant) -> list[str]:
    assignments = ContactAssignment.objects.filter(
        object_type__app_label='tenancy', object_type__model='tenant', object_id=agency.pk
    ).select_related('contact')
    for assignment in assignments.exclude(contact__address='').order_by('pk'):
        contact = assignment.contact
        reach = [f'Telepon {contact.phone}' if contact.phone else '', f'Surel {contact.email}' if contact.email else '']
        return [*_lines(contact.address), *filter(None, [', '.join(filter(None, reach))])]
    return []


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
