"""Visits that are walked by the shipped procedure, with real people of each office, by a clock of the test's own."""

import datetime
from typing import Any

from netbox_colocation import models
from netbox_colocation.exceptions import ColocationError
from netbox_colocation.models import AccessVisit, Case, Task
from netbox_colocation.workflows import engine
from tests import factories
from tests.office import MONDAY, Office, make_office
from tests.subject_factories import LETTER, make_visit

__all__ = ('HOUR', 'MINUTE', 'STARTS', 'Walked', 'codes_of', 'make_ban', 'make_policy', 'make_window')

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
# The applications are of Monday, nine o'clock in Padang; the visits begin an hour later and last two.
STARTS = MONDAY + HOUR
TO_THE_DOOR = ('2', '3', '4', '5', '6.1')
OUTCOMES = {
    '2': 'passed-on',
    '3': 'passed-on',
    '4': 'reported',
    '5': 'approved',
    '6.1': 'instructed',
    '6.2': 'recorded',
    '7.1': 'entered',
    '7.2': 'left',
    '9': 'written',
    '10': 'submitted',
    '11': 'submitted',
    '12': 'received',
}


class Walked:
    """One visit on its way, of an applicant who has a device in the rack that it goes to."""

    def __init__(self, office: Office | None = None, *, visit: AccessVisit | None = None, **fields: Any) -> None:
        self.office = office or make_office('sumbar-access')
        self.now = MONDAY
        if not self.office.rack.devices.exists():
            factories.make_device(self.office.rack, tenant=self.office.applicant, position=10)
        self.pk = (visit or self.draft(**fields)).pk

    def draft(self, **fields: Any) -> AccessVisit:
        office = self.office
        fields = {
            'procedure': office.version.procedure,
            'applicant': office.applicant,
            'site': office.site,
            'racks': [office.rack],
            'starts_at': STARTS,
            'ends_at': STARTS + 2 * HOUR,
            **LETTER,
            **fields,
        }
        visit = make_visit(**fields)
        office.attach_letter(visit)
        return visit

    @property
    def visit(self) -> AccessVisit:
        return AccessVisit.objects.get(pk=self.pk)

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.visit.case_id)

    @property
    def task(self) -> Task:
        return Task.objects.get(case=self.visit.case_id, state='open')

    @property
    def escort(self) -> models.Appointment:
        return models.Appointment.objects.get(user=self.office.users['technical-team'])

    def submit(self) -> 'Walked':
        engine.submit(self.visit, actor=self.office.users['applicant'], now=self.now)
        return self

    def go(self, *steps: str, **answers: Any) -> 'Walked':
        """Do these steps by the straight way; `answers` are to the last of them."""
        for step in steps:
            assert self.task.step == step
            own = answers if step == steps[-1] else {}
            self.act(OUTCOMES[step], **{**self.straight(step), **own})
        return self

    def act(self, outcome: str, *, comment: str = 'As it should be', **answers: Any) -> engine.Performed:
        task = self.task
        actor = self.office.users[task.role_key]
        return engine.perform(task, outcome, actor=actor, now=self.now, comment=comment, data=answers)

    def straight(self, step: str) -> dict[str, Any]:
        visit = self.visit
        if step == '4':
            return {'conforms': 'yes'}
        if step == '6.1':
            escort = {} if visit.entered_at else {'escort': str(self.escort.pk)}
            return {'recipients': ['technical-team'], **escort}
        if step == '6.2':
            return {
                key: value
                for visitor in visit.visitors.filter(admitted_at__isnull=True)
                for key, value in checked_in(visitor.pk).items()
            }
        if step == '7.1':
            escort = {'escort': str(visit.escort_id), 'entered_at': self.now.isoformat()}
            return {} if visit.entered_at else escort
        if step == '7.2':
            inside = visit.visitors.filter(admitted_at__isnull=False, checked_out_at__isnull=True)
            badges = {f'visitor_{visitor.pk}_badge_returned': True for visitor in inside}
            return {} if visit.left_at else {'left_at': self.now.isoformat(), **badges}
        return {'note': 'They changed a disk.'} if step == '9' else {}

    def at(self, moment: datetime.datetime) -> 'Walked':
        self.now = moment
        return self

    def kinds(self) -> list[str]:
        """What the access log says of the visit, in the order in which it happened."""
        return list(self.visit.log.order_by('pk').values_list('kind', flat=True))

    def events(self, kind: str) -> list[dict[str, Any]]:
        return list(self.case.events.filter(kind=kind).order_by('sequence').values_list('data', flat=True))


def checked_in(pk: int) -> dict[str, Any]:
    key = f'visitor_{pk}'
    return {f'{key}_came': True, f'{key}_badge': f'B{pk}', f'{key}_identity': True, f'{key}_rules': True}


def codes_of(act: Any, *args: Any, **kwargs: Any) -> list[str]:
    """Return the codes of all reasons for which an act is refused; it has to be."""
    try:
        act(*args, **kwargs)
    except ColocationError as refused:
        return sorted(refusal.code for refusal in refused.refusals)
    raise AssertionError('it was not refused')


def make_ban(agency: Any, name: str, **overrides: Any) -> models.EntryBan:
    fields = {'valid_from': MONDAY.date() - datetime.timedelta(days=30), 'reason': 'Took a disk', **overrides}
    return models.EntryBan.objects.create(agency=agency, name=name, **fields)


def make_policy(site: Any, **overrides: Any) -> models.RoomPolicy:
    return models.RoomPolicy.objects.create(site=site, **overrides)


def make_window(ticket: Any, **overrides: Any) -> models.MaintenanceWindow:
    """Make a bare window that was agreed to (`workflows.windows` makes real ones)."""
    fields = {'purpose': 'UPS', 'starts_at': STARTS, 'ends_at': STARTS + HOUR, 'state': 'agreed', **overrides}
    return models.MaintenanceWindow.objects.create(ticket=ticket, **fields)
