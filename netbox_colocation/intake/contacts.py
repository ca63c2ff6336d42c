"""Persons in charge of servers that stand already, as NetBox's contacts: name, position, e-mail and phone alone."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from dcim.models import Device
from tenancy.choices import ContactPriorityChoices
from tenancy.models import Contact, ContactAssignment, ContactRole

from ..allocation.storing import store
from .values import LineReader

__all__ = ('Person', 'assign', 'find_contact', 'read_persons')

ADMINISTRATIVE, TECHNICAL = 'Administrative', 'Technical'


@dataclass(frozen=True)
class Person:
    """Whom to ask, and about what."""

    role: str
    name: str
    title: str
    email: str
    phone: str


def read_persons(reader: LineReader) -> list[Person]:
    """Return the persons that a line names; the technical one first, who is called when a server is down."""
    persons = []
    for role, prefix, about in (
        (TECHNICAL, 'technical', 'technical_organisation'),
        (ADMINISTRATIVE, 'administrative', 'administrative_position'),
    ):
        name = reader.text(f'{prefix}_name', most=100)
        title = reader.text(about, most=100)
        email, phone = reader.text(f'{prefix}_email', most=254), reader.text(f'{prefix}_phone', most=50)
        if name:
            persons.append(Person(role, name, title, email, phone))
        elif email or phone:
            reason = _('whose address and phone is this? Write the name, or leave them out.')
            reader.refuse(f'{prefix}_email' if email else f'{prefix}_phone', 'cell-missing', reason)
    return persons


def assign(device: Device, contact: Contact, role: ContactRole, *, is_first: bool, message: str) -> None:
    """Give a device that was just made this contact; the first one is asked first."""
    assignment = ContactAssignment(
        object=device,
        contact=contact,
        role=role,
        priority=ContactPriorityChoices.PRIORITY_PRIMARY if is_first else ContactPriorityChoices.PRIORITY_SECONDARY,
    )
    store(assignment, message, is_unique=True)


def find_contact(person: Person, actor: AbstractUser) -> Contact | None:
    """Return the contact that this person is; a name alone may be of two."""
    same = Contact.objects.restrict(actor, 'view').filter(name__iexact=person.name)
    if person.email:
        return same.filter(email__iexact=person.email).order_by('pk').first()
    if person.phone:
        return same.filter(phone=person.phone).order_by('pk').first()
    return same.filter(email='', phone='').order_by('pk').first()
