"""An agency whose helpdesk keeps a door, with an approved visit of two people that waits at the desk."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from netbox_colocation.models import AccessVisit, CarriedItem, Case, Visitor
from netbox_colocation.workflows import engine
from netbox_colocation.workflows.engine.moving import go_to
from tests import factories, subject_factories
from tests.office import Office, make_office

__all__ = ('DoorOffice', 'as_user', 'make_door_office')

MINUTE = datetime.timedelta(minutes=1)


@dataclass
class DoorOffice:
    """The office, and the visit at its door; `now` is really now, for pages know no other."""

    office: Office
    visit: AccessVisit
    item: CarriedItem

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.visit.case_id)

    def visitor(self, name: str) -> Visitor:
        return Visitor.objects.get(visit=self.visit, name=name)

    def user(self, role: str) -> Any:
        return self.office.users[role]

    def perform(self, outcome: str, *, comment: str = '', **data: Any) -> engine.Performed:
        """Close the open task as whoever holds its role."""
        task = self.office.open_task(self.case)
        user = self.office.users[task.role_key]
        return engine.perform(task, outcome, actor=user, now=timezone.now(), comment=comment, data=data)

    def check_in(self, **badges: str) -> None:
        """Check in whoever gets a badge; the others are not here."""
        answers: dict[str, Any] = {}
        for visitor in self.visit.visitors.all():
            badge, key = badges.get(visitor.name), f'visitor_{visitor.pk}'
            answers[f'{key}_came'] = badge is not None
            if badge:
                answers |= {f'{key}_badge': badge, f'{key}_identity': True, f'{key}_rules': True}
        self.perform('recorded', **answers)

    def enter(self) -> None:
        escort = self.user('technical-team').colocation_appointments.get()
        self.perform('entered', escort=str(escort.pk), entered_at=timezone.now().isoformat())


def make_door_office(**overrides: Any) -> DoorOffice:
    """Make an office with a visit that may be checked in now; `is_approved=False` leaves it with the head.

    The way until there is walked in `tests.workflows.test_visit_walks`; here the case is put where the door begins.
    """
    is_approved = overrides.pop('is_approved', True)
    office = make_office('sumbar-access')
    office.now = now = timezone.now()
    room = factories.make_location(site=office.site, name='Server room')
    factories.make_device(office.rack, tenant=office.applicant)
    fields: dict[str, Any] = {
        **subject_factories.LETTER,
        'procedure': office.version.procedure,
        'applicant': office.applicant,
        'site': office.site,
        'location': room,
        'starts_at': now + 10 * MINUTE,
        'ends_at': now + 130 * MINUTE,
        'accepts_rules': True,
        **overrides,
    }
    visit = subject_factories.make_visit(**fields)
    visit.racks.set([office.rack])
    item = CarriedItem.objects.create(visit=visit, name='Laptop', serial='LT-1')
    office.attach_letter(visit)
    subject_factories.open_case(visit, version=office.version)
    if is_approved:
        visit.status, visit.escort = 'accepted', office.users['technical-team'].colocation_appointments.get()
        visit.escort_name = visit.escort.holder_name
        visit.save_state('status', 'escort', 'escort_name')
    go_to(visit.case, '6.2' if is_approved else '2', now=now)
    return DoorOffice(office, visit, item)


def as_user(user: Any) -> Client:
    """Return a browser of its own that this user is logged in to."""
    client = Client()
    client.force_login(user)
    return client
