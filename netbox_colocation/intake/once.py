"""What many lines of a file need and NetBox has once: device types, the role, platforms, persons in charge.

Each is found, or made, the first time a line asks for it, in a savepoint of its own: a line that is refused later takes
nothing back that another line counts on. When the file is refused, all of it is undone.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from dcim.models import DeviceRole, DeviceType, Platform
from tenancy.models import Contact, ContactRole

from ..allocation import catalogue
from ..allocation.holds import NETBOX_REFUSES, refusals_of
from ..allocation.storing import read_templates, store
from ..compat import events_of_success
from ..exceptions import OutcomeRefused, Refusal
from ..models import RequestedServer
from .contacts import Person, find_contact

__all__ = ('Kind', 'Shared', 'no_right')


@dataclass(frozen=True)
class Kind:
    """What a server is in NetBox."""

    device_type: DeviceType
    role: DeviceRole
    platform: Platform | None


class Shared:
    """What the lines of one run share.

    `kind` and `contact` raise OutcomeRefused when NetBox refuses it, or the actor may not add it: for every line that
    needs it.
    """

    def __init__(self, actor: AbstractUser) -> None:
        self.actor = actor
        self.known: dict[Hashable, Any] = {}
        self.new_types: set[int] = set()

    def kind(self, server: RequestedServer, message: str) -> Kind:
        """Return device type, role and platform of a server, made new where NetBox has none of that name and size."""
        device_type = self._device_type(server, message)
        role = self._once('role', lambda: catalogue.server_role(message))
        system = server.operating_system
        platform = self._once(
            ('platform', system, device_type.manufacturer_id),
            lambda: catalogue.platform(server, device_type.manufacturer, message),
        )
        return Kind(device_type, role, platform)

    def note_on(self, device_type: DeviceType) -> list[str]:
        """Return what is to be known about a type that was made for this file; once, at the first line that asks."""
        if device_type.pk not in self.new_types:
            return []
        self.new_types.discard(device_type.pk)
        text = _('The device type {type} is new in NetBox.')
        return [text.format(type=f'{device_type.manufacturer} {device_type}')]

    def contact(self, person: Person, message: str) -> Contact:
        """Return the person's contact; one that NetBox has under that name and e-mail or phone is taken."""

        def find() -> Contact:
            known = find_contact(person, self.actor)
            return known or store(
                Contact(name=person.name, title=person.title, email=person.email, phone=person.phone), message
            )

        return self._once(('contact', person.name.casefold(), person.email.casefold(), person.phone), find)

    def contact_role(self, name: str) -> ContactRole:
        def find() -> ContactRole:
            known = ContactRole.objects.filter(name__iexact=name).first()
            return known or store(ContactRole(name=name, slug=slugify(name)), '')

        return self._once(('contact role', name), find)

    def _device_type(self, server: RequestedServer, message: str) -> DeviceType:
        if given := server.device_type:
            return self._once(('given type', given.pk), lambda: read_templates(given))
        size = server.u_height, server.is_full_depth
        name = server.manufacturer.casefold(), server.model.casefold()
        return self._once(('type', *name, *size), lambda: self._find_type(server, message))

    def _find_type(self, server: RequestedServer, message: str) -> DeviceType:
        newest = DeviceType.objects.aggregate(newest=Max('pk'))['newest'] or 0
        found = catalogue.device_type(server, message)
        if found.pk > newest:
            if not self.actor.has_perm('dcim.add_devicetype'):
                raise OutcomeRefused([no_right('dcim.add_devicetype', 'make_model')])
            self.new_types.add(found.pk)
        return read_templates(found)

    def _once[Found](self, key: Hashable, find: Callable[[], Found]) -> Found:
        if key not in self.known:
            try:
                with events_of_success(Exception), transaction.atomic():
                    self.known[key] = find()
            except OutcomeRefused as error:
                self.known[key] = error.refusals
            except NETBOX_REFUSES as error:
                self.known[key] = refusals_of(error)
        found = self.known[key]
        if isinstance(found, (list, tuple)):
            raise OutcomeRefused(found)
        return found


def no_right(right: str, key: str) -> Refusal:
    """Return the refusal of what needs a permission that the actor lacks, at the cell that asks for it."""
    text = _('you need the permission {right} for this: ask for it, or leave the cell empty.')
    return Refusal('permission-missing', text.format(right=right), key, {'permission': right})
